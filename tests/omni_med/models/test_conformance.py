"""What every backend promises, on every backend that this machine can run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from omni_med.models import registry
from omni_med.models.protocols import (
    Features,
    ImageInput,
    ModelBackend,
    ModelInputs,
    Prediction,
    Weights,
)
from omni_med.models.samples import chest_film, sentence_inputs

NOTE = "Fever and productive cough for six days. No known contact. History of asthma."
OTHER_NOTE = "Sudden chest pain after a fall. Denies fever. Smoker for thirty years."


LARGE = ("qwen3_omni_moe", "qwen3_vl", "gemma3", "llava")


@pytest.fixture(scope="module", params=[*(item.id for item in registry.backends()), *LARGE])
def backend(request: pytest.FixtureRequest) -> Iterator[ModelBackend]:
    if request.param in LARGE:  # tiny ones with random weights, of the families' own code
        source = request.getfixturevalue("registered")[request.param]
        yield registry.load(source.id, source=source)
        return
    factory = registry.get(request.param)
    if factory.missing():
        pytest.skip(f"{factory.id} lacks {', '.join(factory.missing())}")
    yield factory.load(threads=1)


def image(seed: int = 0, name: str = "a") -> ImageInput:
    return ImageInput(name, chest_film(seed=seed), modality="DX")


def case(seed: int = 0, note: str = NOTE) -> ModelInputs:
    return ModelInputs((image(seed),), sentence_inputs(note))


def meant(features: Features) -> Features:
    """Features as if the pixels had been accepted: what is tested here is the fusion."""
    images = tuple(replace(item, is_meant=True, refusal="") for item in features.images)
    return Features(images, features.text)


def fused(prediction: Prediction) -> list[float]:
    return [answer.fused for answer in prediction.answers]


def test_answers_are_the_cards_in_order_and_probabilities(backend: ModelBackend) -> None:
    prediction = backend.infer(meant(backend.encode(case())), Weights())
    assert [item.name for item in prediction.answers] == [
        item.name for item in backend.card.assessed
    ]
    for answer in prediction.answers:
        for value in (answer.fused, answer.image_only, answer.text_only):
            assert value is not None
            assert 0 <= value <= 1


def test_the_same_input_gives_the_same_bits(backend: ModelBackend) -> None:
    first = backend.infer(meant(backend.encode(case())), Weights())
    again = backend.infer(meant(backend.encode(case())), Weights())
    assert fused(first) == fused(again)
    for one, other in zip(first.answers, again.answers, strict=True):
        assert np.array_equal(one.patches[0], other.patches[0])


def test_image_and_text_both_matter(backend: ModelBackend) -> None:
    base = fused(backend.infer(meant(backend.encode(case())), Weights()))
    assert base != fused(backend.infer(meant(backend.encode(case(seed=5))), Weights()))
    assert base != fused(backend.infer(meant(backend.encode(case(note=OTHER_NOTE))), Weights()))


def test_image_weight_0_hides_the_pixels_bit_for_bit(backend: ModelBackend) -> None:
    dial = Weights(image=0.0, text=1.0)
    one = backend.infer(meant(backend.encode(case(seed=1))), dial)
    other = backend.infer(meant(backend.encode(case(seed=2))), dial)
    assert fused(one) == fused(other)
    assert all(not answer.patches or not answer.patches[0].any() for answer in one.answers)
    assert one.image_share == 0


def test_text_weight_0_hides_the_words_bit_for_bit(backend: ModelBackend) -> None:
    dial = Weights(image=1.0, text=0.0)
    one = backend.infer(meant(backend.encode(case(note=NOTE))), dial)
    other = backend.infer(meant(backend.encode(case(note=OTHER_NOTE))), dial)
    assert fused(one) == fused(other)
    assert one.text_share == 0


def test_single_modality_answers_are_those_of_weight_0(backend: ModelBackend) -> None:
    features = meant(backend.encode(case()))
    both = backend.infer(features, Weights())
    image_side = backend.infer(features, Weights(image=1.0, text=0.0))
    text_side = backend.infer(features, Weights(image=0.0, text=1.0))
    for answer, alone, read in zip(
        both.answers, image_side.answers, text_side.answers, strict=True
    ):
        assert answer.image_only == pytest.approx(alone.fused, abs=1e-5)
        assert answer.text_only == pytest.approx(read.fused, abs=1e-5)


def test_the_dial_is_continuous(backend: ModelBackend) -> None:
    features = meant(backend.encode(case()))
    dials = np.linspace(0.1, 1.0, 10)
    answers = np.array([fused(backend.infer(features, Weights(text=float(w)))) for w in dials])
    assert np.abs(np.diff(answers, axis=0)).max() < 0.25


def test_neighbours_in_a_batch_do_not_matter(backend: ModelBackend) -> None:
    alone = backend.encode(case(seed=3))
    for neighbours in ([case(seed=3)], [case(seed=3), case(seed=4, note=OTHER_NOTE)]):
        batched = backend.encode_batch(neighbours)[0]
        assert np.array_equal(batched.images[0].tokens, alone.images[0].tokens)
        assert batched.text is not None
        assert alone.text is not None
        assert np.array_equal(batched.text.tokens, alone.text.tokens)


def test_image_and_text_may_be_encoded_apart(backend: ModelBackend) -> None:
    together = backend.encode(case())
    image_part = backend.encode(ModelInputs(images=case().images))
    text_part = backend.encode(ModelInputs(sentences=case().sentences))
    assert np.array_equal(together.images[0].tokens, image_part.images[0].tokens)
    assert together.text is not None
    assert text_part.text is not None
    assert np.array_equal(together.text.tokens, text_part.text.tokens)


def test_an_image_without_text_is_answered(backend: ModelBackend) -> None:
    features = meant(backend.encode(ModelInputs(images=(image(),))))
    prediction = backend.infer(features, Weights())
    assert len(prediction.answers) == len(backend.card.assessed)
    assert all(answer.text_only is None for answer in prediction.answers)
    for answer in prediction.answers:
        assert answer.image_only == pytest.approx(answer.fused, abs=1e-5)


def test_text_without_an_image_is_answered(backend: ModelBackend) -> None:
    prediction = backend.infer(
        backend.encode(ModelInputs(sentences=sentence_inputs(NOTE))), Weights()
    )
    assert len(prediction.answers) == len(backend.card.assessed)
    assert all(answer.image_only is None for answer in prediction.answers)


def test_nothing_to_read_gives_no_answers(backend: ModelBackend) -> None:
    assert backend.infer(backend.encode(ModelInputs()), Weights()).answers == ()
    features = meant(backend.encode(case()))
    assert backend.infer(features, Weights(image=0.0, text=0.0)).answers == ()


def test_several_images_each_have_patches_of_their_grid(backend: ModelBackend) -> None:
    images = (image(0, "a"), image(1, "b"))
    features = meant(backend.encode(ModelInputs(images, sentence_inputs(NOTE))))
    for answer in backend.infer(features, Weights()).answers:
        assert [patch.shape for patch in answer.patches] == [item.grid for item in features.images]
        assert answer.sentences is not None
        assert features.text is not None
        assert len(answer.sentences) == len(features.text.read)


def test_the_grid_covers_the_image(backend: ModelBackend) -> None:
    wide = ImageInput("wide", chest_film(rows=300, columns=400))
    left, top, right, bottom = backend.encode(ModelInputs((wide,))).images[0].extent
    assert left <= 1
    assert top <= 1
    assert right >= 399
    assert bottom >= 299


def test_a_chinese_note_is_not_read_and_said_so(backend: ModelBackend) -> None:
    if "zh" in backend.card.languages:
        pytest.skip("this model reads Chinese")
    text = backend.encode(ModelInputs(sentences=sentence_inputs("患者咳嗽发热六天，无胸痛。"))).text
    assert text is not None
    assert text.read == ()
    assert text.remark == "record not read by the model (language)"


def test_a_long_note_is_read_in_part_and_said_so_or_whole(backend: ModelBackend) -> None:
    note = " ".join(f"Visit {number} was without complaint." for number in range(80))
    text = backend.encode(ModelInputs(sentences=sentence_inputs(note))).text
    assert text is not None
    assert len(text.tokens) == len(text.read)
    assert bool(text.remark) == (len(text.read) < 80)


def test_what_is_no_film_is_refused_with_a_reason(backend: ModelBackend) -> None:
    rng = np.random.default_rng(1)
    noise = rng.random((256, 256), np.float32)
    blank = np.full((256, 256), 0.4, np.float32)
    for pixels in (noise, blank):
        features = backend.encode(ModelInputs((ImageInput("x", pixels),))).images[0]
        assert not features.is_meant
        assert features.refusal
