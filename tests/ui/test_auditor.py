"""The auditor's verbs, as typed: who saw a patient, the trail for others, proofs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from lxml import etree

SCHEMA = etree.RelaxNG(
    etree.parse(str(Path(__file__).parents[1] / "audit/export/audit-message.rng"))
)


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
