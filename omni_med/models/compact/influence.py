"""What moved an answer, from the attention itself: pure functions, no gradient, no torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from omni_med.models.protocols import FloatArray

_NOTHING = 1e-9  # of the attention


def left_out(attention: FloatArray, parts: FloatArray, edge: int, count: int) -> FloatArray:
    """Return how much lower the logit would be without each sentence.

    The attention inside a modality is shared anew among the sentences that are left, the share
    between film and record stays: so this is exactly what hiding the sentence gives, without
    asking the model again. Without its only sentence the record has no share at all.

    Args:
        attention: float32 (places,) of one answer, adds up to 1.
        parts: float32 (places,): attention x value, adds up to the logit.
        edge: First place of the sentences; patches lie before it.
        count: Sentences there are.

    Returns:
        float32 (count,): positive where the sentence speaks for the answer.
    """
    shares = attention[edge : edge + count].astype(np.float64)
    said = parts[edge : edge + count].astype(np.float64)
    seen = float(attention[:edge].sum(dtype=np.float64))
    film = float(parts[:edge].sum(dtype=np.float64))
    total, record = float(shares.sum()), float(said.sum())
    if total <= _NOTHING:  # hidden: not a bit of it may show
        return np.zeros(count, np.float32)
    rest = total - shares
    alone = film / seen if seen > _NOTHING else 0.0
    without = np.where(
        rest > _NOTHING * total,
        film + (record - said) * total / np.maximum(rest, _NOTHING * total),
        alone,
    )
    return np.asarray(film + record - without, np.float32)


def above_usual(
    parts: FloatArray, attention: FloatArray, usual: NDArray[np.float64] | None
) -> FloatArray:
    """Return what each patch adds beyond what films without finding give at its place.

    Args:
        parts: float32 (patches,) of one film: attention x value.
        attention: float32 (patches,) of the same.
        usual: (patches,) mean of ``parts`` over films without finding, each read alone; None
            where it is not known.
    """
    if usual is None:
        return parts
    return np.asarray(parts - usual * float(attention.sum()), np.float32)
