"""Colours, fonts and the little style sheet of the dark theme."""

from __future__ import annotations

import re
from pathlib import Path

from PyQt6.QtCore import QLocale, QSize
from PyQt6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication, QStyleFactory, QWidget

BACKGROUND = "#101317"
PANEL = "#181c22"
RAISED = "#232932"
BORDER = "#39424f"
EDGE = "#727d8c"
"""Around what can be written in or ticked: 3 to 1 on every surface (WCAG 2.2, 1.4.11)."""
TEXT = "#e7eaef"
MUTED = "#a8b2c0"
ACCENT = "#6cb8f5"
ON_ACCENT = "#0a0d11"
CRITICAL = "#ff8579"
WARNING = "#ffc452"
GOOD = "#6fd696"
UNSURE = "#cdb0ff"
SELECTION = "#1f4668"

SURFACES = (BACKGROUND, PANEL, RAISED)
INKS = (TEXT, MUTED, ACCENT, CRITICAL, WARNING, GOOD, UNSURE)
_MARKS = (Path(__file__).parent / "marks").as_posix()
USUAL = 10.0
"""Points of the text at 100 %."""
FONTS = ("Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "sans-serif")


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def palette() -> QPalette:
    """Return the dark palette."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: PANEL,
        roles.WindowText: TEXT,
        roles.Base: BACKGROUND,
        roles.AlternateBase: PANEL,
        roles.Text: TEXT,
        roles.Button: RAISED,
        roles.ButtonText: TEXT,
        roles.BrightText: WARNING,
        roles.ToolTipBase: RAISED,
        roles.ToolTipText: TEXT,
        roles.PlaceholderText: MUTED,
        roles.Highlight: SELECTION,
        roles.HighlightedText: TEXT,
        roles.Link: ACCENT,
        roles.Mid: BORDER,
        roles.Dark: BACKGROUND,
        roles.Light: BORDER,
    }.items():
        made.setColor(role, QColor(colour))
    made.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, QColor(BORDER))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor("#77818f"))
    return made


_STYLE = f"""
* {{ outline: none; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {BORDER}; padding: 4px; }}
QLineEdit, QPlainTextEdit, QTextBrowser {{
  background: {BACKGROUND}; border: 1px solid {EDGE}; border-radius: 4px; padding: 5px 7px;
  selection-background-color: {SELECTION}; }}
QPlainTextEdit[readOnly="true"], QTextBrowser {{ border-color: {BORDER}; }}
QPlainTextEdit[readOnly="true"] {{ background: {PANEL}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextBrowser:focus {{ border-color: {ACCENT}; }}
QCheckBox::indicator, QListView::indicator {{ width: 14px; height: 14px; border: 1px solid {EDGE};
  border-radius: 3px; background: {BACKGROUND}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {ACCENT};
  border-color: {ACCENT}; image: url("{_MARKS}/tick.svg"); }}
QCheckBox::indicator:hover, QCheckBox:focus::indicator {{ border-color: {ACCENT}; }}
QCheckBox:focus {{ color: {ACCENT}; }}
QCheckBox::indicator:disabled {{ border-color: {BORDER}; }}
QCheckBox::indicator:checked:disabled {{ background: {EDGE}; }}
QPushButton {{ background: {RAISED}; border: 1px solid {BORDER}; border-radius: 4px;
  padding: 6px 12px; }}
QPushButton:hover {{ border-color: {ACCENT}; }}
QPushButton:focus {{ border-color: {ACCENT}; }}
QPushButton:pressed, QPushButton:checked {{ background: {SELECTION}; border-color: {ACCENT}; }}
QPushButton:disabled {{ color: #77818f; }}
QPushButton#primary {{ background: {ACCENT}; color: {ON_ACCENT}; border-color: {ACCENT};
  font-weight: 600; }}
QPushButton#quiet {{ background: transparent; border-color: transparent; text-align: left;
    padding: 2px 6px; }}
QPushButton#quiet:hover, QPushButton#quiet:focus {{ border-color: {ACCENT}; }}
QPushButton#primary:hover {{ background: #8cc9fa; }}
QPushButton#primary:disabled {{ background: {RAISED}; color: #77818f; border-color: {BORDER}; }}
QTableView, QListView, QTreeView {{ background: {BACKGROUND}; border: 1px solid {BORDER};
  border-radius: 4px; alternate-background-color: #14181d; gridline-color: {RAISED}; }}
QTableView::item {{ padding: 0 6px; }}
QHeaderView::section {{ background: {PANEL}; color: {MUTED}; border: none;
  border-bottom: 1px solid {BORDER}; padding: 6px 9px; font-weight: 600; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {BORDER}; }}
QTabBar::tab {{ background: transparent; color: {MUTED}; padding: 8px 6px;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom-color: {ACCENT}; }}
QTabBar::tab:hover {{ color: {TEXT}; }}
QScrollArea {{ border: 1px solid transparent; background: transparent; }}
QScrollArea:focus, QTableView:focus, QListView:focus {{ border-color: {ACCENT}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {BORDER}; border-radius: 5px; min-height: 24px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {BORDER}; border-radius: 5px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QProgressBar {{ background: {BACKGROUND}; border: 1px solid {BORDER}; border-radius: 4px;
  text-align: center; color: {TEXT}; max-height: 14px; }}
QProgressBar::chunk {{ background: {SELECTION}; border-radius: 3px; }}
QComboBox, QAbstractSpinBox {{ background: {RAISED}; border: 1px solid {EDGE}; border-radius: 4px;
  padding: 4px 7px; }}
QComboBox:focus, QAbstractSpinBox:focus {{ border-color: {ACCENT}; }}
QComboBox:disabled, QAbstractSpinBox:disabled {{ border-color: {BORDER}; color: #77818f; }}
QComboBox::drop-down, QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none;
  background: transparent; width: 20px; }}
QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url("{_MARKS}/down.svg"); width: 10px;
  height: 10px; }}
QAbstractSpinBox::up-arrow {{ image: url("{_MARKS}/up.svg"); width: 10px; height: 10px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {BORDER}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {SELECTION}; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -6px 0; border-radius: 7px;
  border: 1px solid {EDGE}; background: {MUTED}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {ACCENT}; }}
QSlider::handle:horizontal:disabled {{ background: {BORDER}; border-color: {BORDER}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QSplitter::handle {{ background: {BACKGROUND}; }}
QStatusBar {{ background: {BACKGROUND}; color: {MUTED}; }}
QFrame#card {{ background: {RAISED}; border-radius: 6px; }}
QFrame#question {{ background: {RAISED}; border-left: 3px solid {WARNING}; border-radius: 4px; }}
QFrame#banner {{ background: {BACKGROUND}; border-bottom: 1px solid {BORDER}; }}
QFrame#tools {{ background: {PANEL}; border-bottom: 1px solid {BORDER}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 4px;
  padding: 3px 5px; }}
QToolButton:hover {{ background: {RAISED}; border-color: {BORDER}; }}
QToolButton#more {{ background: {RAISED}; border-color: {BORDER}; padding: 4px 8px; }}
QToolButton#more::menu-indicator {{ image: none; }}
QToolButton:focus {{ border-color: {ACCENT}; }}
QToolButton:checked {{ background: {SELECTION}; border-color: {ACCENT}; }}
QToolButton:checked:disabled {{ background: transparent; border-color: transparent; }}
QLabel#title {{ font-size: 17pt; font-weight: 600; }}
QLabel#lesson {{ font-size: 13pt; }}
QLabel#patient {{ font-size: 12pt; font-weight: 600; }}
QLabel#verdict {{ font-size: 12pt; font-weight: 600; }}
QLabel#muted {{ color: {MUTED}; }}
QLabel#heading {{ color: {MUTED}; font-weight: 600; }}
QLabel#held {{ color: {WARNING}; font-weight: 600; }}
QLabel#stat {{ background: {CRITICAL}; color: {ON_ACCENT}; font-weight: 700; border-radius: 4px;
  padding: 2px 8px; }}
"""


_LENGTH = re.compile(r"(?<![#\w])(\d+)(px|pt)\b")


def style(points: float = USUAL) -> str:
    """Return the style sheet for text of this size: lengths grow with it, hairlines do not."""

    def grown(found: re.Match[str]) -> str:
        length, unit = int(found[1]), found[2]
        if unit == "pt":
            return f"{length * points / USUAL:.4g}pt"
        return f"{max(round(length * points / USUAL), 1)}px" if length > 1 else found[0]

    return _LENGTH.sub(grown, _STYLE)


def scaled(length: float) -> int:
    """Return a length in pixels of the usual size as long as the text in use asks for."""
    return round(length * QGuiApplication.font().pointSizeF() / USUAL)


def roomy(widget: QWidget, width: int, height: int) -> None:
    """Give a window a size that grows with the text, as far as the screen has room."""
    screen = widget.screen()
    size = QSize(scaled(width), scaled(height))
    widget.resize(size if screen is None else size.boundedTo(screen.availableSize()))


def ui_font(points: float = USUAL) -> QFont:
    """Return the font of the interface, with Chinese in its fallbacks."""
    chinese = QLocale().language() is QLocale.Language.Chinese
    font = QFont()
    font.setFamilies(["Noto Sans CJK SC", *FONTS] if chinese else list(FONTS))
    font.setPointSizeF(points)
    return font


def scaled_font(points: float) -> QFont:
    """Return the font of the interface in points of the usual size, as large as the text in use."""
    return ui_font(points * QGuiApplication.font().pointSizeF() / USUAL)


def apply(application: QApplication, points: float = USUAL) -> None:
    """Dress the application: Fusion, dark palette, fonts in this size, style sheet."""
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(palette())
    set_text_size(application, points)


def set_text_size(application: QApplication, points: float) -> None:
    """Write everything in this size; windows that are open follow."""
    application.setFont(ui_font(points))
    application.setStyleSheet(style(points))
