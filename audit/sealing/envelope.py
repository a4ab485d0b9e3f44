"""The sealed form of one object: chunks under AES-256-GCM behind a committing header.

``docs/envelope.md`` is the specification. In short: an 80-byte header (magic, version, suite,
chunk size, length of the plaintext, salt, key commitment), then chunks of 64 KiB, each followed by
its tag. Payload key and commitment come from the object's key by HKDF over the salt; the nonce of
a chunk is its number and a flag for the last one (STREAM), so chunks cannot be moved, dropped or
appended; what the object is (id, kind, version, suite, length) is bound to every chunk.

Source: Hoang, Reyhanitabar, Rogaway, Vizar: Online Authenticated-Encryption (STREAM), CRYPTO 2015;
age v1 for the rules on the last chunk; AWS Encryption SDK v2 for the commitment.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.sealing.keys import frame

MAGIC: Final = b"OMVE"
VERSION: Final = 1
SUITE_AES_256_GCM: Final = 1
CHUNK_LOG2: Final = 16
CHUNK: Final = 1 << CHUNK_LOG2
TAG: Final = 16
FIXED: Final = struct.Struct(">4sBBBBQ")  # magic, version, suite, log2 of chunk, 0, length
SALT: Final = 32
COMMITMENT: Final = 32
HEADER: Final = FIXED.size + SALT + COMMITMENT
_STRIPE: Final = 4
"""Chunks written at a time: 256 KiB keeps the system calls few and stays in the cache."""
_SHA256: Final = SHA256()
_PURPOSE: Final = frame(b"omni-med/envelope/v1")


@dataclass(frozen=True, slots=True)
class Binding:
    """What an envelope is bound to beside its own header: which object it is."""

    object_id: str
    kind: str


def chunks_of(length: int) -> int:
    """Return the number of chunks; an empty plaintext has one, empty."""
    return max(1, -(-length // CHUNK))


def sealed_size(length: int) -> int:
    """Return the size of an envelope in bytes, exactly."""
    return HEADER + length + TAG * chunks_of(length)


def nonce(index: int, last: bool) -> bytes:
    """Return the nonce of a chunk: its number as 11 bytes, and whether it is the last."""
    return (index << 8 | last).to_bytes(12, "big")


def derive(key: bytes, salt: bytes, bound: bytes) -> tuple[AESGCM, bytes]:
    """Derive an envelope's cipher and commitment from the object's key and the header's salt."""
    both = HKDF(_SHA256, 64, salt=salt, info=_PURPOSE + frame(bound)).derive(key)
    return AESGCM(both[:32]), both[32:]


def bound_to(fixed: bytes, binding: Binding) -> bytes:
    """Return what commitment and chunks are bound to: the header's fixed part, id and kind."""
    return frame(fixed, binding.object_id.encode(), binding.kind.encode())


def _begin(key: bytes, binding: Binding, length: int) -> tuple[bytes, AESGCM, bytes]:
    """Return header, cipher and associated data of a new envelope."""
    fixed = FIXED.pack(MAGIC, VERSION, SUITE_AES_256_GCM, CHUNK_LOG2, 0, length)
    salt = os.urandom(SALT)
    bound = bound_to(fixed, binding)
    cipher, commitment = derive(key, salt, bound)
    return fixed + salt + commitment, cipher, bound


def seal(key: bytes, binding: Binding, data: bytes | memoryview) -> bytearray:
    """Seal data that lies in memory.

    Args:
        key: The object's own key, 32 random bytes.
        binding: Which object this is.
        data: The plaintext.
    """
    header, cipher, bound = _begin(key, binding, len(data))
    sealed = bytearray(sealed_size(len(data)))
    sealed[:HEADER] = header
    chunks = range(chunks_of(len(data)))
    _encrypt(cipher, bound, memoryview(data), chunks, memoryview(sealed)[HEADER:])
    return sealed


def _encrypt(
    cipher: AESGCM, bound: bytes, source: memoryview, chunks: range, target: memoryview
) -> int:
    """Seal some chunks of a plaintext into a buffer; return the bytes that they take there."""
    at, last = 0, chunks_of(len(source)) - 1
    for index in chunks:
        piece = source[index * CHUNK : (index + 1) * CHUNK]
        end = at + len(piece) + TAG
        cipher.encrypt_into(nonce(index, index == last), piece, bound, target[at:end])
        at = end
    return at


def seal_pieces(
    key: bytes, binding: Binding, data: bytes | memoryview
) -> Iterator[bytes | memoryview]:
    """Yield the envelope of ``data`` piece by piece; each is to be used before the next.

    A piece is still in the processor's cache when it is written; a whole envelope beside the
    plaintext would go through the memory twice more.

    Args:
        key: The object's own key, 32 random bytes.
        binding: Which object this is.
        data: The plaintext.
    """
    header, cipher, bound = _begin(key, binding, len(data))
    yield header
    source, count = memoryview(data), chunks_of(len(data))
    stripe = memoryview(bytearray(min(_STRIPE, count) * (CHUNK + TAG)))
    for start in range(0, count, _STRIPE):
        chunks = range(start, min(start + _STRIPE, count))
        yield stripe[: _encrypt(cipher, bound, source, chunks, stripe)]


def seal_stream(
    key: bytes, binding: Binding, length: int, source: BinaryIO, sink: BinaryIO
) -> None:
    """Seal ``length`` bytes of ``source`` into ``sink``, a chunk at a time.

    Raises:
        ValueError: If ``source`` holds fewer or more bytes than ``length``.
    """
    header, cipher, bound = _begin(key, binding, length)
    sink.write(header)
    count = chunks_of(length)
    for index in range(count):
        piece = source.read(min(CHUNK, length - index * CHUNK))
        if len(piece) != min(CHUNK, length - index * CHUNK):
            raise ValueError("the source is shorter than its length")
        sink.write(cipher.encrypt(nonce(index, index == count - 1), piece, bound))
    if source.read(1):
        raise ValueError("the source is longer than its length")
