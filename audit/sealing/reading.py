"""Reading sealed objects: random access to the plaintext of one envelope.

A chunk is deciphered straight into the place where it is wanted. Its tag is known to fit only when
the whole of it is there; so where one does not, the whole place is cleared before the error is
told, and nobody finds bytes there that were never sealed.
"""

from __future__ import annotations

import hmac
import io
import os
import threading
import weakref
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidTag

from audit.errors import TamperedError, UnsupportedFormatError
from audit.sealing.envelope import (
    CHUNK,
    CHUNK_LOG2,
    FIXED,
    HEADER,
    MAGIC,
    SALT,
    SUITE_AES_256_GCM,
    TAG,
    VERSION,
    Binding,
    bound_to,
    chunks_of,
    derive,
    nonce,
    sealed_size,
)

_STEP: Final = CHUNK + TAG
_STRIPE: Final = 9
"""Chunks read at a time: what a slice of 512 x 512 words with its header touches at most."""
_here: Final = threading.local()


def _buffers() -> tuple[memoryview, memoryview]:
    """Return this thread's buffers of a stripe as it is on the disk, and of one plain chunk.

    New ones for each read would be zeroed each time, which takes as long as deciphering.
    """
    found: tuple[memoryview, memoryview] | None = getattr(_here, "buffers", None)
    if found is None:
        stripe = memoryview(bytearray(_STRIPE * _STEP))
        found = _here.buffers = (stripe, memoryview(bytearray(CHUNK)))
    return found


class _Piece(NamedTuple):
    """One chunk of a stripe: where it lies there, and where its plaintext goes."""

    nonce: bytes
    sealed: slice
    target: slice
    part: slice | None  # of its plaintext, where not all of it is wanted


class _Stripe(NamedTuple):
    """Chunks that are read at a time: from where in the file, how many bytes, and what they are."""

    begin: int
    length: int
    pieces: tuple[_Piece, ...]


@lru_cache(256)
def _stripe(size: int, offset: int, wanted: int, start: int) -> _Stripe:
    """Lay out the stripe from chunk ``start`` on, for ``wanted`` bytes from ``offset``.

    The slices of a series are laid out alike: the second costs nothing any more.
    """
    final = chunks_of(size) - 1
    stop = min(start + _STRIPE, max(0, offset + wanted - 1) // CHUNK + 1)
    pieces = []
    for index in range(start, stop):
        at, begin = (index - start) * _STEP, index * CHUNK
        end = min(begin + CHUNK, size)
        low, high = max(begin, offset), min(end, offset + wanted)
        part = None if (low, high) == (begin, end) else slice(low - begin, high - begin)
        sealed = slice(at, at + end - begin + TAG)
        target = slice(low - offset, high - offset)
        pieces.append(_Piece(nonce(index, index == final), sealed, target, part))
    return _Stripe(HEADER + start * _STEP, pieces[-1].sealed.stop, tuple(pieces))


class _Opened:
    """One envelope whose header was checked: it deciphers chunks into their places.

    Attributes:
        size: Length of the plaintext in bytes, authenticated.
        identity: The header.
    """

    __slots__ = ("_bound", "_decrypt", "_descriptor", "_name", "identity", "size")

    def __init__(self, descriptor: int, key: bytes, binding: Binding) -> None:
        """Check the header of an open file; see ``SealedReader``."""
        self._descriptor = descriptor
        self._name = binding.object_id[:12]
        self.identity = header = os.pread(descriptor, HEADER, 0)
        self.size = self._length(header)
        fixed, salt = header[: FIXED.size], header[FIXED.size : FIXED.size + SALT]
        self._bound = bound_to(fixed, binding)
        cipher, commitment = derive(key, salt, self._bound)
        if not hmac.compare_digest(commitment, header[FIXED.size + SALT :]):
            raise TamperedError(f"Object {self._name} was altered or sealed under another key.")
        self._decrypt = cipher.decrypt_into
        actual, expected = os.fstat(descriptor).st_size, sealed_size(self.size)
        if actual != expected:
            word = "cut" if actual < expected else "longer than it was"
            raise TamperedError(f"Object {self._name} is {word}.")
        if not self.size:  # its one chunk is opened now: no read would touch it
            self._fill(0, memoryview(bytearray()))

    def _length(self, header: bytes) -> int:
        """Return what a header says of the plaintext's length, if it is one of ours."""
        if len(header) < HEADER:
            raise TamperedError(f"Object {self._name} is cut within its header.")
        magic, version, suite, chunk_log2, reserved, length = FIXED.unpack_from(header)
        if magic != MAGIC:
            raise TamperedError(f"Object {self._name} is no sealed object.")
        if (version, suite, chunk_log2, reserved) != (VERSION, SUITE_AES_256_GCM, CHUNK_LOG2, 0):
            raise UnsupportedFormatError(
                f"Object {self._name} has format {version}, suite {suite}, which is not known here."
            )
        return int(length)

    def read_into(self, offset: int, buffer: bytearray | memoryview) -> int:
        """Fill ``buffer`` with plaintext from ``offset``; see ``SealedReader.read_into``."""
        if offset < 0:
            raise ValueError("offset must not be negative")
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self.size - offset))
        if count:
            target = view[:count]
            try:
                self._fill(offset, target)
            except BaseException:
                target[:] = bytes(count)
                raise
        return count

    def _fill(self, offset: int, target: memoryview) -> None:
        """Decipher whole chunks straight into ``target``, what is wanted in part beside it."""
        decrypt, bound, wanted = self._decrypt, self._bound, len(target)
        buffer, scratch = _buffers()
        for start in range(offset // CHUNK, max(0, offset + wanted - 1) // CHUNK + 1, _STRIPE):
            begin, length, pieces = _stripe(self.size, offset, wanted, start)
            if os.preadv(self._descriptor, [buffer[:length]], begin) != length:
                raise TamperedError(f"Object {self._name} is cut.")
            number = start
            try:
                for piece_nonce, sealed, place, part in pieces:
                    number += 1
                    if part is None:
                        decrypt(piece_nonce, buffer[sealed], bound, target[place])
                    else:
                        plain = scratch[: sealed.stop - sealed.start - TAG]
                        decrypt(piece_nonce, buffer[sealed], bound, plain)
                        target[place] = plain[part]
            except InvalidTag:
                raise TamperedError(
                    f"Object {self._name} was altered in chunk {number} of {chunks_of(self.size)}."
                ) from None


def read_into(
    path: Path, key: bytes, binding: Binding, offset: int, buffer: bytearray | memoryview
) -> int:
    """Open an envelope on disk, fill ``buffer`` with plaintext from ``offset``, and close it.

    Returns:
        The number of bytes: fewer than the buffer's where the plaintext ends before.

    Raises:
        FileNotFoundError: If there is none.
        TamperedError: If header, length or a chunk that was touched is not what was sealed; the
            buffer holds zeros then.
        UnsupportedFormatError: If version or suite is unknown.
        ValueError: If ``offset`` is negative.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _Opened(descriptor, key, binding).read_into(offset, buffer)
    finally:
        os.close(descriptor)


class SealedReader:
    """Random access to the plaintext of one envelope; safe from several threads.

    Attributes:
        size: Length of the plaintext in bytes, authenticated.
        identity: The header, with its random salt: no other sealing, of whatever, has the same.
    """

    def __init__(self, descriptor: int, key: bytes, binding: Binding) -> None:
        """Take over an open file descriptor and check the header.

        Raises:
            TamperedError: If the file is cut, longer than it should be, or not what ``binding``
                and ``key`` say.
            UnsupportedFormatError: If version or suite is unknown.
        """
        self._close = weakref.finalize(self, os.close, descriptor)
        try:
            self._opened = _Opened(descriptor, key, binding)
        except BaseException:
            self.close()
            raise
        self.size = self._opened.size
        self.identity = self._opened.identity

    @classmethod
    def open_file(cls, path: Path, key: bytes, binding: Binding) -> SealedReader:
        """Open an envelope on disk.

        Raises:
            FileNotFoundError: If there is none.
            TamperedError: As the constructor.
        """
        return cls(os.open(path, os.O_RDONLY | os.O_CLOEXEC), key, binding)

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
            self._opened.read_into(offset, buffer)
        return whole.getvalue()

    def read_into(self, offset: int, buffer: bytearray | memoryview) -> int:
        """Fill ``buffer`` with plaintext from ``offset``; return the number of bytes.

        Raises:
            TamperedError: If a chunk that was touched is not what was sealed; the buffer holds
                zeros then.
            ValueError: If ``offset`` is negative.
        """
        return self._opened.read_into(offset, buffer)

    def close(self) -> None:
        """Close the file; further reads fail. Closing twice is allowed."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
