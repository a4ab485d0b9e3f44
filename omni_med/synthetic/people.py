"""Who the synthetic patients are, what was ordered, and their uids, which follow from names."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

ISSUER = "OMNIMED-SYNTHETIC"
_NAMESPACE = uuid.UUID("2f1f6a0e-6f0b-5d7c-9d57-0d6c1a4f7b11")


@dataclass(frozen=True, slots=True)
class Person:
    """A patient who never lived.

    Attributes:
        key: Short name for file names and uids.
        name: DICOM PN; the family name says that it is synthetic.
        patient_id: Unique among the synthetic patients of ``ISSUER``.
        birth_date: Birth date.
        sex: ``"F"`` or ``"M"``.
    """

    key: str
    name: str
    patient_id: str
    birth_date: date
    sex: str


@dataclass(frozen=True, slots=True)
class Order:
    """One examination of one patient.

    Attributes:
        person: Who.
        key: Short name among the person's orders.
        accession: Accession number.
        started: When the images were taken, UTC.
        description: Study description.
        reason: Reason for the request; the first note.
        priority: ``"STAT"`` or ``"ROUTINE"``.
    """

    person: Person
    key: str
    accession: str
    started: datetime
    description: str
    reason: str
    priority: str = "ROUTINE"

    def uid(self, *parts: object) -> str:
        """Return a uid under 2.25 that follows from the order and ``parts``.

        Source: PS3.5 B.2 (UUID derived UIDs).
        """
        name = "/".join(map(str, (self.person.key, self.key, *parts)))
        return f"2.25.{uuid.uuid5(_NAMESPACE, name).int}"
