"""A header as DICOM JSON Model, everything kept but bulk data.

Source: PS3.18 annex F.2 (DICOM JSON Model).
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from omni_med.dicom.dataset import OpenedFile, Source, damage_is_an_error, open_dataset
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.raw import plain

_BULK_THRESHOLD = 4096
_META_VR = {
    0x00020002: "UI",
    0x00020003: "UI",
    0x00020010: "UI",
    0x00020012: "UI",
    0x00020013: "SH",
    0x00020016: "AE",
    0x00020017: "AE",
    0x00020018: "AE",
    0x00020100: "UI",
}


def header_json(opened: OpenedFile) -> bytes:
    """Return the header as UTF-8 JSON.

    File meta information (group 0002) and private elements are in it. Binary values above 4 KiB
    and the pixel data stand as ``BulkDataURI`` ``"#length=BYTES"`` with their length in the
    file. An element whose value does not fit its VR stands as ``UN`` with its raw bytes.
    """
    model: dict[str, Any] = {}
    for tag, value in opened.meta.items():
        if tag in _META_VR:
            content = value.rstrip(b"\0 ").decode("latin-1")
            model[f"{tag:08X}"] = {"vr": _META_VR[tag], "Value": [content]}
        else:
            model[f"{tag:08X}"] = _binary("OB", value)
    for tag in list(opened.dataset.keys()):
        model[f"{int(tag):08X}"] = _element(opened.dataset, tag)
    if opened.pixels is not None:
        tag_number = {"integer": 0x7FE00010, "float": 0x7FE00008, "double": 0x7FE00009}
        length = opened.pixels.length
        if length is None:
            length = opened.source_size - opened.pixels.offset
        model[f"{tag_number[opened.pixels.kind]:08X}"] = {
            "vr": opened.pixels.vr,
            "BulkDataURI": f"#length={length}",
        }
    return _dump(model).encode("utf-8", "replace")


def _dump(model: dict[str, Any]) -> str:
    try:
        return json.dumps(model, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(model), ensure_ascii=False, sort_keys=True)


def _element(dataset: Dataset, tag: BaseTag) -> dict[str, Any]:
    raw = dataset.get_item(tag)
    quick = plain(raw)
    if quick is not None:
        vr, found = quick
        return {"vr": vr, "Value": found} if found else {"vr": vr}
    stored = getattr(raw, "value", None)
    try:
        element = dataset[tag]
        result: dict[str, Any] = element.to_json_dict(
            bulk_data_element_handler=lambda bulk: f"#length={len(bulk.value)}",
            bulk_data_threshold=_BULK_THRESHOLD,
        )
    except RecursionError:
        raise
    except Exception:  # noqa: BLE001 - pydicom raises a dozen kinds on a malformed value
        return _binary("UN", stored if isinstance(stored, bytes) else b"")
    return result


def _binary(vr: str, value: bytes) -> dict[str, Any]:
    if len(value) > _BULK_THRESHOLD:
        return {"vr": vr, "BulkDataURI": f"#length={len(value)}"}
    return {"vr": vr, "InlineBinary": base64.b64encode(value).decode("ascii")}


def element_bytes(
    file: Source, size: int, path: Sequence[str | int], limits: DecodeLimits
) -> bytes:
    """Return a binary value before the pixel data; empty where it is not there or no binary.

    Args:
        file: The file, ``size`` bytes long.
        size: See ``file``.
        path: Tag, item, tag ..., as in ``omni_med.dicom.objects.element``.
        limits: What opening it may cost.

    Raises:
        DicomError: If the file cannot be opened.
    """
    opened = open_dataset(file, size, limits)
    with damage_is_an_error():
        item: Any = opened.dataset
        for step in path[:-1]:
            item = item[step] if isinstance(step, int) else item[int(step, 16)].value
        element = item[int(str(path[-1]), 16)]
        value = element.value
    if not isinstance(value, bytes):
        return b""
    little = opened.dataset.original_encoding[1] is not False
    if not little and element.VR == "OW":
        return bytes(np.frombuffer(value[: len(value) // 2 * 2], ">u2").astype("<u2").tobytes())
    return value


def _finite(value: Any) -> Any:
    """Replace floats that JSON cannot hold by their names, as F.2.2 leaves no other way."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
