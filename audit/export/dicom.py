"""The trail as DICOM audit messages.

Source: DICOM PS3.15 (2024b) A.5.1 (the schema), A.5.2 (what the fields mean).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import BinaryIO, Final
from xml.etree import ElementTree as ET

from audit.export.meaning import APPLICATION, STUDY_UID, Code, meaning, study_of
from audit.trail import TrailEntry

_SUCCESS, _MINOR = "0", "4"
_MEDICAL_RECORD: Final = Code("2", "Patient Number", "RFC-3881")
_URI: Final = Code("12", "URI", "RFC-3881")
ROOT: Final = "AuditMessages"
PatientOf = Callable[[str], str]
"""Gives what stands for the patient of a study: a pseudonym, or empty."""


def no_patient(_study_uid: str) -> str:
    """Name no patient."""
    return ""


def to_dicom(
    entries: Sequence[TrailEntry],
    stream: BinaryIO,
    *,
    source: str,
    patient_of: PatientOf = no_patient,
) -> int:
    """Write entries as XML: an element ``AuditMessages`` with one AuditMessage each.

    Args:
        entries: Of the trail, in order.
        stream: Where to.
        source: AuditSourceID: which workspace.
        patient_of: Gives what stands for a study's patient.

    Returns:
        How many were written.
    """
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n'.encode())
    for entry in entries:
        element = message(entry, source=source, patient_of=patient_of)
        stream.write(ET.tostring(element, encoding="utf-8") + b"\n")
    stream.write(f"</{ROOT}>\n".encode())
    return len(entries)


def message(entry: TrailEntry, *, source: str, patient_of: PatientOf = no_patient) -> ET.Element:
    """Return one entry as an AuditMessage."""
    found = meaning(entry)
    root = ET.Element("AuditMessage")
    event = ET.SubElement(
        root,
        "EventIdentification",
        EventActionCode=found.action,
        EventDateTime=entry.time.astimezone(UTC).isoformat(timespec="milliseconds"),
        EventOutcomeIndicator=_SUCCESS if entry.outcome == "success" else _MINOR,
    )
    _coded(event, "EventID", found.event)
    for code in found.types:
        _coded(event, "EventTypeCode", code)
    _coded(event, "EventTypeCode", Code(entry.action, entry.action, "OmniMed"))
    if entry.outcome != "success":
        words = ET.SubElement(event, "EventOutcomeDescription")
        words.text = _clean(str(entry.detail.get("error", "failure")))
    ET.SubElement(root, "ActiveParticipant", UserID=_clean(entry.user), UserIsRequestor="true")
    program = ET.SubElement(root, "ActiveParticipant", UserID="OmniMed", UserIsRequestor="false")
    _coded(program, "RoleIDCode", APPLICATION)
    ET.SubElement(root, "AuditSourceIdentification", AuditSourceID=_clean(source))
    study = study_of(entry)
    if study and (patient := patient_of(study)):
        _object(root, patient, _MEDICAL_RECORD, kind="1", role="1")
    if study:
        held = _object(root, study, STUDY_UID, kind="2", role="3")
    elif entry.subject:
        held = _object(root, entry.subject, _URI, kind="2", role="13")
    else:
        held = _object(root, f"entry {entry.sequence}", _URI, kind="2", role="13")
    _detail(held, "sequence", entry.sequence)
    for key, value in entry.detail.items():
        _detail(held, key, value)
    return root


def _coded(parent: ET.Element, name: str, code: Code) -> None:
    values = {
        "csd-code": code.value,
        "codeSystemName": code.system,
        "displayName": code.meaning,
        "originalText": code.meaning,
    }
    ET.SubElement(parent, name, values)


def _object(root: ET.Element, identity: str, code: Code, *, kind: str, role: str) -> ET.Element:
    held = ET.SubElement(
        root,
        "ParticipantObjectIdentification",
        ParticipantObjectID=_clean(identity),
        ParticipantObjectTypeCode=kind,
        ParticipantObjectTypeCodeRole=role,
    )
    _coded(held, "ParticipantObjectIDTypeCode", code)
    name = ET.SubElement(held, "ParticipantObjectName")
    name.text = _clean(identity)
    return held


def _detail(held: ET.Element, key: str, value: str | float | bool) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    encoded = base64.b64encode(text.encode()).decode()
    ET.SubElement(held, "ParticipantObjectDetail", type=_clean(key), value=encoded)


def _clean(text: str) -> str:
    """Leave out what XML 1.0 cannot hold (section 2.2): control characters, lone surrogates."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r"
        or " " <= letter <= "\ud7ff"
        or "\ue000" <= letter <= "\ufffd"
        or letter >= "\U00010000"
    )
