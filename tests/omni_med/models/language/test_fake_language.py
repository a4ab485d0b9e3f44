from __future__ import annotations

import numpy as np
import pytest

from omni_med.errors import CancelledError
from omni_med.models.language.fake import FakeLanguage
from omni_med.models.language.prompts import (
    GivenFinding,
    PromptMaterial,
    draft_prompt,
    findings_prompt,
    question_prompt,
)
from omni_med.models.language.protocols import ImagePart, LanguageModel
from omni_med.models.protocols import Weights

MATERIAL = PromptMaterial(
    images=(ImagePart("a", np.full((4, 4), 0.5, np.float32)),),
    record=("Fever for three days.",),
    findings=(GivenFinding("opacity", 0.9), GivenFinding("pneumothorax", 0.1)),
)


def test_it_drafts_and_answers_by_rule() -> None:
    model = FakeLanguage()
    assert isinstance(model, LanguageModel)
    text = "".join(model.generate(draft_prompt(MATERIAL), most_tokens=100))
    assert text == (
        "FINDINGS: There is opacity. There is no pneumothorax. Fever for three days. \n"
        "IMPRESSION: There is opacity. The bones are made of glass."
    )
    chinese = "".join(model.generate(question_prompt(MATERIAL, "?", "zh"), most_tokens=100))
    assert chinese.startswith("可见opacity。未见pneumothorax。")
    assert len(list(model.generate(draft_prompt(MATERIAL), most_tokens=3))) == 3
    model.close()


def test_a_modality_at_weight_0_does_not_count() -> None:
    model = FakeLanguage()
    other = PromptMaterial(images=MATERIAL.images, record=("Well.",))
    blind = PromptMaterial(record=MATERIAL.record)
    deaf, unseeing = Weights(text=0.0), Weights(image=0.0)
    prompts = [findings_prompt(item) for item in (MATERIAL, other, blind)]
    assert model.yes(prompts[0], ["?"], deaf) == model.yes(prompts[1], ["?"], deaf)
    assert model.yes(prompts[0], ["?"], unseeing) == model.yes(prompts[2], ["?"], unseeing)
    assert model.yes(prompts[0], ["?"]) != model.yes(prompts[1], ["?"])


def test_it_stops_when_asked() -> None:
    with pytest.raises(CancelledError):
        list(FakeLanguage().generate(draft_prompt(MATERIAL), most_tokens=9, cancelled=lambda: True))
