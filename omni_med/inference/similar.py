"""Similar cases: studies and sentences in one space, and what lies near."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Note
from omni_med.errors import ModelError
from omni_med.inference.cache import encode
from omni_med.inference.reading import cut
from omni_med.inference.run import WorkspaceLike, prepare_study
from omni_med.models.protocols import Features, FloatArray, ModelInputs, SentenceInput
from omni_med.models.space import Embedder, Space, cosine

_FORMAT = 1
SIDES = ("both", "film", "record")
"""What of the other studies is looked at."""

Span = tuple[str, int, int]
"""A sentence: its note, first character, one past its last."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A study, or a question, in the space.

    Attributes:
        films: float32 (films, axes); none where no film was read.
        sentences: float32 (sentences, axes); none where none was read.
        spans: Of each sentence.
    """

    films: FloatArray
    sentences: FloatArray
    spans: tuple[Span, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where nothing of it could be read."""
        return not len(self.films) and not len(self.sentences)


@dataclass(frozen=True, slots=True)
class Hit:
    """One study that lies near.

    Attributes:
        study_uid: Which.
        score: How alike, in spreads above what strangers' films and notes show; 0 is a stranger.
        parts: The likenesses it was made of, by what was held against what.
        sentence: The sentence of its record that lies nearest; None without one.
    """

    study_uid: str
    score: float
    parts: Mapping[str, float]
    sentence: Span | None = None


def space_of(backend: object) -> tuple[Embedder, Space]:
    """Return a backend that leads cases into a space, with the space.

    Raises:
        ModelError: If it has none.
    """
    space = backend.space if isinstance(backend, Embedder) else None
    if space is None or not isinstance(backend, Embedder):
        raise ModelError(
            "This model has no space in which films and sentences can be compared.",
            hint="Use the embedded model, compact.",
        )
    return backend, space


def key_of(backend: Embedder, space: Space, study_uid: str, stamp: str) -> str:
    """Return under what a study's place is kept: another for other weights, films or notes.

    Args:
        backend: The model.
        space: Its space.
        study_uid: The study.
        stamp: Changes with the study's images and notes.
    """
    card = backend.card
    parts = ("similar", str(_FORMAT), study_uid, stamp, card.id, card.sha256, card.preprocessing)
    return hashlib.sha256("\0".join((*parts, space.version)).encode()).hexdigest()


def place_study(
    workspace: WorkspaceLike, study_uid: str, stamp: str, *, backend: Embedder, pool: DecodePool
) -> Placed:
    """Return a study's place, kept or made now (the study is opened then).

    Raises:
        UnknownStudyError: If there is no such study.
        ModelError: If the model has no space.
    """
    backend, space = space_of(backend)
    key = key_of(backend, space, study_uid, stamp)
    kept = read_place(workspace, key)
    if kept is not None:
        return kept
    prepared = prepare_study(workspace, study_uid, card=backend.card, pool=pool)
    worth = [quality.score > 0 for quality in prepared.image_quality]
    placed = _place(backend, prepared.inputs, workspace, worth)
    workspace.cache(key, place_to_bytes(placed))
    return placed


def read_place(workspace: WorkspaceLike, key: str) -> Placed | None:
    """Return a place that was kept; None without one, or where it is damaged."""
    data = workspace.cached(key)
    return None if data is None else place_from_bytes(data)


def place_text(text: str, backend: Embedder) -> Placed:
    """Return the place of a question in words.

    Raises:
        ModelError: If nothing of it can be read (no words, another language).
    """
    sentences = cut(Note(note_id="query", text=text))
    placed = _place(backend, ModelInputs(sentences=sentences), None, ())
    if placed.is_empty:
        raise ModelError(
            "Nothing of these words can be read by the model.", hint="Ask in English words."
        )
    return placed


def _place(
    backend: Embedder, inputs: ModelInputs, cache: WorkspaceLike | None, worth: Sequence[bool]
) -> Placed:
    """Encode and lead into the space; films that show nothing (not ``worth``) are left out."""
    features = encode(backend, inputs, cache)
    shown = zip(features.images, worth, strict=True)
    features = Features(tuple(image for image, good in shown if good), features.text)
    embedded = backend.embed(features)
    read = features.text.read if features.text else ()
    spans = tuple(_span(inputs.sentences[index]) for index in read)
    return Placed(embedded.films, embedded.sentences, spans)


def _span(sentence: SentenceInput) -> Span:
    return sentence.note_id, sentence.start, sentence.end


def rank(
    query: Placed, others: Mapping[str, Placed], space: Space, *, side: str = "both"
) -> tuple[Hit, ...]:
    """Return the other studies, the most alike first; those with nothing to compare are left out.

    Films are held against films and sentences against sentences; only where neither can be, a
    film against a record. Of several the mean is taken.

    Args:
        query: The study or words asked with.
        others: Studies by uid.
        space: The space.
        side: What of the others is looked at: one of ``SIDES``.
    """
    hits = []
    for uid, other in others.items():
        parts, nearest = _parts(query, other, space, side)
        if not parts:
            continue
        same = [parts[name] for name in parts if name in {"film-film", "note-note"}]
        used = same or list(parts.values())
        hits.append(Hit(uid, float(np.mean(used)), parts, nearest))
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.study_uid)))


def _parts(
    query: Placed, other: Placed, space: Space, side: str
) -> tuple[dict[str, float], Span | None]:
    films = other.films if side != "record" else other.films[:0]
    words = other.sentences if side != "film" else other.sentences[:0]
    parts: dict[str, float] = {}
    nearest: Span | None = None
    if len(query.films) and len(films):
        parts["film-film"] = _alike(space, "film-film", query.films, films)
    if len(query.sentences) and len(words):
        parts["note-note"] = _alike(space, "note-note", query.sentences, words)
        nearest = other.spans[int(cosine(query.sentences, words).max(0).argmax())]
    if len(query.films) and len(words):
        parts["film-note"] = _alike(space, "film-note", query.films, words)
        nearest = nearest or other.spans[int(cosine(query.films, words).max(0).argmax())]
    if len(query.sentences) and len(films):
        parts["note-film"] = _alike(space, "film-note", query.sentences, films)
    return parts, nearest


def _alike(space: Space, pair: str, first: FloatArray, second: FloatArray) -> float:
    """Return how alike the means of two sets are, in spreads above strangers'."""
    return float(space.likeness(pair, cosine(first.mean(0)[None], second.mean(0)[None]))[0, 0])


def place_to_bytes(placed: Placed) -> bytes:
    """Return a place as npz: arrays and one JSON header, nothing executable."""
    header = json.dumps({"format": _FORMAT, "spans": placed.spans}).encode()
    stream = io.BytesIO()
    np.savez(
        stream,
        header=np.frombuffer(header, np.uint8),
        films=placed.films,
        sentences=placed.sentences,
    )
    return stream.getvalue()


def place_from_bytes(data: bytes) -> Placed | None:
    """Read what ``place_to_bytes`` wrote; None where it is damaged or of another format."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            header = json.loads(kept["header"].tobytes())
            if header["format"] != _FORMAT:
                return None
            spans = tuple((str(note), int(a), int(b)) for note, a, b in header["spans"])
            return Placed(kept["films"], kept["sentences"], spans)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile):
        return None


def near_chance(figures: Mapping[str, str]) -> Sequence[str]:
    """Return the measured figures whose interval reaches down to chance."""
    found = []
    for name, told in figures.items():
        if "chance" not in told or "(" not in told:
            continue
        low = float(told.partition("(")[2].split(" ")[0])
        chance = float(told.rpartition(" ")[2])
        if low <= chance + _HARDLY:
            found.append(name)
    return found


_HARDLY = 0.05
"""What a figure must clear chance by, lower end of its interval, to be worth more than a guess."""
