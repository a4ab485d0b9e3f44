"""Views side by side that are to be compared: one window, one scale, one place."""

from __future__ import annotations

from ui.desktop.models.geometry import fit_zoom
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel


def look_alike(first: ViewportModel, other: ViewportModel) -> bool:
    """Show another view as a first one: a millimetre as large, and values in the same window.

    Windows go over where both stacks hold values of the same unit (Hounsfield units); the values of
    two films mean different things. Turns and flips stay: they may be needed to see the same side.

    Returns:
        True where millimetres were compared; False where the share of the whole image was, because
        a spacing is missing or holds at the detector in one of them only.
    """
    one, two = first.stack, other.stack
    if one is None or two is None:
        return False
    if one.unit and one.unit == two.unit and not (first.uses_table or one.is_colour):
        other.set_window(first.shown_window)
    if not (one.is_colour or two.is_colour):
        other.inverted = two.inverse ^ (first.inverted ^ one.inverse)
        other.notify("window")
    ratio = _ratio(one, two)
    geometry = first.geometry()
    if geometry is None:
        return False
    other.fit()
    whole = other.geometry()
    if whole is not None:
        image, turned = (one.columns, one.rows), geometry.turned
        share = ratio or whole.zoom / fit_zoom(first.view, image, one.aspect, turned=turned)
        other.zoom_by(geometry.zoom * share / whole.zoom)
    other.pan_by(*geometry.pan)
    return bool(ratio)


def _ratio(one: ImageStack, two: ImageStack) -> float:
    """Return how much larger a pixel of the second is, in mm; 0 where that is not known."""
    if one.spacing is None or two.spacing is None or one.at_detector is not two.at_detector:
        return 0.0
    return two.spacing[1] / one.spacing[1] if one.spacing[1] > 0.0 else 0.0
