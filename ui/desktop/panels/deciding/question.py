"""A question between film and record, with its five answers; none is chosen beforehand."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from omni_med.domain import Conflict, Decision, Holds
from ui.desktop.i18n.told import told
from ui.desktop.panels.common import keep_focus, label

translate = QCoreApplication.translate

_SIDE_BY_SIDE = 2  # film and record; the panel is too narrow for more


def words(holds: Holds) -> str:
    """Return an answer as it is offered."""
    return {
        Holds.FILM: translate("Question", "Film"),
        Holds.RECORD: translate("Question", "Record"),
        Holds.BOTH: translate("Question", "Both, at different times"),
        Holds.OTHER_PATIENT: translate("Question", "Another patient's record"),
        Holds.CANNOT_TELL: translate("Question", "Cannot tell"),
    }[holds]


class QuestionCard(QFrame):
    """Shows one question; emits what the reader answers and when both places are wanted."""

    answered = pyqtSignal(str, Holds)
    shown = pyqtSignal(Conflict)

    def __init__(
        self, conflict: Conflict, decision: Decision | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.conflict = conflict
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(label(self.tr("?  Image and record do not fit"), "heading"))
        layout.addWidget(label(told(conflict.question)))
        layout.addLayout(self._answers(decision))
        if decision is not None and decision.holds is not None:
            layout.addWidget(label(self._said(decision, decision.holds), "muted"))
        button = QPushButton(self.tr("Show both places"))
        button.setToolTip(self.tr("Mark the sentence in the record and the region in the image"))
        button.clicked.connect(lambda: self.shown.emit(self.conflict))
        keep_focus(button)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _answers(self, decision: Decision | None) -> QGridLayout:
        """Return the answers, the long ones on lines of their own.

        What was answered last is marked, nothing else.
        """
        grid = QGridLayout()
        grid.setSpacing(6)
        self.buttons: dict[Holds, QPushButton] = {}
        for place, holds in enumerate(Holds):
            button = QPushButton(words(holds))
            button.setCheckable(True)
            button.setChecked(decision is not None and decision.holds is holds)
            button.setAutoDefault(False)
            button.setAccessibleDescription(self.conflict.question)
            button.clicked.connect(lambda _on, chosen=holds: self._answer(chosen))
            keep_focus(button)
            self.buttons[holds] = button
            if place < _SIDE_BY_SIDE:
                grid.addWidget(button, 0, place)
            else:
                grid.addWidget(button, place - 1, 0, 1, _SIDE_BY_SIDE)
        return grid

    def _answer(self, holds: Holds) -> None:
        for other, button in self.buttons.items():
            button.setChecked(other is holds)
        self.answered.emit(self.conflict.key, holds)

    def _said(self, decision: Decision, holds: Holds) -> str:
        when = decision.decided.astimezone().strftime("%Y-%m-%d %H:%M")
        return self.tr("{0}, {1}: {2}").format(decision.reader, when, words(holds))
