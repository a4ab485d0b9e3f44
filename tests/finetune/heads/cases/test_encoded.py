"""Which cases a head is taught on, and what is said where too few are left."""

from __future__ import annotations

import numpy as np
import pytest

from finetune.datasets.dataset import Dataset, Label, Sample
from finetune.errors import DatasetError
from finetune.heads.cases.encoded import check_people, choose_cases


def samples(positive: int, negative: int) -> tuple[Sample, ...]:
    labels = [1] * positive + [0] * negative
    return tuple(Sample(n + 1, None, "x", f"p{n}", label) for n, label in enumerate(labels))


def test_too_few_patients_say_why_and_how_many_cases_went() -> None:
    check_people(samples(2, 2), {})
    with pytest.raises(DatasetError) as caught:
        check_people(samples(1, 9), {"the image cannot be read": 17, "a film refused": 2})
    said = str(caught.value)
    assert "Left out: 17: the image cannot be read; 2: a film refused." in said
    with pytest.raises(DatasetError, match="Left out: none"):
        check_people(samples(9, 1), {})


def test_all_positives_and_negatives_from_their_places_first_are_taken() -> None:
    made = samples(2, 6)
    dataset = Dataset(made, Label("finding", "Rare"), 2, {}, (), "d" * 64)
    place = np.array(["a", "a", "b", "b", "b", "a", "a", "b"])
    assert choose_cases(dataset, place, 2, 0) == [0, 1, 5, 6]
    assert choose_cases(dataset, place, 99, 0) == list(range(8))
    assert choose_cases(dataset, place, 3, 0) == choose_cases(dataset, place, 3, 0)
