"""No string that a reader sees is written past Qt Linguist."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

DESKTOP = Path(__file__).resolve().parents[2] / "ui" / "desktop"
SHOWING = {
    "label",
    "QPushButton",
    "QLabel",
    "QCheckBox",
    "setText",
    "setToolTip",
    "setPlaceholderText",
    "setWindowTitle",
    "setAccessibleName",
    "setAccessibleDescription",
    "setFormat",
    "addRow",
    "addTab",
    "showMessage",
    "say",
}


def _translates(function: ast.expr) -> bool:
    """Tell Qt's ``translate`` from that of a painter."""
    if isinstance(function, ast.Attribute):
        return function.attr == "translate" and ast.unparse(function.value) == "QCoreApplication"
    return isinstance(function, ast.Name) and function.id == "translate"


@pytest.mark.parametrize("path", sorted(DESKTOP.rglob("*.py")), ids=lambda path: path.stem)
def test_what_is_shown_goes_through_the_translator(path: Path) -> None:
    offenders = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        shown = node.args[1:2] if name == "addTab" else node.args[:1]
        for argument in shown:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = argument.value.removesuffix("%").strip()
                if name in SHOWING and any(letter.isalpha() for letter in text):
                    offenders.append(f"{path.name}:{node.lineno}: {argument.value!r}")
            if name == "tr" or _translates(node.func):
                assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno}"
    assert offenders == []
