"""How good an input is, measured: 0 to 1 with remarks a reader understands.

The scores are rules of thumb, chosen so that ordinary films and notes score 1; they lower the
default weights only where an input is plainly bad. None of them is a diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np

from omni_med.emr.language import LANGUAGES, detect_language, is_foreign, is_plain_english
from omni_med.emr.mentions import count_names
from omni_med.inference.marks import count_marks
from omni_med.knowledge import COMPLAINTS, VOCABULARY
from omni_med.knowledge.history import clues_in
from omni_med.models.protocols import FloatArray

_SIDE = 128  # pixels; statistics of the whole film need no more
_STALE_DAYS = 365
_NOISE_WINDOW = 512
_MARKED = 0.75  # below what makes an answer sure, above what lowers a weight
_ABOUT_ANYTHING = 8  # words from which a note is expected to be about an illness


_CLINICAL = re.compile(
    r"\b(?:patients?|histor\w+|symptom\w*|pain\w*|admi(?:tted|ssion)|hospital\w*|clinic\w*"
    r"|emergency|treat\w+|therap\w+|diagnos\w+|surg\w+|post-?op\w*|pre-?op\w*|disease"
    r"|infection|exam\w*|blood|pulse|temperature|saturation|oxygen|x-?ray|ct|radiograph"
    r"|year[- ]old|y/?o|medic(?:al|ation|ine)\w*|mg|doctor|physician|nurse|trauma|fall|fell"
    r"|injur\w+|cancer|tumou?r|catheter|line|tube|placement|swelling|fatigue|dizz\w+|nausea"
    r"|vomit\w*|syncope|stroke|heart|cardiac|renal|pulmonary|respiratory|positive|negative"
    r"|test(?:s|ed|ing)?|evaluat\w+|follow-?up|screening|dialysis|onset)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quality:
    """A score between 0 (useless) and 1 (nothing to complain of), and why it is not 1."""

    score: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the score of a record is made of.

    Attributes:
        texts: The notes that inference may read.
        newest: When the newest of them was written; None where not stated.
        acquired: When the images were made; None where not stated.
        languages: ISO 639-1 codes that the model reads.
        taken_out: Share of the characters that were control tokens of language models.
    """

    texts: Sequence[str]
    newest: datetime | None
    acquired: datetime | None
    languages: Collection[str]
    taken_out: float = 0.0


def image_quality(pixels: FloatArray) -> Quality:
    """Score one film.

    Args:
        pixels: float32 (rows, columns) in 0 to 1, bone white.

    Returns:
        The worst of the scores for size, shape, contrast, exposure, noise, empty border, polarity,
        position and marks that were burned in. Pixels that are no numbers score 0.
    """
    if min(pixels.shape) < 16:
        return Quality(0.0, ("too small to read",))
    if not np.isfinite(pixels).all():
        return Quality(0.0, ("pixels are not numbers",))
    small = _shrunk(pixels)
    return _worst(
        (
            _size(min(pixels.shape)),
            _cropped(pixels.shape),
            _contrast(small),
            _exposure(small),
            _noise(pixels, small),
            _border(small),
            _polarity(small),
            _rotation(small),
            _marks(pixels),
        )
    )


def _shrunk(pixels: FloatArray) -> FloatArray:
    """Return the film at ``_SIDE`` pixels square.

    Large ones by a whole number first, which is four times faster than a fraction; what does not
    fill the last pixels of that step, less than one of the result's, is left out.
    """
    step = min(pixels.shape) // (2 * _SIDE)
    if step > 1:
        rows, columns = (side - side % step for side in pixels.shape)
        whole = (columns // step, rows // step)
        pixels = np.asarray(
            cv2.resize(pixels[:rows, :columns], whole, interpolation=cv2.INTER_AREA), np.float32
        )
    return np.asarray(cv2.resize(pixels, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32)


def text_quality(facts: TextFacts) -> Quality | None:
    """Score the record; None where there is none."""
    if not facts.texts:
        return None
    text = "\n".join(facts.texts).strip()
    if not text:
        return Quality(0.0, ("no words",))
    return _worst(
        (
            _length(text),
            _language(facts.texts, facts.languages),
            _relevance(text),
            _tokens(facts.taken_out),
            _damage(text),
            _age(facts.newest, facts.acquired),
        )
    )


def _worst(parts: Sequence[Quality]) -> Quality:
    remarks = tuple(remark for part in parts for remark in part.remarks)
    return Quality(min(part.score for part in parts), remarks)


def _ramp(value: float, bad: float, good: float) -> float:
    """Return 0 at ``bad``, 1 at ``good``, a straight line between, whichever is larger."""
    return float(np.clip((value - bad) / (good - bad), 0.0, 1.0))


def _scored(score: float, remark: str) -> Quality:
    return Quality(round(score, 4), () if score >= 1.0 else (remark,))


def _size(shortest: int) -> Quality:
    return _scored(_ramp(shortest, 32, 128), f"small: {shortest} pixels across")


def _cropped(shape: tuple[int, ...]) -> Quality:
    """Frontal chest films are nearly square; a strip was cut out of one."""
    ratio = min(shape) / max(shape)
    return _scored(_ramp(ratio, 0.2, 0.5), f"cropped to a strip: {shape[1]} x {shape[0]} pixels")


def _marks(pixels: FloatArray) -> Quality:
    """Only a remark: the score stays above what lowers a weight."""
    if count_marks(pixels):
        return Quality(_MARKED, ("arrows or letters are burned into the film",))
    return Quality(1.0)


def _contrast(small: FloatArray) -> Quality:
    low, high = np.percentile(small, (2, 98))
    return _scored(_ramp(float(high - low), 0.02, 0.25), "low contrast")


def _exposure(small: FloatArray) -> Quality:
    """Share of the film burnt to white or lost in black; air around the patient may be black."""
    white, black = float((small >= 0.995).mean()), float((small <= 0.005).mean())
    if white > black:
        return _scored(_ramp(white, 0.8, 0.4), f"{white:.0%} of the film is white")
    return _scored(_ramp(black, 0.95, 0.7), f"{black:.0%} of the film is black")


def _noise(pixels: FloatArray, small: FloatArray) -> Quality:
    """Standard deviation of the noise against the spread of the film.

    Source: Immerkaer, Fast noise variance estimation, CVIU 64 (1996).
    """
    row = max(0, (pixels.shape[0] - _NOISE_WINDOW) // 2)
    column = max(0, (pixels.shape[1] - _NOISE_WINDOW) // 2)
    window = pixels[row : row + _NOISE_WINDOW, column : column + _NOISE_WINDOW]
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    filtered = cv2.filter2D(window, cv2.CV_32F, kernel)[1:-1, 1:-1]
    sigma = float(np.abs(filtered).mean()) * (np.pi / 2) ** 0.5 / 6
    spread = max(float(small.std()), 1e-6)
    return _scored(_ramp(sigma / spread, 1.0, 0.4), "noisy")


def _border(small: FloatArray) -> Quality:
    """Share of the film inside the box that holds anything but an even border."""
    varied = np.abs(small - small[0, 0]) > 0.02
    rows, columns = np.flatnonzero(varied.any(1)), np.flatnonzero(varied.any(0))
    if not len(rows):
        return Quality(0.0, ("the film is empty",))
    area = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) / small.size
    return _scored(_ramp(float(area), 0.1, 0.35), f"{1 - area:.0%} of the film is an empty border")


def _polarity(small: FloatArray) -> Quality:
    """The air beside the patient is dark on a film shown bone white; white air means inverted."""
    edge = _SIDE // 16
    corners = np.stack(
        [small[:edge, :edge], small[:edge, -edge:], small[-edge:, :edge], small[-edge:, -edge:]]
    ).mean(axis=(1, 2))
    middle = float(small[_SIDE // 4 : -_SIDE // 4, _SIDE // 4 : -_SIDE // 4].mean())
    if float(corners.min()) > 0.75 and float(corners.min()) - middle > 0.25:
        return Quality(0.6, ("black and white may be inverted",))
    return Quality(1.0)


def _rotation(small: FloatArray) -> Quality:
    """A body is alike left and right, not top and bottom; the reverse suggests a film on its side.

    Only a remark: the score stays above what lowers a weight.
    """
    centred = small - small.mean()
    norm = float((centred**2).sum()) or 1.0
    sideways = float((centred * centred[:, ::-1]).sum()) / norm
    upright = float((centred * centred[::-1]).sum()) / norm
    if upright > 0.6 and upright - sideways > 0.4:
        return Quality(0.7, ("the film may lie on its side",))
    return Quality(1.0)


def _length(text: str) -> Quality:
    text = text.replace("[MASK]", " ")
    words = len(re.findall(r"[^\W\d_\u3400-\u9fff]+", text)) + len(
        re.findall(r"[\u3400-\u9fff]", text)
    )
    if words == 0:
        return Quality(0.0, ("no words",))
    return _scored(_ramp(words, 0, 2), "hardly any words")


def _language(texts: Sequence[str], languages: Collection[str]) -> Quality:
    """Share of the record in languages that the model reads, by letters; 0 below a fifth."""
    letters = foreign = 0
    names: dict[str, None] = {}
    for text in texts:
        count = sum(map(str.isalpha, text))
        letters += count
        code = detect_language(text)
        if is_foreign(code, frozenset(languages)):
            foreign += count
            names[LANGUAGES[code]] = None
        elif not code:
            foreign += round(_strange(text, languages) * count)
    share = foreign / max(1, letters)
    remark = f"{share:.0%} of the letters are in a language the model does not read"
    if names:
        remark = f"the record is in {' and '.join(names)}, a language the model does not read"
    return _scored(_ramp(share, 0.9, 0.2), remark)


def _strange(text: str, languages: Collection[str]) -> float:
    """Share of the letters in other scripts, where no language was recognised."""
    letters = [ord(character) for character in text if character.isalpha()]
    if not letters:
        return 0.0
    chinese = sum(0x3400 <= letter <= 0x9FFF for letter in letters)
    latin = sum(letter <= 0x24F for letter in letters)
    known = (latin if "en" in languages else 0) + (chinese if "zh" in languages else 0)
    return 1 - known / len(letters)


def _relevance(text: str) -> Quality:
    """A record of some length in which nothing is about a patient says nothing of the film.

    So it moves no answer: at a weight of 0.6 a recipe for a cake moved a kind by 17 points.
    """
    if len(text.split()) < _ABOUT_ANYTHING or detect_language(text) != "en":
        return Quality(1.0)
    if count_names(text, (*VOCABULARY, *COMPLAINTS)) or clues_in(text) or _CLINICAL.search(text):
        return Quality(1.0)
    if not is_plain_english(text):
        return Quality(0.0, ("the record is in no language that is recognised",))
    return Quality(0.0, ("nothing in the record is about a patient's chest or health",))


def _tokens(share: float) -> Quality:
    """Control tokens are taken out; where they were most of a record, the rest is no record."""
    remark = f"{share:.0%} of the record were control tokens, which were taken out"
    return _scored(_ramp(share, 0.5, 0.02), remark)


def _damage(text: str) -> Quality:
    share = text.count("\ufffd") / len(text)
    return _scored(_ramp(share, 0.3, 0.02), "characters of the record are damaged")


def _age(newest: datetime | None, acquired: datetime | None) -> Quality:
    if newest is None or acquired is None:
        return Quality(1.0)
    days = (acquired.replace(tzinfo=None) - newest.replace(tzinfo=None)).days
    if days <= _STALE_DAYS:
        return Quality(1.0)
    score = max(0.2, 1 - 0.5 * (days - _STALE_DAYS) / (5 * _STALE_DAYS))
    return Quality(round(score, 4), (f"newest note is {days} days older than the images",))
