"""The modality dial inside a language model's attention.

Registered once as an attention of its own: what a token of one kind pays to a token of another is
multiplied by the weight of the other's kind (its logarithm is added to the score). Tokens of one
kind see one another as always. At weight 1 everywhere the plain attention is called, with the
arguments it always gets; at 0 no other token sees any of that kind.

Source: transformers' AttentionInterface and AttentionMaskInterface.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

NAME: Final = "weighted_sdpa"
WORDS, FILM, RECORD, SOUND = range(4)
"""Kinds of tokens: instructions, films, the patient's record, sound."""

_bias: ContextVar[Any] = ContextVar("bias", default=None)


@dataclass(frozen=True, slots=True)
class Dial:
    """Weights of the kinds of tokens, 0 to 1; instructions always have 1."""

    film: float = 1.0
    record: float = 1.0
    sound: float = 1.0

    @property
    def plain(self) -> bool:
        """Whether nothing is turned down."""
        return self.film == self.record == self.sound == 1.0


def install() -> None:
    """Make the attention known to transformers; again does no harm."""
    from transformers import AttentionInterface, AttentionMaskInterface  # noqa: PLC0415 - slow
    from transformers.masking_utils import sdpa_mask  # noqa: PLC0415

    AttentionInterface.register(NAME, _attend)
    AttentionMaskInterface.register(NAME, sdpa_mask)


@contextlib.contextmanager
def biased(bias: Any) -> Iterator[None]:
    """Add to the scores of every attention within: a tensor that ``bias_of`` made, or None."""
    token = _bias.set(bias)
    try:
        yield
    finally:
        _bias.reset(token)


def bias_of(asking: Any, seen: Any, dial: Dial, dtype: Any) -> Any:
    """Return what is added to the scores; None where nothing is turned down.

    Args:
        asking: int64 (queries,): kinds of the tokens that look.
        seen: int64 (keys,): kinds of the tokens that are looked at.
        dial: The weights.
        dtype: Of the model.

    Returns:
        (1, 1, queries, keys): 0 within a kind, else the logarithm of the seen kind's weight.
    """
    import torch  # noqa: PLC0415 - slow to import

    if dial.plain:
        return None
    weights = torch.tensor([1.0, dial.film, dial.record, dial.sound], dtype=torch.float32)
    rows = weights.log().to(seen.device)[seen][None, :].expand(len(asking), -1)
    same = asking[:, None] == seen[None, :]
    return torch.where(same, torch.zeros_like(rows), rows).to(dtype)[None, None]


def _attend(module: Any, query: Any, key: Any, value: Any, mask: Any, **options: Any) -> Any:
    from transformers.integrations.sdpa_attention import (  # noqa: PLC0415 - slow to import
        sdpa_attention_forward,
    )

    bias = _bias.get()
    if bias is not None:  # a layer with a sliding window keeps only the newest keys
        options["position_bias"] = bias[..., -key.shape[2] :]
    return sdpa_attention_forward(module, query, key, value, mask, **options)
