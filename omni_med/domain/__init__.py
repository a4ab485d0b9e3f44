"""The nouns: frozen, slotted dataclasses without I/O."""

from omni_med.domain.analysis import (
    Analysis,
    Conflict,
    HeatMap,
    ModalityContribution,
    ModelVersion,
    Priority,
    Provenance,
    Triage,
)
from omni_med.domain.calibration import Conformal, SiteCalibration, SiteFinding
from omni_med.domain.case import Case
from omni_med.domain.decision import Decision, Holds, Verdict
from omni_med.domain.finding import (
    Code,
    Evidence,
    Finding,
    RegionEvidence,
    SentenceEvidence,
    Status,
)
from omni_med.domain.measurement import Measurement, MeasurementKind
from omni_med.domain.note import Note, NoteKind, NoteUse
from omni_med.domain.reading import (
    Answer,
    Hold,
    Impression,
    Outcome,
    ReadingChanges,
    ReadingState,
    SitePolicy,
)
from omni_med.domain.report import (
    KeyImage,
    Report,
    ReportedFinding,
    ReportSection,
    ReportStatus,
)
from omni_med.domain.study import ImagePlane, Instance, Patient, Series, Study

__all__ = [
    "Analysis",
    "Answer",
    "Case",
    "Code",
    "Conflict",
    "Conformal",
    "Decision",
    "Evidence",
    "Finding",
    "HeatMap",
    "Hold",
    "Holds",
    "ImagePlane",
    "Impression",
    "Instance",
    "KeyImage",
    "Measurement",
    "MeasurementKind",
    "ModalityContribution",
    "ModelVersion",
    "Note",
    "NoteKind",
    "NoteUse",
    "Outcome",
    "Patient",
    "Priority",
    "Provenance",
    "ReadingChanges",
    "ReadingState",
    "RegionEvidence",
    "Report",
    "ReportSection",
    "ReportStatus",
    "ReportedFinding",
    "SentenceEvidence",
    "Series",
    "SiteCalibration",
    "SiteFinding",
    "SitePolicy",
    "Status",
    "Study",
    "Triage",
    "Verdict",
]
