"""A head as a torch module: LoRA on parts of the embedded model, and one answer over both sides.

The answer is a sum over patches and sentences. Between the modalities attention decides, in which
the dial's weights stand; within one all tokens count alike, or, where LoRA adapts the fusion, by
a query of the head's own on the fusion's keys. The query begins with zeros, as the fusion's does:
alike. A sentence or a patch that says nothing (value 0) moves nothing, and what each one
contributes is known exactly.

Source of LoRA: Hu et al., ICLR 2022; the implementation is peft's.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any, cast

import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import Tensor, nn

from finetune.heads.network.parts import FUSION, IMAGE_BLOCK, TARGETS, TEXT_LAYER, Parts, Tail
from finetune.heads.network.shown import BOTH, Shown
from omni_med.models.heads.bundle import EXPAND, PROJECT
from omni_med.models.heads.lora import DOWN, IMAGE_KEY, KEY_LENGTH, NORM, QUERY, TEXT_KEY, UP

CONVS = ("block.convs.0", "block.convs.2")  # of the top: widen and narrow, both 1 x 1
SERVED = (EXPAND, PROJECT)  # their names where heads are read
ADAPTER = "default"
_FIRST_LOOK = 0.1  # spread of the query where keys are taught whole
_HIDDEN = -1e4  # score of a token that is not there: the softmax gives exactly 0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The sentences of a batch piece by piece.

    Attributes:
        pieces: float32 (pieces, width + neurons), see ``parts.Tail``.
        place: int64 (pieces,): case x most sentences + sentence of each.
    """

    pieces: Tensor
    place: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Cases as a head reads them.

    Attributes:
        maps: float32 (n, channels, rows, columns) for ``Top``; of no film where it is not asked.
        pooled: float32 (n, channels): the mean tokens under the frozen last block.
        has_image: bool (n,).
        sentences: float32 (n, most sentences, channels).
        has_sentence: bool (n, most sentences).
        pieces: Of the sentences; None where nothing adapts words.
    """

    maps: Tensor | None
    pooled: Tensor
    has_image: Tensor
    sentences: Tensor
    has_sentence: Tensor
    pieces: Pieces | None = None


class HeadNetwork(nn.Module):
    """One finding's answer.

    Attributes:
        top: The image encoder's last block.
        tail: The text encoder's end; None where nothing adapts it.
        keys: The fusion's keys; None where nothing adapts them.
        query: What the head looks for among keys.
        image_value: What a patch says.
        text_value: What a sentence says.
        modality: Loudness of films and of notes, before the softmax between them.
    """

    def __init__(
        self, parts: Parts, text_channels: int, rank: int, targets: tuple[str, ...] = TARGETS
    ) -> None:
        """Build around copies of the parts; at ``rank`` 0 they stay as they came."""
        super().__init__()
        self.rank, self.targets = rank, targets if rank else ()
        self.top: Any = copy.deepcopy(parts.top).eval().requires_grad_(False)
        self.tail: Any = None
        self.keys: Any = None
        if IMAGE_BLOCK in self.targets:
            self.top = _lora(self.top, CONVS, rank)
        if TEXT_LAYER in self.targets and parts.tail is not None:
            self.open_words(parts.tail)
            self.tail = _lora(cast("nn.Module", self.tail), ("narrow",), rank)
        if FUSION in self.targets:
            self.open_keys(parts)
            # at random from the start: a query of zeros and a change of zeros would never move
            self.keys = _lora(
                cast("nn.Module", self.keys), ("image", "text"), rank, begin_at_zero=False
            )
        self.image_value = nn.Linear(parts.top.channels, 1)
        self.text_value = nn.Linear(text_channels, 1)
        self.modality = nn.Parameter(torch.zeros(2))
        for side in (self.image_value, self.text_value):
            nn.init.zeros_(side.weight)
            nn.init.zeros_(side.bias)

    def open_words(self, tail: Tail) -> None:
        """Read words through a copy of the text encoder's end."""
        self.tail = copy.deepcopy(tail).requires_grad_(False)

    def open_keys(self, parts: Parts) -> None:
        """Attend by a query of its own on a copy of the fusion's keys."""
        self.keys = copy.deepcopy(parts.keys).requires_grad_(False)
        self.query = nn.Parameter(torch.zeros(parts.keys.image.out_features))

    def forward(self, batch: Batch, shown: Shown = BOTH) -> Tensor:
        """Answer: logits (n,); 0 where nothing is left to read."""
        zeros = torch.zeros(len(batch.has_image), device=batch.has_image.device)
        film = self._film(batch) if shown.image else zeros
        note = self._note(batch) if shown.text else zeros
        there = torch.stack(
            [batch.has_image & shown.image, batch.has_sentence.any(1) & shown.text], dim=1
        ).float()
        power = torch.exp(self.modality)[None] * there
        attention = power / power.sum(1, keepdim=True).clamp(min=1e-6)
        logits: Tensor = attention[:, 0] * film + attention[:, 1] * note
        return logits

    def _film(self, batch: Batch) -> Tensor:
        """Return what the films say, (n,)."""
        if not self.needs_maps or batch.maps is None:
            found: Tensor = self.image_value(batch.pooled)[:, 0]
            return found
        if self.keys is None:
            mean: Tensor = self.image_value(self.top(batch.maps))[:, 0]
            return mean
        tokens = self.top.tokens(batch.maps)
        there = torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device)
        shares = self._shares(self.keys.image(tokens), there)
        values: Tensor = self.image_value(tokens)[..., 0]
        return (values * shares).sum(1)

    def _note(self, batch: Batch) -> Tensor:
        """Return what the notes say, (n,)."""
        sentences, there = batch.sentences, batch.has_sentence
        if self.tail is not None and batch.pieces is not None:
            rows, most = there.shape
            vectors = self.tail(batch.pieces.pieces, batch.pieces.place, rows * most)
            rest = sentences[..., self.tail.width :]
            sentences = torch.cat([vectors.reshape(rows, most, -1), rest], dim=2)
        said: Tensor = self.text_value(sentences)[..., 0]
        if self.keys is not None and sentences.shape[2] == self.keys.text.in_features:
            return (said * self._shares(self.keys.text(sentences), there)).sum(1)
        share = there.float()
        return (said * share).sum(1) / share.sum(1).clamp(min=1)

    def _shares(self, keys: Tensor, there: Tensor) -> Tensor:
        """Return each token's share, (n, tokens): together 1, or 0 without any."""
        keys = keys.float()
        length = (keys.square().sum(-1) + KEY_LENGTH).sqrt()
        score = torch.where(there, (keys @ self.query) / length, _HIDDEN)
        return torch.softmax(score, dim=1) * there

    @property
    def needs_maps(self) -> bool:
        """False where the mean tokens under the shipped last block say all it reads of films."""
        return self.keys is not None or any(p.requires_grad for p in self.top.parameters())

    @property
    def needs_pieces(self) -> bool:
        """Whether it reads words piece by piece."""
        return self.tail is not None

    def adapted(self) -> list[nn.Parameter]:
        """Return what LoRA taught, or the whole parts where they are taught whole."""
        parts = [part for part in (self.top, self.tail, self.keys) if part is not None]
        found = [p for part in parts for p in part.parameters() if p.requires_grad]
        return [*found, self.query] if self.keys is not None else found

    def values(self) -> list[nn.Parameter]:
        """Return the parameters of the answer itself."""
        return [*self.image_value.parameters(), *self.text_value.parameters(), self.modality]

    def merged(self) -> dict[str, Tensor]:
        """Return the adapted convolutions with their LoRA in them: (out, in, 1, 1)."""
        found = {}
        for name, served in zip(CONVS, SERVED, strict=True):
            layer = self.top.get_submodule(name)
            if hasattr(layer, "lora_A"):
                found[served] = _with_lora(layer)
        return found

    def served(self) -> dict[str, Tensor]:
        """Return what changes words and attention, by the names of a head's file."""
        found: dict[str, Tensor] = {}
        if self.tail is not None:
            layer = self.tail.narrow
            found[DOWN] = layer.lora_A[ADAPTER].weight
            found[UP] = layer.lora_B[ADAPTER].weight * layer.scaling[ADAPTER]
            found[NORM[0]], found[NORM[1]] = self.tail.norm_weight, self.tail.norm_bias
        if self.keys is not None:
            found[IMAGE_KEY] = _with_lora(self.keys.image)
            found[TEXT_KEY] = _with_lora(self.keys.text)
            found[QUERY] = self.query
        return {name: value.detach() for name, value in found.items()}


def _lora(part: nn.Module, names: tuple[str, ...], rank: int, *, begin_at_zero: bool = True) -> Any:
    """Put peft's LoRA on layers of a part, in place."""
    pattern = "|".join(re.escape(name) for name in names)
    config = LoraConfig(
        r=rank,
        lora_alpha=rank,
        lora_dropout=0.0,
        target_modules=f"^({pattern})$",
        init_lora_weights=begin_at_zero,
    )
    return inject_adapter_in_model(config, part)


def _with_lora(layer: Any) -> Tensor:
    merged: Tensor = (layer.weight + layer.get_delta_weight(ADAPTER)).detach()
    return merged


def full_network(parts: Parts, text_channels: int, *, words: bool = True) -> HeadNetwork:
    """Return the same head with all three parts taught whole: what LoRA is compared with."""
    network = HeadNetwork(parts, text_channels, rank=0)
    network.top.requires_grad_(True)
    if words and parts.tail is not None:
        network.open_words(parts.tail)
        network.tail.narrow.requires_grad_(True)
    network.open_keys(parts)
    network.keys.requires_grad_(True)
    # keys of sentences are zeros as shipped, and so is the query: one of them must move first
    nn.init.normal_(network.query, std=_FIRST_LOOK)
    return network
