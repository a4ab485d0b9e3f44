from __future__ import annotations

import hashlib
import io
import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import TamperedError, UnsupportedFormatError
from audit.sealing.envelope import (
    CHUNK,
    HEADER,
    TAG,
    Binding,
    chunks_of,
    seal,
    seal_pieces,
    seal_stream,
    sealed_size,
)
from audit.sealing.reading import SealedReader

KEY = bytes(range(32))
BINDING = Binding("ab" * 32, "instance")
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 17 * CHUNK + 5)


def open_bytes(
    tmp_path: Path, sealed: bytes | bytearray, *, key: bytes = KEY, binding: Binding = BINDING
) -> bytes:
    path = tmp_path / "object"
    path.write_bytes(sealed)
    with SealedReader.open_file(path, key, binding) as reader:
        return reader.read()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_comes_back(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    sealed = seal(KEY, BINDING, data)
    assert len(sealed) == sealed_size(size)
    assert open_bytes(tmp_path, sealed) == data


@pytest.mark.parametrize("size", SIZES)
def test_streaming_writes_the_same_format(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    sink = io.BytesIO()
    seal_stream(KEY, BINDING, size, io.BytesIO(data), sink)
    assert open_bytes(tmp_path, sink.getvalue()) == data


@pytest.mark.parametrize("size", SIZES)
def test_pieces_together_are_an_envelope(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    pieces = [bytes(piece) for piece in seal_pieces(KEY, BINDING, memoryview(data))]
    assert max(map(len, pieces)) <= 4 * (CHUNK + TAG), "written while it is in the cache"
    assert open_bytes(tmp_path, b"".join(pieces)) == data


def test_threads_and_reads_within_each_other_do_not_share_their_buffers(tmp_path: Path) -> None:
    """A reader keeps buffers for each thread; eight read at once, two readers each by turns."""
    contents = [os.urandom(3 * CHUNK + number) for number in range(2)]
    for number, data in enumerate(contents):
        (tmp_path / str(number)).write_bytes(seal(KEY, BINDING, data))

    def read(seed: int) -> bool:
        chance, good = random.Random(seed), True
        with (
            SealedReader.open_file(tmp_path / "0", KEY, BINDING) as one,
            SealedReader.open_file(tmp_path / "1", KEY, BINDING) as two,
        ):
            for _ in range(40):
                which, at = chance.randrange(2), chance.randrange(2 * CHUNK)
                found = (one, two)[which].read(at, CHUNK)
                good &= found == contents[which][at : at + CHUNK]
        return good

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(8)))


@pytest.mark.parametrize("actual", [99, 101])
def test_streaming_refuses_a_source_of_another_length(actual: int) -> None:
    with pytest.raises(ValueError, match="source is"):
        seal_stream(KEY, BINDING, 100, io.BytesIO(bytes(actual)), io.BytesIO())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 4 * CHUNK), st.integers(0, 4 * CHUNK + 9), st.integers(0, 3 * CHUNK))
def test_random_access_is_slicing(tmp_path: Path, size: int, offset: int, length: int) -> None:
    data = os.urandom(size)
    path = tmp_path / "object"
    path.write_bytes(seal(KEY, BINDING, data))
    with SealedReader.open_file(path, KEY, BINDING) as reader:
        assert reader.size == size
        assert reader.read(offset, length) == data[offset : offset + length]
        buffer = bytearray(length)
        count = reader.read_into(offset, buffer)
        assert buffer[:count] == data[offset : offset + length]


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    sealed = seal(KEY, BINDING, os.urandom(CHUNK + 100))
    spots = [*range(HEADER + 40), HEADER + CHUNK, HEADER + CHUNK + TAG, len(sealed) - 1]
    for spot in spots:
        changed = bytearray(sealed)
        changed[spot] ^= 1 << (spot % 8)
        with pytest.raises((TamperedError, UnsupportedFormatError)):
            open_bytes(tmp_path, changed)


@pytest.mark.parametrize("kept", [0, HEADER - 1, HEADER, HEADER + CHUNK + TAG, -1])
def test_a_cut_envelope_is_refused_when_opened(tmp_path: Path, kept: int) -> None:
    sealed = seal(KEY, BINDING, os.urandom(2 * CHUNK))
    path = tmp_path / "object"
    path.write_bytes(sealed[:kept])
    with pytest.raises(TamperedError):
        SealedReader.open_file(path, KEY, BINDING)


def test_appended_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TamperedError, match="longer"):
        open_bytes(tmp_path, seal(KEY, BINDING, b"film") + b"x")


def test_chunks_cannot_change_places(tmp_path: Path) -> None:
    sealed = seal(KEY, BINDING, os.urandom(3 * CHUNK))
    step = CHUNK + TAG
    first, second = sealed[HEADER : HEADER + step], sealed[HEADER + step : HEADER + 2 * step]
    with pytest.raises(TamperedError, match="chunk 1"):
        open_bytes(tmp_path, sealed[:HEADER] + second + first + sealed[HEADER + 2 * step :])


def test_an_envelope_answers_to_one_key_and_one_object_only(tmp_path: Path) -> None:
    sealed = seal(KEY, BINDING, b"film")
    for key, binding in (
        (bytes(32), BINDING),
        (KEY, Binding("cd" * 32, "instance")),
        (KEY, Binding("ab" * 32, "note")),
    ):
        with pytest.raises(TamperedError, match="another key"):
            open_bytes(tmp_path, sealed, key=key, binding=binding)


def test_another_suite_is_named_as_unknown(tmp_path: Path) -> None:
    sealed = seal(KEY, BINDING, b"film")
    sealed[5] = 9
    with pytest.raises(UnsupportedFormatError, match="suite 9"):
        open_bytes(tmp_path, sealed)


def test_a_file_cut_while_open_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "object"
    path.write_bytes(seal(KEY, BINDING, os.urandom(4 * CHUNK)))
    with SealedReader.open_file(path, KEY, BINDING) as reader:
        os.truncate(path, HEADER + CHUNK)
        with pytest.raises(TamperedError, match="cut"):
            reader.read(3 * CHUNK, 10)


def test_two_seals_of_one_plaintext_share_nothing() -> None:
    one, two = seal(KEY, BINDING, bytes(100)), seal(KEY, BINDING, bytes(100))
    assert one[16:] != two[16:]
    assert one[HEADER:] != two[HEADER:]


VECTORS = {
    b"": "4f4d5645010110000000000000000000{salt}"
    "c0a33ef3714e6810e4932a3c83379700c8358a9bbfc45dd036e7dc447ab258df"
    "1735bde2854ce2c7ea50331ec9c91130",
    b"film": "4f4d5645010110000000000000000004{salt}"
    "b39acba4e666a79021d2415a14a94813a1e61fde40f3e611c779802393089f85"
    "bb488ff93c60c3e8565f11668f8ef8479dbc8937",
}
LONG = bytes(range(256)) * 257
LONG_SHA256 = "212bf6457462fd9bedef7f8466156f8224ae593520d3777d2572ead791b5a1ea"


def test_the_specification_s_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    salt = bytes(range(32, 64))
    monkeypatch.setattr("audit.sealing.envelope.os.urandom", lambda count: salt[:count])
    for plain, text in VECTORS.items():
        sealed = bytes.fromhex(text.format(salt=salt.hex()))
        assert open_bytes(tmp_path, sealed) == plain
        assert seal(KEY, BINDING, plain) == sealed
    assert hashlib.sha256(seal(KEY, BINDING, LONG)).hexdigest() == LONG_SHA256


def test_chunk_counts() -> None:
    assert [chunks_of(size) for size in (0, 1, CHUNK, CHUNK + 1)] == [1, 1, 1, 2]


def test_two_sealings_of_the_same_have_different_identities(tmp_path: Path) -> None:
    binding, found = Binding("ab" * 32, "instance"), set()
    for number in range(3):
        path = tmp_path / str(number)
        path.write_bytes(seal(bytes(32), binding, b"the same"))
        for _ in range(2):
            with SealedReader.open_file(path, bytes(32), binding) as reader:
                found.add(reader.identity)
    assert len(found) == 3
