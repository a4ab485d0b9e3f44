"""Which weight each modality gets inside the attention: by measured quality, or by the reader."""

from __future__ import annotations

from dataclasses import dataclass

from omni_med.models.protocols import Weights

_GOOD_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Dial:
    """The weights of one analysis and who set them: ``"reader"``, ``"quality"``, ``"default"``."""

    weights: Weights
    source: str


def choose_weights(
    image_quality: float | None, text_quality: float | None, reader: Weights | None = None
) -> Dial:
    """Return the reader's weights, or those that the measured quality suggests.

    The weight of a modality is 1 from quality 0.5 up, falls in a straight line to 0 at quality 0,
    and is 1 where there is no such input (then it changes nothing).
    """
    if reader is not None:
        return Dial(reader, "reader")
    weights = Weights(image=_weight(image_quality), text=_weight(text_quality))
    return Dial(weights, "default" if weights == Weights() else "quality")


def _weight(quality: float | None) -> float:
    return 1.0 if quality is None else min(1.0, quality / _GOOD_ENOUGH)
