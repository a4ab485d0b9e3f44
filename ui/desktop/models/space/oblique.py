"""Three planes through a volume at any angle, sampled when they are looked at. Without Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.domain import ImagePlane
from ui.desktop.models.space.planes import Vector, slice_frame
from ui.desktop.models.space.reslice import CannotResliceError
from ui.desktop.models.space.sampler import CannotSampleError, Plane, Sampler, as_stored
from ui.desktop.models.stack import ImageStack, Place

_LONGEST = 900  # pixels of a plane's longer side
_MOST = 1200  # planes of a stack

Axes = NDArray[np.float64]
"""3 x 3: the directions of slices, rows and columns of a view as rows, unit vectors, LPS."""

UPRIGHT: dict[str, Axes] = {
    "axial": np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]]),
    "coronal": np.array([[0.0, 1, 0], [0, 0, -1], [1, 0, 0]]),
    "sagittal": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),
}


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """Where a volume lies: its corners and how finely it was sampled."""

    corners: NDArray[np.float64]
    centre: Vector
    fine: float
    between: float


def extent_of(stack: ImageStack) -> Extent:
    """Return where a volume lies.

    Raises:
        CannotResliceError: If it has no planes.
    """
    first, last = slice_frame(stack, 0), slice_frame(stack, stack.count - 1)
    if stack.count < 2 or first is None or last is None:
        raise CannotResliceError("none")
    corners = [
        frame.at((x, y))
        for frame in (first, last)
        for x in (0, stack.columns)
        for y in (0, stack.rows)
    ]
    apart = abs(float((last.corner - first.corner) @ first.normal)) / (stack.count - 1)
    fine = min(float(np.linalg.norm(first.across)), float(np.linalg.norm(first.down)))
    return Extent(np.array(corners), np.mean(corners, axis=0), fine, max(apart, fine))


def check_sampled(stack: ImageStack) -> None:
    """Refuse a stack that cannot be sampled.

    Raises:
        CannotResliceError: If it cannot.
    """
    if stack.values.ndim != 3 or stack.is_colour:
        raise CannotResliceError("colour")
    if stack.geometry is None or stack.count < 3:
        raise CannotResliceError("none")
    if stack.failures and not all(stack.loaded[index] for index in stack.failures):
        raise CannotResliceError("gaps")
    if not stack.loaded.all():
        raise CannotResliceError("loading")


def turned(axes: Axes, about: Vector, degrees: float) -> Axes:
    """Return axes turned about a direction, right-handed."""
    x, y, z = about / np.linalg.norm(about)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    rotation = np.array(
        [
            [c + x * x * (1 - c), x * y * (1 - c) - z * s, x * z * (1 - c) + y * s],
            [y * x * (1 - c) + z * s, c + y * y * (1 - c), y * z * (1 - c) - x * s],
            [z * x * (1 - c) - y * s, z * y * (1 - c) + x * s, c + z * z * (1 - c)],
        ]
    )
    return np.asarray(axes @ rotation.T)


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Parallel planes through a volume, as the images of a stack.

    Attributes:
        sampler: Of the volume.
        first: The first plane.
        step: From plane to plane, mm, LPS.
        fill: Stored value outside.
        dtype: Of the images.
    """

    sampler: Sampler
    first: Plane
    step: Vector
    fill: float
    dtype: np.dtype[Any]

    def _plane(self, index: int) -> Plane:
        return replace(self.first, origin=self.first.origin + self.step * index)

    def exact(self, index: int, cancelled: Callable[[], bool]) -> NDArray[Any]:
        """Return an image, interpolated.

        Raises:
            CancelledError: If nobody wants it any more.
        """
        found = self.sampler.plane(self._plane(index), self.fill, cancelled)
        return as_stored(found, self.dtype)

    def coarse(self, index: int, step: int) -> NDArray[Any]:
        """Return the nearest voxels at the middle of every ``step`` by ``step`` pixels."""
        return as_stored(self.sampler.nearest(self._plane(index), step, self.fill), self.dtype)


def oblique(stack: ImageStack, axes: Axes, key: str, sampler: Sampler | None = None) -> ImageStack:
    """Return a volume as a stack of planes along any axes; each is sampled when it is seen.

    Args:
        stack: The volume.
        axes: Of the view.
        key: Added to the volume's key.
        sampler: Of the volume, where one is there already.

    Raises:
        CannotResliceError: If it cannot be cut.
    """
    check_sampled(stack)
    try:
        taking = sampler or Sampler(stack)
    except CannotSampleError:
        raise CannotResliceError("none") from None
    extent = extent_of(stack)
    low = (extent.corners @ axes.T).min(axis=0)
    high = (extent.corners @ axes.T).max(axis=0)
    size = high - low
    pixel = max(extent.fine, float(size[1:].max()) / _LONGEST)
    step = max(extent.fine, min(extent.between, pixel * 4), float(size[0]) / _MOST)
    count = max(int(size[0] / step), 1)
    rows, columns = (max(int(np.ceil(length / pixel)), 1) for length in size[1:])
    origin = axes.T @ (low + np.array([step, pixel, pixel]) / 2)
    across, down = axes[2] * pixel, axes[1] * pixel
    fill = float(stack.values[stack.count // 2].min())
    orientation = (*(float(v) for v in axes[2]), *(float(v) for v in axes[1]))
    a, b, c, d, e, f = orientation
    cuts = Cuts(
        taking, Plane(origin, across, down, rows, columns), axes[0] * step, fill, stack.values.dtype
    )
    positions = (origin + axes[0] * (step * index) for index in range(count))
    places = (
        Place("", 0, ImagePlane((float(p[0]), float(p[1]), float(p[2])), (a, b, c, d, e, f),
                                (pixel, pixel)))
        for p in positions
    )  # fmt: skip
    shape = (count, rows, columns)
    return replace(
        stack,
        key=f"{stack.key}/{key}",
        values=np.broadcast_to(np.zeros((), stack.values.dtype), shape),
        loaded=np.ones(count, bool),
        places=tuple(places),
        spacing=(pixel, pixel),
        aspect=1.0,
        at_detector=False,
        patient_orientation=(),
        frame_of_reference=stack.frame_of_reference or f"volume {stack.key}",
        geometry=None,
        warnings=(),
        failures={},
        layers=[],
        shutters={},
        sampled=cuts,
    )
