"""Models: what every backend fulfils, and which there are."""

from omni_med.models.protocols import (
    Answer,
    Assessed,
    BackendFactory,
    Features,
    ImageFeatures,
    ImageInput,
    ModelBackend,
    ModelCard,
    ModelInputs,
    Prediction,
    SentenceInput,
    TextFeatures,
    Weights,
)
from omni_med.models.registry import DEFAULT_MODEL, backends, get, register

__all__ = [
    "DEFAULT_MODEL",
    "Answer",
    "Assessed",
    "BackendFactory",
    "Features",
    "ImageFeatures",
    "ImageInput",
    "ModelBackend",
    "ModelCard",
    "ModelInputs",
    "Prediction",
    "SentenceInput",
    "TextFeatures",
    "Weights",
    "backends",
    "get",
    "register",
]
