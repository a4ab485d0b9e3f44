"""What heads are taught on: the embedded model here, language models in ``language``.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage
from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.folds import Fold, Job
from finetune.heads.running.crew import ALONE, Crew
from finetune.heads.running.live import Watch
from finetune.heads.teaching.recipe import Choice
from omni_med.models.protocols import ModelCard
from omni_med.progress import Progress, no_progress


@dataclass(frozen=True, slots=True)
class Encoding:
    """How cases are encoded.

    Attributes:
        store: Folder in which what is encoded may be kept.
        most: Cases without the finding at most.
        crew: Who else encodes.
        progress: Told how much is done.
    """

    store: Path
    most: int
    crew: Crew = ALONE
    progress: Progress = no_progress


class Kind(Protocol):
    """A model that heads are taught on, with a recipe."""

    negatives: tuple[int, int, int]
    """For each positive case at least, in all at least, and in all at most."""

    @property
    def card(self) -> ModelCard:
        """Of the model."""
        ...

    @property
    def said(self) -> str:
        """What decides, beside model and cases, what comes out."""
        ...

    def encode(
        self,
        leakage: Leakage,
        films: Films,
        how: Encoding,
    ) -> Encoded:
        """Encode the cases.

        Raises:
            DatasetError: If too few cases are left.
            OSError: If what is encoded cannot be kept.
        """
        ...

    def fold(self, data: Encoded, job: Job, watch: Watch) -> Fold:
        """Teach everything on a fold's ``learn`` and answer its ``look``."""
        ...

    def final(self, data: Encoded, watch: Watch) -> tuple[Choice, dict[str, NDArray[Any]]]:
        """Teach the head itself on all cases; returns what its file holds."""
        ...
