"""From a stack of a study to images in a viewport. Runs on worker threads; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.native import read_native
from omni_med.dicom.objects.suv import suv_factor
from omni_med.dicom.objects.ultrasound import UltrasoundRegion, ultrasound_regions
from omni_med.dicom.pixels import apply_lut, default_window, modality_values, presentation, rgb
from omni_med.dicom.rendering import Rendering
from omni_med.dicom.stacks import Stack
from omni_med.dicom.volume import Volume, load_volume
from omni_med.errors import DicomError
from ui.desktop.models.presets import CT
from ui.desktop.models.stack import ImageStack, Place, Table, Window
from ui.desktop.worker import Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace

_UNIT_LETTERS = 12
THUMBNAIL = 112
"""Pixels of a thumbnail's longer side."""

_PATIENT_ORIENTATION, _ASPECT = "00200020", "00280034"
_FRAME_TIMES = ("00181063", "00181242")  # Frame Time, Actual Frame Duration: ms
_FRAME_TIME_VECTOR = "00181065"  # ms from the frame before; the first is 0
_RATES = ("00082144", "00180040")  # Recommended Display Frame Rate, Cine Rate: frames a second
_FRAME_OF_REFERENCE = "00200052"


def load_stack(
    workspace: Workspace, pool: DecodePool, stack: Stack, task: Task, *, start: int
) -> ImageStack | None:
    """Load a stack, the slices nearest to ``start`` first.

    Tells the ``ImageStack`` as soon as its first image is there; the rest arrives in it.

    Returns:
        The same, complete; where nothing could be read, with every slice a gap.

    Raises:
        CancelledError: If nobody wants it any more.
    """
    renderings = workspace.renderings(stack.series_uid)
    header = workspace.header(stack.slices[start].sop_instance_uid)
    regions = _regions(workspace, stack)
    made: list[ImageStack] = []
    volumes: list[Volume] = []

    def on_slice(index: int) -> None:
        if not made:
            made.append(image_stack(volumes[0], renderings, header, first=index))
            made[0].regions = regions
            task.tell(made[0])

    volume = load_volume(
        stack,
        workspace.read_instance,
        pool=pool,
        read_into=workspace.open_series(stack.series_uid).read_into,
        renderings=renderings,
        start=start,
        progress=task.progress,
        cancelled=task.cancelled,
        on_slice=on_slice,
        on_volume=volumes.append,
    )
    if not made:
        made.append(image_stack(volume, renderings, header, first=start))
        made[0].regions = regions
        task.tell(made[0])
    return made[0]


def _regions(workspace: Workspace, stack: Stack) -> dict[str, tuple[UltrasoundRegion, ...]]:
    """Return the regions of ultrasound images; each image may have others."""
    if stack.modality != "US":
        return {}
    uids = dict.fromkeys(item.sop_instance_uid for item in stack.slices)
    found = {uid: ultrasound_regions(workspace.header(uid)) for uid in uids}
    return {uid: regions for uid, regions in found.items() if regions}


def image_stack(
    volume: Volume, renderings: Mapping[str, Rendering], header: Mapping[str, Any], *, first: int
) -> ImageStack:
    """Return how a volume is to be shown, judged by its slice ``first``."""
    stack = volume.stack
    item = stack.slices[first]
    rendering = renderings.get(item.sop_instance_uid) or Rendering()
    windows = tuple(
        Window(found.center, found.width, found.explanation, rendering.voi_function)
        for found in rendering.frame(item.frame).windows
    )
    plane, instance = item.plane, item.instance
    suv = suv_factor(header)
    tables = _voi_tables(volume, rendering)
    spacing = plane.pixel_spacing if plane is not None else instance.pixel_spacing
    return ImageStack(
        key=stack.key,
        label=stack.label
        if stack.label.startswith(stack.modality)
        else f"{stack.modality} {stack.label}",
        modality=stack.modality,
        values=volume.values,
        loaded=volume.loaded,
        places=tuple(Place(s.sop_instance_uid, s.frame, s.plane) for s in stack.slices),
        window=windows[0] if windows else _own_window(volume, rendering, first),
        slope=volume.slope,
        intercept=volume.intercept,
        windows=windows,
        inverse=rendering.inverse,
        spacing=spacing,
        at_detector=plane is None and instance.spacing_source == "ImagerPixelSpacing",
        aspect=_aspect(spacing, header),
        patient_orientation=tuple(str(v) for v in _values(header, _PATIENT_ORIENTATION)),
        table=tables[0].grey if tables and not windows else None,
        tables=tables,
        failures=volume.failures,
        warnings=stack.warnings,
        unit=_unit(rendering, stack.modality),
        colours=(lambda stored: rgb(stored, rendering)) if rendering.colour else None,
        frame_time_ms=frame_time(header),
        frame_of_reference="".join(map(str, _values(header, _FRAME_OF_REFERENCE)[:1])),
        geometry=stack.geometry,
        suv=suv.factor if suv is not None else None,
    )


def _unit(rendering: Rendering, modality: str) -> str:
    """Return the unit for the probe; ``US`` means unspecified (PS3.3 C.11.1.1.2).

    Some write a sentence there; what is no unit is not shown as one.
    """
    if rendering.units == "US" or len(rendering.units) > _UNIT_LETTERS:
        return ""
    return rendering.units or ("HU" if modality == "CT" else "")


def _own_window(volume: Volume, rendering: Rendering, index: int) -> Window:
    """Return a window for images that bring none: soft tissue on CT, else from the values."""
    if volume.stack.modality == "CT" and volume.intercept < 0.0:
        return CT[1]
    if rendering.colour or not volume.loaded[index]:
        return Window(128.0, 256.0)
    values = volume.values[index]
    if values.dtype.kind in "iu":
        values = values * np.float32(volume.slope) + np.float32(volume.intercept)
    frame = volume.stack.slices[index].frame
    return Window(*default_window(values, rendering, frame=frame))


def _voi_tables(volume: Volume, rendering: Rendering) -> tuple[Table, ...]:
    """Return the file's VOI LUTs as grey by stored value."""
    kind = volume.values.dtype
    if not rendering.voi_luts or kind.kind not in "iu" or kind.itemsize > 2:
        return ()
    bits = 8 * kind.itemsize
    stored = np.arange(1 << bits, dtype=np.uint32).astype(f"uint{bits}").view(kind)
    values = np.rint(stored * volume.slope + volume.intercept)
    found: list[Table] = []
    for lut in rendering.voi_luts:
        top = max(1, (1 << lut.bits) - 1)
        grey = np.rint(np.clip(apply_lut(values, lut) / top, 0.0, 1.0) * 255.0)
        found.append(Table(lut.explanation, np.asarray(grey, dtype=np.uint8)))
    return tuple(found)


def frame_time(header: Mapping[str, Any]) -> float | None:
    """Return the milliseconds from frame to frame that a header asks for; None where it does not.

    What is recommended for display comes before what was measured at acquisition. Where the
    frames are unequally far apart in time, the median.

    Source: PS3.3 C.7.6.5 (cine), C.8.4.9 (NM multi-frame), C.7.6.17.
    """
    for key in _RATES:
        rate = _number(_values(header, key))
        if rate is not None and rate > 0.0:
            return 1000.0 / rate
    for key in _FRAME_TIMES:
        time = _number(_values(header, key))
        if time is not None and time > 0.0:
            return time
    vector = [_number([value]) for value in _values(header, _FRAME_TIME_VECTOR)[1:]]
    steps = [step for step in vector if step is not None and step > 0.0]
    return float(np.median(steps)) if steps else None


def _aspect(spacing: tuple[float, float] | None, header: Mapping[str, Any]) -> float:
    if spacing is not None and spacing[1] > 0.0 and spacing[0] > 0.0:
        return spacing[0] / spacing[1]
    ratio = [_number([value]) for value in _values(header, _ASPECT)]
    if len(ratio) == 2 and ratio[0] and ratio[1] and ratio[0] > 0.0 < ratio[1]:
        return ratio[0] / ratio[1]
    return 1.0


def _values(header: Mapping[str, Any], key: str) -> list[Any]:
    element = header.get(key)
    values = element.get("Value", []) if isinstance(element, Mapping) else []
    return values if isinstance(values, list) else []


def _number(values: list[Any]) -> float | None:
    try:
        return float(values[0]) if values else None
    except (TypeError, ValueError):
        return None


def thumbnail(workspace: Workspace, pool: DecodePool, stack: Stack) -> NDArray[np.uint8] | None:
    """Return the middle image of a stack, small: grey (rows, columns) or RGB; None if unreadable.

    Kept in the workspace's sealed cache.
    """
    item = stack.slices[len(stack.slices) // 2]
    key = f"thumbnail/1/{item.sop_instance_uid}/{item.frame}"
    kept = workspace.cached(key)
    if kept is not None:
        found = cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_UNCHANGED)
        if found is not None:
            return np.asarray(found, np.uint8)
    try:
        data = workspace.read_instance(item.sop_instance_uid)
        if item.instance.pixel_offset is not None:
            stored = read_native(data, item.instance, item.frame)
        else:
            stored = pool.decode(data, item.instance, [item.frame])[0]
    except (DicomError, OSError):
        return None
    small = shrink(stored, workspace.rendering(item.sop_instance_uid), item.frame)
    done, png = cv2.imencode(".png", small)
    if done:
        workspace.cache(key, png.tobytes())
    return small


def shrink(stored: NDArray[Any], rendering: Rendering, frame: int) -> NDArray[np.uint8]:
    """Return one frame as it is to be seen, its longer side 112 pixels."""
    scale = THUMBNAIL / max(stored.shape[:2])
    size = (max(round(stored.shape[1] * scale), 1), max(round(stored.shape[0] * scale), 1))
    if rendering.colour:
        seen = rgb(stored, rendering)
        return np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA), np.uint8)
    if rendering.modality == "CT" and not rendering.frame(frame).windows:
        values = np.asarray(modality_values(stored, rendering, frame=frame), np.float32)
        seen = np.clip((values - CT[1].center) / CT[1].width + 0.5, 0.0, 1.0)
    else:
        seen = presentation(stored, rendering, frame=frame)
    seen = np.asarray(seen, np.float32)
    small = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA))
    return np.asarray(np.rint(small * 255.0), np.uint8)
