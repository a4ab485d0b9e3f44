"""RT structure sets over a stack. Without Qt."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from omni_med.dicom.objects.contours import Contour, Region
from ui.desktop.models.layers.graphics import Drawing, Layer, Shape, Source
from ui.desktop.models.layers.matching import Slices, slices_of
from ui.desktop.models.stack import ImageStack


def contour_layers(regions: tuple[Region, ...], stack: ImageStack) -> tuple[Layer, ...]:
    """Return a layer for each region that has an outline on the stack's slices.

    Outlines belong to the slice whose plane they lie in. Where both state a frame of reference,
    it must be the same; outlines across the slices are not drawn.
    """
    slices = slices_of(stack)
    if slices is None:
        return ()
    found = []
    for region in regions:
        stated = region.frame_of_reference
        if stated and stack.frame_of_reference and stated != stack.frame_of_reference:
            continue
        shapes: dict[int, list[Shape]] = defaultdict(list)
        for contour in region.contours:
            index = _slice_of(contour, slices)
            if index is not None:
                shapes[index].append(_shape(contour, slices, index))
        if shapes:
            drawings = {index: Drawing(shapes=tuple(drawn)) for index, drawn in shapes.items()}
            key = f"roi {region.number} {region.name}"
            found.append(Layer(key, region.name, Source.CONTOURS, region.colour, drawings))
    return tuple(found)


def _slice_of(contour: Contour, slices: Slices) -> int | None:
    along = contour.points @ slices.normal
    if float(np.ptp(along)) > slices.reach:
        return None
    return slices.nearest(contour.points.mean(axis=0))


def _shape(contour: Contour, slices: Slices, index: int) -> Shape:
    frame = slices.frames[index]
    off = contour.points - frame.corner
    x = off @ frame.across / float(frame.across @ frame.across)
    y = off @ frame.down / float(frame.down @ frame.down)
    points = tuple((float(a), float(b)) for a, b in zip(x, y, strict=True))
    return Shape(points, closed=contour.closed)
