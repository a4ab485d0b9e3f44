"""Every sentence of an error that can reach the window is known in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from ui.desktop import i18n
from ui.desktop.i18n.told import told

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("audit", "omni_med", "ui/desktop", "ui/errors.py")
ELSEWHERE = {
    "audit/backup/restore.py": "restoring is a command",
    "audit/catalogue/schema.py": "migrating is a command",
    "audit/sealing/rotate.py": "rotating keys is a command",
    "audit/trail/inclusion.py": "proofs of inclusion are checked by a command",
    "audit/trail/purge.py": "purging is a command",
    "audit/trail/syslog.py": "forwarding is a command",
    "omni_med/api.py": "the Python API raises to its caller",
    "omni_med/batch": "batches are commands",
    "omni_med/inference/files.py": "files without a study are read by commands",
    "omni_med/inference/known.py": "retrieval is a command",
    "omni_med/inference/searching.py": "retrieval is a command",
    "omni_med/inference/similar.py": "retrieval is a command",
    "omni_med/inference/timeline.py": "aligning a dictation is a command",
    "omni_med/models/language/local/bench.py": "measuring is a command",
    "omni_med/sound": "hearing a dictation is a command",
}
"""What no window calls, and why."""
PYTHONS = re.compile(
    r"^(Value|Type|Key|Runtime|OS|Index|Attribute|Timeout|Assertion|EOF|Lookup|NotADirectory)Error$"
)
LETTERS = 8
"""Sentences with fewer are made of values alone."""


def words_of(node: ast.expr | None) -> str | None:
    """Return a literal or f-string with values in place of ``{0}``; None where it is neither."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        text, number = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value)
            else:
                text, number = f"{text}{{{number}}}", number + 1
        return text
    return None


def spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and words of each error that is raised, and of each error's own hint."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "refused" or (name.endswith("Error") and not PYTHONS.match(name)):
                hints = [item.value for item in node.keywords if item.arg == "hint"]
                for value in (*node.args[:1], *hints):
                    if (words := words_of(value)) is not None:
                        yield value.lineno, words
        elif isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            for item in node.body:
                named: ast.expr | None = item.target if isinstance(item, ast.AnnAssign) else None
                if isinstance(item, ast.Assign):
                    named = item.targets[0]
                if getattr(named, "id", "") == "hint":
                    words = words_of(getattr(item, "value", None))
                    if words:
                        yield item.lineno, words


def files() -> Iterator[Path]:
    for room in ROOMS:
        place = ROOT / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else (place,):
            name = path.relative_to(ROOT).as_posix()
            if not any(name == other or name.startswith(f"{other}/") for other in ELSEWHERE):
                yield path


def test_no_error_is_told_in_english_to_a_chinese_reader(qapp: QApplication) -> None:
    assert i18n.install(qapp, "zh_CN")
    try:
        unknown = [
            f"{path.relative_to(ROOT)}:{line}: {words}"
            for path in files()
            for line, words in spoken(ast.parse(path.read_text("utf-8")))
            if sum(letter.isalpha() for letter in re.sub(r"\{\d\}", "", words)) >= LETTERS
            and not words.startswith("pip install")  # a command in any language
            and told(words) == words
        ]
    finally:
        i18n.install(qapp, "en")
    assert unknown == [], "add them to ui/desktop/i18n/sentences, then `make translations`"


def test_what_is_elsewhere_is_there() -> None:
    assert [name for name in ELSEWHERE if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise ModelError(f"No {a} of {b}.", hint="Look.")', ["No {0} of {1}.", "Look."]),
        ('class OddError(Base):\n    hint = "Ask."', ["Ask."]),
        ('raise ValueError("never shown")', []),
        ('raise refused("it is odd")', ["it is odd"]),
    ],
)
def test_it_finds_what_is_said(source: str, found: list[str]) -> None:
    assert [words for _line, words in spoken(ast.parse(source))] == found
