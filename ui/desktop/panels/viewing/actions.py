"""What can be done to the views: look, layout, planes, cine. One object, asked by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from ui.desktop.models.space.alike import look_alike
from ui.desktop.models.space.oblique import UPRIGHT, Axes, check_sampled, oblique, turned
from ui.desktop.models.space.planes import crossing, nearest
from ui.desktop.models.space.reslice import PLANES, CannotResliceError, check, reslice
from ui.desktop.models.space.sampler import CannotSampleError, Sampler
from ui.desktop.models.space.slab import Projection, Slab, slab_of
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.toolbar import ToolBar
from ui.desktop.viewport.grid import LAYOUTS, ViewGrid

_MM_PER_INCH = 25.4
_FASTER = 1.25
_TURN = 5.0  # degrees


def _sampler_of(stack: ImageStack) -> Sampler:
    """Return what samples a stack.

    Raises:
        CannotResliceError: If it is no volume.
    """
    check_sampled(stack)
    try:
        return Sampler(stack)
    except CannotSampleError:
        raise CannotResliceError("none") from None


class Viewing(QObject):
    """Acts on the active view or on all of them; says in words what cannot be done."""

    remarked = pyqtSignal(str)
    arranged = pyqtSignal()

    def __init__(self, grid: ViewGrid, tools: ToolBar, toolbox: Toolbox, parent: QObject) -> None:
        super().__init__(parent)
        self._grid, self._tools, self._toolbox = grid, tools, toolbox
        self.original: tuple[ImageStack, int] | None = None
        self._axes: dict[str, Axes] = {}
        self._sampler: Sampler | None = None
        tools.slab_wanted.connect(self.slab)
        grid.activated.connect(lambda _view: self.show_state())

    @property
    def _model(self) -> ViewportModel:
        return self._grid.model

    def table(self) -> dict[str, Callable[[], object]]:
        """Return what is done by name of the key table."""
        model = ViewportModel
        return {
            "previous": lambda: self._model.step(-1),
            "next": lambda: self._model.step(1),
            "back10": lambda: self._model.step(-10),
            "on10": lambda: self._model.step(10),
            "first": lambda: self._model.move_to(0),
            "last": lambda: self._model.move_to(1 << 30),
            "cine": self.play,
            "slower": lambda: self._model.set_rate(self._model.frame_rate / _FASTER),
            "faster": lambda: self._model.set_rate(self._model.frame_rate * _FASTER),
            **{f"preset{n}": lambda n=n: self._preset(n) for n in range(6)},  # type: ignore[misc]
            "auto": self._on(model.fit_window),
            "next_window": self._next_window,
            "invert": self._on(model.invert),
            "fit": self._on(model.fit),
            "one": self._on(model.one_to_one),
            "true_size": self._true_size,
            "zoom_in": lambda: self._model.zoom_by(1.25),
            "zoom_out": lambda: self._model.zoom_by(0.8),
            "rotate_right": lambda: self._model.rotate(90),
            "rotate_left": lambda: self._model.rotate(-90),
            "flip": self._on(model.flip),
            "flip_vertical": lambda: self._model.flip(vertical=True),
            "smooth": lambda: self._model.set_smooth(not self._model.smooth),
            "annotations": self._annotate,
            "graphics": self._graphics,
            "shutter": self._shutter,
            "reset": self._on(model.reset),
            "slab": self._next_slab,
            "turn_left": lambda: self.turn(-_TURN),
            "turn_right": lambda: self.turn(_TURN),
            **{name: lambda name=name: self.arrange(name) for name in LAYOUTS},  # type: ignore[misc]
            "next_view": self._grid.next,
            "link": self._link,
            "lines": self._lines,
            "alike": self._alike,
        }

    def _on(self, act: Callable[[ViewportModel], object]) -> Callable[[], object]:
        """Return what does something to the viewport that is active then."""
        return lambda: act(self._model)

    def show_state(self) -> None:
        """Show in the tool bar how things stand."""
        linker = self._grid.linker
        self._tools.show_links(linked=linker.linked, lines=linker.lines_shown)
        self._tools.show_layout(self._grid.layout_name)
        self._tools.show_slab(self._model.slab)

    # Look

    def play(self) -> None:
        """Start or stop cine in the active view."""
        viewport = self._grid.viewport
        stack = self._model.stack
        if stack is not None and stack.count < 2:
            self.remarked.emit(self.tr("A single image does not move"))
            return
        viewport.play(on=not viewport.is_playing)

    def _preset(self, digit: int) -> None:
        if not self._model.choose_preset(digit) and self._model.stack is not None:
            self.remarked.emit(self.tr("No window under {0} for this series").format(digit))

    def _next_window(self) -> None:
        if not self._model.next_of_file() and self._model.stack is not None:
            self.remarked.emit(self.tr("The file brings no window to choose from"))

    def _true_size(self) -> None:
        screen = self._grid.screen()
        if self._model.stack is None or screen is None:
            return
        ratio = self._grid.devicePixelRatioF()
        per_mm = screen.physicalDotsPerInch() * ratio / _MM_PER_INCH
        if not self._model.true_size(per_mm):
            self.remarked.emit(self.tr("The file gives no spacing: its true size is not known"))
        elif self._model.stack.at_detector:
            self.remarked.emit(
                self.tr("Size as at the detector: the patient is smaller than his shadow")
            )

    def _annotate(self) -> None:
        shown = not self._model.annotated
        for model in self._grid.models:
            model.set_annotated(shown)

    def _graphics(self) -> None:
        shown = not self._model.graphics_shown
        for model in self._grid.models:
            model.set_graphics(shown=shown)
        self.remarked.emit(
            self.tr("Graphics of the files shown") if shown else self.tr("Graphics hidden")
        )

    def _shutter(self) -> None:
        shown = not self._model.shutter_shown
        for model in self._grid.models:
            model.set_shutter(shown=shown)
        self.remarked.emit(self.tr("Shutter on") if shown else self.tr("Shutter off"))

    # Slabs

    def slab(self, projection: Projection | None, millimetres: float) -> None:
        """See a thick slab in the active view, in all three planes where there are three."""
        shown = self._grid.models[: self._grid.count]
        models = shown if self._grid.layout_name == "mpr" else (self._model,)
        for model in models:
            made: Slab | None = None
            if projection is not None and model.stack is not None:
                made = slab_of(model.stack, projection, millimetres)
                if made is None:
                    self.remarked.emit(self.tr("This series is no volume: it has no slabs"))
            model.set_slab(made)
        self._tools.show_slab(self._model.slab)

    def _next_slab(self) -> None:
        order = (None, Projection.MAX, Projection.MIN, Projection.MEAN)
        now = self._model.slab.projection if self._model.slab is not None else None
        self.slab(order[(order.index(now) + 1) % len(order)], self._tools.millimetres)

    # Views

    def arrange(self, name: str) -> None:
        """Lay the views out; ``mpr`` shows the active volume in three planes."""
        original = self.original
        if name == "mpr":
            if self._grid.layout_name != "mpr":
                self._show_planes()
        elif name != self._grid.layout_name:
            self.original, self._sampler = None, None
            self._grid.arrange(name)
            if original is not None:
                self._grid.activate(0)
                self._grid.models[0].show(*original)
                if self._toolbox.tool is Tool.CROSSHAIR:
                    self._toolbox.take(Tool.WINDOW)
            self.arranged.emit()
        self.show_state()

    def _show_planes(self) -> None:
        stack, model = self._model.stack, self._model
        if stack is None:
            return
        try:
            planes = self._planes_of(stack)
        except CannotResliceError as refusal:
            self.remarked.emit(self._why_not(refusal.reason))
            return
        original, window, inverted = (stack, model.index), model.window, model.inverted
        self._grid.arrange("mpr")
        self.original = original
        for shown, plane in zip(self._grid.models, planes, strict=False):
            shown.show(plane, plane.count // 2)
            shown.inverted = inverted
        self._grid.models[0].set_window(window)
        self._grid.activate(0)
        self._toolbox.take(Tool.CROSSHAIR)

    def _planes_of(self, stack: ImageStack) -> list[ImageStack]:
        """Return three planes: views of the volume, or sampled where that would be wrong."""
        self._axes = {plane: UPRIGHT[plane] for plane in PLANES}
        self._sampler = None
        try:
            check(stack)
            planes = [reslice(stack, plane) for plane in PLANES]
        except CannotResliceError as refusal:
            words = self._interpolated(refusal.reason)
            if not words:
                raise
            self._sampler = _sampler_of(stack)
            planes = [oblique(stack, UPRIGHT[name], name, self._sampler) for name in PLANES]
            self.remarked.emit(words)
        names = self._plane_names()
        return [
            replace(plane, label=f"{stack.label}: {names[name]}")
            for plane, name in zip(planes, PLANES, strict=True)
        ]

    def _plane_names(self) -> dict[str, str]:
        return {
            "axial": self.tr("axial"),
            "coronal": self.tr("coronal"),
            "sagittal": self.tr("sagittal"),
        }

    def turn(self, degrees: float) -> None:
        """Turn the other two planes about the normal of the active one, through the crosshair."""
        if self._grid.layout_name != "mpr" or self.original is None:
            self.remarked.emit(self.tr("Planes are turned in the three-plane view: V"))
            return
        stack = self.original[0]
        models = self._grid.models[: len(PLANES)]
        meeting = crossing([model.stack for model in models], [model.index for model in models])
        active = PLANES[min(self._grid.active, len(PLANES) - 1)]
        about = self._axes[active][0]
        if meeting is None:
            return
        try:
            self._sampler = self._sampler or _sampler_of(stack)
        except CannotResliceError as refusal:
            self.remarked.emit(self._why_not(refusal.reason))
            return
        names = self._plane_names()
        for model, plane in zip(models, PLANES, strict=True):
            if plane == active:
                continue
            self._axes[plane] = turned(self._axes[plane], about, degrees)
            made = oblique(stack, self._axes[plane], plane, self._sampler)
            label = self.tr("{0}: {1}, turned").format(stack.label, names[plane])
            made = replace(made, label=label)
            window, inverted, slab = model.window, model.inverted, model.slab
            model.show(made, nearest(made, meeting) or 0)
            model.inverted = inverted
            model.slab = slab_of(made, slab.projection, self._tools.millimetres) if slab else None
            model.set_window(window)

    def _interpolated(self, reason: str) -> str:
        return {
            "tilt": self.tr("The gantry was tilted: the planes are interpolated, not sheared"),
            "uneven": self.tr("Unequal distances: the planes are interpolated at true positions"),
            "oblique": self.tr("An oblique series: the planes are interpolated"),
        }.get(reason, "")

    def _why_not(self, reason: str) -> str:
        return {
            "none": self.tr("This series is no volume: it has no planes to be cut in"),
            "colour": self.tr("Colour images are not cut in other planes"),
            "loading": self.tr("The images are still loading: try again when all are there"),
            "gaps": self.tr("Images of this series are missing: other planes would be wrong"),
        }.get(reason, self.tr("This series is no volume: it has no planes to be cut in"))

    def _alike(self) -> None:
        """Show the other views as the active one, to compare them."""
        others = [
            model
            for model in self._grid.models[: self._grid.count]
            if model is not self._model and model.stack is not None
        ]
        if self._model.stack is None or not others:
            self.remarked.emit(self.tr("There is no other view to compare: Alt+2 or Shift+Q"))
            return
        in_mm = [look_alike(self._model, other) for other in others]
        self.remarked.emit(
            self.tr("Other views as this one: a millimetre is as large in all")
            if all(in_mm)
            else self.tr("Other views as this one; not in millimetres, which not all files give")
        )

    def _link(self) -> None:
        self._grid.linker.set_linked(linked=not self._grid.linker.linked)
        self.show_state()

    def _lines(self) -> None:
        self._grid.linker.set_lines(shown=not self._grid.linker.lines_shown)
        self.show_state()
