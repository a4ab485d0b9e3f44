"""A model's card with what heads on it assess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omni_med.domain import Code
from omni_med.models.heads.bundle import Head
from omni_med.models.protocols import Assessed, ModelCard

SNOMED_CT = "http://snomed.info/sct"


def card_with(card: ModelCard, heads: Sequence[Head]) -> ModelCard:
    """Return a model's card with the heads' findings, texts and names."""
    texts = [card.text, *(head.card.text for head in heads)]
    titles = [head.card.title for head in heads]
    return replace(
        card,
        assessed=(*card.assessed, *(assessed(head) for head in heads)),
        text="\n\n".join(text for text in texts if text),
        adapter=", ".join(filter(None, [card.adapter, *titles])),
    )


def assessed(head: Head) -> Assessed:
    """Return what a head answers, with its threshold."""
    answer = head.card.answer
    code = Code(SNOMED_CT, answer.snomed, answer.display) if answer.snomed else None
    return Assessed(
        answer.name, code, answer.threshold, answer.uncertain_below, answer.uncertain_above
    )
