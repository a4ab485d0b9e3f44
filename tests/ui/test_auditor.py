"""The auditor's verbs, as typed: who saw a patient, the trail for others, proofs."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from lxml import etree

from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event
from audit.vault import Vault

SCHEMA = etree.RelaxNG(
    etree.parse(str(Path(__file__).parents[1] / "audit/export/audit-message.rng"))
)


@pytest.mark.slow
def test_entries_whose_time_is_over_are_purged_and_anchors_hold(cli: Any, tmp_path: Path) -> None:
    clock = [datetime(2015, 3, 1, tzinfo=UTC)]
    words = (tmp_path / "passphrase").read_text().strip()
    with Vault.create(
        cli.home, user="eva", passphrase=words, kdf=MINIMUM_COST, clock=lambda: clock[0]
    ) as vault:
        for number in range(5):
            clock[0] += timedelta(days=1)
            with vault.act(Event("study.open", f"1.2.{number}")):
                pass
    stick = tmp_path / "stick"
    cli("audit", "anchor", "--to", stick)
    refused = cli("audit", "purge", "--days", "200", code=1).stderr
    assert "2196 days" in refused
    assert "--retention" in refused
    assert "1.2.3" in cli("audit", "show").stdout
    done = cli.json("audit", "purge")
    assert done["purged"] > 5
    assert done["days"] == 2196
    assert done["scrubbed"]
    shown = cli("audit", "show").stdout
    assert "1.2.3" not in shown
    assert "trail.purge" in shown
    assert "Nothing is older" in cli("audit", "purge").stdout
    report = cli.json("audit", "verify", "--anchor", stick)
    assert report["ok"]
    assert any("purged" in check["detail"] for check in report["checks"])
    found = {item["id"]: item for item in cli.json("check")}
    assert found["audit.retention"]["status"] == found["integrity.transit"]["status"] == "pass"
    assert "hashes and a checkpoint" in found["audit.retention"]["evidence"]
    (since,) = re.findall(r"(-?\d+) entries ago", found["audit.protection"]["evidence"])
    assert 0 < int(since) < 30


@pytest.mark.slow
def test_a_witness_that_the_environment_names_keeps_what_each_command_did(
    cli: Any, tmp_path: Path
) -> None:
    cli("init", "--user", "eva")
    other, words = tmp_path / "other", "nine blue bottles"
    Vault.create(other, user="eve", passphrase=words, kdf=MINIMUM_COST).close()
    (tmp_path / "eve").write_text(words + "\n")
    named = {
        "OMNI_MED_WITNESS": str(other),
        "OMNI_MED_WITNESS_PASSPHRASE_FILE": str(tmp_path / "eve"),
    }
    assert cli("studies", **named).stderr == ""
    shutil.copytree(cli.home, tmp_path / "copy")
    cli("studies", **named)
    secret = ("--witness-passphrase-file", tmp_path / "eve")
    assert cli.json("audit", "verify", "--witness", other, *secret)["ok"]
    shutil.rmtree(cli.home)
    (tmp_path / "copy").rename(cli.home)
    assert cli.json("audit", "verify")["ok"], "the control: alone, an old copy is whole"
    refused = cli("studies", **named)
    assert "not witnessed" in refused.stderr
    verified = cli("audit", "verify", "--witness", other, *secret, code=4)
    assert "does not go on" in verified.stderr
    away = {**named, "OMNI_MED_WITNESS": str(tmp_path / "away")}
    assert "There is no workspace at" in cli("studies", **away).stderr


@pytest.mark.slow
def test_who_saw_a_patient_and_the_trail_in_others_words(
    cli: Any, tmp_path: Path, cases: Any
) -> None:
    uid, anchors = cases["knee"].study_uid, tmp_path / "anchors"
    anchored = {"OMNI_MED_ANCHOR_FILE": str(anchors)}
    cli("init", "--user", "eva")
    cli("import", cases["knee"].folder, cases["fits"].folder, **anchored)
    assert cli.json("audit", "verify", "--anchor", anchors)["ok"], "anchored by itself"
    shown = cli.json("show", uid)
    patient = shown["patient"]["patient_id"]
    name = shown["patient"]["name"]
    report = cli.json("audit", "patient", patient)
    assert report["studies"] == 1
    assert {entry["action"] for entry in report["entries"]} >= {"study.import", "study.open"}
    assert {entry["subject"] for entry in report["entries"]} == {uid}
    assert report["people"][0]["user"] == "eva"
    assert "study.open" in cli("audit", "patient", patient).stdout
    cli("audit", "patient", "nobody", code=1)
    xml, fhir = tmp_path / "trail.xml", tmp_path / "trail.json"
    count = cli.json("audit", "export", "--format", "dicom", "--out", xml)["entries"]
    messages = list(etree.parse(str(xml)).getroot())
    assert len(messages) == count > 10
    assert all(SCHEMA.validate(item) for item in messages)
    cli("audit", "export", "--format", "fhir", "--out", fhir)
    assert len(Bundle.model_validate(json.loads(fhir.read_text())).entry) > count
    for file in (xml, fhir):
        assert file.stat().st_mode & 0o077 == 0
        text = file.read_text()
        assert uid in text
        assert patient not in text
        assert name.split("^")[0] not in text
    cli("audit", "export", "--format", "dicom", "--out", xml, code=1)
    cli("audit", "export", "--format", "csv", "--out", tmp_path / "x", code=1)
    proof = tmp_path / "proof.json"
    proof.write_text(cli("audit", "prove", "3").stdout)
    cli("audit", "check-proof", proof, "--anchor", anchors, code=4)  # no anchor holds it
    held = anchors
    proof.write_text(cli("audit", "prove", "3", "--anchor", anchors).stdout)
    assert cli.json("audit", "check-proof", proof, "--anchor", held)["index"] == 3
    proof.write_text(proof.read_text().replace('"index": 3', '"index": 4'))
    cli("audit", "check-proof", proof, "--anchor", held, code=4)
    proof.write_text("no proof")
    cli("audit", "check-proof", proof, "--anchor", held, code=4)
    cli("audit", "prove", "99999", code=1)
