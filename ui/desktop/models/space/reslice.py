"""Axial, coronal and sagittal images out of one volume, without copying it. Without Qt.

The planes are those of the volume's own axes, so every pixel shown is a voxel of the file and
nothing is interpolated before the view does it. What would need more than that - a tilted
gantry, unequal distances - is refused: wrong geometry is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.geometry import StackGeometry
from omni_med.domain import ImagePlane
from ui.desktop.models.stack import ImageStack, Place

PLANES = ("axial", "coronal", "sagittal")
_SQUARE = 1e-3  # cosine of the angle between two axes that counts as a right angle
_LEAST = 3  # slices


class CannotResliceError(Exception):
    """A stack cannot be shown in three planes.

    Attributes:
        reason: ``"none"`` (no volume), ``"colour"``, ``"tilt"``, ``"uneven"``, ``"oblique"``,
            ``"loading"`` or ``"gaps"``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _View:
    """Which way slices, rows and columns of a view run: patient axis (LPS), sign."""

    slices: tuple[int, int]
    rows: tuple[int, int]
    columns: tuple[int, int]


_VIEWS = {
    "axial": _View((2, 1), (1, 1), (0, 1)),  # rows to posterior, columns to the left
    "coronal": _View((1, 1), (2, -1), (0, 1)),  # rows to the feet
    "sagittal": _View((0, 1), (2, -1), (1, 1)),  # columns to posterior
}


def check(stack: ImageStack) -> StackGeometry:
    """Return the geometry of a stack that can be shown in three planes.

    Raises:
        CannotResliceError: If it cannot.
    """
    geometry = stack.geometry
    if geometry is None or stack.count < _LEAST:
        raise CannotResliceError("none")
    if stack.values.ndim != 3 or stack.is_colour:
        raise CannotResliceError("colour")
    if geometry.tilt_degrees:
        raise CannotResliceError("tilt")
    if geometry.uneven or min(geometry.spacing) <= 0.0:
        raise CannotResliceError("uneven")
    directions = np.array(geometry.direction)
    if np.abs(directions.T @ directions - np.eye(3)).max() > _SQUARE or _axes(directions) is None:
        raise CannotResliceError("oblique")
    if stack.failures:
        raise CannotResliceError("gaps")
    if not stack.loaded.all():
        raise CannotResliceError("loading")
    return geometry


def _axes(directions: NDArray[np.float64]) -> tuple[int, int, int] | None:
    """Return, by patient axis, the array axis that runs along it; None where it is not clear."""
    nearest = [int(np.argmax(np.abs(directions[:, column]))) for column in range(3)]
    if sorted(nearest) != [0, 1, 2]:
        return None
    x, y, z = (2 - nearest.index(axis) for axis in range(3))  # columns are axis 2 of the array
    return x, y, z


def reslice(stack: ImageStack, plane: str) -> ImageStack:
    """Return a volume as a stack of another plane; a view of the same memory.

    Args:
        stack: The volume.
        plane: ``"axial"``, ``"coronal"`` or ``"sagittal"``, by the nearest of its axes.

    Raises:
        CannotResliceError: If its geometry does not allow it.
    """
    geometry = check(stack)
    directions = np.array(geometry.direction)
    axes = _axes(directions) or (2, 1, 0)
    view = _VIEWS[plane]
    order = [axes[axis] for axis, _ in (view.slices, view.rows, view.columns)]
    steps: list[NDArray[np.float64]] = []
    origin = np.array(geometry.origin)
    turned = []
    for (axis, sign), array_axis in zip((view.slices, view.rows, view.columns), order, strict=True):
        step = directions[:, 2 - array_axis] * geometry.spacing[array_axis]
        if step[axis] * sign < 0.0:  # runs the other way: begin at its end
            origin += step * (stack.values.shape[array_axis] - 1)
            step = -step
            turned.append(slice(None, None, -1))
        else:
            turned.append(slice(None))
        steps.append(step)
    values = stack.values.transpose(order)[tuple(turned)]
    across, down, between = steps[2], steps[1], steps[0]
    spacing = (float(np.linalg.norm(down)), float(np.linalg.norm(across)))
    unit = (across / spacing[1], down / spacing[0])
    a, b, c = (float(cosine) for cosine in unit[0])
    d, e, f = (float(cosine) for cosine in unit[1])
    planes = (
        ImagePlane(_vector(origin + between * k), (a, b, c, d, e, f), spacing)
        for k in range(values.shape[0])
    )
    return replace(
        stack,
        key=f"{stack.key}/{plane}",
        values=values,
        loaded=np.ones(values.shape[0], bool),
        places=tuple(Place("", 0, found) for found in planes),
        spacing=spacing,
        aspect=spacing[0] / spacing[1],
        at_detector=False,
        patient_orientation=(),
        frame_of_reference=stack.frame_of_reference or f"volume {stack.key}",
        geometry=None,
        warnings=(),
        layers=[],
        shutters={},
        sampled=None,
    )


def _vector(position: NDArray[np.float64]) -> tuple[float, float, float]:
    return float(position[0]), float(position[1]), float(position[2])
