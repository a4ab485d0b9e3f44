"""Large models as their user meets them: a server added, allowed, asked; a draft kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from omni_med.synthetic import SyntheticCase

if TYPE_CHECKING:
    from conftest import Cli

SCRIPT = (
    Path(__file__).parents[1] / "omni_med" / "models" / "language" / "server" / "openai_server.py"
)
KEY = "sk-CANARY-key"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address of a server on loopback up to the word for how it behaves, and what it received."""
    log = tmp_path_factory.mktemp("received") / "log"
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(log)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}", log
    process.terminate()
    process.wait(10)
    process.stdout.close()


def add(
    cli: Cli, name: str, url: str, *more: str, code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Add a server with its key on a file descriptor."""
    reading, writing = os.pipe()
    os.write(writing, KEY.encode())
    os.close(writing)
    words = ["models", "add-server", name, "--url", url, "--model", "m", "--key-fd", str(reading)]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("omni-med")), *words, *more],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=dict(cli.environment),
        pass_fds=(reading,),
        timeout=120,
    )
    os.close(reading)
    assert done.returncode == code, done.stderr
    return done


def study(cases: dict[str, SyntheticCase], key: str) -> str:
    return cases[key].study_uid


@pytest.mark.slow
def test_a_server_is_asked_only_when_allowed_and_gets_no_name(
    loaded: Cli, cases: dict[str, SyntheticCase], server: tuple[str, Path]
) -> None:
    url, log = server
    uid = study(cases, "fits")
    done = add(loaded, "far", f"{url}/ok/v1", "--price-in", "2", "--price-out", "10")
    assert "Nothing is sent to it until" in done.stdout
    assert KEY not in done.stdout + done.stderr
    refused = loaded("ask", uid, "Effusion?", "--model", "far", code=1)
    assert "not allowed" in refused.stderr
    assert not log.exists()
    asked = loaded("models", "allow-server", "far", "--reason", "contract", code=1)
    assert "Nobody is there to confirm it" in asked.stderr
    loaded("models", "allow-server", "far", "--reason", "contract", "--yes")
    done = loaded("ask", uid, "Is there an effusion, Miss Synthetic Anna?", "--model", "far")
    assert "There is a pleural effusion." in done.stdout
    assert "unsupported  The bones are made of glass." in done.stdout
    assert "cost 0.003" in done.stderr
    received = log.read_bytes()
    assert KEY.encode() in received  # it is in the header that is for it
    assert b"Anna" not in received
    assert b"SYN-0001" not in received
    (sent,) = loaded.json("models", "sent", uid, "--text")
    assert "Is there an effusion, Miss [name]" in sent["text"]
    assert len(sent["films"]) == 1
    actions = [entry["action"] for entry in loaded.json("audit", "show")]
    assert [item for item in actions if item.startswith("server.")][-1] == "server.sent"
    assert "server.send" in actions
    loaded("models", "forbid-server", "far")
    (listed,) = loaded.json("models", "servers")
    assert not listed["allowed"]
    assert KEY not in str(listed)
    loaded("models", "remove-server", "far")


@pytest.mark.slow
def test_a_draft_is_looked_up_kept_and_not_written_over(
    loaded: Cli, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    uid = study(cases, "contradicts")
    loaded("analyze", uid, "--model", "fake")
    done = loaded.json("report", uid, "--model", "fake-language")
    assert done["template"] == "draft/1/en"
    assert done["signed"] is False
    assert done["counts"]["unsupported"] >= 1
    assert done["counts"]["supported"] >= 1
    assert all(item["findings"] or item["record"] for item in of(done, "supported"))
    written = tmp_path / "report.txt"
    loaded("report", uid, "--out", written)
    text = written.read_text()
    assert "DRAFT - NOT SIGNED" in text
    assert "The bones are made of glass. [unsupported]" in text
    assert "first drafted by the language model fake-language" in text
    loaded("report", uid, "--out", tmp_path / "report.json")
    handed = json.loads((tmp_path / "report.json").read_text())
    assert len(handed["drafted"]["sentences"]) == len(done["sentences"])
    again = loaded("report", uid, "--model", "fake-language", "--lang", "zh", code=1)
    assert "does not write over it" in again.stderr


def of(drafted: dict[str, Any], standing: str) -> list[dict[str, Any]]:
    return [item for item in drafted["sentences"] if item["standing"] == standing]


@pytest.mark.slow
def test_what_is_wrong_is_one_clear_line(
    loaded: Cli, cases: dict[str, SyntheticCase], server: tuple[str, Path]
) -> None:
    uid = study(cases, "fits")
    assert "no model 'nobody'" in loaded("ask", uid, "?", "--model", "nobody", code=1).stderr
    loaded("ask", uid, "?", "--model", "fake-language", "--lang", "fr", code=2)
    assert "plain HTTP" in add(loaded, "x", "http://a.example/v1", code=1).stderr
    assert "name of a model" in add(loaded, "compact", f"{server[0]}/ok/v1", code=1).stderr
    add(loaded, "sick", f"{server[0]}/broken/v1")
    loaded("models", "allow-server", "sick", "--reason", "a test", "--yes")
    done = loaded("ask", uid, "?", "--model", "sick", code=1)
    assert "an error of its own (500)" in done.stderr
    assert "Traceback" not in done.stderr
    done = loaded("ask", uid, "?", "--model", "fake-language")  # what is here still answers
    assert "checked by nobody" in done.stdout


def test_the_key_is_never_an_argument(loaded: Cli, server: tuple[str, Path]) -> None:
    words = ("models", "add-server", "far", "--url", f"{server[0]}/ok/v1", "--model", "m")
    assert "nobody is there to ask" in loaded(*words, code=1).stderr
    loaded(*words, "--key", KEY, code=2)
