"""FHIR Bundles as records, R5 and R4."""

from __future__ import annotations

import base64
import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_med.domain import NoteKind
from omni_med.emr import RecordDocument, parse_record
from omni_med.errors import UnreadableRecordError

MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
ACSN = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "ACSN"}]}
NOTE = "67-year-old woman with fever.\nNo chest pain."


def patient(number: str = "p1", mrn: str = "MR-1") -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": number,
        "identifier": [
            {"system": "http://insurance.example", "value": "INS-9"},
            {"use": "usual", "type": MR, "system": "urn:oid:1.2.3", "value": mrn},
        ],
        "name": [{"use": "official", "family": "Doe", "given": ["Jane", "Ann"]}],
        "birthDate": "1957-03-14",
    }


def attachment(text: str = NOTE, kind: str = "text/plain; charset=UTF-8") -> dict[str, Any]:
    return {"contentType": kind, "data": base64.b64encode(text.encode()).decode()}


def reference_r4(**changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": "Patient/p1"},
        "type": {"text": "Outpatient note"},
        "date": "2024-11-20T08:00:00Z",
        "author": [{"display": "Dr. Roe"}],
        "content": [{"attachment": attachment()}],
        **changes,
    }


def bundle(*resources: dict[str, Any], base: str = "") -> bytes:
    entries = [
        {"fullUrl": f"{base}{r['resourceType']}/{r.get('id', n)}", "resource": r}
        if base
        else {"resource": r}
        for n, r in enumerate(resources)
    ]
    document = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(document).encode()


def one(data: bytes) -> RecordDocument:
    (document,) = parse_record(data)
    return document


def test_a_note_with_its_patient() -> None:
    document = one(bundle(patient(), reference_r4()))
    assert document.identity.patient_id == "MR-1"
    assert document.identity.issuer == "urn:oid:1.2.3"
    assert document.identity.name == "Doe^Jane Ann"
    assert document.identity.birth_date == date(1957, 3, 14)
    (note,) = document.notes
    assert note.text == NOTE
    assert note.kind is NoteKind.CLINICAL
    assert note.written == datetime(2024, 11, 20, 8, tzinfo=UTC)
    assert note.author == "Dr. Roe"
    assert note.source == "fhir"


def test_r4_context_and_r5_context_give_the_order() -> None:
    related = {"identifier": {"type": ACSN, "value": "A-77"}}
    r4 = reference_r4(context={"related": [related]})
    r5 = reference_r4(context=[related])
    for resource in (r4, r5):
        assert one(bundle(patient(), resource)).identity.accession == "A-77"


@pytest.mark.parametrize("link", ["study", "imagingStudy"])  # R5, R4
def test_a_report_names_its_study(link: str) -> None:
    study = {
        "resourceType": "ImagingStudy",
        "id": "s1",
        "status": "available",
        "subject": {"reference": "Patient/p1"},
        "identifier": [
            {"system": "urn:dicom:uid", "value": "urn:oid:1.2.840.9"},
            {"type": ACSN, "value": "A-78"},
        ],
    }
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Chest X-ray"},
        "subject": {"reference": "Patient/p1"},
        "issued": "2024-11-20T10:00:00+01:00",
        "conclusion": "No acute disease.",
        link: [{"reference": "ImagingStudy/s1"}],
    }
    document = one(bundle(patient(), study, report))
    assert document.identity.study_uid == "1.2.840.9"
    assert document.identity.accession == "A-78"
    assert document.notes[0].kind is NoteKind.REPORT
    assert document.notes[0].text == "No acute disease."


def test_a_laboratory_report_is_a_clinical_note() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [{"coding": [{"code": "LAB"}]}],
        "code": {"text": "CRP"},
        "subject": {"reference": "Patient/p1"},
        "conclusion": "CRP 120 mg/L.",
    }
    assert one(bundle(patient(), report)).notes[0].kind is NoteKind.CLINICAL


def test_kinds_by_type() -> None:
    kinds = [
        one(bundle(patient(), reference_r4(type=kind))).notes[0].kind
        for kind in (
            {"text": "Radiology report"},
            {"coding": [{"system": "http://loinc.org", "code": "18748-4"}]},
            {"text": "Referral"},
            {"text": "Discharge summary"},
        )
    ]
    assert kinds == [NoteKind.REPORT, NoteKind.REPORT, NoteKind.REQUEST, NoteKind.CLINICAL]


def test_references_by_url_contained_and_identifier() -> None:
    url = "http://ehr.example/fhir/"
    absolute = reference_r4(subject={"reference": f"{url}Patient/p1/_history/2"})
    assert one(bundle(patient(), absolute, base=url)).identity.patient_id == "MR-1"
    inside = reference_r4(subject={"reference": "#p1"}, contained=[patient(mrn="MR-2")])
    assert one(bundle(inside)).identity.patient_id == "MR-2"
    by_id = reference_r4(subject={"identifier": {"system": "HOSP", "value": "MR-3"}})
    assert one(bundle(by_id)).identity.patient_id == "MR-3"


def test_two_patients_are_two_records() -> None:
    second = reference_r4(subject={"reference": "Patient/p2"})
    documents = parse_record(bundle(patient(), patient("p2", "MR-2"), reference_r4(), second))
    assert [d.identity.patient_id for d in documents] == ["MR-1", "MR-2"]


def test_a_single_patient_is_meant_where_no_subject_stands() -> None:
    resource = reference_r4()
    del resource["subject"]
    assert one(bundle(patient(), resource)).identity.patient_id == "MR-1"
    with pytest.raises(UnreadableRecordError, match="names no patient"):
        parse_record(bundle(patient(), patient("p2", "MR-2"), resource))


def test_html_and_composition_become_words() -> None:
    page = reference_r4(
        content=[
            {"attachment": attachment("<p>Fever &amp; cough.</p><script>x</script>", "text/html")}
        ]
    )
    assert one(bundle(patient(), page)).notes[0].text == "Fever & cough."
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Clinic letter"},
        "subject": [{"reference": "Patient/p1"}],
        "date": "2024-11-19",
        "author": [{"display": "Dr. Roe"}],
        "title": "Letter",
        "section": [
            {
                "title": "History",
                "text": {
                    "status": "generated",
                    "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>Fever.</p></div>',
                },
            }
        ],
    }
    assert one(bundle(patient(), composition)).notes[0].text == "History:\nFever."


def test_chinese_gb18030_attachment() -> None:
    data = base64.b64encode("患者男，67岁，发热。".encode("gb18030")).decode()
    resource = reference_r4(content=[{"attachment": {"contentType": "text/plain", "data": data}}])
    assert one(bundle(patient(), resource)).notes[0].text == "患者男，67岁，发热。"


def test_what_is_left_out_is_said() -> None:
    pdf = reference_r4(
        content=[{"attachment": {"contentType": "application/pdf", "data": "JVBERi0="}}]
    )
    away = reference_r4(content=[{"attachment": {"url": "http://ehr.example/Binary/1"}}])
    document = one(bundle(patient(), reference_r4(), pdf, away))
    assert len(document.notes) == 1
    assert document.remarks == (
        "An attachment that is not text was left out.",
        "An attachment is kept on another server and was not read.",
    )
    with pytest.raises(UnreadableRecordError, match="no text that can be read"):
        parse_record(bundle(patient(), pdf))


def test_newline_delimited_fhir() -> None:
    data = "\n".join(json.dumps(r) for r in (patient(), reference_r4())).encode()
    assert one(data).identity.patient_id == "MR-1"


def test_incomplete_birth_date_and_date() -> None:
    someone = {**patient(), "birthDate": "1957"}
    document = one(bundle(someone, reference_r4(date="2024-11-20T08:00:00Z")))
    assert document.identity.birth_date is None


def test_invalid_resources_name_the_field_not_the_content() -> None:
    broken = reference_r4(status="SECRET", colour="SECRET")
    with pytest.raises(UnreadableRecordError, match=r"Entry 2 .*DocumentReference") as caught:
        parse_record(bundle(patient(), broken))
    assert "SECRET" not in str(caught.value)
    with pytest.raises(UnreadableRecordError):
        parse_record(json.dumps({"resourceType": "Bundle", "entry": {"a": 1}}).encode())


WHOLE = json.loads(
    bundle(
        patient(),
        reference_r4(context={"related": [{"reference": "ImagingStudy/s1"}]}),
        base="urn:x:",
    )
)


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [before] if before else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += paths(inner, (*before, key))
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(paths(WHOLE)),
    st.sampled_from([None, 5, "", "x", [], {}, [None], [{}], {"a": None}, "2024-99-99", True]),
)
def test_any_damage_is_a_record_or_the_typed_error(path: tuple[Any, ...], value: Any) -> None:
    damaged = copy.deepcopy(WHOLE)
    inner = damaged
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    try:
        parse_record(json.dumps(damaged).encode())
    except UnreadableRecordError:
        return


@pytest.mark.parametrize(
    "withdrawn",
    [
        reference_r4(status="entered-in-error"),
        reference_r4(status="superseded"),
        reference_r4(docStatus="entered-in-error"),
    ],
)
def test_what_was_entered_in_error_is_no_note(withdrawn: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecordError, match="entered in error"):
        parse_record(bundle(patient(), withdrawn))
    other = reference_r4(content=[{"attachment": attachment("Cough.")}])
    document = one(bundle(patient(), withdrawn, other))
    assert [note.text for note in document.notes] == ["Cough."]
    assert any("entered in error" in remark for remark in document.remarks)


def test_an_incomplete_date_is_taken_as_late_as_it_can_be() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Culture"},
        "category": [{"coding": [{"code": "LAB"}]}],
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2024-11",
        "conclusion": "Pneumococci.",
    }
    document = one(bundle(patient(), report))
    assert document.notes[0].written == datetime(2024, 11, 30, 23, 59)  # noqa: DTZ001 - as written
    assert any("incomplete" in remark for remark in document.remarks)
