"""Everything that ``finetune`` raises on purpose.

FinetuneError
├── DataError     the training data cannot be used
├── RecipeError   the recipe is not understood
└── ExportError   the exported model does not answer as the trained one
"""

from __future__ import annotations

from omni_med.errors import OmniMedError


class FinetuneError(OmniMedError):
    """A model could not be taught or measured."""


class DataError(FinetuneError):
    """The training data cannot be used."""

    hint = "Give the folder that holds cases.csv and images/."


class RecipeError(FinetuneError):
    """The recipe is not understood."""

    hint = "Compare it with finetune/recipes/compact-v1.toml."


class ExportError(FinetuneError):
    """The exported model does not answer as the trained one."""
