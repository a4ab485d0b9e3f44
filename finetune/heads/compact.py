"""Heads on the embedded model.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage
from finetune.heads.cases.encode import Readers, encode_dataset
from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.compare import teach_fold
from finetune.heads.comparing.folds import Fold, Job
from finetune.heads.kinds import Encoding
from finetune.heads.network.numbers import numbers
from finetune.heads.running.live import Watch
from finetune.heads.running.machine import check_machine
from finetune.heads.teaching.choose import choose
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.heads.teaching.teach import teach
from omni_med.models.compact.settings import FOLDER
from omni_med.models.protocols import ModelCard


class CompactKind:
    """Heads on the embedded model."""

    negatives = (25, 300, 600)

    def __init__(self, recipe: HeadRecipe | None = None, base: Path = FOLDER) -> None:
        """Read the model from its folder.

        Raises:
            HeadError: If what heads are taught on is missing beside it, or it cannot be taught so
                here.
            ModelUnavailableError: If the model is damaged.
        """
        self._recipe = recipe or HeadRecipe()
        check_machine(self._recipe.device, self._recipe.precision)
        self._readers = Readers.shipped(base, self._recipe.device)

    @property
    def card(self) -> ModelCard:
        """Of the model."""
        return self._readers.backend.card

    @property
    def said(self) -> str:
        """What decides, beside model and cases, what comes out."""
        return str(self._recipe)

    def encode(
        self,
        leakage: Leakage,
        films: Films,
        how: Encoding,
    ) -> Encoded:
        """Encode the cases through the frozen part of the model, once for all heads.

        Raises:
            DatasetError: If too few cases are left.
            OSError: If what is encoded cannot be kept.
        """
        return encode_dataset(
            leakage.dataset,
            leakage.stratum,
            self._readers,
            films,
            store=None if films.is_sealed else how.store,
            most=how.most,
            crew=how.crew,
            progress=how.progress,
        )

    def fold(self, data: Encoded, job: Job, watch: Watch) -> Fold:
        """Teach everything on a fold's ``learn`` and answer its ``look``."""
        return teach_fold(data, self._readers.parts, self._recipe, job, watch)

    def final(self, data: Encoded, watch: Watch) -> tuple[Choice, dict[str, NDArray[Any]]]:
        """Teach on all cases, as the same choice among held-back patients says."""
        rows, parts = np.arange(len(data.label)), self._readers.parts
        choice = choose(data, rows, parts, self._recipe, watch)
        course = teach(data, rows, parts, self._recipe, choice=choice, watch=watch)
        return choice, numbers(course.network, self._readers.tap)
