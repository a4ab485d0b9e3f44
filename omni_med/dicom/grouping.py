"""Parsed files -> studies, series, instances.

Source: PS3.3 A.1.2 (information model).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from omni_med.dicom.parsed import ParsedFile
from omni_med.domain.study import Instance, Patient, Series, Study

T = TypeVar("T", Study, Series, Patient)


def group(parsed: Iterable[ParsedFile]) -> tuple[Study, ...]:
    """Group files into studies, in the order their first file came.

    An attribute that one file leaves empty is taken from another of the same study or series.
    Whether they are of one patient is the caller's to ask (``same_patient``). A SOP instance that
    came twice is kept once. Series are sorted by number, instances by
    instance number.
    """
    studies: dict[str, Study] = {}
    series: dict[str, dict[str, Series]] = {}
    instances: dict[tuple[str, str], dict[str, Instance]] = {}
    for item in parsed:
        uid, series_uid = item.study.study_uid, item.series.series_uid
        studies[uid] = merge(studies[uid], item.study) if uid in studies else item.study
        known = series.setdefault(uid, {})
        known[series_uid] = (
            merge(known[series_uid], item.series) if series_uid in known else item.series
        )
        found = instances.setdefault((uid, series_uid), {})
        found.setdefault(item.instance.sop_instance_uid, item.instance)
    return tuple(
        replace(
            study,
            series=tuple(
                replace(
                    one,
                    instances=tuple(
                        sorted(instances[uid, one.series_uid].values(), key=_instance_order)
                    ),
                )
                for one in sorted(series[uid].values(), key=_series_order)
            ),
        )
        for uid, study in studies.items()
    )


def same_patient(first: Patient, second: Patient) -> bool:
    """Say whether two headers can be of one patient: what both state of id, issuer, birth agrees.

    Names are not compared: they are written in too many ways.
    """
    pairs = (
        (first.patient_id, second.patient_id),
        (first.issuer, second.issuer),
        (first.birth_date, second.birth_date),
    )
    return all(one == other for one, other in pairs if one and other)


def merge(first: T, second: T) -> T:
    """Return ``first`` with its empty attributes filled from ``second``."""
    changes: dict[str, Any] = {}
    for item in fields(first):
        mine, theirs = getattr(first, item.name), getattr(second, item.name)
        if isinstance(mine, Patient):
            changes[item.name] = merge(mine, theirs)
        elif mine in (None, "", ()) and theirs not in (None, "", ()):
            changes[item.name] = theirs
    return replace(first, **changes) if changes else first


def _series_order(series: Series) -> tuple[bool, int, str]:
    return series.number is None, series.number or 0, series.series_uid


def _instance_order(instance: Instance) -> tuple[bool, int, str]:
    number = instance.instance_number
    return number is None, number or 0, instance.sop_instance_uid
