"""The fake answers from what it is given."""

from __future__ import annotations

import pytest

from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, knee_film, sentence_inputs


def answer(name: str, note: str) -> float:
    backend = FakeBackend()
    features = backend.encode(ModelInputs(sentences=sentence_inputs(note)))
    found = {item.name: item.fused for item in backend.infer(features, Weights()).answers}
    return found[name]


def test_keywords_and_their_negation_move_the_answer() -> None:
    said = answer("Lung opacity", "There is fever.")
    denied = answer("Lung opacity", "There is no fever.")
    assert denied < 0.5 < said


def test_a_brighter_lung_speaks_for_opacity() -> None:
    backend = FakeBackend()
    clear = backend.encode(ModelInputs((ImageInput("a", chest_film()),)))
    dense = backend.encode(ModelInputs((ImageInput("a", chest_film(opacity=0.3)),)))
    assert clear.images[0].is_meant
    assert dense.images[0].is_meant
    before = backend.infer(clear, Weights()).answers[0].fused
    assert backend.infer(dense, Weights()).answers[0].fused > before


def test_a_knee_is_refused() -> None:
    features = FakeBackend().encode(ModelInputs((ImageInput("k", knee_film()),)))
    assert not features.images[0].is_meant
    assert "frontal chest film" in features.images[0].refusal


@pytest.mark.parametrize("shape", [(64, 64), (300, 200), (201, 333)])
def test_any_shape_is_taken(shape: tuple[int, int]) -> None:
    film = chest_film(rows=shape[0], columns=shape[1])
    features = FakeBackend().encode(ModelInputs((ImageInput("a", film),)))
    assert features.images[0].tokens.shape == (64, 16)
