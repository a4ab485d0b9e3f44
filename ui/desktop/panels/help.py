"""The overlay that ``?`` shows: all keys and what the mouse does."""

from __future__ import annotations

from html import escape

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.desktop import keymap, theme
from ui.desktop.panels.common import label

translate = QCoreApplication.translate

_SMALLER = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)
_APART, _AROUND = 28, 108
"""Pixels between the columns; those above and below them with margins, title and last line."""


class HelpOverlay(QFrame):
    """Lies over the page until a key or a click takes it away."""

    closed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setStyleSheet("QFrame#help { background: rgba(16, 19, 23, 248); }")
        self.setAccessibleName(self.tr("Keys"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 18, 40, 14)
        layout.addWidget(label(self.tr("Keys"), "title"))
        columns = QHBoxLayout()
        columns.setSpacing(_APART)
        self.columns = [QLabel(html) for html in self._columns()]
        for column in self.columns:
            column.setTextFormat(Qt.TextFormat.RichText)
            column.setAlignment(Qt.AlignmentFlag.AlignTop)
            columns.addWidget(column)
        columns.addStretch(1)
        layout.addLayout(columns)
        layout.addStretch(1)
        layout.addWidget(label(self.tr("Any key closes this."), "muted"))
        self.hide()

    def _columns(self) -> tuple[str, ...]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for key in keymap.key_table():
            groups.setdefault(key.group, []).append((" / ".join(keys_shown(key.keys)), key.text))
        groups[keymap.key_table()[-1].group] += [
            ("Ctrl+Alt+L", translate("AdministrationDialog", "Lock")),
            ("Ctrl+Alt+A", translate("AdministrationDialog", "Administration")),
        ]
        groups[self.tr("Mouse")] = list(keymap.mouse())
        tables = [_table(title, rows) for title, rows in groups.items()]
        images, look, tools, views, model, study, window, mouse = tables
        return (
            images + "<br>" + model,
            look + "<br>" + study,
            tools + "<br>" + window,
            views + "<br>" + mouse,
        )

    def open(self) -> None:
        """Cover the parent and take the keyboard."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
            self._fit(parent.width(), parent.height())
        self.show()
        self.raise_()
        self.setFocus()

    def _fit(self, width: int, height: int) -> None:
        """Let the tables be as large as the page has room for."""
        usual = QGuiApplication.font().pointSizeF()
        for share in _SMALLER:
            font = theme.ui_font(usual * share)
            for column in self.columns:
                column.setFont(font)
            sizes = [column.sizeHint() for column in self.columns]
            high = max(size.height() for size in sizes) + _AROUND
            wide = sum(size.width() + _APART for size in sizes) + _AROUND // 2
            if high <= height and wide <= width:
                return

    def keyPressEvent(self, _event: QKeyEvent | None) -> None:
        """Close on any key."""
        self.dismiss()

    def mousePressEvent(self, _event: QMouseEvent | None) -> None:
        """Close on a click."""
        self.dismiss()

    def dismiss(self) -> None:
        """Take the overlay away."""
        self.hide()
        self.closed.emit()


def keys_shown(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that are worth telling: of several, not the long ones."""
    return tuple(key for key in keys if len(key) <= 8) or keys


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td style='padding:1px 14px 1px 0; color:{theme.ACCENT}'><b>{escape(key)}</b></td>"
        f"<td style='padding:1px 0'>{escape(text)}</td></tr>"
        for key, text in rows
    )
    return f"<p style='color:{theme.MUTED}'><b>{escape(title)}</b></p><table>{cells}</table>"
