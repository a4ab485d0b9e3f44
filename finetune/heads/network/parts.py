"""What of the embedded model a head's LoRA may adapt, as torch modules.

The image encoder's last block, the fusion's keys, and the map at the end of the text encoder's
last layer. Everything before them is frozen, and is computed once for all heads.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from finetune.errors import HeadError
from finetune.image.encoders import Bottleneck, LiteEncoder
from omni_med.models.compact.settings import FOLDER, HALF
from omni_med.models.heads.lora import EPSILON, TINY

IMAGE_BLOCK, TEXT_LAYER, FUSION = "image", "text", "fusion"
TARGETS = (IMAGE_BLOCK, TEXT_LAYER, FUSION)
"""What LoRA may adapt, as cards name it."""


class Top(nn.Module):
    """The encoder's last block: from what enters it, and the middle's tokens, to its tokens."""

    mean: Tensor
    scale: Tensor

    def __init__(self, encoder: LiteEncoder) -> None:
        """Copy the last block of a folded encoder."""
        super().__init__()
        self.block = copy.deepcopy(cast("Bottleneck", encoder.late_blocks[-1]))
        for index, conv in enumerate(list(self.block.convs)):
            if isinstance(conv, nn.Conv2d) and conv.kernel_size == (1, 1):
                self.block.convs[index] = _plain(conv)  # peft builds LoRA from its own class
        self.channels, self._middle = encoder.channels, encoder.middle_channels
        self.register_buffer("mean", encoder.token_mean[self._middle :].clone())
        self.register_buffer("scale", encoder.token_scale[self._middle :].clone())

    def forward(self, maps: Tensor) -> Tensor:
        """Map (n, block's input + middle channels, rows, columns) to mean tokens (n, channels).

        After its last activation a block is linear: the mean is taken before the convolution that
        narrows, which is then done once a film in place of once a place.
        """
        below, y = self._widen(maps)
        late = self.block.convs[-1](y.mean((2, 3), keepdim=True)).flatten(1)
        if self.block.has_shortcut:
            late = late + below.mean((2, 3))
        middle = maps[:, -self._middle :].mean((2, 3))
        return torch.cat([middle, (late - self.mean) / self.scale], dim=1)

    def tokens(self, maps: Tensor) -> Tensor:
        """Map the same to the tokens of all places: (n, places, channels), row by row."""
        below, y = self._widen(maps)
        late = self.block.convs[-1](y)
        if self.block.has_shortcut:
            late = late + below
        late = (late.flatten(2).transpose(1, 2) - self.mean) / self.scale
        middle = maps[:, -self._middle :].flatten(2).transpose(1, 2)
        return torch.cat([middle, late], dim=2)

    def _widen(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return what enters the block, and what leaves its last activation."""
        below = maps[:, : -self._middle]
        y = below
        for conv in list(self.block.convs)[:-1]:
            y = functional.relu6(conv(y))
        return below, y


def _plain(conv: nn.Conv2d) -> nn.Conv2d:
    plain = nn.Conv2d(conv.in_channels, conv.out_channels, 1, bias=conv.bias is not None)
    plain.load_state_dict(conv.state_dict())
    return plain


class Tail(nn.Module):
    """The end of the text encoder: neurons of its last layer to sentences' vectors.

    The sum that enters the last norm is known, so the layer's own map is not needed again: what
    LoRA adds to it is added to the sum.
    """

    def __init__(self, norm_weight: Tensor, norm_bias: Tensor, hidden: int) -> None:
        """Take the last norm's numbers, (width,) each, and how many neurons there are."""
        super().__init__()
        self.width = len(norm_weight)
        self.narrow = nn.Linear(hidden, self.width, bias=False)
        nn.init.zeros_(self.narrow.weight)
        self.register_buffer("norm_weight", norm_weight.clone())
        self.register_buffer("norm_bias", norm_bias.clone())

    norm_weight: Tensor
    norm_bias: Tensor

    def forward(self, pieces: Tensor, sentence: Tensor, count: int) -> Tensor:
        """Map word pieces to sentences' vectors of length 1: (count, width).

        Args:
            pieces: (pieces, width + neurons), as ``Tap`` gives them.
            sentence: int64 (pieces,): the sentence of each.
            count: Of sentences.
        """
        known, hidden = pieces[:, : self.width], pieces[:, self.width :]
        y = functional.layer_norm(
            known + self.narrow(hidden), (self.width,), self.norm_weight, self.norm_bias, EPSILON
        )
        y = y.float()  # where the precision is mixed it may come out in another
        total = y.new_zeros(count, self.width).index_add(0, sentence, y)
        there = y.new_zeros(count).index_add(0, sentence, y.new_ones(len(sentence)))
        mean = total / there.clamp(min=1)[:, None]
        return mean / (mean.square().sum(-1, keepdim=True) + TINY).sqrt()


class Keys(nn.Module):
    """The fusion's keys of patches and of sentences."""

    def __init__(self, image: Tensor, text: Tensor) -> None:
        """Take both maps: (dimensions, channels)."""
        super().__init__()
        self.image = nn.Linear(image.shape[1], image.shape[0], bias=False)
        self.text = nn.Linear(text.shape[1], text.shape[0], bias=False)
        with torch.no_grad():
            self.image.weight.copy_(image)
            self.text.weight.copy_(text)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The three.

    Attributes:
        top: The image encoder's last block.
        keys: Of the fusion.
        tail: Of the text encoder; None where notes are not read piece by piece.
    """

    top: Top
    keys: Keys
    tail: Tail | None = None

    @classmethod
    def shipped(cls, top: Top, tail: Tail | None, folder: Path = FOLDER) -> Parts:
        """Put the shipped fusion's keys beside a block and the text encoder's end.

        Raises:
            HeadError: If the fusion's weights are not there.
        """
        try:
            half = load_file(folder / HALF)
            image, text = (half[f"fusion.{side}_key.weight"].float() for side in ("image", "text"))
        except (OSError, KeyError):
            raise HeadError(
                f"{HALF} beside the embedded model's weights lacks the fusion.",
                hint="Install OmniMed again: heads are taught on it.",
            ) from None
        return cls(top, Keys(image, text), tail)
