"""Bent files, a few at a time; `make fuzz` does it for minutes."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Self

import pytest

from omni_med.dicom.process import STOPPED
from omni_med.errors import DamagedFileError


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    path = Path(__file__).parents[3] / "scripts/fuzz.py"
    spec = importlib.util.spec_from_file_location("fuzz", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_bent_films_give_results_or_one_typed_error(fuzz: ModuleType) -> None:
    seeds = list(fuzz.seeds_of(None))
    assert len(seeds) >= 2
    tally, done = fuzz.run(seeds, count=40, seconds=120, seed=7, keep=None)
    assert done == sum(tally.outcomes.values()) > 0
    assert tally.bad == []


def test_every_mutator_changes_something(fuzz: ModuleType) -> None:
    seeds = [bytes(range(256)) * 20, bytes(5000)]
    for mutate in fuzz.MUTATORS:
        changed = 0
        for seed in range(20):
            data = bytearray(seeds[0])
            mutate(random.Random(seed), data, seeds)
            changed += data != seeds[0]
        assert changed >= 10, mutate.__name__


def test_what_leaks_is_a_problem(fuzz: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an error that is not typed, and a worker that was stopped, are seen."""
    answers = iter([KeyError("not typed"), DamagedFileError(STOPPED)])

    def leaky(_pool: object, _mutant: bytes) -> str:
        error = next(answers)
        if isinstance(error, DamagedFileError):
            return "worker stopped"
        raise error

    monkeypatch.setattr(fuzz, "DecodePool", _Pool)
    monkeypatch.setattr(fuzz, "feed", leaky)
    tally, done = fuzz.run([(bytes(range(200)), True)], count=2, seconds=60, seed=1, keep=None)
    assert done == 2
    assert tally.outcomes == {"leaked KeyError": 1, "worker stopped": 1}
    assert len(tally.bad) == 1


class _Pool:
    """Stands for the decode pool."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def parse(self, _data: bytes) -> None:
        """Read a sound file."""
