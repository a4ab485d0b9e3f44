"""Large models on the ways of inference: the API, replay, the process of their own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from omni_med import OmniModel
from omni_med.domain import Analysis, Note
from omni_med.errors import InferenceDiedError, ModelUnavailableError, ReplayError
from omni_med.inference.analyst import Analyst
from omni_med.inference.prepare import assemble
from omni_med.inference.process import InferenceProcess
from omni_med.models import registry
from omni_med.models.language.local.registered import RegisteredModel
from omni_med.models.protocols import ImageInput, Weights
from omni_med.models.samples import chest_film

NOTE = "Fever and productive cough for six days. No known contact. History of asthma."
WAIT = 120.0


def test_the_api_takes_a_folder(tiny_models: dict[str, Path]) -> None:
    model = OmniModel(model_path=tiny_models["gemma3"], modal_types=["text", "image"])
    answer = model.forward({"image": chest_film(), "text": NOTE})
    assert len(answer["findings"]) == 10
    assert answer["combined_output"].startswith("Cannot tell: Lung opacity (")
    assert answer["modalities"][0]["share"] + answer["modalities"][1]["share"] == pytest.approx(1)
    words = model.forward({"text": NOTE})
    assert all(item["image_only"] is None for item in words["findings"])


@pytest.mark.parametrize("mode", ["parallel", "cascade"])
def test_a_saved_answer_is_replayed_to_the_bit(
    registered: dict[str, RegisteredModel], mode: str
) -> None:
    source = registered["llava"]
    backend = registry.load(source.id, source=source)
    prepared = assemble(backend.card, [ImageInput("a", chest_film())], [Note("n", NOTE)])
    kept = Analyst(backend).analyze(prepared, study_uid="1.2", mode=mode, weights=Weights(0.7, 1.0))
    again = Analyst(registry.load(source.id, source=source)).replay(kept, prepared)
    assert without_names(again) == without_names(kept)
    changed = replace(source, files=source.files[:-1])
    other = Analyst(registry.load(source.id, source=changed))
    with pytest.raises(ReplayError, match="this is llava"):
        other.replay(kept, prepared)


def without_names(analysis: Analysis) -> Analysis:
    return replace(analysis, analysis_id="0" * 32, created=analysis.created.min, timings_ms={})


def test_it_answers_from_a_process_of_its_own(registered: dict[str, RegisteredModel]) -> None:
    source = registered["qwen3_omni_moe"]
    with InferenceProcess(source.id, options={"source": source}) as process:
        card = process.card(WAIT)
        prepared = assemble(card, [ImageInput("a", chest_film())], [Note("n", NOTE)])
        there = process.submit(prepared, study_uid="1.2").result(WAIT)
        assert [item.name for item in there.findings] == [item.name for item in card.assessed]
        assert process.pid is not None


def test_a_model_that_cannot_be_loaded_leaves_the_embedded_one(
    registered: dict[str, RegisteredModel],
) -> None:
    source = replace(registered["llava"], place="/nowhere")
    with InferenceProcess(source.id, options={"source": source}) as process:
        with pytest.raises(ModelUnavailableError, match="missing"):
            process.card(WAIT)
        future = process.submit(assemble(registry.get("fake").card(), [], [Note("n", NOTE)]))
        with pytest.raises((ModelUnavailableError, InferenceDiedError)):
            future.result(WAIT)
    assert registry.load("fake").card.id == "fake"


def test_a_model_that_hangs_while_it_loads_blocks_nobody(
    registered: dict[str, RegisteredModel],
) -> None:
    process = InferenceProcess("hanging", options={"source": Hanging()})
    began = time.monotonic()
    process.start()
    future = process.submit(assemble(registry.get("fake").card(), [], [Note("n", NOTE)]))
    assert time.monotonic() - began < 5
    with pytest.raises(TimeoutError):
        process.card(0.2)
    process.close()
    assert future.exception(5) is not None
    assert process.pid is None


class Hanging:
    """A source that never comes to an end; it is found again in the child by its module's name."""

    id = "hanging"

    def __reduce__(self) -> tuple[object, tuple[float]]:
        return time.sleep, (600.0,)


def test_the_desktops_process_imports_neither_torch_nor_transformers() -> None:
    code = """
        import sys
        import ui.desktop.app, omni_med.inference.process, omni_med.workspace
        import omni_med.models.language.backend, omni_med.models.language.local.registered
        print(sorted(set(sys.modules) & {"torch", "transformers"}))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
