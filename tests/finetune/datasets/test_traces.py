"""A case is known again under any name; other patients' cases are not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.datasets.dataset import Sample
from finetune.datasets.films import Known, Picture
from finetune.datasets.looks import fingerprint
from finetune.datasets.traces import (
    ALIKE,
    check_apart,
    compared_by,
    kept_of,
    look_of,
    mark,
    marks_of,
    trace_all,
)
from finetune.errors import HeadError
from omni_med.errors import DamagedFileError


def film(seed: int) -> np.ndarray:
    small = np.random.default_rng(seed).normal(0.5, 0.2, (24, 20)).astype(np.float32)
    return np.clip(cv2.resize(small, (400, 480), interpolation=cv2.INTER_CUBIC), 0, 1)


@dataclass
class Drawn:
    """Films by the number of the case; what is not there cannot be read."""

    films: dict[int, np.ndarray]
    uids: dict[int, str] = field(default_factory=dict)
    patients: dict[int, tuple[str, ...]] = field(default_factory=dict)
    is_sealed: bool = False

    def picture(self, sample: Sample) -> Picture | None:
        if sample.index not in self.films:
            raise DamagedFileError("cut")
        return Picture(self.films[sample.index], 1, "png")

    def digest(self, sample: Sample) -> str:
        return mark("bytes", str(self.films[sample.index].sum()))

    def known(self, sample: Sample) -> Known:
        uid, patient = self.uids.get(sample.index), self.patients.get(sample.index)
        return Known((uid,) if uid else (), (patient,) if patient else ())


def cases(*groups: str) -> list[Sample]:
    return [
        Sample(number, Path("x.png"), "", group, number % 2)
        for number, group in enumerate(groups, start=1)
    ]


@dataclass
class Card:
    seen: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    title: str = "rare 1"


def taught() -> Card:
    """Two cases: patients a and b, objects 1.2.1 and 1.2.2."""
    drawn = Drawn({1: film(1), 2: film(2)}, {1: "1.2.1", 2: "1.2.2"}, {2: ("H", "0042")})
    kept = kept_of(trace_all(cases("a", "b"), drawn))
    return Card(kept.seen, kept.objects, kept.people, kept.looks)


def refused(drawn: Drawn, *groups: str) -> str:
    samples = cases(*groups)
    with pytest.raises(HeadError) as told:
        check_apart(taught(), [s.index for s in samples], trace_all(samples, drawn))
    return str(told.value)


def test_other_patients_films_pass() -> None:
    samples = cases("c", "d")
    drawn = Drawn({1: film(3), 2: film(4)}, {1: "1.2.3"}, {1: ("H", "0043")})
    check_apart(taught(), [1, 2], trace_all(samples, drawn))
    assert compared_by(taught()) == ("patient", "SOP Instance UID", "file", "look of the film")


def test_the_same_patient_under_another_film_is_known() -> None:
    said = refused(Drawn({1: film(3), 2: film(4)}), "c", "b")
    assert (
        said == "rare 1 was taught on 1 of the 2 cases of this set (cases 2), known by: patient 1."
    )


def test_a_patient_is_known_by_the_header_whatever_the_key() -> None:
    assert "patient 1" in refused(Drawn({1: film(3)}, {}, {1: ("H", "0042")}), "z")


def test_the_same_object_in_another_file_is_known() -> None:
    assert "SOP Instance UID 1" in refused(Drawn({1: film(5)}, {1: "1.2.2"}), "z")


@pytest.mark.parametrize("how", ["smaller", "darker", "grainy", "cut"])
def test_the_same_film_made_anew_is_known(how: str) -> None:
    rng, again = np.random.default_rng(0), film(2)
    again = {
        "smaller": cv2.resize(again, (200, 240), interpolation=cv2.INTER_AREA),
        "darker": again * 0.6,
        "grainy": (again + rng.normal(0, 0.03, again.shape)).astype(np.float32),
        "cut": again[3:-3, 3:-3],
    }[how]
    assert "look of the film 1" in refused(Drawn({1: again}), "z")


def test_looks_of_different_films_are_far_apart() -> None:
    looks = [look_of(fingerprint(film(seed))) for seed in range(60)]
    bits = np.stack([np.unpackbits(np.frombuffer(bytes.fromhex(x), np.uint8)) for x in looks])
    apart = [(bits[i] != bits[j]).sum() for i in range(60) for j in range(i)]
    assert min(apart) > 1.5 * ALIKE


def test_looks_stay_the_same_for_ever() -> None:
    """Cards hold them: another way of drawing would let every old film pass."""
    print_ = np.sin(np.arange(4096, dtype=np.float32))
    assert look_of(print_)[:24] == FIRST


FIRST = "742a90a95c6a3c1b6fc0f5ca"


def test_an_unreadable_film_leaves_its_patient() -> None:
    (trace,) = trace_all(cases("a"), Drawn({}))
    assert (trace.people, trace.film, trace.look) == (frozenset({mark("patient", "a")}), "", "")
    assert marks_of([trace]) == (mark("patient", "a"),)


def test_lines_without_a_patient_are_nobody() -> None:
    (trace,) = trace_all(cases("line-1"), Drawn({1: film(1)}))
    assert not trace.people


def test_a_bent_card_is_a_clear_line() -> None:
    card = Card(looks=("z" * 128,))
    with pytest.raises(HeadError, match="cannot be read"):
        check_apart(card, [1], trace_all(cases("a"), Drawn({1: film(1)})))


def test_nothing_of_a_patient_stands_in_what_is_kept() -> None:
    kept = kept_of(trace_all(cases("CANARY-7"), Drawn({1: film(1)})))
    assert "CANARY" not in repr(asdict(kept))
