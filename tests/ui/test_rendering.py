from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import ui.cli.reading.studies
from omni_med.domain import Finding, Status
from omni_med.errors import ModelUnavailableError
from omni_med.models.heads.samples import sample_card
from omni_med.workspace import StudyRow
from ui.cli.models import bench
from ui.cli.reading.analyze import parse_weights
from ui.cli.reading.answer import above_words, left_words, percent, rows_of
from ui.cli.reading.studies import shortest
from ui.cli.teaching.heads import find_heads

UIDS = st.lists(st.text("0123.", min_size=1, max_size=30), unique=True, max_size=12)


@given(UIDS)
def test_a_short_name_is_the_beginning_of_one_uid_or_the_whole(uids: list[str]) -> None:
    short = shortest(uids, least=4)
    assert set(short) == set(uids)
    for uid, name in short.items():
        assert uid.startswith(name)
        assert name == uid or [other for other in uids if other.startswith(name)] == [uid]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (0.0, "<1 %"), (0.004, "<1 %"), (0.5, "50 %"), (0.994, ">99 %"), (0.99, "99 %")],
)
def test_percents_are_never_falsely_certain(value: float | None, text: str) -> None:
    assert percent(value) == text


@pytest.mark.parametrize(
    ("opacity", "names"),
    [
        (Status.PRESENT, ["opacity", "viral"]),
        (Status.UNCERTAIN, ["opacity", "viral"]),
        (Status.ABSENT, ["opacity"]),
        (None, ["viral"]),
    ],
)
def test_no_kinds_are_ranked_where_nothing_was_seen(
    opacity: Status | None, names: list[str]
) -> None:
    found = [] if opacity is None else [Finding("opacity", None, 0.5, None, None, 0.5, opacity)]
    kind = Finding("viral", None, 0.3, None, None, None, Status.DIFFERENTIAL)
    assert [item.name for item in rows_of([*found, kind])] == names


def test_what_a_prediction_set_excludes_is_said_as_in_the_desktop() -> None:
    assert left_words(("present",), here=False) == "absent is excluded, by the model's own cases"
    assert left_words(("absent",), here=True) == "present is excluded, by this site's own cases"
    both = "neither present nor absent can be excluded"
    assert left_words(("absent", "present"), here=False) == both


def test_weights() -> None:
    assert parse_weights(None) is None
    both = parse_weights("image=0.25,text=0")
    assert both
    assert (both.image, both.text) == (0.25, 0)
    one = parse_weights("text=0.5")
    assert one
    assert (one.image, one.text) == (1, 0.5)


@pytest.mark.parametrize("width", [60, 100])
def test_nothing_that_names_a_study_is_cut_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    row = StudyRow(
        study_uid="2.25.1894060",
        accession="SYN26-1004",
        patient="SYNTHETIC^DORA",
        patient_id="1",
        sex="F",
        birth_date=None,
        age=None,
        modalities=("DX",),
        series=1,
        instances=1,
        analysed=1,
        description="",
        started=None,
        imported=datetime(2026, 1, 1, tzinfo=UTC),
        priority="STAT",
        triage="not-assessed",
        status="analysed",
    )
    shown = io.StringIO()
    monkeypatch.setattr(ui.cli.reading.studies, "out", lambda: Console(file=shown, width=width))
    ui.cli.reading.studies._print_table((row,))
    text = shown.getvalue()
    assert all(len(line) <= width for line in text.splitlines())
    for word in (row.study_uid, row.accession, row.patient, "DX", "STAT", "not-assessed"):
        assert word in text
    assert ("Analysed" in text) == (width == 100)


@pytest.mark.parametrize(
    ("offered", "words"), [(True, "do not rely on it"), (False, "was not offered")]
)
def test_a_head_from_a_folder_is_said_not_to_have_come_through_the_gate(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    offered: bool,
    words: str,
) -> None:
    head: Any = SimpleNamespace(card=sample_card(offered=offered))
    monkeypatch.setattr("omni_med.models.heads.bundle.read_head", lambda _folder: head)
    workspace: Any = SimpleNamespace(try_head=lambda _card, *, kept: None)
    assert find_heads(workspace, [str(tmp_path)]) == (head,)
    said = " ".join(capsys.readouterr().err.split())
    assert "did not come through the gate" in said
    assert words in said


def test_a_model_that_comes_with_it_is_not_called_unknown_by_bench() -> None:
    with pytest.raises(ModelUnavailableError, match="compact comes with OmniMed") as caught:
        bench.run(cast("Any", None), "compact")
    assert "models card compact" in caught.value.hint


def test_kinds_add_up_to_what_they_are_kinds_of() -> None:
    shares = {"COVID-19 pneumonia": 0.4, "other viral pneumonia": 0.1, "bacterial pneumonia": 0.2}
    kinds = [
        Finding(name, None, p, None, None, None, Status.DIFFERENTIAL) for name, p in shares.items()
    ]
    assert above_words(kinds) == "viral pneumonia 50 %"
    rest = Finding("non-infectious pneumonia", None, 0.05, None, None, None, Status.DIFFERENTIAL)
    assert above_words([*kinds, rest]) == "infective pneumonia 70 %, viral pneumonia 50 %"
    opacity = Finding("viral pneumonia", None, 0.9, None, None, 0.5, Status.PRESENT)
    assert above_words([opacity]) == ""
