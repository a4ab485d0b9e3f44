"""Bring the channels of an encoder's linear maps to one range, so that 8 bits carry them all.

Between blocks nothing bends (no ReLU), so a channel may be divided by any number where it is made
and multiplied by it where it is read: the answer stays, and one range for all channels of a map
no longer drowns the quiet ones.

Source: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, ICCV
2019, section 4.1.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
from typing import cast

import torch
from torch import Tensor, nn

from finetune.encoders import Bottleneck, LiteEncoder

_LEAST = 1e-3  # of the loudest channel: a channel that is never used is not blown up


def equalise(encoder: LiteEncoder, films: Tensor) -> LiteEncoder:
    """Return a copy that answers alike and whose linear maps have one range in every channel.

    Args:
        encoder: Folded.
        films: (n, 1, size, size) standardised, to measure ranges on.
    """
    even = copy.deepcopy(encoder).eval()
    blocks = even.blocks()
    ranges = _ranges(even, blocks, films)
    streams = _streams(blocks)
    for number, stream in enumerate(streams):
        if blocks[stream[0]].has_shortcut:
            continue  # added to what the first convolution's ReLU6 gave: not linear
        scale = torch.stack([ranges[index] for index in stream]).amax(0)
        scale = (scale / scale.max()).clamp(min=_LEAST)
        following = streams[number + 1][0] if number + 1 < len(streams) else None
        for index in stream:
            _divide_output(blocks[index], scale)
        for index in [*stream[1:], *([] if following is None else [following])]:
            _multiply_input(blocks[index], scale)
        _follow_tokens(even, blocks[stream[-1]], scale)
    return even


def _streams(blocks: list[Bottleneck]) -> list[list[int]]:
    """Return the blocks whose outputs are added to one another, in order."""
    streams: list[list[int]] = []
    for index, block in enumerate(blocks):
        if block.has_shortcut and streams:
            streams[-1].append(index)
        else:
            streams.append([index])
    return streams


def _ranges(encoder: LiteEncoder, blocks: list[Bottleneck], films: Tensor) -> list[Tensor]:
    found = [torch.zeros(_last(block).out_channels) for block in blocks]
    with torch.inference_mode():
        for part in torch.split(films, 16):
            maps = encoder.stem(part * encoder.GRAY_SCALE)
            for index, block in enumerate(blocks):
                maps = block(maps)
                found[index] = torch.maximum(found[index], maps.abs().amax((0, 2, 3)))
    return [item.clone() for item in found]


def _divide_output(block: Bottleneck, scale: Tensor) -> None:
    conv = _last(block)
    conv.weight.data /= scale[:, None, None, None]
    if conv.bias is not None:
        conv.bias.data /= scale


def _multiply_input(block: Bottleneck, scale: Tensor) -> None:
    cast("nn.Conv2d", block.convs[0]).weight.data *= scale[None, :, None, None]


def _last(block: Bottleneck) -> nn.Conv2d:
    return cast("nn.Conv2d", block.convs[-1])


def _follow_tokens(encoder: LiteEncoder, block: Bottleneck, scale: Tensor) -> None:
    """Where a stream's end goes into the tokens, their mean and deviation follow."""
    first = encoder.middle_channels
    if block is encoder.middle_blocks[-1]:
        part = slice(0, first)
    elif block is encoder.late_blocks[-1]:
        part = slice(first, None)
    else:
        return
    encoder.token_mean[part] /= scale
    encoder.token_scale[part] /= scale
