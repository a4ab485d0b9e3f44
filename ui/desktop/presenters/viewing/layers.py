"""What lies over the images: overlays, shutters, contours, segments, presentation states."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.dicom.objects.contours import regions
from omni_med.dicom.objects.element import Fetch, Header, Path
from omni_med.dicom.objects.presentation import PresentationState, presentation_state
from omni_med.dicom.objects.segmentation import segmentation
from omni_med.dicom.objects.shutter import Shutter
from omni_med.dicom.objects.softcopy import Softcopy, softcopy
from omni_med.domain import Case, Instance
from omni_med.errors import CancelledError, OmniMedError
from ui.desktop.i18n.told import told
from ui.desktop.models.layers.contours import contour_layers
from ui.desktop.models.layers.graphics import Layer
from ui.desktop.models.layers.planes import file_graphics, has_planes
from ui.desktop.models.layers.segments import segment_layers
from ui.desktop.models.layers.states import (
    CannotTabulateError,
    apply_state,
    fits,
    grey_of_state,
    state_shutters,
    with_states,
)
from ui.desktop.models.stack import ImageStack
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace

_STRUCTURES = frozenset({"1.2.840.10008.5.1.4.1.1.481.3"})
_SEGMENTATIONS = frozenset({"1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"})
_STATES = frozenset({"1.2.840.10008.5.1.4.1.1.11.1"})
_MOST_BYTES = 1 << 30  # of one segmentation, decoded


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found for one stack.

    Attributes:
        layers: Of its own files and of other objects, without presentation states.
        shutters: Of its own files.
        states: Presentation states about it.
        greys: Their pipelines from stored values to grey, by UID.
        refusals: In words: objects that could not be read.
    """

    layers: tuple[Layer, ...] = field(repr=False)
    shutters: dict[int, Shutter] = field(repr=False)
    states: tuple[PresentationState, ...] = ()
    greys: dict[str, Softcopy] = field(default_factory=dict, repr=False)
    refusals: tuple[str, ...] = ()


class LayersPresenter(QObject):
    """Finds what lies over a stack once its images are there, off the GUI thread."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    dressed = pyqtSignal(str)

    def __init__(
        self, page: ReadingPage, workspace: Workspace, jobs: Jobs, pool: DecodePool
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._jobs, self._pool = page, workspace, jobs, pool
        self._case: Case | None = None
        self._found: WeakKeyDictionary[ImageStack, Found] = WeakKeyDictionary()
        self._chosen: WeakKeyDictionary[ImageStack, str] = WeakKeyDictionary()
        self._channels: set[str] = set()
        panel = page.layers
        panel.toggled.connect(lambda _key: self._redraw())
        panel.state_chosen.connect(self.choose_state)
        page.grid.activated.connect(lambda _view: self._show())
        for model in page.grid.models:
            model.watch(self._changed)

    def open(self, case: Case | None) -> None:
        """Look among the objects of another case from now on."""
        for channel in self._channels:
            self._jobs.cancel(channel)
        self._channels.clear()
        self._case = case
        self._found.clear()
        self._chosen.clear()
        self._show()

    def dress(self, key: str) -> None:
        """Find what lies over a stack that has been loaded."""
        case = self._case
        stacks = (model.stack for model in self._page.grid.models)
        stack = next((one for one in stacks if one is not None and one.key == key), None)
        if case is None or stack is None or stack in self._found:
            return

        def work(task: Task) -> Found:
            return graphics_of(self._workspace, self._pool, case, stack, task)

        def done(found: Found) -> None:
            self._found[stack] = found
            stack.layers[:] = found.layers
            stack.shutters.update(found.shutters)
            self._redraw()
            self._show()
            for words in found.refusals:
                self.remarked.emit(words)
            self.dressed.emit(key)

        channel = f"layers {key}"
        self._channels.add(channel)
        self._jobs.start(channel, work, done, failed=self.failed.emit)

    def choose_state(self, uid: str) -> None:
        """Show the active view as a presentation state says; an empty UID, as the file does."""
        model = self._page.model
        stack = model.stack
        if stack is None or stack not in self._found:
            return
        found = self._found[stack]
        state = next((state for state in found.states if state.uid == uid), None)
        self._chosen[stack] = uid
        stack.layers[:] = with_states(found.layers, state, stack)
        stack.shutters.clear()
        stack.shutters.update(found.shutters)
        if state is None:
            model.reset()
        else:
            stack.shutters.update(state_shutters(state, stack))
            apply_state(state, model)
            self._show_grey(state, found.greys.get(uid, Softcopy()))
        self._redraw()
        self._show()

    def _show_grey(self, state: PresentationState, grey: Softcopy) -> None:
        """Show the active view through a state's lookup tables, where it has any."""
        model = self._page.model
        if model.stack is None:
            return
        of_image = self._workspace.rendering(model.stack.places[model.index].sop_instance_uid)
        try:
            table = grey_of_state(
                grey, model, state.label, of_image.bits_stored or 16, signed=of_image.signed
            )
        except CannotTabulateError:
            self.remarked.emit(self.tr("The state's lookup tables do not fit these values"))
            return
        if table is not None:
            model.show_through(table)

    def _changed(self, what: str) -> None:
        if what == "stack":
            self._show()

    def _redraw(self) -> None:
        for model in self._page.grid.models[: self._page.grid.count]:
            model.notify("graphics")

    def _show(self) -> None:
        stack = self._page.model.stack
        known = self._found.get(stack) if stack is not None else None
        if stack is None or known is None:
            self._page.layers.show_layers((), (), "")
            return
        chosen = self._chosen.get(stack, "")
        self._page.layers.show_layers(tuple(stack.layers), known.states, chosen)


def graphics_of(
    workspace: Workspace, pool: DecodePool, case: Case, stack: ImageStack, task: Task
) -> Found:
    """Return what lies over a stack: of its own files, and of other objects of the case.

    Raises:
        CancelledError: If nobody wants it any more.
    """
    finder = _Finder(workspace, pool, case, task)
    layers, shutters = finder.own(stack)
    states = finder.states(stack)
    others = finder.others(stack)
    greys = finder.greys(stack, states)
    return Found((*layers, *others), shutters, states, greys, tuple(finder.refusals))


class _Finder:
    """Reads the objects of a case."""

    def __init__(self, workspace: Workspace, pool: DecodePool, case: Case, task: Task) -> None:
        self._workspace, self._pool, self._task = workspace, pool, task
        self._instances = {item.sop_instance_uid: item for item in case.study.instances}
        self.refusals: list[str] = []

    def own(self, stack: ImageStack) -> tuple[tuple[Layer, ...], dict[int, Shutter]]:
        """Return the overlays and shutters of a stack's files."""
        uids = list(dict.fromkeys(place.sop_instance_uid for place in stack.places))
        tried = {uids[0], uids[len(uids) // 2], uids[-1]}
        if not any(has_planes(self._workspace.header(uid)) for uid in tried):
            return (), {}
        headers = {}
        for uid in uids:
            self._go_on()
            headers[uid] = self._workspace.header(uid)
        return file_graphics(stack, headers, self._fetch, self._cells)

    def states(self, stack: ImageStack) -> tuple[PresentationState, ...]:
        """Return the presentation states about a stack, by their labels."""
        found = []
        for header in self._headers(_STATES):
            state = presentation_state(header[1])
            if state is not None and fits(state, stack):
                found.append(state)
        return tuple(sorted(found, key=lambda state: state.label))

    def greys(
        self, stack: ImageStack, states: tuple[PresentationState, ...]
    ) -> dict[str, Softcopy]:
        """Return the pipelines from stored values to grey of some states."""
        signed = stack.values.dtype.kind == "i"
        return {
            state.uid: softcopy(
                self._workspace.header(state.uid), self._fetch(state.uid), signed=signed
            )
            for state in states
        }

    def others(self, stack: ImageStack) -> list[Layer]:
        """Return contours and segments over a stack."""
        found: list[Layer] = []
        for _instance, header in self._headers(_STRUCTURES):
            found += contour_layers(regions(header), stack)
        for instance, header in self._headers(_SEGMENTATIONS):
            held = segmentation(header)
            size = instance.rows * instance.columns * instance.frames
            if held is None or size > _MOST_BYTES:
                continue
            related = held.frame_of_reference == stack.frame_of_reference or any(
                stack.find(uid) is not None for frame in held.frames for uid in frame.sources
            )
            if not related:
                continue
            try:
                data = self._workspace.read_instance(instance.sop_instance_uid)
                stored = self._pool.decode(data, instance)
            except OmniMedError as error:
                self.refusals.append(told(str(error)))
                continue
            uid = instance.sop_instance_uid
            found += segment_layers(held, instance.planes, stored, stack, uid)
        return found

    def _headers(self, classes: frozenset[str]) -> list[tuple[Instance, Header]]:
        found: list[tuple[Instance, Header]] = []
        for uid, instance in self._instances.items():
            if instance.sop_class_uid in classes:
                self._go_on()
                found.append((instance, self._workspace.header(uid)))
        return found

    def _fetch(self, uid: str) -> Fetch:
        def fetch(path: Path) -> bytes:
            return self._pool.element(self._workspace.read_instance(uid), path)

        return fetch

    def _cells(self, uid: str, frame: int) -> NDArray[Any] | None:
        """Return the pixel cells of a native frame with all their bits; None for others."""
        instance = self._instances.get(uid)
        if instance is None or instance.pixel_offset is None or instance.samples_per_pixel != 1:
            return None
        if instance.bits_allocated not in (8, 16):
            return None
        dtype = np.dtype(np.uint8 if instance.bits_allocated == 8 else "<u2")
        count = instance.rows * instance.columns
        data = self._workspace.read_instance(uid)
        start = instance.pixel_offset + frame * count * dtype.itemsize
        if start + count * dtype.itemsize > len(data):
            return None
        cells = np.frombuffer(data, dtype, count, start)
        return cells.reshape(instance.rows, instance.columns)

    def _go_on(self) -> None:
        if self._task.cancelled():
            raise CancelledError
