"""Features kept for the next time: encoding is the costly half, and the weights do not enter it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from omni_med.inference.known import FilmFacts, KnownImage
from omni_med.inference.prepare import Prepared, image_sha256, sentences_sha256
from omni_med.inference.quality import Quality
from omni_med.models.protocols import (
    Features,
    ImageFeatures,
    ImageInput,
    ModelBackend,
    ModelCard,
    ModelInputs,
    TextFeatures,
)

_FORMAT = 3


class FeatureCache(Protocol):
    """Where encoded features rest. The workspace seals them; a process may keep a few."""

    def cached(self, key: str) -> bytes | None:
        """Return what was kept under the key, or None."""
        ...

    def cache(self, key: str, data: bytes) -> None:
        """Keep bytes under the key; they may be evicted at any time."""
        ...


class MemoryCache:
    """Features of the last few cases, in memory only."""

    def __init__(self, entries: int = 64) -> None:
        self._entries = entries
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._fresh: dict[str, bytes] = {}

    def cached(self, key: str) -> bytes | None:
        """Return what was kept under the key, or None."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def cache(self, key: str, data: bytes) -> None:
        """Keep bytes under the key; the one not asked for longest goes first."""
        self._kept[key] = data
        self._kept.move_to_end(key)
        self._fresh[key] = data
        while len(self._kept) > self._entries:
            self._kept.popitem(last=False)

    def fresh(self) -> tuple[tuple[str, bytes], ...]:
        """Return what was kept since this was asked last."""
        found, self._fresh = tuple(self._fresh.items()), {}
        return found


def encode(
    backend: ModelBackend,
    inputs: ModelInputs,
    cache: FeatureCache | None,
    facts: Sequence[FilmFacts] = (),
) -> Features:
    """Encode a case, or take its images and its text from the cache, each for itself.

    Args:
        backend: The model.
        inputs: The case.
        cache: Where features rest; None to encode all of it.
        facts: Of each image, to be kept with its features; empty where nothing is known.
    """
    if cache is None:
        return backend.encode(inputs)
    images = [
        _film(backend, image, cache, facts[index] if facts else None)
        for index, image in enumerate(inputs.images)
    ]
    text = None
    if inputs.sentences:
        content = sentences_sha256(inputs.sentences)
        text = _part(backend, ModelInputs(sentences=inputs.sentences), cache, content)
    named = tuple(
        _named(features.images[0], image.image_id)
        for features, image in zip(images, inputs.images, strict=True)
    )
    timings: dict[str, float] = {}
    for part in (*images, *((text,) if text else ())):
        for stage, milliseconds in part.timings_ms.items():
            timings[stage] = timings.get(stage, 0.0) + milliseconds
    return Features(named, text.text if text else None, timings)


def without_pixels(prepared: Prepared, card: ModelCard, cache: FeatureCache) -> Prepared:
    """Return a case in which images whose features are kept stand without their pixels."""
    images = tuple(
        _recalled(image, facts, film_key(card, image, facts), cache)
        for image, facts in zip(prepared.inputs.images, prepared.facts, strict=False)
    )
    if len(images) != len(prepared.inputs.images):
        return prepared  # made without facts
    return replace(prepared, inputs=replace(prepared.inputs, images=images))


def _recalled(image: ImageInput, facts: FilmFacts, key: str, cache: FeatureCache) -> ImageInput:
    kept = None if isinstance(image, KnownImage) else cache.cached(key)
    features = None if kept is None else features_from_bytes(kept)
    if features is None:
        return image
    return KnownImage(image, facts=facts, features=features.images[0], key=key)


def feature_key(backend: ModelBackend, content: str) -> str:
    """Return the key of content under a backend's preprocessing and weights."""
    return card_key(backend.card, content)


def card_key(card: ModelCard, content: str) -> str:
    """Return the key of content (SHA-256, or a source) under this preprocessing and weights."""
    parts = ("features", str(_FORMAT), content, card.preprocessing, card.id, card.version)
    return hashlib.sha256("\0".join((*parts, card.sha256)).encode()).hexdigest()


def film_key(card: ModelCard, image: ImageInput, facts: FilmFacts | None) -> str:
    """Return the key of one image: by where its pixels are stored, else by what they are."""
    return card_key(card, image.source or (facts.sha256 if facts else image_sha256(image)))


def features_to_bytes(features: Features, facts: FilmFacts | None = None) -> bytes:
    """Return features as an uncompressed npz: arrays and one JSON header, nothing executable.

    Timings are left out: what is read from a cache took no time to encode. ``facts`` are those of
    the one image.
    """
    arrays: dict[str, NDArray[Any]] = {
        f"image{index}": item.tokens for index, item in enumerate(features.images)
    }
    arrays |= {f"tap{index}": item.tap for index, item in enumerate(features.images)}
    header: dict[str, Any] = {
        "format": _FORMAT,
        "images": [
            {
                "image_id": item.image_id,
                "grid": item.grid,
                "extent": item.extent,
                "ood": item.ood,
                "is_meant": item.is_meant,
                "refusal": item.refusal,
            }
            for item in features.images
        ],
        "text": None,
        "facts": None if facts is None else _plain(facts),
    }
    if features.text is not None:
        arrays["text"] = features.text.tokens
        if len(features.text.counts):
            arrays |= {"pieces": features.text.pieces, "counts": features.text.counts}
        header["text"] = {"read": features.text.read, "remark": features.text.remark}
    written = np.frombuffer(json.dumps(header).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez(stream, header=written, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def features_from_bytes(data: bytes) -> Features | None:
    """Read what ``features_to_bytes`` wrote; None where it is damaged or of another format."""
    return film_from_bytes(data)[0]


def film_from_bytes(data: bytes) -> tuple[Features | None, FilmFacts | None]:
    """Read features with the facts that were kept beside them; None for what is not there."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        header = json.loads(arrays["header"].tobytes())
        if header["format"] != _FORMAT:
            return None, None
        images = tuple(
            ImageFeatures(
                image_id=item["image_id"],
                tokens=arrays[f"image{index}"],
                grid=(item["grid"][0], item["grid"][1]),
                extent=tuple(item["extent"]),
                ood=item["ood"],
                is_meant=item["is_meant"],
                refusal=item["refusal"],
                tap=arrays[f"tap{index}"],
            )
            for index, item in enumerate(header["images"])
        )
        text = header["text"]
        if text is not None:
            text = TextFeatures(arrays["text"], tuple(text["read"]), text["remark"])
            if "counts" in arrays:
                text = replace(text, pieces=arrays["pieces"], counts=arrays["counts"])
        facts = _facts(header["facts"])
    except (ValueError, KeyError, IndexError, TypeError, OSError, EOFError, zipfile.BadZipFile):
        return None, None
    return Features(images, text), facts


def _plain(facts: FilmFacts) -> dict[str, Any]:
    score, remarks = facts.quality.score, list(facts.quality.remarks)
    return {"shape": facts.shape, "sha256": facts.sha256, "score": score, "remarks": remarks}


def _facts(plain: dict[str, Any] | None) -> FilmFacts | None:
    if plain is None:
        return None
    rows, columns = plain["shape"]
    quality = Quality(plain["score"], tuple(plain["remarks"]))
    return FilmFacts((rows, columns), plain["sha256"], quality)


def _film(
    backend: ModelBackend, image: ImageInput, cache: FeatureCache, facts: FilmFacts | None
) -> Features:
    key = film_key(backend.card, image, facts)
    if isinstance(image, KnownImage) and image.key == key:
        return Features((image.features,))
    return _kept(backend, ModelInputs(images=(image,)), cache, key, facts)


def _part(
    backend: ModelBackend, inputs: ModelInputs, cache: FeatureCache, content: str
) -> Features:
    return _kept(backend, inputs, cache, feature_key(backend, content), None)


def _kept(
    backend: ModelBackend,
    inputs: ModelInputs,
    cache: FeatureCache,
    key: str,
    facts: FilmFacts | None,
) -> Features:
    kept = cache.cached(key)
    features = features_from_bytes(kept) if kept is not None else None
    if features is None:
        features = backend.encode(inputs)
        cache.cache(key, features_to_bytes(features, facts))
    return features


def _named(features: ImageFeatures, image_id: str) -> ImageFeatures:
    """Give cached features the name of the image at hand: names are not part of the key."""
    return replace(features, image_id=image_id)
