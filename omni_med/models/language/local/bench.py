"""How fast a model is here: tokens, cases, precisions, batches, and what our own code costs.

Measured on a drawn film and an invented note, on the machine as it is; the load stands beside it.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.findings import card_of
from omni_med.models.language.local.loading import load
from omni_med.models.language.local.model import ROWS, LocalModel
from omni_med.models.language.local.registered import RegisteredModel
from omni_med.models.language.prompts import (
    PromptMaterial,
    closed_question,
    findings_prompt,
    list_question,
)
from omni_med.models.language.protocols import ImagePart, Prompt
from omni_med.models.protocols import ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs
from omni_med.progress import Progress, no_progress

NOTE: Final = "Fever and productive cough for six days. No known contact. History of asthma."
BATCHES: Final = (1, 4, 10)
_WRITTEN: Final = 32  # tokens of a free answer
_EVEN: Final = 0.5
_SIDE: Final = 896  # pixels of the film


@dataclass(frozen=True, slots=True)
class Speed:
    """One precision of one model on one device; seconds are of the clock, the best of the repeats.

    Ratios are of processor time on a CPU, so that what else runs does not enter them.

    Attributes:
        dtype: ``"F32"``, ``"F16"`` or ``"BF16"``.
        device: ``"cpu"`` or ``"cuda"``.
        load_seconds: From the files' check to the first question.
        prompt_tokens: Of film, note and instructions.
        prompt_tokens_per_second: Reading them, the film's encoding included.
        answer_tokens_per_second: Writing a free answer.
        ten_findings_seconds: Ten closed questions about one film and note.
        from_scratch_seconds: The same, each question with film and prompt computed anew.
        sharing: How many times faster the first is.
        batches: Seconds of the ten questions alone, by how many are asked at once.
        list_seconds: The ten answers once more as one JSON list, prompt and film already read:
            what holding the two against each other costs a case.
        case_seconds: A whole case: fused, film alone, record alone, and what they rest on.
        cases_per_second: Its inverse.
        own_share: Of the ten findings' time, what was spent outside the network, 0 to 1.
        agreement: Share of the ten findings on which the closed questions and one JSON list of
            all answers agree; nobody knows which is right where they do not.
        load: Of the machine, one minute's mean, when it was measured.
    """

    dtype: str
    device: str
    load_seconds: float
    prompt_tokens: int
    prompt_tokens_per_second: float
    answer_tokens_per_second: float
    ten_findings_seconds: float
    from_scratch_seconds: float
    sharing: float
    batches: dict[str, float]
    list_seconds: float
    case_seconds: float
    cases_per_second: float
    own_share: float
    agreement: float
    load: float


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds of the clock, and of the processor."""

    wall: float
    work: float

    def over(self, other: _Spent, device: str) -> float:
        """Return the ratio to another: by the processor's time, on a GPU by the clock's."""
        if device == "cpu":
            return self.work / max(other.work, 1e-9)
        return self.wall / max(other.wall, 1e-9)


def measure(
    entry: RegisteredModel,
    *,
    dtypes: Sequence[str] = (),
    repeats: int = 3,
    progress: Progress = no_progress,
) -> list[Speed]:
    """Measure a model in each precision that its device has.

    Args:
        entry: Which.
        dtypes: ``"F32"``, ``"F16"``, ``"BF16"``; those of the device where empty.
        repeats: Of each measurement; the median counts.
        progress: Told after each precision.

    Raises:
        ModelUnavailableError: If none of them can be loaded.
    """
    kinds = tuple(dtypes) or (("F16", "BF16", "F32") if entry.device == "cuda" else ("F32", "BF16"))
    found: list[Speed] = []
    for done, kind in enumerate(kinds):
        progress(done, len(kinds))
        try:
            found.append(_speed(entry, kind, repeats))
        except ModelUnavailableError:
            if not found and done == len(kinds) - 1:
                raise
    progress(len(kinds), len(kinds))
    return found


def _speed(entry: RegisteredModel, kind: str, repeats: int) -> Speed:
    began = time.perf_counter()
    model = load(entry, dtype=kind)
    loaded = time.perf_counter() - began
    try:
        return _measured(model, entry, kind, loaded, repeats)
    finally:
        model.close()


def _measured(
    model: LocalModel, entry: RegisteredModel, kind: str, loaded: float, repeats: int
) -> Speed:
    card = card_of(entry)
    backend = LanguageBackend(model, card, language=entry.language)
    sees = "image" in entry.modalities
    film = chest_film(_SIDE, _SIDE, opacity=0.2)
    prompt = findings_prompt(
        PromptMaterial(images=(ImagePart("film", film),) if sees else (), record=(NOTE,)),
        entry.language,
    )
    questions = [closed_question(item.name, entry.language) for item in card.assessed]
    model.yes(prompt, questions)  # the first time is not like the others
    ten = _best(repeats, lambda: _anew(model, prompt, questions))

    def one_by_one() -> None:
        for item in questions:
            _anew(model, prompt, [item])

    scratch = _best(1, one_by_one)
    batches = {str(rows): _batch(model, prompt, questions, rows, repeats) for rows in BATCHES}
    model.rows = ROWS
    tokens = model.prompt_tokens(prompt)
    reading = _best(repeats, lambda: _anew(model, prompt, questions[:1])).wall
    inputs = ModelInputs(
        (ImageInput("film", film, modality="DX"),) if sees else (), sentence_inputs(NOTE)
    )

    def case() -> None:
        model.forget()
        backend.infer(backend.encode(inputs), Weights())

    whole = _best(repeats, case).wall
    names = [item.name for item in card.assessed]
    asked = list_question(names, entry.language)
    model.yes(prompt, questions)
    listing = _best(repeats, lambda: model.closed_list(prompt, asked, names)).wall
    return Speed(
        dtype=kind,
        device=entry.device,
        load_seconds=loaded,
        prompt_tokens=tokens,
        prompt_tokens_per_second=tokens / reading,
        answer_tokens_per_second=_writing(model, prompt),
        ten_findings_seconds=ten.wall,
        from_scratch_seconds=scratch.wall,
        sharing=scratch.over(ten, entry.device),
        batches=batches,
        list_seconds=listing,
        case_seconds=whole,
        cases_per_second=1 / whole,
        own_share=_own_share(model, prompt, questions),
        agreement=_agreement(model, prompt, questions, asked, names),
        load=os.getloadavg()[0],
    )


def _anew(model: LocalModel, prompt: Prompt, questions: Sequence[str]) -> None:
    model.forget()
    model.yes(prompt, questions)


def _batch(
    model: LocalModel, prompt: Prompt, questions: Sequence[str], rows: int, repeats: int
) -> float:
    model.rows = rows
    model.yes(prompt, questions[:1])
    return _best(repeats, lambda: model.yes(prompt, questions)).wall


def _agreement(
    model: LocalModel, prompt: Prompt, questions: Sequence[str], asked: str, names: Sequence[str]
) -> float:
    """Ask both ways and return how often they say the same."""
    single = [p >= _EVEN for p in model.yes(prompt, questions)]
    listed = model.closed_list(prompt, asked, names)
    return sum(listed[name] == one for name, one in zip(names, single, strict=True)) / len(names)


def _writing(model: LocalModel, prompt: Prompt) -> float:
    """Return how many tokens a second are written, the prompt already read."""
    model.write(prompt, 1)
    began = time.perf_counter()
    written = model.write(prompt, _WRITTEN)
    return written / (time.perf_counter() - began)


def _own_share(model: LocalModel, prompt: Prompt, questions: Sequence[str]) -> float:
    """Return the share of time outside the network: rendering, copying, choosing tokens."""
    _anew(model, prompt, questions)
    with _timed(model.network) as spent:
        whole = _spent(lambda: _anew(model, prompt, questions))
    inside = _Spent(sum(item.wall for item in spent), sum(item.work for item in spent))
    return max(0.0, 1.0 - inside.over(whole, model.network.device.type))


@contextlib.contextmanager
def _timed(network: Any) -> Iterator[list[_Spent]]:
    """Collect the seconds spent inside a network's body, its vision encoder and its head."""
    spent: list[_Spent] = []

    def around(inner: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            began, cpu = time.perf_counter(), time.process_time()
            try:
                return inner(*given, **named)
            finally:
                if network.device.type == "cuda":
                    import torch  # noqa: PLC0415 - only there

                    torch.cuda.synchronize()
                spent.append(_Spent(time.perf_counter() - began, time.process_time() - cpu))

        return call

    head, body = network.get_output_embeddings(), network.model
    places = [(body, "forward"), (head, "forward")]
    if hasattr(body, "get_image_features"):
        places.append((body, "get_image_features"))
    for place, name in places:
        setattr(place, name, around(getattr(place, name)))
    try:
        yield spent
    finally:
        for place, name in places:
            delattr(place, name)


def _best(repeats: int, work: Callable[[], object]) -> _Spent:
    """Return the best of several times."""
    found = [_spent(work) for _ in range(repeats)]
    return _Spent(min(item.wall for item in found), min(item.work for item in found))


def _spent(work: Callable[[], object]) -> _Spent:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return _Spent(time.perf_counter() - began, time.process_time() - cpu)
