"""The report in the real window: filled, written, signed, amended, handed out; and as PDF."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from omni_med.domain import (
    Case,
    KeyImage,
    Patient,
    ReadingState,
    Report,
    ReportSection,
    ReportStatus,
    Study,
    Verdict,
)
from omni_med.report import Material, draft_report, template_for
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.deciding.sign import SignDialog
from ui.desktop.report_pdf import report_pdf

if TYPE_CHECKING:
    from conftest import Studies

PASSPHRASE = "six words are easy to remember"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
STUDY = Study("1.2", Patient("DX-1", "", "Wang^XiaoMing=王^小明"), request_text="Fever.")


def read(data: bytes) -> tuple[QPdfDocument, str]:
    document = QPdfDocument(None)
    buffer = QBuffer(document)
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    pages = range(document.pageCount())
    return document, "\n".join(document.getAllText(page).text() for page in pages)


def picture() -> bytes:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def draft(language: str = "en") -> Report:
    template = template_for(STUDY, language)
    return draft_report(Material(Case(STUDY)), template, author="ada", now=NOW)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Clinical information"), ("zh", "临床资料")]
)
def test_the_pdf_holds_words_and_picture(dressed: None, language: str, words: str) -> None:
    png = picture()
    digest = hashlib.sha256(png).hexdigest()
    image = KeyImage("b" * 32, "1.2", "1.2.1.1", 0, "apex", "ada", NOW, digest)
    report = replace(draft(language), key_images=(image,))
    data = report_pdf(report, STUDY, (), [png])
    document, text = read(data)
    assert document.pageCount() == 1
    assert words in text
    assert "apex" in text
    page = document.render(0, document.pagePointSize(0).toSize())
    colours = {
        page.pixelColor(x, y).name()
        for x in range(0, page.width(), 5)
        for y in range(0, page.height(), 5)
    }
    assert colours & {"#ff0000", "#fe0000"}, "the picture"
    inks = colours - {"#ff0000", "#fe0000"}
    assert all(QColor(ink).lightness() < 130 for ink in inks), "dark on paper, whatever the theme"
    with pytest.raises(ValueError, match="needs its picture"):
        report_pdf(report, STUDY, (), [])


def test_a_long_report_goes_on_over_pages(dressed: None) -> None:
    long = ReportSection("findings", "Findings", "\n".join(f"Line {n}." for n in range(150)))
    signed = replace(draft(), sections=(long,), status=ReportStatus.SIGNED, signed=NOW)
    document, text = read(report_pdf(signed, STUDY))
    assert document.pageCount() > 1
    assert f"Page 2 of {document.pageCount()}" in text
    assert all(f"Line {n}." in text for n in range(150)), "no line is lost at a page's end"


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(window.reading.viewport, key, modifier or Qt.KeyboardModifier.NoModifier)


def open_report(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study_uid)
    window.activateWindow()
    window.reading.viewport.setFocus()
    with qtbot.waitSignal(window.desk.reporting.shown):
        press(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.reading.tabs.currentWidget() is window.desk.report


def sign(qtbot: QtBot, window: MainWindow, passphrase: str) -> None:
    panel, reporting = window.desk.report, window.desk.reporting
    panel.sign.click()
    dialog = window.reading.findChildren(SignDialog)[-1]
    dialog.passphrase.setText("guessed")
    dialog.go.click()
    qtbot.waitUntil(lambda: "pass phrase" in dialog.problem.text(), timeout=20_000)
    dialog.passphrase.setText(passphrase)
    with qtbot.waitSignal(reporting.shown, timeout=20_000):
        dialog.go.click()


def test_a_report_is_written_signed_amended_and_handed_out(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, tmp_path: Path
) -> None:
    open_report(qtbot, window, studies.film)
    panel, reporting = window.desk.report, window.desk.reporting
    assert panel.report is not None
    assert panel.report.template == "chest/en/1"
    assert "Fever and cough" in panel.editors["clinical"].toPlainText()
    # what is decided goes in
    press(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        press(window, Qt.Key.Key_Space)
    with qtbot.waitSignal(reporting.shown, timeout=20_000):
        window.reading.findings.decided.emit("Pneumothorax", Verdict.ACCEPT)
    assert "Pneumothorax" in panel.editors["findings"].toPlainText()
    # a key image, taken without the heat map
    window.reading.findings.heat.toggle.setChecked(True)
    with qtbot.waitSignal(reporting.stored, timeout=20_000):
        press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.reading.findings.heat.toggle.isChecked(), "it comes back"
    assert panel.images.count() == 1
    # what is written is kept by itself
    with qtbot.waitSignal(reporting.stored, timeout=20_000):
        panel.editors["impression"].setPlainText("No pneumothorax.")
    (kept,) = workspace.reports(studies.film)
    words = {item.key: (item.text, item.touched) for item in kept.sections}
    assert words["impression"] == ("No pneumothorax.", True)
    assert not words["findings"][1]

    sign(qtbot, window, PASSPHRASE)
    (signed,) = workspace.reports(studies.film)
    assert signed.is_signed
    assert len(signed.key_images) == 1
    assert signed.findings[0].ai_shown
    assert all(editor.isReadOnly() for editor in panel.editors.values())
    assert not panel.sign.isEnabled()
    (row,) = (item for item in workspace.studies() if item.study_uid == studies.film)
    assert row.state is ReadingState.SIGNED

    panel.amend.click()
    panel.editors["addendum"].setPlainText("Seen with Dr. Li.")
    sign(qtbot, window, PASSPHRASE)
    assert [item.amends for item in workspace.reports(studies.film)] == ["", signed.report_id]

    reporting.copy()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "Seen with Dr. Li." in clipboard.text()
    target = tmp_path / "report.pdf"
    reporting.write_pdf(target)
    _document, text = read(target.read_bytes())
    assert "No pneumothorax." in text
    assert "Seen with Dr. Li." in text
    assert target.stat().st_mode & 0o777 == 0o600
    qtbot.waitUntil(lambda: window.jobs.idle)
    reporting._writes.wait()
    actions = [entry.action for entry in workspace.trail(subject=studies.film)]
    assert actions.count("report.sign") == 4, "two of them refused"
    assert actions.count("report.export") == 2


def test_another_template_keeps_what_was_written(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_report(qtbot, window, studies.film)
    panel = window.desk.report
    panel.editors["impression"].setPlainText("Mine.")
    with qtbot.waitSignal(window.desk.reporting.stored, timeout=20_000):
        panel.template_chosen.emit("general/zh/1")
    assert panel.editors["impression"].toPlainText() == "Mine."
    assert panel.editors["impression"].accessibleName() == "诊断意见"
    assert "heart" not in panel.editors


def test_leaving_keeps_what_was_written(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_report(qtbot, window, studies.ct)
    window.desk.report.editors["impression"].setPlainText("half a sen")
    window.close()
    (kept,) = workspace.reports(studies.ct)
    assert any(section.text == "half a sen" for section in kept.sections)
