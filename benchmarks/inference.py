"""One fused inference, stage by stage: the shipped files against plain torch float32.

The same network in the same run on one thread each: film of 2,000 x 2,000 pixels, note of six
sentences. "image" includes "preprocess", which both do alike. The peer runs what a straightforward
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

from finetune.export import minilm_folder
from finetune.fuse import Example, read
from finetune.network import Fusion, ImageEncoder, KindBranch
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.preprocess import make_square, standardise
from omni_med.models.compact.settings import FOLDER
from omni_med.models.protocols import ImageInput, ModelInputs, SentenceInput, Weights

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


def torch_peer(pixels: np.ndarray) -> dict[str, Callable[[], Any]]:
    """Return the peer's stages."""
    torch.set_num_threads(1)
    encoder, branch = ImageEncoder().eval(), KindBranch(256).eval()
    fusion = Fusion(encoder.channels + branch.channels, 384, 5).eval()
    state = {
        k: v.float() for k, v in load_file(str(FOLDER / "compact-float16.safetensors")).items()
    }
    for name, module in (("encoder", encoder), ("branch", branch), ("fusion", fusion)):
        part = {k.removeprefix(f"{name}."): v for k, v in state.items() if k.startswith(name)}
        module.load_state_dict(part, strict=False)  # counters of batches are not kept
    bert = AutoModel.from_pretrained(minilm_folder(), local_files_only=True).eval()
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.enable_padding()

    def image() -> np.ndarray:
        square = standardise(make_square(pixels, 192).pixels)[None, None]
        with torch.inference_mode():
            middle, tokens = encoder.both(torch.from_numpy(square))
            return torch.cat([tokens, branch(middle)], dim=2)[0].numpy()

    def text() -> np.ndarray:
        batch = tokenizer.encode_batch(list(NOTE))
        ids = torch.tensor([item.ids for item in batch])
        mask = torch.tensor([item.attention_mask for item in batch])
        with torch.inference_mode():
            hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            return torch.nn.functional.normalize(mean, dim=-1).numpy()

    tokens, words = image(), text()
    case = Example(tokens, words, -1, -1, "bench")
    return {
        "image": image,
        "text": text,
        "fusion": lambda: read(fusion, [case]),
        "whole": lambda: read(fusion, [Example(image(), text(), -1, -1, "bench")]),
    }


def ours(pixels: np.ndarray) -> dict[str, Callable[[], Any]]:
    """Return our stages, through the backend that answers cases."""
    backend = CompactBackend(threads=1)
    sentences, start = [], 0
    for words in NOTE:
        sentences.append(SentenceInput("note", start, start + len(words), words))
        start += len(words) + 1
    image = ModelInputs((ImageInput("film", pixels),))
    text = ModelInputs((), tuple(sentences))
    both = ModelInputs(image.images, text.sentences)
    features = backend.encode(both)
    return {
        "preprocess": lambda: standardise(make_square(pixels, 192).pixels),
        "image": lambda: backend.encode(image),
        "text": lambda: backend.encode(text),
        "fusion": lambda: backend.infer(features, Weights()),
        "whole": lambda: backend.infer(backend.encode(both), Weights()),
    }


def measure() -> list[Result]:
    """Time each stage of both, one after the other."""
    pixels = film()
    mine, theirs = ours(pixels), torch_peer(pixels)
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
                goal=">= 4x plain torch float32 in the same run" if stage == "whole" else "",
                met=(peer or 0) >= 4 * value if stage == "whole" else None,
            )
        )
    return results
