"""Files of a record: plain text and JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import NoteKind
from omni_med.emr import RecordIdentity, parse_record, read_record
from omni_med.emr.read import MAX_BYTES
from omni_med.errors import UnreadableRecordError


def lines(*values: object) -> bytes:
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values).encode()


def test_plain_text_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("日期：2024-11-20\n发热3天，咳嗽。".encode("gb18030"))
    (document,) = read_record(path)
    (note,) = document.notes
    assert document.identity.is_empty
    assert note.text.endswith("发热3天，咳嗽。")
    assert note.language == "zh"
    assert note.source == "text"
    assert note.written == datetime(2024, 11, 20)  # noqa: DTZ001
    assert "发热" not in repr(document)


def test_text_that_begins_with_a_bracket_is_text() -> None:
    (document,) = parse_record(b"[MASK] with fever")
    assert document.notes[0].text == "[MASK] with fever"


def test_json_lines_are_grouped_by_patient_and_order() -> None:
    doe = {"patient_id": "1", "issuer": "H", "birth_date": "1957-03-14", "name": "Doe^Jane"}
    data = lines(
        {
            **doe,
            "text": "Fever.",
            "written": "2024-11-20T08:00:00Z",
            "author": "A",
            "kind": "clinical",
        },
        {"patient_id": "2", "text": "Cough.", "kind": "radiology report"},
        {**doe, "text": "Chest pain.", "kind": "request", "extra": [1]},
        {**doe, "text": "Chest pain.", "kind": "request"},
    )
    first, second = parse_record(data)
    assert first.identity == RecordIdentity("1", "H", "", "Doe^Jane", date(1957, 3, 14))
    assert [n.kind for n in first.notes] == [NoteKind.CLINICAL, NoteKind.REQUEST]
    assert first.notes[0].written == datetime(2024, 11, 20, 8, tzinfo=UTC)
    assert first.notes[0].author == "A"
    assert second.notes[0].kind is NoteKind.REPORT
    assert len({n.note_id for d in (first, second) for n in d.notes}) == 3


def test_note_ids_are_stable() -> None:
    data = lines({"text": "Fever."})
    assert parse_record(data)[0].notes == parse_record(data)[0].notes


def test_one_pretty_printed_object_is_one_note() -> None:
    (document,) = parse_record(json.dumps({"text": "Fever.", "patient_id": 12}, indent=2).encode())
    assert document.identity.patient_id == "12"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (lines({"text": "a"}) + b"\nnonsense", "Line 2"),
        (lines({"text": "a"}, {"patient_id": "1"}), "Line 2 of the record has no field `text`"),
        (lines({"text": 5}), "`text` is no text"),
        (lines({"text": "a", "written": "11/12/2024"}), "`written` is no date"),
        (lines({"text": "a", "birth_date": "1957"}), "`birth_date` is no date"),
        (lines([{"text": "a"}]), "JSON array"),
        (b"{" * 5000, "Line 1"),
        (b'{"a":' * 100_000, "Line 1"),
        (b'{"entry": []}', "no `resourceType`"),
        (b"<?xml version='1.0'?><ClinicalDocument/>", "XML"),
        (b"<html><body>fever", "XML or HTML"),
        (b"%PDF-1.4", "a PDF"),
    ],
)
def test_what_cannot_be_read_says_where(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableRecordError, match=message.replace("(", r"\(")) as caught:
        parse_record(data)
    assert caught.value.hint


def test_messages_hold_no_words_of_the_record(tmp_path: Path) -> None:
    secret = tmp_path / "doe_jane.jsonl"
    secret.write_bytes(lines({"text": "a", "written": "Doe"}, {"name": "Doe"}) + b"\nDoe")
    with pytest.raises(UnreadableRecordError) as caught:
        read_record(secret)
    assert "Doe" not in str(caught.value) + caught.value.hint
    with pytest.raises(UnreadableRecordError) as caught:
        read_record(tmp_path / "doe_missing.txt")
    assert "doe" not in str(caught.value) + caught.value.hint


def test_folders_missing_and_huge_files(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecordError, match="folder"):
        read_record(tmp_path)
    with pytest.raises(UnreadableRecordError, match="no such"):
        read_record(tmp_path / "none.txt")
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableRecordError, match="32 MiB"):
        read_record(huge)


def test_a_note_of_300_pages_is_read() -> None:
    text = "The patient had fever and cough. " * 30_000
    (document,) = parse_record(text.encode())
    assert document.notes[0].text == text
    assert document.notes[0].language == "en"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["text", "patient_id", "written", "birth_date", "kind", "resourceType", "entry"]
)


@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=4), min_size=1, max_size=3))
def test_any_json_is_a_record_or_the_typed_error(values: list[object]) -> None:
    try:
        documents = parse_record(lines(*values))
    except UnreadableRecordError:
        return
    assert all(document.notes for document in documents)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_the_typed_error(data: bytes) -> None:
    try:
        documents = parse_record(data)
    except UnreadableRecordError:
        return
    assert documents


def test_only_line_feeds_end_a_json_line() -> None:
    """U+2028 and U+0085 may stand bare inside JSON strings, and Windows writes CR LF."""
    first = '{"patient_id":"1","text":"Fever.\u2028Cough.\u0085Chills."}'
    second = '{"patient_id":"1","text":"b"}'
    (document,) = parse_record(f"{first}\r\n{second}\r\n".encode())
    assert [note.text for note in document.notes] == ["Fever.\u2028Cough.\u0085Chills.", "b"]
