"""Cases as closed questions to a language model, and the logit of each answer.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from finetune.evaluate.shortcuts import blackened
from finetune.heads.network.shown import BOTH, Shown
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.films import decode_film, decode_words
from omni_med.models.language.local import network as net
from omni_med.models.language.local.model import LocalModel, Opened
from omni_med.models.language.prompts import PromptMaterial, closed_question, findings_prompt
from omni_med.models.language.protocols import ImagePart
from omni_med.models.protocols import Features

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What a model is shown of a case.

    Attributes:
        films: Those that it is meant for.
        words: Sentences of the record.
    """

    films: tuple[ImagePart, ...] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)


def case_of(features: Features) -> Case:
    """Return a case as the backend encoded it."""
    films = tuple(
        ImagePart(item.image_id, decode_film(item)) for item in features.images if item.is_meant
    )
    return Case(films, decode_words(features.text) if features.text is not None else ())


class Pupil:
    """A language model that is asked one closed question about each of some cases."""

    def __init__(self, backend: LanguageBackend, model: LocalModel, finding: str) -> None:
        """Take a loaded model, and what it is asked about."""
        self._model, self._language = model, backend.language
        self._takes_films = "image" in model.modalities
        self._question = closed_question(finding, backend.language)
        self._opened: dict[tuple[int, Shown, bool], Opened | None] = {}
        self.cases: list[Case] = []

    @property
    def network(self) -> Any:
        """The network itself."""
        return self._model.network

    def has_image(self, row: int) -> bool:
        """Whether the model is shown a film of a case."""
        return bool(self.cases[row].films) and self._takes_films

    def has_text(self, row: int) -> bool:
        """Whether there is a record."""
        return bool(self.cases[row].words)

    def logit(self, row: int, shown: Shown = BOTH, *, dark: bool = False) -> Tensor | None:
        """Return the logit of "yes" against "no"; None where nothing is shown.

        The prompt is read as it is when a head answers: first the prompt, then the question.
        """
        opened = self._open(row, shown, dark)
        if opened is None:
            return None
        cache, offset = net.read_prompt(self.network, opened.rendered, opened.features)
        logits = net.read_endings(self.network, cache, offset, [opened.tail])[0]
        yes, no = list(opened.answers.yes), list(opened.answers.no)
        return logits[yes].logsumexp(0) - logits[no].logsumexp(0)

    def answers(
        self, rows: IntArray | Sequence[int], shown: Shown = BOTH, *, dark: bool = False
    ) -> FloatArray:
        """Return the logits of cases, (rows,); 0 where nothing is shown."""
        with torch.no_grad():
            found = [self.logit(int(row), shown, dark=dark) for row in rows]
        return np.array([0.0 if item is None else item.item() for item in found], np.float64)

    def states(self, rows: IntArray) -> FloatArray:
        """Return what the frozen network makes of each case before it answers: (rows, channels)."""
        seen: list[Tensor] = []
        handle = self.network.get_output_embeddings().register_forward_pre_hook(
            lambda _module, given: seen.append(given[0][-1].float().cpu())
        )
        try:
            self.answers(rows)
        finally:
            handle.remove()
        return torch.stack(seen).numpy().astype(np.float64)

    def _open(self, row: int, shown: Shown, dark: bool) -> Opened | None:
        key = (row, shown, dark)
        if key not in self._opened:
            case = self.cases[row]
            films = case.films if shown.image and self._takes_films else ()
            words = case.words if shown.text else ()
            if dark:
                films = tuple(ImagePart(item.image_id, blackened(item.pixels)) for item in films)
            prompt = findings_prompt(PromptMaterial(images=films, record=words), self._language)
            there = bool(films or words)
            self._opened[key] = self._model.opened(prompt, self._question) if there else None
        return self._opened[key]
