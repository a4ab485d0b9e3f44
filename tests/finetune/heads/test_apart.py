"""A locked set measured in a process of its own: refusals come back in words, no look is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from finetune.datasets.dataset import Dataset, Label, Sample
from finetune.datasets.films import file_films
from finetune.datasets.piped import Refused, answer_of
from finetune.datasets.traces import mark
from finetune.heads.apart import Teaching, measure_apart, teach_apart
from finetune.heads.locked import LockedCases
from omni_med.errors import CancelledError, OmniMedError
from omni_med.models.compact.backend import CompactFactory
from omni_med.models.heads.samples import sample_card, sample_numbers

pytestmark = pytest.mark.skipif(
    bool(CompactFactory().missing()), reason="the embedded model is not there"
)


def cases(folder: Path) -> LockedCases:
    """Two cases of two patients, one with the finding; their films cannot be read."""
    samples = tuple(Sample(n, folder / f"{n}.png", "", f"p{n}", n % 2, "kind") for n in (1, 2))
    dataset = Dataset(samples, Label("finding", "Rare"), 2, {}, (), "d" * 64)
    with file_films() as films:
        return LockedCases(dataset, films)


def test_what_is_refused_there_is_told_here_and_no_look_is_counted(tmp_path: Path) -> None:
    card = CompactFactory().card()
    numbers = sample_numbers(432, 384)
    head = sample_card(base=(card.id, "1", "0" * 64), numbers=numbers)
    head = replace(head, people=(mark("patient", "p2"),))
    looks: list[str] = []
    with pytest.raises(OmniMedError, match=r"taught on 1 of the 2 cases of this set \(cases 2\)"):
        measure_apart(head, numbers, cases(tmp_path), lambda *said: looks.append(said[1]))
    assert looks == []


def test_films_are_asked_for_and_the_look_is_counted_here(tmp_path: Path) -> None:
    card = CompactFactory().card()
    numbers = sample_numbers(432, 384)
    head = sample_card(base=(card.id, card.version, card.sha256), numbers=numbers)
    looks: list[tuple[str, ...]] = []
    with pytest.raises(OmniMedError, match="reads no case"):
        measure_apart(head, numbers, cases(tmp_path), lambda *said: looks.append(said[2]))
    assert looks == [tuple(sorted(mark("patient", name) for name in ("p1", "p2")))]


def test_it_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        measure_apart(
            sample_card(),
            sample_numbers(),
            cases(tmp_path),
            lambda *_: None,
            cancelled=lambda: True,
        )


def test_a_data_set_that_cannot_be_taught_on_is_told_here(tmp_path: Path) -> None:
    found = cases(tmp_path)
    with pytest.raises(OmniMedError, match="name"):
        teach_apart(found.dataset, found.films, Teaching("Not a name", tmp_path))


def test_a_parent_answers_only_what_is_asked_of_films(tmp_path: Path) -> None:
    found = cases(tmp_path)
    sample = found.dataset.samples[0]
    assert isinstance(answer_of(found.films, "picture", sample), Refused)
    with pytest.raises(KeyError):
        answer_of(found.films, "__class__", sample)
