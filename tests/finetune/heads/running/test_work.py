"""A head is made by one process at a time, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from finetune.errors import HeadError
from finetune.heads.running.work import held, place, work_folder, write_whole
from omni_med.models.heads.bundle import CARD


def test_a_head_comes_to_its_place_card_last(tmp_path: Path) -> None:
    made, folder = tmp_path / "made", tmp_path / "rare"
    made.mkdir()
    for name in (CARD, "head.safetensors", "report.md"):
        (made / name).write_text(name)
    place(made, folder)
    assert {file.name for file in folder.iterdir()} == {CARD, "head.safetensors", "report.md"}
    assert not list(made.iterdir())


def test_a_head_is_made_by_one_process_at_a_time(tmp_path: Path) -> None:
    work = work_folder(tmp_path, "rare", "key")
    assert work.stat().st_mode & 0o777 == 0o700
    with held(work), pytest.raises(HeadError, match="another process"), held(work):
        pass
    with held(work):
        pass


def test_on_a_full_disk_nothing_half_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fold.json"
    file.write_text("before")

    def full(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"after")
    assert [item.name for item in tmp_path.iterdir()] == ["fold.json"]
    assert file.read_text() == "before"
