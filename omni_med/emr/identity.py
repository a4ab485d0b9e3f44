"""Whether a record and a study are of the same patient.

The rule: issuer and patient id, and where they are missing the accession number or the study UID;
name and birth date are a cross-check. What is missing on one side is no mismatch.

Source: DICOM PS3.3 C.2.2 (Patient Identification), PS3.5 6.2 (VR PN).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from omni_med.domain import Patient
from omni_med.emr.text import word_set

_PLACEHOLDERS = word_set(
    "anonymous anonymized anonymised anon unknown none na xxx xxxx deidentified removed"
)
_TITLES = word_set("mr mrs ms miss dr prof jr sr md phd ii iii iv")
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_IDEOGRAPHIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class RecordIdentity:
    """Who a record says it is of. Nothing of it appears in a ``repr``.

    Attributes:
        patient_id: As the source writes it, white space at the ends removed.
        issuer: Who gave the id: a name, an OID or a URI.
        accession: Accession number of the order.
        name: In any usual order, or as DICOM PN.
        birth_date: Birth date.
        study_uid: Study Instance UID.
    """

    patient_id: str = field(default="", repr=False)
    issuer: str = field(default="", repr=False)
    accession: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    study_uid: str = field(default="", repr=False)

    @property
    def is_empty(self) -> bool:
        """True where the record names nobody (plain text)."""
        return not (self.patient_id or self.accession or self.study_uid or self.name)


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Whether record and study fit.

    Attributes:
        ok: True where they may be joined.
        reasons: Why not, in words without patient data; empty where ``ok``.
        agreed: What was compared and agrees: ``"patient ID"``, ``"accession number"``,
            ``"study UID"``, ``"name"``, ``"birth date"``.
    """

    ok: bool
    reasons: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()


def match(
    identity: RecordIdentity,
    patient: Patient,
    accessions: Collection[str] = (),
    study_uid: str = "",
) -> MatchResult:
    """Compare a record's identity with a study's.

    Args:
        identity: Of the record.
        patient: From the study's header.
        accessions: Accession numbers of the study.
        study_uid: Study Instance UID of the study.

    Returns:
        ``ok`` only if patient id (of the same or an unnamed issuer), accession number or study UID
        agree and nothing that stands on both sides differs.
    """
    compared = {
        "patient ID": _same_id(identity, patient),
        "accession number": _same_accession(identity.accession, accessions),
        "study UID": _same_text(identity.study_uid, study_uid),
        "name": same_name(identity.name, patient.name),
        "birth date": _same_day(identity.birth_date, patient.birth_date),
    }
    reasons = [f"The {what}s differ." for what, same in compared.items() if same is False]
    agreed = tuple(what for what, same in compared.items() if same)
    if not {"patient ID", "accession number", "study UID"} & set(agreed):
        reasons += _nothing_in_common(identity, patient, compared)
    return MatchResult(not reasons, tuple(reasons), agreed)


def _nothing_in_common(
    identity: RecordIdentity, patient: Patient, compared: dict[str, bool | None]
) -> list[str]:
    if any(compared[key] is False for key in ("patient ID", "accession number", "study UID")):
        return []  # said already
    if _stated(identity.patient_id) and _stated(patient.patient_id):
        return ["The patient IDs come from different issuers; give an accession number."]
    return [
        "Record and study have no identifier in common: patient ID, accession number or study UID."
    ]


def same_issuer(first: str, second: str) -> bool | None:
    """Compare two issuers of patient ids; None where one is missing or they are of other kinds.

    A name (``HOSPITAL A``) and a URI or OID cannot be compared. HL7 HD (``name&oid&ISO``) agrees
    by either part.
    """
    names_a, ids_a = _issuer_parts(first)
    names_b, ids_b = _issuer_parts(second)
    if ids_a and ids_b:
        return bool(ids_a & ids_b)
    if names_a and names_b:
        return bool(names_a & names_b)
    return None


def _issuer_parts(issuer: str) -> tuple[set[str], set[str]]:
    names: set[str] = set()
    ids: set[str] = set()
    for part in issuer.strip().split("&"):
        value = part.strip().casefold()
        if not value or value in {"iso", "dns", "uri", "uuid"}:
            continue
        bare = value.removeprefix("urn:oid:")
        is_id = bare != value or ":" in value or bool(re.fullmatch(r"[0-2](\.\d+)+", bare))
        (ids if is_id else names).add(bare)
    return names, ids


def same_name(first: str, second: str) -> bool | None:
    """Compare two names; None where one is missing or they share no script.

    Order, case, diacritics (``Müller``, ``Mueller``), titles, hyphens, missing middle names and
    initials are tolerated. Of DICOM's groups (alphabetic=ideographic=phonetic) one that can be
    compared and agrees is enough.
    """
    verdicts = [
        verdict
        for one in _groups(first)
        for other in _groups(second)
        if (verdict := _same_group(one, other)) is not None
    ]
    return any(verdicts) if verdicts else None


def _groups(name: str) -> list[str]:
    return [group for group in unicodedata.normalize("NFKC", name).split("=") if group.strip(" ^")]


def _same_group(first: str, second: str) -> bool | None:
    if bool(_IDEOGRAPHIC.search(first)) != bool(_IDEOGRAPHIC.search(second)):
        return None
    if _IDEOGRAPHIC.search(first):
        return _joined(first) == _joined(second)
    if not _tokens(first, german=False) or not _tokens(second, german=False):
        return None
    return any(
        _same_tokens(_tokens(first, german=g), _tokens(second, german=h))
        for g, h in itertools.product((False, True), repeat=2)
    )


def _joined(name: str) -> str:
    return re.sub(r"[\s^·•・,，]+", "", name)


def _tokens(name: str, *, german: bool) -> list[str]:
    folded = name.casefold()
    if german:
        folded = unicodedata.normalize("NFC", folded).translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", folded.translate(_STROKES))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"[^\W_]+", re.sub(r"['\u2019`]", "", plain))
    kept = [word for word in words if word not in _TITLES]
    return [] if any(word in _PLACEHOLDERS for word in kept) else kept


def _same_tokens(first: list[str], second: list[str]) -> bool:
    fewer, more = sorted((first, second), key=len)
    if sorted(fewer) == sorted(more) or _covers(fewer, more):
        return True
    if len(more) > 4:
        return False
    return bool(_orders(first) & _orders(second))  # "Xiao Dong" and "Xiaodong"


def _covers(fewer: list[str], more: list[str]) -> bool:
    """True where each token of the shorter name has its own in the longer, initials included."""
    left = list(more)
    whole = [token for token in fewer if len(token) > 1]
    for token in whole:
        if token in left:
            left.remove(token)
            continue
        initial = next((other for other in left if other == token[0]), None)
        if initial is None:
            return False
        left.remove(initial)
    for token in (token for token in fewer if len(token) == 1):
        full = next((other for other in left if other.startswith(token)), None)
        if full is None:
            return False
        left.remove(full)
    return any(token in more for token in whole)


def _orders(tokens: list[str]) -> set[str]:
    return {"".join(order) for order in itertools.permutations(tokens)}


def _stated(value: str) -> bool:
    return bool(value.strip()) and value.strip().casefold() not in _PLACEHOLDERS


def _same_id(identity: RecordIdentity, patient: Patient) -> bool | None:
    if not _stated(identity.patient_id) or not _stated(patient.patient_id):
        return None
    if same_issuer(identity.issuer, patient.issuer) is False:
        return None
    return identity.patient_id.strip().casefold() == patient.patient_id.strip().casefold()


def _same_accession(accession: str, accessions: Collection[str]) -> bool | None:
    stated = [value.strip() for value in accessions if value.strip()]
    if not accession.strip() or not stated:
        return None
    return accession.strip() in stated


def _same_text(first: str, second: str) -> bool | None:
    if not first.strip() or not second.strip():
        return None
    return first.strip() == second.strip()


def _same_day(first: date | None, second: date | None) -> bool | None:
    return None if first is None or second is None else first == second
