"""Features as bytes: the same numbers back, or nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.inference.cache import (
    MemoryCache,
    encode,
    feature_key,
    features_from_bytes,
    features_to_bytes,
)
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import Features, ImageInput, ModelInputs
from omni_med.models.samples import chest_film, sentence_inputs

INPUTS = ModelInputs(
    (ImageInput("a", chest_film(seed=1)), ImageInput("b", chest_film(seed=2))),
    sentence_inputs("Fever for six days. Denies chest pain."),
)


class Counting(FakeBackend):
    calls = 0

    def encode(self, inputs: ModelInputs) -> Features:
        self.calls += 1
        return super().encode(inputs)


def same(one: Features, other: Features) -> None:
    for first, second in zip(one.images, other.images, strict=True):
        assert np.array_equal(first.tokens, second.tokens)
        assert first.tokens.dtype == second.tokens.dtype
        assert (first.image_id, first.grid, first.extent, first.ood, first.is_meant) == (
            second.image_id,
            second.grid,
            second.extent,
            second.ood,
            second.is_meant,
        )
    assert one.text is not None
    assert other.text is not None
    assert np.array_equal(one.text.tokens, other.text.tokens)
    assert (one.text.read, one.text.remark) == (other.text.read, other.text.remark)


def test_features_come_back_as_they_were() -> None:
    features = FakeBackend().encode(INPUTS)
    again = features_from_bytes(features_to_bytes(features))
    assert again is not None
    same(features, again)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 4000), noise=st.binary(max_size=8), place=st.integers(0, 4000))
def test_damaged_bytes_give_features_or_nothing_but_no_error(
    cut: int, noise: bytes, place: int
) -> None:
    data = bytearray(features_to_bytes(FakeBackend().encode(INPUTS)))
    data[place : place + len(noise)] = noise
    features_from_bytes(bytes(data[: len(data) - cut]))
    assert features_from_bytes(b"not an archive" + noise) is None


def test_the_second_time_nothing_is_encoded_and_the_features_are_the_same() -> None:
    backend, cache = Counting(), MemoryCache()
    first = encode(backend, INPUTS, cache)
    assert backend.calls == 3
    same(first, encode(backend, INPUTS, cache))
    same(first, FakeBackend().encode(INPUTS))
    assert backend.calls == 3


def test_another_note_encodes_the_text_only() -> None:
    backend, cache = Counting(), MemoryCache()
    encode(backend, INPUTS, cache)
    other = ModelInputs(INPUTS.images, sentence_inputs("Smoker."))
    features = encode(backend, other, cache)
    assert backend.calls == 4
    assert features.text is not None
    assert features.text.read == (0,)


def test_the_same_pixels_under_another_name_keep_their_own_name() -> None:
    backend, cache = Counting(), MemoryCache()
    encode(backend, INPUTS, cache)
    renamed = ModelInputs((ImageInput("c", INPUTS.images[0].pixels),))
    assert encode(backend, renamed, cache).images[0].image_id == "c"
    assert backend.calls == 3


def test_a_damaged_entry_is_encoded_anew() -> None:
    backend, cache = Counting(), MemoryCache()
    encode(backend, INPUTS, cache)
    for key in list(cache._kept):
        cache.cache(key, b"rubbish")
    same(encode(backend, INPUTS, cache), FakeBackend().encode(INPUTS))
    assert backend.calls == 6


def test_the_memory_cache_forgets_what_was_not_asked_for_longest() -> None:
    cache = MemoryCache(entries=2)
    cache.cache("a", b"1")
    cache.cache("b", b"2")
    assert cache.cached("a") == b"1"
    cache.cache("c", b"3")
    assert cache.cached("b") is None
    assert cache.cached("a") == b"1"


def test_the_key_depends_on_content_and_preprocessing() -> None:
    assert feature_key(FakeBackend(), "x") != feature_key(FakeBackend(), "y")
