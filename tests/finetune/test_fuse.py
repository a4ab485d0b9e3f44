import numpy as np
import pytest
import torch

from finetune.config import FusionRecipe, KindRecipe
from finetune.data import KINDS
from finetune.fuse import Example, biases, fit_text, read, stack
from finetune.fusing import KindsLearned, _calibrate_kinds, crossval_figures
from finetune.kinds import KindHead, Views, fit_head, widen
from finetune.metrics import auroc
from finetune.network import HIDDEN, Fusion, ImageEncoder

RECIPE = FusionRecipe(steps=200, batch=64, learning_rate=1e-2, weight_decay=0.01, folds=2)
HEAD = KindRecipe(views=2, epochs=6, batch=16, learning_rate=3e-3, weight_decay=0.01, seed=0)
CHANNELS, WORDS = 12, 10
ANSWERS = len(KINDS) + 1


def note(rng: np.random.Generator, kind: int, opacity: int = 1) -> Example:
    sentences = rng.normal(0, 1, (int(rng.integers(1, 4)), WORDS)).astype(np.float32)
    if kind == 0:
        sentences[0, 0] += 4
    if opacity == 1:
        sentences[-1, 1] += 4
    tokens = rng.normal(0, 1, (4, CHANNELS)).astype(np.float32)
    return Example(tokens, sentences, kind, opacity, str(rng.integers(9)))


def start() -> Fusion:
    torch.manual_seed(0)
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


def test_notes_teach_kinds_and_opacity_and_nothing_of_the_film() -> None:
    rng = np.random.default_rng(0)
    begun = start()
    notes = [note(rng, n % 3) for n in range(240)]
    reasons = [note(rng, -1, n % 2) for n in range(240)]
    fusion = fit_text(begun, notes, reasons, RECIPE, 0)
    for name in ("query", "log_scale", "image_key.weight", "image_value.weight"):
        assert torch.equal(fusion.state_dict()[name], begun.state_dict()[name])
    new = [note(rng, n % 3, n % 2) for n in range(200)]
    said = read(fusion, new).text
    assert auroc(said[:, 1], np.array([int(e.kind == 0) for e in new])) > 0.85
    assert auroc(said[:, 0], np.array([e.opacity for e in new])) > 0.85


@pytest.mark.parametrize("loudness", [-2.0, 0.0, 1.5])
def test_both_together_by_arithmetic_is_both_together_by_attention(loudness: float) -> None:
    rng = np.random.default_rng(0)
    examples = [note(rng, n % 3) for n in range(9)]
    fusion = start()
    expected = read(fusion, examples).fused(loudness)
    with torch.no_grad():
        fusion.modality[:, 1] += loudness
    data, yes = stack(examples, fusion), torch.ones(9, dtype=torch.bool)
    _, parts = fusion(data.patches, data.sentences, biases(data, yes, yes))
    assert np.allclose(parts.sum(-1).detach().numpy(), expected, atol=1e-4)


def test_a_missing_side_is_not_a_number_and_both_is_then_the_other() -> None:
    rng = np.random.default_rng(0)
    whole = note(rng, 0)
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
    one = note(np.random.default_rng(0), 0)
    twice = Example(one.tokens, np.concatenate([one.sentences] * 2), 0, 1, "x")
    found = read(start(), [one, twice])
    assert np.allclose(found.lead[0], found.lead[1], atol=1e-4)
    assert np.allclose(found.text[0], found.text[1], atol=1e-5)


def test_a_head_learns_a_kind_and_a_wide_fusion_answers_as_the_head() -> None:
    rng = np.random.default_rng(0)
    kind = np.arange(96) % 3
    maps = rng.normal(0, 1, (96, 2, 6, 4, 4)).astype(np.float32)
    maps[kind == 0, :, 0] += 2
    tokens = torch.from_numpy(rng.normal(0, 1, (96, 16, CHANNELS)).astype(np.float32))
    fusion = start()
    keys = torch.nn.functional.normalize(fusion.image_key(tokens), dim=-1).detach()
    views = Views(torch.from_numpy(maps), keys[:, None].expand(-1, 2, -1, -1), tokens)
    head = fit_head(views, kind, HEAD, 0)
    with torch.inference_mode():
        logits = head(views.maps[:, 0], keys).numpy()
        branch = head.branch(views.maps[:, 0])
    assert auroc(logits[:, 0], (kind == 0).astype(int)) > 0.9
    wide = widen(fusion, head)
    both = torch.cat([tokens, branch], dim=2).numpy()
    empty = np.zeros((0, WORDS), np.float32)
    examples = [Example(both[n], empty, 0, 1, str(n)) for n in range(96)]
    answers = read(wide, examples).image
    assert np.allclose(answers[:, 1:], logits, atol=2e-3)
    plain = [Example(tokens[n].numpy(), empty, 0, 1, str(n)) for n in range(96)]
    assert np.allclose(answers[:, 0], read(fusion, plain).image[:, 0], atol=1e-4)


def test_an_empty_head_has_a_query_a_kind() -> None:
    assert KindHead(6, 8).query.shape == (len(KINDS), 8)


def test_kinds_are_calibrated_and_measured_on_what_was_left_out() -> None:
    rng = np.random.default_rng(0)
    count = 200
    kind = np.arange(count) % 5
    signal = np.eye(5)[kind][:, [4, 0, 1, 2, 3]] * 2  # column 0 is opacity
    found = read(start(), [note(rng, int(k)) for k in kind])
    for table in (found.image, found.text):
        table[:] = signal + rng.normal(0, 1, signal.shape)
    found.text[::4] = np.nan
    found.lead[::4] = np.nan
    louder, three = _calibrate_kinds(found, kind)
    assert len(louder) == len(three) == len(KINDS)
    groups = np.array([str(n) for n in range(count)])
    figures = crossval_figures(KindsLearned(None, found, kind, groups), louder)  # type: ignore[arg-type]
    assert "macro AUROC, fused" in figures
    gain = figures["fused minus image only, paired"]
    assert float(gain.split()[0]) > 0


@pytest.mark.parametrize("size", [64, 96])
def test_the_encoder_gives_a_token_for_every_16_pixels(size: int) -> None:
    encoder = ImageEncoder((4, 4, 6, 8)).eval()
    with torch.inference_mode():
        middle, tokens = encoder.both(torch.randn(2, 1, size, size))
    assert tokens.shape == (2, (size // 16) ** 2, 8)
    assert middle.shape == (2, 6, size // 16, size // 16)
