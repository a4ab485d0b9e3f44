"""The real window over a real workspace, with the inference process beside it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Conflict, Verdict
from omni_med.errors import ModelUnavailableError
from omni_med.inference.process import InferenceProcess
from omni_med.models.protocols import ModelCard
from omni_med.workspace import Workspace
from omni_med.workspace.filing import SeriesFiles
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.finding.edit import EditDialog
from ui.desktop.panels.finding.finding_card import FindingCard
from ui.desktop.panels.worklist.table import titles
from ui.desktop.worker import Task

if TYPE_CHECKING:
    from conftest import Studies

SLICES = 12


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(window.reading.viewport, key, modifier or Qt.KeyboardModifier.NoModifier)


def open_study(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study_uid)
    window.activateWindow()
    window.reading.viewport.setFocus()


def analyse(qtbot: QtBot, window: MainWindow) -> Analysis:
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000) as shown:
        press(window, Qt.Key.Key_Space)
    analysis = shown.args[0]
    assert isinstance(analysis, Analysis)
    return analysis


def words(window: MainWindow) -> str:
    QApplication.processEvents()  # Qt shows new widgets of a layout in its own time
    labels = window.reading.findings.findChildren(QLabel)
    return "\n".join(item.text() for item in labels if item.isVisibleTo(window.reading.findings))


def test_the_worklist_shows_the_studies_and_searches(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    table = window.worklist.table
    assert table.rowCount() == 2
    patient = titles().index("Patient")
    names = {table.data(table.index(row, patient)) for row in range(2)}
    assert names == {"SYNTHETIC ANNA", "Wang XiaoMing 王小明"}
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        QTest.keyClicks(window.worklist.search, "Axial")
    assert table.rowCount() == 1
    assert table.study(0).study_uid == studies.ct
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.worklist.search.setText("nobody of that name")
    assert table.rowCount() == 0
    assert "Nothing found" in window.worklist.empty.text()


def test_enter_opens_and_escape_returns(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    row = window.worklist.table.find(studies.ct)
    assert row is not None
    window.worklist.view.selectRow(row)
    with qtbot.waitSignal(window.reading_presenter.loaded):
        QTest.keyClick(window.worklist.view, Qt.Key.Key_Return)
    assert window.pages.currentWidget() is window.reading
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        press(window, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.worklist
    assert window.model.stack is None, "nothing of the patient stays behind"
    assert window.reading.banner.patient.text() == ""
    assert not window.reading.record.has_notes


def test_home_and_end_go_to_the_ends_of_the_worklist(window: MainWindow) -> None:
    view = window.worklist.view
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == window.worklist.table.rowCount() - 1 == 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0


def test_a_ct_opens_in_its_middle_and_scrolls(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    stack = window.model.stack
    assert stack is not None
    assert stack.loaded.all()
    assert stack.count == SLICES
    assert window.model.index == SLICES // 2
    for key, expected in (
        (Qt.Key.Key_Down, 7),
        (Qt.Key.Key_Up, 6),
        (Qt.Key.Key_PageDown, 11),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 11),
    ):
        press(window, key)
        assert window.model.index == expected
    value = stack.values[11, 32, 32] * stack.slope + stack.intercept
    assert value == 110, "sorted by position, in Hounsfield units"
    press(window, Qt.Key.Key_2)
    assert window.model.shown_window.label == "Lung"
    press(window, Qt.Key.Key_I)
    assert window.model.inverted
    assert "王小明" in window.reading.banner.patient.text()


def test_help_lists_every_key_and_any_key_closes_it(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    window.reading.help.open()
    assert window.reading.help.isVisible()
    QTest.keyClick(window.reading.help, Qt.Key.Key_Escape)
    assert not window.reading.help.isVisible()
    assert window.pages.currentWidget() is window.reading


def test_the_header_is_searchable(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    open_study(qtbot, window, studies.ct)
    panel = window.reading.metadata
    window.reading.tabs.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: panel.table.rowCount() > 20)
    panel.search.setText("王")
    assert panel.table.rowCount() == 1
    panel.search.setText("rescale")
    assert panel.table.rowCount() == 2


def test_a_film_is_analysed_shown_and_kept(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    assert "Not analysed yet" in words(window)
    analysis = analyse(qtbot, window)
    assert [kept.analysis_id for kept in workspace.analyses(studies.film)] == [analysis.analysis_id]
    text = words(window)
    assert text.index("Assessed:") < text.index("Lung opacity:") < text.index("Probability")
    assert "Not assessed: fracture, nodule, device position." in text
    assert "Differential: a ranking, not findings" in text
    assert "fake 1" in text
    assert "Viral pneumonia: possible kind" not in text, "a kind is no finding"
    page = window.reading
    assert "✓ used" in page.record.plain()
    assert "Fever and cough" in page.record.plain()


def test_what_the_model_is_not_for_is_said_in_words(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    analysis = analyse(qtbot, window)
    assert analysis.findings == ()
    assert "Cannot assess" in words(window)
    assert "Assessed: nothing" in words(window)


def test_accepting_is_stored_and_on_the_trail(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analysis = analyse(qtbot, window)
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_A)
    (decision,) = workspace.decisions(analysis.analysis_id)
    assert (decision.verdict, decision.reader, decision.ai_shown) == (
        Verdict.ACCEPT,
        "reader",
        True,
    )
    assert decision.finding == analysis.findings[0].name
    assert any("deci" in entry.action for entry in workspace.trail())
    assert "✓ Accepted by reader" in words(window)
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_R)
    assert len(workspace.decisions(analysis.analysis_id)) == 2
    assert "✗ Rejected by reader" in words(window)


def test_the_keyboard_stays_with_the_image(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    QApplication.processEvents()
    page = window.reading
    card = page.findings.findChildren(FindingCard)[0]
    with qtbot.waitSignal(window.analysis_presenter.stored):
        qtbot.mouseClick(card.buttons[Verdict.ACCEPT], Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is page.viewport
    card = page.findings.findChildren(FindingCard)[0]
    QApplication.processEvents()
    card.buttons[Verdict.REJECT].setFocus()
    with qtbot.waitSignal(window.analysis_presenter.stored):
        card.buttons[Verdict.REJECT].click()
    assert QApplication.focusWidget() is page.findings.analyse, "reached by Tab: it stays near"


def test_editing_keeps_the_readers_words(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analysis = analyse(qtbot, window)
    press(window, Qt.Key.Key_E)
    dialog = window.reading.findChild(EditDialog)
    assert dialog is not None
    dialog.text.setText("old scar")
    dialog.reason.setText("unchanged since 2020")
    with qtbot.waitSignal(window.analysis_presenter.stored):
        dialog.accept()
    (decision,) = workspace.decisions(analysis.analysis_id)
    assert (decision.verdict, decision.edited, decision.reason) == (
        Verdict.EDIT,
        "old scar",
        "unchanged since 2020",
    )


def test_nobody_decides_on_what_he_cannot_see(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_A)
    analysis = analyse(qtbot, window)
    window.reading.tabs.setCurrentWidget(window.reading.metadata)
    window.reading.viewport.setFocus()
    press(window, Qt.Key.Key_A)
    assert window.reading.tabs.currentWidget() is window.reading.findings
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert workspace.decisions(analysis.analysis_id) == ()


def test_the_dials_answer_live_and_are_kept_on_a_decision(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    first = analyse(qtbot, window)
    with qtbot.waitSignal(window.analysis_presenter.shown) as shown:
        window.reading.findings.dials.sliders["text"].setValue(0)
    second = shown.args[0]
    assert second.modalities[1].weight == 0.0
    assert second.findings[0].probability == pytest.approx(first.findings[0].image_only)
    assert "A trial with your weights" in words(window)
    assert len(workspace.analyses(studies.film)) == 1
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_A)
    assert len(workspace.analyses(studies.film)) == 2
    assert len(workspace.decisions(second.analysis_id)) == 1


def test_the_heat_map_is_off_at_first_and_lies_on_the_film(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    assert window.model.visible_heat_map() is None
    press(window, Qt.Key.Key_M)
    heat = window.model.visible_heat_map()
    assert heat is not None
    assert heat.finding == window.reading.findings.current
    press(window, Qt.Key.Key_M)
    assert window.model.visible_heat_map() is None


def test_both_sides_of_a_question_are_shown_and_the_mark_can_go(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    page = window.reading
    plain = page.viewport.grab().toImage()
    page.show_conflict(Conflict("x", "Which?", 0.5, "request", 0, 5, (20, 30, 60, 90)))
    assert page.tabs.currentWidget() is page.record
    assert page.viewport.grab().toImage() != plain
    page.show_conflict(Conflict("x", "Which?", 0.5, "request", 0, 5, (20, 30, 60, 90)))
    assert page.viewport.grab().toImage() == plain


def test_a_kept_answer_is_shown_when_the_study_is_opened_again(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analysis = analyse(qtbot, window)
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_A)
    press(window, Qt.Key.Key_Escape)
    with qtbot.waitSignal(window.analysis_presenter.shown) as shown:
        window.open_study(studies.film)
    assert shown.args[0].analysis_id == analysis.analysis_id
    assert "✓ Accepted by reader" in words(window)


def test_an_answer_for_the_study_before_is_dropped(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_Space)
    open_study(qtbot, window, studies.ct)
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=60_000)
    assert window.reading.findings.analysis is None
    assert "Not analysed yet" in words(window)


def test_dropped_folders_are_imported(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, sources: tuple[Path, Studies]
) -> None:
    (tmp_path / "note.txt").write_text("no DICOM")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sources[0])), QUrl.fromLocalFile(str(tmp_path))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.worklist_presenter.imported) as imported:
        window.worklist.dropEvent(event)
    report = imported.args[0]
    assert report.duplicates == SLICES + 1
    assert report.instances == 0


def test_closing_while_loading_leaves_no_thread(
    qtbot: QtBot,
    dressed: None,
    no_thread_outlives: None,
    workspace: Workspace,
    pool: DecodePool,
    studies: Studies,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entered = threading.Event()
    read_into = SeriesFiles.read_into

    def slow(files: SeriesFiles, uid: str, offset: int, buffer: memoryview) -> int:
        entered.set()
        threading.Event().wait(0.05)
        return read_into(files, uid, offset, buffer)

    monkeypatch.setattr(SeriesFiles, "read_into", slow)
    with InferenceProcess("fake") as inference:
        window = MainWindow(workspace, pool, inference)
        window.show()
        window.open_study(studies.ct)
        qtbot.waitUntil(entered.is_set)
        with qtbot.waitSignal(window.closed):
            window.close()
        assert window.jobs.idle
        assert window.jobs.start("x", lambda _task: None, print) == 0


def test_closing_while_the_model_loads_does_not_wait_for_it(
    qtbot: QtBot, window: MainWindow, studies: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def loading(_timeout: float | None = None) -> ModelCard:
        asked.set()
        raise TimeoutError

    monkeypatch.setattr(window.analysis_presenter._inference, "card", loading)
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(asked.is_set)
    window.close()
    assert window.jobs.idle


def test_a_word_said_just_before_closing_is_kept(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analysis = analyse(qtbot, window)
    press(window, Qt.Key.Key_R)
    window.close()
    assert [d.verdict for d in workspace.decisions(analysis.analysis_id)] == [Verdict.REJECT]


def test_an_error_becomes_one_line(qtbot: QtBot, window: MainWindow) -> None:
    def bad(_task: Task) -> None:
        raise OSError(28, "No space left on device")

    window.jobs.start("x", bad, print)
    bar = window.statusBar()
    assert bar is not None
    qtbot.waitUntil(lambda: "The disk is full" in bar.currentMessage())
    assert "\n" not in bar.currentMessage()


def test_what_was_said_of_one_study_is_not_said_of_the_next(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    bar = window.statusBar()
    assert bar is not None
    window.say("Gantry tilt 18.5 degrees.")
    open_study(qtbot, window, studies.film)
    assert (bar.currentMessage(), bar.toolTip()) == ("", "")
    window.say("Gantry tilt 18.5 degrees.")
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        press(window, Qt.Key.Key_Escape)
    assert bar.currentMessage() == ""


def test_a_model_that_is_not_there_is_said_where_the_answer_would_stand(
    qtbot: QtBot, window: MainWindow, studies: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_timeout: float | None = None) -> ModelCard:
        raise ModelUnavailableError("The model x cannot run here.", hint="Choose another.")

    monkeypatch.setattr(window.analysis_presenter._inference, "card", missing)
    open_study(qtbot, window, studies.film)
    with qtbot.waitSignal(window.analysis_presenter.finished):
        press(window, Qt.Key.Key_Space)
    assert "The model x cannot run here. Choose another." in words(window)
    assert window.reading.findings.analyse.isEnabled()


def test_everything_has_an_accessible_name(window: MainWindow) -> None:
    for widget in (
        window.reading.viewport,
        window.reading.strip,
        window.reading.findings,
        window.reading.record.text,
        window.reading.metadata.search,
        window.reading.metadata.view,
        window.worklist.search,
        window.worklist.view,
        *window.reading.findings.dials.sliders.values(),
        window.reading.findings.heat.opacity,
    ):
        assert widget.accessibleName()
