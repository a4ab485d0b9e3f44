"""Questions and drafts by a large model: its words, and what each sentence stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from omni_med.models.language.drafting import Drafted, DraftedSentence, Standing
from ui.desktop import theme
from ui.desktop.i18n.told import told
from ui.desktop.panels.common import card, clear, keep_focus, label, scrolled

translate = QCoreApplication.translate


def standing_words(standing: Standing) -> str:
    """Return what a sentence stands on, in a word."""
    return {
        Standing.SUPPORTED: translate("Asking", "supported"),
        Standing.UNSUPPORTED: translate("Asking", "unsupported"),
        Standing.CONTRADICTED: translate("Asking", "contradicted"),
    }[standing]


def reasons(item: DraftedSentence, texts: Mapping[str, str]) -> list[str]:
    """Return why, a line each: findings, quoted sentences of the record, what says the opposite.

    Args:
        item: The sentence.
        texts: The record, by note id.
    """
    there, absent = translate("Asking", "present"), translate("Asking", "absent")
    lines = [
        translate("Asking", "Finding: {0} {1}, {2}").format(
            told(link.finding),
            there if link.status == "present" else absent,
            f"{link.probability:.0%}".replace("%", " %"),
        )
        for link in item.findings
    ]
    lines += [
        translate("Asking", "Record: “{0}”").format(
            " ".join(texts.get(place.note_id, "")[place.start : place.end].split())
        )
        for place in item.record
    ]
    for against in item.contradictions:
        words = (
            translate("Asking", "Against it, a finding: {0}")
            if against.source == "finding"
            else translate("Asking", "Against it, the record: {0}")
        )
        says = there if against.says == "present" else absent
        lines.append(words.format(f"{told(against.name)} {says}"))
    return lines


class AskPanel(QWidget):
    """Emits what is asked, of which server; shows what comes."""

    asked = pyqtSignal(str, str)
    draft_wanted = pyqtSignal(str)
    stop_wanted = pyqtSignal()
    take_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        self.servers = QComboBox()
        self.servers.setAccessibleName(self.tr("Server"))
        layout.addWidget(self.servers)
        self.where = label("", "muted")
        layout.addWidget(self.where)
        row = QHBoxLayout()
        self.question = QLineEdit()
        self.question.setPlaceholderText(self.tr("Ask about this study"))
        self.question.setAccessibleName(self.tr("Question"))
        self.question.setMaxLength(2000)
        self.ask = QPushButton(self.tr("Ask"))
        row.addWidget(self.question, 1)
        row.addWidget(self.ask)
        layout.addLayout(row)
        row = QHBoxLayout()
        self.draft = QPushButton(self.tr("Draft a report"))
        self.stop = QPushButton(self.tr("Stop"))
        self.take = QPushButton(self.tr("Take into my draft"))
        self.take.setToolTip(
            self.tr(
                "Unsupported sentences are marked; a report cannot be signed while a mark is there"
            )
        )
        for button in (self.draft, self.stop, self.take):
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.coming = label("", "muted")
        layout.addWidget(self.coming)
        area = QScrollArea()
        area.setWidgetResizable(True)
        body = scrolled()
        self._cards = QVBoxLayout(body)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.addStretch(1)
        area.setWidget(body)
        layout.addWidget(area, 1)
        self.cost = label("", "muted")
        layout.addWidget(self.cost)
        keep_focus(self.ask, self.draft, self.stop, self.take)
        self.ask.clicked.connect(self._ask)
        self.question.returnPressed.connect(self._ask)
        self.draft.clicked.connect(lambda: self.draft_wanted.emit(self.server))
        self.stop.clicked.connect(self.stop_wanted)
        self.take.clicked.connect(self.take_wanted)
        self.clear()

    @property
    def server(self) -> str:
        """Name of the server that is chosen."""
        return str(self.servers.currentData() or "")

    def offer(self, servers: Sequence[tuple[str, str]]) -> None:
        """Offer servers as (name, where it is and what model)."""
        with QSignalBlocker(self.servers):
            self.servers.clear()
            for name, place in servers:
                self.servers.addItem(f"{name}: {place}", name)
        self.servers.setVisible(len(servers) > 1)
        self.where.setText(
            self.tr("Goes to {0}, pseudonymised; what is sent is on the trail.").format(
                servers[0][1] if len(servers) == 1 else self.tr("the server chosen")
            )
        )

    def _ask(self) -> None:
        words = self.question.text().strip()
        if words and self.ask.isEnabled():
            self.asked.emit(self.server, words)

    def clear(self) -> None:
        """Show nothing."""
        self.coming.setText("")
        self.coming.hide()
        self.cost.setText("")
        clear(self._cards)
        self._cards.addStretch(1)
        self.take.hide()
        self.set_busy(on=False)

    def set_busy(self, *, on: bool) -> None:
        """Show that something is under way, or not."""
        for button in (self.ask, self.draft):
            button.setEnabled(not on)
        self.stop.setVisible(on)

    def begin(self) -> None:
        """Make room for an answer."""
        self.clear()
        self.coming.setText(self.tr("Waiting for the server …"))
        self.coming.show()
        self.set_busy(on=True)

    def show_coming(self, text: str) -> None:
        """Show words as they come, nobody has checked them."""
        self.coming.setText(text)
        self.coming.show()

    def show_drafted(self, drafted: Drafted, texts: Mapping[str, str], cost: str) -> None:
        """Show an answer looked up, sentence by sentence."""
        self.clear()
        for item in drafted.sentences:
            self._cards.insertWidget(self._cards.count() - 1, _sentence(item, texts))
        for remark in drafted.remarks:
            self._cards.insertWidget(self._cards.count() - 1, label(told(remark), "muted"))
        said = self.tr("Written by {0}, checked by nobody.").format(drafted.origin)
        self.cost.setText(f"{said} {cost}".strip())
        self.take.setVisible(not drafted.question)

    def fail(self, text: str) -> None:
        """Show why there is no answer."""
        self.clear()
        self.coming.setText(text)
        self.coming.show()


def _sentence(item: DraftedSentence, texts: Mapping[str, str]) -> QWidget:
    frame, layout = card()
    layout.addWidget(label(item.text))
    word = label(standing_words(item.standing), "heading")
    colour = {
        Standing.UNSUPPORTED: theme.UNSURE,
        Standing.CONTRADICTED: theme.CRITICAL,
    }.get(item.standing)
    if colour is not None:
        palette = word.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
        word.setPalette(palette)
        word.setStyleSheet(f"color: {colour};")
    layout.addWidget(word)
    for line in reasons(item, texts):
        layout.addWidget(label(line, "muted"))
    return frame
