"""The measurements of the open study: added, moved, removed, each step undoable. Without Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from omni_med.domain.measurement import Measurement, MeasurementKind, Point
from ui.desktop.models.commands import Command, CommandStack
from ui.desktop.models.observable import Observable


class Measurements(Observable):
    """Measurements of all readers; the user's own can be changed.

    Changes are told as ``"list"`` (something is to be saved), ``"loaded"`` (another study) and
    ``"selection"``.
    """

    def __init__(
        self, commands: CommandStack, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__()
        self.commands = commands
        self.user = ""
        self.selected = ""
        self.ready = False
        self._clock = clock
        self._items: dict[str, Measurement] = {}

    def load(self, items: Sequence[Measurement], *, ready: bool = True) -> None:
        """Show another study's measurements; what was done to the one before is forgotten."""
        self.commands.clear()
        self._items = {item.measurement_id: item for item in items}
        self.selected, self.ready = "", ready
        self.notify("loaded")

    @property
    def items(self) -> tuple[Measurement, ...]:
        """All of them, in the order in which they were made."""
        return tuple(self._items.values())

    @property
    def own(self) -> tuple[Measurement, ...]:
        """The user's."""
        return tuple(item for item in self.items if item.author == self.user)

    def get(self, measurement_id: str) -> Measurement | None:
        """Return one, or None."""
        return self._items.get(measurement_id)

    def on(self, sop_instance_uid: str, frame: int) -> tuple[Measurement, ...]:
        """Return those on one image."""
        return tuple(
            item
            for item in self.items
            if item.sop_instance_uid == sop_instance_uid and item.frame == frame
        )

    def select(self, measurement_id: str) -> None:
        """Choose one; an empty id chooses none."""
        if measurement_id != self.selected:
            self.selected = measurement_id
            self.notify("selection")

    def add(
        self,
        kind: MeasurementKind,
        points: tuple[Point, ...],
        place: tuple[str, int],
        reading: str,
        *,
        name: str = "",
        text: str = "",
    ) -> Measurement:
        """Add one in the user's name on an image (SOP instance, frame), and choose it."""
        made = Measurement(
            uuid4().hex, *place, kind, points, self.user, self._clock(), reading, text
        )
        self._change(None, made, name)
        return made

    def move(self, before: Measurement, points: tuple[Point, ...], reading: str, name: str) -> None:
        """Give one other points; only the user's own."""
        if before.author == self.user and points != before.points:
            after = replace(before, points=points, made=self._clock(), reading=reading)
            self._change(before, after, name)

    def remove(self, measurement_id: str, name: str = "") -> bool:
        """Remove one; False where it is not there or another reader's."""
        found = self._items.get(measurement_id)
        if found is None or found.author != self.user:
            return False
        self._change(found, None, name)
        return True

    def _change(self, before: Measurement | None, after: Measurement | None, name: str) -> None:
        order = list(self._items)

        def put(old: Measurement | None, new: Measurement | None) -> None:
            if old is not None and new is None:
                self._items.pop(old.measurement_id, None)
            elif new is not None:
                self._items[new.measurement_id] = new
                if new.measurement_id in order:  # back to where it stood
                    ranks = {key: rank for rank, key in enumerate(order)}
                    known = sorted(self._items, key=lambda key: ranks.get(key, len(ranks)))
                    self._items = {key: self._items[key] for key in known}
            self.selected = new.measurement_id if new is not None else ""
            self.notify("list")

        self.commands.run(Command(lambda: put(before, after), lambda: put(after, before), name))
