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
from finetune.films.data import KINDS, Film, read_films

logger = logging.getLogger(__name__)

RESULT, PAGE = "ablation.json", "ablation.md"
Progress = Callable[[int, int], None]


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
    total = len(jobs) + len(plan.kinds)
    seen = Seen(films, plan.recipe.seed)
    for done, (variant, fold) in enumerate(jobs):
        tell(done, total)
        entry = found.setdefault(variant.key, {"recipe": asdict(variant.recipe), "folds": {}})
        if str(fold) not in entry["folds"]:
            entry["folds"][str(fold)] = seen.run(variant.recipe, fold)
            _write(found, out / RESULT)
    _compare_kinds(plan, films, found, out, lambda done: tell(len(jobs) + done, total))
    tell(total, total)
    page = out / PAGE
    page.write_text(write_page(plan, found, films), encoding="utf-8")
    return page


def _compare_kinds(
    plan: Plan,
    films: Sequence[Film],
    found: dict[str, Any],
    out: Path,
    tell: Callable[[int], None],
) -> None:
    """Run the kinds' variants that were not run with these weights."""
    from omni_med.models.compact.settings import hash_weights

    sha = hash_weights()
    kept = found.get("kinds", {}).get("found", {})
    wanted = {v.name: _kind_key(plan, v, sha) for v in plan.kinds}
    fresh = {
        name: kept[name] for name, key in wanted.items() if kept.get(name, {}).get("key") == key
    }
    found["kinds"] = {"weights": sha, "found": fresh}
    missing = [variant for variant in plan.kinds if variant.name not in fresh]
    if not missing:
        return
    given = _material(films)
    kind, groups = given.table.kind[given.rows], given.table.groups[given.rows]
    from finetune.ablation.kinds import scores

    first = scores(given, plan.kinds[0], plan.recipe.kinds, plan.recipe.seed)
    for variant in missing:
        own = first
        if variant is not plan.kinds[0]:
            own = scores(given, variant, plan.recipe.kinds, plan.recipe.seed)
        fresh[variant.name] = {
            "key": wanted[variant.name],
            "name": variant.name,
            **_figures(own, first, kind, groups),
        }
        _write(found, out / RESULT)
        tell(len(fresh))


def _kind_key(plan: Plan, variant: KindVariant, sha: str) -> str:
    return digest(
        [asdict(variant), asdict(plan.kinds[0]), asdict(plan.recipe.kinds), plan.recipe.seed, sha]
    )


def _material(films: Sequence[Film]) -> Any:
    from finetune.ablation.kinds import material
    from finetune.base import NAMES
    from finetune.fusion.encode import Encoders
    from finetune.fusion.fusing import tell
    from omni_med.models.compact.settings import FOLDER, read_settings

    encoders = Encoders(FOLDER, read_settings())
    known = [encoders.film(film) for film in films if film.kind >= 0]
    logger.info("encoded %d films of known kind", len(known))
    return material(known, tell(encoders, [name for name, _, _ in NAMES]))


def _figures(own: Any, first: Any, kind: Any, groups: Any) -> dict[str, Any]:
    from finetune.fusion.fusing import repeated_macro

    macro = metrics.estimate(own, kind, groups, repeated_macro)
    gap = ""
    if own is not first:
        gap = str(metrics.gain(own, first, kind, groups, figure=repeated_macro))
    each = []
    for index in range(len(KINDS)):
        truth = (kind == index).astype(np.int64)
        areas = [metrics.auroc(one, truth) for one in own[:, :, index].T]
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
