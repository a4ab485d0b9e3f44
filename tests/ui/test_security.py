"""The security officer's verbs, as typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest


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


@pytest.mark.slow
def test_a_second_workspace_as_witness_shows_what_verification_alone_misses(
    cli: Any, tmp_path: Path
) -> None:
    other, secret = tmp_path / "other", tmp_path / "other-secret"
    secret.write_text("two brown bottles of ink\n")
    named = ("--witness-passphrase-file", secret)
    cli("init")
    cli("--home", other, "init", OMNI_MED_PASSPHRASE_FILE=str(secret))
    cli("audit", "verify", "--witness", other, *named, code=4)
    shutil.copytree(cli.home, tmp_path / "old")
    kept = cli.json("audit", "witness", "--to", other, *named)
    assert (kept["witness"], kept["checkpoints"]) == (str(other), 1)
    report = cli.json("audit", "verify", "--witness", other, *named)
    assert report["ok"]
    assert "witness" in [item["name"] for item in report["checks"]]
    shutil.rmtree(cli.home)
    shutil.copytree(tmp_path / "old", cli.home)
    assert cli.json("audit", "verify")["ok"], "the control: without the witness it is missed"
    done = cli("audit", "verify", "--witness", other, *named, code=4)
    assert "witness" in done.stderr
    cli("audit", "witness", "--to", other, *named, code=4)
    cli("audit", "witness", "--to", cli.home, "--witness-passphrase-file",
        tmp_path / "passphrase", code=1)  # fmt: skip
    cli("audit", "witness", "--to", tmp_path / "none", *named, code=1)
    cli("audit", "witness", "--to", other, code=1)


@pytest.mark.slow
def test_backup_restore_and_repair(cli: Any, tmp_path: Path, cases: Any) -> None:
    folder, copy = tmp_path / "backups", tmp_path / "copy"
    cli("init")
    cli("import", cases["knee"].folder)
    first = cli.json("backup", folder)
    assert first["copied"] == first["objects"] > 0
    assert cli.json("backup", folder)["copied"] == 0
    sealed = max(
        (path for path in (cli.home / "vault/objects").rglob("*") if len(path.name) == 64),
        key=lambda path: path.stat().st_size,
    )
    good = sealed.read_bytes()
    sealed.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    cli("audit", "verify", code=4)
    assert cli.json("audit", "repair", "--from", folder) == {
        "repaired": [sealed.name], "lost": [],
    }  # fmt: skip
    assert sealed.read_bytes() == good
    assert cli.json("audit", "verify")["ok"]
    done = cli.json("restore", folder, "--to", copy)
    assert done["seconds"] > 0
    assert (done["objects"], done["missing"], done["verified"]) == (first["objects"], [], True)
    assert cli.json("--home", copy, "studies") == cli.json("studies")
    actions = [entry["action"] for entry in cli.json("--home", copy, "audit", "show")]
    assert "workspace.restore" in actions
    cli("restore", folder, "--to", copy, code=1)
    cli("restore", folder, "--to", tmp_path / "x", "--snapshot", "never", code=1)
    cli("restore", tmp_path / "state", "--to", tmp_path / "x", code=1)
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    cli("restore", folder, "--to", tmp_path / "x", code=3, OMNI_MED_PASSPHRASE_FILE=str(wrong))
    assert not (tmp_path / "x" / "vault").exists()


@pytest.mark.slow
def test_a_shredded_study_is_gone_and_a_restore_does_not_bring_it_back(
    cli: Any, tmp_path: Path, cases: Any
) -> None:
    folder, uid = tmp_path / "backups", cases["knee"].study_uid
    cli("init")
    cli("import", cases["knee"].folder, cases["fits"].folder)
    cli("backup", folder)
    cli("shred", uid, code=2)
    cli("shred", uid, "--reason", " ", code=1)
    done = cli.json("shred", uid, "--reason", "asked for")
    assert done["objects"] > 0
    assert done["scrubbed"]
    cli("shred", uid, "--reason", "again", code=1)
    left = [row["study_uid"] for row in cli.json("studies")]
    assert left == [cases["fits"].study_uid]
    entry = next(e for e in cli.json("audit", "show") if e["action"] == "study.shred")
    assert uid not in json.dumps(entry)
    restored = cli.json("restore", folder, "--to", tmp_path / "copy")
    assert restored["shredded"] == done["objects"]
    assert [row["study_uid"] for row in cli.json("--home", tmp_path / "copy", "studies")] == left
    assert cli.json("audit", "verify")["ok"]


@pytest.mark.slow
def test_keys_are_rotated_and_a_forgotten_pass_phrase_is_recovered(
    cli: Any, tmp_path: Path
) -> None:
    new, code = tmp_path / "new", tmp_path / "code"
    cli("init")
    cli("keys", "recover", "--code-file", new, "--new", new, code=1)
    assert cli.json("keys", "rotate") == {"version": 2, "objects": 0, "resumed": False}
    sheet = cli("keys", "recovery").stdout
    new.write_text("quite another phrase\n")
    assert cli.json("keys", "passphrase", "--new", new)["user"]
    cli("studies", code=3)
    other = {"OMNI_MED_PASSPHRASE_FILE": str(new)}
    made = json.loads(cli("keys", "recovery", "--json", **other).stdout)
    old = next(line for line in sheet.splitlines() if line.count("-") == 9).strip()
    code.write_text(old + "\n")
    cli("keys", "recover", "--code-file", code, "--new", new, code=3)
    code.write_text(made["code"].lower().replace("-", " ") + "\n")
    new.write_text("a third one\n")
    cli("keys", "recover", "--code-file", code, "--new", new)
    cli("studies", **other)
    assert made["code"] not in cli("audit", "show", **other).stdout
    cli("keys", "passphrase", code=1, **other)


def test_check_lists_controls_with_evidence(cli: Any) -> None:
    keys = {"id", "standard", "title", "status", "evidence", "advice"}
    alone = cli.json("check")
    assert {item["id"].split(".")[0] for item in alone} == {"environment"}
    cli("init")
    found = cli.json("check")
    assert all(set(item) == keys for item in found)
    assert {item["status"] for item in found} <= {"pass", "fail", "not-applicable"}
    by_id = {item["id"]: item for item in found}
    assert len(by_id) == len(found)
    assert by_id["input.validation"]["status"] == "pass"
    assert by_id["identity.factors"]["status"] == "fail"
    text = cli("check").stdout
    assert "164.312(c)" in text
    assert "complian" not in (text + json.dumps(found)).lower()
