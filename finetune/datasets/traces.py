"""By what a case is known again, whatever its file is called: patient, object, look of the film.

A head keeps the traces of all that it was taught on, so that a locked set with any of it is
refused: the same patient, the same SOP Instance UID, the same file, or a film that looks the same.
Nothing can be read back from a trace but a name that was guessed; those of patients go into no
bundle.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from finetune.datasets.dataset import Sample
from finetune.datasets.films import Films
from finetune.datasets.looks import FINGERPRINT, fingerprint
from finetune.errors import HeadError
from omni_med.errors import DicomError
from omni_med.progress import Progress, no_progress

BITS = 512  # of a look
ALIKE = 75
"""Bits in which two looks of one film may differ.

The share of differing bits is the angle between two fingerprints over pi: 61 of 512 (standard
deviation 7) at the correlation of 0.93 that counts as one film. Of the 1,188,519 pairs of films of
different patients in the test data (chest films, 0.88 at most) none differs in fewer than 79.
Source: Charikar, STOC 2002.
"""
_DIGITS = BITS // 4
_MOST_SHOWN = 8  # cases in one message


class Taught(Protocol):
    """What a head's card says of the cases it was taught on."""

    @property
    def title(self) -> str:
        """Name and version of the head."""
        ...

    @property
    def seen(self) -> tuple[str, ...]:
        """Digests of film files."""
        ...

    @property
    def objects(self) -> tuple[str, ...]:
        """Traces of SOP Instance UIDs."""
        ...

    @property
    def people(self) -> tuple[str, ...]:
        """Traces of patients."""
        ...

    @property
    def looks(self) -> tuple[str, ...]:
        """Of films."""
        ...


@dataclass(frozen=True, slots=True)
class Trace:
    """One case.

    Attributes:
        film: First 16 hexadecimal digits of SHA-256 over the film's file; empty without.
        objects: Traces of its SOP Instance UIDs.
        people: Traces of each name its patient goes by.
        look: Of the film, 128 hexadecimal digits; empty where it cannot be read.
    """

    film: str = field(default="", repr=False)
    objects: frozenset[str] = field(default=frozenset(), repr=False)
    people: frozenset[str] = field(default=frozenset(), repr=False)
    look: str = field(default="", repr=False)


def mark(kind: str, *parts: str) -> str:
    """Return the trace of a name: 16 hexadecimal digits of SHA-256 over its kind and parts."""
    framed = "\0".join([kind, *(part.strip() for part in parts)])
    return hashlib.sha256(framed.encode()).hexdigest()[:16]


def trace_all(
    samples: Sequence[Sample], films: Films, progress: Progress = no_progress
) -> tuple[Trace, ...]:
    """Return the traces of cases; of a film that cannot be read only those of its patient."""
    found = []
    for number, sample in enumerate(samples):
        found.append(_trace(sample, films))
        progress(number + 1, len(samples))
    return tuple(found)


def _trace(sample: Sample, films: Films) -> Trace:
    made_up = sample.group == f"line-{sample.index}"  # nobody said who the patient is
    people = frozenset() if made_up else frozenset({mark("patient", sample.group)})
    try:
        known, picture = films.known(sample), films.picture(sample)
        film = films.digest(sample) if sample.has_image else ""
    except (DicomError, OSError):
        return Trace(people=people)
    look = "" if picture is None else look_of(fingerprint(picture.gray))
    objects = frozenset(mark("object", uid) for uid in known.objects)
    others = frozenset(mark("patient", *name) for name in known.people)
    return Trace(film, objects, people | others, look)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a head's card keeps of the traces of its cases, each sorted and once."""

    seen: tuple[str, ...] = field(default=(), repr=False)
    objects: tuple[str, ...] = field(default=(), repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)
    looks: tuple[str, ...] = field(default=(), repr=False)


def kept_of(traces: Iterable[Trace]) -> Kept:
    """Return what a head's card keeps of traces."""
    found = list(traces)
    return Kept(
        _sorted(trace.film for trace in found),
        _sorted(uid for trace in found for uid in trace.objects),
        _sorted(name for trace in found for name in trace.people),
        _sorted(trace.look for trace in found),
    )


def marks_of(traces: Iterable[Trace]) -> tuple[str, ...]:
    """Return by what looks at these cases are counted: files, objects and patients."""
    parts = ({trace.film, *trace.objects, *trace.people} for trace in traces)
    return _sorted(value for part in parts for value in part)


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def compared_by(card: Taught) -> tuple[str, ...]:
    """Return by what cases can be told from those of a head, in words."""
    kinds = (
        ("patient", card.people), ("SOP Instance UID", card.objects), ("file", card.seen),
        ("look of the film", card.looks),
    )  # fmt: skip
    return tuple(name for name, values in kinds if values)


def check_apart(card: Taught, indices: Sequence[int], traces: Sequence[Trace]) -> None:
    """Refuse cases that a head was taught on.

    Args:
        card: Of the head.
        indices: Number of each case, for the message.
        traces: Of each case.

    Raises:
        HeadError: If a patient, an object, a file or the look of a film is one of the head's.
    """
    people, objects, films = set(card.people), set(card.objects), set(card.seen)
    alike = _alike([trace.look for trace in traces], card.looks)
    again: Counter[str] = Counter()
    cases = []
    for number, trace, same in zip(indices, traces, alike, strict=True):
        found = [
            name
            for name, hit in (
                ("patient", trace.people & people),
                ("SOP Instance UID", trace.objects & objects),
                ("file", trace.film in films),
                ("look of the film", same),
            )
            if hit
        ]
        again.update(found)
        if found:
            cases.append(number)
    if not cases:
        return
    shown = ", ".join(str(number) for number in cases[:_MOST_SHOWN])
    more = f" and {len(cases) - _MOST_SHOWN} more" if len(cases) > _MOST_SHOWN else ""
    by = ", ".join(f"{name} {count}" for name, count in again.items())
    only = "" if set(again) != {"patient"} else " If keys are alike by chance, make them unique."
    raise HeadError(
        f"{card.title} was taught on {len(cases)} of the {len(traces)} cases of this set "
        f"(cases {shown}{more}), known by: {by}.",
        hint="A locked set holds other patients than the ones a head was taught on; "
        "`omni-med finetune dataset create --lock` keeps some back before anything is taught."
        + only,
    )


def look_of(print_: NDArray[np.float32]) -> str:
    """Return the look of a film from its fingerprint (4096,): 512 bits, hexadecimal."""
    bits = (_directions() @ print_) > 0
    return np.packbits(bits).tobytes().hex()


@functools.cache
def _directions() -> NDArray[np.float32]:
    """Return float32 (512, 4096) of -1 and 1, the same everywhere and always."""
    count = BITS * FINGERPRINT * FINGERPRINT
    drawn = hashlib.shake_256(b"OmniMed look of a film 1").digest(count // 8)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8)).reshape(BITS, -1)
    return bits.astype(np.float32) * 2 - 1


def _alike(looks: Sequence[str], known: Sequence[str]) -> list[bool]:
    """Return which looks are of films that are known."""
    usable = [look for look in known if len(look) == _DIGITS]
    if not usable:
        return [False] * len(looks)
    table = np.stack([_bits(look) for look in usable])
    found = []
    for look in looks:
        apart = (table != _bits(look)).sum(1) if len(look) == _DIGITS else np.array([BITS])
        found.append(bool(apart.min() <= ALIKE))
    return found


def _bits(look: str) -> NDArray[np.uint8]:
    try:
        return np.unpackbits(np.frombuffer(bytes.fromhex(look), np.uint8))
    except ValueError:
        raise HeadError(
            "What the head's card says of the films it was taught on cannot be read.",
            hint="Teach it again, or ask who sent it.",
        ) from None
