"""What is asked for when a head is taught."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from finetune.datasets.dataset import Dataset
from omni_med.models.heads.bundle import CPU, FLOAT32

SPECIFICITY = 0.9  # at which the threshold is set, unless told otherwise


@dataclass(frozen=True, slots=True)
class FitOptions:
    """What is asked for.

    Attributes:
        dataset: The cases, labelled.
        name: Of the head.
        out: Folder in which the head's folder is made.
        columns: Of the manifest: images, note, patient; empty where there is none.
        thorough: ``"quick"`` or ``"full"``: how often the comparison is repeated.
        finding: As a radiologist would write it; from the label where empty.
        specificity: At which the threshold is set.
        prevalence: Share of the patients who have it where the head will read; None where
            nobody knows.
        device: Where it is taught.
        precision: In which gradient steps are taken.
    """

    dataset: Dataset
    name: str
    out: Path
    columns: tuple[str, str, str] = ("", "", "")
    thorough: str = "quick"
    finding: str = ""
    specificity: float = SPECIFICITY
    prevalence: float | None = None
    device: str = CPU
    precision: str = FLOAT32

    @property
    def named(self) -> str:
        """What the head finds, in words."""
        return self.finding or self.dataset.label.value.split("/")[-1].replace("-", " ")
