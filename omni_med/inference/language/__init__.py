"""Language models over studies: a draft, answers to questions, servers bound to a study."""

from omni_med.inference.language.asking import ask_study, draft_study
from omni_med.inference.language.material import Gathered, gather, with_dictation
from omni_med.inference.language.remote import RemoteSource, remote_model

__all__ = [
    "Gathered",
    "RemoteSource",
    "ask_study",
    "draft_study",
    "gather",
    "remote_model",
    "with_dictation",
]
