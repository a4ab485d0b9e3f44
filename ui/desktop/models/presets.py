"""Windows by digit, as most viewers set them, and windows out of the values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.desktop.models.geometry import Geometry
from ui.desktop.models.stack import ImageStack, Window

CT = {
    1: Window(40.0, 400.0, "Soft tissue"),
    2: Window(-600.0, 1500.0, "Lung"),
    3: Window(90.0, 150.0, "Liver"),
    4: Window(480.0, 2500.0, "Bone"),
    5: Window(40.0, 80.0, "Brain"),
}
"""Center and width in Hounsfield units."""

AUTO, RANGE = "Auto", "Whole range"
_TAILS = (0.5, 99.5)  # percentiles that become black and white
_SAMPLES = 200_000


def preset(stack: ImageStack, digit: int) -> Window | None:
    """Return the window of a digit; None where it has none for this stack.

    0 is the window to begin with. On CT 1 to 5 are ``CT``; elsewhere they are the windows that
    the file itself brings, in its order.
    """
    if digit == 0:
        return stack.window
    if stack.modality == "CT":
        return CT.get(digit)
    if digit <= len(stack.windows):
        return stack.windows[digit - 1]
    return None


def offered(stack: ImageStack) -> tuple[Window, ...]:
    """Return the windows to choose from: those of the file, then those of the modality."""
    if stack.is_colour:
        return ()
    own = stack.windows or (stack.window,)
    return (*own, *(CT.values() if stack.modality == "CT" else ()))


def auto_window(stack: ImageStack, pixels: NDArray[Any], geometry: Geometry) -> Window:
    """Return the window of what is seen: black and white at the 0.5th and 99.5th percentile.

    Args:
        stack: Gives slope and intercept.
        pixels: (rows, columns), stored values.
        geometry: What of it the view shows.
    """
    corners = [
        geometry.to_image(x, y) for x in (0, geometry.view[0]) for y in (0, geometry.view[1])
    ]
    columns = sorted(min(max(round(x), 0), pixels.shape[1]) for x, _ in corners)
    rows = sorted(min(max(round(y), 0), pixels.shape[0]) for _, y in corners)
    seen = pixels[rows[0] : rows[-1], columns[0] : columns[-1]]
    return _between(stack, seen if seen.size else pixels, _TAILS, AUTO)


def whole_range(stack: ImageStack, pixels: NDArray[Any]) -> Window:
    """Return the window from the smallest to the largest value of an image."""
    return _between(stack, pixels, (0.0, 100.0), RANGE)


def _between(
    stack: ImageStack, pixels: NDArray[Any], tails: tuple[float, float], label: str
) -> Window:
    flat = pixels.reshape(-1)
    if tails != (0.0, 100.0):
        flat = flat[:: max(1, flat.size // _SAMPLES)]
    flat = flat[np.isfinite(flat)] if flat.dtype.kind == "f" else flat
    if not flat.size:
        return stack.window
    ends = np.percentile(flat, tails) * stack.slope + stack.intercept
    low, high = float(ends.min()), float(ends.max())
    exact = stack.values.dtype.kind == "f"
    width = max(high - low, 1e-6 if exact else 1.0)
    # LINEAR is half a unit off centre and one unit wider (PS3.3 C.11.2.1.2.1).
    if exact:
        return Window((low + high) / 2, width, label, "LINEAR_EXACT")
    return Window((low + high) / 2 + 0.5, width + 1.0, label)
