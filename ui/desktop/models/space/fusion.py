"""A second series in colour over the first, where both share a frame of reference. Without Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.desktop.models.space.planes import same_space, slice_frame
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
        self._kept: dict[tuple[int, Window], NDArray[np.uint8] | None] = {}

    def image(self, stack: ImageStack, index: int) -> NDArray[np.uint8] | None:
        """Return RGBA (rows, columns, 4) over the whole of an image; clear outside; None without.

        The strength of the colour follows the value, so that what takes up nothing hides nothing.
        """
        key = (index, self.window)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = self._made(stack, index)
        return self._kept[key]

    def _made(self, stack: ImageStack, index: int) -> NDArray[np.uint8] | None:
        frame = slice_frame(stack, index)
        if frame is None:
            return None
        factor = max(max(frame.size) / _SIDE, 1.0)
        columns = max(round(frame.size[0] / factor), 1)
        rows = max(round(frame.size[1] / factor), 1)
        across = frame.across * (frame.size[0] / columns)
        down = frame.down * (frame.size[1] / rows)
        origin = frame.corner + across / 2 + down / 2
        stored = self._sampler.plane(Plane(origin, across, down, rows, columns))
        values = stored * self.above.slope + self.above.intercept
        low = self.window.center - self.window.width / 2
        with np.errstate(invalid="ignore"):
            share = np.clip((values - low) / max(self.window.width, 1e-9), 0.0, 1.0)
        share = np.nan_to_num(share, nan=0.0)
        levels = np.rint(share * 255.0).astype(np.uint8)
        made = np.empty((rows, columns, 4), np.uint8)
        made[..., :3] = self._colours[levels]
        made[..., 3] = np.rint(np.minimum(share * 4.0, 1.0) * 255.0).astype(np.uint8)
        return made
