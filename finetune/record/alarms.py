"""How often ordinary films and records are complained of: false alarms of measured quality."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from finetune.films.data import Film, read_gray
from finetune.record.reports import Report, Share
from omni_med.inference.marks import count_marks
from omni_med.inference.quality import TextFacts, image_quality, text_quality
from omni_med.models.protocols import FloatArray

_NUMBER = re.compile(r"\d+(?: x \d+)?")
_EVERY = 4  # of the films that arrows are drawn on


def film_alarms(films: Sequence[Film]) -> dict[str, Share]:
    """Return each remark on frontal train films as a share of them, each source apart."""
    result: dict[str, Share] = {}
    for source in ("nih", "covid"):
        chosen = [film for film in films if film.frontal and film.source.startswith(source)]
        counted: Counter[str] = Counter()
        for film in chosen:
            counted.update(set(_bare(image_quality(read_gray(film.file)).remarks)))
        result |= {
            f"{source}: {remark}": Share(count, len(chosen))
            for remark, count in sorted(counted.items())
        }
    return result


def note_alarms(films: Sequence[Film], reports: Sequence[Report]) -> dict[str, Share]:
    """Return each remark on real notes and on real reasons for a film, as a share of them."""
    result: dict[str, Share] = {}
    texts = {
        "notes": [film.raw_note for film in films if film.raw_note],
        "reasons for a film": [one.indication for one in reports if one.indication],
    }
    for name, words in texts.items():
        counted: Counter[str] = Counter()
        for text in words:
            found = text_quality(TextFacts([text], None, None, ("en",)))
            counted.update(set(_bare(found.remarks if found else ())))
        result |= {
            f"{name}: {remark}": Share(count, len(words))
            for remark, count in sorted(counted.items())
        }
    return result


def drawn_marks(films: Sequence[Film]) -> dict[str, Share]:
    """Return which share of arrows and letters drawn into NIH films is found."""
    chosen = [film for film in films if film.frontal and film.source.startswith("nih")][::_EVERY]
    found: dict[str, list[bool]] = {}
    for film in chosen:
        pixels = read_gray(film.file)
        for name, marked in _marked(pixels):
            found.setdefault(name, []).append(count_marks(marked) > 0)
    return {name: Share(sum(hits), len(hits)) for name, hits in found.items()}


def _marked(pixels: FloatArray) -> Iterator[tuple[str, FloatArray]]:
    """Yield a film with an arrow or a letter in white or black over the right lung."""
    side = max(pixels.shape)
    row, column = round(pixels.shape[0] * 0.42), round(pixels.shape[1] * 0.33)
    for ink, value in (("white", 255), ("black", 0)):
        for name in ("arrow", "letter"):
            film = (pixels * 255).round().astype(np.uint8)
            if name == "arrow":
                tip = (column + round(0.08 * side), row - round(0.05 * side))
                cv2.arrowedLine(film, (column, row), tip, value, max(2, side // 130), tipLength=0.4)
            else:
                size, thick = side / 400, max(2, side // 150)
                cv2.putText(film, "B", (column, row), cv2.FONT_HERSHEY_SIMPLEX, size, value, thick)
            yield f"{ink} {name}", np.asarray(film / np.float32(255), np.float32)


def _bare(remarks: Sequence[str]) -> list[str]:
    return [_NUMBER.sub("n", remark) for remark in remarks]
