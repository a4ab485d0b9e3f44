"""The trail as FHIR AuditEvents, with the elements that IHE BALP asks for.

Source: HL7 FHIR R4 (4.0.1) AuditEvent; IHE Basic Audit Log Patterns 1.1.3.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any, BinaryIO, Final

from audit.export.dicom import PatientOf, no_patient
from audit.export.meaning import (
    APPLICATION,
    DESTINATION,
    SOURCE,
    Code,
    Meaning,
    meaning,
    study_of,
)
from audit.trail import TrailEntry

_DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
_REST: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/audit-event-type",
    "code": "rest",
    "display": "RESTful Operation",
}
_INTERACTION: Final = "http://hl7.org/fhir/restful-interaction"
_OWN: Final = "urn:omni-med:action"
_INTERACTIONS: Final = {"C": "create", "R": "read", "U": "update", "D": "delete"}
_PATIENT: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type",
    "code": "1",
    "display": "Person",
}
_THING: Final = {**_PATIENT, "code": "2", "display": "System Object"}
_PARTICIPATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_RECIPIENT: Final = Code("IRCP", "information recipient", _PARTICIPATION)
_AUTHOR: Final = Code("AUT", "author (originator)", _PARTICIPATION)
_CUSTODIAN: Final = Code(
    "custodian",
    "Custodian",
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
)
_ROLES: Final = {  # user, client and server by action, as BALP's four profiles have them
    "R": (_RECIPIENT, DESTINATION, SOURCE),
    "C": (_AUTHOR, SOURCE, DESTINATION),
    "U": (_AUTHOR, SOURCE, DESTINATION),
    "D": (_AUTHOR, APPLICATION, _CUSTODIAN),
    "E": (_RECIPIENT, DESTINATION, SOURCE),
}
_ROLE: Final = "http://terminology.hl7.org/CodeSystem/object-role"


def to_fhir(
    entries: Sequence[TrailEntry],
    stream: BinaryIO,
    *,
    source: str,
    patient_of: PatientOf = no_patient,
) -> int:
    """Write entries as one FHIR R4 Bundle of type ``collection``; return how many.

    Args:
        entries: Of the trail, in order.
        stream: Where to.
        source: Which workspace.
        patient_of: Gives what stands for a study's patient.
    """
    stream.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [\n')
    for number, entry in enumerate(entries):
        resource = event(entry, source=source, patient_of=patient_of)
        item = {"fullUrl": f"urn:omni-med:{source}:{entry.sequence}", "resource": resource}
        text = json.dumps(item, ensure_ascii=False)
        stream.write((",\n" if number else "").encode() + text.encode("utf-8", "replace"))
    stream.write(b"\n]}\n")
    return len(entries)


def event(entry: TrailEntry, *, source: str, patient_of: PatientOf = no_patient) -> dict[str, Any]:
    """Return one entry as an AuditEvent."""
    found, study = meaning(entry), study_of(entry)
    succeeded = entry.outcome == "success"
    document: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": f"entry-{entry.sequence}",
        **_kind(entry, found, study),
        "action": found.action,
        "recorded": entry.time.astimezone(UTC).isoformat(timespec="milliseconds"),
        "outcome": "0" if succeeded else "4",
        "agent": _agents(entry.user, found.action, source),
        "source": {
            "site": source,
            "observer": {"display": f"OmniMed {source}"},
            "type": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                    "code": "4",
                    "display": "Application Server",
                }
            ],
        },
        "entity": _entities(entry, study, patient_of(study) if study else ""),
    }
    if not succeeded:
        document["outcomeDesc"] = str(entry.detail.get("error", "failure"))
    return document


def _agents(user: str, action: str, source: str) -> list[dict[str, Any]]:
    """Return the user, OmniMed as BALP's client and the workspace as its server.

    What is read flows from the server to who reads it, what is made the other way, from its
    author; what is deleted does not flow.
    """
    participant, client, server = _ROLES.get(action, _ROLES["U"])
    return [
        {
            "type": _concept(participant),
            "who": {"identifier": {"value": user}, "display": user},
            "requestor": True,
        },
        _program(client, "OmniMed", source),
        _program(server, source, source),
    ]


def _program(role: Code, name: str, source: str) -> dict[str, Any]:
    """Return the program or the workspace as BALP's client or server, which need an address."""
    return {
        "type": _concept(role),
        "who": {"display": name},
        "requestor": False,
        "network": {"address": f"urn:omni-med:{source}", "type": "5"},  # a URI: nothing went out
    }


def _kind(entry: TrailEntry, found: Meaning, study: str) -> dict[str, Any]:
    """Return type and subtypes: of BALP's interactions for what is done to a study."""
    own = {"system": _OWN, "code": entry.action, "display": entry.action}
    types = [_coding(code) for code in found.types]
    if study and found.action in _INTERACTIONS:
        name = _INTERACTIONS[found.action]
        interaction = {"system": _INTERACTION, "code": name, "display": name}
        return {"type": _REST, "subtype": [interaction, _coding(found.event), *types, own]}
    return {"type": _coding(found.event), "subtype": [*types, own]}


def _coding(code: Code) -> dict[str, str]:
    system = _DCM if code.system == "DCM" else code.system
    return {"system": system, "code": code.value, "display": code.meaning}


def _concept(code: Code) -> dict[str, Any]:
    return {"coding": [_coding(code)]}


def _entities(entry: TrailEntry, study: str, patient: str) -> list[dict[str, Any]]:
    detail = [{"type": "sequence", "valueString": str(entry.sequence)}]
    for key, value in entry.detail.items():
        text = value if isinstance(value, str) else json.dumps(value)
        if text:  # FHIR knows no empty strings
            detail.append({"type": key, "valueString": text})
    found = []
    if patient:
        found.append(
            {
                "what": {"identifier": {"value": patient}},
                "type": _PATIENT,
                "role": {"system": _ROLE, "code": "1", "display": "Patient"},
            }
        )
    thing = f"urn:oid:{study}" if study else entry.subject or f"entry {entry.sequence}"
    found.append(
        {
            "what": {"identifier": {"value": thing}},
            "type": _THING,
            "role": {"system": _ROLE, "code": "4", "display": "Domain Resource"},
            "detail": detail,
        }
    )
    return found
