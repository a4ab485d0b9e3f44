"""The record of a synthetic patient as a FHIR R4 Bundle.

Source: HL7 FHIR R4 (4.0.1): Bundle, Patient, ImagingStudy, DocumentReference; LOINC 34109-9 Note,
11488-4 Consult note; HL7 v2 table 0203 (MR, ACSN).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omni_med.synthetic.people import ISSUER, Order, Person

_ID_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
_SEXES = {"F": "female", "M": "male"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One note: when it was written, and its words."""

    written: datetime
    text: str
    title: str = "Clinical note"


def bundle(order: Order, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """Return a Bundle of type collection: the patient, the order's study, and each note."""
    resources = [_patient(order.person), _imaging_study(order)]
    resources += [_document(order, number, entry) for number, entry in enumerate(entries, 1)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "meta": {"tag": [{"code": "HTEST", "display": "synthetic: this patient never lived"}]},
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for resource in resources
        ],
    }


def _patient(person: Person) -> dict[str, Any]:
    groups = person.name.split("=")
    names = [_name(group) for group in groups if group]
    return {
        "resourceType": "Patient",
        "id": f"patient-{person.key}",
        "identifier": [
            {
                "use": "official",
                "type": {"coding": [{"system": _ID_TYPES, "code": "MR"}]},
                "value": person.patient_id,
                "assigner": {"display": ISSUER},
            }
        ],
        "name": names,
        "gender": _SEXES[person.sex],
        "birthDate": person.birth_date.isoformat(),
    }


def _name(group: str) -> dict[str, Any]:
    family, _, given = group.partition("^")
    return {"family": family, "given": [given]}


def _imaging_study(order: Order) -> dict[str, Any]:
    accession = {
        "type": {"coding": [{"system": _ID_TYPES, "code": "ACSN"}]},
        "value": order.accession,
    }
    return {
        "resourceType": "ImagingStudy",
        "id": f"study-{order.person.key}-{order.key}",
        "identifier": [
            {"system": "urn:dicom:uid", "value": f"urn:oid:{order.uid('study')}"},
            accession,
        ],
        "status": "available",
        "subject": {"reference": f"Patient/patient-{order.person.key}"},
        "started": f"{order.started.isoformat()}",
    }


def _document(order: Order, number: int, entry: Entry) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": f"note-{order.person.key}-{order.key}-{number}",
        "status": "current",
        "type": {
            "coding": [{"system": "http://loinc.org", "code": "34109-9"}],
            "text": entry.title,
        },
        "subject": {"reference": f"Patient/patient-{order.person.key}"},
        "date": entry.written.isoformat(),
        "author": [{"display": "Synthetic ward"}],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": base64.b64encode(entry.text.encode("utf-8")).decode("ascii"),
                }
            }
        ],
        "context": {
            "related": [{"reference": f"ImagingStudy/study-{order.person.key}-{order.key}"}]
        },
    }
