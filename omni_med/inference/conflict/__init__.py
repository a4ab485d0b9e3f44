"""Where image and record contradict each other: questions for the reader, and one number a case."""

from omni_med.inference.conflict.person import Subject
from omni_med.inference.conflict.questions import Disagreement, disagree, find_conflicts
from omni_med.inference.conflict.score import ASK_FROM, between_kinds, divergence, stated_score

__all__ = [
    "ASK_FROM",
    "Disagreement",
    "Subject",
    "between_kinds",
    "disagree",
    "divergence",
    "find_conflicts",
    "stated_score",
]
