"""The demonstration ends by itself, says what it saw, and fails where something does not hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from omni_med.models.registry import get
from ui.demo.report import write_report
from ui.demo.scenes import READING, Scene
from ui.demo.stage import folder_for
from ui.demo.vault_scenes import VAULT
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
