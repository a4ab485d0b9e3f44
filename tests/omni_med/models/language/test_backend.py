"""A language model among the backends: what its answers rest on, and the cascade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import SiteCalibration, SiteFinding, Status
from omni_med.inference.cascade import infer_cascade
from omni_med.inference.triage import status_of
from omni_med.models import registry
from omni_med.models.calibrated import calibrated, fits
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.fake import FakeLanguage
from omni_med.models.language.films import (
    decode_film,
    decode_words,
    encode_film,
    encode_words,
    onto_grid,
)
from omni_med.models.language.findings import card_of
from omni_med.models.language.local import network
from omni_med.models.language.local.attention import RECORD, Dial, biased
from omni_med.models.language.local.model import LocalModel
from omni_med.models.language.local.registered import RegisteredModel
from omni_med.models.language.prompts import PromptMaterial, closed_question, findings_prompt
from omni_med.models.language.protocols import ImagePart, Prompt, TextPart
from omni_med.models.protocols import (
    Features,
    ImageInput,
    ModelInputs,
    SentenceInput,
    Weights,
)
from omni_med.models.samples import chest_film, sentence_inputs

NOTE = "Fever and productive cough for six days. No known contact. History of asthma."


@pytest.fixture(scope="module")
def backend(registered: dict[str, RegisteredModel]) -> Iterator[LanguageBackend]:
    source = registered["qwen3_vl"]
    made = registry.load(source.id, source=source)
    assert isinstance(made, LanguageBackend)
    yield made
    made.model.close()


class Listening(FakeLanguage):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        self.prompts.append(prompt)
        return super().yes(prompt, questions, weights)


@pytest.fixture
def listening(registered: dict[str, RegisteredModel]) -> LanguageBackend:
    return LanguageBackend(Listening(), card_of(registered["llava"]), reader="fake")


def case(seed: int = 0, note: str = NOTE) -> ModelInputs:
    film = ImageInput("a", chest_film(seed=seed, opacity=0.3), modality="DX")
    return ModelInputs((film,), sentence_inputs(note))


def asked(backend: LanguageBackend) -> list[Prompt]:
    assert isinstance(backend.model, Listening)
    return backend.model.prompts


def words(prompt: Prompt) -> str:
    return "".join(part.text for part in prompt.parts if isinstance(part, TextPart))


def films(prompt: Prompt) -> int:
    return sum(isinstance(part, ImagePart) for part in prompt.parts)


def test_films_survive_as_features() -> None:
    pixels = chest_film(rows=300, columns=200)
    features = encode_film(ImageInput("a", pixels))
    square = decode_film(features)
    assert square.shape == (304, 304)
    assert features.extent == (-50.0, 0.0, 250.0, 300.0)
    assert not square[:, :40].any()
    assert decode_film(encode_film(ImageInput("a", np.tile(pixels, (9, 9))))).shape == (896, 896)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_words_survive_as_features(texts: list[str]) -> None:
    sentences = [SentenceInput("n", 0, len(text), text) for text in texts]
    features = encode_words(sentences)
    assert len(decode_words(features)) == len(features.read)
    again = encode_words([SentenceInput("n", 0, 0, item) for item in decode_words(features)])
    assert decode_words(again) == decode_words(features)


def test_chinese_and_rare_letters_survive() -> None:
    text = "患者咳嗽𠮷 naïve Ж"
    assert decode_words(encode_words([SentenceInput("n", 0, 9, text)])) == (text,)


def test_a_note_of_200_megabytes_is_cut_and_said_so() -> None:
    huge = "fever " * (200_000_000 // 6)
    features = encode_words([SentenceInput("n", 0, len(huge), huge)] * 30)
    assert features.tokens.shape[1] <= 1000
    assert features.tokens.nbytes < 2_000_000
    assert features.remark == "read 19 of 30 sentences"


def test_a_map_keeps_its_sum() -> None:
    rng = np.random.default_rng(0)
    shares = rng.normal(size=(5, 7)).astype(np.float32)
    assert float(onto_grid(shares).sum()) == pytest.approx(float(shares.sum()), abs=1e-4)


def test_weight_0_leaves_the_modality_out_of_the_prompt(listening: LanguageBackend) -> None:
    features = listening.encode(case())
    listening.infer(features, Weights(image=0.0))
    assert [films(prompt) for prompt in asked(listening)] == [0, 0]
    asked(listening).clear()
    listening.infer(features, Weights(text=0.0))
    assert not any("cough" in words(prompt) for prompt in asked(listening))
    asked(listening).clear()
    listening.infer(features, Weights())
    assert [(films(item), "cough" in words(item)) for item in asked(listening)] == [
        (1, True),
        (1, False),
        (0, True),
    ]


def test_the_cascade_hands_findings_on_as_words(listening: LanguageBackend) -> None:
    features = listening.encode(case())
    found = listening.infer_cascade(features, Weights())
    assert found is not None
    both, alone, told = asked(listening)
    assert not any(films(prompt) for prompt in (both, alone, told))
    assert "Lung opacity" in words(both)
    assert "cough" in words(both)
    assert "Lung opacity" in words(alone)
    assert "cough" not in words(alone)
    assert "Lung opacity" not in words(told)
    asked(listening).clear()
    listening.infer_cascade(features, Weights(image=0.0))
    assert not any("Lung opacity" in words(prompt) for prompt in asked(listening))


def test_the_cascade_of_inference_is_the_backends_own(listening: LanguageBackend) -> None:
    features = listening.encode(case())
    found = infer_cascade(listening, ModelInputs(), features, Weights(), None)
    assert "cascade" in found.timings_ms
    assert [answer.name for answer in found.answers] == [
        item.name for item in listening.card.assessed
    ]


def test_films_that_the_reader_refuses_are_shown_instead(listening: LanguageBackend) -> None:
    rng = np.random.default_rng(0)
    bars = np.repeat(rng.random((256, 16), np.float32), 16, axis=1)
    features = listening.encode(ModelInputs((ImageInput("x", np.repeat(bars[::16], 16, axis=0)),)))
    assert features.images[0].is_meant
    listening.infer_cascade(features, Weights())
    assert films(asked(listening)[0]) == 1


def test_what_an_answer_rests_on_is_the_derivative(backend: LanguageBackend) -> None:
    material = PromptMaterial(
        images=(ImagePart("a", chest_film()),), record=("Fever.", "Cough for six days.")
    )
    prompt = findings_prompt(material)
    question = closed_question("Lung opacity")
    (why,) = backend.model.explain(prompt, [question])  # type: ignore[attr-defined]
    assert len(why.lines) == 2
    assert why.films[0].shape == (3, 3) or why.films[0].size > 1
    assert np.isfinite(why.films[0]).all()
    model = backend.model
    assert isinstance(model, LocalModel)
    rendered = model._renderer.render(prompt, question=True)
    tail = model._renderer.tokens(question + rendered.tail)
    prefix = model._prefix(rendered, Dial())
    of_line = torch.tensor([place == 1 and kind == RECORD for place, kind in
                            zip(rendered.places, rendered.kinds, strict=True)])  # fmt: skip

    def logit(weight: float) -> float:
        bias = torch.where(of_line, float(np.log(weight)), 0.0)
        bias = torch.nn.functional.pad(bias, (0, len(tail)))[None, None, None]
        with torch.no_grad(), biased(bias.expand(1, 1, len(tail), -1)):
            logits = network.read_endings(model.network, prefix.cache, prefix.offset, [tail])
        (p,) = network.share_of_yes(logits, model._answers)
        return float(np.log(p / (1 - p)))

    step = 0.01
    measured = (logit(1 + step) - logit(1 - step)) / (2 * step)
    assert why.lines[1] == pytest.approx(measured, rel=0.05, abs=1e-4)


def test_evidence_points_at_films_and_sentences(backend: LanguageBackend) -> None:
    features = backend.encode(case())
    prediction = backend.infer(features, Weights())
    assert prediction.image_share is not None
    assert prediction.text_share is not None
    assert prediction.image_share + prediction.text_share == pytest.approx(1.0)
    for answer in prediction.answers:
        assert answer.patches[0].any()
        assert answer.sentences is not None
        assert answer.sentences.any()
    hidden = backend.infer(features, Weights(text=0.0))
    assert all(item.sentences is not None and not item.sentences.any() for item in hidden.answers)


def test_films_are_encoded_once_for_all_questions(
    backend: LanguageBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0
    encode = network.encode_film

    def counting(*given: object) -> object:
        nonlocal count
        count += 1
        return encode(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(network, "encode_film", counting)
    features = backend.encode(case(seed=77))
    backend.infer(features, Weights())
    backend.infer(features, Weights(text=0.3))
    assert count == 1


def test_without_a_calibration_nothing_is_sure_and_nothing_alarms(
    backend: LanguageBackend,
) -> None:
    prediction = backend.infer(backend.encode(case()), Weights())
    assessed = backend.card.assessed
    for item, answer in zip(assessed, prediction.answers, strict=True):
        for p in (0.0, answer.fused, 1.0):
            assert status_of(item, replace(answer, fused=p)) is Status.UNCERTAIN


def test_a_calibration_is_of_weights_and_prompt(backend: LanguageBackend) -> None:
    card = backend.card
    finding = SiteFinding(
        name="Pneumothorax", cases=60, positives=30, scale=2.0, offset=0.1, threshold=0.4,
        aim="sensitivity 0.95", conformal=None, auroc=0.8, error_before=0.2, error_after=0.05,
    )  # fmt: skip
    site = SiteCalibration(
        "c" * 32, card.id, card.version, card.sha256, datetime(2026, 1, 1, tzinfo=UTC), "ada",
        "60 films", (finding,),
    )  # fmt: skip
    assert fits(site, card)
    assert not fits(site, replace(card, version=card.version.replace("findings/", "findings/9")))
    local = calibrated(backend, site)
    features = backend.encode(case())
    before = {item.name: item.fused for item in backend.infer(features, Weights()).answers}
    after = local.infer(features, Weights())
    for item, answer in zip(local.card.assessed, after.answers, strict=True):
        moved = answer.fused != before[answer.name]
        assert moved == (answer.name == "Pneumothorax")
        assert (status_of(item, answer) is Status.UNCERTAIN) != (answer.name == "Pneumothorax")
    found = infer_cascade(local, ModelInputs(), Features(features.images), Weights(), None)
    assert len(found.answers) == len(card.assessed)
