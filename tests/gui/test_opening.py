"""A folder that is not imported yet: an image of it at once, its study when it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from ui.desktop.main_window import MainWindow
from ui.desktop.presenters.viewing.opening import first_image
from ui.desktop.worker import Task

if TYPE_CHECKING:
    from conftest import Studies


class Quiet(Task):
    def __init__(self) -> None:
        """Run without anybody to tell."""

    def cancelled(self) -> bool:
        return False


def test_one_image_is_shown_while_the_rest_is_imported(
    qtbot: QtBot, empty_window: MainWindow, sources: tuple[Path, Studies]
) -> None:
    folder, _studies = sources
    seen: list[tuple[str, int]] = []

    def look(what: str) -> None:
        stack = empty_window.model.stack
        if what == "stack" and stack is not None:
            seen.append((stack.key, stack.count))

    empty_window.model.watch(look)
    with qtbot.waitSignal(empty_window.reading_presenter.settled, timeout=20_000):
        empty_window.worklist.open_wanted.emit([folder])
    assert seen[0] == ("preview", 1)
    assert seen[-1][0] != "preview"
    assert empty_window.study_uid
    assert empty_window.pages.currentWidget() is empty_window.reading
    assert empty_window.reading.strip.count() >= 1


def test_a_folder_without_images_leaves_the_worklist(
    qtbot: QtBot, empty_window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "letter.txt").write_text("no image")
    with qtbot.waitSignal(empty_window.worklist_presenter.imported, timeout=20_000):
        empty_window.worklist.open_wanted.emit([folder])
    assert empty_window.pages.currentWidget() is empty_window.worklist
    assert not empty_window.study_uid


def test_who_goes_elsewhere_meanwhile_is_not_called_back(
    qtbot: QtBot, window: MainWindow, studies: Studies, sources: tuple[Path, Studies]
) -> None:
    window.worklist.open_wanted.emit([sources[0]])
    with qtbot.waitSignal(window.reading_presenter.settled, timeout=20_000):
        window.open_study(studies.film)
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert window.study_uid == studies.film


def test_an_image_is_found_beside_what_is_none(
    sources: tuple[Path, Studies], pool: DecodePool, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.dcm").write_bytes((sources[0] / "ct-3.dcm").read_bytes())
    (tmp_path / "c.bin").write_bytes(b"\0" * 200)
    found = first_image([tmp_path], pool, Quiet())
    assert found is not None
    assert found.count == 1
    assert found.key == "preview"
    assert first_image([tmp_path / "a.txt"], pool, Quiet()) is None
    assert first_image([tmp_path / "gone"], pool, Quiet()) is None
