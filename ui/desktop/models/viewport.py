"""The state of one viewport: stack, cursor, window, zoom, pan, turns. Observable, without Qt."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.shutter import Shutter
from omni_med.domain import HeatMap
from ui.desktop.models.geometry import Geometry, fit_zoom
from ui.desktop.models.layers.graphics import Drawing, Layer
from ui.desktop.models.made import Cancelled, Made, Maker, coarse_step, enlarged
from ui.desktop.models.observable import Observable
from ui.desktop.models.presets import auto_window, preset, whole_range
from ui.desktop.models.space.fusion import Fusion
from ui.desktop.models.space.orientation import Borders, borders, directions
from ui.desktop.models.space.slab import COARSE_PLANES, Slab, project, project_coarsely
from ui.desktop.models.stack import ImageStack, Table, Window

_ZOOM_LIMITS = (0.02, 64.0)
_RATES = (1.0, 60.0)
_USUAL_RATE = 10.0  # images a second where the file does not say
_DRAG_STEPS = 500.0  # device-independent pixels of drag that change the window by its own width


class ViewportModel(Observable):
    """What one viewport shows.

    Changes are told as ``"stack"``, ``"index"``, ``"window"``, ``"geometry"``, ``"image"`` (the
    current image arrived), ``"progress"`` (others did), ``"picture"`` (what was coarse is exact),
    ``"rate"``, ``"heat"``, ``"graphics"`` and ``"annotations"``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stack: ImageStack | None = None
        self.index = 0
        self.window: Window | None = None
        self.chosen_table: int | None = None
        self.state_table: Table | None = None
        self.rate: float | None = None
        self.zoom: float | None = None
        self.pan = (0.0, 0.0)
        self.rotation = 0
        self.flipped = False
        self.inverted = False
        self.smooth = True
        self.annotated = True
        self.heat_map: HeatMap | None = None
        self.heat_shown = False
        self.heat_opacity = 0.45
        self.graphics_shown = True
        self.shutter_shown = True
        self.slab: Slab | None = None
        self.fusion: Fusion | None = None
        self.view = (1, 1)
        self._made = Made(lambda: self.notify("picture"))

    def show(self, stack: ImageStack | None, index: int = 0) -> None:
        """Show another stack from ``index`` on, with its own window, fitted and unturned."""
        if stack is not self.stack:
            self.slab, self.fusion = None, None
        self.stack = stack
        self.index = index
        self.window, self.chosen_table, self.state_table, self.rate = None, None, None, None
        self.zoom, self.pan = None, (0.0, 0.0)
        self.rotation, self.flipped, self.inverted = 0, False, False
        self.notify("stack")

    def arrived(self, index: int) -> None:
        """Tell that image ``index`` has been loaded."""
        if index == self.index:
            self.notify("image")

    def progressed(self) -> None:
        """Tell that images other than the current one have been loaded."""
        self.notify("progress")

    @property
    def share_loaded(self) -> float:
        """How much of the stack is there or known to be missing, 0 to 1."""
        if self.stack is None or self.stack.count == 0:
            return 1.0
        there = int(self.stack.loaded.sum())
        missing = sum(1 for index in self.stack.failures if not self.stack.loaded[index])
        return (there + missing) / self.stack.count

    def pixels(self) -> NDArray[Any] | None:
        """Return what is to be seen of the current image, stored values or RGB; None before.

        Sampled planes and slabs are coarse until they are made: see ``is_exact``.
        """
        stack, index, slab = self.stack, self.index, self._thick
        if stack is None:
            return None
        if stack.sampled is None and slab is None:
            return stack.image(index)

        def coarse() -> NDArray[Any] | None:
            planes = min(slab.slices, COARSE_PLANES) if slab is not None else 1
            step = coarse_step(stack.rows, stack.columns, planes)
            if slab is not None:
                found = project_coarsely(stack, index, slab, step)
            else:
                found = stack.sampled.coarse(index, step) if stack.sampled is not None else None
            return enlarged(found, stack.rows, stack.columns, step)

        def make(cancelled: Cancelled) -> NDArray[Any] | None:
            if slab is not None:
                return project(stack, index, slab, cancelled)
            return stack.sampled.exact(index, cancelled) if stack.sampled is not None else None

        key = (id(stack), index, slab, int(stack.loaded.sum()))
        return self._made.get(key, coarse, make)

    @property
    def _thick(self) -> Slab | None:
        """The slab in use: None where it is one image thick, or cannot be."""
        usable = self.slab is not None and self.slab.slices > 1
        colour = self.stack is not None and self.stack.is_colour
        return self.slab if usable and not colour else None

    @property
    def is_exact(self) -> bool:
        """False while the image or what lies over it in colour is coarse, still to be made."""
        made = self.stack is not None and (self.stack.sampled is not None or self._thick)
        return (not made or self._made.exact) and (self.fusion is None or self.fusion.is_exact)

    def make_with(self, maker: Maker) -> None:
        """Let somebody make sampled planes, slabs and colours from now on."""
        self._made.maker = maker

    @property
    def image_key(self) -> tuple[object, ...]:
        """Tells what ``pixels`` gives from other images."""
        return id(self.stack), self.index, self.slab, self._made.exact

    def set_slab(self, slab: Slab | None) -> None:
        """See several neighbouring images as one; None is one image."""
        self.slab = slab
        self.notify("image")

    def set_fusion(self, fusion: Fusion | None) -> None:
        """Show another series in colour over this one, or none."""
        self.fusion = fusion
        if fusion is not None:
            fusion.make_with(self._made.maker, lambda: self.notify("graphics"))
        self.notify("graphics")

    def set_graphics(self, *, shown: bool) -> None:
        """Show or hide what the files draw over the images."""
        self.graphics_shown = shown
        self.notify("graphics")

    def set_shutter(self, *, shown: bool) -> None:
        """Cover what the file's shutter covers, or show it."""
        self.shutter_shown = shown
        self.notify("graphics")

    def drawings(self) -> tuple[tuple[Layer, Drawing], ...]:
        """Return what is drawn over the current image, layer by layer."""
        if self.stack is None or not self.graphics_shown:
            return ()
        shown = [layer for layer in self.stack.layers if layer.visible]
        found = ((layer, layer.drawings.get(self.index)) for layer in shown)
        return tuple((layer, drawing) for layer, drawing in found if drawing is not None)

    def shutter(self) -> Shutter | None:
        """Return the shutter of the current image, where it is in use."""
        if self.stack is None or not self.shutter_shown:
            return None
        return self.stack.shutters.get(self.index)

    def move_to(self, index: int) -> None:
        """Show image ``index``, or the nearest one that there is."""
        if self.stack is None:
            return
        index = min(max(index, 0), self.stack.count - 1)
        if index != self.index:
            self.index = index
            self.notify("index")

    def step(self, images: int) -> None:
        """Move by a number of images, stopping at the ends."""
        self.move_to(self.index + images)

    def cycle(self) -> None:
        """Show the next image, after the last one the first."""
        if self.stack is not None:
            self.move_to((self.index + 1) % self.stack.count)

    @property
    def frame_rate(self) -> float:
        """Images a second of cine: the reader's, the recorded, or ten."""
        if self.rate is not None:
            return self.rate
        recorded = self.stack.frame_time_ms if self.stack is not None else None
        return min(1000.0 / recorded, 100.0) if recorded and recorded > 0.0 else _USUAL_RATE

    def set_rate(self, images_a_second: float) -> None:
        """Set the rate of cine, 1 to 60 a second."""
        self.rate = min(max(images_a_second, _RATES[0]), _RATES[1])
        self.notify("rate")

    @property
    def shown_window(self) -> Window:
        """The window in use: the reader's, or the one that the stack begins with."""
        if self.window is not None:
            return self.window
        return self.stack.window if self.stack is not None else Window(128.0, 256.0)

    @property
    def shown_table(self) -> NDArray[np.uint8] | None:
        """The VOI LUT in use, as grey by stored value; None while a window is."""
        if self.stack is None:
            return None
        if self.state_table is not None:
            return self.state_table.grey
        if self.chosen_table is not None and self.chosen_table < len(self.stack.tables):
            return self.stack.tables[self.chosen_table].grey
        return self.stack.table if self.window is None else None

    @property
    def uses_table(self) -> bool:
        """True while a VOI LUT of the file is shown in place of a window."""
        return self.shown_table is not None

    def set_window(self, window: Window | None) -> None:
        """Show through ``window``; None is what the stack begins with."""
        self.window, self.chosen_table, self.state_table = window, None, None
        self.notify("window")

    def show_through(self, table: Table) -> None:
        """Show through the lookup tables of a presentation state, until a window is set."""
        self.state_table, self.inverted = table, self.stack is not None and self.stack.inverse
        self.notify("window")

    @property
    def table_label(self) -> str:
        """What the table in use is called by who wrote it."""
        if self.state_table is not None:
            return self.state_table.label
        number, tables = self.chosen_table or 0, self.stack.tables if self.stack else ()
        return tables[number].label if number < len(tables) else ""

    def choose_table(self, number: int) -> None:
        """Show through a VOI LUT of the file."""
        self.chosen_table, self.state_table = number, None
        self.notify("window")

    def next_of_file(self) -> bool:
        """Show through the next window or VOI LUT that the file brings; False where it has none."""
        stack = self.stack
        if stack is None or stack.is_colour or not (stack.windows or stack.tables):
            return False
        offered = len(stack.windows) + len(stack.tables)
        if self.chosen_table is not None:
            now = len(stack.windows) + self.chosen_table
        elif self.window is None and stack.table is not None:
            now = len(stack.windows)
        else:
            now = (
                stack.windows.index(self.shown_window)
                if (self.shown_window in stack.windows)
                else -1
            )
        after = (now + 1) % offered
        if after < len(stack.windows):
            self.set_window(stack.windows[after])
        else:
            self.choose_table(after - len(stack.windows))
        return True

    def fit_window(self, *, whole: bool = False) -> bool:
        """Fit the window to the values seen in the view, or to the whole range of the image.

        Returns:
            False where there is nothing to fit to.
        """
        pixels, geometry = self.pixels(), self.geometry()
        if self.stack is None or geometry is None or pixels is None or self.stack.is_colour:
            return False
        found = (
            whole_range(self.stack, pixels) if whole else auto_window(self.stack, pixels, geometry)
        )
        self.set_window(found)
        return True

    def drag_window(self, across: float, down: float) -> None:
        """Widen by dragging right, darken by dragging down (device-independent pixels)."""
        if self.stack is None or self.stack.is_colour:
            return
        now, first = self.shown_window, self.stack.window
        step = max(now.width, first.width * 0.25) / _DRAG_STEPS
        least = 1.0 if self.stack.values.dtype.kind in "iu" else first.width * 1e-4
        self.set_window(Window(now.center + down * step, max(now.width + across * step, least)))

    def choose_preset(self, digit: int) -> bool:
        """Set the window of a digit; False where this stack has none for it."""
        if self.stack is None or self.stack.is_colour:
            return False
        window = preset(self.stack, digit)
        if window is None:
            return False
        self.set_window(None if digit == 0 else window)
        return True

    def invert(self) -> None:
        """Exchange black and white."""
        self.inverted = not self.inverted
        self.notify("window")

    def resize(self, width: int, height: int) -> None:
        """Tell the size of the view in device pixels."""
        self.view = (max(width, 1), max(height, 1))
        self.notify("geometry")

    def zoom_by(self, factor: float, anchor: tuple[float, float] | None = None) -> None:
        """Zoom; the image point under ``anchor`` (device pixels) stays where it is."""
        before = self.geometry()
        if before is None:
            return
        zoom = min(max(before.zoom * factor, _ZOOM_LIMITS[0]), _ZOOM_LIMITS[1])
        factor = zoom / before.zoom
        x, y = anchor or (before.view[0] / 2, before.view[1] / 2)
        off_x, off_y = x - before.view[0] / 2, y - before.view[1] / 2
        self.zoom = zoom
        self.pan = (
            off_x - (off_x - before.pan[0]) * factor,
            off_y - (off_y - before.pan[1]) * factor,
        )
        self.notify("geometry")

    def pan_by(self, across: float, down: float) -> None:
        """Shift the image by device pixels."""
        self.pan = (self.pan[0] + across, self.pan[1] + down)
        self.notify("geometry")

    def fit(self) -> None:
        """Show the whole image, centred."""
        self.zoom, self.pan = None, (0.0, 0.0)
        self.notify("geometry")

    def one_to_one(self) -> None:
        """Show one column on one device pixel, centred."""
        self.zoom, self.pan = 1.0, (0.0, 0.0)
        self.notify("geometry")

    def true_size(self, pixels_per_mm: float) -> bool:
        """Show a millimetre of the patient as one on the screen; False where no spacing is known.

        Args:
            pixels_per_mm: Device pixels of a millimetre of the screen, as the system states it.
        """
        spacing = self.stack.spacing if self.stack is not None else None
        if spacing is None or spacing[1] <= 0.0 or pixels_per_mm <= 0.0:
            return False
        self.zoom, self.pan = pixels_per_mm * spacing[1], (0.0, 0.0)
        self.notify("geometry")
        return True

    def rotate(self, degrees: int) -> None:
        """Turn clockwise by a multiple of 90 degrees."""
        self.rotation = (self.rotation + degrees) % 360
        self.pan = (0.0, 0.0)
        self.notify("geometry")

    def flip(self, *, vertical: bool = False) -> None:
        """Exchange left and right of what is seen, or top and bottom."""
        # A flip seen after a quarter turn is the other flip of the unturned image.
        self.flipped = not self.flipped
        self.rotation = (-self.rotation + (180 if vertical else 0)) % 360
        self.notify("geometry")

    def reset(self) -> None:
        """Back to how the stack begins, on the same image."""
        self.slab = None
        self.show(self.stack, self.index)

    def set_smooth(self, smooth: bool) -> None:
        """Interpolate, or show each pixel as a square."""
        self.smooth = smooth
        self.notify("geometry")

    def set_annotated(self, annotated: bool) -> None:
        """Show or hide the texts in the corners."""
        self.annotated = annotated
        self.notify("annotations")

    def set_heat(self, heat_map: HeatMap | None, *, shown: bool, opacity: float) -> None:
        """Say which heat map to lay over its image, whether, and how strongly (0 to 1)."""
        self.heat_map, self.heat_shown, self.heat_opacity = heat_map, shown, opacity
        self.notify("heat")

    def geometry(self) -> Geometry | None:
        """Return where the image lies in the view; None without a stack."""
        if self.stack is None:
            return None
        image = (self.stack.columns, self.stack.rows)
        turned = self.rotation % 180 == 90
        zoom = self.zoom or fit_zoom(self.view, image, self.stack.aspect, turned=turned)
        return Geometry(
            self.view, image, zoom, self.stack.aspect, self.pan, self.rotation, self.flipped
        )

    def visible_heat_map(self) -> HeatMap | None:
        """Return the heat map to draw over the current image: None unless switched on."""
        if not self.heat_shown or self.heat_map is None or self.stack is None:
            return None
        place = self.stack.places[self.index]
        same = place.sop_instance_uid == self.heat_map.sop_instance_uid
        return self.heat_map if same and place.frame == self.heat_map.frame else None

    def borders(self) -> Borders:
        """Return the orientation letters at the borders of the view."""
        if self.stack is None:
            return Borders()
        plane = self.stack.places[self.index].plane
        right, bottom = directions(plane, self.stack.patient_orientation)
        return borders(right, bottom, rotation=self.rotation, flipped=self.flipped)
