"""One fused inference, stage by stage: the shipped files against plain torch float32.

The same network in the same run on one thread each: film of 2,000 x 2,000 pixels, note of six
sentences. "image" and "whole" include "preprocess", which both do alike; "forward" is the networks
alone, from the square film and the words to the answers. The peer runs what a straightforward
program would: MiniLM from its package through transformers, the image encoder and the fusion as
torch modules, all float32.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from common import Result, seconds
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoModel

from finetune.fusion.fuse import Example, read
from finetune.image.encoders import LiteEncoder
from finetune.image.export import minilm_folder
from finetune.image.network import Fusion
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.image import ImageEncoder
from omni_med.models.compact.preprocess import make_square, standardise
from omni_med.models.compact.settings import FOLDER
from omni_med.models.protocols import Features, ImageInput, ModelInputs, SentenceInput, Weights
from omni_med.models.sessions import ONNX_RUNTIME, OPENVINO, Execution, has_openvino

Stages = dict[str, Callable[[], Any]]
ENCODER = "lite0"
GOAL = ">= 4x plain torch float32 in the same run, the networks alone"

NOTE = (
    "A 58-year-old man came with fever and a dry cough for six days.",
    "He has type 2 diabetes and high blood pressure.",
    "He smokes twenty cigarettes a day.",
    "Oxygen saturation was 88 percent on room air.",
    "There was no travel and no contact with animals.",
    "His white cell count was normal.",
)
SIZE = 2000


def film() -> np.ndarray:
    """Return a film of smooth shadows: float32 (rows, columns) in 0 to 1."""
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / SIZE
    lungs = np.exp(-(((x - 0.3) / 0.15) ** 2) - ((y - 0.5) / 0.3) ** 2)
    lungs += np.exp(-(((x - 0.7) / 0.15) ** 2) - ((y - 0.5) / 0.3) ** 2)
    noise = np.random.default_rng(0).normal(0, 0.02, x.shape)
    shadows: np.ndarray = (0.8 - 0.6 * lungs + noise).clip(0, 1).astype(np.float32)
    return shadows


def load(module: torch.nn.Module, name: str, state: dict[str, torch.Tensor]) -> None:
    """Put the shipped float16 weights of one part into a module.

    Raises:
        RuntimeError: If they are of another network: then there is nothing to compare with.
    """
    part = {key.removeprefix(f"{name}."): v for key, v in state.items() if key.startswith(name)}
    missing = module.load_state_dict(part, strict=False)
    if missing.missing_keys or missing.unexpected_keys:
        raise RuntimeError(f"the shipped {name} is another network than finetune makes")
    module.eval()


def torch_peer(square: np.ndarray, pixels: np.ndarray, words: int) -> Stages:
    """Return the peer's stages; ``words`` is the width of a sentence in the fusion."""
    torch.set_num_threads(1)
    half = load_file(str(FOLDER / "compact-float16.safetensors"))
    state = {key: value.float() for key, value in half.items()}
    encoder, answers = LiteEncoder(ENCODER), len(state["fusion.query"])
    fusion = Fusion(encoder.channels, words, answers)
    load(encoder, "encoder", state)
    load(fusion, "fusion", state)
    bert = AutoModel.from_pretrained(minilm_folder(), local_files_only=True).eval()
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.enable_padding()

    def net(film: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            tokens: np.ndarray = encoder(torch.from_numpy(standardise(film)[None, None]))[0].numpy()
        return tokens

    def text() -> np.ndarray:
        batch = tokenizer.encode_batch(list(NOTE))
        ids = torch.tensor([item.ids for item in batch])
        mask = torch.tensor([item.attention_mask for item in batch])
        with torch.inference_mode():
            hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            found = torch.nn.functional.normalize(mean, dim=-1).numpy()
        return np.pad(found, ((0, 0), (0, words - found.shape[1])))  # clues cost next to nothing

    def fuse(tokens: np.ndarray, sentences: np.ndarray) -> object:
        return read(fusion, [Example(tokens, sentences, -1, -1, "bench")])

    tokens, sentences = net(square), text()
    size = square.shape[0]
    return {
        "image": lambda: net(make_square(pixels, size).pixels),
        "text": text,
        "fusion": lambda: fuse(tokens, sentences),
        "forward": lambda: fuse(net(square), text()),
        "whole": lambda: fuse(net(make_square(pixels, size).pixels), text()),
    }


def ours(pixels: np.ndarray, execution: str = ONNX_RUNTIME) -> tuple[Stages, np.ndarray, int]:
    """Return our stages, through the backend that answers cases; the square; a sentence's width."""
    backend = CompactBackend(threads=1, execution=execution)
    sentences, start = [], 0
    for words in NOTE:
        sentences.append(SentenceInput("note", start, start + len(words), words))
        start += len(words) + 1
    image = ModelInputs((ImageInput("film", pixels),))
    text = ModelInputs((), tuple(sentences))
    both = ModelInputs(image.images, text.sentences)
    features = backend.encode(both)
    square = make_square(pixels, backend.settings.size).pixels
    network = ImageEncoder(FOLDER, Execution(execution))

    def forward() -> object:
        network.run(square)
        return backend.infer(Features(features.images, backend.encode(text).text), Weights())

    width = 0 if features.text is None else features.text.tokens.shape[1]
    stages: Stages = {
        "preprocess": lambda: standardise(make_square(pixels, backend.settings.size).pixels),
        "image": lambda: backend.encode(image),
        "text": lambda: backend.encode(text),
        "fusion": lambda: backend.infer(features, Weights()),
        "forward": forward,
        "whole": lambda: backend.infer(backend.encode(both), Weights()),
    }
    return stages, square, width


def openvino(pixels: np.ndarray, peer: float) -> list[Result]:
    """Return the networks alone in OpenVINO, where it is installed, against ONNX Runtime."""
    if not has_openvino():
        return []
    value = seconds(ours(pixels, OPENVINO)[0]["forward"]) * 1e3
    return [Result("inference-openvino", value, "ms", "ONNX Runtime", peer, "", None)]


def measure() -> list[Result]:
    """Time each stage of both, one after the other."""
    pixels = film()
    mine, square, width = ours(pixels)
    theirs = torch_peer(square, pixels, width)
    results = []
    for stage, work in mine.items():
        value = seconds(work) * 1e3
        peer = seconds(theirs[stage]) * 1e3 if stage in theirs else None
        results.append(
            Result(
                name=f"inference-{stage}",
                value=value,
                unit="ms",
                peer="the same network in torch float32" if peer else "",
                peer_value=peer,
                goal=GOAL if stage == "forward" else "",
                met=(peer or 0) >= 4 * value if stage == "forward" else None,
            )
        )
    alone = next(item.value for item in results if item.name == "inference-forward")
    return [*results, *openvino(pixels, alone)]
