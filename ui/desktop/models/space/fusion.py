"""A second series in colour over the first, where both share a frame of reference. Without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.desktop.models.made import Cancelled, Made, Maker, coarse_step, enlarged
from ui.desktop.models.space.planes import Frame, same_space, slice_frame
from ui.desktop.models.space.sampler import CannotSampleError, Plane, Sampler
from ui.desktop.models.stack import ImageStack, Window

_SIDE = 512  # samples along the longer side of an image
_KEPT = 24


def hot_iron() -> NDArray[np.uint8]:
    """Return the hot iron colours, uint8 (256, 3).

    Source: PS3.6 annex B.1.1 (Hot Iron).
    """
    ramp = np.arange(256)
    red = np.minimum(ramp * 2, 254) | (ramp >= 128)
    green = np.where(ramp < 128, 0, (ramp - 128) * 2)
    blue = np.where(ramp < 192, 0, (ramp - 192) * 4)
    return np.stack((red, green, blue), axis=1).astype(np.uint8)


class Fusion:
    """Colours of one stack on the images of another.

    Raises:
        CannotSampleError: If the two share no frame of reference, or the second is no volume.
    """

    def __init__(self, below: ImageStack, above: ImageStack, opacity: float = 0.5) -> None:
        if below is above or not same_space(below, above):
            raise CannotSampleError
        self.above = above
        self.opacity = opacity
        self.window: Window = above.window
        self._sampler = Sampler(above)
        self._colours = hot_iron()
        self._made = Made(lambda: None)
        self._kept: dict[object, NDArray[np.uint8]] = {}

    @property
    def is_exact(self) -> bool:
        """False while what ``image`` gave last was coarse."""
        return self._made.exact

    def make_with(self, maker: Maker, tell: Callable[[], None]) -> None:
        """Let somebody make the colours, who tells of each that is exact now."""
        self._made = Made(tell)
        self._made.maker = maker

    def image(self, stack: ImageStack, index: int) -> NDArray[np.uint8] | None:
        """Return RGBA (rows, columns, 4) over the whole of an image; clear outside; None without.

        The strength of the colour follows the value, so that what takes up nothing hides nothing.
        Coarse until the exact one is made.
        """
        frame = slice_frame(stack, index)
        if frame is None:
            return None
        key = (id(stack), index, self.window)
        if key in self._kept:
            return self._kept[key]
        window, (plane, step) = self.window, _grid(frame)

        def coarse() -> NDArray[Any] | None:
            found = self._coloured(self._sampler.nearest(plane, step), window)
            return enlarged(found, plane.rows, plane.columns, step)

        def make(cancelled: Cancelled) -> NDArray[np.uint8]:
            return self._coloured(self._sampler.plane(plane, np.nan, cancelled), window)

        found = self._made.get(key, coarse, make)
        if found is not None and self._made.exact:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _coloured(self, stored: NDArray[Any], window: Window) -> NDArray[np.uint8]:
        values = stored.astype(np.float32) * self.above.slope + self.above.intercept
        low = window.center - window.width / 2
        with np.errstate(invalid="ignore"):
            share = np.clip((values - low) / max(window.width, 1e-9), 0.0, 1.0)
        share = np.nan_to_num(share, nan=0.0)
        levels = np.rint(share * 255.0).astype(np.uint8)
        made = np.empty((*stored.shape, 4), np.uint8)
        made[..., :3] = self._colours[levels]
        made[..., 3] = np.rint(np.minimum(share * 4.0, 1.0) * 255.0).astype(np.uint8)
        return made


def _grid(frame: Frame) -> tuple[Plane, int]:
    """Return where an image's colours are sampled, and how many of them are a coarse one."""
    factor = max(max(frame.size) / _SIDE, 1.0)
    columns = max(round(frame.size[0] / factor), 1)
    rows = max(round(frame.size[1] / factor), 1)
    across = frame.across * (frame.size[0] / columns)
    down = frame.down * (frame.size[1] / rows)
    origin = frame.corner + across / 2 + down / 2
    return Plane(origin, across, down, rows, columns), coarse_step(rows, columns)
