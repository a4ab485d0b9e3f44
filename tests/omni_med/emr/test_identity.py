"""Whether a record and a study are of the same patient."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import Patient
from omni_med.emr import RecordIdentity, match
from omni_med.emr.identity import same_issuer, same_name

BORN = date(1957, 3, 14)
PATIENT = Patient("MR-4711", "HOSP", "DOE^JANE^ANN", BORN, "F")


@pytest.mark.parametrize(
    "identity",
    [
        RecordIdentity("MR-4711"),
        RecordIdentity("mr-4711 ", "HOSP", name="Jane Doe", birth_date=BORN),
        RecordIdentity("MR-4711", "HOSP", name="Doe, Jane A."),
        RecordIdentity("MR-4711", "urn:oid:1.2.3"),
        RecordIdentity(accession="A1", name="Jane Doe"),
        RecordIdentity(study_uid="1.2.3"),
        RecordIdentity("MR-4711", "OTHER", accession="A1"),
        RecordIdentity("MR-4711", name="王小明"),
        RecordIdentity("MR-4711", name="ANONYMOUS"),
    ],
)
def test_what_fits(identity: RecordIdentity) -> None:
    result = match(identity, PATIENT, ("A1",), "1.2.3")
    assert result.ok, result.reasons
    assert result.reasons == ()
    assert result.agreed


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        (RecordIdentity("MR-4712"), "The patient IDs differ."),
        (RecordIdentity("MR-4712", accession="A1"), "The patient IDs differ."),
        (RecordIdentity("MR-4711", name="John Roe"), "The names differ."),
        (RecordIdentity("MR-4711", name="John Doe"), "The names differ."),
        (RecordIdentity("MR-4711", birth_date=date(1957, 3, 15)), "The birth dates differ."),
        (RecordIdentity("MR-4711", accession="A2"), "The accession numbers differ."),
        (RecordIdentity("MR-4711", study_uid="1.2.4"), "The study UIDs differ."),
        (RecordIdentity("MR-4711", "OTHER"), "different issuers"),
        (RecordIdentity(name="Jane Doe", birth_date=BORN), "no identifier in common"),
        (RecordIdentity(), "no identifier in common"),
        (RecordIdentity("anonymous"), "no identifier in common"),
    ],
)
def test_what_does_not_fit_says_why(identity: RecordIdentity, reason: str) -> None:
    result = match(identity, PATIENT, ("A1",), "1.2.3")
    assert not result.ok
    assert reason in " ".join(result.reasons)


def test_reasons_and_reprs_hold_no_patient_data() -> None:
    identity = RecordIdentity("SECRET-9", "HOSP", "ACC-9", "Roe^Richard", date(1999, 1, 9), "9.9.9")
    result = match(identity, PATIENT, ("A1",), "1.2.3")
    shown = repr(identity) + repr(result)
    for word in ("SECRET", "4711", "Roe", "DOE", "ACC-9", "1999", "9.9.9"):
        assert word not in shown
    assert len(result.reasons) == 5


def test_ids_missing_on_both_sides_need_accession_or_study() -> None:
    nobody = Patient("")
    assert match(RecordIdentity(accession="A1"), nobody, ("A1",)).ok
    assert match(RecordIdentity(study_uid="1.2"), nobody, (), "1.2").ok
    assert not match(RecordIdentity(name="Jane Doe"), nobody).ok


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Doe^Jane", "JANE DOE", True),
        ("Müller^Jörg", "Mueller, Joerg", True),
        ("Müller^Jörg", "Muller Jorg", True),
        ("O'Brien^Áine", "obrien aine", True),
        ("Smith-Jones^Amy", "Amy Smith Jones", True),
        ("Wang^Xiao Dong", "Wang Xiaodong", True),
        ("Wang^XiaoDong=王^小东", "王小东", True),
        ("Wang^XiaoDong=王^小东", "Li Ming", False),
        ("王^小东", "王小东", True),
        ("王^小东", "王小冬", False),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "山田 太郎", True),
        ("Dr. Jane Doe", "Doe^Jane^^Dr", True),
        ("Doe^J", "Jane Doe", True),
        ("Doe^Jane", "Doe^John", False),
        ("J D", "Jane Doe", False),
        ("Doe^Jane", "", None),
        ("Doe^Jane", "王小东", None),
        ("^^^^", "Doe", None),
        ("XXXX", "Doe^Jane", None),
        ("Løkke^Søren", "Soren Lokke", True),
        ("A^B C D E", "A B C D E", True),
    ],
)
def test_names(first: str, second: str, same: bool | None) -> None:
    assert same_name(first, second) is same
    assert same_name(second, first) is same


@given(st.text(max_size=40), st.text(max_size=40))
def test_names_compare_alike_both_ways_and_never_raise(first: str, second: str) -> None:
    assert same_name(first, second) == same_name(second, first)
    assert same_name(first, first) is not False or not first.strip(" ^=")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("HOSP", "hosp", True),
        ("HOSP", "CLINIC", False),
        ("HOSP", "", None),
        ("HOSP", "http://hospital.example/mrn", None),
        ("urn:oid:1.2.3", "1.2.3", True),
        ("HOSP&1.2.3&ISO", "urn:oid:1.2.3", True),
        ("HOSP&1.2.3&ISO", "urn:oid:1.2.4", False),
        ("HOSP&1.2.3&ISO", "HOSP", True),
    ],
)
def test_issuers(first: str, second: str, same: bool | None) -> None:
    assert same_issuer(first, second) is same
