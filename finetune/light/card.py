"""The card of a light model: before and after, side by side."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finetune import metrics
    from finetune.light.measure import Measured

CARD, CARD_TEXT = "light.json", "light.md"
SMALL, FAST, LOSS = 0.25, 3.0, 0.01  # what a student is to reach
EDGE_MS = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class LightCard:
    """What became of a model.

    Attributes:
        verb: distil, prune or quantise.
        model: It was made from.
        version: Of the light one.
        folder: Of its weights.
        options: As asked for.
        material: What it was made and measured with, in words.
        forms: The model in float32, the smaller one in float32 where there is one, the files.
        change: AUROC of opacity, the last form less the first, paired by patient.
        kinds_change: The same of the kinds' macro AUROC out of fold.
        seconds: Everything.
    """

    verb: str
    model: str
    version: str
    folder: Path
    options: dict[str, object]
    material: str
    forms: tuple[Measured, ...]
    change: metrics.Difference
    kinds_change: metrics.Difference | None
    seconds: float

    @property
    def before(self) -> Measured:
        """The model as it was, in float32."""
        return self.forms[0]

    @property
    def after(self) -> Measured:
        """The files that answer."""
        return self.forms[-1]

    @property
    def reached(self) -> dict[str, bool]:
        """Which goals this run met."""
        goals = {
            "a quarter of the size": self.after.bytes <= SMALL * self.before.bytes,
            "three times the speed": self.before.ms >= FAST * self.after.ms,
            "AUROC loss at most 0.01": self.change.value >= -LOSS,
            "under 200 ms": self.after.ms < EDGE_MS,
        }
        if self.kinds_change is not None:
            goals["AUROC loss of the kinds at most 0.01"] = self.kinds_change.value >= -LOSS
        return goals


def as_json(card: LightCard) -> dict[str, Any]:
    """Return what ``--json`` prints and ``light.json`` holds."""
    return {
        "verb": card.verb,
        "model": card.model,
        "version": card.version,
        "weights": str(card.folder),
        "options": card.options,
        "material": card.material,
        "before": _form(card.before),
        "after": _form(card.after),
        "forms": [_form(form) for form in card.forms],
        "difference": _difference(card.change),
        "kinds_difference": _difference(card.kinds_change) if card.kinds_change else None,
        "refused": card.after.refused,
        "size_ratio": round(card.after.bytes / card.before.bytes, 4),
        "speed_ratio": round(card.before.ms / card.after.ms, 2),
        "reached": card.reached,
        "seconds": round(card.seconds, 1),
    }


def _form(form: Measured) -> dict[str, Any]:
    kinds = form.kinds
    return {
        "form": form.form,
        "bytes": form.bytes,
        "ms": round(form.ms, 2),
        "auroc": _plain(form.auroc.value),
        "interval": [_plain(form.auroc.low), _plain(form.auroc.high)],
        "kinds": None
        if kinds is None
        else {"auroc": _plain(kinds.value), "interval": [_plain(kinds.low), _plain(kinds.high)]},
    }


def _difference(found: metrics.Difference) -> dict[str, Any]:
    return {"auroc": _plain(found.value), "interval": [_plain(found.low), _plain(found.high)]}


def _plain(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def write_card(card: LightCard, folder: Path) -> None:
    """Write ``light.json`` and ``light.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_json(card), indent=1, ensure_ascii=False) + "\n"
    (folder / CARD).write_text(text, encoding="utf-8")
    (folder / CARD_TEXT).write_text(page(card), encoding="utf-8")


def page(card: LightCard) -> str:
    """Return the card to be read."""
    lines = [
        f"# {card.model}, {card.verb}: before and after",
        "",
        f"Version {card.version}. {card.material[:1].upper()}{card.material[1:]}.",
        "",
        "| | MB | ms | AUROC of opacity (95 %) | kinds, macro AUROC out of fold |",
        "|---|---|---|---|---|",
    ]
    for form in card.forms:
        kinds = "-" if form.kinds is None else _estimate(form.kinds)
        lines.append(
            f"| {form.form} | {form.bytes / 1e6:.1f} | {form.ms:.1f} | {_estimate(form.auroc)} | "
            f"{kinds} |"
        )
    refused = card.after.refused
    guard = [] if refused is None else [f"Its guard refuses {refused} of {card.after.auroc.count}."]
    kinds_change = "" if card.kinds_change is None else f"; kinds {card.kinds_change}"
    lines += [
        "",
        f"After less before, paired by patient: {card.change}{kinds_change}.",
        f"Size: {card.after.bytes / card.before.bytes:.0%} of what it was.",
        *guard,
        f"Speed: {card.before.ms / card.after.ms:.1f} times.",
        "",
        "ms: a square film and six sentences to answers, processor time of one thread, median.",
        "",
        *(f"- {'reached' if met else 'NOT reached'}: {goal}" for goal, met in card.reached.items()),
        "",
        *(f"- {name}: {value}" for name, value in card.options.items()),
    ]
    return "\n".join(lines) + "\n"


def _estimate(found: metrics.Estimate) -> str:
    if not math.isfinite(found.value):
        return "not defined"
    return f"{found.value:.3f} ({found.low:.2f} to {found.high:.2f}; n = {found.count})"
