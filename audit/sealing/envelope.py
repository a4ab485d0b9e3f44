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

import hmac
import io
import os
import struct
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.errors import TamperedError, UnsupportedFormatError
from audit.sealing.keys import frame

MAGIC: Final = b"OMVE"
VERSION: Final = 1
SUITE_AES_256_GCM: Final = 1
CHUNK_LOG2: Final = 16
CHUNK: Final = 1 << CHUNK_LOG2
TAG: Final = 16
_FIXED: Final = struct.Struct(">4sBBBBQ")  # magic, version, suite, log2 of chunk, 0, length
_SALT: Final = 32
_COMMITMENT: Final = 32
HEADER: Final = _FIXED.size + _SALT + _COMMITMENT
_STRIPE: Final = 4
"""Chunks read from disk at a time: 256 KiB keeps the system calls few and stays in the cache."""


_here: Final = threading.local()


def _buffers() -> tuple[memoryview, memoryview]:
    """Return this thread's buffers of a stripe as it is on the disk, and of one plain chunk.

    New ones for each read would be zeroed each time, which takes as long as deciphering.
    """
    found: tuple[memoryview, memoryview] | None = getattr(_here, "buffers", None)
    if found is None:
        stripe = memoryview(bytearray(_STRIPE * (CHUNK + TAG)))
        found = _here.buffers = (stripe, memoryview(bytearray(CHUNK)))
    return found


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


def _nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _derive(key: bytes, salt: bytes, bound: bytes) -> tuple[AESGCM, bytes]:
    kdf = HKDF(SHA256(), 64, salt=salt, info=frame(b"omni-med/envelope/v1", bound))
    both = kdf.derive(key)
    return AESGCM(both[:32]), both[32:]


def _bound(fixed: bytes, binding: Binding) -> bytes:
    return frame(fixed, binding.object_id.encode(), binding.kind.encode())


def _begin(key: bytes, binding: Binding, length: int) -> tuple[bytes, AESGCM, bytes]:
    """Return header, cipher and associated data of a new envelope."""
    fixed = _FIXED.pack(MAGIC, VERSION, SUITE_AES_256_GCM, CHUNK_LOG2, 0, length)
    salt = os.urandom(_SALT)
    bound = _bound(fixed, binding)
    cipher, commitment = _derive(key, salt, bound)
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
        cipher.encrypt_into(_nonce(index, index == last), piece, bound, target[at:end])
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
        sink.write(cipher.encrypt(_nonce(index, index == count - 1), piece, bound))
    if source.read(1):
        raise ValueError("the source is longer than its length")


class SealedReader:
    """Random access to the plaintext of one envelope; safe from several threads.

    Attributes:
        size: Length of the plaintext in bytes, authenticated.
        identity: The header, with its random salt: no other sealing, of whatever, has the same.
    """

    identity: bytes

    def __init__(self, descriptor: int, key: bytes, binding: Binding) -> None:
        """Take over an open file descriptor and check the header.

        Raises:
            TamperedError: If the file is cut, longer than it should be, or not what ``binding``
                and ``key`` say.
            UnsupportedFormatError: If version or suite is unknown.
        """
        self._descriptor = descriptor
        self._close = weakref.finalize(self, os.close, descriptor)
        self._name = binding.object_id[:12]
        try:
            self._check_header(key, binding)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open_file(cls, path: Path, key: bytes, binding: Binding) -> SealedReader:
        """Open an envelope on disk.

        Raises:
            FileNotFoundError: If there is none.
            TamperedError: As the constructor.
        """
        return cls(os.open(path, os.O_RDONLY | os.O_CLOEXEC), key, binding)

    def _check_header(self, key: bytes, binding: Binding) -> None:
        header = os.pread(self._descriptor, HEADER, 0)
        if len(header) < HEADER:
            raise TamperedError(f"Object {self._name} is cut within its header.")
        self.identity = header
        magic, version, suite, chunk_log2, reserved, length = _FIXED.unpack_from(header)
        if magic != MAGIC:
            raise TamperedError(f"Object {self._name} is no sealed object.")
        if (version, suite, chunk_log2, reserved) != (VERSION, SUITE_AES_256_GCM, CHUNK_LOG2, 0):
            raise UnsupportedFormatError(
                f"Object {self._name} has format {version}, suite {suite}, which is not known here."
            )
        fixed = header[: _FIXED.size]
        self._bound = _bound(fixed, binding)
        salt = header[_FIXED.size : _FIXED.size + _SALT]
        self._cipher, commitment = _derive(key, salt, self._bound)
        if not hmac.compare_digest(commitment, header[_FIXED.size + _SALT :]):
            raise TamperedError(f"Object {self._name} was altered or sealed under another key.")
        actual = os.fstat(self._descriptor).st_size
        if actual != sealed_size(length):
            word = "cut" if actual < sealed_size(length) else "longer than it was"
            raise TamperedError(f"Object {self._name} is {word}.")
        self.size: int = length
        self._count = chunks_of(length)
        if not length:  # its one chunk is opened now: no read would touch it
            self._open_chunk(0, os.pread(self._descriptor, TAG, HEADER), memoryview(bytearray()))

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """Return plaintext from ``offset``, at most ``length`` bytes, to the end by default.

        Raises:
            TamperedError: If a chunk that was touched is not what was sealed.
            ValueError: If ``offset`` or ``length`` is negative.
        """
        if offset < 0 or (length is not None and length < 0):
            raise ValueError("offset and length must not be negative")
        end = self.size if length is None else min(self.size, offset + length)
        if offset >= end:
            return b""
        whole = io.BytesIO(bytes(end - offset))  # hands its bytes out without a copy
        with whole.getbuffer() as buffer:
            self._fill(offset, buffer)
        return whole.getvalue()

    def read_into(self, offset: int, buffer: bytearray | memoryview) -> int:
        """Fill ``buffer`` with plaintext from ``offset``; return the number of bytes.

        Raises:
            TamperedError: If a chunk that was touched is not what was sealed.
            ValueError: If ``offset`` is negative.
        """
        if offset < 0:
            raise ValueError("offset must not be negative")
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self.size - offset))
        if count:
            self._fill(offset, view[:count])
        return count

    def close(self) -> None:
        """Close the file; further reads fail. Closing twice is allowed."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fill(self, offset: int, target: memoryview) -> None:
        """Fill ``target``; whole chunks are opened straight into it."""
        end = offset + len(target)
        first, last = offset // CHUNK, (end - 1) // CHUNK
        sealed, scratch = _buffers()
        for start in range(first, last + 1, _STRIPE):
            stop = min(start + _STRIPE, last + 1)
            length = self._load(start, stop, sealed)
            for index in range(start, stop):
                at = (index - start) * (CHUNK + TAG)
                piece = sealed[at : min(at + CHUNK + TAG, length)]
                plain, begin = len(piece) - TAG, index * CHUNK
                low, high = max(offset, begin), min(end, begin + plain)
                if high - low == plain:
                    self._open_chunk(index, piece, target[low - offset : high - offset])
                else:
                    self._open_chunk(index, piece, scratch[:plain])
                    target[low - offset : high - offset] = scratch[low - begin : high - begin]

    def _load(self, start: int, stop: int, buffer: memoryview) -> int:
        """Read the sealed chunks from ``start`` to ``stop``; return their bytes."""
        begin = HEADER + start * (CHUNK + TAG)
        length = min(HEADER + stop * (CHUNK + TAG), sealed_size(self.size)) - begin
        if os.preadv(self._descriptor, [buffer[:length]], begin) != length:
            raise TamperedError(f"Object {self._name} is cut.")
        return length

    def _open_chunk(self, index: int, piece: bytes | memoryview, target: memoryview) -> None:
        nonce = _nonce(index, index == self._count - 1)
        try:
            self._cipher.decrypt_into(nonce, piece, self._bound, target)
        except InvalidTag:
            raise TamperedError(
                f"Object {self._name} was altered in chunk {index + 1} of {self._count}."
            ) from None
