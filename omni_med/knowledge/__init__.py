"""What the program knows of medicine: codes, and what records call things."""

from omni_med.knowledge.codes import CODES, SNOMED_CT, code_of
from omni_med.knowledge.concepts import (
    BODY_PARTS,
    COMPLAINTS,
    LATERALITY,
    SPEAKS,
    STATEMENTS,
    VOCABULARY,
    Concept,
    ConceptKind,
    Speaks,
    speaks_of,
)

__all__ = [
    "BODY_PARTS",
    "CODES",
    "COMPLAINTS",
    "LATERALITY",
    "SNOMED_CT",
    "SPEAKS",
    "STATEMENTS",
    "VOCABULARY",
    "Concept",
    "ConceptKind",
    "Speaks",
    "code_of",
    "speaks_of",
]
