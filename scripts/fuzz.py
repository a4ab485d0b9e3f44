"""Foreign bytes bent at random, given to the decode pool: nothing of it may reach the program.

    python scripts/fuzz.py [--count N] [--seconds S] [--seed S] [--data DIR] [--keep DIR]

Seeds are synthetic films and, where there is one, the folder of real data. Each mutant is parsed
and, if it parses, its first frame decoded in a worker. A problem is an answer that is neither a
result nor one typed error, or one later than the limits; how long it takes until a sound file is
read after a worker was stopped is measured. The exit code is 1 where there was a problem. With
``--keep`` the mutants of synthetic seeds that stopped a worker are written to a folder.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.pool import DecodePool
from omni_med.errors import DicomError
from omni_med.synthetic import write_patients

ROOT = Path(__file__).resolve().parent.parent
_LARGEST = 3 << 20  # bytes of a seed: small files are bent more often in the same time
_LATE = 25.0  # seconds for a mutant: two jobs at their limit, and a worker that starts
_STOPPED = "stopped the reader"

Mutate = Callable[[random.Random, bytearray, list[bytes]], None]


def flip(chance: random.Random, data: bytearray, _seeds: list[bytes]) -> None:
    """Flip bits anywhere."""
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def flip_header(chance: random.Random, data: bytearray, _seeds: list[bytes]) -> None:
    """Flip bits in the first 4 KiB, where the elements are."""
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(min(len(data), 4096))] ^= 1 << chance.randrange(8)


def lie(chance: random.Random, data: bytearray, _seeds: list[bytes]) -> None:
    """Put a length, a size or a tag where something else was."""
    value = chance.choice([0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF])
    width = chance.choice([2, 4])
    at = chance.randrange(max(1, min(len(data), 8192) - width))
    data[at : at + width] = (value & (256**width - 1)).to_bytes(width, "little")


def cut(chance: random.Random, data: bytearray, _seeds: list[bytes]) -> None:
    """Cut the end off."""
    del data[chance.randrange(1, len(data)) :]


def repeat(chance: random.Random, data: bytearray, _seeds: list[bytes]) -> None:
    """Repeat a piece, perhaps often."""
    at = chance.randrange(len(data))
    piece = bytes(data[at : at + chance.randint(1, 256)])
    data[at:at] = piece * chance.choice([1, 2, 50, 1000])


def splice(chance: random.Random, data: bytearray, seeds: list[bytes]) -> None:
    """Put a piece of another file in place."""
    other = chance.choice(seeds)
    start = chance.randrange(len(other))
    piece = other[start : start + chance.randint(1, 4096)]
    at = chance.randrange(len(data))
    data[at : at + len(piece)] = piece


def nest(chance: random.Random, data: bytearray, _seeds: list[bytes]) -> None:
    """Open sequences within sequences, deep."""
    at = chance.randrange(132, max(133, min(len(data), 4096)))
    item = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    data[at:at] = item * chance.choice([3, 100, 2000])


MUTATORS: tuple[Mutate, ...] = (flip, flip_header, lie, cut, repeat, splice, nest)


@dataclass(slots=True)
class Tally:
    """What came of the mutants."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    recovered: float = 0.0
    bad: list[str] = field(default_factory=list)


def seeds_of(data: Path | None) -> Iterator[tuple[bytes, bool]]:
    """Yield files small enough to bend, and whether they are synthetic."""
    with tempfile.TemporaryDirectory() as folder:
        for case in write_patients(Path(folder), ("fits", "knee", "chinese")):
            for path in sorted(case.folder.rglob("*")):
                if path.is_file() and path.stat().st_size <= _LARGEST:
                    yield path.read_bytes(), True
    if data is not None and (data / "dicom").is_dir():
        for path in sorted((data / "dicom").rglob("*")):
            if path.is_file() and 132 < path.stat().st_size <= _LARGEST:
                yield path.read_bytes(), False


def feed(pool: DecodePool, mutant: bytes) -> str:
    """Give a mutant to the pool; return what came of it in one word."""
    try:
        parsed = pool.parse(mutant)
        if not parsed.instance.has_pixels:
            return "no pixels"
        instance = parsed.instance
        if instance.pixel_offset is not None:  # otherwise decoded here: native, after checks
            instance = replace(instance, pixel_offset=None)
        pool.decode(mutant, instance, [0])
    except DicomError as error:
        killed = _STOPPED in str(error)
        return "worker stopped" if killed else type(error).__name__
    return "decoded"


def run(
    seeds: list[tuple[bytes, bool]], *, count: int, seconds: float, seed: int, keep: Path | None
) -> tuple[Tally, int]:
    """Bend and feed until the count or the time is reached."""
    chance, tally, done = random.Random(seed), Tally(), 0
    plain = [data for data, _ in seeds]
    sound = next(data for data, synthetic in seeds if synthetic)
    until = time.monotonic() + seconds
    with DecodePool(1, DecodeLimits()) as pool:
        pool.parse(sound)
        while done < count and time.monotonic() < until:
            data, synthetic = chance.choice(seeds)
            mutant = bytearray(data)
            for _ in range(chance.randint(1, 3)):
                if mutant:
                    chance.choice(MUTATORS)(chance, mutant, plain)
            began, problem = time.monotonic(), ""
            try:
                outcome = feed(pool, bytes(mutant))
            except Exception as error:  # noqa: BLE001 - exactly this must not happen
                outcome = problem = f"leaked {type(error).__name__}"
            took = time.monotonic() - began
            tally.slowest = max(tally.slowest, took)
            if took > _LATE:
                problem = problem or f"answered after {took:.1f} s"
            if outcome == "worker stopped":
                began = time.monotonic()
                pool.parse(sound)
                tally.recovered = max(tally.recovered, time.monotonic() - began)
            tally.outcomes[outcome] += 1
            done += 1
            if problem:
                tally.bad.append(f"mutant {done} of seed {seed}: {problem}")
            if keep is not None and synthetic and (problem or outcome == "worker stopped"):
                (keep / f"{seed}-{done}.bin").write_bytes(bytes(mutant))
    return tally, done


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description="Give bent files to the decode pool.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=1)
    known = os.environ.get("OMNI_MED_TEST_DATA", str(ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=Path(known))
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    seeds = [(data, synthetic) for data, synthetic in seeds_of(given.data) if len(data) > 132]
    began = time.monotonic()
    tally, done = run(
        seeds, count=given.count, seconds=given.seconds, seed=given.seed, keep=given.keep
    )
    report = {
        "seeds": len(seeds),
        "mutants": done,
        "seconds": round(time.monotonic() - began, 1),
        "outcomes": dict(tally.outcomes.most_common()),
        "slowest_s": round(tally.slowest, 2),
        "slowest_recovery_s": round(tally.recovered, 2),
        "problems": tally.bad,
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 1 if tally.bad else 0


if __name__ == "__main__":
    sys.exit(main())
