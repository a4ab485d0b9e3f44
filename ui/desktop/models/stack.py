"""The images that one viewport shows, and how their values are to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.geometry import StackGeometry
from omni_med.dicom.objects.shutter import Shutter
from omni_med.dicom.objects.ultrasound import UltrasoundRegion
from omni_med.domain import ImagePlane
from ui.desktop.models.layers.graphics import Layer


@dataclass(frozen=True, slots=True)
class Window:
    """A window over modality values.

    Attributes:
        center: In units of the modality (Hounsfield units for CT).
        width: The same; at least 1 for ``LINEAR``.
        label: What it is called, empty for one set by hand.
        function: ``LINEAR``, ``LINEAR_EXACT`` or ``SIGMOID``.

    Source: PS3.3 C.11.2.1.2.
    """

    center: float
    width: float
    label: str = ""
    function: str = "LINEAR"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A VOI LUT of the file as grey by stored value, uint8, indexed by its bits read unsigned.

    Source: PS3.3 C.11.2.1.1.
    """

    label: str
    grey: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Which frame of which instance a slice is, and where it lies."""

    sop_instance_uid: str
    frame: int = 0
    plane: ImagePlane | None = None


class Sampled(Protocol):
    """Makes the images of a stack that has none of its own: planes cut out of a volume."""

    def exact(self, index: int, cancelled: Callable[[], bool]) -> NDArray[Any]:
        """Return an image.

        Raises:
            CancelledError: If nobody wants it any more.
        """

    def coarse(self, index: int, step: int) -> NDArray[Any]:
        """Return the nearest voxels at the middle of every ``step`` by ``step`` pixels."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class ImageStack:
    """A stack of equally sized images, shared with the loader that fills it.

    Attributes:
        key: Tells this stack from the others of the study.
        label: Line for the strip and the corner, without patient data.
        modality: DICOM modality.
        values: Stored values (slices, rows, columns), or samples (slices, rows, columns, 3).
        loaded: (slices,) bool; False where the image has not arrived.
        places: One a slice.
        slope: Modality value = ``slope * stored + intercept``.
        intercept: See ``slope``.
        window: The window to begin with.
        windows: Windows of the file, each with its label.
        inverse: True for MONOCHROME1: low values white.
        spacing: Distance of rows, of columns, in mm; None where not known.
        at_detector: True where ``spacing`` holds at the detector, not in the patient.
        aspect: Height of a pixel over its width.
        patient_orientation: Patient Orientation (0020,0020), where there is no plane.
        table: VOI LUT as uint8 by stored value (offset by the dtype's minimum), used until the
            reader sets a window; None where there is none.
        tables: All VOI LUTs of the file, to choose from.
        failures: Slice to message, for what could not be read.
        warnings: Remarks on the stack as a whole.
        unit: Unit of the modality value, for the probe.
        colours: Turns the stored values of one slice into RGB, uint8 (rows, columns, 3); None for
            grey images.
        frame_time_ms: Milliseconds between frames as recorded; None where not stated.
        regions: Ultrasound regions by SOP instance UID: each has its own scale.
        suv: Modality value times this is SUV by body weight; None where not known.
        about: Texts of the corners in place of the open study's: this is an earlier study.
        sampled: Makes the images where ``values`` only stand for the shape.
        layers: What can be drawn over the images.
        shutters: What covers parts of them, by slice.
        frame_of_reference: Frame of Reference UID (0020,0052); empty where not stated.
        geometry: Where the slices lie as a volume; None where they are none.
    """

    key: str
    label: str
    modality: str
    values: NDArray[Any] = field(repr=False)
    loaded: NDArray[np.bool_] = field(repr=False)
    places: tuple[Place, ...] = field(repr=False)
    window: Window
    slope: float = 1.0
    intercept: float = 0.0
    windows: tuple[Window, ...] = ()
    inverse: bool = False
    spacing: tuple[float, float] | None = None
    at_detector: bool = False
    aspect: float = 1.0
    patient_orientation: tuple[str, ...] = ()
    table: NDArray[np.uint8] | None = field(default=None, repr=False)
    tables: tuple[Table, ...] = field(default=(), repr=False)
    failures: dict[int, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    unit: str = ""
    colours: Callable[[NDArray[Any]], NDArray[np.uint8]] | None = field(default=None, repr=False)
    frame_time_ms: float | None = None
    frame_of_reference: str = ""
    geometry: StackGeometry | None = field(default=None, repr=False)
    regions: Mapping[str, tuple[UltrasoundRegion, ...]] = field(default_factory=dict, repr=False)
    suv: float | None = None
    about: Mapping[str, str] = field(default_factory=dict, repr=False)
    sampled: Sampled | None = field(default=None, repr=False)
    layers: list[Layer] = field(default_factory=list, repr=False)
    shutters: dict[int, Shutter] = field(default_factory=dict, repr=False)
    _coloured: tuple[int, NDArray[np.uint8]] | None = field(default=None, repr=False)

    @property
    def count(self) -> int:
        """Number of images."""
        return int(self.values.shape[0])

    @property
    def rows(self) -> int:
        """Height of each image in pixels."""
        return int(self.values.shape[1])

    @property
    def columns(self) -> int:
        """Width of each image in pixels."""
        return int(self.values.shape[2])

    @property
    def is_colour(self) -> bool:
        """True where images are seen in colour."""
        return self.colours is not None

    def image(self, index: int) -> NDArray[Any] | None:
        """Return slice ``index`` (rows, columns[, 3]), or None while it has not arrived.

        A sampled one is made here and now.
        """
        if not self.loaded[index]:
            return None
        if self.sampled is not None:
            return self.sampled.exact(index, lambda: False)
        if self.colours is None:
            return np.asarray(self.values[index])
        if self._coloured is None or self._coloured[0] != index:
            self._coloured = (index, self.colours(self.values[index]))
        return self._coloured[1]

    def find(self, sop_instance_uid: str, frame: int = 0) -> int | None:
        """Return the slice that is ``frame`` of an instance, or None."""
        for index, place in enumerate(self.places):
            if place.sop_instance_uid == sop_instance_uid and place.frame == frame:
                return index
        return None
