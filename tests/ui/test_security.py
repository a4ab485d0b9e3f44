"""The security officer's verbs, as typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any


def test_an_anchor_shows_what_verification_alone_misses(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    cli("init")
    cli("audit", "verify", "--anchor", file, code=1)
    shutil.copytree(cli.home, tmp_path / "old")
    assert cli.json("audit", "anchor", "--to", file)["anchors"] == 1
    report = cli.json("audit", "verify", "--anchor", file)
    assert report["ok"]
    assert "anchors" in [item["name"] for item in report["checks"]]
    shutil.rmtree(cli.home)
    shutil.copytree(tmp_path / "old", cli.home)
    assert cli.json("audit", "verify")["ok"], "the control: without the anchor it is missed"
    done = cli("audit", "verify", "--anchor", file, "--json", code=4)
    assert json.loads(done.stdout)["first_break"] in done.stderr
    assert "old copy" in done.stderr or "does not go on" in done.stderr
    cli("audit", "anchor", "--to", file, code=4)
    cli("audit", "anchor", "--to", cli.home / "inside", code=1)
