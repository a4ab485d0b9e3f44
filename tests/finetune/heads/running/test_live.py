"""A teaching is followed by its lines."""

from __future__ import annotations

import json
from pathlib import Path

from finetune.heads.running.live import DONE, FAILED, Live, Point
from finetune.heads.running.sinks import TensorBoard
from omni_med.progress import Progress, no_progress


def silent(_title: str) -> Progress:
    return no_progress


def test_a_teaching_is_followed_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "rare.live.jsonl"
    live = Live(file, silent, [board := TensorBoard(tmp_path / "board")])
    progress = live.stage("comparing", "Comparing")
    progress(1, 4)
    live.fold("0-1")(Point(4, 20, 0.5, 0.75))
    live.done(tmp_path, offered=False, auroc=0.9)
    live.failed("no")
    board.close()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["stage"] for line in lines] == [
        "comparing", "comparing", "curve", DONE, FAILED,
    ]  # fmt: skip
    assert lines[1]["done"], lines[1]["total"] == (1, 4)
    assert (lines[2]["fold"], lines[2]["step"], lines[2]["held_auroc"]) == ("0-1", 20, 0.75)
    assert list((tmp_path / "board").glob("events.out.tfevents.*"))
