"""The two engines for one set of files."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.models import registry, sessions
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.protocols import ImageInput, ModelInputs, Prediction, Weights
from omni_med.models.samples import chest_film, sentence_inputs
from omni_med.models.sessions import Execution

installed = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason="OpenVINO is an extra"
)
NOTES = (
    "Fever for six days. Denies chest pain.",
    "A 58-year-old man came with fever and a dry cough. He smokes twenty cigarettes a day.",
    "No complaints.",
)


@pytest.fixture(scope="module")
def both() -> tuple[CompactBackend, CompactBackend]:
    return CompactBackend(), CompactBackend(execution="openvino")


def answers(prediction: Prediction) -> list[float]:
    return [
        value
        for item in prediction.answers
        for value in (item.fused, item.image_only, item.text_only)
        if value is not None
    ]


def case(seed: int) -> ModelInputs:
    film = chest_film(seed=seed, opacity=0.1 * (seed % 4))
    return ModelInputs((ImageInput("a", film),), sentence_inputs(NOTES[seed % 3]))


@installed
def test_both_engines_answer_alike(both: tuple[CompactBackend, CompactBackend]) -> None:
    """From the same pixels and words; 8-bit convolutions round differently in each engine."""
    one, other = both
    for seed in range(6):
        first, second = one.encode(case(seed)), other.encode(case(seed))
        for weights in (Weights(), Weights(0.3, 1.0), Weights(1.0, 0.0)):
            here = answers(one.infer(_meant(first), weights))
            there = answers(other.infer(_meant(second), weights))
            assert np.abs(np.subtract(here, there)).max() <= 0.05


def _meant(features):  # type: ignore[no-untyped-def]
    return replace(
        features, images=tuple(replace(image, is_meant=True) for image in features.images)
    )


@installed
def test_a_hidden_modality_leaves_no_trace_there_either(
    both: tuple[CompactBackend, CompactBackend],
) -> None:
    backend = both[1]
    rng = np.random.default_rng(1)
    words = sentence_inputs(NOTES[1])
    films = [ImageInput("a", rng.random((300, 320)).astype(np.float32)) for _ in range(3)]
    found = [
        answers(backend.infer(_meant(backend.encode(ModelInputs((film,), words))), Weights(0, 1)))
        for film in films
    ]
    fused = [values[0::3] for values in found]
    assert fused[0] == fused[1] == fused[2]
    texts = [
        backend.infer(
            _meant(backend.encode(ModelInputs((films[0],), sentence_inputs(note)))), Weights(1, 0)
        )
        for note in NOTES[:2]
    ]
    assert [item.fused for item in texts[0].answers] == [item.fused for item in texts[1].answers]


@installed
def test_its_features_are_not_taken_for_those_of_the_other(
    both: tuple[CompactBackend, CompactBackend],
) -> None:
    one, other = both
    assert one.card.preprocessing != other.card.preprocessing
    assert one.card.sha256 == other.card.sha256


@installed
def test_nothing_is_told_to_its_maker() -> None:
    code = (
        "import sys\n"
        "from omni_med.models.compact.backend import CompactBackend\n"
        "CompactBackend(execution='openvino')\n"
        "print(sys.modules.get('openvino_telemetry'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "None"


def test_where_it_is_not_installed_the_error_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "has_openvino", lambda: False)
    with pytest.raises(ModelUnavailableError, match="not installed") as caught:
        registry.get("compact").load(execution="openvino")
    assert "pip install omni-med[openvino]" in caught.value.hint


def test_an_engine_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ModelUnavailableError, match="onnxruntime, openvino"):
        Execution("cuda")
