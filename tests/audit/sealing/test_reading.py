"""Plaintext straight into its place: what does not fit leaves zeros there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import TamperedError, UnsupportedFormatError
from audit.sealing.envelope import CHUNK, HEADER, TAG, Binding, seal
from audit.sealing.reading import SealedReader, read_into

KEY = bytes(range(32))
BINDING = Binding("ab" * 32, "instance")
STEP = CHUNK + TAG
SIZE = 5 * CHUNK + 700
"""More than one stripe, and a last chunk that is not whole."""


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def fill(path: Path, offset: int, length: int) -> tuple[int, bytearray]:
    buffer = bytearray(b"\xee" * length)
    return read_into(path, KEY, BINDING, offset, buffer), buffer


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 4 * CHUNK), st.integers(0, 4 * CHUNK + 9), st.integers(0, 3 * CHUNK))
def test_filling_a_buffer_is_slicing(tmp_path: Path, size: int, offset: int, length: int) -> None:
    data, path = os.urandom(size), tmp_path / "object"
    path.write_bytes(seal(KEY, BINDING, data))
    count, buffer = fill(path, offset, length)
    assert buffer[:count] == data[offset : offset + length]
    assert buffer[count:] == b"\xee" * (length - count), "what lies after the end is left alone"


@pytest.mark.parametrize("chunk", range(6))
@pytest.mark.parametrize("where", ["body", "tag"])
def test_a_flipped_bit_in_any_chunk_leaves_zeros(tmp_path: Path, chunk: int, where: str) -> None:
    data, path = os.urandom(SIZE), tmp_path / "object"
    sealed = seal(KEY, BINDING, data)
    end = min(HEADER + (chunk + 1) * STEP, len(sealed))
    sealed[end - 1 if where == "tag" else HEADER + chunk * STEP + 300] ^= 4
    path.write_bytes(sealed)
    buffer = bytearray(b"\xee" * (SIZE - 9))
    with pytest.raises(TamperedError, match=f"chunk {chunk + 1} of 6"):
        read_into(path, KEY, BINDING, 5, buffer)
    assert buffer == bytes(SIZE - 9), "chunks that fitted are not left beside one that does not"
    with SealedReader.open_file(path, KEY, BINDING) as reader:
        buffer = bytearray(b"\xee" * (SIZE - 9))
        with pytest.raises(TamperedError):
            reader.read_into(5, buffer)
    assert buffer == bytes(SIZE - 9)


def test_chunks_that_are_not_touched_are_not_asked(tmp_path: Path) -> None:
    """The control: a flipped bit elsewhere does not keep the others from being read."""
    data, path = os.urandom(SIZE), tmp_path / "object"
    sealed = seal(KEY, BINDING, data)
    sealed[HEADER + 4 * STEP] ^= 1
    path.write_bytes(sealed)
    assert fill(path, 100, 3 * CHUNK)[1] == data[100 : 100 + 3 * CHUNK]


Bend = Callable[[bytearray], bytes | bytearray]
BENT: dict[str, Bend] = {
    "another object": lambda _: seal(KEY, Binding("cd" * 32, "instance"), bytes(SIZE)),
    "another kind": lambda _: seal(KEY, Binding("ab" * 32, "note"), bytes(SIZE)),
    "another key": lambda _: seal(bytes(32), BINDING, bytes(SIZE)),
    "cut in its header": lambda sealed: sealed[: HEADER - 1],
    "cut at a chunk": lambda sealed: sealed[: HEADER + 2 * STEP],
    "cut by a byte": lambda sealed: sealed[:-1],
    "longer": lambda sealed: sealed + b"x",
    "empty": lambda _: b"",
    "its salt changed": lambda sealed: sealed[:20] + b"\0\0\0\0" + sealed[24:],
    "its length changed": lambda sealed: sealed[:15] + bytes([sealed[15] ^ 1]) + sealed[16:],
    "another suite": lambda sealed: sealed[:5] + b"\x09" + sealed[6:],
    "chunks exchanged": lambda sealed: (
        sealed[:HEADER]
        + sealed[HEADER + STEP : HEADER + 2 * STEP]
        + sealed[HEADER : HEADER + STEP]
        + sealed[HEADER + 2 * STEP :]
    ),
}


@pytest.mark.parametrize("name", BENT)
def test_a_bent_envelope_leaves_nothing_of_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / "object"
    path.write_bytes(BENT[name](seal(KEY, BINDING, b"\x11" * SIZE)))
    buffer = bytearray(SIZE)
    with pytest.raises((TamperedError, UnsupportedFormatError)):
        read_into(path, KEY, BINDING, 0, buffer)
    assert buffer == bytes(SIZE)


def test_an_offset_before_the_beginning_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "object"
    path.write_bytes(seal(KEY, BINDING, b"film"))
    with pytest.raises(ValueError, match="negative"):
        read_into(path, KEY, BINDING, -1, bytearray(4))


def test_nothing_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "object"
    path.write_bytes(seal(KEY, BINDING, b"film"))
    before = descriptors()
    for _ in range(5):
        fill(path, 0, 4)
        with pytest.raises(TamperedError):
            read_into(path, bytes(32), BINDING, 0, bytearray(4))
    assert descriptors() == before
