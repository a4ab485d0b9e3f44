"""One finding: verdict, probability against threshold, three answers, the reader's word."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from omni_med.domain import Decision, Finding, Verdict
from omni_med.models.protocols import ModelCard
from ui.desktop import theme
from ui.desktop.i18n.told import told_population
from ui.desktop.keymap import key_table
from ui.desktop.panels.bars import ProbabilityBar
from ui.desktop.panels.common import keep_focus, label
from ui.desktop.panels.finding import wording
from ui.desktop.panels.finding.wording import rejection_reasons


class FindingCard(QFrame):
    """Shows one finding and asks for the reader's word on it.

    ``lines`` stand under the verdict, the first in full ink.
    """

    decided = pyqtSignal(str, Verdict)
    reasoned = pyqtSignal(str, str)
    selected = pyqtSignal(str)

    def __init__(
        self,
        finding: Finding,
        decision: Decision | None,
        card: ModelCard | None = None,
        lines: tuple[str, ...] = (),
        reader: str = "",
    ) -> None:
        super().__init__()
        self.finding = finding
        self.setObjectName("card")
        self.setAccessibleName(wording.verdict(finding))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        measured = finding.volume_ml is not None
        layout.addWidget(self._headline())
        first, *rest = lines or (wording.detail(finding, card),)
        if not measured:
            layout.addWidget(label(wording.unbroken(first)))
        if rest:
            small = label(wording.unbroken("\n".join(rest)), "muted")
            small.setToolTip(told_population(card.population) if card is not None else "")
            layout.addWidget(small)
        if not measured:
            self._add_bars(layout, card)
        layout.addLayout(self._buttons())
        layout.addWidget(self._word(decision))
        self.reasons: dict[str, QPushButton] = {}
        rejected = decision if decision and decision.verdict is Verdict.REJECT else None
        if rejected is not None and not rejected.reason and rejected.reader == reader:
            layout.addLayout(self._ask_why())

    def _headline(self) -> QLabel:
        """Return the verdict; of what was segmented its volume, which is no verdict."""
        finding = self.finding
        if finding.volume_ml is not None:
            return label(wording.volume(finding), "verdict")
        headline = label(f"{wording.symbol(finding.status)}  {wording.verdict(finding)}", "verdict")
        headline.setStyleSheet(f"color: {wording.colour(finding.status)};")
        return headline

    def _add_bars(self, layout: QVBoxLayout, card: ModelCard | None) -> None:
        """Show the three answers against their thresholds."""
        finding = self.finding
        limits = wording.band(finding, card) or (
            () if finding.threshold is None else (finding.threshold,)
        )
        ticks = tuple(limit for limit in limits if 0.0 < limit < 1.0)
        for name, value, strong in (
            (self.tr("Image and record"), finding.probability, True),
            (self.tr("Image only"), finding.image_only, False),
            (self.tr("Record only"), finding.text_only, False),
        ):
            layout.addWidget(ProbabilityBar(name, value, ticks=ticks, strong=strong))

    def _ask_why(self) -> QVBoxLayout:
        """Offer reasons for a rejection: quietly, and nothing waits for one."""
        rows = QVBoxLayout()
        rows.setSpacing(2)
        rows.addWidget(label(self.tr("Why? One key, if you like"), "muted"))
        keys = {key.action: key.keys for key in key_table()}
        for action, words in rejection_reasons():
            shown = next(iter(keys.get(action, ())), "")
            button = QPushButton(f"{words} ({shown})" if shown else words)
            button.setObjectName("quiet")
            button.clicked.connect(
                lambda _checked, said=words: self.reasoned.emit(self.finding.name, said)
            )
            keep_focus(button)
            rows.addWidget(button)
            self.reasons[action] = button
        return rows

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.buttons: dict[Verdict, QPushButton] = {}
        for verdict, text, tip in (
            (Verdict.ACCEPT, self.tr("Accept (A)"), self.tr("Agree with this answer")),
            (Verdict.REJECT, self.tr("Reject (R)"), self.tr("Disagree with this answer")),
            (Verdict.EDIT, self.tr("Edit (E)"), self.tr("Say what it is instead")),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAccessibleDescription(wording.verdict(self.finding))
            button.clicked.connect(
                lambda _checked, chosen=verdict: self.decided.emit(self.finding.name, chosen)
            )
            keep_focus(button)
            row.addWidget(button)
            self.buttons[verdict] = button
        return row

    def _word(self, decision: Decision | None) -> QFrame:
        if decision is None:
            return label(self.tr("No word of a reader yet"), "muted")
        words = {
            Verdict.ACCEPT: self.tr("✓ Accepted by {0}, {1}"),
            Verdict.REJECT: self.tr("✗ Rejected by {0}, {1}"),
            Verdict.EDIT: self.tr("✎ Changed by {0}, {1}"),
            Verdict.ADD: self.tr("✚ Added by {0}, {1}"),
        }
        when = decision.decided.astimezone().strftime("%Y-%m-%d %H:%M")
        text = words[decision.verdict].format(decision.reader, when)
        if decision.edited:
            text += f": {decision.edited}"
        if not decision.ai_shown:
            text += self.tr(" (before the model's answer was shown)")
        if decision.reason:
            text += f" ({decision.reason})"
        said = label(text)
        said.setStyleSheet(f"color: {theme.ACCENT}; font-weight: 600;")
        return said

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Make this the finding that keys and heat map are about."""
        self.selected.emit(self.finding.name)
        super().mousePressEvent(event)

    def set_current(self, *, current: bool) -> None:
        """Mark this as the finding that keys are about."""
        edge = theme.ACCENT if current else theme.RAISED
        self.setStyleSheet(f"QFrame#card {{ border-left: 3px solid {edge}; }}")
