"""One finding asked by itself and all of them in one list: what contradicts itself is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import Note, Priority, SiteCalibration, SiteFinding, Status
from omni_med.inference.analyst import Analyst
from omni_med.inference.prepare import assemble
from omni_med.models.calibrated import calibrated
from omni_med.models.language.backend import BLIND, DOUBTS, LanguageBackend
from omni_med.models.language.fake import FakeLanguage
from omni_med.models.language.findings import card_of
from omni_med.models.language.local.registered import RegisteredModel
from omni_med.models.language.prompts import list_question
from omni_med.models.language.protocols import ListingModel, Prompt
from omni_med.models.language.server.wire import listed_answers
from omni_med.models.protocols import ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs

NAMES = ("Pneumothorax", "Rib fracture")


class Torn(FakeLanguage):
    """Says yes to each finding by itself; in the list no to the pneumothorax, nothing of the rib.

    Attributes:
        asked: Questions for a list.
        remarks: What it says of its answers.
    """

    def __init__(self, modalities: tuple[str, ...] = FakeLanguage.modalities) -> None:
        self.modalities = modalities  # type: ignore[assignment]
        self.asked: list[str] = []
        self.remarks = ("its answers are made up",)

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        return [0.9] * len(questions)

    def closed_list(
        self, prompt: Prompt, question: str, names: Sequence[str], weights: Weights | None = None
    ) -> dict[str, bool]:
        self.asked.append(question)
        return {name: name != "Pneumothorax" for name in names if name != "Rib fracture"}


@pytest.fixture
def torn(registered: dict[str, RegisteredModel]) -> LanguageBackend:
    return LanguageBackend(Torn(), card_of(registered["llava"]), reader="fake")


def local(backend: LanguageBackend) -> SiteCalibration:
    """A calibration under which 0.9 is present."""
    card = backend.card
    findings = (
        SiteFinding(
            name=name, cases=60, positives=30, scale=1.0, offset=0.0, threshold=0.4,
            aim="sensitivity 0.95", conformal=None, auroc=0.8, error_before=0.1, error_after=0.1,
        )
        for name in NAMES
    )  # fmt: skip
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return SiteCalibration(
        "c" * 32, card.id, card.version, card.sha256, when, "ada", "60 films", tuple(findings)
    )


def case() -> ModelInputs:
    film = ImageInput("1.2.3", chest_film(opacity=0.3), modality="DX", body_part="CHEST")
    return ModelInputs((film,), sentence_inputs("Fever and productive cough for six days."))


@pytest.mark.parametrize("mode", ["parallel", "cascade"])
def test_what_contradicts_itself_cannot_be_told(torn: LanguageBackend, mode: str) -> None:
    inputs = case()
    prepared = assemble(torn.card, inputs.images, [Note("n", "Fever for six days.")])
    analysis = Analyst(calibrated(torn, local(torn))).analyze(prepared, mode=mode)
    found = {item.name: item for item in analysis.findings}
    assert found["Pneumothorax"].status is Status.UNCERTAIN
    assert found["Pneumothorax"].doubt == DOUBTS[True]
    assert found["Rib fracture"].status is Status.PRESENT, "what the list leaves out is no doubt"
    assert not found["Rib fracture"].doubt
    assert analysis.triage.priority is Priority.UNSURE
    assert f"Pneumothorax: cannot tell (0.90), {DOUBTS[True]}" in analysis.triage.reasons
    assert analysis.remarks == ("its answers are made up",)
    assert isinstance(torn.model, Torn)
    assert torn.model.asked == [list_question([item.name for item in torn.card.assessed])]


@pytest.mark.parametrize("family", ["qwen3_omni_moe", "qwen3_vl", "gemma3", "llava"])
def test_every_family_is_asked_both_ways(
    registered: dict[str, RegisteredModel], family: str
) -> None:
    backend = registered[family].factory().load()
    assert isinstance(backend, LanguageBackend)
    try:
        assert isinstance(backend.model, ListingModel)
        answers = backend.infer(backend.encode(case()), Weights()).answers
    finally:
        backend.model.close()
    for answer in answers:
        assert answer.doubt in {"", DOUBTS[answer.fused >= 0.5]}


def test_a_model_of_words_alone_is_told_of_films_by_the_cascade(
    registered: dict[str, RegisteredModel],
) -> None:
    blind = LanguageBackend(Torn(("text",)), card_of(registered["llava"]), reader="fake")
    prepared = assemble(blind.card, case().images, [Note("n", "Fever for six days.")])
    analyst = Analyst(blind)
    refused = analyst.analyze(prepared)
    assert refused.triage.priority is Priority.NOT_ASSESSED
    assert refused.triage.reasons == (BLIND,)
    assert len(analyst.analyze(prepared, mode="cascade").findings) == len(blind.card.assessed)
    assert analyst.analyze(prepared, weights=Weights(image=0.0)).findings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"Pneumothorax": "yes", "Rib fracture": "No"}', {NAMES[0]: True, NAMES[1]: False}),
        ('Here:\n```json\n{"Pneumothorax": "no", "other": "yes"}\n```', {"Pneumothorax": False}),
        ('{"Pneumothorax": "perhaps", "Rib fracture": 1}', {}),
        ('["yes", "no"]', {}),
        ("{" * 5000 + "}", {}),
        ("yes", {}),
        ('{"Pneumothorax": "yes"', {}),
    ],
)  # fmt: skip
def test_a_list_in_words_is_read(text: str, found: dict[str, bool]) -> None:
    assert listed_answers(text, NAMES) == found


@given(st.text(max_size=200))
def test_no_words_break_the_reading_of_a_list(text: str) -> None:
    assert set(listed_answers(text, NAMES)) <= set(NAMES)
