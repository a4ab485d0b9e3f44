"""Windows by digit, as most viewers set them."""

from __future__ import annotations

from ui.desktop.models.stack import ImageStack, Window

CT = {
    1: Window(40.0, 400.0, "Soft tissue"),
    2: Window(-600.0, 1500.0, "Lung"),
    3: Window(90.0, 150.0, "Liver"),
    4: Window(480.0, 2500.0, "Bone"),
    5: Window(40.0, 80.0, "Brain"),
}
"""Center and width in Hounsfield units."""


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
