"""Similar cases through the console script."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import typer

from omni_med.errors import UnknownStudyError
from omni_med.models.compact.settings import FOLDER
from omni_med.models.registry import get
from omni_med.models.space import read_space
from omni_med.synthetic import SyntheticCase
from omni_med.workspace import StudyRow
from ui.cli.reading.similar import meant
from ui.errors import AmbiguousStudyError

needs_space = pytest.mark.skipif(
    bool(get("compact").missing()) or read_space(FOLDER) is None,
    reason="the embedded model's weights are not there",
)


def row(uid: str, accession: str = "") -> StudyRow:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return StudyRow(
        study_uid=uid, accession=accession, patient="", patient_id="", sex="", birth_date=None,
        age=None, modalities=("CR",), series=1, instances=1, analysed=0, description="",
        started=None, imported=now, priority="", triage="", status="new",
    )  # fmt: skip


ROWS = {uid: row(uid, accession) for uid, accession in (("1.2.3", "A1"), ("1.2.4", "A2"))}


@pytest.mark.parametrize(
    ("what", "uid"),
    [
        ("1.2.3", "1.2.3"),
        ("A2", "1.2.4"),
        (" A2 ", "1.2.4"),
        ("fever", ""),
        ("fever and cough", ""),
        ("A2 with fever", ""),
    ],
)
def test_a_study_is_told_from_words(what: str, uid: str) -> None:
    assert meant(what, ROWS) == uid


def test_what_fits_nothing_or_too_much_is_no_guess() -> None:
    with pytest.raises(UnknownStudyError):
        meant("9.9", ROWS)
    with pytest.raises(AmbiguousStudyError):
        meant("1.2", ROWS)
    with pytest.raises(typer.BadParameter):
        meant("  ", ROWS)


@pytest.mark.slow
@needs_space
def test_similar_studies_are_named_with_what_the_likeness_is_worth(
    loaded: Any, cases: dict[str, SyntheticCase]
) -> None:
    uid = cases["fits"].study_uid
    found = loaded.json("similar", uid, "--limit", "2")
    assert found["query"] == {"study_uid": uid}
    assert uid not in {hit["study_uid"] for hit in found["hits"]}
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 2
    assert any("chance" in told for told in found["measured"].values())
    again = loaded("similar", uid)
    assert "no diagnosis" in again.stderr
    assert "chance" in again.stderr
    trail = loaded.json("audit", "show", "--subject", uid)
    assert sum(entry["action"] == "studies.similar" for entry in trail) == 2


@pytest.mark.slow
@needs_space
def test_words_find_records_and_stay_off_the_trail(
    loaded: Any, cases: dict[str, SyntheticCase]
) -> None:
    found = loaded.json("similar", "fever and cough, unicorn", "--side", "record")
    assert found["query"] == {"text": "fever and cough, unicorn"}
    assert all(hit["sentence"] for hit in found["hits"])
    assert "unicorn" not in loaded("audit", "show", "--json").stdout
    chinese = loaded("similar", "发热咳嗽三天", code=1)
    assert "English" in chinese.stderr
    assert loaded.json("similar", "cough", "--limit", "1", "--indexed-only")["not_indexed"] == []


@pytest.mark.slow
def test_a_model_without_a_space_says_so(loaded: Any) -> None:
    assert "no space" in loaded("similar", "fever", "--model", "fake", code=1).stderr
    loaded("similar", "fever", "--limit", "0", code=2)
