"""Codes of findings, diseases and body parts that the program names.

Only concepts whose code is certain stand here; what has none is named without a code rather than
with a near one. An opacity is what is seen, no disease: its code is DICOM's own ("the shadow of an
absorber that attenuates the X-ray beam more effectively than do surrounding absorbers"), of the
context group for abnormal opacities on chest films. SNOMED CT's "radiologic infiltrate of lung" is
a near one, and names a process that a film cannot show (Fleischner Society glossary, 2008).

Source: SNOMED CT International Edition (SNOMED International); ``display`` is the preferred or the
fully specified term without its tag. DICOM PS3.16, CID 6104, and Annex D: 112001.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from omni_med.domain import Code

SNOMED_CT = "http://snomed.info/sct"
"""The code system's URI (HL7 FHIR, Using SNOMED CT)."""

DCM = "http://dicom.nema.org/resources/ontology/DCM"
"""URI of DICOM's controlled terminology (HL7 FHIR, Using DICOM's codes; DICOM PS3.16, Annex D)."""

_DISEASES = {
    "pneumonia": ("233604007", "Pneumonia"),
    "COVID-19": ("840539006", "Disease caused by severe acute respiratory syndrome coronavirus 2"),
    "COVID-19 pneumonia": (
        "882784691000119100",
        "Pneumonia caused by severe acute respiratory syndrome coronavirus 2",
    ),
    "pneumonitis": ("205237003", "Pneumonitis"),
    "infective pneumonia": ("312342009", "Infective pneumonia"),
    "viral pneumonia": ("75570004", "Viral pneumonia"),
    "bacterial pneumonia": ("53084003", "Bacterial pneumonia"),
    "fungal pneumonia": ("233613009", "Fungal pneumonia"),
    "aspiration pneumonia": ("422588002", "Aspiration pneumonia"),
    "acute respiratory distress syndrome": ("67782005", "Acute respiratory distress syndrome"),
    "pneumothorax": ("36118008", "Pneumothorax"),
    "pleural effusion": ("60046008", "Pleural effusion"),
    "atelectasis": ("46621007", "Atelectasis"),
    "cardiomegaly": ("8186001", "Cardiomegaly"),
    "pulmonary edema": ("19242006", "Pulmonary edema"),
    "emphysema": ("87433001", "Pulmonary emphysema"),
    "consolidation": ("95436008", "Lung consolidation"),
    "tuberculosis": ("154283005", "Pulmonary tuberculosis"),
}
_BODY_PARTS = {
    "chest": ("51185008", "Thoracic structure"),
    "lung": ("39607008", "Lung structure"),
    "knee": ("72696002", "Knee region structure"),
}

OPACITY = Code(DCM, "112001", "Opacity")

CODES: Mapping[str, Code] = MappingProxyType(
    {name: Code(SNOMED_CT, *value) for name, value in {**_DISEASES, **_BODY_PARTS}.items()}
    | {"opacity": OPACITY}
)
"""Name as a radiologist writes it -> code."""

_OTHER_NAMES = {"pneumonia-type opacity": OPACITY, "lung opacity": OPACITY}
_BY_NAME = {name.casefold(): code for name, code in {**CODES, **_OTHER_NAMES}.items()}


def code_of(name: str) -> Code | None:
    """Return the code of a finding by its name, case ignored; None where none is certain."""
    return _BY_NAME.get(name.strip().casefold())


def is_valid_sctid(code: str) -> bool:
    """Return whether a SNOMED CT identifier has the right length and check digit.

    Source: SNOMED CT Release File Specifications, 6.3 (Verhoeff check digit).
    """
    if not code.isascii() or not code.isdigit() or not 6 <= len(code) <= 18:
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = _DIHEDRAL[check][_permuted(place, int(digit))]
    return check == 0


_DIHEDRAL = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permuted(place: int, digit: int) -> int:
    for _ in range(place % 8):
        digit = _PERMUTATION[digit]
    return digit
