"""What goes on while a head is taught, for who waits: lines of JSON that a window can follow.

One file a head, appended to: a line where a stage moves on, a line for each point of a training
curve, a last line with the end. It holds numbers only, nothing of a patient.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from omni_med.progress import Progress

SUFFIX = ".live.jsonl"
Tell = Callable[[str], Progress]

LOOKING, ENCODING, COMPARING, TEACHING = "looking", "encoding", "comparing", "teaching"
CURVE, DONE, FAILED = "curve", "done", "failed"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a training curve.

    Attributes:
        rank: Of the LoRA that is taught.
        step: Gradient steps taken.
        loss: Mean over the steps since the point before.
        held_auroc: On patients held back from this teaching; None without any.
        targets: What the LoRA adapts.
    """

    rank: int
    step: int
    loss: float
    held_auroc: float | None = None
    targets: tuple[str, ...] = ()


Watch = Callable[[Point], None]


def unwatched(_point: Point) -> None:
    """Tell nobody."""


class Sink(Protocol):
    """Something else that takes curves: TensorBoard, MLflow."""

    def scalar(self, name: str, value: float, step: int) -> None:
        """Take one number."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class Live:
    """Tells a file, the terminal and other sinks how far a head is."""

    def __init__(self, file: Path | None, tell: Tell, sinks: Sequence[Sink] = ()) -> None:
        """Begin a new file; without one only the terminal and the sinks are told."""
        self._file, self._tell, self._sinks = file, tell, tuple(sinks)
        self._fold = ""
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("", "utf-8")

    def stage(self, stage: str, title: str) -> Progress:
        """Begin a stage; returns what is told how much of it is done."""
        shown = self._tell(title)
        clock = _Clock()
        self._write(stage=stage, done=0, total=0, left_s=None)

        def report(done: int, total: int) -> None:
            shown(done, total)
            self._write(stage=stage, done=done, total=total, left_s=clock.left(done, total))

        return report

    def fold(self, name: str) -> Watch:
        """Return what is told the points of one fold's curves."""

        def watch(point: Point) -> None:
            self._write(
                stage=CURVE,
                fold=name,
                rank=point.rank,
                targets=point.targets,
                step=point.step,
                loss=round(point.loss, 5),
                held_auroc=None if point.held_auroc is None else round(point.held_auroc, 4),
            )
            where = "/".join(
                [f"fold-{name}", *filter(None, ["-".join(point.targets)]), f"rank-{point.rank}"]
            )
            for sink in self._sinks:
                sink.scalar(f"loss/{where}", point.loss, point.step)
                if point.held_auroc is not None:
                    sink.scalar(f"held-auroc/{where}", point.held_auroc, point.step)

        return watch

    def figure(self, name: str, value: float) -> None:
        """Give a figure of the finished head to the sinks."""
        for sink in self._sinks:
            sink.scalar(name, value, 0)

    def done(self, folder: Path, *, offered: bool, auroc: float) -> None:
        """Write the last line."""
        self._write(stage=DONE, folder=str(folder), offered=offered, auroc=auroc)

    def failed(self, message: str) -> None:
        """Write the last line of a teaching that came to nothing."""
        self._write(stage=FAILED, message=message)

    def _write(self, **items: object) -> None:
        if self._file is None:
            return
        line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **items})
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")


class _Clock:
    """How long a stage will still take; what an earlier run had finished is not counted."""

    _AT_ONCE = 0.05  # seconds: such a unit was only read

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._spent, self._worked, self._before = 0.0, 0, 0

    def left(self, done: int, total: int) -> float | None:
        now = time.monotonic()
        taken, units = now - self._last, done - self._before
        self._last, self._before = now, done
        if taken > self._AT_ONCE:
            self._spent += taken
            self._worked += units
        if not self._worked or done >= total:
            return None if done < total else 0.0
        return round(self._spent / self._worked * (total - done), 1)
