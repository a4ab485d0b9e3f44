"""Which choice of the image encoder earned its place: grouped cross-validation, train + val only.

Each variant is the recipe with a few values changed. What a fold found is written at once, so a
run that was stopped goes on; a variant whose recipe changed is run anew. Test films are not read.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.config import ImageRecipe, read_recipe
from finetune.errors import RecipeError
from finetune.evaluate.shortcuts import blackened
from finetune.films.data import Film, read_films, read_gray

logger = logging.getLogger(__name__)

FOLDS = 5
RESULT, PAGE = "ablation.json", "ablation.md"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Variant:
    """One choice to be measured.

    Attributes:
        name: In words.
        recipe: Of the image encoder.
        folds: Which of the five are run.
    """

    name: str
    recipe: ImageRecipe
    folds: tuple[int, ...]

    @property
    def key(self) -> str:
        """Name that changes with the recipe."""
        text = json.dumps(asdict(self.recipe), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared: the first variant is the chosen one, the others are held against it."""

    seed: int
    variants: tuple[Variant, ...]


def read_plan(file: Path) -> Plan:
    """Read the variants: TOML with ``recipe`` and a list ``variant`` (name, folds, changes).

    Raises:
        RecipeError: If the file or its recipe cannot be read, or a change is unknown.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        base = read_recipe(file.parent / table["recipe"])
        variants = tuple(
            Variant(
                item["name"],
                replace(base.image, **item.get("changes", {})),
                tuple(item.get("folds", range(FOLDS))),
            )
            for item in table["variant"]
        )
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The plan {file.name} cannot be read: {error}") from None
    return Plan(base.seed, variants)


def ablate(plan_file: Path, data: Path, out: Path, *, progress: Progress | None = None) -> Path:
    """Run what has not been run, and write ``ablation.json`` and ``ablation.md`` to ``out``.

    Returns:
        The page.

    Raises:
        RecipeError: If the plan is not understood.
        DataError: If the data is not there.
    """
    tell = progress or (lambda _done, _total: None)
    plan = read_plan(plan_file)
    films = [f for f in read_films(data / "cxr") if f.frontal and f.split != "test"]
    out.mkdir(parents=True, exist_ok=True)
    found = _read(out / RESULT)
    jobs = [(variant, fold) for variant in plan.variants for fold in variant.folds]
    seen = _Seen(films, plan.seed)
    for done, (variant, fold) in enumerate(jobs):
        tell(done, len(jobs))
        entry = found.setdefault(variant.key, {"recipe": asdict(variant.recipe), "folds": {}})
        if str(fold) not in entry["folds"]:
            entry["folds"][str(fold)] = seen.run(variant.recipe, fold)
            _write(found, out / RESULT)
    tell(len(jobs), len(jobs))
    page = out / PAGE
    page.write_text(_page(plan, found, films), encoding="utf-8")
    return page


def folds_of(films: Sequence[Film], seed: int) -> list[NDArray[np.int64]]:
    """Return the rows of each part: patients whole, classes and sources alike in all."""
    from sklearn.model_selection import StratifiedGroupKFold

    strata = [2 * film.opacity + film.source.startswith("nih") for film in films]
    groups = [film.group_id for film in films]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed % 2**32)
    return [test for _, test in splitter.split(np.zeros(len(films)), strata, groups)]


class _Seen:
    """Films through the untaught early part, kept for the variants that see them alike."""

    def __init__(self, films: Sequence[Film], seed: int) -> None:
        self.films, self.seed = films, seed
        self.parts = folds_of(films, seed)
        self._key: tuple[Any, ...] = ()
        self._maps: Any = None
        self._dark: Any = None

    def run(self, recipe: ImageRecipe, fold: int) -> dict[str, Any]:
        """Teach without one part; return what is said of its NIH films, and the source's AUROC."""
        from finetune.image import train

        teacher = train.start(recipe, self.seed + fold)
        self._look(teacher, recipe)
        targets = train.targets_of(self.films, recipe)
        left = self.parts[fold]
        rows = np.setdiff1d(np.arange(len(self.films)), left)
        runs = [
            train.fit(teacher, self._maps, targets, rows, recipe=recipe, seed=self.seed + run)
            for run in range(recipe.members)
        ]
        taught = train.soup(runs)
        own = left[targets.nih[left]]
        said, _ = train.answers(taught, self._maps[own])
        dark, _ = train.answers(taught, self._dark[own])
        _, known = train.answers(taught, self._maps[rows])
        _, new = train.answers(taught, self._maps[left])
        return {
            "rows": own.tolist(),
            "said": [round(float(value), 5) for value in said],
            "dark": [round(float(value), 5) for value in dark],
            "source": _source(known, targets.nih[rows], new, targets.nih[left]),
        }

    def _look(self, teacher: Any, recipe: ImageRecipe) -> None:
        from finetune.films.views import early_maps
        from finetune.image.train import look
        from omni_med.models.compact.preprocess import make_square

        key = (recipe.encoder, recipe.size)
        if key == self._key:
            return
        self._maps = look(teacher, self.films, recipe)
        black = [
            make_square(blackened(read_gray(film.file)), recipe.size).pixels for film in self.films
        ]
        self._dark = early_maps(teacher.encoder, black)
        self._key = key


def _source(
    known: NDArray[np.float32],
    nih: NDArray[np.bool_],
    new: NDArray[np.float32],
    truth: NDArray[np.bool_],
) -> float:
    """Return how well logistic regression on the features tells the source of films left out."""
    from sklearn.linear_model import LogisticRegression

    spread = known.std(0) + 1e-6
    model = LogisticRegression(C=0.01, max_iter=1000).fit(known / spread, nih)
    return metrics.auroc(model.decision_function(new / spread), truth.astype(np.int64))


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _write(found: dict[str, Any], file: Path) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(found, indent=None, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(file)


def _page(plan: Plan, found: dict[str, Any], films: Sequence[Film]) -> str:
    lines = [
        "# What the image encoder's choices are worth",
        "",
        "Written by `omni-med finetune ablate`; variants: `finetune/recipes/ablation.toml`.",
        "Pneumonia label against no finding within NIH ChestX-ray14, frontal films of train + val,",
        "patients left out whole; the test split was not read. AUROC is the mean over the folds",
        "that ran, beside it the same model on films with the lungs blacked out, and how well the",
        "features tell the source (0.5 is best for both). Difference: to the first line on the",
        "same films, scores ranked within a fold, with its 95 % interval over patients.",
        "",
        "| variant | folds | AUROC | difference | lungs blacked out | source |",
        "|---|---|---|---|---|---|",
    ]
    first = found[plan.variants[0].key]["folds"]
    for variant in plan.variants:
        folds = found[variant.key]["folds"]
        shown = {name: folds[name] for name in map(str, variant.folds)}
        truth = {
            name: np.array([films[row].opacity for row in one["rows"]])
            for name, one in shown.items()
        }
        clear, dark = (
            float(
                np.mean(
                    [metrics.auroc(np.array(one[what]), truth[name]) for name, one in shown.items()]
                )
            )
            for what in ("said", "dark")
        )
        source = float(np.mean([one["source"] for one in shown.values()]))
        lines.append(
            f"| {variant.name} | {len(shown)} | {clear:.3f} | {_difference(shown, first, films)} "
            f"| {dark:.3f} | {source:.3f} |"
        )
    return "\n".join(lines) + "\n"


def _difference(shown: dict[str, Any], first: dict[str, Any], films: Sequence[Film]) -> str:
    names = [name for name in shown if name in first]
    if not names or all(shown[name] is first[name] for name in names):
        return ""
    rows = np.concatenate([shown[name]["rows"] for name in names])
    ours, theirs = (
        np.concatenate([_ranks(side[name]["said"]) for name in names]) for side in (shown, first)
    )
    truth = np.array([films[row].opacity for row in rows])
    groups = np.array([films[row].group_id for row in rows])
    found = metrics.gain(ours, theirs, truth, groups)
    return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def _ranks(scores: Sequence[float]) -> NDArray[np.float64]:
    from scipy.stats import rankdata

    ranks: NDArray[np.float64] = rankdata(scores) / len(scores)
    return ranks
