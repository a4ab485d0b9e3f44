"""One reading, from the worklist to the verified trail: real widgets, real signals, nothing faked.

Only the model is one of fixed rules: what it answers does not matter here, what is said of it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pydicom
import pytest
from pydicom.uid import generate_uid
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Holds, ReadingState, Verdict
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.admin.trail import TrailPage
from ui.desktop.panels.admin.window import Administration
from ui.desktop.panels.deciding.question import QuestionCard
from ui.desktop.panels.deciding.sign import SignDialog
from ui.desktop.panels.finding.edit import EditDialog
from ui.desktop.panels.finding.finding_card import FindingCard

if TYPE_CHECKING:
    from conftest import Studies

PASSPHRASE = "six words are easy to remember"
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
WAIT = 60_000
REASON = "unchanged since 2020"

Line = tuple[str, str, str, str]
"""Action, outcome, subject and detail of an entry, as the table of the trail shows them."""
Step = tuple[str, Callable[[Line], bool]]


@pytest.fixture
def contradicted(sources: tuple[Path, Studies], tmp_path: Path) -> tuple[Path, str]:
    """Give a film of a man whose request speaks of a woman: a question for the reader."""
    film = pydicom.dcmread(sources[0] / "film.dcm")
    film.StudyInstanceUID, film.SeriesInstanceUID = generate_uid(), generate_uid()
    film.SOPInstanceUID = film.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    film.PatientName, film.PatientID, film.AccessionNumber = "SYNTHETIC^OTTO", "DX-2", "ACC-ASK"
    film.ReasonForStudy = "65-year-old woman with fever and cough for three days."
    folder = tmp_path / "more"
    folder.mkdir()
    film.save_as(folder / "film.dcm", enforce_file_format=True)
    return folder, str(film.StudyInstanceUID)


@pytest.fixture
def administration(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, pool: DecodePool
) -> Iterator[Administration]:
    made = Administration(window, workspace, pool)
    window.closed.connect(made.close)
    qtbot.wait(0)  # the administration of a user who may administer opens by itself
    if made.dialog is not None:
        made.dialog.close()
    yield made
    made.close()


class Reader:
    """Whoever sits at the desk: keys, wheel and mouse, and eyes."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.page = window.reading

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN, on: QWidget | None = None
    ) -> None:
        QTest.keyClick(on or self.page.viewport, key, modifier)

    def back_at_the_window(self) -> None:
        """Make the window the active one, as a window manager does when a dialog has gone."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def open(self, accession: str, study: str) -> None:
        """Find a study by its accession number and open it, without the mouse."""
        worklist = self.window.worklist
        with self.qtbot.waitSignal(self.window.worklist_presenter.refreshed, timeout=WAIT):
            worklist.search.clear()
            QTest.keyClicks(worklist.search, accession)
        table = worklist.table
        self.qtbot.waitUntil(
            lambda: table.rowCount() == 1 and table.study(0).study_uid == study, timeout=WAIT
        )
        self.press(Qt.Key.Key_Home, on=worklist.view)
        with self.qtbot.waitSignal(self.window.reading_presenter.loaded, timeout=WAIT):
            self.press(Qt.Key.Key_Return, on=worklist.view)
        self.back_at_the_window()
        assert self.window.pages.currentWidget() is self.page
        assert self.page.viewport.hasFocus(), "the keyboard is with the image"

    def roll(self, notches: int) -> None:
        viewport = self.page.viewport
        middle = viewport.rect().center()
        event = QWheelEvent(
            QPointF(middle), QPointF(viewport.mapToGlobal(middle)), QPoint(),
            QPoint(0, -120 * notches), Qt.MouseButton.NoButton, PLAIN,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)

    def drag(self, start: QPoint, end: QPoint) -> None:
        viewport = self.page.viewport
        QTest.mousePress(viewport, LEFT, pos=start)
        QTest.mouseMove(viewport, (start + end) / 2)
        QTest.mouseMove(viewport, end)
        QApplication.processEvents()
        QTest.mouseRelease(viewport, LEFT, pos=end)

    def at(self, x: float, y: float) -> QPoint:
        geometry = self.page.model.geometry()
        assert geometry is not None
        return QPoint(*(round(value) for value in geometry.to_view(x, y)))

    def words(self) -> str:
        QApplication.processEvents()
        findings = self.page.findings
        labels = findings.findChildren(QLabel)
        return "\n".join(item.text() for item in labels if item.isVisibleTo(findings))


def first_missing(lines: Sequence[Line], steps: Sequence[Step]) -> str:
    """Return the first step that does not stand on the trail after the one before; or nothing."""
    rest = iter(lines)
    for name, is_it in steps:
        if not any(is_it(line) for line in rest):
            return name
    return ""


def step(
    name: str, action: str, subject: str = "", outcome: str = "success", *, detail: str = ""
) -> Step:
    def is_it(line: Line) -> bool:
        return line[:2] == (action, outcome) and subject in line[2] and detail in line[3]

    return name, is_it


def look_at_the_ct(reader: Reader) -> None:
    """Scroll, window and measure."""
    model = reader.window.model
    middle = model.index
    reader.roll(2)
    assert model.index == middle + 2
    reader.press(Qt.Key.Key_Up)
    assert model.index == middle + 1
    before = model.shown_window
    reader.drag(QPoint(200, 200), QPoint(260, 170))
    assert model.shown_window != before
    reader.press(Qt.Key.Key_2)
    assert model.shown_window.label == "Lung"
    reader.press(Qt.Key.Key_L)
    reader.drag(reader.at(10, 20), reader.at(40, 20))
    (made,) = reader.page.measurements.items
    assert made.reading == "30.0 mm"


def disagree(reader: Reader, workspace: Workspace, study: str) -> None:
    """Let the model answer; reject one finding, change the other with a reason, answer it."""
    analysis_presenter, findings = reader.window.analysis_presenter, reader.page.findings
    with reader.qtbot.waitSignal(analysis_presenter.shown, timeout=WAIT):
        reader.press(Qt.Key.Key_Space)
    assert "No word of a reader yet" in reader.words()
    rejected = findings.current
    with reader.qtbot.waitSignal(analysis_presenter.stored, timeout=WAIT):
        reader.press(Qt.Key.Key_R)
    assert "✗ Rejected by reader" in reader.words()
    reader.press(Qt.Key.Key_N, SHIFT)
    changed = findings.current
    assert changed != rejected
    reader.press(Qt.Key.Key_E)
    dialog = reader.page.findChild(EditDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.text, "Old pleural scar")
    QTest.keyClicks(dialog.reason, REASON)
    with reader.qtbot.waitSignal(analysis_presenter.stored, timeout=WAIT):
        QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert REASON in reader.words()
    card = findings.findChildren(QuestionCard)[-1]  # those before it are on their way out
    assert not any(button.isChecked() for button in card.buttons.values()), "nothing is chosen"
    with reader.qtbot.waitSignal(analysis_presenter.stored, timeout=WAIT):
        card.buttons[Holds.FILM].click()
    (analysis,) = workspace.analyses(study)
    said = [(item.finding, item.verdict) for item in workspace.decisions(analysis.analysis_id)]
    question = card.conflict.key
    assert said == [
        (rejected, Verdict.REJECT), (changed, Verdict.EDIT), (question, Verdict.ANSWER)
    ]  # fmt: skip
    assert all(item.ai_shown for item in workspace.decisions(analysis.analysis_id))
    assert len(findings.findChildren(FindingCard)) >= 2


def write_and_sign(reader: Reader, workspace: Workspace, study: str) -> None:
    """Write the report, be refused with a wrong pass phrase, sign with the right one."""
    panel, reporting = reader.window.desk.report, reader.window.desk.reporting
    reader.back_at_the_window()
    reader.press(Qt.Key.Key_R, CONTROL)
    reader.qtbot.waitUntil(lambda: reader.page.tabs.currentWidget() is panel, timeout=WAIT)
    reader.qtbot.waitUntil(
        lambda: "Old pleural scar" in panel.editors["findings"].toPlainText(), timeout=WAIT
    )
    assert "woman" in panel.editors["clinical"].toPlainText()
    with reader.qtbot.waitSignal(reporting.stored, timeout=WAIT):
        panel.editors["impression"].setFocus()
        QTest.keyClicks(panel.editors["impression"], "No acute disease.")
    panel.sign.click()
    dialog = reader.page.findChildren(SignDialog)[-1]
    QTest.keyClicks(dialog.passphrase, "a guess at it")
    dialog.go.click()
    reader.qtbot.waitUntil(lambda: bool(dialog.problem.text()), timeout=WAIT)
    assert not any(report.is_signed for report in workspace.reports(study))
    dialog.passphrase.clear()
    QTest.keyClicks(dialog.passphrase, PASSPHRASE)
    with reader.qtbot.waitSignal(reporting.shown, timeout=WAIT):
        dialog.go.click()
    (signed,) = workspace.reports(study)
    assert signed.is_signed
    sections = {item.key: item.text for item in signed.sections}
    assert "No acute disease." in sections["impression"]
    assert "Old pleural scar" in sections["findings"]
    (row,) = (item for item in workspace.studies() if item.study_uid == study)
    assert row.state is ReadingState.SIGNED


def lock_and_unlock(reader: Reader, administration: Administration) -> None:
    """Lock with the key; a wrong pass phrase opens nothing."""
    idle = administration.idle
    reader.back_at_the_window()
    with reader.qtbot.waitSignal(idle.locked, timeout=WAIT):
        reader.press(Qt.Key.Key_L, CONTROL | ALT)
    screen = idle.screen
    assert screen is not None
    assert not reader.window.isVisible()
    QTest.keyClicks(screen.passphrase, "another guess")
    screen.go.click()
    reader.qtbot.waitUntil(lambda: "Wrong pass phrase" in screen.problem.text(), timeout=WAIT)
    assert not reader.window.isVisible()
    screen.passphrase.clear()
    QTest.keyClicks(screen.passphrase, PASSPHRASE)
    with reader.qtbot.waitSignal(idle.unlocked, timeout=WAIT):
        screen.go.click()
    assert reader.window.isVisible()


def verified(reader: Reader, administration: Administration) -> tuple[str, list[Line]]:
    """Verify in the administration; return its answer and the trail that it shows."""
    reader.back_at_the_window()
    reader.press(Qt.Key.Key_A, CONTROL | ALT)
    dialog = administration.dialog
    assert dialog is not None
    page = dialog.findChild(TrailPage)
    assert page is not None
    dialog.tabs.setCurrentWidget(page)
    table = page.entries.table
    reader.qtbot.waitUntil(lambda: bool(table.texts()), timeout=WAIT)
    shown = len(table.texts())
    page.verify.click()
    reader.qtbot.waitUntil(
        lambda: page.verify.isEnabled() and len(table.texts()) > shown, timeout=WAIT
    )
    lines = [
        (action, outcome, subject, detail)
        for _number, _time, _user, action, outcome, subject, detail in reversed(table.texts())
    ]
    answer = page.answer.text()
    dialog.close()
    return answer, lines


@pytest.mark.slow
def test_a_reading_from_the_worklist_to_the_verified_trail(
    qtbot: QtBot,
    workspace: Workspace,
    contradicted: tuple[Path, str],
    window: MainWindow,
    administration: Administration,
    studies: Studies,
) -> None:
    folder, film = contradicted
    reader = Reader(qtbot, window)
    with qtbot.waitSignal(window.worklist_presenter.imported, timeout=WAIT):
        window.worklist_presenter.import_paths([folder])
    reader.open("ACC-CT", studies.ct)
    look_at_the_ct(reader)
    reader.press(Qt.Key.Key_Escape)  # puts the tool down
    assert window.pages.currentWidget() is window.reading
    with qtbot.waitSignal(window.worklist_presenter.refreshed, timeout=WAIT):
        reader.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(workspace.measurements(studies.ct)), timeout=WAIT)
    (kept,) = workspace.measurements(studies.ct)
    assert (kept.reading, kept.author) == ("30.0 mm", "reader")
    reader.open("ACC-ASK", film)
    disagree(reader, workspace, film)
    write_and_sign(reader, workspace, film)
    lock_and_unlock(reader, administration)
    answer, lines = verified(reader, administration)

    assert answer.startswith("Everything holds."), answer
    steps = (
        step("the CT was opened", "study.open", studies.ct),
        step("it was measured", "measurements.save", studies.ct),
        step("the film was opened", "study.open", film),
        step("the answer was kept", "analysis.save", film),
        step("it was rejected", "finding.decide", film, detail="verdict=reject"),
        step("it was changed", "finding.decide", film, detail="verdict=edit"),
        step("the question was answered", "finding.decide", film, detail="verdict=answer"),
        step("the report was kept", "report.save", film),
        step("a wrong pass phrase signed nothing", "report.sign", film, "failure"),
        step("it was signed", "report.sign", film),
        step("it was locked", "session.lock"),
        step("a wrong pass phrase unlocked nothing", "session.unlock", outcome="failure"),
        step("it was unlocked", "session.unlock"),
        step("it was verified", "workspace.verify"),
    )
    assert first_missing(lines, steps) == ""
    # the control: a step that is not there would be missed, and a byte that is not either
    for name, is_it in steps:
        assert first_missing([line for line in lines if not is_it(line)], steps) == name
    objects = [path for path in (workspace.home / "vault" / "objects").rglob("*") if path.is_file()]
    bent = max(objects, key=lambda path: path.stat().st_size)
    data = bytearray(bent.read_bytes())
    data[len(data) // 2] ^= 1
    bent.chmod(0o600)
    bent.write_bytes(data)
    answer, lines = verified(reader, administration)
    assert answer.startswith("NOT verified; the first break:"), answer
    found = step("the bent byte was found", "workspace.verify", outcome="failure")
    assert first_missing(lines, (*steps, found)) == ""
