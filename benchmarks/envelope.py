"""The envelope against raw AES-256-GCM: the same bytes in the same chunks, in the same process.

Raw is what the envelope is built from, ``AESGCM.encrypt_into`` and ``decrypt_into`` on 64 KiB at a
time between buffers that are there already: no key derivation, no commitment. Both seal into one
buffer of 256 KiB that is used again, as the store does, which writes each to its file. Opening
reads a file that the system holds in memory, so raw reads the same file, 256 KiB at a time into one
buffer.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from common import Result, seconds
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit.sealing.envelope import CHUNK, TAG, Binding, seal, seal_pieces
from audit.sealing.objects import sync_all, write_pieces
from audit.sealing.reading import SealedReader

SIZE = 16 << 20
"""A stack of 32 CT slices, or one mammogram."""
READS = 500


def raw_encrypt(cipher: AESGCM, data: memoryview, sealed: memoryview) -> None:
    """Encrypt chunk after chunk, from the beginning of the buffer again where it is full."""
    places = len(sealed) // (CHUNK + TAG)
    for index in range(SIZE // CHUNK):
        at = index % places * (CHUNK + TAG)
        piece = data[index * CHUNK : (index + 1) * CHUNK]
        cipher.encrypt_into(index.to_bytes(12, "big"), piece, b"", sealed[at : at + CHUNK + TAG])


def raw_decrypt(cipher: AESGCM, path: Path, buffer: bytearray, data: memoryview) -> None:
    """Decrypt chunk after chunk."""
    sealed, at = memoryview(buffer), 0
    with path.open("rb", buffering=0) as file:
        while length := file.readinto(buffer):
            for begin in range(0, length, CHUNK + TAG):
                piece = sealed[begin : begin + CHUNK + TAG]
                nonce = (at // CHUNK).to_bytes(12, "big")
                cipher.decrypt_into(nonce, piece, b"", data[at : at + CHUNK])
                at += CHUNK


def in_turns(ours: Callable[[], object], raw: Callable[[], object]) -> tuple[float, float]:
    """Return the median times of both, measured in turns, so that a busy machine meets both."""
    times = [(seconds(ours, repeat=1), seconds(raw, repeat=1)) for _ in range(25)]
    return statistics.median(one for one, _ in times), statistics.median(two for _, two in times)


def written(folder: Path) -> Result:
    """Measure sealing a film of 16 MiB to the disk, flushed, against writing it plain, flushed."""
    key, binding, data = os.urandom(32), Binding("ab" * 32, "instance"), os.urandom(SIZE)
    path = folder / "written"

    def write(make: Callable[[], Iterable[bytes | memoryview]]) -> None:
        write_pieces(path, make())
        sync_all([path])
        path.unlink()

    sealed, plain = in_turns(
        lambda: write(lambda: seal_pieces(key, binding, data)), lambda: write(lambda: [data])
    )
    return Result(
        name="envelope-write",
        value=sealed * 1000,
        unit="ms",
        peer="the same bytes written plain and flushed",
        peer_value=plain * 1000,
        goal="sealing costs <= 1.3x of the plain write with fsync",
        met=sealed <= 1.3 * plain,
    )


def measure() -> list[Result]:
    """Measure sealing, opening, a random read of 64 KiB, and a write that is flushed."""
    key, binding, data = os.urandom(32), Binding("ab" * 32, "instance"), os.urandom(SIZE)
    cipher, plain = AESGCM(key), memoryview(bytearray(SIZE))
    scratch = memoryview(bytearray(4 * (CHUNK + TAG)))
    sealing, encrypting = in_turns(
        lambda: deque(seal_pieces(key, binding, data), maxlen=0),
        lambda: raw_encrypt(cipher, memoryview(data), scratch),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "object")
        path.write_bytes(seal(key, binding, data))

        def open_whole() -> None:
            with SealedReader.open_file(path, key, binding) as reader:
                reader.read_into(0, plain)

        raw, buffer = Path(folder, "raw"), bytearray(4 * (CHUNK + TAG))
        full = memoryview(bytearray(SIZE // CHUNK * (CHUNK + TAG)))
        raw_encrypt(cipher, memoryview(data), full)
        raw.write_bytes(full)
        opening, decrypting = in_turns(open_whole, lambda: raw_decrypt(cipher, raw, buffer, plain))
        with SealedReader.open_file(path, key, binding) as reader:
            chance = random.Random(1)
            spots = [chance.randrange(SIZE - CHUNK) for _ in range(READS)]
            reading = seconds(lambda: [reader.read(spot, CHUNK) for spot in spots]) / READS
        flushed = written(Path(folder))
    return [
        _speed("envelope-seal", sealing, encrypting, "64 KiB at a time"),
        _speed("envelope-open", opening, decrypting, "64 KiB at a time, file read included"),
        Result(
            name="envelope-read-64k",
            value=reading * 1000,
            unit="ms",
            peer="",
            peer_value=None,
            goal="a random 64 KiB read out of 16 MiB in <= 0.1 ms",
            met=reading <= 0.0001,
        ),
        flushed,
    ]


def _speed(name: str, ours: float, raw: float, how: str) -> Result:
    return Result(
        name=name,
        value=SIZE / ours / 1e9,
        unit="GB/s",
        peer=f"raw AES-256-GCM, {how}",
        peer_value=SIZE / raw / 1e9,
        goal=">= 60 % of raw",
        met=raw / ours >= 0.6,
        less_is_better=False,
    )
