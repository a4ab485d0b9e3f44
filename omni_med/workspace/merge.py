"""What the headers of one study say, made one: the first word stands, gaps are filled."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from omni_med.dicom import grouping
from omni_med.domain import Series, Study

T = TypeVar("T")


def changed(value: T, **fields_: Any) -> T:
    """Return a copy of a frozen dataclass with other values."""
    return replace(value, **fields_)  # type: ignore[type-var]


def merge_study(kept: Study, other: Study) -> Study:
    """Fill gaps of what is kept with what another header says.

    The patient is filled too; their series are left alone.
    """
    patient = _filled(kept.patient, other.patient, frozenset())
    merged = _filled(kept, other, frozenset({"patient", "series"}))
    return merged if patient is kept.patient else changed(merged, patient=patient)


def merge_series(kept: Series, other: Series) -> Series:
    """Fill gaps of what is kept with what another header says; instances are left alone."""
    return _filled(kept, other, frozenset({"instances"}))


def _filled(kept: T, other: T, skip: frozenset[str]) -> T:
    gaps = {
        item.name: getattr(other, item.name)
        for item in fields(kept)  # type: ignore[arg-type]
        if item.name not in skip
        and getattr(kept, item.name) in {None, ""}
        and getattr(other, item.name) not in {None, ""}
    }
    return changed(kept, **gaps) if gaps else kept


def same_patient(kept: Study, other: Study) -> bool:
    """Say whether two headers of one study UID can be of one patient."""
    return grouping.same_patient(kept.patient, other.patient)
