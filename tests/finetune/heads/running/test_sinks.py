"""Curves for MLflow: a folder of runs as its own file store writes it."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
import yaml

from finetune.heads.running.live import Live, Point
from finetune.heads.running.sinks import MlflowFolder
from omni_med.progress import Progress, no_progress


def silent(_title: str) -> Progress:
    return no_progress


def a_run(folder: Path) -> Path:
    ticks = count(1_700_000_000)
    sink = MlflowFolder(folder, "rare", clock=lambda: float(next(ticks)))
    live = Live(None, silent, [sink])
    watch = live.fold("0-1")
    watch(Point(4, 20, 0.5, 0.75, ("text",)))
    watch(Point(4, 40, 0.25, None, ("text",)))
    live.figure("auroc", 0.9)
    sink.close()
    (run,) = (item for item in (folder / "0").iterdir() if item.is_dir())
    return run


def test_a_run_is_laid_out_as_mlflow_reads_it(tmp_path: Path) -> None:
    run = a_run(tmp_path / "mlruns")
    said = yaml.safe_load((run / "meta.yaml").read_text("utf-8"))
    assert said["run_id"] == said["run_uuid"] == run.name
    assert said["status"] == 3
    assert said["end_time"] > said["start_time"]
    experiment = yaml.safe_load((run.parent / "meta.yaml").read_text("utf-8"))
    assert (experiment["experiment_id"], experiment["name"]) == ("0", "Default")
    assert (run / "tags" / "mlflow.runName").read_text("utf-8") == "rare"


def test_curves_are_lines_of_time_value_step(tmp_path: Path) -> None:
    run = a_run(tmp_path / "mlruns")
    loss = (run / "metrics" / "loss" / "fold-0-1" / "text" / "rank-4").read_text("utf-8")
    assert [line.split()[1:] for line in loss.splitlines()] == [["0.5", "20"], ["0.25", "40"]]
    assert len(list((run / "metrics").rglob("rank-4"))) == 2


def test_a_second_run_stands_beside_the_first(tmp_path: Path) -> None:
    a_run(tmp_path)
    before = (tmp_path / "0" / "meta.yaml").read_text("utf-8")
    MlflowFolder(tmp_path, "other").close()
    assert len([item for item in (tmp_path / "0").iterdir() if item.is_dir()]) == 2
    assert (tmp_path / "0" / "meta.yaml").read_text("utf-8") == before


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="file"):
        MlflowFolder(tmp_path / "file", "rare")
