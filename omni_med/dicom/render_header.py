"""The part of a header that display needs, as a ``Rendering``.

Source: PS3.3 C.7.6.3, C.7.9, C.11.1, C.11.2, C.11.6, C.7.6.16.2.9-10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from omni_med.dicom import values
from omni_med.dicom.planes import macro
from omni_med.dicom.rendering import FrameRendering, Lut, Rendering, Window

_LOSSY = {
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.81",
    "1.2.840.10008.1.2.4.91",
    "1.2.840.10008.1.2.4.203",
}


def rendering(dataset: Dataset, syntax: str, kind: str) -> Rendering:
    """Read what display needs.

    Args:
        dataset: The header.
        syntax: Transfer syntax UID.
        kind: ``"integer"``, ``"float"`` or ``"double"``.
    """
    photometric = values.text(dataset, "PhotometricInterpretation")
    shape = values.text(dataset, "PresentationLUTShape")
    signed = values.integer(dataset, "PixelRepresentation") == 1
    luts = (_lut(item, signed=signed) for item in values.items(dataset, "VOILUTSequence"))
    modality_luts = values.items(dataset, "ModalityLUTSequence")
    frames = _frames(dataset)
    return Rendering(
        modality=values.text(dataset, "Modality"),
        photometric=photometric,
        samples_per_pixel=values.integer(dataset, "SamplesPerPixel") or 1,
        bits_stored=values.integer(dataset, "BitsStored") or 0,
        signed=signed,
        pixel_kind=kind,
        units=_units(dataset),
        modality_lut=_lut(modality_luts[0], signed=signed) if modality_luts else None,
        voi_function=_voi_function(dataset, kind),
        voi_luts=tuple(lut for lut in luts if lut is not None),
        inverse=photometric == "MONOCHROME1" or shape == "INVERSE",
        palette=_palette(dataset) if photometric == "PALETTE COLOR" else (),
        padding=_padding(dataset),
        lossy=values.text(dataset, "LossyImageCompression") == "01" or syntax in _LOSSY,
        frames=frames,
    )


def _voi_function(dataset: Dataset, kind: str) -> str:
    """Return the VOI LUT function; LINEAR becomes LINEAR_EXACT for float pixels.

    LINEAR counts in whole units (PS3.3 C.11.2.1.2.1), which would make a map of 0 to 1 black
    and white.
    """
    stated = values.text(dataset, "VOILUTFunction")
    if stated in ("LINEAR_EXACT", "SIGMOID"):
        return stated
    return "LINEAR" if kind == "integer" else "LINEAR_EXACT"


def _units(dataset: Dataset) -> str:
    stated = values.text(dataset, "RescaleType") or values.text(dataset, "Units")
    if not stated and values.text(dataset, "Modality") == "CT":
        return "HU" if values.text(dataset, "ImageType").startswith("ORIGINAL") else ""
    return stated


def _frames(dataset: Dataset) -> tuple[FrameRendering, ...]:
    groups = values.items(dataset, "PerFrameFunctionalGroupsSequence")
    if not groups:
        return (_frame(dataset, dataset),)
    shared = next(iter(values.items(dataset, "SharedFunctionalGroupsSequence")), Dataset())
    result = tuple(
        _frame(
            macro(group, shared, "PixelValueTransformationSequence"),
            macro(group, shared, "FrameVOILUTSequence"),
        )
        for group in groups
    )
    return result[:1] if len(set(result)) == 1 else result


def _frame(rescale: Dataset, voi: Dataset) -> FrameRendering:
    slope = values.number(rescale, "RescaleSlope")
    intercept = values.number(rescale, "RescaleIntercept")
    return FrameRendering(slope or 1.0, intercept if intercept is not None else 0.0, _windows(voi))


def _windows(dataset: Dataset) -> tuple[Window, ...]:
    centers = values.numbers(dataset, "WindowCenter")
    widths = values.numbers(dataset, "WindowWidth")
    names = values.texts(dataset, "WindowCenterWidthExplanation")
    return tuple(
        Window(center, width, names[index] if index < len(names) else "")
        for index, (center, width) in enumerate(zip(centers, widths, strict=False))
        if width > 0
    )


def _padding(dataset: Dataset) -> tuple[int, int] | None:
    """Source: PS3.3 C.7.5.1.1.2 (pixel padding value and range limit)."""
    first = values.integer(dataset, "PixelPaddingValue")
    if first is None:
        return None
    last = values.integer(dataset, "PixelPaddingRangeLimit")
    last = first if last is None else last
    return min(first, last), max(first, last)


def _lut(item: Dataset, *, signed: bool) -> Lut | None:
    explanation = values.text(item, "LUTExplanation") or values.text(item, "ModalityLUTType")
    data = _words(item.get("LUTData"), item)
    return _table(item.get("LUTDescriptor"), data, explanation, signed=signed)


def _words(data: object, dataset: Dataset) -> object:
    """Return OW bytes in little-endian order; anything else unchanged."""
    if isinstance(data, bytes) and dataset.original_encoding[1] is False:
        return np.frombuffer(data[: len(data) // 2 * 2], ">u2").astype("<u2").tobytes()
    return data


def _table(descriptor: object, data: object, explanation: str, *, signed: bool) -> Lut | None:
    """Build a LUT from its descriptor (entries, first value, bits) and data; None if unusable.

    Source: PS3.3 C.11.1.1.1: 0 entries mean 65536; the first value is signed like the pixels.
    """
    try:
        count, first, bits = (int(number) for number in descriptor)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    count = count or 65536
    if signed and first > 32767:
        first -= 65536
    entries = _entries(data, count)
    if entries is None or entries.size == 0 or not 1 <= bits <= 16:
        return None
    return Lut.of(entries[:count], first, bits, explanation)


def _entries(data: object, count: int) -> NDArray[np.uint16] | None:
    if isinstance(data, bytes):
        if len(data) >= 2 * count:
            return np.frombuffer(data[: 2 * count], "<u2").astype(np.uint16)
        if len(data) >= count:  # one byte an entry
            return np.frombuffer(data[:count], np.uint8).astype(np.uint16)
        return None
    if isinstance(data, int):
        return np.array([data], np.uint16)
    try:
        entries = np.array([int(item) & 0xFFFF for item in data], np.uint16)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    return _unpacked(entries, count)


def _unpacked(entries: NDArray[np.uint16], count: int) -> NDArray[np.uint16]:
    """Split words that hold two 8-bit entries each (PS3.3 C.7.6.3.1.5, legacy 8-bit LUTs)."""
    if entries.size * 2 == count:
        return entries.astype("<u2").view(np.uint8).astype(np.uint16)
    return entries


def _palette(dataset: Dataset) -> tuple[Lut, ...]:
    """Return the red, green and blue LUTs; empty where one is missing.

    Segmented palettes (PS3.3 C.7.9.2) are expanded.
    """
    from pydicom.pixels.processing import _expand_segmented_lut  # noqa: PLC0415

    tables: list[Lut] = []
    for colour in ("Red", "Green", "Blue"):
        descriptor = dataset.get(f"{colour}PaletteColorLookupTableDescriptor")
        data = _words(dataset.get(f"{colour}PaletteColorLookupTableData"), dataset)
        if data is None:
            data = dataset.get(f"Segmented{colour}PaletteColorLookupTableData")
            data = _words(data, dataset)
            if isinstance(data, bytes):
                words = tuple(int(word) for word in np.frombuffer(data, "<u2"))
                try:
                    data = _expand_segmented_lut(words, "<H")
                except (ValueError, IndexError):
                    return ()
        table = _table(descriptor, data, colour, signed=False)
        if table is None:
            return ()
        tables.append(table)
    return tuple(tables)
