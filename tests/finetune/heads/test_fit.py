"""What is refused before anything is done, and what a lack of memory is called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from finetune.datasets.dataset import Dataset, Label
from finetune.errors import HeadError
from finetune.heads import fit
from finetune.heads.reporting.options import FitOptions
from finetune.heads.running.crew import ALONE, Crew, crew_of_environment
from finetune.heads.running.live import FAILED, Live
from omni_med.progress import Progress, no_progress


@dataclass
class Nowhere:
    is_sealed: bool = False


def silent(_title: str) -> Progress:
    return no_progress


def options(out: Path, name: str = "rare") -> FitOptions:
    dataset = Dataset((), Label("finding", "Rare"), 0, {}, (), "d" * 64)
    return FitOptions(dataset, name, out)


@pytest.mark.parametrize("name", ["", "Rare", "../x", "a b", "x" * 41])
def test_a_name_that_cannot_be_used_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HeadError, match="head's name"):
        fit.fit_head(options(tmp_path, name), Nowhere(), Live(None, silent))
    assert not list(tmp_path.iterdir())


def test_a_folder_of_something_else_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "rare").mkdir()
    (tmp_path / "rare" / "thesis.txt").write_text("x")
    with pytest.raises(HeadError, match="holds no head"):
        fit.fit_head(options(tmp_path), Nowhere(), Live(None, silent))
    assert [file.name for file in (tmp_path / "rare").iterdir()] == ["thesis.txt"]


def test_sealed_films_are_not_shared_among_processes(tmp_path: Path) -> None:
    with pytest.raises(HeadError, match="in clear"):
        fit.fit_head(
            options(tmp_path), Nowhere(is_sealed=True), Live(None, silent), crew=Crew(0, 2)
        )


@pytest.mark.parametrize(
    "words",
    [
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes",
        "could not create a primitive",
    ],
)
def test_out_of_memory_has_its_name_and_is_told_to_who_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    def starve(*_: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr(fit, "look_for_leakage", starve)
    file = tmp_path / "rare.live.jsonl"
    with pytest.raises(MemoryError):
        fit.fit_head(options(tmp_path), Nowhere(), Live(file, silent))
    assert FAILED in file.read_text("utf-8").splitlines()[-1]
    assert not (tmp_path / "rare").exists()


def test_a_crew_shares_everything_once() -> None:
    items = list(range(7))
    shares = [list(Crew(rank, 3).share(items)) for rank in range(3)]
    assert sorted(item for share in shares for item in share) == items
    assert ALONE.share(items) == items


def test_without_torchrun_a_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert crew_of_environment() is ALONE
