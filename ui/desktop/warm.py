"""What the first study would otherwise wait for, done while the reader looks at the worklist."""

from __future__ import annotations

import os

import numpy as np

from omni_med.dicom.rendering import Rendering
from omni_med.dicom.stacks import build_stacks
from omni_med.domain import ImagePlane, Instance, Series
from omni_med.domain.codec import from_json, to_json
from omni_med.progress import Cancelled

VOLUME_BYTES = 256 << 20
"""Memory to have ready: 500 slices of 512 by 512."""

_BLOCK = 8 << 20
_SPARE = 8  # the machine must have so many times the memory free


def warm_up(cancelled: Cancelled, size: int = VOLUME_BYTES) -> int:
    """Touch the memory of a volume once and build what is built at first use.

    Fresh pages cost more than decrypting what fills them. They are given back at once; the
    system hands them out again without that cost.

    Args:
        cancelled: Asked between blocks.
        size: Bytes to touch, fewer where memory is scarce.

    Returns:
        The bytes that were touched.
    """
    plane = ImagePlane((0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), (1.0, 1.0))
    instance = Instance("1", "1", "1", rows=1, columns=1, frames=1, planes=(plane,))
    build_stacks(Series("1", "CT", instances=(instance,)))
    from_json(Rendering, to_json(Rendering()))
    size = min(size, _free_memory() // _SPARE)
    if size < _BLOCK:
        return 0
    memory = np.empty(size, np.uint8)
    touched = 0
    for start in range(0, size, _BLOCK):
        if cancelled():
            break
        memory[start : start + _BLOCK] = 1
        touched = min(start + _BLOCK, size)
    return touched


def _free_memory() -> int:
    """Return the bytes of free memory; 0 where the system does not say."""
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
