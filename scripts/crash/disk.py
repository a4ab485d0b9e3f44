"""A disk that loses its power: plays back recorded writes up to any moment, and no further.

What was not flushed may be there in part: every write of a file since its last flush is kept whole,
lost, or torn at sectors of 512 bytes; of the entries of a folder since its last flush the first so
many are kept. What was flushed is there.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_HEAD = struct.Struct("<cHHQQ")
_NOT_ON_DISK = "-shm"  # a mapping that SQLite rebuilds


@dataclass(frozen=True, slots=True)
class Step:
    """One call that was recorded.

    Attributes:
        op: c created, w written, t truncated, s flushed, r renamed, u removed, m folder made.
        path: Of what, below the root.
        other: New path of what was renamed.
        offset: Where it was written, or the new length.
        data: What was written.
    """

    op: str
    path: str
    other: str = ""
    offset: int = 0
    data: bytes = field(default=b"", repr=False)


def read_log(file: Path, root: Path) -> list[Step]:
    """Return the steps that the shim recorded."""
    data, at, steps = file.read_bytes(), 0, []
    while at < len(data):
        op, first, second, offset, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        path, other = data[at : at + first].decode(), data[at + first : at + first + second]
        at += first + second
        steps.append(
            Step(
                op.decode(),
                path.removeprefix(f"{root}/"),
                other.decode().removeprefix(f"{root}/"),
                offset,
                data[at : at + size],
            )
        )
        at += size
    return steps


@dataclass(slots=True)
class _File:
    flushed: bytearray
    pending: list[Step] = field(default_factory=list)


def _apply(content: bytearray, step: Step, chance: random.Random | None) -> None:
    """Do one write or truncation; with ``chance``, wholly, not at all, or torn."""
    luck = 0.0 if chance is None else chance.random()
    if luck > 0.7:
        return
    if step.op == "t":
        del content[step.offset :]
        content.extend(bytes(step.offset - len(content)))
        return
    for start in range(0, len(step.data), SECTOR):
        if chance is not None and luck > 0.4 and chance.random() < 0.5:
            continue  # this sector was not reached
        piece, begin = step.data[start : start + SECTOR], step.offset + start
        content.extend(bytes(max(0, begin - len(content))))
        content[begin : begin + len(piece)] = piece


class Disk:
    """Files as the program sees them, and as they would be found after a power loss."""

    def __init__(self, baseline: Path) -> None:
        """Begin with a folder that is durable."""
        self._files: dict[str, _File] = {}
        self._found: dict[str, _File] = {}  # by the names that are durable
        self._entries: dict[str, list[Step]] = {}
        self._moved: dict[int, list[tuple[str, _File]]] = {}
        for path in baseline.rglob("*"):
            if path.is_file() and not path.name.endswith(_NOT_ON_DISK):
                name = str(path.relative_to(baseline))
                self._files[name] = self._found[name] = _File(bytearray(path.read_bytes()))

    def do(self, step: Step) -> None:
        """Take the next step."""
        if step.path.endswith(_NOT_ON_DISK):
            return
        if step.op == "s":
            self._flush(step.path)
        elif step.op in "wt":
            if step.path in self._files:  # else it was removed and is still open
                self._files[step.path].pending.append(step)
        elif step.op != "m":
            self._name(step)

    def _name(self, step: Step) -> None:
        if step.op == "c":
            self._files[step.path] = _File(bytearray())
            changes = [(step.path, self._files[step.path])]
        elif step.op == "r":
            self._files[step.other] = self._files.pop(step.path)
            changes = [(step.other, self._files[step.other])]
        else:
            self._files.pop(step.path, None)
            changes = []
        folder = str(Path(step.other or step.path).parent)
        self._entries.setdefault(folder, []).append(step)
        self._moved[id(step)] = changes

    def _flush(self, path: str) -> None:
        file = self._files.get(path)
        if file is None:  # a folder
            for step in self._entries.pop(path, []):
                self._settle(self._found, step)
            return
        for step in file.pending:
            _apply(file.flushed, step, None)
        file.pending = []

    def _settle(self, names: dict[str, _File], step: Step) -> None:
        if step.op in "ru":
            names.pop(step.path, None)
        names.update(self._moved[id(step)])

    def lose_power(self, chance: random.Random, target: Path) -> None:
        """Write to ``target`` what could be found now. The disk itself goes on as it was."""
        names = dict(self._found)
        for steps in self._entries.values():
            for step in steps[: chance.randint(0, len(steps))]:
                self._settle(names, step)
        worst = chance.random() < 0.4  # nothing that was not flushed
        shutil.rmtree(target, ignore_errors=True)
        for name, file in names.items():
            content = bytearray(file.flushed)
            for step in [] if worst else file.pending:
                _apply(content, step, chance)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)


def moments(
    steps: list[Step], count: int, chance: random.Random
) -> Iterator[tuple[int, random.Random]]:
    """Return ``count`` moments in order: how many steps were done, and what chance decides then."""
    for moment in sorted(chance.randint(1, len(steps)) for _ in range(count)):
        yield moment, random.Random(chance.random())
