"""What the documents tell people to type is understood by the program."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import typer.main

from ui.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs" / "user-guide").glob("*.md"))]
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
ENVIRONMENT = re.compile(r"^[A-Z_]+=")


def commands(document: Path) -> list[list[str]]:
    """Return the words after ``omni-med`` of every command in a fenced block."""
    found = []
    for block in FENCE.findall(document.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            while words and ENVIRONMENT.match(words[0]):
                words.pop(0)
            if words and words[0].rsplit("/", 1)[-1] == "omni-med" and "VERB" not in words:
                found.append(words[1:])
    return found


def understand(command: Any, words: list[str], name: str, parent: Any = None) -> None:
    """Parse as the program would, without running it."""
    try:
        context = command.make_context(name, list(words), parent=parent)
    except typer.Exit:  # --help and --version answer while parsing
        return
    inner = getattr(command, "commands", None)
    if inner is None:
        return
    rest = [*context._protected_args, *context.args]
    child, found, remaining = command.resolve_command(context, rest)
    understand(found, remaining, child, context)


ALL = [(path, words) for path in DOCUMENTS for words in commands(path)]


@pytest.mark.parametrize(
    ("path", "words"), ALL, ids=[f"{path.name}:{shlex.join(words)}" for path, words in ALL]
)
def test_a_command_in_the_documents_is_understood(path: Path, words: list[str]) -> None:
    understand(typer.main.get_command(app), words, "omni-med")


def test_there_are_commands() -> None:
    assert len(ALL) > 15


@pytest.mark.parametrize("words", [["bogus"], ["studies", "--colour"], ["models", "bogus"]])
def test_a_wrong_command_would_be_found(words: list[str]) -> None:
    with pytest.raises(typer.TyperException):
        understand(typer.main.get_command(app), words, "omni-med")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_exist(path: Path) -> None:
    text = re.sub(FENCE, "", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^\s*make ([a-z-]+)", path.read_text("utf-8"), flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


sys.path.insert(0, str(ROOT / "benchmarks"))
import readme  # noqa: E402 - the folder must be on the path first


def test_the_figures_are_those_that_were_measured() -> None:
    text = readme.README.read_text("utf-8")
    again = readme.with_table(text, readme.read_results())
    assert text == again, "run: python benchmarks/readme.py"


def test_another_figure_would_be_found() -> None:
    results = readme.read_results()
    text = readme.with_table(readme.README.read_text("utf-8"), results)
    name = next(name for name in readme.ROWS if name in results)
    changed = {**results, name: {**results[name], "value": results[name]["value"] * 2}}
    assert readme.with_table(text, changed) != text
    with pytest.raises(ValueError, match="marks"):
        readme.with_table("no table", results)


def test_every_result_says_how_it_was_measured() -> None:
    for name, result in readme.read_results().items():
        assert result["command"], name
        assert result["hardware"], name
        assert result["commit"], name
