"""Pictures that are made: coarse at once, exact off the GUI thread, stale ones dropped."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from omni_med.dicom.geometry import geometry
from omni_med.domain import ImagePlane
from omni_med.errors import CancelledError
from ui.desktop.main_window import MainWindow
from ui.desktop.models.made import Made, MakerAtOnce, coarse_step, enlarged
from ui.desktop.models.space.fusion import Fusion
from ui.desktop.models.space.oblique import UPRIGHT, oblique, turned
from ui.desktop.models.space.sampler import Plane, Sampler
from ui.desktop.models.space.slab import Projection, Slab, project, project_coarsely
from ui.desktop.models.stack import ImageStack, Place, Window
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.presenters.viewing.making import PictureMaker

if TYPE_CHECKING:
    from conftest import Studies

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def smooth_volume(count: int = 40, side: int = 96) -> ImageStack:
    """Return a volume whose values change slowly: coarse and exact are nearly the same there."""
    z, y, x = np.mgrid[0:count, 0:side, 0:side]
    values = (400 * np.sin(x / 25) + 300 * np.cos(y / 20) + 8 * z).astype(np.int16)
    planes = [ImagePlane((0.0, 0.0, 2.0 * k), AXIAL, (1.0, 1.0)) for k in range(count)]
    return ImageStack(
        "v",
        "CT",
        "CT",
        values,
        np.ones(count, bool),
        tuple(Place(f"1.{k}", 0, plane) for k, plane in enumerate(planes)),
        Window(0.0, 1500.0),
        geometry=geometry(planes),
        frame_of_reference="1.9",
    )


# Without Qt


@pytest.mark.parametrize("step", [2, 3, 7])
def test_the_coarse_plane_is_the_exact_one_but_coarser(step: int) -> None:
    sampler = Sampler(smooth_volume())
    across, down = np.array([0.9, 0.0, 0.4]), np.array([0.0, 1.0, 0.0])
    plane = Plane(np.array([8.0, 8.0, 4.0]), across, down, 70, 75)
    exact = sampler.plane(plane)
    coarse = sampler.nearest(plane, step)
    assert coarse.shape == (-(-70 // step), -(-75 // step))
    whole = enlarged(coarse, 70, 75, step)
    assert whole is not None
    assert whole.shape == exact.shape
    inside = np.isfinite(exact) & np.isfinite(whole)
    assert inside.mean() > 0.9
    away = np.abs(exact - whole)[inside]
    assert np.median(away) < 6.0 * step
    shifted = np.abs(np.roll(exact, 3 * step, axis=0) - whole)[inside]
    assert np.median(away) < np.median(shifted), "it lies where the exact one lies"


def test_outside_the_volume_a_coarse_plane_is_empty() -> None:
    plane = Plane(np.array([-50.0, 10.0, 10.0]), np.eye(3)[0], np.eye(3)[1], 8, 200)
    found = Sampler(smooth_volume()).nearest(plane, 2)
    assert np.isnan(found[:, :24]).all()
    assert np.isfinite(found[:, 26:70]).all()
    assert np.isnan(found[:, 76:]).all()


@pytest.mark.parametrize("kind", list(Projection))
def test_a_coarse_slab_is_about_the_slab(kind: Projection) -> None:
    stack = smooth_volume()
    slab = Slab(kind, 9)
    exact, coarse = project(stack, 20, slab), project_coarsely(stack, 20, slab, 3)
    whole = enlarged(coarse, stack.rows, stack.columns, 3)
    assert exact is not None
    assert whole is not None
    assert whole.shape == exact.shape
    assert whole.dtype == exact.dtype
    assert np.abs(exact.astype(int) - whole).max() < 90


def test_a_coarse_picture_stays_small() -> None:
    for rows, columns, planes in ((900, 900, 1), (512, 512, 4), (20, 20, 1), (900, 300, 3)):
        step = coarse_step(rows, columns, planes)
        assert step >= 2
        assert -(-rows // step) * -(-columns // step) * planes < 48_000


def test_work_that_nobody_wants_ends_at_the_next_slice() -> None:
    stack = smooth_volume()
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    plane = Plane(np.zeros(3), np.eye(3)[0], np.eye(3)[2], 60, 60)
    with pytest.raises(CancelledError):
        Sampler(stack).plane(plane, 0.0, cancelled)
    assert len(asked) == 4
    with pytest.raises(CancelledError):
        project(stack, 20, Slab(Projection.MAX, 9), lambda: True)


def test_made_gives_coarse_then_exact_and_drops_the_stale() -> None:
    class Later:
        def __init__(self) -> None:
            self.asked: list[tuple[object, object]] = []

        def want(self, _owner: object, key: object, _make: object, arrived: object) -> None:
            self.asked.append((key, arrived))

    told: list[int] = []
    made, later = Made(lambda: told.append(1)), Later()
    made.maker = later  # type: ignore[assignment]
    rough, fine = np.zeros((2, 2)), np.ones((2, 2))
    assert made.get("a", lambda: rough, lambda _c: fine) is rough
    assert not made.exact
    assert made.get("b", lambda: rough, lambda _c: fine) is rough
    (_, stale), (_, fresh) = later.asked
    stale("a", fine)  # type: ignore[operator]
    assert not made.exact
    assert told == []
    fresh("b", fine)  # type: ignore[operator]
    assert told == [1]
    assert made.get("b", lambda: rough, lambda _c: rough) is fine
    assert made.exact
    assert len(later.asked) == 2, "what is there is not asked for again"
    made.maker = MakerAtOnce()
    assert made.get("c", lambda: rough, lambda _c: fine) is fine
    assert told == [1], "at once: nothing to tell"


# On the thread


def test_exact_pictures_come_from_another_thread_and_the_newest_wins(qtbot: QtBot) -> None:
    maker, model = PictureMaker(), ViewportModel()
    model.make_with(maker)
    axes = turned(UPRIGHT["coronal"], np.array([0.0, 0.0, 1.0]), 20.0)
    stack = oblique(smooth_volume(), axes, "o")
    threads: set[threading.Thread] = set()
    cuts = stack.sampled
    assert cuts is not None

    class Watched:
        coarse = cuts.coarse

        def exact(self, index: int, cancelled: object) -> np.ndarray:
            threads.add(threading.current_thread())
            return cuts.exact(index, cancelled)  # type: ignore[arg-type]

    model.show(replace(stack, sampled=Watched()), 0)
    told: list[str] = []
    model.watch(told.append)
    for index in range(1, 6):
        model.move_to(index)
        assert model.pixels() is not None
        assert not model.is_exact
    with qtbot.waitSignal(maker.made):
        pass
    qtbot.waitUntil(lambda: maker.idle)
    assert told.count("picture") == 1, "the five that passed by were dropped"
    pixels = model.pixels()
    assert model.is_exact
    assert pixels is not None
    assert np.array_equal(pixels, cuts.exact(5, lambda: False))
    assert threads
    assert threading.main_thread() not in threads
    maker.close()


def test_a_failure_is_told_and_the_coarse_image_stays(qtbot: QtBot) -> None:
    maker, model = PictureMaker(), ViewportModel()
    model.make_with(maker)
    stack = oblique(smooth_volume(), UPRIGHT["coronal"], "o")
    cuts = stack.sampled
    assert cuts is not None

    class Broken:
        coarse = cuts.coarse

        def exact(self, _index: int, _cancelled: object) -> np.ndarray:
            raise MemoryError

    model.show(replace(stack, sampled=Broken()), 3)
    with qtbot.waitSignal(maker.failed):
        before = model.pixels()
    assert model.pixels() is before
    assert not model.is_exact
    maker.close()


def test_closing_drops_what_is_being_made(qtbot: QtBot) -> None:
    maker, model = PictureMaker(), ViewportModel()
    model.make_with(maker)
    model.show(oblique(smooth_volume(60, 200), UPRIGHT["sagittal"], "o"), 9)
    model.pixels()
    qtbot.wait(30)
    maker.close()
    assert model.pixels() is not None, "still drawn, coarsely"


def test_colours_of_a_second_series_are_made_off_the_thread(qtbot: QtBot) -> None:
    maker, model = PictureMaker(), ViewportModel()
    model.make_with(maker)
    below = smooth_volume()
    above = replace(below, key="pet", values=np.abs(below.values), window=Window(300.0, 600.0))
    model.show(below, 10)
    model.set_fusion(Fusion(below, above))
    assert model.fusion is not None
    coarse = model.fusion.image(below, 10)
    assert coarse is not None
    assert coarse.shape == (96, 96, 4)
    assert not model.is_exact
    with qtbot.waitSignal(maker.made):
        pass
    exact = model.fusion.image(below, 10)
    assert model.is_exact
    assert exact is not None
    assert np.array_equal(exact, Fusion(below, above).image(below, 10))
    assert np.median(np.abs(exact.astype(int) - coarse)) < 20
    assert model.fusion.image(below, 10) is exact
    maker.close()


# In the window


def test_planes_turn_while_the_window_lives(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.ct)
    view = window.reading.viewport
    QTest.keyClick(view, Qt.Key.Key_V)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_BracketRight)
    turned_model = window.reading.grid.models[1]
    other = window.reading.grid.viewports[1]
    assert turned_model.stack is not None
    assert turned_model.stack.sampled is not None
    other.repaint()
    assert not turned_model.is_exact
    assert other.probe(other.rect().center()) == "", "no value is read off a coarse image"
    qtbot.waitUntil(lambda: window.maker.idle and turned_model.is_exact)
    assert other.probe(other.rect().center()) != ""
    slab = window.reading.viewing.table()["slab"]
    slab()
    other.repaint()
    said: list[str] = []
    window.desk.remarked.connect(said.append)
    window.reading.grid.activate(1)
    window.reading.wanted.emit("key_image")
    assert any("coarse" in words for words in said)
    qtbot.waitUntil(lambda: window.maker.idle)
    assert turned_model.is_exact
