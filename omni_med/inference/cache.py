"""Features kept for the next time: encoding is the costly half, and the weights do not enter it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import OrderedDict
from typing import Any, Protocol

import numpy as np

from omni_med.inference.prepare import image_sha256, sentences_sha256
from omni_med.models.protocols import (
    Features,
    ImageFeatures,
    ModelBackend,
    ModelInputs,
    TextFeatures,
)

_FORMAT = 1


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

    def cached(self, key: str) -> bytes | None:
        """Return what was kept under the key, or None."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def cache(self, key: str, data: bytes) -> None:
        """Keep bytes under the key; the one not asked for longest goes first."""
        self._kept[key] = data
        self._kept.move_to_end(key)
        while len(self._kept) > self._entries:
            self._kept.popitem(last=False)


def encode(backend: ModelBackend, inputs: ModelInputs, cache: FeatureCache | None) -> Features:
    """Encode a case, or take its images and its text from the cache, each for itself."""
    if cache is None:
        return backend.encode(inputs)
    images = [
        _part(backend, ModelInputs(images=(image,)), cache, image_sha256(image))
        for image in inputs.images
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


def feature_key(backend: ModelBackend, content: str) -> str:
    """Return the key of content (SHA-256) under this preprocessing and these weights."""
    card = backend.card
    parts = ("features", str(_FORMAT), content, card.preprocessing, card.id, card.version)
    return hashlib.sha256("\0".join((*parts, card.sha256)).encode()).hexdigest()


def features_to_bytes(features: Features) -> bytes:
    """Return features as an uncompressed npz: arrays and one JSON header, nothing executable.

    Timings are left out: what is read from a cache took no time to encode.
    """
    arrays = {f"image{index}": item.tokens for index, item in enumerate(features.images)}
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
    }
    if features.text is not None:
        arrays["text"] = features.text.tokens
        header["text"] = {"read": features.text.read, "remark": features.text.remark}
    written = np.frombuffer(json.dumps(header).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez(stream, header=written, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def features_from_bytes(data: bytes) -> Features | None:
    """Read what ``features_to_bytes`` wrote; None where it is damaged or of another format."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        header = json.loads(arrays["header"].tobytes())
        if header["format"] != _FORMAT:
            return None
        images = tuple(
            ImageFeatures(
                image_id=item["image_id"],
                tokens=arrays[f"image{index}"],
                grid=(item["grid"][0], item["grid"][1]),
                extent=tuple(item["extent"]),
                ood=item["ood"],
                is_meant=item["is_meant"],
                refusal=item["refusal"],
            )
            for index, item in enumerate(header["images"])
        )
        text = header["text"]
        if text is not None:
            text = TextFeatures(arrays["text"], tuple(text["read"]), text["remark"])
    except (ValueError, KeyError, IndexError, TypeError, OSError, EOFError, zipfile.BadZipFile):
        return None
    return Features(images, text)


def _part(
    backend: ModelBackend, inputs: ModelInputs, cache: FeatureCache, content: str
) -> Features:
    key = feature_key(backend, content)
    kept = cache.cached(key)
    features = features_from_bytes(kept) if kept is not None else None
    if features is None:
        features = backend.encode(inputs)
        cache.cache(key, features_to_bytes(features))
    return features


def _named(features: ImageFeatures, image_id: str) -> ImageFeatures:
    """Give cached features the name of the image at hand: names are not part of the key."""
    return ImageFeatures(
        image_id,
        features.tokens,
        features.grid,
        features.extent,
        features.ood,
        features.is_meant,
        features.refusal,
    )
