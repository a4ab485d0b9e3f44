"""What several viewports have to do with each other: following, reference lines. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omni_med.domain.measurement import Point
from ui.desktop.models.observable import Observable
from ui.desktop.models.space.planes import (
    follow,
    follow_by_distance,
    meeting,
    nearest,
    same_space,
    slice_frame,
)
from ui.desktop.models.viewport import ViewportModel


@dataclass(frozen=True, slots=True)
class Line:
    """A reference line in image coordinates; ``view`` is the viewport whose plane it is."""

    first: Point
    second: Point
    view: int


class Linker(Observable):
    """Moves viewports along with each other by position in the patient.

    Tells ``"lines"`` when reference lines are to be drawn anew.
    """

    def __init__(self, models: Sequence[ViewportModel]) -> None:
        super().__init__()
        self.models = tuple(models)
        self.linked = True
        self.lines_shown = True
        self.visible = 1
        self.one_window = False
        self._moving = False
        self._anchors: dict[int, int] = {}
        self._others: list[Linker] = []
        for number, model in enumerate(self.models):
            model.watch(lambda what, number=number: self._changed(number, what))  # type: ignore[misc]

    def join(self, other: Linker) -> None:
        """Let the views of two windows follow each other."""
        self._others.append(other)
        other._others.append(self)

    def set_linked(self, *, linked: bool) -> None:
        """Follow or do not; what is shown now belongs together where no space is shared."""
        self.linked = linked
        self.anchor()
        self.notify("linked")

    def anchor(self) -> None:
        """Take the images shown now as those of the same anatomy."""
        self._anchors = {number: model.index for number, model in enumerate(self.models)}

    def set_lines(self, *, shown: bool) -> None:
        """Draw reference lines or do not."""
        self.lines_shown = shown
        self.notify("lines")

    def _changed(self, number: int, what: str) -> None:
        if what == "index" and self.linked and not self._moving:
            self._moving = True
            try:
                self._lead(number)
            finally:
                self._moving = False
        if what == "window" and self.one_window and not self._moving:
            self._moving = True
            try:
                self._spread(number)
            finally:
                self._moving = False
        if what == "stack":
            self._anchors[number] = self.models[number].index
        if what in {"index", "stack"}:
            self.notify("lines")

    def _spread(self, number: int) -> None:
        """Give the other views of one volume the window of this one."""
        leader = self.models[number]
        for model in self.models[: self.visible]:
            if model is not leader:
                model.inverted = leader.inverted
                model.set_window(leader.window)

    def _lead(self, number: int) -> None:
        leader = self.models[number]
        if leader.stack is None:
            return
        anchor = self._anchors.get(number, 0)
        self._follow(leader, anchor)
        for other in self._others:
            other.follow(leader, anchor)

    def follow(self, leader: ViewportModel, anchor: int) -> None:
        """Go along with a view of another window, unless this one is not linked."""
        if not self.linked or self._moving:
            return
        self._moving = True
        try:
            self._follow(leader, anchor)
        finally:
            self._moving = False

    def _follow(self, leader: ViewportModel, anchor: int) -> None:
        """Bring the views of this window to where a leader, of this or another one, has gone."""
        stack = leader.stack
        if stack is None:
            return
        for number, model in enumerate(self.models[: self.visible]):
            if model is leader or model.stack is None:
                continue
            if model.stack is stack:
                if leader not in self.models:
                    model.move_to(leader.index)
                continue
            index = follow(stack, leader.index, model.stack)
            if index is None and not same_space(stack, model.stack):
                anchors = anchor, self._anchors.get(number, 0)
                index = follow_by_distance(stack, leader.index, model.stack, anchors)
            if index is not None:
                model.move_to(index)

    def lines(self, number: int) -> tuple[Line, ...]:
        """Return the reference lines of the other viewports' images in one."""
        shown = self.models[number]
        if not self.lines_shown or shown.stack is None:
            return ()
        frame = slice_frame(shown.stack, shown.index)
        found: list[Line] = []
        for view, other in enumerate(self.models[: self.visible]):
            if frame is None or view == number or other.stack is None:
                continue
            plane = slice_frame(other.stack, other.index)
            if plane is None or not same_space(shown.stack, other.stack):
                continue
            ends = meeting(frame, plane)
            if ends is not None:
                found.append(Line(*ends, view))
        return tuple(found)

    def go_to(self, number: int, point: Point) -> None:
        """Bring every other viewport to a point of an image: the crosshair."""
        shown = self.models[number]
        if shown.stack is None:
            return
        frame = slice_frame(shown.stack, shown.index)
        if frame is None:
            return
        position = frame.at(point)
        self._moving = True
        try:
            for model in self.models[: self.visible]:
                if model is shown or model.stack is None:
                    continue
                if same_space(shown.stack, model.stack):
                    index = nearest(model.stack, position)
                    if index is not None:
                        model.move_to(index)
        finally:
            self._moving = False
