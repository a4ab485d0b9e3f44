"""FHIR Bundles as records: Patient, DocumentReference, DiagnosticReport, Composition.

Each resource that is used is checked against FHIR R5 first, then against R4 (as R4B); all others
are passed over.

Source: HL7 FHIR R5 (5.0.0) and R4B (4.3.0): Bundle, Patient, DocumentReference, DiagnosticReport,
ImagingStudy, Composition; HL7 v2 table 0203 (identifier types MR, ACSN).
"""

from __future__ import annotations

import base64
import binascii
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from omni_med.domain import Note, NoteKind
from omni_med.emr.dates import latest_datetime, parse_date, parse_datetime
from omni_med.emr.document import RecordDocument, kind_of, make_note
from omni_med.emr.html_text import html_to_text
from omni_med.emr.identity import RecordIdentity
from omni_med.emr.text import decode_text
from omni_med.errors import UnreadableRecordError

Resource = Mapping[str, Any]

_USED = {
    "Patient": "patient",
    "DocumentReference": "documentreference",
    "DiagnosticReport": "diagnosticreport",
    "ImagingStudy": "imagingstudy",
    "Composition": "composition",
}
_TEXTS = ("DocumentReference", "DiagnosticReport", "Composition")
# LOINC 18748-4 Diagnostic imaging study; v2-0074 RAD, and the imaging sections beside it.
_IMAGING = frozenset({"18748-4", "RAD", "RUS", "RX", "CT", "NMR", "NMS", "OUS", "MRI", "IMG"})
_LABORATORY = frozenset(
    {"LAB", "HM", "CH", "MB", "PAT", "SP", "CG", "BLB", "IMM", "SR", "VR", "TX", "EC", "PF"}
)
# FHIR value sets document-reference-status, composition-status, diagnostic-report-status.
_WITHDRAWN = frozenset({"entered-in-error", "cancelled", "superseded", "deprecated"})


def documents(bundle: Resource) -> tuple[RecordDocument, ...]:
    """Return the records in a Bundle (or in one resource), one a patient and order.

    Raises:
        UnreadableRecordError: If it holds no text that can be read, a resource does not follow
            FHIR, or a text cannot be given to one patient.
    """
    return _Bundle(bundle).documents()


class _Bundle:
    """The resources of one file, by type and by what references them."""

    def __init__(self, bundle: Resource) -> None:
        self._by_reference: dict[str, Resource] = {}
        self._resources: list[Resource] = []
        for number, (url, resource) in enumerate(_entries(bundle), 1):
            kind = str(resource.get("resourceType"))
            if kind not in _USED:
                continue
            _check(resource, kind, number)
            resource = _without_nulls(resource)  # noqa: PLW2901
            self._resources.append(resource)
            for key in (url, f"{kind}/{resource['id']}" if resource.get("id") else ""):
                if key:
                    self._by_reference[key] = resource

    def documents(self) -> tuple[RecordDocument, ...]:
        notes: dict[RecordIdentity, dict[str, Note]] = {}
        remarks: dict[RecordIdentity, list[str]] = {}
        lost: list[str] = []
        for resource in self._resources:
            if resource["resourceType"] not in _TEXTS:
                continue
            note, left_out = _note(resource)
            if note is None:
                lost += left_out
                continue
            identity = self._identity(resource)
            notes.setdefault(identity, {})[note.note_id] = note
            remarks.setdefault(identity, []).extend(left_out)
        if not notes:
            raise UnreadableRecordError(
                " ".join(["The FHIR file holds no text that can be read.", *dict.fromkeys(lost)]),
                hint="Notes are read from DocumentReference, DiagnosticReport and Composition "
                "with plain text or HTML inside.",
            )
        return tuple(
            RecordDocument(who, tuple(what.values()), (*remarks[who], *lost))
            for who, what in notes.items()
        )

    def _identity(self, resource: Resource) -> RecordIdentity:
        identity = self._patient(resource)
        accession, uid = self._order(resource)
        return replace(identity, accession=accession, study_uid=uid)

    def _patient(self, resource: Resource) -> RecordIdentity:
        subject = resource.get("subject")
        if isinstance(subject, list):  # R5 Composition
            subject = subject[0] if len(subject) == 1 else None
        patients = [one for one in self._resources if one["resourceType"] == "Patient"]
        if subject:
            target = self._target(resource, subject)
            if target is not None and target.get("resourceType") == "Patient":
                return _patient_identity(target)
            if subject.get("identifier"):
                value, issuer = _id_and_issuer(subject["identifier"])
                return RecordIdentity(patient_id=value, issuer=issuer)
            raise UnreadableRecordError(
                f"A FHIR {resource['resourceType']} is of a patient who is not in the file.",
                hint="Export the Bundle with its Patient resource.",
            )
        if len(patients) == 1:
            return _patient_identity(patients[0])
        raise UnreadableRecordError(
            f"A FHIR {resource['resourceType']} names no patient, and the file holds "
            f"{len(patients) or 'none'}.",
            hint="Give each text its subject.",
        )

    def _target(self, resource: Resource, reference: Resource) -> Resource | None:
        key = str(reference.get("reference") or "")
        if key.startswith("#"):
            contained = (r for r in resource.get("contained", ()) if r.get("id") == key[1:])
            return next(contained, None)
        found = self._by_reference.get(key)
        if found is None and "/" in key:  # an absolute or versioned URL of a resource in the file
            found = self._by_reference.get("/".join(key.partition("/_history/")[0].split("/")[-2:]))
        return found

    def _order(self, resource: Resource) -> tuple[str, str]:
        """Return accession number and study UID that the resource or its imaging study names."""
        identifiers = list(resource.get("identifier") or ())
        links = [*_list(resource.get("basedOn")), *_list(resource.get("imagingStudy"))]
        links += _list(resource.get("study"))
        context = resource.get("context")
        links += context.get("related", []) if isinstance(context, dict) else _list(context)
        for link in links:
            if link.get("identifier"):
                identifiers.append(link["identifier"])
            target = self._target(resource, link)
            if target is not None and target.get("resourceType") == "ImagingStudy":
                identifiers += target.get("identifier") or []
        accession = next((_value(i) for i in identifiers if "ACSN" in _codes(i.get("type"))), "")
        uid = next((_value(i) for i in identifiers if i.get("system") == "urn:dicom:uid"), "")
        return accession, uid.removeprefix("urn:oid:")


def _entries(bundle: Resource) -> Iterator[tuple[str, Resource]]:
    if bundle.get("resourceType") != "Bundle":
        yield "", bundle
        return
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise UnreadableRecordError("The FHIR Bundle's `entry` is no list.")
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield str(entry.get("fullUrl") or ""), resource


def _check(resource: Resource, kind: str, number: int) -> None:
    """Check a resource against R5, then R4B.

    Raises:
        UnreadableRecordError: If it follows neither; names the fields, never their contents.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - loaded with FHIR's models

    fields: list[str] = []
    for version in ("", "R4B."):
        model = getattr(importlib.import_module(f"fhir.resources.{version}{_USED[kind]}"), kind)
        try:
            model.model_validate(resource)
        except ValidationError as error:
            fields = fields or sorted(
                {str(e["loc"][0]) if e["loc"] else kind for e in error.errors()}
            )
        except (ValueError, TypeError, RecursionError, AttributeError):
            fields = fields or [kind]
        else:
            return
    raise UnreadableRecordError(
        f"Entry {number} of the FHIR file ({kind}) follows neither R5 nor R4: "
        f"{', '.join(f'`{name}`' for name in fields[:6])}.",
        hint="Ask the exporting system for valid FHIR R4 or R5.",
    )


def _without_nulls(value: Any) -> Any:
    """Drop the nulls that FHIR's JSON has where an element carries only an extension."""
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value if inner is not None]
    return value


def _patient_identity(patient: Resource) -> RecordIdentity:
    identifiers = patient.get("identifier") or []
    ranked = sorted(identifiers, key=_identifier_rank)
    value, issuer = _id_and_issuer(ranked[0]) if ranked else ("", "")
    born: date | None = None
    try:
        born = parse_date(str(patient.get("birthDate") or ""))
    except ValueError:
        born = None  # FHIR allows a year alone: nothing to compare
    return RecordIdentity(
        patient_id=value, issuer=issuer, name=_name(patient.get("name") or []), birth_date=born
    )


def _identifier_rank(identifier: Resource) -> tuple[bool, bool]:
    return "MR" not in _codes(identifier.get("type")), identifier.get("use") not in {
        "usual",
        "official",
    }


def _id_and_issuer(identifier: Resource) -> tuple[str, str]:
    assigner = (identifier.get("assigner") or {}).get("display") or ""
    return _value(identifier), str(assigner or identifier.get("system") or "").strip()


def _value(identifier: Resource) -> str:
    return str(identifier.get("value") or "").strip()


def _name(names: list[Resource]) -> str:
    """Return the names as DICOM PN groups: several are alternatives of one person."""
    written = []
    for name in sorted(names, key=lambda one: one.get("use") not in {"official", "usual"}):
        family, given = name.get("family") or "", " ".join(name.get("given") or [])
        written.append(f"{family}^{given}".strip("^") or str(name.get("text") or ""))
    return "=".join(value.replace("=", " ") for value in written if value)


def _codes(concept: object) -> set[str]:
    if not isinstance(concept, Mapping):
        return set()
    return {str(coding.get("code")) for coding in concept.get("coding") or () if coding}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(*concepts: object) -> str:
    found = []
    for concept in concepts:
        if isinstance(concept, str):
            found.append(concept)
        elif isinstance(concept, Mapping):
            found.append(str(concept.get("text") or ""))
            found += [str(c.get("display") or "") for c in concept.get("coding") or () if c]
    return " ".join(found)


def _note(resource: Resource) -> tuple[Note | None, list[str]]:
    """Return the note of one resource, and what was left out of it."""
    if {resource.get("status"), resource.get("docStatus")} & _WITHDRAWN:
        return None, ["A text that was withdrawn or entered in error was left out."]
    texts, left_out = _texts(resource)
    text = "\n\n".join(part for part in texts if part.strip())
    if not text.strip():
        return None, left_out
    written, incomplete = _written(resource)
    if incomplete:
        left_out = [
            *left_out,
            "A text's date is incomplete; the latest that it can mean was taken.",
        ]
    note = make_note(
        text, source="fhir", kind=_kind(resource), written=written, author=_author(resource)
    )
    return note, left_out


def _kind(resource: Resource) -> NoteKind:
    categories = _list(resource.get("category"))
    concepts = [resource.get("type"), resource.get("code"), *categories]
    codes = set().union(*(_codes(concept) for concept in concepts))
    words = _words(*concepts, resource.get("description"), resource.get("title"))
    if resource["resourceType"] == "DiagnosticReport":
        is_other = bool(codes & _LABORATORY) and not codes & _IMAGING
        return NoteKind.CLINICAL if is_other else NoteKind.REPORT
    return NoteKind.REPORT if codes & _IMAGING else kind_of(words)


def _written(resource: Resource) -> tuple[datetime | None, bool]:
    period = resource.get("effectivePeriod") or {}
    names = ("date", "issued", "effectiveDateTime")
    stated = [resource[name] for name in names if resource.get(name)]
    stated += [period[name] for name in ("end", "start") if period.get(name)]
    if not stated:
        return None, False
    try:
        return parse_datetime(str(stated[0])), False
    except ValueError:
        pass  # FHIR allows a year or a month alone
    try:
        return latest_datetime(str(stated[0])), True
    except ValueError:
        return None, True


def _author(resource: Resource) -> str:
    people = [*_list(resource.get("author")), *_list(resource.get("performer"))]
    return ", ".join(str(one["display"]) for one in people if one.get("display"))


def _texts(resource: Resource) -> tuple[list[str], list[str]]:
    if resource["resourceType"] == "Composition":
        return list(_section_texts(resource.get("section") or [])), []
    attachments = [c.get("attachment") or {} for c in _list(resource.get("content"))]
    attachments += _list(resource.get("presentedForm"))
    texts, left_out = [], []
    for attachment in attachments:
        try:
            texts.append(_attached(attachment))
        except UnreadableRecordError as error:
            left_out.append(str(error))
    if resource.get("conclusion"):
        texts.append(str(resource["conclusion"]))
    narrative = (resource.get("text") or {}).get("div")
    if not any(text.strip() for text in texts) and narrative:
        texts.append(html_to_text(narrative))
    return texts, left_out


def _section_texts(parts: list[Resource]) -> Iterator[str]:
    for part in parts:
        body = html_to_text((part.get("text") or {}).get("div") or "")
        title = str(part.get("title") or "").strip()
        if body.strip():
            yield f"{title}:\n{body}" if title else body
        yield from _section_texts(part.get("section") or [])


def _attached(attachment: Resource) -> str:
    """Return the text of an Attachment.

    Raises:
        UnreadableRecordError: If it is elsewhere, no text, or no base64.
    """
    content_type = str(attachment.get("contentType") or "text/plain").split(";")[0].strip().lower()
    if not attachment.get("data"):
        raise UnreadableRecordError("An attachment is kept on another server and was not read.")
    if content_type not in {"text/plain", "text/html", "application/xhtml+xml", "text/markdown"}:
        raise UnreadableRecordError("An attachment that is not text was left out.")
    try:
        data = base64.b64decode("".join(str(attachment["data"]).split()), validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableRecordError(
            "An attachment is damaged (no base64) and was left out."
        ) from None
    text = decode_text(data)
    return html_to_text(text) if "html" in content_type else text
