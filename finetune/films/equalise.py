"""Bring the channels of an encoder's linear maps to mean 0 and one range, so that 8 bits do.

Between blocks nothing bends (no ReLU), so a channel may be shifted and divided by any number where
it is made, and brought back where it is read: the answer stays, and one range for all channels of
a map no longer drowns the quiet ones, nor a channel's constant its changes.

Source: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, ICCV
2019, sections 4.1 and 4.1.3.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from finetune.image.encoders import Bottleneck, LiteEncoder

_LEAST = 1e-3  # of the loudest channel: a channel that is never used is not blown up


def equalise(encoder: LiteEncoder, films: Tensor) -> LiteEncoder:
    """Return a copy that answers alike and whose linear maps have one range in every channel.

    Args:
        encoder: Folded.
        films: (n, 1, size, size) standardised, to measure means and ranges on.
    """
    even = copy.deepcopy(encoder).eval()
    blocks = even.blocks()
    seen = _look(even, blocks, films)
    streams = _streams(blocks)
    for number, stream in enumerate(streams):
        if blocks[stream[0]].has_shortcut:
            continue  # added to what the first convolution's ReLU6 gave: not linear
        scale = torch.stack([seen[index].range() for index in stream]).amax(0)
        scale = (scale / scale.max()).clamp(min=_LEAST)
        following = [streams[number + 1][0]] if number + 1 < len(streams) else []
        offset = torch.zeros_like(scale)
        for index, reader in zip(stream, [*stream[1:], *following, None], strict=False):
            mean = seen[index].mean()
            _write(blocks[index], mean, scale)
            offset = offset + mean
            if reader is not None:
                _read(blocks[reader], offset, scale)
        _follow_tokens(even, blocks[stream[-1]], offset, scale)
    return even


@dataclass(slots=True, eq=False)
class _Channels:
    """What one block gives, channel by channel, and what it gives with what it is added to."""

    sums: Tensor
    count: int
    low: Tensor
    high: Tensor
    whole_low: Tensor
    whole_high: Tensor

    def mean(self) -> Tensor:
        """Return the mean of what the block itself gives."""
        return self.sums / max(self.count, 1)

    def range(self) -> Tensor:
        """Return the wider half range of both, each about its middle."""
        return torch.maximum(self.high - self.low, self.whole_high - self.whole_low) / 2

    def add(self, own: Tensor, whole: Tensor) -> None:
        """Take more films into account."""
        self.sums = self.sums + own.sum((0, 2, 3))
        self.count += own.shape[0] * own.shape[2] * own.shape[3]
        self.low = torch.minimum(self.low, own.amin((0, 2, 3)))
        self.high = torch.maximum(self.high, own.amax((0, 2, 3)))
        self.whole_low = torch.minimum(self.whole_low, whole.amin((0, 2, 3)))
        self.whole_high = torch.maximum(self.whole_high, whole.amax((0, 2, 3)))


def _look(encoder: LiteEncoder, blocks: list[Bottleneck], films: Tensor) -> list[_Channels]:
    found = []
    for block in blocks:
        none = torch.zeros(_last(block).out_channels)
        far = torch.full_like(none, torch.inf)
        found.append(_Channels(none, 0, far, -far, far, -far))
    with torch.no_grad():
        for part in torch.split(films, 16):
            maps = encoder.stem(part * encoder.GRAY_SCALE)
            for channels, block in zip(found, blocks, strict=True):
                whole = block(maps)
                channels.add(whole - maps if block.has_shortcut else whole, whole)
                maps = whole
    return found


def _streams(blocks: list[Bottleneck]) -> list[list[int]]:
    """Return the blocks whose outputs are added to one another, in order."""
    streams: list[list[int]] = []
    for index, block in enumerate(blocks):
        if block.has_shortcut and streams:
            streams[-1].append(index)
        else:
            streams.append([index])
    return streams


def _write(block: Bottleneck, mean: Tensor, scale: Tensor) -> None:
    """Let a block give ``(what it gave - mean) / scale``."""
    conv = _last(block)
    conv.weight.data /= scale[:, None, None, None]
    if conv.bias is not None:
        conv.bias.data = (conv.bias.data - mean) / scale


def _read(block: Bottleneck, offset: Tensor, scale: Tensor) -> None:
    """Let a block take ``maps * scale + offset`` for its input."""
    conv = cast("nn.Conv2d", block.convs[0])
    if conv.bias is not None:
        conv.bias.data += conv.weight.data[:, :, 0, 0] @ offset
    conv.weight.data *= scale[None, :, None, None]


def _last(block: Bottleneck) -> nn.Conv2d:
    return cast("nn.Conv2d", block.convs[-1])


def _follow_tokens(encoder: LiteEncoder, block: Bottleneck, offset: Tensor, scale: Tensor) -> None:
    """Where a stream's end goes into the tokens, their mean and deviation follow."""
    first = encoder.middle_channels
    if block is encoder.middle_blocks[-1]:
        part = slice(0, first)
    elif block is encoder.late_blocks[-1]:
        part = slice(first, None)
    else:
        return
    encoder.token_mean[part] = (encoder.token_mean[part] - offset) / scale
    encoder.token_scale[part] /= scale
