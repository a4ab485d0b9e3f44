"""Read a record's file: plain text, JSON lines, FHIR resources, or HL7 version 2 messages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omni_med.domain import Note
from omni_med.emr.dates import parse_date, parse_datetime, written_in
from omni_med.emr.document import RecordDocument, kind_of, make_note
from omni_med.emr.fhir import documents
from omni_med.emr.hl7 import documents as hl7_documents
from omni_med.emr.hl7 import is_hl7
from omni_med.emr.identity import RecordIdentity
from omni_med.emr.text import decode_text, word_set
from omni_med.errors import UnreadableRecordError

MAX_BYTES = 32 * 1024 * 1024
"""Largest file that is read: some 10,000 pages of text."""

# XML as systems write it, CDA among it; "<PATIENT> is a 54-year-old" is a sentence.
_MARKUP = re.compile(
    r"<(?:\?xml|!--|!doctype|html\b|[a-z][\w.-]*:[a-z]|[a-z][\w.-]*\s[^<>]*xmlns"
    r"|(?:clinicaldocument|bundle|patient|documentreference)\b[^<>]*/?>\s*<)",
    re.IGNORECASE,
)
_FIELDS = word_set("patient_id issuer accession name birth_date study_uid text kind written author")


def read_record(path: Path) -> tuple[RecordDocument, ...]:
    """Read one file of a record.

    The form is known by the content, not by the file's name: JSON with ``resourceType`` is FHIR
    (a Bundle, one resource, or one resource a line), other JSON objects are JSON lines with the
    fields ``patient_id``, ``issuer``, ``accession``, ``name``, ``birth_date``, ``study_uid``,
    ``text``, ``kind``, ``written``, ``author`` (all but ``text`` optional), ``MSH`` and separators
    (or a batch header) begin HL7 version 2 messages, the rest is plain text.

    Raises:
        UnreadableRecordError: If it is missing, too large, no text, or does not follow its form.
            The message says where and holds none of its words.
    """
    return parse_record(_bytes(path))


def parse_record(data: bytes) -> tuple[RecordDocument, ...]:
    """Read the bytes of one file of a record, as ``read_record`` does.

    Raises:
        UnreadableRecordError: As there.
    """
    if is_hl7(data):
        return hl7_documents(data)
    text = decode_text(data)
    if not text.strip():
        raise UnreadableRecordError("The record is empty.", hint="Give a file with text in it.")
    start = text.lstrip()[:2000]
    if _MARKUP.match(start):
        raise UnreadableRecordError(
            "The record is XML or HTML, which is not read.",
            hint="Export it as FHIR JSON, HL7 version 2 or plain text.",
        )
    if start.startswith("{"):
        return _json(text)
    if start.startswith("[") and _parsed(text) is not None:
        raise UnreadableRecordError(
            "The record is a JSON array.", hint="Write one JSON object a line, or a FHIR Bundle."
        )
    return (RecordDocument(RecordIdentity(), (_plain_note(text),)),)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableRecordError(
            "There is no such record file.", hint="Check the path given with --notes."
        ) from None
    except IsADirectoryError:
        raise UnreadableRecordError(
            "The record is a folder, not a file.", hint="Give the files in it one by one."
        ) from None
    except (OSError, ValueError):
        raise UnreadableRecordError(
            "The record file cannot be opened.", hint="Check that you may read it."
        ) from None
    if len(data) > MAX_BYTES:
        raise UnreadableRecordError(
            f"The record file is larger than {MAX_BYTES >> 20} MiB.",
            hint="Split it: one file a patient.",
        )
    return data


def _plain_note(text: str) -> Note:
    return make_note(text, source="text", written=written_in(text))


def _parsed(text: str) -> Any:
    """Return the JSON value, or None where the text as a whole is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json(text: str) -> tuple[RecordDocument, ...]:
    whole = _parsed(text)
    if isinstance(whole, dict) and "resourceType" in whole:
        return documents(whole)
    if isinstance(whole, dict) and "text" not in whole and "entry" in whole:
        raise UnreadableRecordError("The JSON has no `resourceType` and is no FHIR Bundle.")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    values = [(1, whole)] if isinstance(whole, dict) else [(n, _line(n, line)) for n, line in lines]
    if all("resourceType" in value for _, value in values):
        return documents(
            {"resourceType": "Bundle", "entry": [{"resource": value} for _, value in values]}
        )
    notes: dict[RecordIdentity, list[Note]] = {}
    for number, value in values:
        identity, note = _entry(number, value)
        notes.setdefault(identity, []).append(note)
    return tuple(RecordDocument(who, _each_once(what)) for who, what in notes.items())


def _each_once(notes: list[Note]) -> tuple[Note, ...]:
    return tuple({note.note_id: note for note in notes}.values())


def _line(number: int, line: str) -> dict[str, Any]:
    value = _parsed(line)
    if not isinstance(value, dict):
        raise UnreadableRecordError(
            f"Line {number} of the record is no JSON object.",
            hint="Write one complete JSON object a line, or give plain text.",
        )
    return value


def _entry(number: int, value: Mapping[str, Any]) -> tuple[RecordIdentity, Note]:
    if "text" not in value:
        raise UnreadableRecordError(
            f"Line {number} of the record has no field `text`.",
            hint=f"The fields are {', '.join(sorted(_FIELDS))}.",
        )
    fields = {name: _string(number, name, value.get(name)) for name in _FIELDS}
    try:
        born = parse_date(fields["birth_date"]) if fields["birth_date"] else None
    except ValueError:
        raise _bad_date(number, "birth_date") from None
    try:
        written = parse_datetime(fields["written"]) if fields["written"] else None
    except ValueError:
        raise _bad_date(number, "written") from None
    identity = RecordIdentity(
        patient_id=fields["patient_id"].strip(),
        issuer=fields["issuer"].strip(),
        accession=fields["accession"].strip(),
        name=fields["name"].strip(),
        birth_date=born,
        study_uid=fields["study_uid"].strip(),
    )
    kind = kind_of(fields["kind"])
    note = make_note(
        fields["text"], source="jsonl", kind=kind, written=written, author=fields["author"].strip()
    )
    return identity, note


def _string(number: int, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and name != "text":
        return str(value)
    raise UnreadableRecordError(
        f"Line {number} of the record: `{name}` is no text.", hint="Put it in quotation marks."
    )


def _bad_date(number: int, name: str) -> UnreadableRecordError:
    return UnreadableRecordError(
        f"Line {number} of the record: `{name}` is no date that can be read without doubt.",
        hint="Write it as 2024-11-20 or 2024-11-20T08:30:00.",
    )
