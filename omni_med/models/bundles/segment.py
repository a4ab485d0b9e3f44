"""A volume -> masks on its own grid, with their volumes.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from omni_med.models.bundles.running import LPS_TO_RAS, Bundle, Soft
from omni_med.progress import Cancelled, Progress, never, no_progress


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """What was found of one channel.

    Attributes:
        channel: Of the network's output.
        name: What it is, as the bundle calls it.
        voxels: bool (slices, rows, columns) on the grid of the images.
        volume_ml: Millilitres.
        probability: Mean over the mask; the highest anywhere where the mask is empty. As the
            network says it: not calibrated.
    """

    channel: int
    name: str
    voxels: NDArray[np.bool_] = field(repr=False)
    volume_ml: float
    probability: float


def segment(
    bundle: Bundle,
    values: NDArray[np.float32],
    affine: NDArray[np.float64],
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> tuple[Mask, ...]:
    """Segment a volume.

    Args:
        bundle: For segmentation.
        values: float32 (slices, rows, columns) in modality units (HU for CT).
        affine: 4 x 4 from (column, row, slice) indices to LPS millimetres.
        progress: Told (windows done, windows).
        cancelled: Asked before each window.

    Returns:
        One mask a channel, the background left out.

    Raises:
        CancelledError: If ``cancelled`` said so.
        ModelUnavailableError: If the bundle fails on this volume.
    """
    grid = np.ascontiguousarray(values.transpose(2, 1, 0))
    soft = bundle.run(grid, LPS_TO_RAS @ affine, progress=progress, cancelled=cancelled)
    voxel_ml = abs(float(np.linalg.det(affine[:3, :3]))) / 1000.0
    return tuple(
        _mask(bundle, soft, channel, name, voxel_ml) for channel, name in bundle.card.found.items()
    )


def _mask(bundle: Bundle, soft: Soft, channel: int, name: str, voxel_ml: float) -> Mask:
    inside = _inside(soft, channel, len(bundle.card.channels))
    voxels = np.ascontiguousarray(inside.cpu().numpy().transpose(2, 1, 0))
    count = int(voxels.sum())
    return Mask(channel, name, voxels, count * voxel_ml, _sure(soft, channel, inside))


def _inside(soft: Soft, channel: int, channels: int) -> torch.Tensor:
    """Return where a channel won: bool (x, y, z)."""
    values = soft.values
    if len(values) == 1:  # a label map, or one foreground
        return values[0] > 0.5 if channels == 1 else values[0].round() == channel
    discrete = bool(((values == 0) | (values == 1)).all())
    if discrete:
        return values[channel] > 0.5
    return values.argmax(0) == channel


def _sure(soft: Soft, channel: int, inside: torch.Tensor) -> float:
    if soft.probabilities is None:
        return 1.0 if bool(inside.any()) else 0.0
    said = soft.probabilities[channel]
    return float(said[inside].mean()) if bool(inside.any()) else float(said.max())
