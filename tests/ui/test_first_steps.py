"""Where people and programs trip first: no workspace, no home, another locale, a reader of JSON."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

import ui.cli.reading.view
import ui.desktop.app
from ui.cli.main import app
from ui.settings import read_settings

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    ("words", "code"), [(("studies",), 1), (("show", "nothing"), 1), (("show", "a", "b"), 2)]
)
def test_an_error_is_a_json_document_too(cli: Any, words: tuple[str, ...], code: int) -> None:
    done = cli(*words, "--json", code=code)
    error = json.loads(done.stdout)["error"]
    assert set(error) == {"message", "hint", "code"}
    assert error["code"] == code
    if code == 1:
        assert f"omni-med: {error['message']}" in done.stderr.splitlines()
        assert error["hint"] in done.stderr
    assert cli(*words, code=code).stdout == ""


@pytest.mark.slow
def test_a_name_that_the_locale_cannot_spell(loaded: Any, cases: Any) -> None:
    case = cases["chinese"]
    shown = loaded("show", case.study_uid, **ASCII)
    assert "合成" not in shown.stdout
    assert r"\u5408\u6210" in shown.stdout
    rows = json.loads(loaded("studies", "--json", **ASCII).stdout)
    assert any("合成" in row["patient"] for row in rows)


def test_an_account_without_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.chdir(tmp_path)
    found = read_settings(home=None, user=None, environment={})
    assert found.home == tmp_path / ".local" / "share" / "omni-med"
    assert read_settings(home=Path("/w"), user=None, environment={}).home == Path("/w")


def test_the_first_view_on_a_terminal_makes_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, secret, seen = tmp_path / "new" / "workspace", tmp_path / "secret", []

    def window(
        home: Path,
        user: str | None,
        passphrase: str,
        study: str | None,
        *,
        model: str,
        model_options: object,
    ) -> int:
        assert (model, model_options) == ("compact", {})
        seen.append((home, user, passphrase, study))
        return 0

    secret.write_text("seven quiet words in a row\n")
    monkeypatch.setenv("OMNI_MED_PASSPHRASE_FILE", str(secret))
    monkeypatch.setattr(ui.cli.reading.view, "has_display", lambda: True)
    monkeypatch.setattr(
        ui.cli.reading.view, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    )
    monkeypatch.setattr(ui.desktop.app, "run_desktop", window)
    first = CliRunner().invoke(app, ["--home", str(home), "view"])
    assert first.exit_code == 0, first.output
    assert "There is no workspace" in first.stderr
    assert "Without the pass phrase nobody can open it" in first.stderr
    assert seen == [(home, None, "seven quiet words in a row", None)]
    again = CliRunner().invoke(app, ["--home", str(home), "view"])
    assert (again.exit_code, again.stderr) == (0, "")
    other = CliRunner().invoke(app, ["--home", str(tmp_path / "gone"), "view", "1.2.3"])
    assert other.exit_code == 1  # who names a study has a workspace somewhere else
    assert not (tmp_path / "gone").exists()
