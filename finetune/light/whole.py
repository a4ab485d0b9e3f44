"""A model in its float32 form: what light models are made from and measured against.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from finetune.errors import TrainingError
from finetune.fusion.minilm import SentenceEncoder, from_package, of_state
from finetune.image.encoders import PLANS, LiteEncoder
from finetune.image.export import minilm_folder
from finetune.image.network import ANSWERS, Fusion, ImageTeacher
from finetune.light.slim import fit_shapes
from omni_med.models.compact.clues import clue_channels
from omni_med.models.compact.preprocess import standardise
from omni_med.models.compact.settings import FOLDER, TOKENIZER, Settings, read_settings
from omni_med.models.compact.text import sanitise
from omni_med.models.registry import DEFAULT_MODEL

FloatArray = NDArray[np.float32]
Batch = tuple[Tensor, Tensor]

HALF = "compact-float16.safetensors"
TEXT_HALF = "text-float16.safetensors"
WORDS = "words.weight"  # those of the locked package: a student keeps them


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A model as torch modules, float32.

    Attributes:
        folder: It was read from.
        settings: Beside its weights.
        encoder: Of films.
        view: Of the guard.
        fusion: Of all answers.
        text: Of sentences.
        tokenizer: Of the text encoder.
    """

    folder: Path
    settings: Settings
    encoder: LiteEncoder
    view: nn.Linear
    fusion: Fusion
    text: SentenceEncoder
    tokenizer: Tokenizer

    @property
    def bytes(self) -> int:
        """Size of all weights in float32."""
        modules: tuple[nn.Module, ...] = (self.encoder, self.view, self.fusion, self.text)
        return 4 * sum(p.numel() for module in modules for p in module.parameters())

    @property
    def teacher(self) -> ImageTeacher:
        """The image network as the recipe's last stages take it."""
        fusion = self.fusion
        teacher = ImageTeacher(self.encoder, 1, fusion.text_key.in_features, ANSWERS)
        teacher.fusion, teacher.view = fusion, self.view
        return teacher.eval()

    def tokens(self, square: FloatArray) -> FloatArray:
        """Encode a square film: float32 (patches, channels)."""
        with torch.inference_mode():
            film = torch.from_numpy(standardise(square)[None, None])
            found: FloatArray = self.encoder(film)[0].numpy()
        return found

    def batch(self, texts: Sequence[str]) -> Batch:
        """Return the pieces of sentences and where there are any, padded."""
        most = self.settings.tokens
        ids = [self.tokenizer.encode(sanitise(text)).ids for text in texts]
        ids = [one if len(one) <= most else [*one[: most - 1], one[-1]] for one in ids]
        padded = torch.zeros(len(ids), max(map(len, ids)), dtype=torch.int64)
        mask = torch.zeros_like(padded)
        for row, one in enumerate(ids):
            padded[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        return padded, mask

    def sentences(self, texts: Sequence[str]) -> FloatArray:
        """Encode sentences with their clues: float32 (sentences, channels)."""
        if not texts:
            return np.zeros((0, self.fusion.text_key.in_features), np.float32)
        with torch.inference_mode():
            found: FloatArray = self.text(*self.batch(texts)).numpy()
        if not self.settings.clues:
            return found
        return np.concatenate([found, clue_channels([sanitise(t) for t in texts])], axis=1)


def open_whole(model: str) -> Whole:
    """Read a model: ``compact``, or a folder of weights as ``finetune base`` writes it.

    The shipped weights are kept in float16; they are read back to float32.

    Raises:
        TrainingError: If there is no such model, or its weights cannot be taught.
    """
    folder = FOLDER if model == DEFAULT_MODEL else Path(model)
    if not (folder / HALF).is_file():
        raise TrainingError(
            f"{model} is no model that can be made lighter: {HALF} is not in its folder.",
            hint="MODEL is compact, or the folder of weights that `omni-med finetune base`, distil "
            "or prune wrote.",
        )
    settings = read_settings(folder)
    try:
        state = load_file(folder / HALF)
        encoder = read_encoder(_part(state, "encoder"))
        view = nn.Linear(encoder.channels, 3)
        view.load_state_dict(_part(state, "view"))
        fusion = _fusion(_part(state, "fusion"))
    except (OSError, KeyError, RuntimeError, ValueError, SafetensorError):
        raise TrainingError(f"{HALF} is damaged, or of another network.") from None
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Whole(folder, settings, encoder, view, fusion, read_text(folder), tokenizer)


def read_encoder(state: dict[str, Tensor]) -> LiteEncoder:
    """Return the image encoder that these weights are of, pruned or not.

    Raises:
        KeyError: If they are of none that is known.
    """
    for name in PLANS:
        encoder = LiteEncoder(name)
        if set(encoder.state_dict()) != set(state):
            continue
        try:
            fit_shapes(encoder, state)
        except RuntimeError:
            continue
        return encoder.eval().requires_grad_(False)
    raise KeyError("encoder")


def read_text(folder: Path) -> SentenceEncoder:
    """Return the text encoder: that of the folder, or the locked package's.

    Raises:
        TrainingError: If the weights are of another network.
    """
    package = from_package(minilm_folder())
    if not (folder / TEXT_HALF).is_file():
        return package
    try:
        state = load_file(folder / TEXT_HALF)
    except (OSError, SafetensorError):
        raise TrainingError(f"{TEXT_HALF} is damaged.") from None
    return of_state({WORDS: package.words.weight.data, **state})


def write_half(text: SentenceEncoder, folder: Path) -> None:
    """Write a text encoder in float16, without the words: those are the locked package's."""
    state = {
        name: value.to(torch.float16).contiguous()
        for name, value in text.state_dict().items()
        if name != WORDS
    }
    save_file(state, str(folder / TEXT_HALF))
    (folder / TEXT_HALF).chmod(0o644)


def _part(state: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    start = f"{name}."
    return {k.removeprefix(start): v.float() for k, v in state.items() if k.startswith(start)}


def _fusion(state: dict[str, Tensor]) -> Fusion:
    answers, dim = state["query"].shape
    channels = state["image_key.weight"].shape[1], state["text_key.weight"].shape[1]
    fusion = Fusion(*channels, answers, dim)
    fusion.load_state_dict(state)
    return fusion.eval().requires_grad_(False)
