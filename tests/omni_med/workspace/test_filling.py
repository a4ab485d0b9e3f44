"""A sealed series straight into a volume: what was bent on the disk is a gap, the rest is there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audit.errors import ForbiddenError, MissingObjectError, SessionLockedError
from audit.sealing.envelope import CHUNK, HEADER, TAG
from omni_med.dicom import DecodePool, build_stacks, load_volume
from omni_med.dicom.volume import Volume
from omni_med.errors import UnknownStudyError
from omni_med.workspace import Workspace
from omni_med.workspace.filing import SeriesFiles

WriteFile = Callable[..., Path]
ROOT = "1.2.826.0.1.3680043.10.543"
SIDE, SLICES = 300, 4
STUDY = f"{ROOT}.1"
"""A slice of 300 x 300 words takes three chunks."""


@pytest.fixture
def objects(workspace: Workspace, write_file: WriteFile, pool: DecodePool) -> list[Path]:
    """Import a series; return the sealed files of its slices, in order."""
    chance = np.random.default_rng(3)
    paths = [
        write_file(
            f"{n}.dcm",
            number=n + 1,
            Rows=SIDE,
            Columns=SIDE,
            PixelData=(chance.integers(1, 4000, (SIDE, SIDE), np.int16)).tobytes(),
        )
        for n in range(SLICES)
    ]
    workspace.import_paths(paths, pool=pool)
    names = [workspace._access.instance(f"{STUDY}.1.{n + 1}") for n in range(SLICES)]
    return [workspace.home / "vault/objects" / name[:2] / name for name in names]


def load(workspace: Workspace, *, whole: bool = False) -> Volume:
    (stack,) = build_stacks(workspace.open_case(STUDY).study.series[0])
    with DecodePool(1) as idle:  # nothing is compressed
        return load_volume(
            stack,
            workspace.read_instance,
            pool=idle,
            read_into=None if whole else workspace.open_series(stack.series_uid).read_into,
            renderings=workspace.renderings(stack.series_uid),
        )


def test_the_same_as_by_way_of_whole_files(workspace: Workspace, objects: list[Path]) -> None:
    direct, plain = load(workspace), load(workspace, whole=True)
    assert direct.loaded.all()
    np.testing.assert_array_equal(direct.values, plain.values)
    assert direct.values.any(axis=(1, 2)).all()


def flip(at: int) -> Callable[[list[Path]], None]:
    def bend(objects: list[Path]) -> None:
        data = bytearray(objects[2].read_bytes())
        data[at] ^= 1
        objects[2].write_bytes(data)

    return bend


BENT: dict[str, tuple[Callable[[list[Path]], object], str]] = {
    "header": (flip(60), "another key"),
    "chunk 1": (flip(HEADER + 2000), "chunk 1 of 3"),
    "chunk 2": (flip(HEADER + CHUNK + TAG), "chunk 2 of 3"),
    "chunk 3": (flip(-1), "chunk 3 of 3"),
    "cut": (lambda objects: objects[2].write_bytes(objects[2].read_bytes()[:-70_000]), "is cut"),
    "another slice": (lambda objects: shutil.copy(objects[1], objects[2]), "another key"),
    "gone": (lambda objects: objects[2].unlink(), "is gone"),
}


@pytest.mark.parametrize("name", BENT)
def test_a_bent_slice_is_a_gap_of_zeros(
    workspace: Workspace, objects: list[Path], name: str
) -> None:
    bend, words = BENT[name]
    bend(objects)
    volume = load(workspace)
    assert set(volume.failures) == {2}
    assert words in volume.failures[2]
    assert volume.loaded.tolist() == [True, True, False, True]
    assert not volume.values[2].any()


def test_an_older_sealing_of_the_same_slice_is_refused(
    workspace: Workspace, objects: list[Path], pool: DecodePool, write_file: WriteFile
) -> None:
    """Shredded and imported again, a file has its old name and another key."""
    older = objects[2].read_bytes()
    files = list((workspace.home.parent / "files").iterdir())
    workspace.shred(STUDY, reason="imported twice")
    assert workspace.import_paths(files, pool=pool).instances == SLICES
    assert load(workspace).loaded.all(), "the control: the new sealing is read"
    objects[2].write_bytes(older)
    volume = load(workspace)
    assert set(volume.failures) == {2}
    assert "another key" in volume.failures[2]
    assert not volume.values[2].any()


def test_a_file_put_back_is_read_again(workspace: Workspace, objects: list[Path]) -> None:
    kept = objects[0].read_bytes()
    objects[0].write_bytes(kept[:-1])
    assert not load(workspace).loaded[0]
    objects[0].write_bytes(kept)
    assert load(workspace).loaded.all()


def read(files: SeriesFiles) -> bytes:
    buffer = memoryview(bytearray(100))
    assert files.read_into(f"{STUDY}.1.2", 900, buffer) == 100
    return bytes(buffer)


@pytest.fixture
def files(workspace: Workspace, objects: list[Path]) -> SeriesFiles:
    assert objects
    return workspace.open_series(f"{STUDY}.1")


def test_an_open_series_ends_with_a_lock(workspace: Workspace, files: SeriesFiles) -> None:
    assert read(files)
    workspace.lock()
    with pytest.raises(SessionLockedError):
        read(files)
    workspace.unlock("a horse and a stapler")
    assert read(files)


def test_an_open_series_asks_the_door_again(
    workspace: Workspace, files: SeriesFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    admit = workspace._door.admit

    def admitting(name: str) -> None:
        asked.append(name)
        admit(name)

    monkeypatch.setattr(workspace._door, "admit", admitting)
    read(files)
    assert not asked
    later = time.monotonic() + 2
    monkeypatch.setattr("omni_med.workspace.filing.time.monotonic", lambda: later)
    read(files)
    read(files)
    assert asked == ["read_into"], "once a second, not once a slice"
    monkeypatch.setattr(workspace._door, "admit", refuse)
    monkeypatch.setattr("omni_med.workspace.filing.time.monotonic", lambda: later + 2)
    for _ in range(2):
        with pytest.raises(ForbiddenError):
            read(files)


def refuse(_name: str) -> None:
    raise ForbiddenError("This user was disabled.")


def test_an_open_series_knows_no_other_study(files: SeriesFiles) -> None:
    with pytest.raises(UnknownStudyError):
        files.read_into("9.9.9", 0, memoryview(bytearray(4)))


def test_an_open_series_does_not_outlive_a_shredding(
    workspace: Workspace, files: SeriesFiles
) -> None:
    workspace.shred(STUDY, reason="test")
    with pytest.raises((UnknownStudyError, MissingObjectError)):
        read(files)


def test_an_open_series_outlives_a_rotation(workspace: Workspace, files: SeriesFiles) -> None:
    before = read(files)
    workspace.rotate_keys()
    assert read(files) == before
