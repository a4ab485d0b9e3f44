"""What the recipe's image encoder says of films while their patients are left out.

One network ships, taught on the train split; what its answers are worth is asked of five others,
taught by the same recipe on four fifths of the patients of train and validation each. So
calibration and prediction sets stand on six times the films of the validation split alone. The one
that ships is a sixth network, and in 8 bits: the five's logits are brought to its mean and spread,
by films that all were left out of, without looking at a label.

Source: Vovk: Cross-conformal predictors, Ann Math Artif Intell 74 (2015) 9-28, for the scores; a
new film is compared with all of them, though each comes from another network.

Importing this module does not load torch.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.ablation.films import Seen
from finetune.ablation.plan import FOLDS, Variant
from finetune.config import Recipe
from finetune.films.data import Film

logger = logging.getLogger(__name__)

FILE = "folds.json"
"""Beside the checkpoints; its entry is that of ``ablation.json`` for the same recipe."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """NIH films of train and validation, each read by a network that knew no film of the patient.

    Attributes:
        logits: float64 (films,) of opacity, uncalibrated.
        truth: int64 (films,) 0 or 1.
        groups: (films,) patients who belong together.
        names: (films,) their ids in the table.
    """

    logits: NDArray[np.float64]
    truth: NDArray[np.int64]
    groups: NDArray[np.str_]
    names: NDArray[np.str_]

    def like(self, names: Sequence[str], logits: NDArray[np.float64]) -> LeftOut:
        """Return these logits as another network's would lie, told by films that both read.

        Args:
            names: Films of these that the other network had not learnt from either.
            logits: Its logits of them.
        """
        place = {str(name): row for row, name in enumerate(self.names)}
        own = self.logits[[place[name] for name in names]]
        ratio = float(logits.std() / own.std())
        return replace(self, logits=logits.mean() + ratio * (self.logits - own.mean()))


def left_out(films: Sequence[Film], plan: Recipe, folder: Path) -> LeftOut:
    """Teach five networks without one part of the patients each, and read that part.

    A fold that was finished, by the same recipe, is not done again.

    Args:
        films: All of the table; the test split and lateral films are passed over.
        plan: Whose image encoder is taught.
        folder: Of the checkpoints.
    """
    known = [film for film in films if film.frontal and film.split != "test"]
    key = Variant("", plan.image, tuple(range(FOLDS))).key
    file = folder / FILE
    found = json.loads(file.read_bytes()) if file.is_file() else {}
    if found.get("key") != key:
        found = {"key": key, "folds": {}}
    seen = Seen(known, plan.seed)
    for fold in range(FOLDS):
        if str(fold) not in found["folds"]:
            found["folds"][str(fold)] = seen.run(plan.image, fold)
            part = file.with_suffix(".part")
            part.write_text(json.dumps(found) + "\n", encoding="utf-8")
            part.replace(file)
            logger.info("part %d of %d left out and read", fold + 1, FOLDS)
    return read_left_out(file, films)


def read_left_out(file: Path, films: Sequence[Film]) -> LeftOut:
    """Read what ``left_out`` wrote for these films."""
    known = [film for film in films if film.frontal and film.split != "test"]
    parts = json.loads(file.read_bytes())["folds"].values()
    rows = [known[row] for one in parts for row in one["rows"]]
    return LeftOut(
        np.array([value for one in parts for value in one["said"]], np.float64),
        np.array([film.opacity for film in rows], np.int64),
        np.array([film.group_id for film in rows]),
        np.array([film.image_id for film in rows]),
    )
