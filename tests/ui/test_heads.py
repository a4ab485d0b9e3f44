"""A head from a manifest to the gate, through the console script, on real films."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from omni_med.models.registry import get

pytestmark = [
    pytest.mark.slow,
    pytest.mark.data,
    pytest.mark.skipif(bool(get("compact").missing()), reason="the embedded model is not there"),
]
COLUMNS = ("--image-column", "file", "--text-column", "note", "--group-column", "patient")
BASELINES = {"prior", "probe", "means", "full", "image_only", "text_only"}

Run = Callable[..., Any]


def write(
    test_data: Path, folder: Path, name: str, skip: int, each: int, *, clear: int | None = None
) -> Path:
    """Write a manifest of frontal films of one archive, after the first ``skip`` of each kind.

    ``each`` films of pneumonia, and as many (or ``clear``) without finding.
    """
    folder.mkdir(exist_ok=True)
    manifest = folder / name
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["split"] == "train"
            and row["source"] == "nih-chestxray14"
            and row["frontal"] == "1"
            and row["view"] == "PA"
        ]
    chosen, groups = [], set()
    for kind in ("No Finding", "Pneumonia"):
        found = [row for row in rows if row["finding"] == kind]
        one_each = {row["group_id"]: row for row in found if row["group_id"] not in groups}
        groups |= set(one_each)
        count = each if kind == "Pneumonia" or clear is None else clear
        chosen += list(one_each.values())[skip : skip + count]
    with manifest.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "note", "patient", "finding"])
        for row in chosen:
            film = test_data / "cxr" / row["file"]
            writer.writerow([film, "", row["group_id"], row["finding"]])
    return manifest


@pytest.fixture(scope="module")
def taught(test_data: Path, tmp_path_factory: pytest.TempPathFactory, loaded: Run) -> Any:
    """A head taught on 4 films with an opacity and 12 without, and what the verb printed.

    With so few patients there is nobody to choose LoRA on: minutes are spared.
    """
    folder = tmp_path_factory.mktemp("heads")
    manifest = write(test_data, folder, "cases.csv", 0, 4, clear=12)
    printed = loaded.json(
        "finetune", "fit", manifest, "--head", "opaque", "--label", "finding=Pneumonia",
        "--finding", "Second opinion on opacity", *COLUMNS, "--out", folder,
    )  # fmt: skip
    return printed, folder


def test_a_head_is_taught_and_compared(taught: Any) -> None:
    printed, folder = taught
    assert printed["head"] == "opaque"
    assert printed["positives"] == printed["patients"] == 4
    assert set(printed["baselines"]) == BASELINES
    for found in (printed, *printed["baselines"].values()):
        assert 0 <= found["interval"][0] <= found["auroc"] <= found["interval"][1] <= 1
    assert printed["cases"] == 16
    assert printed["rank"] == 0
    assert isinstance(printed["offered"], bool)
    assert printed["reason"].startswith("Not yet") is not printed["offered"]
    assert printed["bytes"] <= 2_000_000
    assert {path.name for path in (folder / "opaque").iterdir()} >= {
        "head.json", "head.safetensors", "report.md",
    }  # fmt: skip
    report = (folder / "opaque" / "report.md").read_text("utf-8")
    assert "External site: none" in report
    assert not list(folder.glob(".opaque-*")), "what lay there while teaching is gone"


def test_a_batch_reads_with_the_head_and_its_own_answers_stay(
    taught: Any, loaded: Run, test_data: Path, tmp_path: Path
) -> None:
    _, folder = taught
    manifest = write(test_data, tmp_path, "few.csv", 40, 2)
    table = {}
    for name, extra in (("plain", ()), ("with", ("--adapter", folder / "opaque"))):
        loaded(
            "batch", manifest, "--out", tmp_path / name, "--image-column", "file",
            "--text-column", "note", "--group-column", "patient", *extra,
        )  # fmt: skip
        with (tmp_path / name / "results.csv").open(encoding="utf-8", newline="") as stream:
            table[name] = {
                (row["id"], row["finding"]): row["probability"] for row in csv.DictReader(stream)
            }
    added = set(table["with"]) - set(table["plain"])
    assert {finding for _, finding in added} == {"Second opinion on opacity"}
    assert len(added) == 4
    assert all(table["with"][key] == value for key, value in table["plain"].items())


def test_the_gate_counts_looks_and_lets_nothing_through_that_was_not_offered(
    taught: Any, loaded: Run, test_data: Path, tmp_path: Path
) -> None:
    printed, folder = taught
    loaded("finetune", "promote", "opaque", code=1)
    own = folder / "cases.csv"
    refused = loaded("finetune", "evaluate", folder / "opaque", "--locked", own, code=None)
    assert refused.returncode != 0
    assert "was taught on" in refused.stderr
    locked = write(test_data, tmp_path, "locked.csv", 20, 8)
    found = loaded.json("finetune", "evaluate", folder / "opaque", "--locked", locked)
    assert found["looks"] == 1
    assert found["positives"] <= 8
    done = loaded("finetune", "promote", "opaque", code=None)
    assert (done.returncode == 0) == (printed["offered"] and found["passed"])
    listed = loaded.json("finetune", "heads")
    assert [row["name"] for row in listed] == ["opaque"]
    trail = json.dumps(loaded.json("audit", "show"))
    assert "head.evaluate" in trail


@pytest.mark.parametrize("damage", ["missing", "changed", "other model"])
def test_a_damaged_head_is_a_clear_line(
    taught: Any, loaded: Run, tmp_path: Path, damage: str
) -> None:
    _, folder = taught
    copy = tmp_path / "copy"
    shutil.copytree(folder / "opaque", copy)
    if damage == "missing":
        (copy / "head.safetensors").unlink()
    elif damage == "changed":
        with (copy / "head.safetensors").open("ab") as stream:
            stream.write(b"x")
    else:
        card = json.loads((copy / "head.json").read_bytes()) | {"base_sha256": "0" * 64}
        (copy / "head.json").write_text(json.dumps(card))
    uid = loaded.json("studies")[0]["study_uid"]
    done = loaded("analyze", uid, "--adapter", copy, code=None)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "head" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--label", "finding"), "COLUMN=VALUE"),
        (("--label", "nothing=x"), "no column"),
        (("--label", "finding=Measles"), "No case with the finding"),
        (("--label", "finding=Pneumonia", "--head", "../x"), "name"),
        (("--label", "finding=Pneumonia", "--model", "nobody"), "no model"),
        (("--label", "finding=Pneumonia", "--model", "fake"), "models from a"),
    ],
)
def test_bad_input_is_a_clear_line(
    taught: Any, loaded: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    _, folder = taught
    named = () if "--head" in arguments else ("--head", "x")
    done = loaded(
        "finetune", "fit", folder / "cases.csv", *arguments, *named, *COLUMNS,
        "--out", tmp_path / "out", code=None,
    )  # fmt: skip
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
