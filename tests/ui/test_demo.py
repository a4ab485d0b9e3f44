"""The demonstration ends by itself, says what it saw, and fails where something does not hold."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omni_med.models.protocols import Weights
from omni_med.models.registry import get
from ui.demo.report import write_report
from ui.demo.scenes import READING, Scene, hidden_is_hidden, imported
from ui.demo.stage import folder_for, set_stage
from ui.demo.vault_scenes import (
    VAULT,
    _largest_object,
    flipped_byte_found,
    nothing_readable,
    verified,
)
from ui.errors import UiError

MODEL = "fake" if get("compact").missing() else "compact"


@pytest.mark.slow
def test_the_tour_holds_and_can_be_kept(cli: Any, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    done = cli("demo", "--no-window", "--keep", kept, "--model", MODEL)
    assert f"All {len(READING) + len(VAULT)} hold" in done.stdout
    assert "synthetic" in done.stdout
    assert "FAILED" not in done.stdout
    page = (kept / "report" / "index.html").read_text("utf-8")
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert pictures or "No pictures" in page
    assert all((kept / "report" / name).stat().st_size > 10_000 for name in pictures)
    rows = cli(
        "--home",
        kept / "workspace",
        "studies",
        OMNI_MED_PASSPHRASE_FILE=str(kept / "passphrase.txt"),
    )
    assert "SYNTHETIC^ANNA" in rows.stdout
    assert not list(kept.glob("copy*"))


class Leaky:
    """The model of a stage, but the weights reach nothing."""

    def __init__(self, backend: Any) -> None:
        self.card, self.encode, self._infer = backend.card, backend.encode, backend.infer
        self.encode_batch = backend.encode_batch

    def infer(self, features: Any, _weights: Weights) -> Any:
        return self._infer(features, Weights())


@pytest.mark.slow
def test_scenes_fail_where_the_feature_is_broken(tmp_path: Path) -> None:
    with set_stage(tmp_path, "fake") as stage:
        assert imported(stage).ok
        assert hidden_is_hidden(stage).ok
        assert not hidden_is_hidden(replace(stage, backend=Leaky(stage.backend))).ok
        assert not imported(stage).ok  # nothing new comes in
        assert nothing_readable(stage).ok
        record = stage.cases["fits"].record
        assert record
        note = b64encode(b"!" + "双肺呼吸音清".encode("gb18030"))
        for leak in (record.read_bytes(), b"\0Crackles over both lungs", note):
            (stage.home / "leak").write_bytes(leak)
            assert not nothing_readable(stage).ok
            (stage.home / "leak").unlink()
        empty = replace(stage, patients=tmp_path / "empty")
        assert not nothing_readable(empty).ok  # a search that finds nothing anywhere
        assert flipped_byte_found(stage).ok
        assert verified(stage).ok
        sealed = _largest_object(stage.home)
        sealed.write_bytes(sealed.read_bytes()[:-1] + b"\0")
        assert not flipped_byte_found(stage).ok  # the copy was broken before
        assert not verified(stage).ok


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(UiError, match="not empty"), folder_for(tmp_path):
        pass
    assert (tmp_path / "thesis.tex").exists()


def test_a_temporary_folder_goes_away() -> None:
    with folder_for(None) as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_the_report_says_what_failed_and_escapes_words(tmp_path: Path) -> None:
    scenes = [
        Scene("One <b>", ("a < b",), ok=True),
        Scene("Two", ("it did not",), ok=False),
    ]
    text = write_report(tmp_path, scenes, [], model="fake", remark="no Qt").read_text("utf-8")
    assert "1 of 2 do not hold" in text
    assert "One &lt;b&gt;" in text
    assert "a &lt; b" in text
    assert "No pictures: no Qt" in text


@pytest.mark.slow
def test_the_tour_on_ones_own_files(cli: Any, cases: dict[str, Any], tmp_path: Path) -> None:
    case = cases["fits"]
    kept = tmp_path / "kept"
    arguments = ["--study", case.folder, "--notes", case.record, "--model", MODEL]
    done = cli("demo", "--no-window", "--keep", kept, *arguments)
    assert "All 6 hold" in done.stdout
    assert "synthetic" not in done.stdout
    assert "Not assessed by this model" in done.stdout
    page = (kept / "report" / "index.html").read_text("utf-8")
    assert "hold patient data" in page


def test_own_files_that_are_not_there_are_said(cli: Any, tmp_path: Path) -> None:
    missing = cli("demo", "--no-window", "--study", tmp_path / "none", code=1)
    assert "no file or folder" in missing.stderr
    alone = cli("demo", "--no-window", "--notes", tmp_path / "none", code=1)
    assert "--notes needs --study" in alone.stderr
