"""What a model wrote, sentence by sentence, and what each sentence stands on."""

from omni_med.models.language.drafting.sentences import Written, sentences_of
from omni_med.models.language.drafting.support import (
    Contradiction,
    Drafted,
    DraftedSentence,
    FindingLink,
    RecordLink,
    Standing,
    supported,
)

__all__ = [
    "Contradiction",
    "Drafted",
    "DraftedSentence",
    "FindingLink",
    "RecordLink",
    "Standing",
    "Written",
    "sentences_of",
    "supported",
]
