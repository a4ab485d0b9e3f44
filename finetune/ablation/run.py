"""Which choices earned their place: grouped cross-validation on train + val, test never read.

What a fold or a variant found is written at once, so a run that was stopped goes on; a variant
whose recipe changed is run anew.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from finetune import metrics
from finetune.ablation.films import Seen
from finetune.ablation.page import page as write_page
from finetune.ablation.plan import KindVariant, Plan, digest, read_plan
from finetune.films.data import INFECTIOUS, KINDS, Film, read_films, read_indications

logger = logging.getLogger(__name__)

RESULT, PAGE = "ablation.json", "ablation.md"
Progress = Callable[[int, int], None]


def ablate(plan_file: Path, data: Path, out: Path, *, progress: Progress | None = None) -> Path:
    """Run what has not been run, and write ``ablation.json`` and ``ablation.md`` to ``out``.

    Both are written anew after each fold; what has not been run yet is named as such.

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
    total = len(jobs) + len(plan.kinds)
    page = out / PAGE
    _compare_kinds(plan, films, found, (data, out), lambda done: tell(done, total))
    page.write_text(write_page(plan, found, films), encoding="utf-8")
    seen = Seen(films, plan.recipe.seed)
    for done, (variant, fold) in enumerate(jobs, start=len(plan.kinds)):
        tell(done, total)
        entry = found.setdefault(variant.key, {"recipe": asdict(variant.recipe), "folds": {}})
        if str(fold) not in entry["folds"]:
            entry["folds"][str(fold)] = seen.run(variant.recipe, fold)
            _write(found, out / RESULT)
            page.write_text(write_page(plan, found, films), encoding="utf-8")
    tell(total, total)
    return page


def _compare_kinds(
    plan: Plan,
    films: Sequence[Film],
    found: dict[str, Any],
    place: tuple[Path, Path],
    tell: Callable[[int], None],
) -> None:
    """Run the kinds' variants that were not run with these weights, and their reliability.

    Args:
        plan: What is compared.
        films: Of train and validation.
        found: What was found so far; added to.
        place: Folder of the data, and of the results.
        tell: Called with variants done.
    """
    from omni_med.models.compact.settings import hash_weights

    data, out = place
    sha = hash_weights()
    before = found.get("kinds", {})
    wanted = {v.name: _kind_key(plan, v, sha) for v in plan.kinds}
    kept = before.get("found", {})
    fresh = {
        name: kept[name] for name, key in wanted.items() if kept.get(name, {}).get("key") == key
    }
    sure = before.get("reliability") if before.get("weights") == sha else None
    found["kinds"] = {"weights": sha, "found": fresh, "reliability": sure}
    missing = [variant for variant in plan.kinds if variant.name not in fresh]
    if not plan.kinds or (not missing and sure):
        return
    from finetune.ablation.kinds import scores

    read = _Read(films)
    given, recipe, seed = read.material(), plan.recipe.kinds, plan.recipe.seed
    kind, groups = given.table.kind[given.rows], given.table.groups[given.rows]
    first = scores(given, plan.kinds[0], recipe, seed) if missing else None
    for variant in missing:
        own = first if variant is plan.kinds[0] else scores(given, variant, recipe, seed)
        fresh[variant.name] = {
            "key": wanted[variant.name],
            "name": variant.name,
            **_figures(own, first, kind, groups),
        }
        _write(found, out / RESULT)
        tell(len(fresh))
    found["kinds"]["reliability"] = read.reliability(data, recipe, seed)
    _write(found, out / RESULT)


class _Read:
    """Films and notes through the shipped encoders, each once."""

    def __init__(self, films: Sequence[Film]) -> None:
        from finetune.fusion.encode import Encoders
        from omni_med.models.compact.settings import FOLDER, read_settings

        self._films = films
        self._encoders = Encoders(FOLDER, read_settings())
        self._given: Any = None

    def material(self) -> Any:
        """Return what the kinds' variants read."""
        from finetune.ablation.kinds import material
        from finetune.base import NAMES
        from finetune.fusion.fusing import tell

        if self._given is None:
            known = [self._encoders.film(film) for film in self._films if film.kind >= 0]
            logger.info("encoded %d films of known kind", len(known))
            self._given = material(known, tell(self._encoders, NAMES))
        return self._given

    def reliability(self, data: Path, recipe: Any, seed: int) -> dict[str, Any]:
        """Return how sure the kinds are, and what is said of patients from before 2020."""
        from finetune.ablation.reliability import before, means_of, reliability

        table = self.material().table
        earlier = [f for f in self._films if f.source.startswith("nih") and f.opacity == 1]
        films = np.stack([self._encoders.film(film).tokens.mean(0) for film in earlier])
        reasons = [
            item
            for item in read_indications(data / "reports" / "indiana.jsonl.gz")
            if item.split != "test" and item.opacity == 1
        ]
        notes = means_of(self._encoders.indications(reasons))
        return {
            "out of fold": reliability(table, recipe, seed),
            "before 2020": before(table, films.astype(np.float64), notes, recipe, seed),
        }


def _kind_key(plan: Plan, variant: KindVariant, sha: str) -> str:
    """Return a name that changes with what is measured."""
    pair = [asdict(one) for one in (variant, plan.kinds[0])]
    return digest([*pair, asdict(plan.recipe.kinds), plan.recipe.seed, sha])


def _figures(own: Any, first: Any, kind: Any, groups: Any) -> dict[str, Any]:
    """Return the macro AUROC over the kinds with a germ on their films, and each kind's own.

    That of the non-infectious kind is on films of all kinds.
    """
    from finetune.fusion.fusing import repeated_macro

    germ = kind < len(INFECTIOUS)
    macro = metrics.estimate(own[germ], kind[germ], groups[germ], repeated_macro)
    gap = ""
    if own is not first:
        gap = str(
            metrics.gain(own[germ], first[germ], kind[germ], groups[germ], figure=repeated_macro)
        )
    each = []
    for index, name in enumerate(KINDS):
        among = germ if name in INFECTIOUS else np.ones(len(kind), np.bool_)
        truth = (kind[among] == index).astype(np.int64)
        areas = [metrics.auroc(one, truth) for one in own[among][:, :, index].T]
        each.append(f"{float(np.mean(areas)):.3f}")
    return {
        "macro": f"{macro.value:.3f} ({macro.low:.2f} to {macro.high:.2f})",
        "difference": gap,
        "each": each,
    }


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _write(found: dict[str, Any], file: Path) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(found, indent=None, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(file)
