"""Who collects garbage, and when."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.desktop.collecting import Collector
from ui.desktop.main_window import MainWindow


class Knot:
    """Something that only the collector can let go."""

    def __init__(self) -> None:
        self.itself = self


def knots(count: int) -> weakref.ref[Knot]:
    """Leave objects that refer to themselves; return a reference to one of them."""
    first = weakref.ref(Knot())
    for _ in range(count):
        Knot()
    return first


@pytest.fixture
def idle() -> list[bool]:
    return [True]


@pytest.fixture
def collector(qtbot: QtBot, idle: list[bool]) -> Iterator[Collector]:
    made = Collector(lambda: idle[0])
    made.start()
    yield made
    made.stop()


def test_nothing_is_collected_behind_its_back_and_all_is_as_before_after_it(
    collector: Collector,
) -> None:
    assert not gc.isenabled()
    frozen = gc.get_freeze_count()
    assert frozen > 10_000
    collector.start()
    assert gc.get_freeze_count() == frozen, "started twice"
    lost = knots(5000)
    assert lost() is not None, "more than any threshold, and still there"
    collector.stop()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_is_young_goes_by_itself(collector: Collector, qtbot: QtBot) -> None:
    lost = knots(5000)
    qtbot.waitUntil(lambda: lost() is None, timeout=3000)


def test_little_is_left_for_later(collector: Collector) -> None:
    gc.collect()
    lost = knots(5)
    assert collector.collect() == -1
    assert lost() is not None


def test_what_has_grown_old_waits_until_nothing_is_under_way(
    collector: Collector, idle: list[bool]
) -> None:
    old = Knot()
    lost = weakref.ref(old)
    gc.collect()  # it is in the oldest generation now
    del old
    idle[0] = False
    collector.tidy()
    knots(2000)
    assert collector.collect() < 2
    assert lost() is not None
    idle[0] = True
    assert collector.collect() == 2
    assert lost() is None


def test_a_reader_who_is_never_idle_does_not_fill_the_memory(
    collector: Collector, idle: list[bool]
) -> None:
    old = Knot()
    lost = weakref.ref(old)
    gc.collect()
    del old
    idle[0] = False
    for _ in range(1000):
        knots(800)
        if collector.collect() == 2:
            break
    assert lost() is None


def test_the_window_takes_it_over_and_gives_it_back(window: MainWindow) -> None:
    window.warm_up()
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
