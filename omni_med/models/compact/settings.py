"""The numbers beside the weights: what is answered, from which threshold, how calibrated."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from omni_med.domain.calibration import Conformal
from omni_med.errors import ModelUnavailableError
from omni_med.knowledge.codes import SNOMED_CT

FOLDER = Path(__file__).parent / "weights"

IMAGE, TEXT, FUSION = "image.onnx", "text.onnx", "fusion.onnx"
TOP = "top.onnx"  # the last block of the image encoder alone, for heads that replace it
GUARD, TOKENIZER, SETTINGS = "guard.npz", "tokenizer.json", "model.json"
CARD, CARD_TEXT = "card.json", "card.md"

ANSWERING = (IMAGE, TEXT, FUSION, GUARD, TOKENIZER, SETTINGS)
"""The files that an answer depends on; the card's sha256 is over these."""

HALF, SPACE = "compact-float16.safetensors", "space.npz"
BESIDE = (TOP, SPACE, HALF)
"""Files that the model's own answers do not need: the card has a SHA-256 of each of its own."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``probability = sigmoid(scale * logit + offset)``."""

    scale: float
    offset: float


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """One answer of the fusion, in the order of its queries.

    Attributes:
        name: As in the card.
        snomed: Code in SNOMED CT, or in ``system``; empty where none is sure.
        display: Its preferred term.
        differential: True for one of the kinds, whose probability is multiplied by that of the
            first answer: a kind of pneumonia is never likelier than the pneumonia.
        threshold: Present from here; None for a differential.
        uncertain_below: Lower end of the band of "cannot tell"; None for a differential.
        uncertain_above: Upper end of that band.
        fused: Calibration of the answer that saw both.
        image: Of image alone.
        text: Of text alone.
        conformal: Scores of films that were answered without learning from their patients; None
            where there are none.
        usual: Mean contribution of each patch on films without finding, row by row, which heat
            maps are told against; empty where it is not known.
        system: URI of the code's system.
    """

    name: str
    snomed: str
    display: str
    differential: bool
    threshold: float | None
    uncertain_below: float | None
    uncertain_above: float | None
    fused: Calibration
    image: Calibration
    text: Calibration
    conformal: Conformal | None = None
    usual: tuple[float, ...] = ()
    system: str = SNOMED_CT


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``model.json`` holds.

    Attributes:
        version: Of the weights.
        size: Side of the square film, pixels.
        grid: (rows, columns) of tokens a film gives.
        films: Most films of one case that are read together.
        sentences: Most sentences that are read.
        tokens: Most word pieces of one sentence.
        frontal: Least probability of a frontal chest film below which a film is refused.
        distance: Largest Mahalanobis distance from the training films.
        answers: What is answered.
        clues: Fingerprint of the clues of a history that the text side was taught with; empty
            where it was taught on embeddings alone.
    """

    version: str
    size: int
    grid: tuple[int, int]
    films: int
    sentences: int
    tokens: int
    frontal: float
    distance: float
    answers: tuple[AnswerSettings, ...]
    clues: str = ""


_SETTINGS = TypeAdapter(Settings)


def read_settings(folder: Path = FOLDER) -> Settings:
    """Read ``model.json``.

    Raises:
        ModelUnavailableError: If it is missing or does not fit.
    """
    try:
        return _SETTINGS.validate_json((folder / SETTINGS).read_bytes())
    except OSError:
        raise ModelUnavailableError(
            f"The embedded model's {SETTINGS} is missing.", hint="Install OmniMed again."
        ) from None
    except ValidationError:
        raise ModelUnavailableError(
            f"The embedded model's {SETTINGS} is damaged.", hint="Install OmniMed again."
        ) from None


def write_settings(settings: Settings, folder: Path) -> None:
    """Write ``model.json``."""
    (folder / SETTINGS).write_bytes(_SETTINGS.dump_json(settings, indent=1) + b"\n")


def hash_weights(folder: Path = FOLDER) -> str:
    """Return SHA-256 over the names and contents of all files that an answer depends on.

    Raises:
        ModelUnavailableError: If one is missing.
    """
    digest = hashlib.sha256()
    for name in ANSWERING:
        try:
            content = (folder / name).read_bytes()
        except OSError:
            raise ModelUnavailableError(
                f"The embedded model's {name} is missing.", hint="Install OmniMed again."
            ) from None
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def hash_beside(folder: Path = FOLDER) -> dict[str, str]:
    """Return the SHA-256 of each file of ``BESIDE`` that is there."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in BESIDE
        if (folder / name).is_file()
    }


def check_beside(name: str, folder: Path = FOLDER) -> None:
    """See that a file of ``BESIDE`` is the one that the card speaks of.

    A card that does not name it, of weights that were not released, is passed over.

    Raises:
        ModelUnavailableError: If it is another one, or the card names it and it is missing.
    """
    try:
        expected = json.loads((folder / CARD).read_bytes()).get("beside", {}).get(name)
    except (OSError, ValueError, AttributeError):
        raise ModelUnavailableError(
            "The embedded model's card is missing or damaged.", hint="Install OmniMed again."
        ) from None
    if expected is None:
        return
    file = folder / name
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
        raise ModelUnavailableError(
            f"The embedded model's {name} is not the one that its card describes.",
            hint="Install OmniMed again.",
        )


def missing_files(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the files that should be there and are not."""
    return tuple(name for name in (*ANSWERING, CARD) if not (folder / name).is_file())
