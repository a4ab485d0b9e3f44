"""A head on a model: read from files that are checked, and the model's own answers untouched."""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.errors import ModelUnavailableError
from omni_med.models import registry
from omni_med.models.compact.settings import AnswerSettings, Calibration
from omni_med.models.fake import FakeBackend
from omni_med.models.heads.backend import attach, with_heads
from omni_med.models.heads.bundle import (
    CARD,
    NUMBERS,
    Head,
    HeadCard,
    load_head,
    read_head,
    write_head,
)
from omni_med.models.protocols import Answer, Features, ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs

PLAIN = Calibration(1.0, 0.0)
FILM = ImageInput("film", chest_film(opacity=0.3))
NOTE = sentence_inputs("There is fever. She smokes.")


def a_card(name: str = "rare", finding: str = "Rare pneumonia") -> HeadCard:
    base = FakeBackend().card
    answer = AnswerSettings(finding, "", "", False, 0.4, None, None, PLAIN, PLAIN, PLAIN)
    return HeadCard(
        name=name,
        version="1",
        answer=answer,
        base_id=base.id,
        base_version=base.version,
        base_sha256=base.sha256,
        rank=0,
        taught=datetime(2026, 1, 2, tzinfo=UTC),
        label="finding=Rare",
        columns=("file", "note", "patient"),
        dataset="0" * 64,
        seen=("ab" * 8,),
        cases=60,
        positives=12,
        patients=9,
        offered=True,
        reason="It is above all.",
        figures={"AUROC, head": 0.9},
        sha256="",
    )


def numbers(seed: int = 0) -> dict[str, np.ndarray]:
    features = FakeBackend().encode(ModelInputs((FILM,), NOTE))
    assert features.text is not None
    rng = np.random.default_rng(seed)
    patch, sentence = features.images[0].tokens.shape[1], features.text.tokens.shape[1]
    return {
        "image.value": rng.normal(size=patch).astype(np.float32),
        "image.bias": np.ones(1, np.float32),
        "text.value": rng.normal(size=sentence).astype(np.float32),
        "text.bias": np.zeros(1, np.float32),
        "modality": np.array([0.3, -0.2], np.float32),
    }


def a_head(folder: Path, name: str = "rare", finding: str = "Rare pneumonia") -> Head:
    write_head(folder / name, a_card(name, finding), numbers())
    return read_head(folder / name)


def answer_of(features: Features, head: Head, weights: Weights) -> Answer:
    return attach(FakeBackend(), [head]).infer(features, weights).answers[-1]


def test_a_head_survives_the_way_to_disk(tmp_path: Path) -> None:
    head = a_head(tmp_path)
    assert head.card == replace(a_card(), sha256=head.card.sha256)
    assert np.array_equal(head.image_value, numbers()["image.value"])
    assert head.modality == pytest.approx((0.3, -0.2))


@pytest.mark.parametrize("position", [0, 9, 40, -1])
def test_a_changed_byte_of_the_numbers_is_noticed(tmp_path: Path, position: int) -> None:
    a_head(tmp_path)
    file = tmp_path / "rare" / NUMBERS
    data = bytearray(file.read_bytes())
    data[position] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelUnavailableError, match="damaged or was changed"):
        read_head(tmp_path / "rare")


def test_a_folder_that_is_no_head_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="holds no head"):
        read_head(tmp_path)
    a_head(tmp_path)
    (tmp_path / "rare" / NUMBERS).unlink()
    with pytest.raises(ModelUnavailableError, match="is missing"):
        read_head(tmp_path / "rare")


@pytest.mark.parametrize(
    "change",
    [{"name": "../evil"}, {"rank": "four"}, {"answer": None}, {"taught": "yesterday"}],
)
def test_a_card_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    a_head(tmp_path)
    file = tmp_path / "rare" / CARD
    file.write_text(json.dumps(json.loads(file.read_bytes()) | change))
    with pytest.raises(ModelUnavailableError, match=CARD):
        read_head(tmp_path / "rare")


def test_a_pickle_in_place_of_numbers_is_never_opened(tmp_path: Path) -> None:
    head = a_head(tmp_path)
    data = pickle.dumps({"image.value": [1.0]})
    card = replace(head.card, sha256=hashlib.sha256(data).hexdigest())
    with pytest.raises(ModelUnavailableError, match="damaged"):
        load_head(card, data)


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    bad = numbers() | {"image.bias": np.array([np.nan], np.float32)}
    write_head(tmp_path / "rare", a_card(), bad)
    with pytest.raises(ModelUnavailableError, match="damaged"):
        read_head(tmp_path / "rare")


def test_a_head_of_other_weights_is_refused(tmp_path: Path) -> None:
    head = a_head(tmp_path)
    other = replace(head, card=replace(head.card, base_sha256="1" * 64))
    with pytest.raises(ModelUnavailableError, match="was taught on fake"):
        attach(FakeBackend(), [other])


def test_two_heads_for_one_finding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="answered twice"):
        attach(FakeBackend(), [a_head(tmp_path, "one"), a_head(tmp_path, "two")])


def test_the_models_own_answers_stay_as_they_are(tmp_path: Path) -> None:
    heads = [a_head(tmp_path), a_head(tmp_path, "other", "Other pneumonia")]
    plain, backend = FakeBackend(), attach(FakeBackend(), heads)
    features = plain.encode(ModelInputs((FILM,), NOTE))
    before, after = plain.infer(features, Weights()), backend.infer(features, Weights())
    names = [item.name for item in backend.card.assessed]
    assert names[-2:] == ["Rare pneumonia", "Other pneumonia"]
    assert backend.card.adapter == "rare 1, other 1"
    for one, other in zip(before.answers, after.answers, strict=False):
        assert (one.name, one.fused, one.image_only) == (other.name, other.fused, other.image_only)
    assert len(after.answers) == len(before.answers) + 2


def test_without_heads_there_is_the_model_itself() -> None:
    backend = FakeBackend()
    assert with_heads(backend, ()) is backend


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Head:
    return a_head(tmp_path_factory.mktemp("head"))


@pytest.fixture(scope="module")
def cases() -> dict[str, Features]:
    plain, clear = FakeBackend(), ImageInput("film", chest_film(opacity=0.0))
    other = sentence_inputs("A dog barks. Nothing is known.")
    return {
        "case": plain.encode(ModelInputs((clear,), NOTE)),
        "other film": plain.encode(ModelInputs((FILM,), NOTE)),
        "other note": plain.encode(ModelInputs((clear,), other)),
    }


@settings(max_examples=25, deadline=None)
@given(text=st.floats(0.01, 1))
def test_at_image_weight_0_pixels_do_not_matter(
    head: Head, cases: dict[str, Features], text: float
) -> None:
    weights = Weights(image=0.0, text=text)
    one, other = (answer_of(cases[name], head, weights) for name in ("case", "other film"))
    assert one.fused == other.fused


@settings(max_examples=25, deadline=None)
@given(image=st.floats(0.01, 1))
def test_at_text_weight_0_words_do_not_matter(
    head: Head, cases: dict[str, Features], image: float
) -> None:
    weights = Weights(image=image, text=0.0)
    one, other = (answer_of(cases[name], head, weights) for name in ("case", "other note"))
    assert one.fused == other.fused


def test_what_patches_and_sentences_contribute_adds_up(tmp_path: Path) -> None:
    head = a_head(tmp_path)
    features = FakeBackend().encode(ModelInputs((FILM,), NOTE))
    found = answer_of(features, head, Weights(1.0, 0.5))
    assert found.sentences is not None
    total = float(found.patches[0].sum() + found.sentences.sum())
    assert 1 / (1 + np.exp(-total)) == pytest.approx(found.fused, abs=1e-5)
    assert found.patches[0].shape == features.images[0].grid


def test_a_case_without_a_note_is_answered_by_its_film(tmp_path: Path) -> None:
    head = a_head(tmp_path)
    features = FakeBackend().encode(ModelInputs((FILM,)))
    found = answer_of(features, head, Weights())
    assert found.text_only is None
    assert found.fused == found.image_only


def test_the_registry_puts_heads_on(tmp_path: Path) -> None:
    backend = registry.load("fake", heads=[a_head(tmp_path)])
    assert backend.card.assessed[-1].name == "Rare pneumonia"
    assert registry.load("fake").card.adapter == ""
