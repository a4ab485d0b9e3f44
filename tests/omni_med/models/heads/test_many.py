"""Several heads at once, swapped and merged: each answers as it does alone, weights included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnxruntime as ort
import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.backend import CompactBackend, CompactFactory
from omni_med.models.compact.settings import FOLDER, TOP
from omni_med.models.heads.backend import HeadSide, attach, swap
from omni_med.models.heads.bundle import EXPAND, PROJECT, Head, model_fingerprint
from omni_med.models.heads.merging import merged_block
from omni_med.models.heads.samples import sample_card
from omni_med.models.protocols import Features, ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs

onnx = pytest.importorskip("onnx")
pytestmark = pytest.mark.skipif(
    bool(CompactFactory().missing()), reason="the embedded model is not there"
)


@pytest.fixture(scope="module")
def backend() -> CompactBackend:
    return CompactBackend()


@pytest.fixture(scope="module")
def features(backend: CompactBackend) -> Features:
    films = tuple(ImageInput(str(n), chest_film(seed=n, opacity=0.2 * n)) for n in range(2))
    found = backend.encode(ModelInputs(films, sentence_inputs("There is fever. She smokes.")))
    meant = tuple(
        replace(item, is_meant=True, refusal="") for item in found.images
    )  # they are only drawn
    return replace(found, images=meant)


def a_head(backend: CompactBackend, features: Features, seed: int, name: str) -> Head:
    rng = np.random.default_rng(seed)
    held = {item.name: onnx.numpy_helper.to_array(item) for item in _block().graph.initializer}
    assert features.text is not None
    card = backend.card
    made = sample_card(name=name, base=(card.id, card.version, card.sha256))
    patch, words = features.images[0].tokens.shape[1], features.text.tokens.shape[1]
    return Head(
        replace(made, answer=replace(made.answer, name=name), rank=4),
        {
            part: held[f"{part}.weight"]
            + rng.normal(0, 0.05, held[f"{part}.weight"].shape).astype(np.float32)
            for part in (EXPAND, PROJECT)
        },
        rng.normal(0, 0.05, patch).astype(np.float32),
        0.1,
        rng.normal(0, 0.05, words).astype(np.float32),
        0.0,
        (0.2, -0.1),
    )


def _block() -> onnx.ModelProto:
    return onnx.load(FOLDER / TOP)


@pytest.fixture(scope="module")
def heads(backend: CompactBackend, features: Features) -> list[Head]:
    return [a_head(backend, features, seed, f"rare-{seed}") for seed in range(3)]


def test_the_heads_own_convolutions_answer_and_not_the_blocks(
    heads: list[Head], features: Features
) -> None:
    """ONNX Runtime passed over weights that were put in, at its highest level."""
    said = HeadSide(heads[0], FOLDER).answer(features, Weights())
    plain = HeadSide(replace(heads[0], convolutions={}), FOLDER).answer(features, Weights())
    assert said.image_only is not None
    assert plain.image_only is not None
    assert abs(said.image_only - plain.image_only) > 1e-3
    model = _block()
    for item in model.graph.initializer:
        part = item.name.removesuffix(".weight")
        if part in heads[0].convolutions:
            item.CopyFrom(onnx.numpy_helper.from_array(heads[0].convolutions[part], item.name))
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    logits = []
    for image in features.images:
        upper = session.run(None, {"tap": image.tap[None]})[0][0]
        tokens = np.concatenate([image.tokens[:, : -upper.shape[1]], upper], axis=1)
        logits.append(float((tokens @ heads[0].image_value + heads[0].image_bias).mean()))
    expected = 1 / (1 + np.exp(-np.mean(logits)))
    assert said.image_only == pytest.approx(expected, abs=1e-5)


def test_several_heads_answer_as_each_does_alone(
    backend: CompactBackend, heads: list[Head], features: Features
) -> None:
    own = backend.infer(features, Weights())
    together = attach(backend, heads).infer(features, Weights())
    assert len(together.answers) == len(own.answers) + 3
    for mine, theirs in zip(own.answers, together.answers, strict=False):
        assert mine.fused == theirs.fused, "the model's own answers stay to the last bit"
    for head, answer in zip(heads, together.answers[-3:], strict=True):
        alone = attach(backend, [head]).infer(features, Weights()).answers[-1]
        assert (answer.fused, answer.image_only, answer.text_only) == (
            alone.fused,
            alone.image_only,
            alone.text_only,
        )
    assert len({answer.fused for answer in together.answers[-3:]}) == 3


def test_a_swap_leaves_nothing_of_the_head_before(
    backend: CompactBackend, heads: list[Head], features: Features
) -> None:
    first = attach(backend, heads[:1])
    again = swap(swap(first, heads[1:]), heads[:1])
    assert again.card.adapter == first.card.adapter
    assert again.infer(features, Weights()).answers[-1].fused == (
        first.infer(features, Weights()).answers[-1].fused
    )
    assert swap(first, []) is backend


def test_the_merged_block_says_of_each_patch_what_the_head_says(
    heads: list[Head], features: Features
) -> None:
    head = heads[2]
    session = ort.InferenceSession(merged_block(head), providers=["CPUExecutionProvider"])
    side = HeadSide(head, FOLDER)
    for image in features.images:
        lower = session.get_inputs()[1].shape[2]
        given = {"tap": image.tap[None], "lower": image.tokens[None, :, :lower]}
        said = session.run(["patches"], given)[0][0]
        assert said == pytest.approx(side._patches(image).values, abs=1e-4)


def test_a_head_of_another_shape_is_not_merged(heads: list[Head]) -> None:
    odd = replace(heads[0], convolutions={EXPAND: np.zeros((2, 2, 1, 1), np.float32)})
    with pytest.raises(ModelUnavailableError, match="does not fit"):
        merged_block(odd)
    with pytest.raises(ModelUnavailableError, match="does not fit"):
        merged_block(replace(heads[0], image_value=np.zeros(3, np.float32)))


def test_a_head_measured_on_another_block_is_refused(
    backend: CompactBackend, heads: list[Head]
) -> None:
    here = model_fingerprint(backend.card.sha256)
    attach(backend, [replace(heads[0], measured_on=here)])
    with pytest.raises(ModelUnavailableError, match="not known") as refused:
        attach(backend, [replace(heads[0], measured_on="0" * 64)])
    assert "finetune evaluate" in refused.value.hint


def test_a_head_taught_on_films_alone_reads_a_case_with_a_record(
    backend: CompactBackend, heads: list[Head], features: Features
) -> None:
    alone = replace(heads[0], text_value=np.zeros(1, np.float32))
    said = attach(backend, [alone]).infer(features, Weights()).answers[-1]
    assert said.text_only is None
    assert said.fused == said.image_only
    odd = replace(heads[0], text_value=np.ones(7, np.float32))
    with pytest.raises(ModelUnavailableError, match="does not fit"):
        attach(backend, [odd]).infer(features, Weights())
