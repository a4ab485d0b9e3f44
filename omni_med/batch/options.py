"""What a batch is asked to do, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from omni_med.models.heads.bundle import Head
from omni_med.models.protocols import ModelSource, Weights
from omni_med.models.registry import DEFAULT_MODEL


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the manifest's columns.

    A default name that the manifest does not have means that there is no such thing; another
    name must be there.
    """

    images: str = "images"
    note: str = "note"
    case_id: str = "case_id"
    group: str = "patient_key"
    study: str = "study_uid"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """One batch.

    Attributes:
        source: A manifest (CSV, Parquet) or a folder of studies and pictures.
        out: Folder of the results; made where there is none.
        columns: Of the manifest.
        model: Name in the registry.
        weights: The dial for all cases; by measured quality of each where None.
        workers: Processes; 0 for one a core.
        resume: Take over what an earlier run of the same batch finished.
        heads: LoRA heads put on the model.
        execution: What runs the model's files, as its ``load`` takes it; the usual where empty.
        registered: A user's model, which the registry does not know.
    """

    source: Path
    out: Path
    columns: Columns = Columns()
    model: str = DEFAULT_MODEL
    weights: Weights | None = None
    workers: int = 0
    resume: bool = False
    heads: tuple[Head, ...] = ()
    execution: str = ""
    registered: ModelSource | None = None


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What a batch did; ``summary.json`` holds these fields.

    Attributes:
        cases: All of the manifest.
        failures: Cases without an answer because something went wrong.
        not_assessed: Cases that the model is not meant for: no failures.
        patients: Groups by the group column; 0 where there is none.
        resumed: Cases taken over from an earlier run.
        seconds: Wall-clock time of this run.
        cases_per_second: Of the cases computed in this run.
        workers: Processes.
        model: Name, version and SHA-256 of the weights.
        weights: The dial for all cases; None where quality set it.
        results: Names of the files written beside the summary.
        errors: Error code to number of cases.
        calibration: Id of the site calibration; empty where it is not calibrated at this site.
        execution: What ran the model's files; empty for the usual.
    """

    cases: int
    failures: int
    not_assessed: int
    patients: int
    resumed: int
    seconds: float
    cases_per_second: float
    workers: int
    model: dict[str, str]
    weights: dict[str, float] | None = None
    results: tuple[str, ...] = ("results.csv", "results.parquet")
    errors: dict[str, int] = field(default_factory=dict)
    calibration: str = ""
    execution: str = ""
