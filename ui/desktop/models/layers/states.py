"""Presentation states over a stack: layers, shutters, and how the view is set. Without Qt."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from omni_med.dicom.objects.presentation import Annotation, PresentationState, about
from omni_med.dicom.objects.shutter import Shutter
from omni_med.dicom.objects.softcopy import Softcopy
from ui.desktop.models.layers.graphics import Drawing, Layer, Shape, Source, Words
from ui.desktop.models.stack import ImageStack, Table, Window
from ui.desktop.models.viewport import ViewportModel


def fits(state: PresentationState, stack: ImageStack) -> bool:
    """True where a state is about an image of a stack."""
    return any(state.applies_to(place.sop_instance_uid, place.frame) for place in stack.places)


def state_layers(state: PresentationState, stack: ImageStack) -> tuple[Layer, ...]:
    """Return a state's annotations as layers of a stack, the lowest first."""
    names: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in state.annotations:
        names[annotation.layer].append(annotation)
    found = []
    for name, members in names.items():
        drawings: dict[int, Drawing] = {}
        for index, place in enumerate(stack.places):
            shapes: list[Shape] = []
            words: list[Words] = []
            for annotation in members:
                uid, frame = place.sop_instance_uid, place.frame
                if state.applies_to(uid, frame) and about(annotation.images, uid, frame):
                    shapes += [Shape(g.points, g.closed, g.filled) for g in annotation.graphics]
                    shapes += [
                        Shape((text.at, text.anchor))
                        for text in annotation.texts
                        if text.anchor is not None
                    ]
                    words += [Words(text.text, text.at) for text in annotation.texts]
            if shapes or words:
                drawings[index] = Drawing(tuple(shapes), tuple(words))
        if drawings:
            key = f"state {state.uid} {name}"
            colour = members[0].colour
            found.append(Layer(key, name, Source.PRESENTATION, colour, drawings))
    return tuple(found)


def state_shutters(state: PresentationState, stack: ImageStack) -> dict[int, Shutter]:
    """Return a state's shutter for each slice that it is about."""
    if state.shutter is None:
        return {}
    return {
        index: state.shutter
        for index, place in enumerate(stack.places)
        if state.applies_to(place.sop_instance_uid, place.frame)
    }


def apply_state(state: PresentationState, model: ViewportModel) -> None:
    """Set window, turn, flip and displayed area of a view as a state says.

    A turn before a flip is the opposite turn after it.
    """
    stack = model.stack
    if stack is None:
        return
    place = stack.places[model.index]
    model.rotation = -state.rotation % 360 if state.flipped else state.rotation
    model.flipped = state.flipped
    model.inverted = state.inverse != stack.inverse
    window: Window | None = None
    for (images, found), function in zip(state.windows, state.functions, strict=True):
        if about(images, place.sop_instance_uid, place.frame):
            window = Window(found.center, found.width, found.explanation, function)
            break
    model.set_window(window)
    for area in state.areas:
        if about(area.images, place.sop_instance_uid, place.frame):
            show_area(model, area.box, area.magnification if area.mode == "MAGNIFY" else None)
            return
    model.fit()


def grey_of_state(
    grey: Softcopy, model: ViewportModel, label: str, bits: int, *, signed: bool
) -> Table | None:
    """Return a state's pipeline as a table for the current image; None where it has no say.

    None too where a window on the image's own modality values says the same, and stays adjustable.

    Raises:
        CannotTabulateError: If the image's values are no whole numbers of 8 or 16 bits.
    """
    stack = model.stack
    if stack is None:
        return None
    place = stack.places[model.index]
    voi = grey.voi_of(place.sop_instance_uid, place.frame)
    same = (grey.slope, grey.intercept) == (stack.slope, stack.intercept)
    if not grey.has_tables and same and voi is not None:
        return None
    kind = stack.values.dtype
    if kind.kind not in "iu" or kind.itemsize > 2 or stack.is_colour:
        raise CannotTabulateError
    width = 8 * kind.itemsize
    stored = np.arange(1 << width, dtype=np.uint32).astype(f"uint{width}").view(kind)
    return Table(label, grey.grey(stored, voi, bits, signed=signed))


class CannotTabulateError(Exception):
    """An image's values are no whole numbers of 8 or 16 bits: no table can be made of them."""


def show_area(
    model: ViewportModel, box: tuple[float, float, float, float], zoom: float | None = None
) -> None:
    """Zoom so that a box of the image just fits the view, or to a magnification; centre it."""
    model.zoom, model.pan = None, (0.0, 0.0)
    whole = model.geometry()
    if whole is None:
        return
    left, top, right, bottom = box
    corners = [whole.to_view(x, y) for x in (left, right) for y in (top, bottom)]
    wide = max(x for x, _ in corners) - min(x for x, _ in corners)
    high = max(y for _, y in corners) - min(y for _, y in corners)
    if wide <= 0 or high <= 0:
        return
    model.zoom = zoom or whole.zoom * min(whole.view[0] / wide, whole.view[1] / high)
    zoomed = model.geometry()
    if zoomed is not None:
        x, y = zoomed.to_view((left + right) / 2, (top + bottom) / 2)
        model.pan = (zoomed.view[0] / 2 - x, zoomed.view[1] / 2 - y)
    model.notify("geometry")


def with_states(
    layers: tuple[Layer, ...], state: PresentationState | None, stack: ImageStack
) -> list[Layer]:
    """Return the layers of a stack with those of one state in place of another's."""
    kept = [layer for layer in layers if layer.source is not Source.PRESENTATION]
    return [*kept, *(state_layers(state, stack) if state is not None else ())]
