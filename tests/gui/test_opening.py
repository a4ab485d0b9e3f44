"""A folder that is not imported yet: an image of it at once, its study when it is there."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import generate_uid
from pytestqt.qtbot import QtBot

from audit.errors import VaultError
from omni_med.dicom.pool import DecodePool
from ui.desktop.main_window import MainWindow
from ui.desktop.presenters.viewing.opening import first_image
from ui.desktop.reach import is_lost
from ui.desktop.worker import Task

if TYPE_CHECKING:
    from conftest import MakeImage, Studies


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


def test_the_image_is_named_after_its_own_patient(
    qtbot: QtBot, window: MainWindow, studies: Studies, sources: tuple[Path, Studies]
) -> None:
    with qtbot.waitSignal(window.reading_presenter.settled, timeout=20_000):
        window.open_study(studies.film)
    banner, views = window.reading.banner, window.reading.grid.viewports
    assert "ANNA" in banner.patient.text()
    named: list[str] = []
    window.preview.found.connect(lambda _preview: named.append(banner.patient.text()))
    window.preview.found.connect(lambda _preview: named.append(views[0].corners.texts["id"]))
    with qtbot.waitSignal(window.worklist_presenter.imported, timeout=20_000):
        window.reading.import_wanted.emit([sources[0] / "ct-3.dcm"])
    assert len(named) == 2
    assert all("CT-1" in words for words in named), named
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.show_worklist()
    assert not banner.patient.text()
    assert not any(view.corners.texts for view in views), "nobody is named"


def test_an_import_that_fails_takes_its_image_away(
    qtbot: QtBot, window: MainWindow, home: Path, make_image: MakeImage, tmp_path: Path
) -> None:
    new = make_image(
        generate_uid(), generate_uid(), "CT", np.zeros((8, 8), np.int16), PatientID="N"
    )
    new.save_as(tmp_path / "new.dcm", enforce_file_format=True)
    found: list[object] = []
    window.preview.found.connect(found.append)
    home.rename(home.with_name("gone"))
    with qtbot.waitSignal(window.worklist_presenter.failed, timeout=20_000):
        window.worklist.open_wanted.emit([tmp_path / "new.dcm"])
    assert found
    assert window.pages.currentWidget() is window.worklist
    assert window.model.stack is None
    bar = window.statusBar()
    assert bar is not None
    assert "cannot be reached" in bar.currentMessage()


def test_what_a_lost_workspace_is_told_by(tmp_path: Path) -> None:
    assert is_lost(OSError(errno.ESTALE, "stale", str(tmp_path / "vault" / "x")), tmp_path)
    assert not is_lost(OSError(errno.ENOENT, "gone", "/elsewhere/x"), tmp_path)
    assert not is_lost(OSError(errno.ENOSPC, "full", str(tmp_path / "x")), tmp_path)
    assert is_lost(VaultError("The catalogue cannot be used (SQLITE_IOERR)."), tmp_path)
    assert not is_lost(VaultError("The catalogue cannot be used (SQLITE_FULL)."), tmp_path)
    assert not is_lost(ValueError("x"), tmp_path)


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
    assert found.stack.count == 1
    assert found.stack.key == "preview"
    assert found.study.patient.patient_id == "CT-1"
    assert first_image([tmp_path / "a.txt"], pool, Quiet()) is None
    assert first_image([tmp_path / "gone"], pool, Quiet()) is None
