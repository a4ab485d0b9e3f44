"""The generic worker: request ids, stale answers, closing."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from omni_med.errors import OmniMedError
from ui.desktop.worker import Jobs, Task


def test_a_stale_answer_is_dropped(qtbot: QtBot) -> None:
    jobs, answers, gate = Jobs(), [], threading.Event()

    def slow(_task: Task) -> str:
        gate.wait(10)
        return "old"

    jobs.start("same", slow, answers.append)
    jobs.start("same", lambda _task: "new", answers.append)
    qtbot.waitUntil(lambda: answers == ["new"])
    gate.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert answers == ["new"]
    jobs.close()


def test_a_new_request_asks_the_old_one_to_stop(qtbot: QtBot) -> None:
    jobs, seen, started = Jobs(), [], threading.Event()

    def patient(task: Task) -> None:
        started.set()
        while not task.cancelled():
            started.wait(0.001)
        seen.append("stopped")

    jobs.start("same", patient, seen.append)
    assert started.wait(10)
    jobs.cancel("same")
    qtbot.waitUntil(lambda: jobs.idle)
    assert seen == ["stopped"]
    jobs.close()


def test_channels_do_not_disturb_each_other(qtbot: QtBot) -> None:
    jobs, answers = Jobs(), []
    for name in "abc":
        jobs.start(name, lambda _task, name=name: name, answers.append)
    qtbot.waitUntil(lambda: sorted(answers) == ["a", "b", "c"])
    jobs.close()


def test_parts_and_progress_come_before_the_answer_on_the_gui_thread(qtbot: QtBot) -> None:
    jobs, log = Jobs(), []
    gui = threading.current_thread()

    def work(task: Task) -> str:
        assert threading.current_thread() is not gui
        task.tell("part")
        task.progress(1, 1)
        return "all"

    def note(kind: str, value: object) -> None:
        assert threading.current_thread() is gui
        log.append((kind, value))

    jobs.start(
        "x",
        work,
        lambda value: note("done", value),
        told=lambda value: note("told", value),
        progress=lambda done, total: note("progress", (done, total)),
    )
    qtbot.waitUntil(lambda: jobs.idle)
    assert log == [("told", "part"), ("progress", (1, 1)), ("done", "all")]
    jobs.close()


def test_an_error_goes_to_its_own_handler_or_to_the_signal(qtbot: QtBot) -> None:
    jobs, errors = Jobs(), []

    def bad(_task: Task) -> None:
        raise OmniMedError("no")

    jobs.start("x", bad, errors.append, failed=lambda error: errors.append(str(error)))
    qtbot.waitUntil(lambda: errors == ["no"])
    with qtbot.waitSignal(jobs.failed, check_params_cb=lambda error: str(error) == "no"):
        jobs.start("y", bad, errors.append)
    jobs.close()


def test_closing_waits_and_nothing_starts_after(qtbot: QtBot) -> None:
    jobs, answers, entered = Jobs(), [], threading.Event()

    def work(task: Task) -> str:
        entered.set()
        while not task.cancelled():
            entered.wait(0.001)
        return "late"

    jobs.start("x", work, answers.append)
    assert entered.wait(10)
    jobs.close()
    qtbot.wait(20)
    assert answers == []
    assert jobs.start("x", work, answers.append) == 0


def test_draining_finishes_what_was_started(qtbot: QtBot) -> None:
    jobs, done = Jobs(threads=1), []
    for number in range(5):
        jobs.start(str(number), lambda _task, n=number: done.append(n), lambda _none: None)
    jobs.drain()
    assert done == [0, 1, 2, 3, 4]


@pytest.mark.skipif(sys.platform != "linux", reason="niceness of a thread is Linux's")
def test_work_gives_way_to_the_gui_thread(qtbot: QtBot) -> None:
    jobs = Jobs()
    found: list[int] = []

    def own() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = own()
    jobs.start("nice", lambda _task: own(), found.append)
    qtbot.waitUntil(lambda: jobs.idle)
    assert found[0] >= max(before, 1)
    assert own() == before, "the GUI thread keeps its own"
    jobs.close()
