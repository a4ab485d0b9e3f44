"""Films and notes through the encoders that ship, so that fusion is taught on what it will get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from finetune.films.data import Film, Indication, read_gray
from finetune.fusion.fuse import Example
from omni_med.emr.sentences import split_sentences
from omni_med.models.compact.image import ImageEncoder
from omni_med.models.compact.preprocess import make_square
from omni_med.models.compact.settings import Settings
from omni_med.models.compact.text import TextSide
from omni_med.models.protocols import SentenceInput

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One film of the table, encoded with its masked note."""

    film: Film
    tokens: FloatArray
    pooled: FloatArray
    view: FloatArray
    sentences: FloatArray

    def example(self) -> Example:
        """Return it as the fusion learns it."""
        return Example(
            self.tokens, self.sentences, self.film.kind, self.film.opacity, self.film.group_id
        )


class Encoders:
    """The two shipped encoders; that of films is loaded with the first film."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Load them from ``folder``."""
        self._options = ort.SessionOptions()
        self._options.intra_op_num_threads = 1
        self._options.log_severity_level = 3
        self._folder, self._size = folder, settings.size
        self._images: ImageEncoder | None = None
        self._texts = TextSide(folder, settings, self._options)

    def note(self, text: str) -> FloatArray:
        """Return the embeddings of a note's sentences: float32 (sentences, 384)."""
        return self.sentences(as_sentences(text))

    def sentences(self, sentences: Sequence[SentenceInput]) -> FloatArray:
        """Return the embeddings of sentences that can be read: float32 (sentences, channels)."""
        return self._texts.encode(sentences).tokens

    def images(self) -> ImageEncoder:
        """Return the encoder of films."""
        if self._images is None:
            self._images = ImageEncoder(self._folder, self._options)
        return self._images

    def film(self, film: Film) -> Encoded:
        """Encode a film as the backend would."""
        square = make_square(read_gray(film.file), self._size)
        return Encoded(film, *self.images().run(square.pixels), self.note(film.note))

    def indications(self, items: Sequence[Indication]) -> list[Example]:
        """Encode indications: text alone, with the opacity that the report then named."""
        return [
            Example(None, self.note(item.text), -1, item.opacity, f"indiana-{number}")
            for number, item in enumerate(items)
        ]


def as_sentences(text: str, note_id: str = "note") -> tuple[SentenceInput, ...]:
    """Cut a note into sentences as inference does."""
    return tuple(
        SentenceInput(note_id, s.start, s.end, text[s.start : s.end]) for s in split_sentences(text)
    )
