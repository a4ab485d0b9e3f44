"""How far apart image and record are, as a number between 0 and 1. Pure functions.

Everything is a Jensen-Shannon divergence in bits between two calibrated probabilities, so that the
parts can be laid beside each other: the image-only answer against what the record states, or the
image's ranking of kinds against the text's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from omni_med.domain import Finding

STATED = 0.98
"""How sure a plain statement of the record is taken to be; a denial is the rest. Of 970 train
reports labelled normal the table reads an opacity in 2, of 409 labelled opaque a denial in 4."""

ASK_FROM = 0.60
"""Divergence from which a statement and the film become a question: an image answer of 0.84
against a denial, of 0.16 against an affirmation. Chosen on the val split, so that fewer than five
of a hundred cases whose record agrees with the label are asked about."""

_SILENT = 0.4  # what the rankings of kinds can add at most: never enough for a question


def divergence(first: float, second: float) -> float:
    """Return the Jensen-Shannon divergence of two probabilities, 0 (equal) to 1 (0 and 1), bits.

    Source: Lin, IEEE Trans Inf Theory 37 (1991) 145-151.
    """
    middle = _entropy((first + second) / 2)
    return max(0.0, middle - (_entropy(first) + _entropy(second)) / 2)


def stated_score(image_only: float, *, present: bool) -> float:
    """Return how far an image-only answer is from a record that affirms or denies the finding."""
    return divergence(image_only, STATED if present else 1 - STATED)


def between_kinds(findings: Sequence[Finding]) -> float:
    """Return how differently film and record alone rank the kinds of a differential, 0 to 0.4.

    A weak sign that the note is another patient's; it raises no question.
    """
    ranked = [
        (one.image_only, one.text_only)
        for one in findings
        if one.threshold is None and one.image_only is not None and one.text_only is not None
    ]
    by_image, by_text = sum(a for a, _ in ranked), sum(b for _, b in ranked)
    if len(ranked) < 2 or by_image <= 0 or by_text <= 0:
        return 0.0
    shares = [(a / by_image, b / by_text) for a, b in ranked]
    middle = _spread([(a + b) / 2 for a, b in shares])
    parts = (_spread([a for a, _ in shares]) + _spread([b for _, b in shares])) / 2
    return _SILENT * min(1.0, max(0.0, middle - parts))


def _entropy(p: float) -> float:
    return _spread([p, 1 - p])


def _spread(shares: Sequence[float]) -> float:
    return -sum(x * math.log2(x) for x in shares if x > 0)
