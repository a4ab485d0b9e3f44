"""The door to everything that is kept: studies, notes, analyses, decisions, and the trail."""

from omni_med.workspace.report import ImportReport, StudyRow, UnreadableSource
from omni_med.workspace.workspace import Workspace

__all__ = ["ImportReport", "StudyRow", "UnreadableSource", "Workspace"]
