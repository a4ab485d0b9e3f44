"""``omni-med report`` as its user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from omni_med.synthetic import SyntheticCase

if TYPE_CHECKING:
    from conftest import Cli


def test_a_report_is_handed_out_three_ways(
    loaded: Cli, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    uid = next(iter(cases.values())).study_uid
    pdf, text, plain = (tmp_path / f"report.{kind}" for kind in ("pdf", "txt", "json"))
    done = loaded("report", uid, "--out", pdf)
    assert "a draft, not signed" in done.stdout
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.stat().st_mode & 0o777 == 0o600
    loaded("report", uid, "--out", text, "--language", "zh", "--template", "general")
    assert "草稿 - 未签名" in text.read_text()
    loaded("report", uid, "--out", plain)
    assert json.loads(plain.read_text())["report"]["status"] == "draft"
    actions = [entry["action"] for entry in loaded.json("audit", "show")]
    assert actions.count("report.export") == 3


def test_what_cannot_be_written_is_said(
    loaded: Cli, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    uid = next(iter(cases.values())).study_uid
    there = tmp_path / "there.txt"
    there.write_text("mine")
    for target, words in ((there, "a file already"), (tmp_path / "x.doc", "cannot be written as")):
        done = loaded("report", uid, "--out", target, code=1)
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    wrong = loaded("report", uid, "--out", tmp_path / "y.txt", "--template", "knee", code=1)
    assert "no such report template" in wrong.stderr
    assert there.read_text() == "mine"
