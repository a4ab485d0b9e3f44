"""Contrast and fonts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PyQt6.QtGui import QColor, QFontDatabase, QFontInfo, QPalette, QPixmap, QRawFont

from ui.desktop import theme


@pytest.mark.parametrize("surface", theme.SURFACES)
@pytest.mark.parametrize("ink", theme.INKS)
def test_every_ink_reads_on_every_surface(ink: str, surface: str) -> None:
    assert theme.contrast(ink, surface) >= 4.5  # WCAG 2.2 AA, 1.4.3


@pytest.mark.parametrize("surface", theme.SURFACES)
def test_what_can_be_written_in_or_ticked_has_an_edge(surface: str) -> None:
    assert theme.contrast(theme.EDGE, surface) >= 3.0  # WCAG 2.2 AA, 1.4.11


def test_the_marks_of_the_style_sheet_are_there_and_can_be_drawn(dressed: None) -> None:
    named = set(re.findall(r'url\("([^"]+)"\)', theme.style(15.0)))
    assert {Path(name).stem for name in named} == {"tick", "down", "up"}
    for name in named:
        assert not QPixmap(name).isNull(), "Qt draws SVG by a plugin of its own"


def test_selected_rows_and_buttons_read() -> None:
    assert theme.contrast(theme.TEXT, theme.SELECTION) >= 4.5
    for ink in (theme.CRITICAL, theme.GOOD, theme.UNSURE, theme.MUTED):
        assert theme.contrast(ink, theme.SELECTION) >= 3.0  # large or bold, beside a sign
    for surface in (theme.ACCENT, theme.CRITICAL):
        assert theme.contrast(theme.ON_ACCENT, surface) >= 4.5


def test_contrast_is_the_standards() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


def test_the_palette_is_dark(dressed: None, qapp: object) -> None:
    palette = theme.palette()
    window = palette.color(QPalette.ColorRole.Window)
    assert window == QColor(theme.PANEL)
    assert window.lightnessF() < 0.2


def test_chinese_is_among_the_fallbacks(dressed: None) -> None:
    assert "Noto Sans CJK SC" in theme.ui_font().families()
    if "Noto Sans CJK SC" not in QFontDatabase.families():
        pytest.skip("fonts-noto-cjk is not installed")
    font = theme.ui_font()
    font.setFamilies(["Noto Sans CJK SC"])
    assert QFontInfo(font).family() == "Noto Sans CJK SC"
    assert QRawFont.fromFont(font).supportsCharacter(ord("明"))
