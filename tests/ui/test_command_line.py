"""What holds of the command line as a whole: its verbs, its help, its documentation."""

from __future__ import annotations

import json
import re
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from ui.cli.main import app, asked_of, main
from ui.errors import ExitCode

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "user-guide" / "command-line.md"
SECURITY_GUIDE = GUIDE.with_name("security.md")

CONTRACT = (
    "init", "import", "studies", "show", "view", "models list", "models card", "analyze", "batch",
    "audit show", "audit verify", "audit anchor", "audit repair", "backup", "restore", "shred",
    "keys rotate", "keys passphrase", "keys recovery", "keys recover",
    "check", "demo",
)  # fmt: skip


@cache
def whole_command() -> Any:
    return typer.main.get_command(app)


def verbs(command: Any = None, name: str = "") -> dict[str, Any]:
    command = command or whole_command()
    inner = getattr(command, "commands", None)
    if inner is None:
        return {name: command}
    return {
        full: found
        for key, child in inner.items()
        for full, found in verbs(child, f"{name} {key}".strip()).items()
    }


@pytest.mark.parametrize("verb", sorted(verbs()))
@pytest.mark.parametrize("before", [(), ("--home", "studies", "--user", "init")])
def test_the_verb_asked_for_is_the_only_one_read_and_is_whole(
    verb: str, before: tuple[str, ...]
) -> None:
    asked = asked_of(app, [*before, *verb.split(), "--json", "analyze"])
    ((name, found),) = verbs(typer.main.get_command(asked)).items()
    whole = verbs()[verb]
    assert name == verb
    assert [each.opts for each in found.params] == [each.opts for each in whole.params]
    assert found.help == whole.help


@pytest.mark.parametrize(
    "words",
    [[], ["--help"], ["-h", "studies"], ["studie"], ["--user"], ["--user", "init"], ["--version"]],
)
def test_help_and_mistakes_know_all_verbs(words: list[str]) -> None:
    assert asked_of(app, words) is app
    finetune = typer.main.get_command(asked_of(app, ["finetune", *words]))
    assert [name for name in verbs() if name.startswith("finetune ")] == list(verbs(finetune))


@pytest.mark.parametrize("verb", CONTRACT)
def test_the_contract_s_verbs_are_there(verb: str) -> None:
    assert verb in verbs()


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_verb_is_documented_with_all_its_options(verb: str) -> None:
    text = GUIDE.read_text("utf-8") + SECURITY_GUIDE.read_text("utf-8")
    sections = re.split(r"^#+ ", text, flags=re.MULTILINE)
    mine = [text for text in sections if f"omni-med {verb}" in text.replace("[STUDY]", "STUDY")]
    assert mine, f"the user guide does not mention `omni-med {verb}`"
    joined = "\n".join(mine)
    for parameter in verbs()[verb].params:
        for option in parameter.opts:
            if option.startswith("--") and option not in {"--help", "--json"}:
                assert option in joined, f"{option} of {verb} is not documented"


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_verb_says_what_it_does(verb: str) -> None:
    assert verbs()[verb].help


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    assert re.search(rf"^\| {int(code)} \|", GUIDE.read_text("utf-8"), flags=re.MULTILINE)


def test_what_prints_data_prints_json() -> None:
    data = {
        "init",
        "import",
        "studies",
        "show",
        "analyze",
        "batch",
        "check",
        "backup",
        "restore",
        "shred",
    }
    data |= {name for name in verbs() if name.split()[0] in {"models", "audit", "keys"}}
    for verb in data - {"audit prove"}:  # a proof is JSON and nothing else
        options = {option for item in verbs()[verb].params for option in item.opts}
        assert "--json" in options, verb


def test_a_command_that_is_not_understood_says_why_as_json_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.cli.common._emitted", threading.Event())
    monkeypatch.setattr(sys, "argv", ["omni-med", "batch", "cases.csv", "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    error = json.loads(capsys.readouterr().out)["error"]
    assert ended.value.code == error["code"] == ExitCode.USAGE
    assert "'--out'" in error["message"]
    assert "--help" in error["hint"]
