"""A deterministic backend that ships: for tests, and for trying the interface.

It computes its answers from the pixels and the words by fixed rules, through the same kind of
weighted attention as a real model, and knows no medicine.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.domain import Code
from omni_med.models.protocols import (
    Answer,
    Assessed,
    Features,
    FloatArray,
    ImageFeatures,
    ImageInput,
    ModelCard,
    ModelInputs,
    Prediction,
    SentenceInput,
    TextFeatures,
    Weights,
)

CHANNELS = 16
GRID = 8
_SIDE = 64  # pixels of the square that an image is shrunk into
_LONGEST = 16  # sentences read
_LANGUAGE_REMARK = "record not read by the model (language)"

_SNOMED = "http://snomed.info/sct"
_ASSESSED = (
    Assessed(
        "Lung opacity",
        threshold=0.5,
        uncertain_below=0.45,
        uncertain_above=0.55,
    ),
    Assessed(
        "Pneumothorax", Code(_SNOMED, "36118008", "Pneumothorax"), threshold=0.8, critical=True
    ),
    Assessed("Viral pneumonia", Code(_SNOMED, "75570004", "Viral pneumonia"), differential=True),
    Assessed(
        "Bacterial pneumonia", Code(_SNOMED, "53084003", "Bacterial pneumonia"), differential=True
    ),
)
# Words that move an answer, by finding; everything else moves it by its hash, and little.
_KEYWORDS: dict[str, tuple[str, ...]] = {
    "Lung opacity": ("cough", "fever", "dyspnea", "opacity", "consolidation", "crackles"),
    "Pneumothorax": ("trauma", "stab", "collapse", "pneumothorax", "sudden"),
    "Viral pneumonia": ("contact", "myalgia", "anosmia", "viral"),
    "Bacterial pneumonia": ("sputum", "leukocytosis", "rigors", "purulent"),
}
_CARD = ModelCard(
    id="fake",
    version="1",
    title="Fixed rules in the place of a model: knows no medicine",
    licence="GPL-3.0-only",
    sha256=hashlib.sha256(b"omni-med fake backend 1").hexdigest(),
    preprocessing="fake-64px-1",
    modalities=("image", "text"),
    dicom_modalities=("CR", "DX", "RG"),
    body_parts=("CHEST",),
    views=("PA", "AP"),
    languages=("en",),
    assessed=_ASSESSED,
    not_assessed=("Fracture", "Nodule", "Device position"),
    population="nobody: it is no model",
    text=(
        "The answers of this backend are computed from brightness and words by fixed rules. "
        "They show how the program behaves and say nothing about a patient.\n"
    ),
)


class FakeBackend:
    """Brightness of patches and words of sentences through one attention layer."""

    @property
    def card(self) -> ModelCard:
        """What it is for: nothing but trying."""
        return _CARD

    def encode(self, inputs: ModelInputs) -> Features:
        """Encode images as 64 patches each, and up to 16 sentences as one vector each."""
        began = time.perf_counter()
        images = tuple(_encode_image(image) for image in inputs.images)
        between = time.perf_counter()
        text = _encode_text(inputs.sentences) if inputs.sentences else None
        timings = {
            "encode_image": (between - began) * 1e3,
            "encode_text": (time.perf_counter() - between) * 1e3,
        }
        return Features(images, text, timings)

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode one after the other: neighbours cannot matter."""
        return [self.encode(case) for case in cases]

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Attend from each finding to patches and sentences; weight 0 hides them exactly."""
        began = time.perf_counter()
        tokens, is_image = _tokens(features)
        has_image = any(image.is_meant for image in features.images)
        has_text = bool(not is_image.all()) if len(is_image) else False
        dial = np.where(is_image, weights.image, weights.text)
        dial = np.where(_meant(features, len(is_image)), dial, 0.0)
        if not (dial > 0).any():
            return Prediction(())
        answers = []
        shares = np.zeros(2)
        for index, item in enumerate(_ASSESSED):
            logit, contributions, attention = _attend(tokens, dial, is_image, index)
            shares += (attention[is_image].sum(), attention[~is_image].sum())
            answers.append(
                Answer(
                    name=item.name,
                    fused=_probability(logit),
                    image_only=_alone(tokens, is_image, features, index) if has_image else None,
                    text_only=_alone(tokens, ~is_image, features, index) if has_text else None,
                    patches=_patches(contributions, features),
                    sentences=_sentences(contributions, features),
                )
            )
        image_share, text_share = (shares / len(_ASSESSED)).tolist()
        elapsed = (time.perf_counter() - began) * 1e3
        return Prediction(tuple(answers), image_share, text_share, {"infer": elapsed})


class FakeFactory:
    """Makes the fake; it is available everywhere."""

    id = "fake"

    def missing(self) -> tuple[str, ...]:
        """Return nothing: numpy and OpenCV are always here."""
        return ()

    def card(self) -> ModelCard:
        """Return the card."""
        return _CARD

    def load(self, **_options: Any) -> FakeBackend:
        """Return the backend; it takes every option and needs none."""
        return FakeBackend()


def _encode_image(image: ImageInput) -> ImageFeatures:
    """Pad to a square, shrink to 64 x 64, describe 8 x 8 patches by 16 numbers each."""
    rows, columns = image.pixels.shape
    side = max(rows, columns)
    top, left = (side - rows) // 2, (side - columns) // 2
    small = cv2.resize(
        image.pixels,
        (max(1, round(columns * _SIDE / side)), max(1, round(rows * _SIDE / side))),
        interpolation=cv2.INTER_AREA,
    )
    square: FloatArray = np.zeros((_SIDE, _SIDE), np.float32)
    first_row, first_column = (_SIDE - small.shape[0]) // 2, (_SIDE - small.shape[1]) // 2
    square[first_row : first_row + small.shape[0], first_column : first_column + small.shape[1]] = (
        small
    )
    refusal = _refuse(square)
    return ImageFeatures(
        image_id=image.image_id,
        tokens=_patch_tokens(square),
        grid=(GRID, GRID),
        extent=(float(-left), float(-top), float(side - left), float(side - top)),
        ood=float(np.clip(abs(float(square.mean()) - 0.45) * 2, 0, 1)),
        is_meant=not refusal,
        refusal=refusal,
    )


def _patch_tokens(square: FloatArray) -> FloatArray:
    step = _SIDE // GRID
    patches = square.reshape(GRID, step, GRID, step).transpose(0, 2, 1, 3).reshape(GRID * GRID, -1)
    rows, columns = np.divmod(np.arange(GRID * GRID), GRID)
    mean = patches.mean(axis=1)
    tokens = np.zeros((GRID * GRID, CHANNELS), np.float32)
    tokens[:, 0] = mean - 0.5
    tokens[:, 1] = patches.std(axis=1)
    tokens[:, 2] = patches.max(axis=1) - mean
    tokens[:, 3] = np.abs(rows - (GRID - 1) / 2) / GRID
    tokens[:, 4] = np.abs(columns - (GRID - 1) / 2) / GRID
    tokens[:, 5] = patches[:, ::7].mean(axis=1) - mean
    tokens[:, 6] = 0.25
    return tokens


def _refuse(square: FloatArray) -> str:
    """Say why this is no frontal chest film: dark lungs between a bright middle and walls."""
    if float(np.percentile(square, 98) - np.percentile(square, 2)) < 0.1:
        return "not meant for this: hardly any contrast"
    band = square[18:40]
    lungs = (float(band[:, 10:26].mean()), float(band[:, 38:54].mean()))
    middle = float(band[:, 28:36].mean())
    across = band.mean(axis=0)
    walls = min(float(across[:14].max()), float(across[50:].max()))
    if middle - max(lungs) < 0.02 or min(lungs) < 0.06 or walls < 0.8 * min(lungs):
        return "not meant for this: the pixels do not look like a frontal chest film"
    return ""


def _encode_text(sentences: Sequence[SentenceInput]) -> TextFeatures:
    readable = [index for index, item in enumerate(sentences) if _is_readable(item.text)]
    read = tuple(readable[:_LONGEST])
    if not read:
        remark = _LANGUAGE_REMARK
    elif len(read) < len(sentences):
        remark = f"read {len(read)} of {len(sentences)} sentences"
    else:
        remark = ""
    tokens = np.zeros((len(read), CHANNELS), np.float32)
    for row, index in enumerate(read):
        tokens[row] = _sentence_token(sentences[index].text)
    return TextFeatures(tokens, read, remark)


def _is_readable(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    foreign = sum(1 for character in letters if ord(character) > 0x24F)
    return bool(letters) and foreign <= 0.2 * len(letters)


def _sentence_token(text: str) -> FloatArray:
    """Hash words into channels 7-11; keywords of finding k into 12 + k, negated ones below 0."""
    token = np.zeros(CHANNELS, np.float32)
    words = re.findall(r"[a-z]+", text.lower())
    for before, word in pairwise(["", *words]):
        digest = hashlib.blake2b(word.encode(), digest_size=2).digest()
        token[7 + digest[0] % 5] += (digest[1] / 255 - 0.5) * 0.2
        for index, item in enumerate(_ASSESSED):
            if word in _KEYWORDS[item.name]:
                token[12 + index] += -1.0 if before in ("no", "without", "denies") else 1.0
    return np.asarray(token / max(1.0, len(words) ** 0.5), np.float32)


@cache
def _parameters() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return queries and values, float64 (findings, channels): fixed, made without a generator."""
    grid = np.arange(len(_ASSESSED) * CHANNELS, dtype=np.float64).reshape(-1, CHANNELS)
    queries, values = np.sin(grid * 12.9898 + 1.0), np.sin(grid * 78.233 + 2.0)
    values[:, 0] = (6.0, -3.0, 4.0, 5.0)  # bright patches speak for opacity
    for index in range(len(_ASSESSED)):
        values[index, 12:16] = 0.0
        values[index, 12 + index] = 8.0
    return queries / np.linalg.norm(queries, axis=1, keepdims=True), values


def _tokens(features: Features) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    parts = [image.tokens for image in features.images]
    count = sum(len(part) for part in parts)
    if features.text is not None:
        parts.append(features.text.tokens)
    if not parts:
        return np.zeros((0, CHANNELS)), np.zeros(0, np.bool_)
    tokens = np.concatenate(parts).astype(np.float64)
    return tokens, np.arange(len(tokens)) < count


def _meant(features: Features, count: int) -> NDArray[np.bool_]:
    """True for every token but those of refused images."""
    meant = np.ones(count, np.bool_)
    start = 0
    for image in features.images:
        meant[start : start + len(image.tokens)] = image.is_meant
        start += len(image.tokens)
    return meant


def _attend(
    tokens: NDArray[np.float64],
    dial: NDArray[np.float64],
    is_image: NDArray[np.bool_],
    index: int,
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return logit, contribution of each token, attention; one modality's tokens share its dial."""
    queries, values = _parameters()
    norms = np.linalg.norm(tokens, axis=1)
    scores = (tokens @ queries[index]) / np.where(norms > 0, norms, 1.0)
    exponent = np.where(dial > 0, np.exp(scores), 0.0)
    attention = np.zeros(len(tokens))
    total = 0.0
    for side in (is_image, ~is_image):  # a long note does not outweigh a film by its length
        mass = float(exponent[side].sum())
        if mass > 0:
            weight = float(dial[side].max())
            attention[side] = exponent[side] / mass * weight
            total += weight
    attention /= max(total, 1e-12)
    contributions = attention * (tokens @ values[index])
    return float(contributions.sum()), contributions, attention


def _alone(
    tokens: NDArray[np.float64], side: NDArray[np.bool_], features: Features, index: int
) -> float:
    dial = np.where(side & _meant(features, len(side)), 1.0, 0.0)
    image_side = np.arange(len(side)) < sum(len(image.tokens) for image in features.images)
    return _probability(_attend(tokens, dial, image_side, index)[0])


def _probability(logit: float) -> float:
    return float(1.0 / (1.0 + np.exp(-np.clip(logit * 2.0, -30, 30))))


def _patches(contributions: NDArray[np.float64], features: Features) -> tuple[FloatArray, ...]:
    shares, start = [], 0
    for image in features.images:
        end = start + len(image.tokens)
        shares.append(contributions[start:end].astype(np.float32).reshape(image.grid))
        start = end
    return tuple(shares)


def _sentences(contributions: NDArray[np.float64], features: Features) -> FloatArray | None:
    if features.text is None:
        return None
    count = len(features.text.tokens)
    return contributions[len(contributions) - count :].astype(np.float32)
