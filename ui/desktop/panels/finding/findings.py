"""What the model says of the case: scope first, verdict, figures, questions, dials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import (
    Analysis,
    Conflict,
    Decision,
    Finding,
    HeatMap,
    Holds,
    SitePolicy,
    Status,
    Verdict,
)
from omni_med.models.protocols import ModelCard, Weights
from ui.desktop import theme
from ui.desktop.i18n.told import told
from ui.desktop.panels.bars import ProbabilityBar
from ui.desktop.panels.common import card as framed
from ui.desktop.panels.common import clear, keep_focus, label, scrolled
from ui.desktop.panels.deciding.impression import ImpressionForm
from ui.desktop.panels.deciding.question import QuestionCard
from ui.desktop.panels.finding import wording
from ui.desktop.panels.finding.dials import HeatControls, WeightDials
from ui.desktop.panels.finding.finding_card import FindingCard
from ui.desktop.panels.finding.readers import OtherReaders, Underway, reader_words


class FindingsPanel(QScrollArea):
    """Shows one analysis; emits what the reader wants."""

    analyse_wanted = pyqtSignal()
    weights_changed = pyqtSignal(Weights)
    decided = pyqtSignal(str, Verdict)
    reasoned = pyqtSignal(str, str)
    provenance_wanted = pyqtSignal()
    conflict_chosen = pyqtSignal(Conflict)
    answered = pyqtSignal(str, Holds)
    add_wanted = pyqtSignal()
    compare_wanted = pyqtSignal()
    outcome_wanted = pyqtSignal()
    heat_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Findings"))
        self.analysis: Analysis | None = None
        self.current: str = ""
        self.reader = ""
        self._cards: dict[str, FindingCard] = {}
        self._policy = SitePolicy()
        self._calibrated: frozenset[str] = frozenset()
        body = scrolled()
        self._layout = QVBoxLayout(body)
        self._layout.setContentsMargins(10, 10, 10, 10)
        self._layout.setSpacing(10)
        self._layout.addLayout(self._top())
        self.underway = Underway()
        self._layout.addWidget(self.underway)
        self.reads_with = label("", "muted")
        self.reads_with.hide()
        self._layout.addWidget(self.reads_with)
        self.message = label("", "muted")
        self._layout.addWidget(self.message)
        self._answer = QVBoxLayout()
        self._answer.setSpacing(10)
        self._layout.addLayout(self._answer)
        self.impression = ImpressionForm()
        self.impression.hide()
        self._layout.addWidget(self.impression)
        self._layout.addWidget(self._controls())
        self._layout.addStretch(1)
        self.setWidget(body)
        self.clear()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.analyse = QPushButton(self.tr("Analyse (Space)"))
        self.analyse.setObjectName("primary")
        self.analyse.setToolTip(self.tr("Let the model read images and record (Space or F5)"))
        self.analyse.clicked.connect(self.analyse_wanted)
        self.others = OtherReaders()
        self.provenance = QPushButton(self.tr("Provenance"))
        self.provenance.setToolTip(self.tr("What went into this answer"))
        self.provenance.clicked.connect(self.provenance_wanted)
        self.compare = QPushButton(self.tr("Compare"))
        self.compare.setToolTip(self.tr("Two answers side by side (Shift+M)"))
        self.compare.clicked.connect(self.compare_wanted)
        keep_focus(self.analyse, self.others, self.compare, self.provenance)
        row.addWidget(self.analyse, 1)
        row.addWidget(self.others)
        row.addWidget(self.compare)
        row.addWidget(self.provenance)
        return row

    def _controls(self) -> QFrame:
        self.controls, layout = framed()
        layout.addWidget(label(self.tr("What the answer may use"), "heading"))
        self.dials = WeightDials()
        self.dials.weights_changed.connect(self.weights_changed)
        layout.addWidget(self.dials)
        layout.addSpacing(4)
        self.heat = HeatControls()
        self.heat.changed.connect(lambda _on, _opacity: self.heat_changed.emit())
        layout.addWidget(self.heat)
        return self.controls

    def clear(self) -> None:
        """Show that there is no analysis yet, and offer one."""
        self.analysis = None
        self.current = ""
        self._cards = {}
        clear(self._answer)
        self.heat.off()
        self.controls.hide()
        self.impression.hide()
        self.provenance.setEnabled(False)
        self.compare.setEnabled(False)
        self.say(self.tr("Not analysed yet. Press Space to let the model read this case."))

    def say(self, text: str) -> None:
        """Show one line under the buttons; an empty one hides it."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def show_reader(self, model: str, mode: str, *, own: bool) -> None:
        """Say who reads, where that is not the window's own model as it always does."""
        words = reader_words(model, mode)
        self.reads_with.setText(self.tr("Reads now: {0}").format(words))
        self.reads_with.setVisible(not own)

    def set_busy(self, *, busy: bool) -> None:
        """Show that an analysis is under way."""
        if busy:
            self.underway.begin(self.tr("Reading …"))
        else:
            self.underway.end()
        self.analyse.setEnabled(not busy)
        self.analyse.setText(self.tr("Reading …") if busy else self.tr("Analyse (Space)"))

    def ask_impression(self, names: tuple[str, ...], *, ready: bool) -> None:
        """Ask for the reader's first impression; the model's answer waits behind it.

        Args:
            names: Of the findings to say something of.
            ready: Whether the model has answered already.
        """
        self.clear()
        self.impression.ask(names)
        self.impression.show()
        self.say(
            self.tr("The model has read this case. Its answer is shown after your impression.")
            if ready
            else self.tr("Your own impression first; the model's answer is shown after it.")
        )

    @property
    def is_hidden(self) -> bool:
        """True while the answer waits for the reader's first impression."""
        return not self.impression.isHidden()

    def show_analysis(
        self,
        analysis: Analysis,
        card: ModelCard | None,
        decisions: Mapping[str, Decision],
        *,
        note: str = "",
        policy: SitePolicy = SitePolicy(),  # noqa: B008 - frozen
        calibrated: frozenset[str] = frozenset(),
    ) -> None:
        """Show an analysis, the card of its model and the readers' latest words on it."""
        self.analysis = analysis
        self._policy, self._calibrated = policy, calibrated
        self.impression.hide()
        body, focused = self.widget(), self._focused()
        if body is not None:
            body.setUpdatesEnabled(False)  # the dials rebuild it live; nothing must flicker
        self._cards = {}
        clear(self._answer)
        self.say(note)
        self.provenance.setEnabled(True)
        self.compare.setEnabled(True)
        self._answer.addWidget(label(wording.scope(analysis)))
        self._add_text("\n".join(map(told, analysis.remarks)))
        if wording.is_refused(analysis):
            self._show_refusal(analysis)
            self._show_questions(analysis.conflicts, decisions)
        else:
            self._show_findings(analysis, decisions, card)
        self._show_added(analysis, decisions)
        if not self._cards:
            self._add_text(wording.model_line(analysis, card))
        self.dials.show_contributions(analysis.modalities)
        outlined = any(item.volume_ml is not None for item in analysis.findings)
        self.dials.setEnabled(not wording.is_refused(analysis))
        self.controls.setVisible(not outlined)  # nothing there enters a bundle
        self.heat.setEnabled(bool(analysis.heat_maps))
        self._select(self.current if self.current in self._cards else next(iter(self._cards), ""))
        if body is not None:
            body.setUpdatesEnabled(True)
        QTimer.singleShot(0, self._settle)
        if focused and not self._focused():  # its button is gone; the keyboard must not wander off
            self.analyse.setFocus()

    def _settle(self) -> None:
        """Give wrapped lines their height at once: Qt would squeeze new ones for a while."""
        body = self.widget()
        if body is not None:
            self._layout.activate()
            body.resize(body.width(), body.heightForWidth(body.width()))

    def _focused(self) -> bool:
        widget = QApplication.focusWidget()
        return widget is not None and self.isAncestorOf(widget)

    def _add_text(self, text: str) -> None:
        if text:
            self._answer.addWidget(label(text, "muted"))

    def _show_refusal(self, analysis: Analysis) -> None:
        frame, layout = framed("question")
        words = label(f"◆  {wording.refusal(analysis)}", "verdict")
        words.setStyleSheet(f"color: {theme.UNSURE};")
        layout.addWidget(words)
        layout.addWidget(label(self.tr("Please read this case as you would without the model.")))
        self._answer.addWidget(frame)

    def _show_findings(
        self, analysis: Analysis, decisions: Mapping[str, Decision], card: ModelCard | None
    ) -> None:
        for finding in analysis.findings:
            if finding.status is Status.DIFFERENTIAL:
                continue
            lines = wording.third_line(finding, analysis, card, self._policy, self._calibrated)
            made = FindingCard(finding, decisions.get(finding.name), card, lines, self.reader)
            made.decided.connect(self._decide)
            made.reasoned.connect(self.reasoned)
            made.selected.connect(self._select)
            self._cards[finding.name] = made
            self._answer.addWidget(made)
            mine = (c for c in analysis.conflicts if c.finding == finding.name)
            self._show_questions(mine, decisions)
        others = (c for c in analysis.conflicts if c.finding not in self._cards)
        self._show_questions(others, decisions)
        ranked = sorted(
            (item for item in analysis.findings if item.status is Status.DIFFERENTIAL),
            key=lambda item: -item.probability,
        )
        seen = any(card.finding.status is not Status.ABSENT for card in self._cards.values())
        if ranked and (seen or not self._cards):
            self._answer.addWidget(self._differential(ranked))
        elif ranked:
            self._add_text(
                self.tr("No differential: nothing was seen whose kinds could be ranked.")
            )

    def _show_added(self, analysis: Analysis, decisions: Mapping[str, Decision]) -> None:
        """Show what readers added, and offer to add more."""
        named = {finding.name for finding in analysis.findings}
        for name, decision in decisions.items():
            if name not in named and decision.verdict is Verdict.ADD:
                self._answer.addWidget(self._added(decision))
        button = QPushButton(self.tr("Add a finding (Ins)"))
        button.setToolTip(self.tr("Say what the model did not name"))
        button.clicked.connect(self.add_wanted)
        outcome = QPushButton(self.tr("Outcome …"))
        outcome.setToolTip(self.tr("Write down what a finding turned out to be, learnt later"))
        outcome.clicked.connect(self.outcome_wanted)
        keep_focus(button, outcome)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(outcome)
        row.addStretch(1)
        self._answer.addLayout(row)

    def _added(self, decision: Decision) -> QFrame:
        frame, layout = framed()
        layout.addWidget(label(f"✚  {decision.finding}", "verdict"))
        when = decision.decided.astimezone().strftime("%Y-%m-%d %H:%M")
        layout.addWidget(label(self.tr("Added by {0}, {1}").format(decision.reader, when), "muted"))
        button = QPushButton(self.tr("Take back"))
        button.setAccessibleDescription(decision.finding)
        button.clicked.connect(lambda: self.decided.emit(decision.finding, Verdict.REJECT))
        keep_focus(button)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        return frame

    def _show_questions(
        self, conflicts: Iterable[Conflict], decisions: Mapping[str, Decision]
    ) -> None:
        for conflict in conflicts:
            made = QuestionCard(conflict, decisions.get(conflict.key))
            made.answered.connect(self.answered)
            made.shown.connect(self.conflict_chosen)
            self._answer.addWidget(made)

    def _differential(self, ranked: list[Finding]) -> QFrame:
        frame, layout = framed()
        layout.addWidget(label(self.tr("Differential: a ranking, not findings"), "heading"))
        for item in ranked:
            layout.addWidget(
                ProbabilityBar(
                    wording.titled(wording.shown(item.name)),
                    item.probability,
                    colour=theme.MUTED,
                    label_share=0.5,
                )
            )
        if above := wording.above(ranked):
            layout.addWidget(label(wording.unbroken(above), "muted"))
        return frame

    def _select(self, name: str) -> None:
        self.current = name
        for other, made in self._cards.items():
            made.set_current(current=other == name and len(self._cards) > 1)
        self.heat_changed.emit()

    def _decide(self, name: str, verdict: Verdict) -> None:
        self._select(name)
        self.decided.emit(name, verdict)

    def next_finding(self) -> None:
        """Go to the next finding; keys and heat map are about it."""
        names = list(self._cards)
        if names:
            at = names.index(self.current) if self.current in names else -1
            self._select(names[(at + 1) % len(names)])
            self.ensureWidgetVisible(self._cards[self.current])

    def decide_current(self, verdict: Verdict) -> None:
        """Say the reader's word on the current finding, if there is one."""
        if self.current in self._cards:
            self.decided.emit(self.current, verdict)

    def give_reason(self, action: str) -> None:
        """Say why the current finding was rejected, where that is being asked."""
        card = self._cards.get(self.current)
        button = card.reasons.get(action) if card is not None else None
        if button is not None:
            button.click()

    def current_heat_map(self) -> HeatMap | None:
        """Return the heat map of the current finding, or None."""
        if self.analysis is None:
            return None
        return next((m for m in self.analysis.heat_maps if m.finding == self.current), None)
