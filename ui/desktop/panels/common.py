"""Small widgets that several panels are made of."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import theme


def label(text: str, name: str = "", *, wrap: bool = True) -> QLabel:
    """Return a plain-text label; ``name`` chooses its look in the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setObjectName(name)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        made.setMinimumWidth(60)
    return made


def paragraph(text: str, name: str = "", *, width: int = 400) -> QLabel:
    """Return a wrapped label for a dialog, this wide at least in pixels of the usual text.

    Qt guesses how high a dialog has to be from its labels at their least width.
    """
    made = label(text, name)
    made.setMinimumWidth(theme.scaled(width))
    return made


def card(name: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """Return a frame with rounded corners and its layout."""
    frame = QFrame()
    frame.setObjectName(name)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 10, 12, 10)
    layout.setSpacing(6)
    return frame, layout


def scrolled() -> QWidget:
    """Return the body of a scroll area that is as high as its wrapped lines need at its width.

    By default Qt makes it as high as they would be at their smallest width: mostly empty.
    """
    body = QWidget()
    body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    return body


def keep_focus(*widgets: QWidget) -> None:
    """Let widgets take the keyboard by Tab only: after a click it stays with the image."""
    for widget in widgets:
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
