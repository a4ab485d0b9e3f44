"""Hanging protocols and priors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom.uid import generate_uid
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Patient, Series, Study
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.hanging.priors import body_parts, related
from ui.desktop.models.hanging.protocol import (
    BUILT_IN,
    Candidate,
    Cell,
    Protocol,
    by_example,
    fill,
    fits,
    offered,
)
from ui.desktop.models.stack import Window
from ui.desktop.models.tools import Tool
from ui.desktop.panels.viewing.second import SecondWindow
from ui.desktop.preferences import Beside, Preferences, PreferenceStore

if TYPE_CHECKING:
    from conftest import MakeImage


def study(modality: str, description: str, when: str = "2026-01-01", part: str = "") -> Study:
    series = Series(generate_uid(), modality, body_part=part)
    return Study(
        generate_uid(),
        Patient("P"),
        description=description,
        started=datetime.fromisoformat(when),
        series=(series,),
    )


def test_parts_of_the_body_are_read_from_what_the_headers_say() -> None:
    assert body_parts(study("CT", "CT CHEST WO IV CONT")) == {"chest"}
    assert body_parts(study("DX", "", part="THORAX")) == {"chest"}
    assert body_parts(study("CT", "ABD AND PELVIS")) == {"abdomen", "pelvis"}
    assert body_parts(study("CT", "胸部平扫")) == {"chest"}
    assert body_parts(study("CT", "Hipster survey")) == frozenset()


def test_priors_are_of_the_same_region_the_most_alike_first() -> None:
    now = study("CT", "CT chest", "2026-06-01")
    film = study("CR", "Chest PA", "2026-05-01")
    old = study("CT", "Thorax", "2024-01-01")
    newer = study("CT", "Thorax", "2025-01-01")
    knee = study("CT", "Knee", "2026-05-30")
    unsaid = study("CT", "", "2023-01-01")
    foreign = study("MR", "", "2026-05-30")
    found = related(now, (film, old, newer, knee, unsaid, foreign))
    assert found == (newer, old, unsaid, film)


def test_a_protocol_finds_its_series_by_what_tells_them_apart() -> None:
    mammography = next(protocol for protocol in BUILT_IN if protocol.modalities == ("MG",))
    views = [
        Candidate("a", modality="MG", view="MLO", side="L"),
        Candidate("b", modality="MG", view="CC", side="R"),
        Candidate("c", modality="MG", view="CC", side="L"),
    ]
    assert fill(mammography.cells, views) == ("b", "c", "", "a")
    cells = (Cell("CT", words=("lung",)), Cell("CT"), Cell("CT", prior=1))
    series = [
        Candidate("soft", modality="CT", words=("soft",), images=300),
        Candidate("thin", modality="CT", words=("lung", "thin"), images=200),
        Candidate("old", prior=1, modality="CT"),
    ]
    assert fill(cells, series) == ("thin", "soft", "old")


def test_the_best_fitting_protocol_comes_first() -> None:
    chest = study("CT", "CT chest")
    general = Protocol("g", ("CT",), (), "layout1", (Cell("CT"),))
    special = replace(general, name="s", parts=("chest",))
    knee = replace(general, name="k", parts=("knee",))
    prior = replace(general, name="p", cells=(Cell("CT"), Cell("CT", prior=1)))
    assert offered((special, general, knee), chest, 0) == (special, general)
    assert fits(prior, chest, 0) is None
    assert fits(prior, chest, 1) is not None
    assert fits(general, study("MR", "x"), 0) is None


def test_a_protocol_by_example_names_no_patient() -> None:
    views = [
        (Candidate("k", modality="CT", plane="axial", words=("lung",)), Cell(window=(1.0, 2.0))),
        (None, Cell()),
    ]
    made = by_example(study("CT", "CT chest SMITH"), "layout2", views, ["CT chest 2"])
    assert made.name == "CT chest 2 (2)"
    assert made.cells[0] == Cell("CT", plane="axial", words=("lung",), window=(1.0, 2.0))
    assert fill(made.cells, [Candidate("x", modality="CT", plane="axial")] * 1) == ("x", "")
    assert "SMITH" not in repr(made)


# In the window


@pytest.fixture
def followed(
    workspace: Workspace, pool: DecodePool, make_image: MakeImage, tmp_path: Path
) -> tuple[str, str]:
    """Give a chest CT of today and one of last year, six and four slices."""
    uids = []
    for date, count in (("20260301", 6), ("20250301", 4)):
        uid, series = generate_uid(), generate_uid()
        for k in range(count):
            made = make_image(
                uid,
                series,
                "CT",
                np.full((32, 32), 100 * k, np.int16),
                PatientID="FOLLOWED",
                StudyDate=date,
                StudyDescription="CT chest",
                SeriesDescription="Lung",
                FrameOfReferenceUID=generate_uid(entropy_srcs=[series]),
                InstanceNumber=k + 1,
                ImagePositionPatient=[0.0, 0.0, 5.0 * k],
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
                PixelSpacing=[1.0, 1.0],
            )
            made.save_as(tmp_path / f"{date}-{k}.dcm", enforce_file_format=True)
        uids.append(uid)
    workspace.import_paths([tmp_path], pool=pool)
    return uids[0], uids[1]


def message(window: MainWindow) -> str:
    bar = window.statusBar()
    assert bar is not None
    return bar.currentMessage()


def open_study(qtbot: QtBot, window: MainWindow, uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(uid)
    window.reading.viewport.setFocus()


def test_a_prior_is_found_offered_and_shown_beside(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, followed: tuple[str, str]
) -> None:
    open_study(qtbot, window, followed[0])
    page, grid = window.reading, window.reading.grid
    assert "earlier" in message(window)
    texts = [page.strip.item(row).text() for row in range(page.strip.count())]  # type: ignore[union-attr]
    assert "2025-03-01" in texts[-1]
    assert "earlier study" in texts[-1]
    with qtbot.waitSignal(window.reading_presenter.prior_ready):
        QTest.keyClick(page.viewport, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: grid.models[1].stack is not None)
    assert grid.layout_name == "layout2"
    prior = grid.models[1].stack
    assert prior is not None
    assert prior.count == 4
    assert prior.about["date"].startswith("2025-03-01")
    assert grid.models[0].stack is not None
    assert not grid.models[0].stack.about
    before = grid.models[1].index
    grid.models[0].step(1)
    assert grid.models[1].index == before + 1, "followed by distance"
    opened = [entry.subject for entry in workspace.trail() if entry.action == "study.open"]
    assert followed[1] in opened
    grid.activate(1)
    page.take(Tool.LENGTH)
    assert "earlier study" in message(window)
    QTest.mousePress(page.viewport, Qt.MouseButton.LeftButton)
    assert page.measurements.items == ()


def test_what_one_sees_is_saved_and_seen_again(
    qtbot: QtBot, window: MainWindow, followed: tuple[str, str]
) -> None:
    open_study(qtbot, window, followed[0])
    page, grid = window.reading, window.reading.grid
    QTest.keyClick(page.viewport, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: grid.models[1].stack is not None)
    grid.models[0].set_window(Window(-600.0, 1500.0))
    grid.models[1].invert()
    QTest.keyClick(page.viewport, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert "Saved" in message(window)
    (kept,) = PreferenceStore().now.protocols
    assert (kept.layout, kept.modalities, kept.parts) == ("layout2", ("CT",), ("chest",))
    assert [cell.prior for cell in kept.cells] == [0, 1]
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.show_worklist()
    with qtbot.waitSignal(window.hanging_presenter.hung):
        window.open_study(followed[0])
    qtbot.waitUntil(lambda: all(model.stack is not None for model in grid.models[:2]))
    assert grid.layout_name == "layout2"
    assert grid.models[0].shown_window.center == -600.0
    assert grid.models[1].inverted
    assert grid.models[1].stack is not None
    assert grid.models[1].stack.about
    page.protocols.aboutToShow.emit()
    names = [action.text() for action in page.protocols.actions()]
    assert names[0] == kept.name
    assert "CT | prior" in names
    page.protocols.removed.emit(kept.name)
    assert PreferenceStore().now.protocols == ()


def test_without_a_prior_and_without_views_it_is_said(
    qtbot: QtBot, window: MainWindow, followed: tuple[str, str]
) -> None:
    open_study(qtbot, window, followed[1])
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    assert "No earlier study" in message(window)
    window.reading.arrange("mpr")
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert "cannot be saved" in message(window)


def test_the_second_window_is_left_as_it_was_and_takes_part_in_what_is_saved(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, followed: tuple[str, str]
) -> None:
    open_study(qtbot, window, followed[0])
    page, second = window.reading, window.second
    assert page.model.stack is not None
    QTest.keyClick(page.viewport, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    second.arrange("layout2")
    second.resize(720, 500)
    window.second.wanted.emit(1, page.model.stack.key)
    qtbot.waitUntil(lambda: second.grid.models[1].stack is not None)
    second.grid.models[1].set_window(Window(-600.0, 1500.0))
    QTest.keyClick(page.viewport, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    (kept,) = PreferenceStore().now.protocols
    assert (kept.beside, kept.name) == ("layout2", "CT chest 1+2")
    assert [cell.modality for cell in kept.beside_cells] == ["-", "CT"]
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.show_worklist()
    assert second.grid.layout_name == "layout2", "another study finds the layout that was left"
    second.close()
    assert not PreferenceStore().now.beside.shown
    with qtbot.waitSignal(window.hanging_presenter.hung):
        window.open_study(followed[0])
    qtbot.waitUntil(lambda: second.grid.models[1].stack is not None)
    assert second.isVisible()
    assert second.grid.models[0].stack is None
    assert second.grid.models[1].shown_window.center == -600.0
    assert "Not every view" not in message(window), "a view that was left empty lacks nothing"
    second.release()
    again = SecondWindow(page.toolbox, page.measurements, PreferenceStore())
    qtbot.addWidget(again)
    case = workspace.open_case(followed[0])
    again.show_case(case)
    assert again.isVisible(), "the program ended while it was open"
    assert again.grid.layout_name == "layout2"
    assert again.height() == 500, "the width is at least that of the tools"
    again.close()
    third = SecondWindow(page.toolbox, page.measurements, PreferenceStore())
    qtbot.addWidget(third)
    third.show_case(case)
    assert not third.isVisible(), "it was closed by hand"
    third.release()


@pytest.mark.parametrize("layout", ["mpr", "9x9", ""])
def test_a_layout_that_cannot_be_is_one_view(qtbot: QtBot, window: MainWindow, layout: str) -> None:
    store = PreferenceStore()
    store.change(Preferences(beside=Beside(layout=layout)))
    page = window.reading
    made = SecondWindow(page.toolbox, page.measurements, store)
    qtbot.addWidget(made)
    made.show_case(None)
    assert made.grid.layout_name == "layout1"
    made.release()
