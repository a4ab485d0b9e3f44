"""Power losses played back: an acknowledged action survives them, and the control's do not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "crash"))

from disk import Disk, Step
from kills import kills
from power import lose_power

needs_compiler = pytest.mark.skipif(
    shutil.which("cc") is None and shutil.which("gcc") is None, reason="there is no C compiler"
)


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize("mode", ["", "ROTATE"])
def test_what_was_acknowledged_survives_a_power_loss(tmp_path: Path, mode: str) -> None:
    found = lose_power(tmp_path, 40, 48, seed=5, mode=mode)
    assert (found.lost, found.broken) == (0, 0), found.first


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize("mode", ["NORMAL", "UNSYNCED"])
def test_without_its_flushes_it_would_not(tmp_path: Path, mode: str) -> None:
    """Else the test above shows nothing."""
    found = lose_power(tmp_path, 12, 48, seed=6, mode=mode)
    assert found.lost + found.broken > 0


@pytest.mark.slow
def test_what_was_acknowledged_survives_kills_while_keys_are_rotated() -> None:
    lost, broken, first = kills(3, seed=7)
    assert (lost, broken) == (0, 0), first
    early, _, _ = kills(2, seed=8, mode="EARLY")
    assert early, "what is acknowledged before it is done must be missing"


class Luck:
    """Chance that keeps nothing that was not flushed."""

    def random(self) -> float:
        return 0.0

    def randint(self, low: int, _high: int) -> int:
        return low


def test_the_disk_keeps_what_was_flushed_and_nothing_else(tmp_path: Path) -> None:
    before, found = tmp_path / "before", tmp_path / "found"
    before.mkdir()
    (before / "old").write_bytes(b"old")
    disk = Disk(before)
    for step in (
        Step("w", "old", offset=0, data=b"new"),
        Step("c", "d/one"),
        Step("w", "d/one", data=b"1"),
        Step("s", "d/one"),
        Step("r", "d/one", "d/two"),
    ):
        disk.do(step)
    disk.lose_power(Luck(), found)  # type: ignore[arg-type]
    assert {path.name: path.read_bytes() for path in found.rglob("*") if path.is_file()} == {
        "old": b"old"
    }
    for step in (Step("s", "d"), Step("s", "old")):
        disk.do(step)
    disk.lose_power(Luck(), found)  # type: ignore[arg-type]
    assert (found / "old").read_bytes() == b"new"
    assert (found / "d" / "two").read_bytes() == b"1"
    assert not (found / "d" / "one").exists()
