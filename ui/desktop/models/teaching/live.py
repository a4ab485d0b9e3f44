"""The live file of ``omni-med finetune fit``, read as it grows."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST = 1 << 20  # bytes read at a time; the rest comes next time
MOST_POINTS = 4000  # of one curve


@dataclass(slots=True)
class LiveState:
    """How far a teaching is.

    Attributes:
        stage: As the file names it; empty before the first line.
        done: Of the stage.
        total: Of the stage; 0 where unknown.
        left: Seconds left of the stage; None where unknown.
        loss: Curve's name to (step, loss) points.
        held: Curve's name to (step, AUROC on patients held back) points.
        offered: Once it is done: whether the head is offered; None before.
        folder: Of the head, once it is done.
        message: Why it failed; empty where it did not.
    """

    stage: str = ""
    done: int = 0
    total: int = 0
    left: float | None = None
    loss: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    held: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    offered: bool | None = None
    folder: str = ""
    message: str = ""

    @property
    def ended(self) -> bool:
        """Whether the last line was read."""
        return self.stage in {"done", "failed"}

    def take(self, line: dict[str, Any]) -> None:
        """Take one line; one that is none is passed over."""
        stage = line.get("stage")
        if stage == "curve":
            self._point(line)
        elif isinstance(stage, str):
            self.stage = stage
            self.done, self.total = _count(line.get("done")), _count(line.get("total"))
            self.left = _number(line.get("left_s"))
            if stage == "done":
                self.offered, self.folder = bool(line.get("offered")), str(line.get("folder", ""))
            elif stage == "failed":
                self.message = str(line.get("message", ""))

    def _point(self, line: dict[str, Any]) -> None:
        step = _number(line.get("step"))
        if step is None:
            return
        name = f"{line.get('fold', '')} · {line.get('rank', '')}"
        for curves, key in ((self.loss, "loss"), (self.held, "held_auroc")):
            value = _number(line.get(key))
            points = curves.setdefault(name, []) if value is not None else []
            if points and step <= points[-1][0]:
                points.clear()  # taught anew with other patients held back
            if value is not None and len(points) < MOST_POINTS:
                points.append((step, value))


class LiveReader:
    """Reads what was appended since it last looked."""

    def __init__(self, path: Path) -> None:
        """Begin at the start of a file, which need not be there yet."""
        self._path = path
        self._at = 0
        self.state = LiveState()

    def read(self) -> LiveState:
        """Return how far the teaching is; a file that began anew is read anew."""
        try:
            with self._path.open("rb") as stream:
                if stream.seek(0, 2) < self._at:
                    self._at, self.state = 0, LiveState()
                stream.seek(self._at)
                data = stream.read(MOST)
        except OSError:
            return self.state
        whole, _, _ = data.rpartition(b"\n")
        if whole:
            self._at += len(whole) + 1
        for line in whole.splitlines():
            try:
                item = json.loads(line)
            except ValueError:
                continue
            if isinstance(item, dict):
                self.state.take(item)
        return self.state


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
