"""The report of the study: written in sections, signed, amended; with its key images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFontMetricsF, QIcon, QImage, QPixmap
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import KeyImage, Report
from omni_med.report import Template
from ui.desktop import theme
from ui.desktop.panels.common import clear, keep_focus, label, scrolled

_REST_MS = 1200  # what was written is kept when the hand rests
_THUMB = QSize(112, 84)
_FIRST = ("impression", "findings")  # what a reader writes himself


class _Section(QPlainTextEdit):
    """One section's text, as high as its words."""

    def __init__(self, text: str, *, read_only: bool) -> None:
        super().__init__(text)
        self.setReadOnly(read_only)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document_layout = self.document()
        self.textChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        lines = max(self.document_layout.size().height() if self.document_layout else 1, 2.0)
        height = QFontMetricsF(self.font()).lineSpacing() * (lines + 0.3) + 16
        self.setFixedHeight(round(height))

    def changeEvent(self, event: QEvent | None) -> None:
        """Be as high as another size of text takes."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: object) -> None:
        """Wrap anew, and be as high as that takes."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()


class ReportPanel(QScrollArea):
    """Shows one report; emits what the reader writes and wants."""

    written = pyqtSignal(object)
    template_chosen = pyqtSignal(str)
    fill_wanted = pyqtSignal()
    sign_wanted = pyqtSignal()
    addendum_wanted = pyqtSignal()
    copy_wanted = pyqtSignal()
    pdf_wanted = pyqtSignal()
    image_removed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Report"))
        self.report: Report | None = None
        self.editors: dict[str, QPlainTextEdit] = {}
        self._to_write = False
        body = scrolled()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        self.state = label("", "verdict")
        layout.addWidget(self.state)
        self.note = label("", "muted")
        layout.addWidget(self.note)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(4)
        layout.addLayout(self._sections)
        self._add_images(layout)
        layout.addLayout(self._bottom())
        layout.addStretch(1)
        self.setWidget(body)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.tell)
        self.clear()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.templates = QComboBox()
        self.templates.setAccessibleName(self.tr("Template"))
        self.templates.activated.connect(
            lambda _index: self.template_chosen.emit(str(self.templates.currentData()))
        )
        self.fill = QPushButton(self.tr("Fill anew"))
        self.fill.setToolTip(
            self.tr("From findings and measurements; sections you wrote in stay as they are")
        )
        self.fill.clicked.connect(self.fill_wanted)
        keep_focus(self.templates, self.fill)
        row.addWidget(self.templates, 1)
        row.addWidget(self.fill)
        return row

    def _measure(self) -> None:
        """Make the row of key images as high as a picture with its words."""
        self.images.setFixedHeight(_THUMB.height() + 2 * self.images.fontMetrics().height())

    def changeEvent(self, event: QEvent | None) -> None:
        """Measure anew for another size of text."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._measure()

    def _add_images(self, layout: QVBoxLayout) -> None:
        self.images_title = label(self.tr("Key images (Ctrl+K takes the one in view)"), "heading")
        layout.addWidget(self.images_title)
        self.images = QListWidget()
        self.images.setAccessibleName(self.tr("Key images"))
        self.images.setViewMode(QListWidget.ViewMode.IconMode)
        self.images.setIconSize(_THUMB)
        self.images.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.images.setMovement(QListWidget.Movement.Static)
        keep_focus(self.images)
        layout.addWidget(self.images)
        self._measure()
        self.drop = QPushButton(self.tr("Remove the image"))
        self.drop.clicked.connect(self._remove_image)
        self.images.currentItemChanged.connect(lambda *_: self._show_drop())
        keep_focus(self.drop)
        layout.addWidget(self.drop, alignment=Qt.AlignmentFlag.AlignLeft)

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.copy = QPushButton(self.tr("Copy text"))
        self.copy.setToolTip(self.tr("To the clipboard (Ctrl+Shift+C)"))
        self.copy.clicked.connect(self.copy_wanted)
        self.pdf = QPushButton(self.tr("PDF …"))
        self.pdf.setToolTip(self.tr("Write the report as PDF with its key images"))
        self.pdf.clicked.connect(self.pdf_wanted)
        self.sign = QPushButton(self.tr("Sign …"))
        self.sign.setObjectName("primary")
        self.sign.clicked.connect(self.sign_wanted)
        self.amend = QPushButton(self.tr("Addendum"))
        self.amend.setToolTip(self.tr("A signed report is not changed, only amended"))
        self.amend.clicked.connect(self.addendum_wanted)
        keep_focus(self.copy, self.pdf, self.sign, self.amend)
        for button in (self.copy, self.pdf, self.amend, self.sign):
            row.addWidget(button)
        return row

    def clear(self) -> None:
        """Show that no study is open."""
        self.report = None
        self.editors = {}
        self._rest.stop()
        clear(self._sections)
        self.images.clear()
        self.state.clear()
        self.note.setText(self.tr("No study is open."))
        for widget in (self.fill, self.copy, self.pdf, self.sign, self.amend, self.templates):
            widget.setEnabled(False)
        self._show_drop()

    def offer(self, templates: Sequence[Template], chosen: str) -> None:
        """Offer templates; ``chosen`` is the key of the one in use."""
        with QSignalBlocker(self.templates):
            self.templates.clear()
            for template in templates:
                words = f"{template.name} ({template.language}, {template.version})"
                self.templates.addItem(words, template.key)
            self.templates.setCurrentIndex(max(self.templates.findData(chosen), 0))

    def show_report(
        self, report: Report, state: str, earlier: Sequence[Report] = (), *, locked: bool = False
    ) -> None:
        """Show a report and what was signed before it.

        Args:
            report: What is written, or was signed last.
            state: Draft or signed, by whom, in words.
            earlier: Signed reports that it amends, or that stand beside it.
            locked: Another reader works on the study: nothing can be written.
        """
        self._rest.stop()
        place, bar = self._place(), self.verticalScrollBar()
        if bar is not None and report.is_signed and self.report and not self.report.is_signed:
            bar.setValue(0)  # that it is signed stands at the top
        self.report = report
        self.state.setText(("✓  " if report.is_signed else "✎  ") + state)
        ink = theme.GOOD if report.is_signed else theme.WARNING
        self.state.setStyleSheet(f"color: {ink};")
        self.note.setVisible(False)
        self.editors = {}
        clear(self._sections)
        for one in earlier:
            self._add_signed(one)
        fixed = report.is_signed or locked
        for section in report.sections:
            title = label(section.title, "heading")
            editor = _Section(section.text, read_only=fixed)
            editor.setAccessibleName(section.title)
            title.setBuddy(editor)
            editor.textChanged.connect(self._rest.start)
            self._sections.addWidget(title)
            self._sections.addWidget(editor)
            self.editors[section.key] = editor
        writing = not fixed
        self.templates.setEnabled(writing and not report.amends)
        self.fill.setEnabled(writing and not report.amends)
        self.sign.setEnabled(writing)
        self.amend.setEnabled(report.is_signed and not locked)
        self.copy.setEnabled(True)
        self.pdf.setEnabled(True)
        self._show_drop()
        self._go_to(place)

    def _place(self) -> tuple[str, int] | None:
        """Return the section that has the keyboard, and where in it; None where none has."""
        for key, editor in self.editors.items():
            if editor.hasFocus():
                return key, editor.textCursor().position()
        return ("", 0) if self._to_write else None

    def _go_to(self, place: tuple[str, int] | None) -> None:
        """Give the keyboard back to a section; to the first that can be written for no name."""
        if place is None:
            return
        self._to_write = False
        writable = {key: one for key, one in self.editors.items() if not one.isReadOnly()}
        key = place[0] or next((key for key in _FIRST if key in writable), "")
        editor = writable.get(key) or next(iter(writable.values()), None)
        if editor is not None:
            cursor = editor.textCursor()
            most = len(editor.toPlainText())
            cursor.setPosition(min(place[1], most) if place[0] else most)
            editor.setTextCursor(cursor)
            editor.show()  # Qt shows it later, and gives no keyboard to what is not seen
            editor.setFocus()

    def write(self) -> None:
        """Give the keyboard to the section that is written first, once the report is there."""
        self._to_write = True
        if self.editors:
            self._go_to(("", 0))

    def _add_signed(self, report: Report) -> None:
        words = "\n\n".join(
            f"{section.title}\n{section.text.strip()}"
            for section in report.sections
            if section.text.strip()
        )
        head = self.tr("Signed by {0}").format(report.author)
        self._sections.addWidget(label(head, "heading"))
        text: QLabel = label(words)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sections.addWidget(text)

    def show_images(self, images: Sequence[tuple[KeyImage, bytes]]) -> None:
        """Show the key images."""
        self.images.clear()
        for number, (image, png) in enumerate(images, 1):
            pixmap = QPixmap.fromImage(QImage.fromData(png))
            item = QListWidgetItem(QIcon(pixmap), image.caption or str(number))
            item.setData(Qt.ItemDataRole.UserRole, image.image_id)
            item.setToolTip(self.tr("Key image {0}, by {1}").format(number, image.author))
            self.images.addItem(item)
        self._show_drop()

    def _show_drop(self) -> None:
        shown = self.images.count() > 0
        self.images.setVisible(shown)
        writing = self.report is not None and not self.report.is_signed
        self.drop.setVisible(shown and writing)
        self.drop.setEnabled(self.images.currentItem() is not None)

    def _remove_image(self) -> None:
        item = self.images.currentItem()
        if item is not None:
            self.image_removed.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def current(self) -> Report | None:
        """Return the report as it stands in the editors; what changed counts as touched."""
        if self.report is None:
            return None
        sections = tuple(
            replace(section, text=text, touched=True)
            if (text := self.editors[section.key].toPlainText()) != section.text
            else section
            for section in self.report.sections
        )
        return replace(self.report, sections=sections)

    def tell(self) -> None:
        """Tell what was written so far, if anything was."""
        self._rest.stop()
        now = self.current()
        if now is not None and now != self.report:
            self.report = now
            self.written.emit(now)

    @property
    def is_being_written(self) -> bool:
        """True while words have not been told yet."""
        return self._rest.isActive()
