"""What is no image, in the place of the images: reports, documents, curves."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PyQt6.QtCore import Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import (
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from omni_med.dicom.objects.report import Report, ReportLine
from omni_med.dicom.objects.waveform import Multiplex
from ui.desktop import theme
from ui.desktop.panels.common import clear, label
from ui.desktop.panels.viewing.curves import CurvesView


class DocumentView(QStackedWidget):
    """Shows one object that is no image. Emits which image a report points at."""

    image_wanted = pyqtSignal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Report"))
        self.text.anchorClicked.connect(self._follow)
        self.message = label("", "muted")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QWidget()
        self._pages_layout = QVBoxLayout(self._pages)
        self.pages = _scrolled(self._pages, self.tr("Document"))
        self._curves = QWidget()
        self._curves_layout = QVBoxLayout(self._curves)
        self.curves = _scrolled(self._curves, self.tr("Curves"))
        for widget in (self.message, self.text, self.pages, self.curves):
            self.addWidget(widget)

    def show_message(self, words: str) -> None:
        """Show a line in the middle: loading, or why there is nothing."""
        self.message.setText(words)
        self.setCurrentWidget(self.message)

    def show_report(self, report: Report) -> None:
        """Show a structured report."""
        self.text.setHtml(report_html(report))
        self.setCurrentWidget(self.text)

    def show_text(self, words: str) -> None:
        """Show plain text."""
        self.text.setPlainText(words)
        self.setCurrentWidget(self.text)

    def show_pages(self, pngs: Sequence[bytes]) -> None:
        """Show pages under each other."""
        clear(self._pages_layout)
        for number, png in enumerate(pngs, start=1):
            pixmap = QPixmap()
            pixmap.loadFromData(png, "PNG")
            page = QLabel()
            page.setPixmap(pixmap)
            page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            page.setAccessibleName(self.tr("Page {0}").format(number))
            self._pages_layout.addWidget(page)
        self.setCurrentWidget(self.pages)

    def show_curves(self, groups: Sequence[Multiplex]) -> None:
        """Show the groups of a waveform under each other."""
        clear(self._curves_layout)
        for group in groups:
            if group.label:
                self._curves_layout.addWidget(label(group.label, "heading"))
            view = CurvesView()
            view.show_group(group)
            self._curves_layout.addWidget(view)
        self._curves_layout.addStretch(1)
        self.setCurrentWidget(self.curves)

    def _follow(self, link: QUrl) -> None:
        uid, _, frame = link.path().partition("/")
        self.image_wanted.emit(uid, int(frame) if frame.isdigit() else 0)


def _scrolled(widget: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    return area


def report_html(report: Report) -> str:
    """Return a report as HTML whose text is escaped; images it names are links."""
    head = f"<h2>{escape(report.title)}</h2>"
    about = " · ".join(part for part in (report.status, report.author) if part)
    lines = "".join(_line_html(line) for line in report.lines)
    return f"{head}<p style='color:{theme.MUTED}'>{escape(about)}</p>{lines}"


def _line_html(line: ReportLine) -> str:
    margin = 18 * line.depth
    style = f"margin-left:{margin}px; margin-top:3px; margin-bottom:3px"
    if line.heading:
        return f"<p style='{style}; margin-top:10px'><b>{escape(line.name)}</b></p>"
    value = escape(line.value).replace("\n", "<br>")
    if line.image is not None:
        uid, frame = line.image
        target = f"image:{escape(uid)}/{frame or 0}"
        value = f"<a href='{target}' style='color:{theme.ACCENT}'>{value}</a>"
    name = f"<span style='color:{theme.MUTED}'>{escape(line.name)}:</span> " if line.name else ""
    return f"<p style='{style}'>{name}{value}</p>"
