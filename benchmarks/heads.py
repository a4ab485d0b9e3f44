"""Heads on the embedded model: putting one on, many at once, against loading the model again.

One thread. The model is loaded and a film and a note are encoded; heads are of rank 4 with made-up
numbers on all three parts that LoRA may adapt (both convolutions of the last block, the text
encoder's last layer, the fusion's keys), as files of ``finetune fit`` hold them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
from common import Result, seconds

from finetune.heads.network.opened import lay_open
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import FOLDER, TOP
from omni_med.models.heads.backend import attach, swap
from omni_med.models.heads.bundle import EXPAND, PROJECT, Head, model_fingerprint
from omni_med.models.heads.lora import Attention, WordLora
from omni_med.models.heads.samples import sample_card
from omni_med.models.protocols import Features, ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs

MANY = 8
NOTE = "There is fever. She smokes. There was no travel."


def a_head(seed: int, backend: CompactBackend, features: Features) -> Head:
    """Return a head that came through the gate: its files are checked when it is put on."""
    rng = np.random.default_rng(seed)
    held = {
        i.name: onnx.numpy_helper.to_array(i) for i in onnx.load(FOLDER / TOP).graph.initializer
    }
    card, name = backend.card, f"rare-{seed}"
    made = sample_card(name=name, base=(card.id, card.version, card.sha256))
    weights = {part: held[f"{part}.weight"] for part in (EXPAND, PROJECT)}
    return Head(
        replace(made, answer=replace(made.answer, name=name), rank=4),
        {k: w + rng.normal(0, 0.01, w.shape).astype(np.float32) for k, w in weights.items()},
        rng.normal(0, 0.01, features.images[0].tokens.shape[1]).astype(np.float32),
        0.0,
        rng.normal(0, 0.01, features.text.tokens.shape[1]).astype(np.float32),
        0.0,
        (0.0, 0.0),
        model_fingerprint(card.sha256),
        words=_words(rng),
        attention=Attention(
            *(
                rng.normal(0, 0.01, (64, item.tokens.shape[1])).astype(np.float32)
                for item in (features.images[0], features.text)
            ),
            query=rng.normal(0, 1, 64).astype(np.float32),
        ),
    )


def _words(rng: np.random.Generator) -> WordLora:
    """Return a LoRA on the shipped text encoder's last layer."""
    opened = lay_open()
    tail = opened.tail
    down, up = (
        rng.normal(0, 0.01, shape).astype(np.float32)
        for shape in ((4, tail.narrow.in_features), (tail.width, 4))
    )
    norm = tail.norm_weight.numpy(), tail.norm_bias.numpy()
    return WordLora(down, up, norm, opened.tap.outputs)


def _meant(found: Features) -> Features:
    """Return features with the guard overruled: the film is drawn."""
    return replace(found, images=tuple(replace(i, is_meant=True) for i in found.images))


def measure() -> list[Result]:
    """Measure putting a head on, and answering with many."""
    backend = CompactBackend()
    inputs = ModelInputs((ImageInput("film", chest_film(2000, 2000)),), sentence_inputs(NOTE))
    features = _meant(backend.encode(inputs))
    heads = [a_head(seed, backend, features) for seed in range(MANY)]
    held = [attach(backend, heads[:1])]
    turn = iter(range(10**9))

    def one() -> None:
        held[0] = swap(held[0], [heads[next(turn) % MANY]])

    swapped = seconds(one, repeat=20) * 1000
    loaded = seconds(CompactBackend) * 1000
    together = attach(backend, heads)

    def many() -> None:
        together.infer(_meant(together.encode(inputs)), Weights())

    def singly() -> None:
        for head in heads:
            alone = attach(backend, [head])
            alone.infer(_meant(alone.encode(inputs)), Weights())

    batch, apart = seconds(many) * 1000, seconds(singly, repeat=3) * 1000
    return [
        Result(
            "heads-swap", swapped, "ms", "the model loaded again", loaded,
            "a head is put on in <= 10 ms", swapped <= 10,
        ),
        Result(
            "heads-many", batch, "ms", f"{MANY} heads one after the other", apart,
            f"{MANY} heads answer on one encoding", None,
        ),
    ]  # fmt: skip
