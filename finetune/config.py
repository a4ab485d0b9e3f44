"""A recipe: everything that decides what a trained model becomes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from finetune.errors import RecipeError


@dataclass(frozen=True, slots=True)
class ImageRecipe:
    """How the image encoder is taught; see the comments in the recipe itself."""

    size: int
    stored: int
    epochs: int
    batch: int
    learning_rate: float
    weight_decay: float
    ema: float
    opacity_weight_covid: float
    view_weight: float
    side_weight: float
    laterals: int
    negatives: int
    smoothing: float


@dataclass(frozen=True, slots=True)
class KindRecipe:
    """How the film's side of the kinds is taught on the frozen trunk."""

    views: int
    epochs: int
    batch: int
    learning_rate: float
    weight_decay: float
    seed: int


@dataclass(frozen=True, slots=True)
class FusionRecipe:
    """How the note's side is taught on the frozen text encoder, and in how many folds."""

    steps: int
    batch: int
    learning_rate: float
    weight_decay: float
    folds: int


@dataclass(frozen=True, slots=True)
class ExportRecipe:
    """How many inputs the INT8 ranges are measured on."""

    calibration_films: int
    calibration_sentences: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """One model."""

    name: str
    version: str
    seed: int
    image: ImageRecipe
    kinds: KindRecipe
    fusion: FusionRecipe
    export: ExportRecipe


T = TypeVar("T")


def read_recipe(file: Path) -> Recipe:
    """Read a recipe from TOML.

    Raises:
        RecipeError: If the file is missing, is no TOML, or a value is missing or unknown.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The recipe {file.name} cannot be read: {error}") from None
    table["image"] = _section(ImageRecipe, table.get("image"), "image")
    table["kinds"] = _section(KindRecipe, table.get("kinds"), "kinds")
    table["fusion"] = _section(FusionRecipe, table.get("fusion"), "fusion")
    table["export"] = _section(ExportRecipe, table.get("export"), "export")
    return _section(Recipe, table, "the top level")


def _section(kind: type[T], table: Any, where: str) -> T:
    if not isinstance(table, dict):
        raise RecipeError(f"The recipe has no section [{where}].")
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    missing, unknown = sorted(names - set(table)), sorted(set(table) - names)
    if missing or unknown:
        raise RecipeError(
            f"The recipe lacks {missing or 'nothing'} and has unknown {unknown or 'nothing'} "
            f"at {where}."
        )
    return kind(**table)
