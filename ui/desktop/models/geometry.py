"""Where an image lies in the view: one frozen value, from which everything is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Geometry:
    """An image in a view.

    Attributes:
        view: Width and height of the view in device pixels.
        image: Columns and rows of the image.
        zoom: Device pixels that one column takes.
        aspect: Height of a pixel over its width.
        pan: Shift of the image's centre from the view's centre, in device pixels.
        rotation: Degrees clockwise, 0, 90, 180 or 270, after the flip.
        flipped: True where left and right are exchanged.
    """

    view: tuple[int, int]
    image: tuple[int, int]
    zoom: float = 1.0
    aspect: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)
    rotation: int = 0
    flipped: bool = False

    @property
    def turned(self) -> bool:
        """True where rows run along the view's columns."""
        return self.rotation % 180 == 90

    @property
    def oriented(self) -> tuple[int, int]:
        """Columns and rows after flip and rotation."""
        columns, rows = self.image
        return (rows, columns) if self.turned else (columns, rows)

    @property
    def scale(self) -> tuple[float, float]:
        """Device pixels of one oriented pixel, across and down."""
        across, down = self.zoom, self.zoom * self.aspect
        return (down, across) if self.turned else (across, down)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole image in device pixels."""
        return self.oriented[0] * self.scale[0], self.oriented[1] * self.scale[1]

    @property
    def corner(self) -> tuple[int, int]:
        """Left and top of the image in the view, in whole device pixels."""
        return (
            round((self.view[0] - self.size[0]) / 2 + self.pan[0]),
            round((self.view[1] - self.size[1]) / 2 + self.pan[1]),
        )

    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """Return a, b, c, d, e, f with x' = a x + c y + e and y' = b x + d y + f.

        From continuous image coordinates (pixel i covers i to i + 1) to device pixels.
        """
        columns, rows = self.image
        a, b, c, d, e, f = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
        if self.flipped:
            a, e = -1.0, float(columns)
        width, height = float(columns), float(rows)
        for _ in range(self.rotation // 90 % 4):  # (x, y) -> (height - y, x)
            a, b, c, d, e, f = -b, a, -d, c, height - f, e
            width, height = height, width
        across, down = self.scale
        left, top = self.corner
        return a * across, b * down, c * across, d * down, e * across + left, f * down + top

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """Return the device pixel of a continuous image coordinate."""
        a, b, c, d, e, f = self.matrix()
        return a * x + c * y + e, b * x + d * y + f

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Return the continuous image coordinate under a device pixel."""
        a, b, c, d, e, f = self.matrix()
        determinant = a * d - b * c
        x, y = x - e, y - f
        return (d * x - c * y) / determinant, (a * y - b * x) / determinant


def fit_zoom(
    view: tuple[int, int], image: tuple[int, int], aspect: float = 1.0, *, turned: bool = False
) -> float:
    """Return the zoom at which the whole image just fits the view."""
    columns, rows = image
    width, height = float(columns), rows * aspect
    if turned:
        width, height = height, width
    return max(min(view[0] / width, view[1] / height), 1e-3)
