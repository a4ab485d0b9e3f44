"""Heads on a language model from a folder: taught with LoRA, served under it, taken off again."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save

from finetune.datasets.dataset import Dataset, Label, Sample
from finetune.datasets.leakage import Leakage
from finetune.errors import HeadError
from finetune.heads.comparing.compare import gather
from finetune.heads.comparing.folds import BASELINES, HEAD, Plan, jobs
from finetune.heads.kinds import Encoding
from finetune.heads.language.kind import LanguageKind
from finetune.heads.language.teach import RECIPE, attention_maps
from finetune.heads.language.teach import taught as wear
from finetune.heads.network.shown import TEXT
from finetune.heads.running.live import unwatched
from finetune.heads.teaching.recipe import Choice
from omni_med.errors import ModelUnavailableError
from omni_med.inference.prepare import Prepared
from omni_med.models.fake import FakeBackend
from omni_med.models.heads.backend import attach, swap
from omni_med.models.heads.bundle import Head, load_head
from omni_med.models.heads.language import calibrated
from omni_med.models.heads.samples import sample_card
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.local.registered import register
from omni_med.models.protocols import ImageInput, ModelCard, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs

TINY = run_path(str(Path(__file__).parents[3] / "omni_med" / "models" / "language" / "tiny.py"))
QUICK = replace(
    RECIPE, ranks=(2,), targets=(("q_proj", "v_proj"),), teachings=1, steps=8, every=4, batch=4,
    learning_rate=3e-2, hide=0.2,
)  # fmt: skip
WORDS = ("HIV positive. Dry cough.", "Fell from a ladder. No fever.")


class Drawn:
    """Cases whose words say it, and whose films do not."""

    is_sealed = False

    def prepared(self, sample: Sample, card: ModelCard) -> Prepared:
        film = (
            ImageInput("film", chest_film(seed=sample.index % 3))
            if (sample.index - 1) // 2 % 2
            else None
        )
        inputs = ModelInputs((film,) if film else (), sentence_inputs(sample.note))
        return Prepared("1.2", inputs, ())

    def digest(self, sample: Sample) -> str:
        return ""


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> LanguageBackend:
    folder = TINY["qwen3_vl"](tmp_path_factory.mktemp("tiny") / "model")
    model = register(folder, "tiny", added=datetime(2026, 1, 2, tzinfo=UTC), added_by="ml")
    made = model.factory().load()
    assert isinstance(made, LanguageBackend)
    return made


def leakage(count: int = 12) -> Leakage:
    samples = tuple(
        Sample(row + 1, None, WORDS[row % 2], f"p{row}", int(row % 2 == 0), "")
        for row in range(count)
    )
    dataset = Dataset(samples, Label("finding", "Rare"), count // 2, {}, (), "d" * 64)
    return Leakage((), dataset, np.array([""] * count), {}, None, ())


@pytest.fixture(scope="module")
def taught(backend: LanguageBackend) -> tuple[Any, Any, Head]:
    kind = LanguageKind(backend, "Rare", QUICK)
    data = kind.encode(leakage(), Drawn(), Encoding(Path(), 8))
    choice, numbers = kind.final(data, unwatched)
    assert choice.steps in {4, 8}
    raw = save(numbers)
    card = backend.card
    base = card.id, card.version, card.sha256
    made = replace(sample_card(base=base, numbers=raw), targets=choice.targets, rank=choice.rank)
    made = replace(made, label=str(choice.steps))
    return kind, data, load_head(made, raw)


def a_case(note: str) -> ModelInputs:
    return ModelInputs((), sentence_inputs(note))


def test_what_is_served_is_what_was_taught(
    backend: LanguageBackend, taught: tuple[Any, Any, Head]
) -> None:
    kind, data, head = taught
    wearing = attach(backend, [head])
    rows = np.arange(len(data.label))
    with wear(kind._pupil, data, rows, QUICK, choice=_choice(head)):
        expected = kind._pupil.answers([0, 1], TEXT)
    for note, logit in zip(WORDS, expected, strict=True):
        answer = wearing.infer(wearing.encode(a_case(note)), Weights()).answers[-1]
        assert answer.name == "Rare"
        assert answer.text_only == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-5)
    assert expected[0] > expected[1], "the words that say it are told from those that do not"


def _choice(head: Head) -> Choice:
    return Choice(head.card.rank, int(head.card.label), head.card.targets)


def test_the_models_own_answers_stay_the_same_bits(
    backend: LanguageBackend, taught: tuple[Any, Any, Head]
) -> None:
    features = backend.encode(a_case(WORDS[0]))
    before = [answer.fused for answer in backend.infer(features, Weights()).answers]
    wearing = attach(backend, [taught[2]])
    with_head = [answer.fused for answer in wearing.infer(features, Weights()).answers]
    assert with_head[:-1] == before
    assert [a.fused for a in backend.infer(features, Weights()).answers] == before
    assert swap(wearing, []) is backend
    assert not any(hasattr(m, "lora_A") for m in backend.model.network.modules())  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_fold_has_all_that_a_head_must_beat(taught: tuple[Any, Any, Head]) -> None:
    kind, data, _head = taught
    plan = Plan(folds=2, repeats=1, curve=(0.5,))
    todo = jobs(data, plan)
    done = [kind.fold(data, job, unwatched) for job in todo]
    found = gather(data, plan, todo, done)
    assert set(BASELINES) <= set(found.estimates)
    assert found.estimates[HEAD].value > 0.6


def test_a_head_is_bound_to_its_model(
    backend: LanguageBackend, taught: tuple[Any, Any, Head]
) -> None:
    head = taught[2]
    with pytest.raises(ModelUnavailableError, match="was taught on"):
        attach(FakeBackend(), [head])
    other = replace(head, card=replace(head.card, base_version="of another prompt"))
    with pytest.raises(ModelUnavailableError, match="was taught on"):
        attach(backend, [other])
    renamed = replace(head, card=replace(head.card, base_id="tiny-elsewhere"))
    attach(backend, [renamed])  # the same weights under another name


def test_numbers_of_another_shape_are_refused(
    backend: LanguageBackend, taught: tuple[Any, Any, Head]
) -> None:
    head = taught[2]
    assert head.language is not None
    name, (down, up) = next(iter(head.language.layers.items()))
    for layers in ({name: (down[:, 1:], up)}, {"model.nowhere": (down, up)}):
        odd = replace(head, language=replace(head.language, layers=layers))
        with pytest.raises(ModelUnavailableError, match="does not fit"):
            attach(backend, [odd])


def test_only_models_from_a_folder_are_taught_on(backend: LanguageBackend) -> None:
    with pytest.raises(HeadError, match="from a folder"):
        LanguageKind(FakeBackend(), "Rare")
    served = copy.copy(backend)
    served.model = object()  # type: ignore[assignment]
    with pytest.raises(HeadError, match="from a folder"):
        LanguageKind(served, "Rare")


def test_only_the_language_part_is_adapted(backend: LanguageBackend) -> None:
    network: Any = backend.model.network  # type: ignore[attr-defined]
    names = attention_maps(network, ("q_proj", "k_proj", "v_proj", "o_proj"))
    assert len(names) == 8, "two layers of four maps"
    assert not any("visual" in name for name in names)
    assert not any(p.requires_grad for p in network.parameters())
    assert torch.is_grad_enabled()


def test_a_share_of_yes_is_calibrated_on_its_logit() -> None:
    plain = sample_card().answer.fused
    assert calibrated(0.3, plain) == pytest.approx(0.3)
