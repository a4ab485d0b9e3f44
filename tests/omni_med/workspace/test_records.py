from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from omni_med.dicom.pool import DecodePool
from omni_med.domain import NoteKind
from omni_med.workspace import Workspace

WriteFile = Callable[..., Path]
UID = "1.2.826.0.1.3680043.10.543.1"


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    def write(**fields: str) -> Path:
        path = tmp_path / "record.jsonl"
        path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
        return path

    return write


RIGHT = {"patient_id": "CANARY-4711", "issuer": "HOSPITAL-A", "name": "Zelda Quirrell"}


def test_the_request_is_the_first_note(filled: Workspace) -> None:
    (note,) = filled.open_case(UID).notes
    assert (note.note_id, note.kind) == ("request", NoteKind.REQUEST)
    assert "appendicitis" in note.text
    assert note.language == "en"


def test_a_record_of_the_patient_is_attached_once(
    filled: Workspace, record: Callable[..., Path], tmp_path: Path, pool: DecodePool
) -> None:
    path = record(**RIGHT, text="Pain in the lower right abdomen.", written="2023-12-31")
    report = filled.import_paths([tmp_path / "files"], notes=[path], pool=pool)
    assert (report.notes, report.notes_refused) == (1, ())
    assert filled.open_case(UID).notes[0].kind == NoteKind.REQUEST
    assert filled.open_case(UID).notes[1].text == "Pain in the lower right abdomen."
    again = filled.import_paths([tmp_path / "files"], notes=[path], pool=pool)
    assert again.notes == 0
    assert len(filled.open_case(UID).notes) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"patient_id": "CANARY-4712"},
        {"name": "Tom Riddle"},
        {"birth_date": "1961-01-02"},
        {"issuer": "HOSPITAL-B"},
        {"accession": "ACC9"},
    ],
)
def test_a_record_of_somebody_else_is_refused_under_pseudonyms(
    filled: Workspace,
    record: Callable[..., Path],
    tmp_path: Path,
    pool: DecodePool,
    wrong: dict[str, str],
) -> None:
    fields = RIGHT | {"birth_date": "1960-01-02", "text": "Words."} | wrong
    report = filled.import_paths([tmp_path / "files"], notes=[record(**fields)], pool=pool)
    assert report.notes == 0
    (message,) = report.notes_refused
    for value in (*fields.values(), "Quirrell"):
        assert value not in message
    assert message.count("patient ") >= 2
    assert len(filled.open_case(UID).notes) == 1
    failures = [entry for entry in filled.trail(subject=UID) if entry.outcome == "failure"]
    assert [entry.action for entry in failures] == ["note.import"]


def test_forcing_attaches_it_and_puts_the_reason_on_the_trail(
    filled: Workspace, record: Callable[..., Path], tmp_path: Path, pool: DecodePool
) -> None:
    path = record(patient_id="MIS-TYPED", text="Words.")
    report = filled.import_paths(
        [tmp_path / "files"], notes=[path], force_notes="id mistyped at the desk", pool=pool
    )
    assert (report.notes, report.notes_refused) == (1, ())
    entry = filled.trail(subject=UID)[-1]
    assert (entry.action, entry.detail["forced"]) == ("note.import", "id mistyped at the desk")


def test_plain_text_attaches_only_where_there_is_one_patient(
    workspace: Workspace, write_file: WriteFile, tmp_path: Path, pool: DecodePool
) -> None:
    text = tmp_path / "note.txt"
    text.write_text("Cough for two weeks.")
    one = write_file("a.dcm")
    other = write_file("b.dcm", study=2, PatientID="OTHER", PatientName="Riddle^Tom")
    refused = workspace.import_paths([one, other], notes=[text], pool=pool)
    assert refused.notes == 0
    assert "2 patients" in refused.notes_refused[0]
    kept = workspace.import_paths([one], notes=[text], pool=pool)
    assert (kept.notes, kept.notes_refused) == (1, ())
    assert len(workspace.open_case(UID).notes) == 2


def test_two_patients_without_an_id_are_two_patients(
    workspace: Workspace, write_file: WriteFile, tmp_path: Path, pool: DecodePool
) -> None:
    text = tmp_path / "note.txt"
    text.write_text("Cough for two weeks.")
    named = {"PatientID": "", "PatientBirthDate": "19700101"}
    one = write_file("a.dcm", PatientName="Granger^Hermione", **named)
    other = write_file("b.dcm", study=2, PatientName="Riddle^Tom", **named)
    report = workspace.import_paths([one, other], notes=[text], pool=pool)
    assert report.notes == 0
    assert "2 patients" in report.notes_refused[0]


def test_a_record_alone_finds_its_study_among_all(
    workspace: Workspace, write_file: WriteFile, record: Callable[..., Path], pool: DecodePool
) -> None:
    paths = [write_file("a.dcm"), write_file("b.dcm", study=2, PatientID="X", PatientName="R^T")]
    workspace.import_paths(paths, pool=pool)
    report = workspace.import_paths([], notes=[record(**RIGHT, text="Words.")], pool=pool)
    assert report.notes == 1
    assert len(workspace.open_case(UID).notes) == 2


def test_notes_are_oldest_first(filled: Workspace, tmp_path: Path, pool: DecodePool) -> None:
    lines = [
        RIGHT | {"text": "late", "written": "2024-02-02T10:00:00+08:00"},
        RIGHT | {"text": "early", "written": "2020-02-02"},
        RIGHT | {"text": "undated"},
    ]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    filled.import_paths([], notes=[path], pool=pool)
    texts = [note.text for note in filled.open_case(UID).notes]
    assert texts[1:] == ["undated", "early", "late"]
