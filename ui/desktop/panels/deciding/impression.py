"""The reader's first impression: what is seen before the model's answer is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import Answer
from ui.desktop.panels.common import clear, keep_focus, label
from ui.desktop.panels.finding import wording

_REST_MS = 1200  # unfinished words are kept when the hand rests


class ImpressionForm(QFrame):
    """Asks of each finding: present, absent, unsure. Nothing is chosen beforehand."""

    kept = pyqtSignal(object, str)
    changed = pyqtSignal(bytes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("First impression"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(label(self.tr("Your first impression"), "verdict"))
        layout.addWidget(
            label(
                self.tr(
                    "This site reads unaided first. What you say here is kept with the time and "
                    "cannot be changed; then the model's answer is shown."
                ),
                "muted",
            )
        )
        self._rows = QVBoxLayout()
        layout.addLayout(self._rows)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Impression in your own words"))
        self.text.setPlaceholderText(self.tr("In your own words (may be empty)"))
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(90)
        layout.addWidget(self.text)
        self.keep = QPushButton(self.tr("Keep and show the model's answer"))
        self.keep.setObjectName("primary")
        self.keep.clicked.connect(self._keep)
        keep_focus(self.keep)
        layout.addWidget(self.keep)
        self._groups: dict[str, QButtonGroup] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.tell)
        self.text.textChanged.connect(self._rest.start)

    def ask(self, names: tuple[str, ...]) -> None:
        """Ask about other findings; what stood there before goes."""
        if tuple(self._groups) == names and names:
            return  # the same case: what was said stays
        self._groups = {}
        clear(self._rows)
        for name in names:
            self._rows.addLayout(self._row(name))
        self.text.clear()
        self._rest.stop()
        self._check()

    def reset(self) -> None:
        """Forget what was said: another case begins."""
        self.ask(())

    def _row(self, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(wording.titled(wording.shown(name))), 1)
        group = QButtonGroup(self)
        for answer, text in (
            (Answer.PRESENT, self.tr("Present")),
            (Answer.ABSENT, self.tr("Absent")),
            (Answer.UNSURE, self.tr("Unsure")),
        ):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("answer", answer.value)
            button.setAccessibleName(f"{wording.shown(name)}: {text}")
            keep_focus(button)
            group.addButton(button)
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        group.setExclusive(True)
        group.buttonClicked.connect(lambda _button: self._said())
        self._groups[name] = group
        return row

    def _said(self) -> None:
        self._check()
        self._rest.start()

    def _check(self) -> None:
        self.keep.setEnabled(len(self.answers()) == len(self._groups))
        self.keep.setToolTip("" if self.keep.isEnabled() else self.tr("Say it of each finding"))

    def answers(self) -> Mapping[str, Answer]:
        """Return what was said so far."""
        return {
            name: Answer(button.property("answer"))
            for name, group in self._groups.items()
            if (button := group.checkedButton()) is not None
        }

    def say(self, name: str, answer: Answer) -> None:
        """Choose an answer, as a click would."""
        for button in self._groups[name].buttons():
            if button.property("answer") == answer.value:
                button.click()

    def draft(self) -> bytes:
        """Return what was said so far, to be kept; empty where nothing was."""
        answers, text = self.answers(), self.text.toPlainText()
        if not answers and not text.strip():
            return b""
        return json.dumps({"answers": answers, "text": text}, ensure_ascii=False).encode()

    def restore(self, draft: bytes) -> None:
        """Show again what was said before the program ended; what does not fit is left out."""
        if not draft:
            return
        said = json.loads(draft)
        for name, answer in said["answers"].items():
            if name in self._groups:
                self.say(name, Answer(answer))
        self.text.setPlainText(said["text"])
        self._rest.stop()

    def tell(self) -> None:
        """Tell what was said so far."""
        self._rest.stop()
        self.changed.emit(self.draft())

    def _keep(self) -> None:
        self._rest.stop()
        self.kept.emit(dict(self.answers()), self.text.toPlainText().strip())
