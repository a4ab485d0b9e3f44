"""The first steps: a few pages over the window, once, and again when asked for."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.panels.common import label


class Tour(QFrame):
    """Lies over the window; Right and Enter go on, Left goes back, Esc ends it."""

    ended = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setStyleSheet("QFrame#help { background: rgba(16, 19, 23, 246); }")
        self.setAccessibleName(self.tr("First steps"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before: QWidget | None = None
        self.pages = self._pages()
        self.at = 0
        around = QHBoxLayout(self)
        around.setContentsMargins(48, 36, 48, 36)
        layout = QVBoxLayout()
        around.addStretch(1)
        around.addLayout(layout, 3)
        around.addStretch(1)
        layout.addStretch(1)
        self.title = label("", "title")
        self.text = label("", "lesson")
        self.text.setMaximumWidth(theme.scaled(820))
        layout.addWidget(self.title)
        layout.addSpacing(12)
        layout.addWidget(self.text)
        layout.addSpacing(18)
        row = QHBoxLayout()
        self.back = QPushButton(self.tr("Back"))
        self.on = QPushButton(self.tr("Go on"))
        self.on.setObjectName("primary")
        self.end = QPushButton(self.tr("Close (Esc)"))
        self.place = label("", "muted", wrap=False)
        self.back.clicked.connect(lambda: self.go(-1))
        self.on.clicked.connect(lambda: self.go(1))
        self.end.clicked.connect(self.finish)
        for button in (self.back, self.on, self.end):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addWidget(self.place)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(2)
        self.hide()

    def _pages(self) -> tuple[tuple[str, str], ...]:
        return (
            (
                self.tr("Bring studies in"),
                self.tr(
                    "Drop a folder, files or a ZIP on the worklist. Everything is kept sealed, and "
                    "what is done goes on a trail. Enter opens the selected study."
                ),
            ),
            (
                self.tr("Read"),
                self.tr(
                    "The wheel scrolls, a left drag windows, the right button zooms, the middle "
                    "one pans. Digits choose windows. ? shows every key; keys like those of OHIF "
                    "or Weasis are in the settings. Ctrl + and Ctrl - change the size of the text."
                ),
            ),
            (
                self.tr("Ask the model"),
                self.tr(
                    "Space lets the model read images and record. First it says what it assessed "
                    "and what not, then a verdict, then how sure it is. It can say that it cannot "
                    "tell. M shows what moved it: influence, not the border of a lesion."
                ),
            ),
            (
                self.tr("Have the last word"),
                self.tr(
                    "A accepts, R rejects, E changes, Ins adds. Your word is kept with your name "
                    "and with whether the model's answer was shown to you."
                ),
            ),
            (
                self.tr("Report"),
                self.tr(
                    "Ctrl+R opens the report, filled from your words and measurements; Ctrl+K "
                    "takes a key image. Write, sign with your pass phrase (Ctrl+Return), hand it "
                    "out as PDF or text. What is signed is only amended. What you write is kept as "
                    "you write it. Ctrl+PgDn opens the next study."
                ),
            ),
        )

    def open(self) -> None:
        """Begin at the beginning, over the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
            self._before = parent.focusWidget()
        self.at = 0
        self.go(0)
        self.show()
        self.raise_()
        self.setFocus()

    def go(self, step: int) -> None:
        """Go on or back; after the last page it ends."""
        at = self.at + step
        if at >= len(self.pages):
            self.finish()
            return
        self.at = max(at, 0)
        title, text = self.pages[self.at]
        self.title.setText(title)
        self.text.setText(text)
        self.place.setText(self.tr("{0} of {1}").format(self.at + 1, len(self.pages)))
        self.back.setEnabled(self.at > 0)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Take the keys, wherever the focus is."""
        super().showEvent(event)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Give them back; closing the window hides the tour too, and nothing may outlive it."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Cover the parent as it grows, and take the keys of what is covered."""
        parent = self.parentWidget()
        if event is None or parent is None or not self.isVisible():
            return False
        if watched is parent and event.type() == QEvent.Type.Resize:
            self.setGeometry(parent.rect())
            return False
        if not isinstance(watched, QWidget) or not self._covers(watched):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut: the key comes as a press
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return False

    def _covers(self, widget: QWidget) -> bool:
        """True for a widget of the same window that lies beneath."""
        parent = self.parentWidget()
        inside = parent is not None and (widget is parent or parent.isAncestorOf(widget))
        return inside and widget is not self and not self.isAncestorOf(widget)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Turn pages."""
        key = event.key() if event is not None else None
        if key in {Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.go(1)
        elif key == Qt.Key.Key_Left:
            self.go(-1)
        elif key == Qt.Key.Key_Escape:
            self.finish()

    def finish(self) -> None:
        """Take it away; the keyboard goes back to where it was."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
        self.ended.emit()
