"""HL7 version 2 messages as records: results (ORU), documents (MDM), orders (ORM, OMG, OMI).

Source: HL7 v2.5.1: PID (3.4.2), OBR (4.5.3), OBX (7.4.2), NTE (2.15.10), TXA (9.6.1); tables 0074
(diagnostic service), 0085 (observation result status), 0125 (value type), 0203 (identifier type),
0270 (document type), 0273 (document availability); IHE RAD TF-2, segments IPC and ZDS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from omni_med.domain import Note, NoteKind
from omni_med.emr.dates import latest_datetime, parse_date
from omni_med.emr.document import RecordDocument, kind_of, make_note
from omni_med.emr.hl7.message import Segment, is_hl7, messages
from omni_med.emr.identity import RecordIdentity
from omni_med.emr.sections import sections
from omni_med.errors import UnreadableRecordError

__all__ = ["documents", "is_hl7"]

_WORDS = frozenset({"TX", "FT", "ST"})
_CODED = frozenset({"CE", "CWE", "CNE", "CF"})
_NUMBERS = frozenset({"NM", "SN"})
_ENCLOSED = frozenset({"ED", "RP"})
_WITHDRAWN = frozenset({"D", "W", "X"})
_NO_MORE = frozenset({"CA", "OB"})  # cancelled, obsolete
_LABORATORY = frozenset(
    {"LAB", "HM", "CH", "MB", "PAT", "SP", "CG", "BLB", "IMM", "SR", "VR", "TX", "EC", "PF"}
)
_IMAGING = frozenset({"DI", "RAD", "XR"})
_NAMELESS = "An HL7 message names no patient."

Said = tuple[NoteKind, str, str, str]  # kind, words, when it was written, by whom


def documents(data: bytes) -> tuple[RecordDocument, ...]:
    """Return the records in a file of messages, one a patient and order.

    Raises:
        UnreadableRecordError: If there is no message, one names no patient, or none holds words.
    """
    notes: dict[RecordIdentity, dict[str, Note]] = {}
    remarks: list[str] = []
    for segments in (one for message in messages(data) for one in _patients(message)):
        said = list(_said(segments, remarks))
        if not said:
            continue
        identity = _identity(segments)
        for kind, words, written, author in said:
            note = make_note(
                words, source="hl7", kind=kind, written=_moment(written, remarks), author=author
            )
            notes.setdefault(identity, {})[note.note_id] = note
    told = tuple(dict.fromkeys(remarks))
    if not notes:
        raise UnreadableRecordError(
            " ".join(["The HL7 messages hold no text that can be read.", *told]),
            hint="Texts are read from OBX, NTE and OBR of ORU, MDM and order messages.",
        )
    return tuple(RecordDocument(who, tuple(what.values()), told) for who, what in notes.items())


def _patients(message: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Yield the parts of a message that are of one patient each, all with its head."""
    places = [index for index, one in enumerate(message) if one.name == "PID"]
    if len(places) < 2:
        yield list(message)
        return
    for begin, end in pairwise([*places, len(message)]):
        yield [*message[: places[0]], *message[begin:end]]


def _said(segments: Sequence[Segment], remarks: list[str]) -> Iterator[Said]:
    """Yield the texts of one message: of a document, or of each order and its results."""
    head, txa = segments[0], next((one for one in segments if one.name == "TXA"), None)
    if txa is not None and txa.first(19) in _NO_MORE:
        remarks.append("A text that was withdrawn or entered in error was left out.")
        return
    for group in _orders(segments):
        order = next((one for one in group if one.name == "OBR"), None)
        words = "\n".join(_words(group, remarks)).strip()
        if order is not None and txa is None:
            asked = "\n".join(filter(None, (order.plain(order.raw(13)), _reasons(order))))
            if asked.strip():
                yield NoteKind.REQUEST, asked, order.first(6) or head.first(7), ""
        if not words:
            continue
        if txa is not None:
            when = txa.first(4) or txa.first(6) or txa.first(7) or head.first(7)
            yield _kind_of_document(txa), words, when, _person(txa, 9)
        elif order is not None:
            when = order.first(22) or order.first(7) or head.first(7)
            yield _kind_of_result(group, order), words, when, _person(order, 32)
        else:
            yield NoteKind.CLINICAL, words, head.first(7), ""


def _orders(segments: Sequence[Segment]) -> list[list[Segment]]:
    groups: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.name == "OBR":
            groups.append([])
        groups[-1].append(segment)
    return groups


def _words(group: Sequence[Segment], remarks: list[str]) -> Iterator[str]:
    heading = ""
    for segment in group:
        if segment.name == "NTE":
            yield segment.plain(segment.raw(3).replace(segment.marks.repetition, "\n"))
        if segment.name != "OBX":
            continue
        if segment.first(11) in _WITHDRAWN:
            remarks.append("A text that was withdrawn or entered in error was left out.")
            continue
        value = _value(segment, remarks)
        label = segment.first(3, 2) or segment.first(3)
        if value and label != heading and _is_heading(label):
            yield f"{label}:"
        heading = label if value else heading
        yield value


def _value(segment: Segment, remarks: list[str]) -> str:
    kind, label = segment.first(2), segment.first(3, 2) or segment.first(3)
    if kind in _ENCLOSED:
        remarks.append("An attachment that is not text was left out.")
        return ""
    if kind in _WORDS:
        return "\n".join(segment.plain(one) for one in segment.repeated(5))
    if kind in _CODED:
        named = [segment.part(one, 2) or segment.part(one, 1) for one in segment.repeated(5)]
        return ", ".join(filter(None, named))
    if kind in _NUMBERS and segment.raw(5):
        number = segment.plain(segment.raw(5).replace(segment.marks.component, ""))
        return f"{label}: {number} {segment.first(6)}".strip()
    return ""


def _is_heading(label: str) -> bool:
    return bool(label) and any(part.name for part in sections(f"{label}:\n"))


def _reasons(order: Segment) -> str:
    return ", ".join(
        filter(None, (order.part(one, 2) or order.part(one, 1) for one in order.repeated(31)))
    )


def _kind_of_document(txa: Segment) -> NoteKind:
    return NoteKind.REPORT if txa.first(2) in _IMAGING else kind_of(txa.first(2, 2))


def _kind_of_result(group: Sequence[Segment], order: Segment) -> NoteKind:
    """Return REPORT but for what a laboratory found: a film's own report must not be its record."""
    values = {one.first(2) for one in group if one.name == "OBX"}
    is_other = order.first(24) in _LABORATORY or (values and values <= _NUMBERS)
    return NoteKind.CLINICAL if is_other else NoteKind.REPORT


def _person(segment: Segment, number: int) -> str:
    return f"{segment.first(number, 3)} {segment.first(number, 2)}".strip()


def _moment(value: str, remarks: list[str]) -> datetime | None:
    if not value:
        return None
    try:
        if re.fullmatch(r"\d{4}|\d{6}", value):
            remarks.append("A text's date is incomplete; the latest that it can mean was taken.")
            return latest_datetime(f"{value[:4]}-{value[4:]}" if value[4:] else value)
        whole = value[:8] + value[8:].ljust(4, "0") if value[8:].isdigit() else value
        return latest_datetime(whole)
    except ValueError:
        remarks.append("A text's date cannot be read and was left out.")
        return None


def _identity(segments: Sequence[Segment]) -> RecordIdentity:
    """Return whom a message is of.

    Raises:
        UnreadableRecordError: If it does not say.
    """
    pid = next((one for one in segments if one.name == "PID"), None)
    if pid is None:
        raise UnreadableRecordError(_NAMELESS, hint="Export it with its segment PID.")
    ids = sorted(pid.repeated(3), key=lambda one: pid.part(one, 5) not in {"MR", "PI"})
    own = ids[0] if ids else next(iter(pid.repeated(2)), "")
    found = RecordIdentity(
        patient_id=pid.part(own, 1), issuer=_issuer(pid, own), name=_names(pid), birth_date=None
    )
    if found.is_empty:
        raise UnreadableRecordError(_NAMELESS, hint="Export it with PID-3 and PID-5.")
    with suppress(ValueError):  # a year alone, or nothing: nothing to compare
        found = replace(found, birth_date=parse_date(pid.first(7)[:8]))
    for segment in segments:
        if segment.name == "IPC":
            found = replace(found, accession=segment.first(1), study_uid=segment.first(3))
        if segment.name == "ZDS":
            found = replace(found, study_uid=segment.first(1))
    return found


def _issuer(pid: Segment, value: str) -> str:
    """Return the assigning authority (HD) as DICOM writes it: ``name&oid&ISO``."""
    parts = value.split(pid.marks.component)
    authority = parts[3] if len(parts) > 3 else ""
    return "&".join(pid.plain(one) for one in authority.split(pid.marks.subcomponent)).strip("&")


def _names(pid: Segment) -> str:
    """Return the names as DICOM PN groups: several are one person's in several scripts."""
    written = []
    for one in pid.repeated(5):
        family, given = pid.part(one, 1), f"{pid.part(one, 2)} {pid.part(one, 3)}".strip()
        written.append(f"{family}^{given}".strip("^").replace("=", " "))
    return "=".join(filter(None, written))
