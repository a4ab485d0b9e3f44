"""What is compared: a list of variants in TOML, each the recipe with a few values changed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import MISSING, asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from finetune.config import ImageRecipe, Recipe, read_recipe
from finetune.errors import RecipeError

FOLDS = 5
NOTES = ("", "minilm", "clues", "minilm+clues", "words")
JOINS = ("fused", "late", "concatenated", "cascade")


@dataclass(frozen=True, slots=True)
class Variant:
    """One choice of the image encoder.

    Attributes:
        name: In words.
        recipe: Of the image encoder.
        folds: Which of the five are run.
        against: Name of the variant it is held against; the first one's where empty.
    """

    name: str
    recipe: ImageRecipe
    folds: tuple[int, ...]
    against: str = ""

    @property
    def key(self) -> str:
        """Name that changes with the recipe; a value that is its field's default adds nothing.

        So what was found stays found when recipes learn a new word.
        """
        usual = {f.name: f.default for f in fields(self.recipe) if f.default is not MISSING}
        values = asdict(self.recipe)
        return digest({k: v for k, v in values.items() if k not in usual or v != usual[k]})


@dataclass(frozen=True, slots=True)
class KindVariant:
    """One way to tell the kinds of pneumonia apart.

    Attributes:
        name: In words.
        film: Whether the film is read.
        note: What is read of a note, one of ``NOTES``: sentence embeddings, clues of a history,
            both, or its words as they come; nothing where empty.
        textbook: Whether the clues start at the strengths set by hand.
        join: How film and note come together, one of ``JOINS``; of no meaning for one alone.
        hold: How much harder the sentence embedding is held than the clues beside it; the recipe's
            where None.
        pooled: Whether all films and notes of a patient are one case, answered by their mean.
    """

    name: str
    film: bool = True
    note: str = "minilm+clues"
    textbook: bool = True
    join: str = "fused"
    hold: float | None = None
    pooled: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no way to read.

        Raises:
            RecipeError: If a word is unknown, or neither film nor note is read.
        """
        if self.note not in NOTES or self.join not in JOINS or not (self.film or self.note):
            raise RecipeError(f"The kinds' variant {self.name!r} is not understood.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared.

    Attributes:
        recipe: That all variants are changes of.
        variants: Of the image encoder, the chosen one first.
        kinds: Ways to tell the kinds, the chosen one first.
    """

    recipe: Recipe
    variants: tuple[Variant, ...]
    kinds: tuple[KindVariant, ...]

    def against(self, variant: Variant) -> Variant:
        """Return the variant that one is held against."""
        name = variant.against or self.variants[0].name
        return next(other for other in self.variants if other.name == name)


def read_plan(file: Path) -> Plan:
    """Read the variants: TOML with ``recipe`` and the lists ``variant`` and ``kinds``.

    Raises:
        RecipeError: If the file or its recipe cannot be read, or a change is unknown.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        base = read_recipe(file.parent / table["recipe"])
        variants = tuple(_variant(item, base.image) for item in table["variant"])
        kinds = tuple(KindVariant(**item) for item in table.get("kinds", []))
    except (OSError, KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The plan {file.name} cannot be read: {error}") from None
    names = {variant.name for variant in variants}
    for variant in variants:
        if variant.against and variant.against not in names:
            raise RecipeError(f"The plan {file.name} has no variant {variant.against!r}.")
    return Plan(base, variants, kinds)


def _variant(item: dict[str, Any], base: ImageRecipe) -> Variant:
    return Variant(
        item["name"],
        replace(base, **item.get("changes", {})),
        tuple(item.get("folds", range(FOLDS))),
        item.get("against", ""),
    )


def digest(value: Any) -> str:
    """Return a short name of a plain value."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
