"""What a sentence says of the patient's history, as channels beside its embedding.

An embedding of six words hardly parts HIV from high blood pressure, and not at all "HIV" from "no
HIV"; a handful of patients cannot teach it. So each clue of ``omni_med.knowledge.history`` has two
channels of its own: said, and denied.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from omni_med.emr.negation import assertion_in, modifiers
from omni_med.knowledge.history import CLUES, clues_in
from omni_med.models.protocols import FloatArray

CHANNELS = 2 * len(CLUES)


def clue_channels(sentences: Sequence[str]) -> FloatArray:
    """Return float32 (sentences, ``CHANNELS``): first what is said, then what is denied.

    A clue stands where it is first said, times the number of sentences: attention takes the mean
    over sentences, and one mention must not fade in a long note. What is said of the family is no
    clue.
    """
    result = np.zeros((len(sentences), CHANNELS), np.float32)
    seen: set[int] = set()
    for row, sentence in enumerate(sentences):
        found = clues_in(sentence)
        reaches = modifiers(sentence) if found else ()
        for index, start, end in found:
            how = assertion_in(reaches, start, end)
            channel = index + len(CLUES) * how.negated
            if how.family or channel in seen:
                continue
            seen.add(channel)
            result[row, channel] = len(sentences)
    return result
