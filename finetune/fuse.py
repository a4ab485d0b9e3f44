"""Teach the fusion on the frozen, shipped encoders.

The kinds are taught here and only here: the image encoder never saw a kind, so its features of a
training film are as honest about the kind as those of a new one.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from finetune.config import FusionRecipe
from finetune.network import HIDDEN, Fusion

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One film, note or pair, encoded.

    Attributes:
        tokens: float32 (patches, channels), or None without a film.
        sentences: float32 (sentences, 384), possibly none.
        kind: Index of the kind, ``kinds`` for another known one, -1 where unknown.
        opacity: 0, 1 or -1; only the text side learns from it here.
        group: Patients who belong together.
    """

    tokens: FloatArray | None
    sentences: FloatArray
    kind: int
    opacity: int
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Tensors:
    """Examples padded to one shape."""

    patches: Tensor  # (n, patches, channels)
    sentences: Tensor  # (n, most sentences, 384)
    has_image: Tensor  # (n,) bool
    has_sentence: Tensor  # (n, most sentences) bool
    kind: Tensor  # (n,)
    opacity: Tensor  # (n,)


def stack(examples: Sequence[Example], patches: int, channels: int, text: int) -> Tensors:
    """Pad examples to one shape."""
    count = len(examples)
    most = max([1, *(len(example.sentences) for example in examples)])
    image = np.zeros((count, patches, channels), np.float32)
    words = np.zeros((count, most, text), np.float32)
    has_word = np.zeros((count, most), np.bool_)
    for row, example in enumerate(examples):
        if example.tokens is not None:
            image[row] = example.tokens
        words[row, : len(example.sentences)] = example.sentences
        has_word[row, : len(example.sentences)] = True
    return Tensors(
        torch.from_numpy(image),
        torch.from_numpy(words),
        torch.tensor([example.tokens is not None for example in examples]),
        torch.from_numpy(has_word),
        torch.tensor([example.kind for example in examples]),
        torch.tensor([example.opacity for example in examples]),
    )


def biases(data: Tensors, image: Tensor, text: Tensor) -> Tensor:
    """Return each token's bias, as the backend gives it.

    The logarithm of its modality's weight less that of the number of its tokens: a long note does
    not drown a film, nor four films a note.

    Args:
        data: The examples.
        image: (n,) bool, where the film is shown.
        text: (n,) bool, where the note is shown.
    """
    count = data.patches.shape[1]
    shown = (data.has_image & image)[:, None].expand(-1, count)
    words = data.has_sentence & text[:, None]
    patch = torch.where(shown, -math.log(count), HIDDEN)
    number = data.has_sentence.sum(1, keepdim=True).clamp(min=1).float()
    return torch.cat([patch, torch.where(words, -number.log(), HIDDEN)], dim=1)


def fit(start: Fusion, examples: Sequence[Example], recipe: FusionRecipe, seed: int) -> Fusion:
    """Teach kinds (film and note) and the text side of opacity; what film opacity uses stays.

    Args:
        start: With the opacity query, image keys and image values of the image encoder's run.
        examples: To learn from.
        recipe: How.
        seed: Of initial values and dropout.
    """
    torch.manual_seed(seed)
    fusion = _fresh(start)
    with_kind = [example for example in examples if example.kind >= 0]
    texts = [e for e in examples if e.kind < 0 and e.opacity >= 0 and e.tokens is None]
    shape = (_patches(examples), start.image_key.in_features, start.text_key.in_features)
    kinds, opacity = stack(with_kind, *shape), stack(texts, 1, *shape[1:])
    frozen = _Frozen(fusion)
    groups = [
        {
            "params": [
                fusion.text_key.weight,
                fusion.query,
                fusion.text_value.weight,
                fusion.image_value.weight,
            ],
            "weight_decay": recipe.weight_decay,
        },
        {
            "params": [
                fusion.text_value.bias,
                fusion.image_value.bias,
                fusion.modality,
                fusion.log_scale,
            ],
            "weight_decay": 0.0,
        },
    ]
    optimiser = torch.optim.AdamW(groups, lr=recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, recipe.steps)
    weight = _class_weights(kinds, fusion.query.shape[0] - 1)
    ready = _Ready(fusion, kinds)
    for _ in range(recipe.steps):
        rows = torch.randperm(len(kinds.kind))[: recipe.batch]
        image = torch.rand(len(rows)) >= recipe.image_dropout
        text = (torch.rand(len(rows)) >= recipe.text_dropout) | ~image
        loss = ready.loss(rows, image, text, weight)
        if texts:
            some = torch.randperm(len(opacity.kind))[: recipe.batch]
            loss = loss + _opacity_loss(fusion, _rows(opacity, some))
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        frozen.hold(fusion)
        optimiser.step()
        frozen.restore(fusion)
        schedule.step()
    return fusion.eval()


def _patches(examples: Sequence[Example]) -> int:
    return max((len(e.tokens) for e in examples if e.tokens is not None), default=1)


def _fresh(start: Fusion) -> Fusion:
    """Copy the start with small new values for all that is taught here."""
    answers = start.query.shape[0]
    channels, words = start.image_key.in_features, start.text_key.in_features
    fusion = Fusion(channels, words, answers, start.query.shape[1])
    fusion.load_state_dict(start.state_dict())
    with torch.no_grad():
        fusion.text_key.weight.normal_(0, words**-0.5)
        fusion.query[1:].normal_()
        fusion.log_scale[1:] = -1.0
        fusion.text_value.weight.zero_()
        fusion.text_value.bias.zero_()
        fusion.image_value.weight[1:].zero_()
        fusion.image_value.bias[1:].zero_()
        fusion.modality.zero_()
    return fusion


class _Frozen:
    """Keeps what film opacity is answered with: weight decay must not touch it either."""

    def __init__(self, fusion: Fusion) -> None:
        fusion.image_key.weight.requires_grad_(False)
        self.values = {
            name: parameter.detach()[0].clone() for name, parameter in self._rows(fusion)
        }

    def _rows(self, fusion: Fusion) -> list[tuple[str, Tensor]]:
        return [
            ("query", fusion.query),
            ("log_scale", fusion.log_scale),
            ("weight", fusion.image_value.weight),
            ("bias", fusion.image_value.bias),
        ]

    def hold(self, fusion: Fusion) -> None:
        for _, parameter in self._rows(fusion):
            if parameter.grad is not None:
                parameter.grad[0] = 0

    def restore(self, fusion: Fusion) -> None:
        with torch.no_grad():
            for name, parameter in self._rows(fusion):
                parameter[0] = self.values[name]


def _class_weights(data: Tensors, kinds: int) -> Tensor:
    """Weight of a positive of each kind: the root of how rare it is."""
    positive = torch.stack([(data.kind == kind).sum() for kind in range(kinds)]).float()
    return ((len(data.kind) - positive) / positive.clamp(min=1)).sqrt()


class _Ready:
    """The kinds' logits with all that does not change worked out once.

    The same sum as ``Fusion.forward``: attention x (weights x token) added up over the tokens is
    weights x (attention x token added up), which is a tenth of the work.
    """

    def __init__(self, fusion: Fusion, data: Tensors) -> None:
        self.fusion, self.data = fusion, data
        with torch.no_grad():
            self.keys = functional.normalize(fusion.image_key(data.patches), dim=-1)
        positive = data.kind >= 0
        kinds = functional.one_hot(data.kind.clamp(min=0), fusion.query.shape[0])
        self.target = kinds[:, :-1].float() * positive[:, None]

    def logits(self, rows: Tensor, image: Tensor, text: Tensor) -> Tensor:
        """Return the kinds' logits of some examples: (rows, kinds)."""
        fusion, data = self.fusion, _rows(self.data, rows)
        words = functional.normalize(fusion.text_key(data.sentences), dim=-1)
        query = functional.normalize(fusion.query[1:], dim=-1)
        query = query * 10.0 * torch.sigmoid(fusion.log_scale[1:, None])
        scores = torch.cat(
            [
                torch.matmul(query, self.keys[rows].transpose(1, 2)) + fusion.modality[1:, :1],
                torch.matmul(query, words.transpose(1, 2)) + fusion.modality[1:, 1:],
            ],
            dim=2,
        )
        attention = torch.softmax(scores + biases(data, image, text)[:, None], dim=-1)
        count = data.patches.shape[1]
        on_film, on_note = attention[..., :count], attention[..., count:]
        film = torch.matmul(on_film, data.patches) * fusion.image_value.weight[1:]
        note = torch.matmul(on_note, data.sentences) * fusion.text_value.weight[1:]
        return (
            film.sum(-1)
            + note.sum(-1)
            + on_film.sum(-1) * fusion.image_value.bias[1:]
            + on_note.sum(-1) * fusion.text_value.bias[1:]
        )

    def loss(self, rows: Tensor, image: Tensor, text: Tensor, weight: Tensor) -> Tensor:
        """Return the loss of those of some examples that have something to read."""
        data = self.data
        shown = (data.has_image[rows] & image) | (data.has_sentence[rows].any(1) & text)
        loss = functional.binary_cross_entropy_with_logits(
            self.logits(rows, image, text), self.target[rows], pos_weight=weight, reduction="none"
        ).sum(1)
        return (loss * shown).sum() / shown.sum().clamp(min=1)


def _rows(data: Tensors, rows: Tensor) -> Tensors:
    return Tensors(
        data.patches[rows],
        data.sentences[rows],
        data.has_image[rows],
        data.has_sentence[rows],
        data.kind[rows],
        data.opacity[rows],
    )


def _opacity_loss(fusion: Fusion, data: Tensors) -> Tensor:
    none = torch.zeros(len(data.kind), dtype=torch.bool)
    _, parts = fusion(data.patches, data.sentences, biases(data, none, ~none))
    return functional.binary_cross_entropy_with_logits(parts[:, 0].sum(-1), data.opacity.float())


def readings(fusion: Fusion, examples: Sequence[Example]) -> FloatArray:
    """Return the raw logits of fused, image only and text only: (3, examples, answers).

    NaN where there is nothing to read.
    """
    shape = (_patches(examples), fusion.image_key.in_features, fusion.text_key.in_features)
    data = stack(examples, *shape)
    yes = torch.ones(len(examples), dtype=torch.bool)
    has_text = data.has_sentence.any(1)
    result = []
    with torch.inference_mode():
        for image, text in ((yes, yes), (yes, ~yes), (~yes, yes)):
            _, parts = fusion(data.patches, data.sentences, biases(data, image, text))
            logits = parts.sum(-1)
            empty = ~((data.has_image & image) | (has_text & text))
            logits[empty] = torch.nan
            result.append(logits.numpy())
    return np.stack(result)


def share_of_text(fusion: Fusion, answer: int) -> float:
    """Return how much louder the text is to an answer than the film: the two biases' gap."""
    gap = fusion.modality[answer, 1] - fusion.modality[answer, 0]
    return float(gap)


def copy_of(fusion: Fusion) -> Fusion:
    """Return a copy that can be changed."""
    answers, dim = fusion.query.shape
    twin = Fusion(fusion.image_key.in_features, fusion.text_key.in_features, answers, dim)
    twin.load_state_dict(fusion.state_dict())
    return twin.eval()
