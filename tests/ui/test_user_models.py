"""``omni-med models add``, ``list``, ``remove``, and reading with such a model."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from omni_med.synthetic import SyntheticCase

TINY = Path(__file__).parents[1] / "omni_med" / "models" / "language" / "tiny.py"


@pytest.fixture(scope="module")
def tiny() -> ModuleType:
    spec = importlib.util.spec_from_file_location("omni_med_tiny_models_ui", TINY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tiny.llava(tmp_path_factory.mktemp("large") / "llava")
    return made


@pytest.fixture(scope="module")
def added(loaded: Any, folder: Path) -> Any:
    loaded("models", "add", folder, "--id", "large", "--modal-types", "text,image")
    return loaded


def test_a_folder_is_added_listed_and_described(added: Any) -> None:
    rows = {row["id"]: row for row in added.json("models", "list")}
    assert set(rows) >= {"compact", "fake", "large"}
    large = rows["large"]
    assert (large["available"], large["modalities"]) == (True, ["text", "image"])
    assert (large["licence"], large["dtype"], large["device"]) == ("apache-2.0", "F32", "cpu")
    assert large["memory_bytes"] > large["bytes"] > 0
    card = added("models", "card", "large").stdout
    assert "Until it is calibrated" in card
    assert large["sha256"] in card


def test_adding_and_reading_are_on_the_trail(added: Any, cases: dict[str, SyntheticCase]) -> None:
    added("analyze", cases["fits"].study_uid, "--model", "large")
    entries = added.json("audit", "show")
    actions = [entry["action"] for entry in entries]
    assert "model.add" in actions
    assert "model.read" in actions
    one = next(entry for entry in entries if entry["action"] == "model.add")
    assert one["detail"]["model"] == "large"
    assert len(one["detail"]["sha256"]) == 64


def test_both_modes_answer_and_differ(added: Any, cases: dict[str, SyntheticCase]) -> None:
    uid = cases["fits"].study_uid
    parallel = added.json("analyze", uid, "--model", "large")
    cascade = added.json("analyze", uid, "--model", "large", "--mode", "cascade")
    assert parallel["model"]["id"] == cascade["model"]["id"] == "large"
    assert len(parallel["findings"]) == 10
    assert {item["status"] for item in parallel["findings"]} == {"uncertain"}
    assert all(item["text_only"] is not None for item in parallel["findings"])
    assert [item["probability"] for item in parallel["findings"]] != [
        item["probability"] for item in cascade["findings"]
    ]
    hidden = added.json("analyze", uid, "--model", "large", "--weights", "image=0,text=1")
    assert all(item["image_only"] is None for item in hidden["findings"])


def test_a_batch_reads_with_it(added: Any, cases: dict[str, SyntheticCase], tmp_path: Path) -> None:
    manifest, out = tmp_path / "cases.csv", tmp_path / "out"
    with manifest.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case_id", "images", "note"))
        writer.writerow(("a", cases["fits"].folder / "IM00001", "Fever for six days."))
    summary = added.json("batch", manifest, "--out", out, "--model", "large")
    assert (summary["cases"], summary["failures"]) == (1, 0)
    assert summary["model"]["id"] == "large"
    with (out / "results.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 10


def labelled(folder: Path, cases: int = 20) -> Path:
    """A manifest of notes, every second case with the finding."""
    file = folder / "cases.csv"
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case_id", "病历", "patient", "Pneumothorax"))
        for number in range(cases):
            note = f"Fell {number} days ago." if number % 2 else f"Cough for {number} days."
            writer.writerow((f"c{number}", note, f"p{number}", number % 2))
    return file


@pytest.mark.slow
def test_a_site_calibrates_it_and_measures_both_modes(added: Any, tmp_path: Path) -> None:
    manifest, page = labelled(tmp_path), tmp_path / "page"
    words = ("--finding", "Pneumothorax", "--label", "Pneumothorax")
    columns = ("--text-column", "病历", "--group-column", "patient")
    shown = added("finetune", "calibrate", manifest, "--model", "large", *words, *columns).stdout
    assert "findings/2/en" in shown
    assert "Pneumothorax: 10 of 20 cases" in shown
    kept = added.json("models", "calibration", "large")
    assert kept["in_force"] is True
    found = added.json(
        "finetune", "evaluate", "--model", "large", "--manifest", manifest, "--report", page,
        *columns,
    )  # fmt: skip
    assert found["calibration"] == kept["calibration"]["calibration_id"]
    (finding,) = found["findings"]
    ways = {item["way"]: item for item in finding["ways"]}
    assert list(ways) == ["parallel", "cascade", "record alone"]  # there are no films
    assert ways["parallel"]["unsure"] == 1.0, "a record alone decides nothing, calibrated or not"
    assert set(found["seconds"]) == {"parallel", "cascade"}
    assert "| cascade | record, and what" in (page / "README.md").read_text()
    assert json.loads((page / "figures.json").read_text()) == found
    added("models", "calibration", "large", "--withdraw", "--reason", "a test")


def test_a_changed_folder_is_refused_and_the_embedded_model_still_reads(
    added: Any, folder: Path, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    uid = cases["fits"].study_uid
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    added("models", "add", copy, "--id", "changing")
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "image_seq_length": 15}))
    refused = added("analyze", uid, "--model", "changing", code=None)
    assert refused.returncode != 0
    assert "config.json is not the file that was registered" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert added.json("analyze", uid)["model"]["id"] == "compact"
    added("models", "remove", "changing")
    gone = added("analyze", uid, "--model", "changing", code=None)
    assert "no model 'changing'" in gone.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--id", "compact"], "name of a model that ships"),
        (["--id", "Large One"], "name is of"),
        (["--id", "x", "--modal-types", "text,audio"], "takes no audio"),
        (["--id", "x", "--device", "tpu"], "--device is"),
        (["--id", "large"], "a model large already"),
    ],
)
def test_what_cannot_be_added_is_said_in_one_line(
    added: Any, folder: Path, arguments: list[str], words: str
) -> None:
    refused = added("models", "add", folder, *arguments, code=None)
    assert refused.returncode != 0
    assert words in " ".join(refused.stderr.split())
    assert "Traceback" not in refused.stderr


def test_a_folder_of_pickles_is_refused(added: Any, folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    refused = added("models", "add", copy, "--id", "pickled", code=None)
    assert refused.returncode != 0
    assert "a pickle can run code" in " ".join(refused.stderr.split())
    assert "pickled" not in {row["id"] for row in added.json("models", "list")}
