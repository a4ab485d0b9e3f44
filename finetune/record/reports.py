"""What the ConText table makes of real reports, measured against their readers' index terms.

The oracle is the MeSH term that a human indexer gave to each of the 3,955 Indiana reports; the
table reads findings and impression. A report "affirms" a finding where one mention of it is said
of the patient, now and for certain; what the term list also holds, such as "possible", stands
beside it.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from finetune.errors import DataError
from finetune.films.data import without_marks
from omni_med.emr.mentions import mentions
from omni_med.knowledge import STATEMENTS

OPACITIES = ("pneumonia", "consolidation", "opacity", "infiltrate", "airspace disease",
             "ground-glass opacity", "aspiration pneumonia", "viral pneumonia",
             "bacterial pneumonia")  # fmt: skip

ORACLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "opacity of the lung": (
        OPACITIES,
        ("Opacity", "Infiltrate", "Consolidation", "Pneumonia", "Airspace Disease"),
    ),
    "pneumonia": (("pneumonia", "aspiration pneumonia", "viral pneumonia"), ("Pneumonia",)),
    "pleural effusion": (("pleural effusion",), ("Pleural Effusion",)),
    "pneumothorax": (("pneumothorax",), ("Pneumothorax", "Hydropneumothorax")),
    "cardiomegaly": (("cardiomegaly",), ("Cardiomegaly",)),
    "atelectasis": (("atelectasis",), ("Pulmonary Atelectasis",)),
    "pulmonary edema": (("pulmonary edema",), ("Pulmonary Edema",)),
    "emphysema": (("emphysema",), ("Emphysema", "Pulmonary Emphysema")),
    "nodule": (("nodule",), ("Nodule",)),
}
"""Finding -> concepts of the vocabulary, and the heads of MeSH terms that say the same."""

_NOT_INDEXED = "No Indexing"
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what it says, and the heads of the terms that an indexer gave it.

    Attributes:
        number: As in the file (``CXR1``).
        split: ``train``, ``val`` or ``test``.
        text: Findings and impression, under their headings.
        indication: Why the film was asked for.
        terms: Heads of the human index terms (``Opacity`` of ``Opacity/lung/base/left``).
    """

    number: str
    split: str
    text: str = field(repr=False)
    terms: frozenset[str]
    indication: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share; NaN of nothing."""
        return self.hits / self.total if self.total else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % interval.

        Source: Wilson, J Am Stat Assoc 22 (1927) 209-212.
        """
        if not self.total:
            return (math.nan, math.nan)
        n, p = self.total, self.value
        middle = p + _Z**2 / (2 * n)
        half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        scale = 1 + _Z**2 / n
        return ((middle - half) / scale, (middle + half) / scale)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one reading of the reports agrees with the index terms of one finding."""

    finding: str
    reading: str
    sensitivity: Share
    specificity: Share


READINGS = ("named", "affirmed or unsure", "affirmed")
"""Named anywhere (what a word search finds), without what is negated, past or of the family, and
stated for certain."""


def read_reports(file: Path, split: str) -> Iterator[Report]:
    """Yield the indexed reports of one split that have a text.

    Raises:
        DataError: If the file is missing.
    """
    if not file.is_file():
        raise DataError(f"There is no {file.name} in {file.parent}.")
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            terms = frozenset(term.split("/")[0].strip() for term in row["mesh_major"])
            parts = [
                f"{heading}: {row[name]}"
                for heading, name in (("FINDINGS", "findings"), ("IMPRESSION", "impression"))
                if row[name]
            ]
            if row["split"] == split and parts and terms and _NOT_INDEXED not in terms:
                indication = without_marks(row["indication"])
                yield Report(row["id"], split, "\n".join(parts), terms, indication)


def readings_of(text: str) -> dict[str, frozenset[str]]:
    """Return the concepts that a text holds in each of ``READINGS``."""
    found = mentions(text, STATEMENTS)
    open_ = [
        one
        for one in found
        if not (one.assertion.negated or one.assertion.historical or one.assertion.family)
    ]
    return {
        "named": frozenset(one.concept for one in found),
        "affirmed or unsure": frozenset(one.concept for one in open_),
        "affirmed": frozenset(one.concept for one in open_ if one.assertion.affirmed),
    }


def agreements(reports: Sequence[Report]) -> tuple[Agreement, ...]:
    """Return how each reading of the reports agrees with their index terms."""
    read = [readings_of(report.text) for report in reports]
    result = []
    for finding, (concepts, heads) in ORACLE.items():
        truth = [bool(report.terms & set(heads)) for report in reports]
        for reading in READINGS:
            said = [bool(one[reading] & set(concepts)) for one in read]
            pairs = list(zip(truth, said, strict=True))
            ill, well = [s for t, s in pairs if t], [s for t, s in pairs if not t]
            result.append(
                Agreement(
                    finding,
                    reading,
                    Share(sum(ill), len(ill)),
                    Share(len(well) - sum(well), len(well)),
                )
            )
    return tuple(result)


def disagreeing(reports: Sequence[Report], finding: str) -> tuple[list[Report], list[Report]]:
    """Return the reports whose affirmed reading misses an index term, and those that overread.

    For people who mend the table, on the train split only.
    """
    concepts, heads = ORACLE[finding]
    missed, over = [], []
    for report in reports:
        said = bool(readings_of(report.text)["affirmed"] & set(concepts))
        told = bool(report.terms & set(heads))
        if told and not said:
            missed.append(report)
        elif said and not told:
            over.append(report)
    return missed, over
