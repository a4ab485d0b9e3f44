"""The ConText table against the index terms of real reports."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import pytest

from finetune.errors import DataError
from finetune.record.reports import (
    READINGS,
    Report,
    Share,
    agreements,
    disagreeing,
    read_reports,
    readings_of,
)


def report(text: str, *terms: str) -> Report:
    return Report("CXR1", "train", text, frozenset(terms))


def write(folder: Path, *rows: dict[str, object]) -> Path:
    file = folder / "indiana.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row) + "\n")
    return file


ROW: dict[str, object] = {
    "id": "CXR1",
    "split": "train",
    "indication": "Cough XXXX",
    "findings": "Left basal opacity.",
    "impression": "",
    "mesh_major": ["Opacity/lung/base/left"],
}


def test_reports_keep_the_heads_of_their_terms(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        ROW,
        ROW | {"split": "val"},
        ROW | {"mesh_major": ["No Indexing"]},
        ROW | {"findings": "", "impression": ""},
    )
    (found,) = read_reports(file, "train")
    assert found.terms == {"Opacity"}
    assert found.text == "FINDINGS: Left basal opacity."
    assert found.indication == "Cough"
    assert "opacity" not in repr(found)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="indiana"):
        list(read_reports(tmp_path / "indiana.jsonl.gz", "train"))


def test_each_reading_holds_less_than_the_one_before() -> None:
    found = readings_of("No pneumothorax. Possible effusion. Left basal opacity. Old fracture.")
    assert found["named"] == {"pneumothorax", "pleural effusion", "opacity", "fracture"}
    assert found["affirmed or unsure"] == {"pleural effusion", "opacity"}
    assert found["affirmed"] == {"opacity"}


def test_agreement_counts_both_ways() -> None:
    reports = [
        report("Left basal opacity.", "Opacity"),
        report("Something else.", "Opacity"),
        report("No opacity.", "normal"),
        report("Right basal opacity.", "normal"),
    ]
    found = {(one.finding, one.reading): one for one in agreements(reports)}
    affirmed = found["opacity of the lung", "affirmed"]
    assert (affirmed.sensitivity.hits, affirmed.sensitivity.total) == (1, 2)
    assert (affirmed.specificity.hits, affirmed.specificity.total) == (1, 2)
    named = found["opacity of the lung", "named"]
    assert named.specificity.hits == 0
    missed, over = disagreeing(reports, "opacity of the lung")
    assert ([*missed], [*over]) == ([reports[1]], [reports[3]])


def test_a_share_has_an_interval_around_it() -> None:
    low, high = Share(19, 20).interval
    assert low == pytest.approx(0.764, abs=2e-3)
    assert high == pytest.approx(0.991, abs=2e-3)
    assert math.isnan(Share(0, 0).value)
    assert all(math.isnan(end) for end in Share(0, 0).interval)


@pytest.mark.data
def test_the_table_on_real_val_reports(test_data: Path) -> None:
    """One step below what was measured: a rule that breaks reading is seen."""
    reports = list(read_reports(test_data / "reports" / "indiana.jsonl.gz", "val"))
    found = {(one.finding, one.reading): one for one in agreements(reports)}
    assert len(reports) > 400
    assert {reading for _, reading in found} == set(READINGS)
    for finding, least in (
        ("opacity of the lung", 0.93),
        ("pleural effusion", 0.80),
        ("cardiomegaly", 0.78),
    ):
        affirmed, named = found[finding, "affirmed"], found[finding, "named"]
        assert affirmed.sensitivity.value >= least
        assert affirmed.specificity.value >= 0.98
        assert named.specificity.value <= affirmed.specificity.value
