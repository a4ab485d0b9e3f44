"""A recipe: everything that decides what a trained model becomes."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from finetune.errors import RecipeError


@dataclass(frozen=True, slots=True)
class ImageRecipe:
    """How the image encoder is taught.

    Attributes:
        encoder: Name in ``encoders.PLANS``; its ImageNet weights are the start.
        size: Side of the square that is read, pixels; a multiple of 32.
        ridge: Inverse strength of the ridge of the logistic regression that the teaching starts
            from.
        epochs: Times each film is seen; 0 leaves the encoder as ImageNet made it.
        batch: Films of a step.
        learning_rate: The largest; it rises, then falls by a cosine.
        middle_rate: Share of it for the middle part (to stride 16); 0 leaves it as it was.
        late_rate: Share of it for the last part (stride 32).
        head_rate: Share of it for what answers.
        weight_decay: Of weights, not of offsets.
        shift: Most places of stride 8 by which a film is moved, each way.
        swap: Chance that a film's lungs are put into the surround of another.
        mixing: Parameter of mixup's beta distribution; 0 for none.
        dropout: Of the mean token's channels.
        smoothing: Of the labels.
        ema: Of the running average that is kept.
        sources: ``nih`` alone, or ``both``.
        opacity_weight_covid: Weight of films of covid-chestxray, which are nearly all positive.
        side_weight: Of the ten further labels of NIH.
        members: Runs from other seeds whose weights are averaged.
        negatives: Drawings and turned films that the guard is taught on, of each kind.
        start: ``imagenet``, or ``random``: then everything is taught, from the first convolution.
        self_epochs: Times each film is seen without a label before that; see ``unlabelled``.
    """

    encoder: str
    size: int
    ridge: float
    epochs: int
    batch: int
    learning_rate: float
    middle_rate: float
    late_rate: float
    head_rate: float
    weight_decay: float
    shift: int
    swap: float
    mixing: float
    dropout: float
    smoothing: float
    ema: float
    sources: str
    opacity_weight_covid: float
    side_weight: float
    members: int
    negatives: int
    start: str = "imagenet"
    self_epochs: int = 0


@dataclass(frozen=True, slots=True)
class KindRecipe:
    """How both sides of the kinds are taught, and how often that is done out of fold.

    Attributes:
        folds: By patient.
        repeats: Shufflings.
        film_ridge: See ``linear.fit_linear``.
        note_ridge: The same of notes: how hard they are held at the textbook's strengths.
        hold: How much harder the sentence embedding is held than the clues beside it.
    """

    folds: int
    repeats: int
    film_ridge: float
    note_ridge: float
    hold: float = 1.0


@dataclass(frozen=True, slots=True)
class FusionRecipe:
    """How the text side of opacity is taught on indications.

    Attributes:
        reason_ridge: See ``linear.fit_linear``.
        pull: Cost of a classic complaint that speaks against an opacity.
        told: Weight of a cascade's sentences against all that indications say.
    """

    reason_ridge: float
    pull: float
    told: float = 0.1


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
    items = fields(kind)  # type: ignore[arg-type]
    names = {item.name for item in items}
    needed = {item.name for item in items if item.default is MISSING}
    missing, unknown = sorted(needed - set(table)), sorted(set(table) - names)
    if missing or unknown:
        raise RecipeError(
            f"The recipe lacks {missing or 'nothing'} and has unknown {unknown or 'nothing'} "
            f"at {where}."
        )
    return kind(**table)
