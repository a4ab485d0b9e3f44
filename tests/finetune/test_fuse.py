import numpy as np
import pytest
import torch

from finetune.config import FusionRecipe
from finetune.fuse import Example, _Ready, biases, fit, readings, stack
from finetune.metrics import auroc
from finetune.network import HIDDEN, Fusion, ImageEncoder

RECIPE = FusionRecipe(
    dim=8,
    steps=150,
    batch=64,
    learning_rate=1e-2,
    weight_decay=0.01,
    image_dropout=0.3,
    text_dropout=0.3,
    folds=2,
)
CHANNELS, WORDS, ANSWERS = 12, 10, 3


def example(
    rng: np.random.Generator, kind: int, *, film: bool = True, note: bool = True
) -> Example:
    tokens = rng.normal(0, 1, (4, CHANNELS)).astype(np.float32)
    sentences = rng.normal(0, 1, (int(rng.integers(1, 4)), WORDS)).astype(np.float32)
    if kind == 0:
        tokens[1, 0] += 3
        sentences[0, 0] += 3
    return Example(
        tokens if film else None,
        sentences if note else sentences[:0],
        kind,
        1,
        str(rng.integers(9)),
    )


def start() -> Fusion:
    torch.manual_seed(0)
    return Fusion(CHANNELS, WORDS, ANSWERS, 8)


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


def test_the_short_way_of_training_gives_the_logits_of_the_long_one() -> None:
    rng = np.random.default_rng(0)
    data = stack([example(rng, n % 3) for n in range(6)], 4, CHANNELS, WORDS)
    fusion, rows = start(), torch.arange(6)
    image = torch.tensor([True, True, False, True, False, True])
    text = torch.tensor([True, False, True, True, True, False])
    _, parts = fusion(data.patches, data.sentences, biases(data, image, text))
    short = _Ready(fusion, data).logits(rows, image, text)
    assert torch.allclose(short, parts.sum(-1)[:, 1:], atol=1e-4)


def test_kinds_are_learnt_from_film_note_and_both_and_opacity_stays() -> None:
    rng = np.random.default_rng(0)
    learn = [example(rng, n % 3, film=n % 4 != 3, note=n % 4 != 2) for n in range(240)]
    begun = start()
    with torch.no_grad():  # as the image run leaves it: keys that see where the sign lies
        begun.image_key.weight[0, 0] = 1.0
    fusion = fit(begun, learn, RECIPE, 0)
    assert torch.equal(fusion.query[0], begun.query[0])
    assert torch.equal(fusion.image_key.weight, begun.image_key.weight)
    assert torch.equal(fusion.image_value.weight[0], begun.image_value.weight[0])
    new = [example(rng, n % 3) for n in range(150)]
    truth = np.array([int(e.kind == 0) for e in new])
    logits = readings(fusion, new)
    areas = [auroc(logits[way, :, 1].astype(float), truth) for way in range(3)]
    assert min(areas[1:]) > 0.65
    assert areas[0] > max(areas[1:]) - 0.02


def test_a_reading_of_nothing_is_not_a_number() -> None:
    rng = np.random.default_rng(0)
    logits = readings(start(), [example(rng, 0, note=False), example(rng, 0)])
    assert np.isnan(logits[2, 0]).all()
    assert np.isfinite(logits[:2]).all()
    assert np.allclose(logits[0, 0], logits[1, 0])


def test_a_note_said_twice_weighs_as_once() -> None:
    rng = np.random.default_rng(0)
    one = example(rng, 0)
    twice = Example(one.tokens, np.concatenate([one.sentences] * 2), 0, 1, "x")
    logits = readings(start(), [one, twice])
    assert np.allclose(logits[:, 0], logits[:, 1], atol=1e-5)


@pytest.mark.parametrize("size", [64, 96])
def test_the_encoder_gives_a_token_for_every_16_pixels(size: int) -> None:
    encoder = ImageEncoder((4, 4, 6, 8)).eval()
    with torch.inference_mode():
        assert encoder(torch.randn(2, 1, size, size)).shape == (2, (size // 16) ** 2, 8)
