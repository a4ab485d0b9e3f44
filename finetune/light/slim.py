"""Remove hidden channels of both encoders: the networks really are smaller, layer by layer.

Each layer is operated on in turn, on what the layers before it give after their own operation,
against what the whole network gave there: so what one layer loses the next makes up for.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from finetune.fusion.minilm import SentenceEncoder, places
from finetune.image.encoders import Bottleneck, LiteEncoder, SamePadded
from finetune.light.surgeon import Sums, operate
from omni_med.progress import Progress, no_progress

MULTIPLE = 8  # channels that are kept: what processors like
PLACES = 256  # of each film that a block is fitted on
BATCH = 16


def kept_of(channels: int, share: float) -> int:
    """Return how many channels stay: a multiple of 8, at least 8."""
    return min(channels, max(MULTIPLE, round(channels * share / MULTIPLE) * MULTIPLE))


def slim_image(
    encoder: LiteEncoder,
    films: Tensor,
    share: float,
    progress: Progress = no_progress,
    *,
    seed: int = 0,
) -> LiteEncoder:
    """Return a copy with a share of each block's hidden channels.

    Args:
        encoder: Folded.
        films: (n, 1, size, size) standardised, to fit on.
        share: Of the hidden channels that stay; what leaves a block stays as wide as it is.
        progress: Told how many blocks are done.
        seed: Of the places that are fitted on.
    """
    small = copy.deepcopy(encoder).eval().requires_grad_(False)
    before, after = encoder.eval().blocks(), small.blocks()
    rng = np.random.default_rng(seed)
    with torch.inference_mode():
        whole = encoder.stem(films * encoder.GRAY_SCALE)
        slim = whole
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            if len(new.convs) == 3:
                _operate_block(old, new, whole, slim, share=share, rng=rng)
            whole, slim = _in_parts(old, whole), _in_parts(new, slim)
            progress(number + 1, len(before))
    return small


def _in_parts(block: Callable[[Tensor], Tensor], maps: Tensor) -> Tensor:
    return torch.cat([block(part) for part in torch.split(maps, BATCH)])


def _operate_block(
    old: Bottleneck,
    new: Bottleneck,
    whole: Tensor,
    slim: Tensor,
    *,
    share: float,
    rng: np.random.Generator,
) -> None:
    """Narrow one block; with a shortcut it also makes up for what came in."""
    widen, look, narrow = (cast("nn.Conv2d", conv) for conv in new.convs)
    sums = Sums.of(narrow.in_channels, narrow.out_channels)
    for first, second in zip(torch.split(whole, BATCH), torch.split(slim, BATCH), strict=True):
        hidden = functional.relu6(look(functional.relu6(widen(second))))
        target = old(first) - second if new.has_shortcut else old(first)
        some = torch.from_numpy(rng.permutation(hidden[0, 0].numel())[:PLACES])
        sums.add(_rows(hidden, some), _rows(target, some))
    found = operate(sums, kept_of(narrow.in_channels, share))
    kept = torch.from_numpy(found.kept)
    new.convs[0] = _conv(widen, widen.weight[kept], _bias(widen)[kept])
    new.convs[1] = _conv(look, look.weight[kept], _bias(look)[kept])
    weight = torch.from_numpy(found.weight.T.copy()).float()[:, :, None, None]
    new.convs[2] = _conv(narrow, weight, torch.from_numpy(found.bias).float())


def _rows(maps: Tensor, some: Tensor) -> np.ndarray:
    rows: np.ndarray = maps.flatten(2)[:, :, some].transpose(1, 2).flatten(0, 1).numpy()
    return rows


def _bias(conv: nn.Conv2d) -> Tensor:
    return torch.zeros(conv.out_channels) if conv.bias is None else conv.bias.data


def _conv(like: nn.Conv2d, weight: Tensor, bias: Tensor) -> SamePadded:
    """Return a convolution like another with other channels."""
    each = like.groups > 1
    made = SamePadded(
        weight.shape[0] if each else weight.shape[1],
        weight.shape[0],
        like.kernel_size[0],
        like.stride[0],
        weight.shape[0] if each else 1,
        bias=True,
    )
    made.weight.data.copy_(weight)
    cast("nn.Parameter", made.bias).data.copy_(bias)
    return made.requires_grad_(False)


def fit_shapes(encoder: LiteEncoder, state: dict[str, Tensor]) -> None:
    """Give each block as many hidden channels as these weights have, and put them in.

    Raises:
        RuntimeError: If they are of another network.
        KeyError: The same.
    """
    for part in ("early_blocks", "middle_blocks", "late_blocks"):
        for number, block in enumerate(getattr(encoder, part)):
            for place, conv in enumerate(block.convs):
                name = f"{part}.{number}.convs.{place}"
                weight, bias = state[f"{name}.weight"].float(), state[f"{name}.bias"].float()
                if weight.shape != conv.weight.shape:
                    block.convs[place] = _conv(conv, weight, bias)
    encoder.load_state_dict({name: value.float() for name, value in state.items()})


def slim_text(encoder: SentenceEncoder, ids: Tensor, mask: Tensor, share: float) -> SentenceEncoder:
    """Return a copy with a share of each layer's hidden neurons.

    Args:
        encoder: Not made ready for 8 bits yet.
        ids: int64 (sentences, pieces), to fit on.
        mask: Of the same.
        share: Of the neurons that stay.
    """
    old = encoder.stack()
    hidden = [kept_of(layer.wide.out_features, share) for layer in old]
    words, positions = encoder.words.num_embeddings, encoder.positions.num_embeddings
    small = SentenceEncoder(hidden, words=words, positions=positions).eval().requires_grad_(False)
    state = dict(encoder.state_dict())
    parts = list(zip(torch.split(ids, 256), torch.split(mask, 256), strict=True))
    with torch.inference_mode():
        whole = [encoder.states(*part) for part in parts]
        slim = [states[0] for states in whole]
        for number, layer in enumerate(old):
            at = f"layers.{number}."
            sums = Sums.of(layer.wide.out_features, layer.narrow.out_features)
            between = []
            for x, (_, one_mask), states in zip(slim, parts, whole, strict=True):
                said = layer.out(layer.attend(layer.mix(x), *places(one_mask)))
                between.append(layer.first_norm(x + said))
                mixed = layer.attend(layer.mix(states[number]), *places(one_mask))
                clean = layer.first_norm(states[number] + layer.out(mixed))
                target = clean + layer.narrow(functional.gelu(layer.wide(clean))) - between[-1]
                sums.add(functional.gelu(layer.wide(between[-1])).numpy(), target.numpy())
            found = operate(sums, hidden[number])
            kept = torch.from_numpy(found.kept)
            state[at + "wide.weight"] = state[at + "wide.weight"][kept]
            state[at + "wide.bias"] = state[at + "wide.bias"][kept]
            state[at + "narrow.weight"] = torch.from_numpy(found.weight.T.copy()).float()
            state[at + "narrow.bias"] = torch.from_numpy(found.bias).float()
            new = small.stack()[number]
            new.load_state_dict(
                {n.removeprefix(at): v for n, v in state.items() if n.startswith(at)}
            )
            slim = [new.finish(x) for x in between]
    small.load_state_dict(state)
    return small
