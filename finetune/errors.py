"""Everything that ``finetune`` raises on purpose.

FinetuneError
├── CalibrationError  local cases cannot calibrate a model
├── DataError     the training data cannot be used
├── DatasetError  the cases of a head cannot be used
├── HeadError     a head cannot be read, used or promoted
├── RecipeError   the recipe is not understood
├── TrainingError a network cannot be taught
└── ExportError   the exported model does not answer as the trained one
"""

from __future__ import annotations

from omni_med.errors import OmniMedError


class FinetuneError(OmniMedError):
    """A model could not be taught or measured."""


class DataError(FinetuneError):
    """The training data cannot be used."""

    hint = "Give the folder that holds cases.csv and images/."


class CalibrationError(FinetuneError):
    """Local cases cannot calibrate a model."""


class RecipeError(FinetuneError):
    """The recipe is not understood."""

    hint = "Compare it with finetune/recipes/compact-v2.toml."


class TrainingError(FinetuneError):
    """A network cannot be taught: its starting weights are missing or of another network."""


class ExportError(FinetuneError):
    """The exported model does not answer as the trained one."""


class DatasetError(FinetuneError):
    """The cases of a head cannot be used."""


class HeadError(FinetuneError):
    """A head cannot be read, used or promoted."""
