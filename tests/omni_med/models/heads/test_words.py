"""LoRA on the words of the shipped 8-bit text encoder: read beside it, and it stays as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.inference.cache import features_from_bytes, features_to_bytes
from omni_med.models.compact.backend import CompactBackend, CompactFactory
from omni_med.models.heads.backend import attach, swap
from omni_med.models.heads.bundle import Head
from omni_med.models.heads.lora import Attention, WordLora, Words, read_attention, read_words
from omni_med.models.heads.samples import sample_card
from omni_med.models.heads.words import Tap, open_tap, with_outputs
from omni_med.models.protocols import ModelInputs, Weights
from omni_med.models.samples import sentence_inputs

pytestmark = pytest.mark.skipif(
    bool(CompactFactory().missing()), reason="the embedded model is not there"
)
INPUTS = ModelInputs((), sentence_inputs("HIV positive. Dry cough for three weeks. No fever."))


@pytest.fixture(scope="module")
def backend() -> CompactBackend:
    return CompactBackend()


@pytest.fixture(scope="module")
def shipped() -> WordLora:
    """Return a LoRA that changes nothing, on the shipped text encoder."""
    tapping = pytest.importorskip("finetune.heads.network.opened")
    opened = tapping.lay_open()
    assert opened is not None
    tail = opened.tail
    hidden = tail.narrow.in_features
    norm = tail.norm_weight.numpy(), tail.norm_bias.numpy()
    nothing = np.zeros((tail.width, 4), np.float32)
    down = np.random.default_rng(0).normal(size=(4, hidden)).astype(np.float32)
    return WordLora(down, nothing, norm, opened.tap.outputs)


def a_head(backend: CompactBackend, words: WordLora | None, name: str = "rare") -> Head:
    card = backend.card
    made = sample_card(name=name, base=(card.id, card.version, card.sha256))
    made = replace(made, answer=replace(made.answer, name=name))
    rng = np.random.default_rng(1)
    image, text = (rng.normal(size=count).astype(np.float32) for count in (432, 476))
    return Head(made, {}, image, 0.0, text, 0.0, (0.0, 0.0), words=words)


def test_without_a_change_the_words_say_what_the_shipped_encoder_says(
    backend: CompactBackend, shipped: WordLora
) -> None:
    features = attach(backend, [a_head(backend, shipped)]).encode(INPUTS)
    assert features.text is not None
    found = shipped.sentences(Words(features.text.pieces, features.text.counts))
    assert found == pytest.approx(features.text.tokens[:, :384], abs=2e-3)  # pieces are float16


def test_the_models_own_answers_stay_the_same_bits(
    backend: CompactBackend, shipped: WordLora
) -> None:
    up = np.random.default_rng(2).normal(0, 0.01, shipped.up.shape).astype(np.float32)
    lora = replace(shipped, up=up)
    plain = backend.infer(backend.encode(INPUTS), Weights())
    with_head = attach(backend, [a_head(backend, lora)])
    answers = with_head.infer(with_head.encode(INPUTS), Weights()).answers
    assert [a.fused for a in answers[:-1]] == [a.fused for a in plain.answers]
    still = attach(backend, [a_head(backend, shipped)])
    unchanged = still.infer(still.encode(INPUTS), Weights()).answers[-1]
    assert answers[-1].text_only != pytest.approx(unchanged.text_only, abs=1e-4)


def test_a_batch_and_the_cache_give_the_same(backend: CompactBackend, shipped: WordLora) -> None:
    many = attach(backend, [a_head(backend, shipped), a_head(backend, None, "other")])
    (features,) = many.encode_batch([INPUTS])
    kept = features_from_bytes(features_to_bytes(features))
    assert kept is not None
    first, again = many.infer(features, Weights()), many.infer(kept, Weights())
    assert [a.fused for a in first.answers] == [a.fused for a in again.answers]
    assert many.card.preprocessing != backend.card.preprocessing, "kept apart from the plain"


def test_features_without_words_are_refused_not_misread(
    backend: CompactBackend, shipped: WordLora
) -> None:
    head = attach(backend, [a_head(backend, shipped)])
    with pytest.raises(ModelUnavailableError, match="does not fit"):
        head.infer(backend.encode(INPUTS), Weights())


def test_heads_on_different_text_encoders_do_not_answer_together(
    backend: CompactBackend, shipped: WordLora
) -> None:
    other = replace(shipped, outputs=("a", "b"))
    with pytest.raises(ModelUnavailableError, match="different text encoders"):
        attach(backend, [a_head(backend, shipped), a_head(backend, other, "other")])
    with pytest.raises(ModelUnavailableError, match="text encoder"):
        attach(backend, [a_head(backend, other)])


def test_swapping_keeps_the_opened_encoder(backend: CompactBackend, shipped: WordLora) -> None:
    first = attach(backend, [a_head(backend, shipped)])
    swap(first, [a_head(backend, shipped, "other")])
    assert open_tap(shipped.outputs) is open_tap(shipped.outputs)
    assert isinstance(open_tap(shipped.outputs), Tap)


def test_no_sentence_is_no_word(shipped: WordLora) -> None:
    words = open_tap(shipped.outputs).read([])
    assert len(words.counts) == 0


def test_an_output_is_one_more_field_of_the_graph() -> None:
    assert with_outputs(b"model", ["ab"]) == b"model" + bytes([58, 6, 98, 4, 10, 2]) + b"ab"
    assert len(with_outputs(b"", ["x" * 300])) == 300 + 3 + 3 + 3  # lengths above 127: two bytes


def test_a_query_of_zeros_attends_to_all_alike() -> None:
    rng = np.random.default_rng(0)
    tokens = rng.normal(size=(5, 3)).astype(np.float32)
    attention = Attention(*(np.ones((2, 3), np.float32),) * 2, query=np.zeros(2, np.float32))
    assert attention.patches(tokens) == pytest.approx(np.full(5, 0.2))
    towards = replace(attention, query=np.array([3, 0], np.float32))
    assert towards.sentences(tokens).sum() == pytest.approx(1)


@pytest.mark.parametrize("part", ["text.up", "text.norm.bias", "text.outputs"])
def test_damaged_words_are_no_head(shipped: WordLora, part: str) -> None:
    numbers = {
        "text.down": shipped.down,
        "text.up": shipped.up,
        "text.norm.weight": shipped.norm[0],
        "text.norm.bias": shipped.norm[1],
        "text.outputs": np.frombuffer("\0".join(shipped.outputs).encode(), np.uint8),
    }
    assert read_words(numbers) is not None
    with pytest.raises(ValueError, match="words"):
        read_words(numbers | {part: numbers[part][:1]})
    with pytest.raises(KeyError):
        read_words({name: value for name, value in numbers.items() if name != part})


def test_damaged_attention_is_no_head() -> None:
    good = {
        "fusion.image_key": np.ones((2, 3), np.float32),
        "fusion.text_key": np.ones((2, 4), np.float32),
        "fusion.query": np.ones(2, np.float32),
    }
    assert read_attention(good) is not None
    with pytest.raises(ValueError, match="attention"):
        read_attention(good | {"fusion.query": np.ones(3, np.float32)})
