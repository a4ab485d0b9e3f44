"""A labelled set of cases for one head: what was found, what was left out, and why.

A manifest (CSV or Parquet) has one line a case: images, a note, a label, and who the patient is.
Paths are relative to the manifest's folder. Columns that name a person are never read.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from finetune.datasets.folder import GROUP, IMAGE, NOTE, read_folder
from finetune.errors import DatasetError
from omni_med.batch.manifest import Manifest, read_manifest
from omni_med.inference.select import is_other_view

_PERSONAL = re.compile(
    r"(patient|subject|person|pat)?[ _]*(full|family|given|first|last|sur)?[ _]*name(s)?|姓名|"
    r"birth[ _]*date|date[ _]*of[ _]*birth|dob|address|phone|telephone|e[ _]?mail|"
    r"(national|social|identity).*|ssn|mrn|身份证.*|电话|地址|出生日期",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(patient(?:'s)?[ _]*name|name of patient|full name|surname|date of birth|dob)[ \t]*[:=]|"
    r"(姓名|出生日期|身份证号?)[ \t]*[:：]",
    re.IGNORECASE,
)
LEAST_POSITIVES = 4  # cases
LEAST_GROUPS = 2  # patients with the finding: one to learn from, one to judge by


@dataclass(frozen=True, slots=True)
class Label:
    """Which cases are positive: those whose ``column`` holds ``value`` (ends of paths count).

    ``finding=Pneumonia/Fungal`` also takes ``Pneumonia/Fungal/Pneumocystis``: the value is a
    step of a path from general to specific.
    """

    column: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Label:
        """Read ``COLUMN=VALUE``.

        Raises:
            DatasetError: If there is no ``=``, or nothing on one side of it.
        """
        column, equals, value = text.partition("=")
        if not equals or not column.strip() or not value.strip():
            raise DatasetError(
                "--label says which cases have the finding: COLUMN=VALUE.",
                hint="For instance --label finding=Pneumonia/Fungal/Pneumocystis",
            )
        return cls(column.strip(), value.strip())

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.column}={self.value}"

    def matches(self, cell: str) -> bool:
        """Return whether a cell of the column is positive."""
        value, cell = self.value.casefold(), cell.strip().casefold()
        return cell == value or cell.startswith(value + "/")


@dataclass(frozen=True, slots=True)
class DatasetColumns:
    """Names of the manifest's columns; an empty one means that there is no such thing."""

    images: str = "images"
    note: str = "note"
    group: str = "patient_key"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One case.

    Attributes:
        index: Line of the manifest, from 1, its head not counted.
        image: The film; None for a note alone.
        note: The record.
        group: Key of the patient.
        label: 1 with the finding, 0 without it.
        kind: What the label column says, for the mimics of the report.
        view: View position, where the manifest tells.
        extras: Other columns that may betray how a case was acquired, name to value.
        study_uid: The study in a workspace that it is; empty where it lies as files.
    """

    index: int
    image: Path | None = field(repr=False)
    note: str = field(repr=False)
    group: str = field(repr=False)
    label: int
    kind: str = ""
    view: str = ""
    extras: dict[str, str] = field(default_factory=dict, repr=False)
    study_uid: str = field(default="", repr=False)

    @property
    def has_image(self) -> bool:
        """Whether there is a film."""
        return self.image is not None or bool(self.study_uid)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """The cases of one head.

    Attributes:
        samples: Those that are used.
        label: What makes one positive.
        found: Lines of the manifest.
        excluded: Why cases were left out, and how many.
        warnings: What a reader of the report must know.
        digest: SHA-256 of the manifest and the choice of columns, hexadecimal.
    """

    samples: tuple[Sample, ...]
    label: Label
    found: int
    excluded: dict[str, int]
    warnings: tuple[str, ...]
    digest: str

    @property
    def positives(self) -> int:
        """Cases with the finding."""
        return sum(sample.label for sample in self.samples)

    @property
    def positive_groups(self) -> int:
        """Patients with the finding."""
        return len({sample.group for sample in self.samples if sample.label})


def read_dataset(
    path: Path, label: Label, columns: DatasetColumns, *, least: int = LEAST_POSITIVES
) -> Dataset:
    """Read a manifest, or a folder with one folder a class, as the cases of one head.

    Args:
        path: CSV, Parquet, or a folder.
        label: Which cases are positive; ``class=NAME`` of a folder.
        columns: Of the manifest; a folder's are known.
        least: Cases with the finding below which it is refused.

    Raises:
        ManifestError: If the file cannot be read.
        DatasetError: If a column is missing, labels contradict each other, or too few are left.
    """
    folder = path if path.is_dir() else path.parent
    manifest = read_folder(path) if path.is_dir() else read_manifest(path)
    if path.is_dir():
        columns = DatasetColumns(IMAGE, NOTE, GROUP if GROUP in manifest.columns else "")
    _check_columns(manifest, label, columns)
    excluded: Counter[str] = Counter()
    samples: list[Sample] = []
    for index, row in enumerate(manifest.rows, start=1):
        sample, why = _sample(index, row, label, columns, folder)
        if sample is None:
            excluded[why] += 1
        else:
            samples.append(sample)
    samples, repeated = _without_repeats(samples)
    if repeated:
        excluded["the same image and label again"] = repeated
    chosen = [label.column, label.value, columns.images, columns.note, columns.group]
    digest = hashlib.sha256("\0".join([manifest.sha256, *chosen]).encode()).hexdigest()
    warnings = (*_warnings(manifest, columns), *_named(samples))
    dataset = Dataset(tuple(samples), label, len(manifest.rows), dict(excluded), warnings, digest)
    check_enough(dataset, least)
    return dataset


def film_digest(film: Path) -> str:
    """Return the first 16 hexadecimal digits of SHA-256 over a film's file."""
    return hashlib.sha256(film.read_bytes()).hexdigest()[:16]


def _check_columns(manifest: Manifest, label: Label, columns: DatasetColumns) -> None:
    listed = ", ".join(name for name in manifest.columns if not _PERSONAL.fullmatch(name))
    if label.column not in manifest.columns:
        raise DatasetError(
            f"The manifest has no column {label.column!r}.", hint=f"It has: {listed}."
        )
    if columns.images not in manifest.columns and columns.note not in manifest.columns:
        raise DatasetError(
            f"The manifest has neither a column {columns.images!r} nor {columns.note!r}.",
            hint=f"Name them with --image-column and --text-column. It has: {listed}.",
        )
    defaults = DatasetColumns()
    for name, default in (
        (columns.images, defaults.images),
        (columns.note, defaults.note),
        (columns.group, defaults.group),
    ):
        if name and name != default and name not in manifest.columns:
            raise DatasetError(f"The manifest has no column {name!r}.", hint=f"It has: {listed}.")


def _sample(
    index: int, row: dict[str, str], label: Label, columns: DatasetColumns, folder: Path
) -> tuple[Sample | None, str]:
    """Return a line as a case, or why it is none."""
    kind = row[label.column].strip()
    if not kind:
        return None, "no label"
    view = row.get("view", "").strip()
    if is_other_view(view):
        return None, "a view that the model does not read"
    name = row.get(columns.images, "").split(";")[0].strip()
    image = folder / name if name else None
    note = row.get(columns.note, "").strip()
    if image is None and not note:
        return None, "neither image nor note"
    if image is not None and not image.is_file():
        return None, "the image file is missing"
    taken = {columns.images, columns.note, columns.group, label.column}
    extras = {
        name: value.strip()
        for name, value in row.items()
        if name not in taken and not _PERSONAL.fullmatch(name)
    }
    group = row.get(columns.group, "").strip() or f"line-{index}"
    positive = int(label.matches(kind))
    return Sample(index, image, note, group, positive, kind, view, extras), ""


def _without_repeats(samples: Sequence[Sample]) -> tuple[list[Sample], int]:
    """Drop a file that is there twice with one label.

    Raises:
        DatasetError: If it is there with both labels.
    """
    first: dict[tuple[Path | None, str], Sample] = {}
    kept, repeated = [], 0
    for sample in samples:
        known = first.setdefault((sample.image, sample.note), sample)
        if known is sample:
            kept.append(sample)
        elif known.label != sample.label:
            raise DatasetError(
                f"Lines {known.index} and {sample.index} of the manifest are the same case with "
                "contradicting labels.",
                hint="Decide which one holds, and leave the other out.",
            )
        else:
            repeated += 1
    return kept, repeated


def _warnings(manifest: Manifest, columns: DatasetColumns) -> list[str]:
    warnings = []
    personal = [name for name in manifest.columns if _PERSONAL.fullmatch(name)]
    if personal:
        warnings.append(
            f"The manifest has columns that name persons ({', '.join(personal)}): they were not "
            "read. Leave them out of the file."
        )
    if columns.group not in manifest.columns:
        warnings.append(
            "Nothing says which patient a film is of: each counts as a patient of its own. Name "
            "the patients' column with --group-column (in a folder: one folder a patient), or "
            "figures will be too good."
        )
    return warnings


def _named(samples: Sequence[Sample]) -> list[str]:
    """Warn of notes that seem to name the patient; which ones, and never what they say."""
    lines = [str(sample.index) for sample in samples if _NAMED.search(sample.note)]
    if not lines:
        return []
    more = f" and {len(lines) - 8} more" if len(lines) > 8 else ""
    where = f"{', '.join(lines[:8])}{more}"
    return [f"Notes seem to name the patient (cases {where}): take names and birth dates out."]


def check_enough(dataset: Dataset, least: int = LEAST_POSITIVES) -> None:
    """Refuse what nothing can be learnt from.

    Raises:
        DatasetError: If only one class, only one patient or too few cases are left.
    """
    positives = dataset.positives
    negatives = len(dataset.samples) - positives
    said = str(dataset.label)
    if not positives or not negatives:
        which = "with" if not positives else "without"
        why = ", ".join(f"{count}: {reason}" for reason, count in dataset.excluded.items())
        left_out = f" Left out: {why}." if why else ""
        raise DatasetError(
            f"No case {which} the finding ({said}) is left of {dataset.found}.{left_out}",
            hint="A head is taught on cases with the finding and on others without it.",
        )
    if dataset.positive_groups < LEAST_GROUPS:
        raise DatasetError(
            f"All cases with the finding ({said}) are of one patient.",
            hint="What is learnt from one patient cannot be told from that patient: collect more.",
        )
    if positives < least:
        raise DatasetError(
            f"There are {positives} cases with the finding ({said}); at least {least} are needed.",
            hint="Collect more cases, or name a broader finding.",
        )
