"""Which tool the left button holds, shared by all viewports. Without Qt."""

from __future__ import annotations

from enum import StrEnum

from omni_med.domain.measurement import MeasurementKind
from ui.desktop.models.observable import Observable


class Tool(StrEnum):
    """What a left drag does."""

    WINDOW = "window"
    PAN = "pan"
    ZOOM = "zoom"
    CROSSHAIR = "crosshair"
    MAGNIFIER = "magnifier"
    LENGTH = "length"
    ANGLE = "angle"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    PROBE = "probe"
    COBB = "cobb"
    RATIO = "ratio"
    FREEHAND = "freehand"
    ARROW = "arrow"
    TEXT = "text"

    @property
    def measures(self) -> MeasurementKind | None:
        """What it measures; None for the others."""
        return MeasurementKind(self.value) if self.value in set(MeasurementKind) else None


class Toolbox(Observable):
    """The tool in hand. Tells ``"tool"``."""

    def __init__(self) -> None:
        super().__init__()
        self.tool = Tool.WINDOW

    def take(self, tool: Tool) -> None:
        """Take a tool."""
        if tool is not self.tool:
            self.tool = tool
            self.notify("tool")
