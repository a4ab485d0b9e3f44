import numpy as np
import pytest
import torch

from finetune.fusion.fuse import Example, assemble, biases, read, stack
from finetune.fusion.linear import Linear
from finetune.image.network import HIDDEN, Fusion

CHANNELS, WORDS, ANSWERS = 12, 10, 5


def note(rng: np.random.Generator, sentences: int = 0) -> Example:
    many = sentences or int(rng.integers(1, 4))
    words = rng.normal(0, 1, (many, WORDS)).astype(np.float32)
    tokens = rng.normal(0, 1, (4, CHANNELS)).astype(np.float32)
    return Example(tokens, words, 0, 1, str(rng.integers(9)))


def start(seed: int = 0) -> Fusion:
    torch.manual_seed(seed)
    return Fusion(CHANNELS, WORDS, ANSWERS, 8).eval()


def test_hidden_tokens_get_exactly_nothing() -> None:
    fusion = start()
    bias = torch.zeros(1, 7)
    bias[0, 4:] = HIDDEN
    image, text = torch.randn(1, 4, CHANNELS), torch.randn(1, 3, WORDS)
    attention, parts = fusion(image, text, bias)
    assert not attention[..., 4:].any()
    assert not parts[..., 4:].any()
    other, _ = fusion(image, torch.randn(1, 3, WORDS), bias)
    assert torch.equal(attention, other)


def test_how_peaked_a_film_is_does_not_change_the_share_of_the_note() -> None:
    fusion = start()
    text, bias = torch.randn(1, 3, WORDS), torch.full((1, 7), -1.0)
    shares = [
        fusion(image, text, bias)[0][..., 4:].sum(-1)
        for image in (torch.zeros(1, 4, CHANNELS), 50 * torch.randn(1, 4, CHANNELS))
    ]
    assert torch.allclose(shares[0], shares[1], atol=1e-5)


@pytest.mark.parametrize("loudness", [-2.0, 0.0, 1.5])
def test_both_together_by_arithmetic_is_both_together_by_attention(loudness: float) -> None:
    rng = np.random.default_rng(0)
    examples = [note(rng) for _ in range(9)]
    fusion = start()
    expected = read(fusion, examples).fused(loudness)
    with torch.no_grad():
        fusion.modality[:, 1] += loudness
    data, yes = stack(examples, fusion), torch.ones(9, dtype=torch.bool)
    _, parts = fusion(data.patches, data.sentences, biases(data, yes, yes))
    assert np.allclose(parts.sum(-1).detach().numpy(), expected, atol=1e-4)


def test_a_missing_side_is_not_a_number_and_both_is_then_the_other() -> None:
    whole = note(np.random.default_rng(0))
    examples = [
        whole,
        Example(whole.tokens, whole.sentences[:0], 0, 1, "a"),
        Example(None, whole.sentences, 0, 1, "b"),
    ]
    found = read(start(), examples)
    assert np.isnan(found.text[1]).all()
    assert np.isnan(found.image[2]).all()
    fused = found.fused(0.0)
    assert np.allclose(fused[1], found.image[0], atol=1e-5)
    assert np.allclose(fused[2], found.text[0], atol=1e-5)


def test_a_note_said_twice_weighs_as_once() -> None:
    one = note(np.random.default_rng(0))
    twice = Example(one.tokens, np.concatenate([one.sentences] * 2), 0, 1, "x")
    found = read(start(), [one, twice])
    assert np.allclose(found.text[0], found.text[1], atol=1e-5)


def test_the_assembled_fusion_answers_as_its_parts() -> None:
    rng = np.random.default_rng(0)
    taught = start()
    films = [Linear(rng.normal(0, 1, CHANNELS), float(n)) for n in range(ANSWERS - 1)]
    notes = [Linear(rng.normal(0, 1, WORDS), float(-n)) for n in range(ANSWERS)]
    fusion = assemble(taught, WORDS, films, notes, [0.5] * ANSWERS)
    examples = [note(rng) for _ in range(6)]
    found = read(fusion, examples)
    assert np.allclose(found.image[:, 0], read(taught, examples).image[:, 0], atol=1e-5)
    film = np.stack([e.tokens.mean(0) for e in examples]).astype(np.float64)  # type: ignore[union-attr]
    words = np.stack([e.sentences.mean(0) for e in examples]).astype(np.float64)
    for index, part in enumerate(films, start=1):
        assert np.allclose(found.image[:, index], part.logits(film), atol=1e-4)
    for index, part in enumerate(notes):
        assert np.allclose(found.text[:, index], part.logits(words), atol=1e-4)
