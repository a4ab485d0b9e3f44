"""A head as files: ``head.json`` says what it is, ``head.safetensors`` holds its numbers.

Nothing in it is code: the numbers are safetensors, the rest is JSON that is checked field by field.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from omni_med.domain.codec import from_json, to_json, to_plain
from omni_med.errors import DamagedRecordError, ModelUnavailableError
from omni_med.models.compact.settings import FOLDER, TOP, AnswerSettings
from omni_med.models.heads.lora import (
    Attention,
    LanguageLora,
    WordLora,
    read_attention,
    read_language,
    read_words,
)

if TYPE_CHECKING:
    from omni_med.models.protocols import ModelCard

CARD, NUMBERS, REPORT = "head.json", "head.safetensors", "report.md"
MOST_BYTES = 8 << 20  # of the numbers; a head of rank 8 has 0.1 MB
CPU, FLOAT32 = "cpu", "float32"  # where heads are taught, and in which precision, unless told
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
EXPAND, PROJECT = "expand", "project"  # the convolutions of the last block that LoRA adapts

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeadCard:
    """What a head is, what it was taught on and what it is worth.

    Attributes:
        name: Lower-case letters, digits and hyphens.
        version: A number that grows with each teaching.
        answer: Its finding, calibrations, threshold and prediction sets.
        base_id: Name of the model it stands on.
        base_version: Of that model's weights.
        base_sha256: Over those weights: on any others it is refused.
        rank: Of its LoRA; 0 where the frozen features served better.
        taught: When, in UTC.
        label: Which cases were positive, ``COLUMN=VALUE``.
        columns: Of the manifest: images, note, patient.
        dataset: SHA-256 of the manifest and the lines that were used.
        seen: First 16 hexadecimal digits of SHA-256 over each film it was taught on.
        cases: Cases it was taught on.
        positives: Those with the finding.
        patients: Patients with the finding.
        offered: True only where it beat everything it was compared with.
        reason: Why, or why not, in words.
        figures: AUROCs and their intervals by name, out of fold.
        sha256: Of ``head.safetensors``.
        text: The card in Markdown.
        targets: What its LoRA adapts: of ``"image"``, ``"text"``, ``"fusion"``; empty at rank 0,
            and on heads of before, which adapted the image encoder alone.
        objects: First 16 hexadecimal digits of SHA-256 over each SOP Instance UID it was taught on.
        people: The same over each name its patients go by (``finetune.datasets.traces``): they
            stay where it was taught, and go into no bundle.
        looks: What its films look like, 128 hexadecimal digits each: enough to know one again.
        device: Where it was taught: ``cpu``, ``cuda``, ``mps``.
        precision: In which gradient steps were taken: ``float32``, ``bf16``, ``fp16``.
    """

    name: str
    version: str
    answer: AnswerSettings
    base_id: str
    base_version: str
    base_sha256: str
    rank: int
    taught: datetime
    label: str
    columns: tuple[str, str, str]
    dataset: str
    seen: tuple[str, ...] = field(repr=False)
    cases: int
    positives: int
    patients: int
    offered: bool
    reason: str
    figures: dict[str, float]
    sha256: str
    text: str = field(default="", repr=False)
    targets: tuple[str, ...] = ()
    objects: tuple[str, ...] = field(default=(), repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)
    looks: tuple[str, ...] = field(default=(), repr=False)
    device: str = CPU
    precision: str = FLOAT32

    @property
    def title(self) -> str:
        """Name and version, as analyses keep them."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A head ready to be put on its model.

    Attributes:
        card: What it is.
        convolutions: Name of a convolution of the last block to its merged weight, float32
            (out, in, 1, 1); empty at rank 0.
        image_value: float32 (channels of a patch,).
        image_bias: Of a patch.
        text_value: float32 (channels of a sentence,).
        text_bias: Of a sentence.
        modality: Loudness of films and of notes.
        measured_on: Fingerprint of the model's files that its figures were measured on; empty
            where it did not come through the gate.
        words: What it adds to the text encoder's last layer.
        attention: How it attends to tokens; to all alike where None.
        language: What it adds to a language model, on which it then stands; it answers that
            model's closed question about its finding, and the values are of no use.
    """

    card: HeadCard
    convolutions: dict[str, FloatArray]
    image_value: FloatArray
    image_bias: float
    text_value: FloatArray
    text_bias: float
    modality: tuple[float, float]
    measured_on: str = ""
    words: WordLora | None = None
    attention: Attention | None = None
    language: LanguageLora | None = None

    @property
    def reads_text(self) -> bool:
        """False where it was taught on films alone."""
        return bool(self.text_value.any()) or len(self.text_value) > 1


def binding(card: HeadCard) -> str:
    """Return SHA-256 over all that decides what a head answers: hexadecimal.

    Its numbers, threshold, calibrations and conformal scores, and the model they are worth
    something on. A head of another binding is another head, whatever its name.
    """
    parts = {
        "name": card.name,
        "version": card.version,
        "numbers": card.sha256,
        "answer": to_plain(card.answer),
        "base": [card.base_id, card.base_version, card.base_sha256],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def model_fingerprint(base_sha256: str, base: Path = FOLDER) -> str:
    """Return SHA-256 over the model's weights and the block that heads replace: hexadecimal.

    The model's own hash leaves that block out, since its own answers do not need it.

    Raises:
        ModelUnavailableError: If the block is missing.
    """
    try:
        top = hashlib.sha256((base / TOP).read_bytes()).hexdigest()
    except OSError:
        raise ModelUnavailableError(
            f"The embedded model's {TOP} is missing.", hint="Install OmniMed again."
        ) from None
    return hashlib.sha256(f"{base_sha256}/{top}".encode()).hexdigest()


def rebound(card: HeadCard, base: tuple[str, str, str]) -> HeadCard:
    """Return a head's card on other weights of its model: another version, to be evaluated anew.

    Its prediction sets are left out: their promise was made on the weights before.

    Args:
        card: Of the head.
        base: Name, version and SHA-256 of the weights.
    """
    model, version, sha256 = base
    return replace(
        card,
        version=f"{card.version}-on-{version}",
        answer=replace(card.answer, conformal=None, uncertain_below=None, uncertain_above=None),
        base_id=model,
        base_version=version,
        base_sha256=sha256,
    )


def check_head(head: Head, card: ModelCard, names: Sequence[str], base: Path = FOLDER) -> None:
    """See that a head may answer on a model.

    Args:
        head: Which.
        card: Of the model.
        names: What is answered already.
        base: Folder of the model's weights.

    Raises:
        ModelUnavailableError: If it stands on other weights, or answers what is answered already.
    """
    if head.language is not None:  # the same weights may have another name elsewhere
        taught = head.card.base_version, head.card.base_sha256
        stands_on = taught == (card.version, card.sha256)
    else:
        stands_on = (head.card.base_id, head.card.base_sha256) == (card.id, card.sha256)
    if stands_on and head.measured_on:
        stands_on = head.measured_on == model_fingerprint(card.sha256, base)
    if not stands_on:
        raise ModelUnavailableError(
            f"The head {head.card.title} was taught on {head.card.base_id} "
            f"{head.card.base_version}, and this is {card.id} {card.version}: what it is worth "
            "here is not known.",
            hint="Evaluate it on this model (omni-med finetune evaluate HEAD --locked DATASET), "
            "or teach it again."
            if head.language is None
            else "It answers on the model it was taught on (--model NAME); the gate measures heads "
            "of compact only.",
        )
    if head.card.answer.name in names:
        raise ModelUnavailableError(
            f"{head.card.answer.name!r} is answered twice.", hint="Leave one of the heads out."
        )


def usable(
    heads: Sequence[Head], card: ModelCard, base: Path = FOLDER
) -> tuple[tuple[Head, ...], tuple[Head, ...]]:
    """Return the heads that may answer on a model together, and those that may not."""
    names, fitting, others = [item.name for item in card.assessed], [], []
    for head in heads:
        try:
            check_head(head, card, names, base)
        except ModelUnavailableError:
            others.append(head)
        else:
            fitting.append(head)
            names.append(head.card.answer.name)
    return tuple(fitting), tuple(others)


def write_head(folder: Path, card: HeadCard, numbers: dict[str, NDArray[Any]]) -> HeadCard:
    """Write a head; returns its card with the hash of its numbers.

    The card is written last: a folder without one is no head.
    """
    from safetensors.numpy import save  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    data = save(numbers)
    (folder / NUMBERS).write_bytes(data)
    card = replace(card, sha256=hashlib.sha256(data).hexdigest())
    part = folder / f"{CARD}.part"
    part.write_bytes(to_json(card) + b"\n")
    part.replace(folder / CARD)
    return card


def read_card(folder: Path) -> HeadCard:
    """Read what a head is.

    Raises:
        ModelUnavailableError: If the folder holds no head, or a damaged one.
    """
    try:
        card = from_json(HeadCard, (folder / CARD).read_bytes())
    except OSError:
        raise ModelUnavailableError(
            "This folder holds no head.",
            hint=f"Give the folder that `omni-med finetune fit` wrote; it holds {CARD}.",
        ) from None
    except DamagedRecordError:
        raise _damaged(CARD) from None
    if not NAME.fullmatch(card.name):
        raise _damaged(CARD)
    return card


def read_head(folder: Path) -> Head:
    """Read a head whole, and check its numbers against its card.

    Raises:
        ModelUnavailableError: If a file is missing, damaged, or not the one the card speaks of.
    """
    card = read_card(folder)
    try:
        file = folder / NUMBERS
        if file.stat().st_size > MOST_BYTES:
            raise _damaged(NUMBERS)
        data = file.read_bytes()
    except OSError:
        raise ModelUnavailableError(
            f"The head's {NUMBERS} is missing.", hint="Copy the whole folder of the head."
        ) from None
    return load_head(card, data)


def load_head(card: HeadCard, data: bytes) -> Head:
    """Return a head from its card and the bytes of its numbers.

    Raises:
        ModelUnavailableError: If the bytes are not those that the card speaks of.
    """
    from safetensors import SafetensorError  # noqa: PLC0415 - only heads need it
    from safetensors.numpy import load  # noqa: PLC0415

    if hashlib.sha256(data).hexdigest() != card.sha256:
        raise _damaged(NUMBERS)
    try:
        numbers = {name: _finite(value) for name, value in load(data).items()}
        language = read_language(numbers)
        if language is not None:
            return _of_language(card, language)
        convolutions = {
            name: _square(numbers[f"{name}.weight"])
            for name in (EXPAND, PROJECT)
            if f"{name}.weight" in numbers
        }
        first, second = (float(value) for value in numbers["modality"])
        return Head(
            card,
            convolutions,
            numbers["image.value"].reshape(-1),
            float(numbers["image.bias"].item()),
            numbers["text.value"].reshape(-1),
            float(numbers["text.bias"].item()),
            (first, second),
            words=read_words(numbers),
            attention=read_attention(numbers),
        )
    except (KeyError, ValueError, SafetensorError):
        raise _damaged(NUMBERS) from None


def _of_language(card: HeadCard, language: LanguageLora) -> Head:
    """Return a head on a language model."""
    nothing = np.zeros(1, np.float32)
    return Head(card, {}, nothing, 0.0, nothing, 0.0, (0.0, 0.0), language=language)


def _finite(value: NDArray[Any]) -> FloatArray:
    numbers = np.asarray(value, np.float32)
    if not np.isfinite(numbers).all():
        raise ValueError("not finite")
    return numbers


def _square(weight: FloatArray) -> FloatArray:
    if weight.ndim != 4 or weight.shape[2:] != (1, 1):
        raise ValueError("no 1 x 1 convolution")
    return np.ascontiguousarray(weight)


def _damaged(name: str) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"The head's {name} is damaged or was changed.",
        hint="Copy the folder again from where the head was taught.",
    )
