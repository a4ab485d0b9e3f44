"""Frames of a workspace as models see them, or what its sealed cache knows of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, Protocol

from audit.sealing.reading import SealedReader
from omni_med.dicom.pixels import read_image
from omni_med.dicom.pool import DecodePool
from omni_med.dicom.rendering import Rendering
from omni_med.domain import Instance
from omni_med.domain.codec import to_json
from omni_med.inference.cache import FeatureCache, card_key, film_from_bytes
from omni_med.inference.known import KnownImage
from omni_med.inference.select import Candidate
from omni_med.models.protocols import FloatArray, ImageInput, ModelCard

READER: Final = 1
"""To be counted up where the same file gives other pixels than before."""


class FilmStore(FeatureCache, Protocol):
    """What reading films needs of a workspace."""

    def rendering(self, sop_instance_uid: str) -> Rendering:
        """Return what display of an instance needs."""
        ...

    def read_instance(self, sop_instance_uid: str) -> bytes:
        """Return the file."""
        ...

    def open_instance(self, sop_instance_uid: str) -> SealedReader:
        """Open the sealed file."""
        ...


class StoredFilms:
    """Reads frames of a workspace; remembers those whose features lie in its cache."""

    def __init__(self, store: FilmStore, pool: DecodePool) -> None:
        """Read from ``store``; ``pool`` decodes compressed frames."""
        self._store = store
        self._pool = pool
        self._renderings: dict[str, Rendering] = {}

    def __call__(self, instance: Instance, frame: int) -> FloatArray:
        """Return one frame: float32 (rows, columns) in 0 to 1, bone white.

        Raises:
            DicomError: If it cannot be decoded.
        """
        data = self._store.read_instance(instance.sop_instance_uid)
        return read_image(data, instance, self._rendering(instance), self._pool, frame)

    def source(self, item: Candidate) -> str:
        """Return a name of the stored pixels: equal names, equal pixels, equally labelled.

        It is over the header of the sealed file, whose random salt no other file has.
        """
        instance = item.instance
        with self._store.open_instance(instance.sop_instance_uid) as reader:
            digest = hashlib.sha256(reader.identity)
        labels = (READER, item.frame, item.series.modality, item.body_part, instance.view_position)
        digest.update(repr(labels).encode())
        digest.update(to_json(self._rendering(instance)))
        return digest.hexdigest()

    def recall(self, like: ImageInput, item: Candidate, card: ModelCard) -> KnownImage | None:
        """Return the image with what is kept of it under this model, or None."""
        key = card_key(card, like.source)
        data = self._store.cached(key)
        features, facts = (None, None) if data is None else film_from_bytes(data)
        if features is None or facts is None:
            return None
        load = partial(self, item.instance, item.frame)
        return KnownImage(like, facts=facts, features=features.images[0], key=key, load=load)

    def _rendering(self, instance: Instance) -> Rendering:
        uid = instance.sop_instance_uid
        found = self._renderings.get(uid)
        if found is None:
            found = self._renderings[uid] = self._store.rendering(uid)
        return found


class _Behind:
    """A cache whose writing is done behind the answer's back."""

    def __init__(self, cache: FeatureCache, thread: ThreadPoolExecutor) -> None:
        self._cache = cache
        self._thread = thread
        self.writes: list[Future[None]] = []

    def cached(self, key: str) -> bytes | None:
        """Return what was kept under the key, or None."""
        return self._cache.cached(key)

    def cache(self, key: str, data: bytes) -> None:
        """Keep bytes under the key, soon."""
        self.writes.append(self._thread.submit(self._cache.cache, key, data))


@contextmanager
def written_behind(cache: FeatureCache) -> Iterator[FeatureCache]:
    """Give a cache that is written to while the caller goes on; leaving waits for it.

    Raises:
        Whatever the writing raises, on leaving without another error.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="feature cache") as thread:
        behind = _Behind(cache, thread)
        yield behind
        for write in behind.writes:
            write.result()
