"""A site calibration from local cases to every answer, by the console script."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

FINDING = "Lung opacity"


def manifest(folder: Path, cases: int = 60, **changes: str) -> Path:
    """Notes of which every second speaks of an opacity, with a label that mostly agrees."""
    file = folder / "cases.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["case_id", "note", "patient_key", "label"])
        for number in range(cases):
            ill = number % 2
            words = "Fever, cough and crackles" if ill else "Came for a routine check"
            label = changes.get("label", str(ill if number % 10 else 1 - ill))
            writer.writerow([f"c{number}", f"{words}, visit {number}.", f"p{number // 2}", label])
    return file


@pytest.fixture(scope="module")
def asked(loaded: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return loaded, manifest(tmp_path_factory.mktemp("local"))


def calibrate(cli: Any, cases: Path, *more: object, code: int = 0) -> Any:
    words = ("finetune", "calibrate", cases, "--model", "fake", "--finding", FINDING, *more)
    return cli(*words, code=code)


def test_from_local_cases_to_every_answer_and_back(asked: Any, tmp_path: Path) -> None:
    cli, cases = asked
    uid = cli.json("studies")[0]["study_uid"]
    assert cli.json("models", "calibration", "fake") == {"in_force": False, "calibration": None}
    plain = cli.json("analyze", uid, "--model", "fake")
    assert plain["calibrated_at_this_site"] is False
    assert "Not calibrated at this site." in cli("analyze", uid, "--model", "fake").stdout

    shown = calibrate(cli, cases, "--sensitivity", "0.9", "--out", tmp_path / "made.json").stdout
    assert "36 of 60 cases" in shown
    assert "cannot be told" in shown
    made = json.loads((tmp_path / "made.json").read_bytes())
    kept = cli.json("models", "calibration", "fake")
    assert kept == {"in_force": True, "calibration": made}
    assert "visit" not in json.dumps(made)

    answer = cli.json("analyze", uid, "--model", "fake")
    assert answer["calibrated_at_this_site"] is True
    assert answer["provenance"]["calibration"] == made["calibration_id"]
    local, own = (next(f for f in a["findings"] if f["name"] == FINDING) for a in (answer, plain))
    assert local["threshold"] == pytest.approx(made["findings"][0]["threshold"])
    assert local["threshold"] != own["threshold"]
    assert local["prediction_set"]  # 36 and 24 local cases: enough for a set
    assert own["prediction_set"] == []
    cli("batch", cases, "--model", "fake", "--out", tmp_path / "out", "--workers", "1")
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8") as stream:
        assert {row["calibration"] for row in csv.DictReader(stream)} == {made["calibration_id"]}
    summary = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    assert summary["calibration"] == made["calibration_id"]

    refused = cli("models", "calibration", "fake", "--withdraw", code=1)
    assert "needs a reason" in refused.stderr
    cli("models", "calibration", "fake", "--withdraw", "--reason", "new detector")
    assert cli.json("analyze", uid, "--model", "fake")["calibrated_at_this_site"] is False
    events = [entry["action"] for entry in cli.json("audit", "show", "--limit", "60")]
    assert events.count("calibration.save") == 1
    assert events.count("calibration.withdraw") == 1


def test_a_trial_keeps_nothing(asked: Any) -> None:
    cli, cases = asked
    assert "Nothing was kept" in calibrate(cli, cases, "--dry-run").stderr
    assert cli.json("models", "calibration", "fake")["calibration"] is None


def test_what_cannot_calibrate_is_refused_in_words(asked: Any, tmp_path: Path) -> None:
    cli, cases = asked
    one = calibrate(cli, manifest(tmp_path, label="1"), code=1)
    assert "One class only" in one.stderr
    few = calibrate(cli, manifest(tmp_path, cases=16), code=1)
    assert "Too few cases" in few.stderr
    odd = calibrate(cli, manifest(tmp_path, label="Zanzibar"), code=1)
    assert "neither 1 nor 0" in odd.stderr
    assert "Zanzibar" not in odd.stderr + odd.stdout
    none = calibrate(cli, cases, "--label", "truth", code=1)
    assert "no column 'truth'" in none.stderr
    kind = cli(
        "finetune", "calibrate", cases, "--model", "fake", "--finding", "Viral pneumonia", code=1
    )
    assert "differential" in kind.stderr
    both = calibrate(cli, cases, "--sensitivity", "0.9", "--specificity", "0.9", code=2)
    assert "not both" in both.stderr
    readers = cli("finetune", "calibrate", "--model", "fake", "--finding", FINDING, code=1)
    assert "Let readers accept or reject answers" in readers.stderr
