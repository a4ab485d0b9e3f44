"""What there is to read: a manifest, or a folder, as a list of cases."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from omni_med.batch.manifest import read_manifest
from omni_med.batch.options import Columns
from omni_med.domain import Study
from omni_med.errors import ManifestError

_AGE = re.compile(r"0*(\d+(?:\.\d+)?)\s*([YMWD]?)", re.IGNORECASE)
_YEARS = {"": 1.0, "Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25}


@dataclass(frozen=True, slots=True)
class BatchCase:
    """One case of a batch: paths and words, nothing read yet.

    Attributes:
        index: Place in the batch, from 0.
        case_id: As the manifest gives it, or else its place from 1.
        images: Files of the images, in their order.
        note: The record.
        group: Key of the patient.
        study_uid: As the manifest gives it, or the header's.
        view: View position, where the manifest has a column ``view``.
        sex: As given.
        age: In years.
        study: The study of a folder, whose files ``images`` are, in the order of ``uids``.
        uids: SOP Instance UIDs of ``images``.
        error_code: Set where the case cannot be read at all; ``error`` says why.
        error: In words.
    """

    index: int
    case_id: str = field(repr=False)
    images: tuple[Path, ...] = field(default=(), repr=False)
    note: str = field(default="", repr=False)
    group: str = field(default="", repr=False)
    study_uid: str = ""
    view: str = ""
    sex: str = field(default="", repr=False)
    age: float | None = field(default=None, repr=False)
    study: Study | None = field(default=None, repr=False)
    uids: tuple[str, ...] = field(default=(), repr=False)
    error_code: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The cases and a digest of what they were planned from, hexadecimal."""

    cases: tuple[BatchCase, ...]
    digest: str


def plan_manifest(path: Path, columns: Columns) -> Plan:
    """Read a manifest; paths in it are relative to its folder.

    Raises:
        ManifestError: If it cannot be read, is empty, lacks a column, or two cases share an id.
    """
    manifest = read_manifest(path)
    _check(manifest.columns, columns)
    cases = tuple(
        _case(index, row, columns, path.parent) for index, row in enumerate(manifest.rows)
    )
    if not cases:
        raise ManifestError(
            "The manifest holds no cases.", hint="Give one line a case below the head line."
        )
    _check_ids(cases)
    return Plan(cases, manifest.sha256)


def state_of(case: BatchCase) -> str:
    """Return a digest of its films' sizes and times: one replaced under its name differs."""
    states = []
    for path in case.images:
        try:
            status = path.stat()
        except OSError:
            states.append("gone")
        else:
            states.append(f"{status.st_size}|{status.st_mtime_ns}")
    return digest_of(states)


def digest_of(parts: Sequence[str]) -> str:
    """Return a SHA-256 over strings, hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogateescape")
        total.update(len(encoded).to_bytes(8, "big") + encoded)
    return total.hexdigest()


def years(value: str) -> float | None:
    """Return an age in years: ``"54"``, or a DICOM age string such as ``"054Y"`` or ``"018M"``.

    Source: PS3.5 6.2, AS.
    """
    match = _AGE.fullmatch(value.strip())
    if match is None:
        return None
    return round(float(match[1]) * _YEARS[match[2].upper()], 2)


def _check(there: Sequence[str], columns: Columns) -> None:
    """Refuse a manifest without a column that was asked for, or without images and notes."""
    listed = ", ".join(there)
    for item in fields(Columns):
        name = getattr(columns, item.name)
        if name != item.default and name not in there:
            raise ManifestError(f"The manifest has no column {name!r}.", hint=f"It has: {listed}.")
    if columns.images not in there and columns.note not in there:
        raise ManifestError(
            f"The manifest has neither a column {columns.images!r} nor {columns.note!r}.",
            hint=f"Name them with --image-column and --text-column. It has: {listed}.",
        )


def _check_ids(cases: Sequence[BatchCase]) -> None:
    """Refuse an id that stands for two cases: nobody could tell whose answer is whose."""
    first: dict[str, int] = {}
    for case in cases:
        other = first.setdefault(case.case_id, case.index)
        if other != case.index:
            raise ManifestError(
                f"Case {case.index + 1} of the manifest has the same id as case {other + 1}.",
                hint="Choose a column with --id-column that is different for each case; several "
                "images of one case stand in one line, separated by ';'.",
            )


def _place(folder: Path, name: str) -> Path:
    """Return where a film lies; where none does, the name is taken as Windows writes it."""
    place = folder / name
    if "\\" in name and not place.exists():
        return folder / name.replace("\\", "/")
    return place


def _case(index: int, row: Mapping[str, str], columns: Columns, folder: Path) -> BatchCase:
    names = [name.strip() for name in row.get(columns.images, "").split(";")]
    return BatchCase(
        index=index,
        case_id=row.get(columns.case_id, "").strip() or str(index + 1),
        images=tuple(_place(folder, name) for name in names if name),
        note=row.get(columns.note, ""),
        group=row.get(columns.group, ""),
        study_uid=row.get(columns.study, ""),
        view=row.get("view", ""),
        sex=row.get("sex", ""),
        age=years(row.get("age", "")),
    )
