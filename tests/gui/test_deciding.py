"""First impressions before the answer, additions, two answers side by side: in the real window."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Answer, SitePolicy, Verdict
from omni_med.inference.process import InferenceProcess
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.finding.edit import AddDialog
from ui.desktop.panels.finding.finding_card import FindingCard

if TYPE_CHECKING:
    from conftest import Studies

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(window.reading.viewport, key, modifier or Qt.KeyboardModifier.NoModifier)


def open_study(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study_uid)
    window.activateWindow()
    window.reading.viewport.setFocus()


def words(window: MainWindow) -> str:
    QApplication.processEvents()
    findings = window.reading.findings
    return "\n".join(
        item.text() for item in findings.findChildren(QLabel) if item.isVisibleTo(findings)
    )


def analyse(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        press(window, Qt.Key.Key_Space)


@pytest.fixture
def unaided(workspace: Workspace) -> Workspace:
    workspace.set_site_policy(SitePolicy(unaided_first=True))
    return workspace


def test_the_answer_waits_for_the_first_impression(
    qtbot: QtBot, unaided: Workspace, window: MainWindow, studies: Studies
) -> None:
    with qtbot.waitSignal(window.analysis_presenter.asked, timeout=60_000):
        open_study(qtbot, window, studies.film)
    findings = window.reading.findings
    with qtbot.waitSignal(window.analysis_presenter.finished, timeout=60_000):
        press(window, Qt.Key.Key_Space)
    assert findings.is_hidden
    assert findings.analysis is None
    text = words(window)
    assert "Its answer is shown after your impression" in text
    assert "Probability" not in text
    assert findings.current_heat_map() is None
    press(window, Qt.Key.Key_A)
    findings.compare_wanted.emit()
    findings.add_wanted.emit()
    assert window.reading.findChild(AddDialog) is None
    assert window.desk.comparing.dialog is None
    (analysis,) = unaided.analyses(studies.film)
    assert unaided.decisions(analysis.analysis_id) == ()
    assert not unaided.was_shown(studies.film)

    form = findings.impression
    assert not form.keep.isEnabled(), "nothing is chosen beforehand"
    form.say("Lung opacity", Answer.ABSENT)
    form.say("Pneumothorax", Answer.UNSURE)
    form.text.setPlainText("Clear, I think.")
    with qtbot.waitSignal(window.analysis_presenter.revealed):
        form.keep.click()
    assert "Probability" in words(window)
    (impression,) = unaided.impressions(studies.film)
    assert impression.answers == {"Lung opacity": Answer.ABSENT, "Pneumothorax": Answer.UNSURE}
    assert (impression.text, impression.ai_shown) == ("Clear, I think.", False)
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_A)
    (decision,) = unaided.decisions(analysis.analysis_id)
    assert decision.ai_shown
    assert unaided.was_shown(studies.film)


def test_an_unfinished_impression_survives_a_crash(
    qtbot: QtBot, unaided: Workspace, window: MainWindow, studies: Studies
) -> None:
    with qtbot.waitSignal(window.analysis_presenter.asked, timeout=60_000):
        open_study(qtbot, window, studies.film)
    form = window.reading.findings.impression
    form.say("Pneumothorax", Answer.PRESENT)
    form.text.setPlainText("A thin line at the apex")
    qtbot.waitUntil(lambda: bool(unaided.draft(studies.film, "impression")), timeout=10_000)
    # what another start of the program would find
    with qtbot.waitSignal(window.analysis_presenter.asked, timeout=60_000):
        window.analysis_presenter.open(unaided.open_case(studies.film))
    assert form.answers() == {"Pneumothorax": Answer.PRESENT}
    assert form.text.toPlainText() == "A thin line at the apex"


def test_a_finding_can_be_added_and_taken_back(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    press(window, Qt.Key.Key_Insert)
    dialog = window.reading.findChild(AddDialog)
    assert dialog is not None
    dialog.text.setText("Old rib fracture")
    with qtbot.waitSignal(window.analysis_presenter.stored):
        dialog.accept()
    assert "✚  Old rib fracture" in words(window)
    with qtbot.waitSignal(window.analysis_presenter.stored):
        window.reading.findings.decided.emit("Old rib fracture", Verdict.REJECT)
    assert "Old rib fracture" not in words(window)
    (analysis,) = workspace.analyses(studies.film)
    verdicts = [item.verdict for item in workspace.decisions(analysis.analysis_id)]
    assert verdicts == [Verdict.ADD, Verdict.REJECT]


def test_keys_go_from_finding_to_finding(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    findings = window.reading.findings
    assert findings.current == "Lung opacity"
    shift = Qt.KeyboardModifier.ShiftModifier
    press(window, Qt.Key.Key_N, shift)
    assert findings.current == "Pneumothorax"
    press(window, Qt.Key.Key_N, shift)
    assert findings.current == "Lung opacity"


def test_two_ways_of_reading_stand_side_by_side(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    comparing = window.desk.comparing
    with qtbot.waitSignal(comparing.shown):
        press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    dialog = comparing.dialog
    assert dialog is not None
    assert not dialog.isModal()
    box = dialog.choices[1]
    box.setCurrentIndex(box.findData("ask:fake:cascade"))
    with qtbot.waitSignal(comparing.shown, timeout=60_000):
        box.activated.emit(box.currentIndex())
    (kept,) = workspace.analyses(studies.film)
    assert kept.provenance.mode == "parallel", "a comparison changes nothing"
    cells = {
        dialog.table.item(row, 0).text(): (
            dialog.table.item(row, 1).text(),
            dialog.table.item(row, 2).text(),
        )
        for row in range(dialog.table.rowCount())
    }
    assert cells["Way"] == ("parallel", "cascade")
    assert cells["Model"] == ("fake 1", "fake 1")
    assert any(name.endswith("Lung opacity") for name in cells)
    window.activateWindow()
    window.show_worklist()
    assert not dialog.isVisible(), "it goes with its study"


def test_closing_keeps_an_unfinished_impression(
    qtbot: QtBot, unaided: Workspace, dressed: None, pool: DecodePool, studies: Studies
) -> None:
    with InferenceProcess("fake") as inference:
        window = MainWindow(unaided, pool, inference)
        window.show()
        with qtbot.waitSignal(window.analysis_presenter.asked, timeout=60_000):
            window.open_study(studies.film)
        window.reading.findings.impression.text.setPlainText("half a word")
        window.close()
    assert b"half a word" in unaided.draft(studies.film, "impression")


def squeezed(window: MainWindow) -> list[str]:
    """Return the lines of the findings that have not the height that they need."""
    body = window.reading.findings.widget()
    assert body is not None
    labels = (one for one in body.findChildren(QLabel) if one.isVisible() and one.wordWrap())
    return [one.text() for one in labels if one.height() < one.heightForWidth(one.width()) - 2]


def test_a_rejection_may_say_why_with_one_key(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    analysis = window.reading.findings.analysis
    assert analysis is not None
    press(window, Qt.Key.Key_F7)
    assert not workspace.decisions(analysis.analysis_id), "nothing was rejected: no reason"
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_R)
    card = window.reading.findings.findChild(FindingCard)
    assert card is not None
    assert list(card.reasons) == ["reason1", "reason2", "reason3", "reason4"]
    assert "F7" in card.reasons["reason2"].text()
    assert window.reading.viewport.hasFocus(), "nothing waits for an answer"
    with qtbot.waitSignal(window.analysis_presenter.stored):
        press(window, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: not squeezed(window), timeout=200)
    last = workspace.decisions(analysis.analysis_id)[-1]
    assert (last.verdict, last.reason) == (
        Verdict.REJECT,
        "Artefact, device or overlying structure",
    )
    assert "Artefact" in words(window)
    again = window.reading.findings.findChild(FindingCard)
    assert again is not None
    assert not again.reasons, "said is said"


def test_an_answer_of_an_older_version_says_so(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    analyse(qtbot, window)
    (kept,) = workspace.analyses(studies.film)
    assert "Answer of version" not in words(window)
    older = replace(kept.model, version="0.1")
    later = kept.created + timedelta(seconds=1)
    workspace.save_analysis(replace(kept, analysis_id="older", model=older, created=later))
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        window.analysis_presenter.take()
    assert f"Answer of version 0.1; {kept.model.version} reads here now" in words(window)
