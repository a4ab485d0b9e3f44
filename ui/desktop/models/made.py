"""Pictures that have to be made: coarse at once, exact when the maker has them. Without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Cancelled = Callable[[], bool]
Make = Callable[[Cancelled], Pixels | None]
Arrived = Callable[[object, Pixels | None], None]

COARSE = 40_000
"""Points of a coarse picture, all its planes together: about 3 ms where they are seen."""


def never() -> bool:
    """Cancel nothing."""
    return False


def coarse_step(rows: int, columns: int, planes: int = 1) -> int:
    """Return how many pixels apart the points of a coarse picture lie, at least 2."""
    return max(int(np.ceil(np.sqrt(rows * columns * planes / COARSE))), 2)


def enlarged(pixels: Pixels | None, rows: int, columns: int, step: int) -> Pixels | None:
    """Return a coarse picture in its full size: (rows, columns), in its own type."""
    if pixels is None:
        return None
    if pixels.dtype in (np.uint8, np.uint16, np.int16, np.float32):
        size = (pixels.shape[1] * step, pixels.shape[0] * step)
        whole = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))
    else:
        whole = pixels.repeat(step, axis=0).repeat(step, axis=1)
    return whole[:rows, :columns]


class Maker(Protocol):
    """Makes exact pictures, later or at once."""

    def want(self, owner: object, key: object, make: Make, arrived: Arrived) -> None:
        """Make a picture and hand it to ``arrived``; the owner wants none of its earlier ones.

        Asked again for a key that is being made, it goes on making.
        """


class MakerAtOnce:
    """Makes exact pictures where they are asked for."""

    def want(self, _owner: object, key: object, make: Make, arrived: Arrived) -> None:
        """Make the picture now."""
        arrived(key, make(never))


class Made:
    """The newest picture of one view.

    Attributes:
        maker: Makes the exact pictures; at once until somebody else is named.
        exact: False while what ``get`` gave last was coarse.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self.maker: Maker = MakerAtOnce()
        self.exact = True
        self._tell = tell
        self._key: object = None
        self._pixels: Pixels | None = None
        self._asking = False

    def get(self, key: object, coarse: Callable[[], Pixels | None], make: Make) -> Pixels | None:
        """Return a picture: coarse until the exact one is there, of which ``tell`` tells.

        Args:
            key: Tells this picture from others.
            coarse: Makes it quickly, of the same shape and type.
            make: Makes it exactly.
        """
        if key == self._key and self.exact:
            return self._pixels
        self._asking = True
        if key != self._key:
            self._key, self._pixels, self.exact = key, None, False
        self.maker.want(self, key, make, self._arrived)
        self._asking = False
        if not self.exact and self._pixels is None:
            self._pixels = coarse()
        return self._pixels

    def _arrived(self, key: object, pixels: Pixels | None) -> None:
        if key != self._key:
            return
        self._pixels, self.exact = pixels, True
        if not self._asking:
            self._tell()
