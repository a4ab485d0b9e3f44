"""A language model from a folder, as something that heads are taught on.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.datasets.dataset import Sample
from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage
from finetune.errors import HeadError
from finetune.fusion.linear import balanced, fit_linear
from finetune.heads.cases.encoded import Encoded, check_people, choose_cases
from finetune.heads.comparing.folds import (
    BLACKED_OUT,
    FULL,
    HEAD,
    IMAGE_ONLY,
    MEANS,
    PROBE,
    TEXT_ONLY,
    Fold,
    Job,
    fewer_patients,
    nearest_means,
)
from finetune.heads.kinds import Encoding
from finetune.heads.language.pupil import Pupil, case_of
from finetune.heads.language.teach import RECIPE, choose, numbers_of, size_of, taught
from finetune.heads.network.shown import IMAGE, TEXT
from finetune.heads.running.live import Watch
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from omni_med.errors import DicomError
from omni_med.models.heads.bundle import MOST_BYTES
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.local.model import LocalModel
from omni_med.models.protocols import ModelBackend, ModelCard

IntArray = NDArray[np.int64]


class LanguageKind:
    """Heads on a language model that was loaded from a folder."""

    negatives = (4, 40, 200)  # each of them is a prompt, many times over

    def __init__(self, backend: ModelBackend, finding: str, recipe: HeadRecipe = RECIPE) -> None:
        """Take a loaded model, and what the head is to answer.

        Raises:
            HeadError: If it is no such model, or heads on it would be too large.
        """
        if not isinstance(backend, LanguageBackend) or not isinstance(backend.model, LocalModel):
            raise HeadError(
                "Heads are taught on the embedded model, and on language models from a folder.",
                hint="Give one of `omni-med models list` that was added with models add.",
            )
        self._backend = backend
        self._recipe = recipe
        self._pupil = Pupil(backend, backend.model, finding)
        network, rank = backend.model.network, min(recipe.ranks)
        smallest = size_of(network, Choice(rank, 0, recipe.targets[0]))
        if not 0 < smallest <= MOST_BYTES:
            raise HeadError(
                f"A head on this model would have {smallest >> 20} MiB; {MOST_BYTES >> 20} are the "
                "most." if smallest else "This model has no attention that LoRA is put on.",
                hint="Take another model.",
            )  # fmt: skip

    @property
    def card(self) -> ModelCard:
        """Of the model."""
        return self._backend.card

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
        """Put each case into a question, and ask the model as it is.

        Raises:
            DatasetError: If too few cases are left.
            ModelUnavailableError: If the model cannot answer.
        """
        dataset = leakage.dataset
        chosen = choose_cases(dataset, leakage.stratum, how.most, 0)
        used: list[int] = []
        excluded: Counter[str] = Counter()
        for done, index in enumerate(chosen, 1):
            reason = self._take(dataset.samples[index], films)
            if reason:
                excluded[reason] += 1
            else:
                used.append(index)
            how.progress(done, len(chosen))
        samples = tuple(dataset.samples[index] for index in used)
        check_people(samples, excluded)
        left_out = len(dataset.samples) - len(chosen)
        if left_out:
            excluded["more cases without the finding than are needed"] = left_out
        rows = np.arange(len(samples), dtype=np.int64)
        prior = 1 / (1 + np.exp(-self._pupil.answers(rows)))
        states = torch.from_numpy(self._pupil.states(rows).astype(np.float32))
        count, pupil = len(samples), self._pupil
        return Encoded(
            samples,
            torch.zeros(count, 1, 0, 0, 0),
            states[:, None],
            torch.tensor([pupil.has_image(row) for row in range(count)]),
            torch.zeros(count, 1, 1),
            torch.tensor([[pupil.has_text(row)] for row in range(count)]),
            np.array([sample.label for sample in samples]),
            np.array([sample.group for sample in samples]),
            prior,
            leakage.stratum[used],
            dict(excluded),
        )

    def _take(self, sample: Sample, films: Films) -> str:
        """Take a case; returns why it cannot be."""
        try:
            prepared = films.prepared(sample, self.card)
        except (DicomError, OSError):
            return "the image cannot be read"
        features = self._backend.encode(prepared.inputs)
        case = case_of(features)
        if sample.has_image and not case.films:
            return "a film that the model refuses to read"
        if not case.words and (not case.films or "image" not in self.card.modalities):
            return "nothing that the model reads"
        self._pupil.cases.append(case)
        return ""

    def fold(self, data: Encoded, job: Job, watch: Watch) -> Fold:
        """Teach everything on a fold's ``learn`` and answer its ``look``."""
        pupil, recipe, learn, look = self._pupil, self._recipe, job.learn, job.look
        choice = choose(pupil, data, learn, recipe, watch)
        with taught(pupil, data, learn, recipe, choice=choice, watch=watch):
            answers = {
                HEAD: pupil.answers(look),
                IMAGE_ONLY: pupil.answers(look, IMAGE),
                TEXT_ONLY: pupil.answers(look, TEXT),
                BLACKED_OUT: pupil.answers(look, IMAGE, dark=True),
            }
        with taught(pupil, data, learn, recipe, choice=choice, full=True):
            answers[FULL] = pupil.answers(look)
        states = data.pooled[:, 0].numpy().astype(np.float64)
        weight = balanced(data.label[learn], data.group[learn])
        probe = fit_linear(states[learn], data.label[learn], ridge=recipe.ridge, weight=weight)
        answers[PROBE] = probe.logits(states[look])
        long = np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-6)
        answers[MEANS] = nearest_means(states / long, data.label, learn, look)
        fewer = {}
        for share in job.shares:
            people, some = fewer_patients(data, learn, share, recipe.seed)
            with taught(pupil, data, some, recipe, choice=choice):
                fewer[share] = people, pupil.answers(look)
        return Fold(choice, answers, fewer)

    def final(self, data: Encoded, watch: Watch) -> tuple[Choice, dict[str, NDArray[Any]]]:
        """Teach the head itself on all cases; returns what its file holds."""
        rows = np.arange(len(data.label))
        choice = choose(self._pupil, data, rows, self._recipe, watch)
        with taught(self._pupil, data, rows, self._recipe, choice=choice, watch=watch):
            return choice, numbers_of(self._pupil.network, choice)
