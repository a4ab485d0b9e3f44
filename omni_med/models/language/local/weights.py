"""The weight files of a folder, by their headers alone: nothing is loaded, nothing is executed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from omni_med.errors import ModelUnavailableError

INDEX: Final = "model.safetensors.index.json"
SINGLE: Final = "model.safetensors"
BYTES: Final = {"F32": 4, "F16": 2, "BF16": 2}
"""Bytes of one number, by the names of the safetensors format; other types are refused."""

_PICKLES: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
_NOT_NUMBERS: Final = ("BOOL", "I64", "I32")  # position indices beside weights
_LARGEST_HEADER: Final = 100_000_000  # bytes; the format's own limit
_LARGEST_JSON: Final = 64 << 20
_CHUNK: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Weights:
    """What the headers of a folder's weight files say.

    Attributes:
        files: Names, in order.
        dtype: Of most of the numbers: ``"F32"``, ``"F16"`` or ``"BF16"``.
        numbers: How many there are in the tensors that are loaded.
        bytes: Of all files.
        tensors: How many tensors there are.
    """

    files: tuple[str, ...]
    dtype: str
    numbers: int
    bytes: int
    tensors: int = field(default=0)


def read_weights(folder: Path, *, leave_out: tuple[str, ...] = ()) -> Weights:
    """Read the headers of a folder's safetensors files.

    Args:
        folder: Where they are.
        leave_out: Beginnings of the names of tensors that are not loaded.

    Raises:
        ModelUnavailableError: If there are none, one is missing or cut, the weights are pickles,
            or their numbers are quantised.
    """
    names = _names(folder)
    count: Counter[str] = Counter()
    size = tensors = 0
    for name in names:
        header, length = _header(folder / name)
        size += length
        for tensor, entry in header.items():
            if tensor == "__metadata__" or tensor.startswith(leave_out):
                continue
            tensors += 1
            count[entry["dtype"]] += _numbers(entry["shape"])
    strange = sorted(set(count) - set(BYTES) - set(_NOT_NUMBERS))
    floats = Counter({kind: number for kind, number in count.items() if kind in BYTES})
    if strange or not floats:
        raise ModelUnavailableError(
            f"The weights hold numbers of the type {', '.join(strange) or 'integer'}; "
            "F32, F16 or BF16 are read.",
            hint="Serve quantised models with vLLM or llama.cpp, and use models add-server.",
        )
    (dtype, _), *_others = floats.most_common(1)
    return Weights(names, dtype, sum(floats.values()), size, tensors)


def sha256_of(path: Path, told: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file, hexadecimal; ``told`` hears the bytes of each chunk."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            total.update(chunk)
            if told is not None:
                told(len(chunk))
    return total.hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object of a model's folder.

    Raises:
        ModelUnavailableError: If it is missing, too large, or no JSON object.
    """
    try:
        if path.stat().st_size > _LARGEST_JSON:
            raise ModelUnavailableError(f"{path.name} is too large to be what its name says.")
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ModelUnavailableError(
            f"The folder holds no {path.name}.", hint="Download the whole model again."
        ) from None
    except (OSError, ValueError, RecursionError):
        raise ModelUnavailableError(f"{path.name} cannot be read as JSON.") from None
    if not isinstance(found, dict):
        raise ModelUnavailableError(f"{path.name} holds no JSON object.")
    return found


def _names(folder: Path) -> tuple[str, ...]:
    if (folder / INDEX).is_file():
        placed = read_json(folder / INDEX).get("weight_map")
        if not isinstance(placed, dict) or not placed:
            raise ModelUnavailableError(f"{INDEX} names no weights.")
        names = sorted({str(name) for name in placed.values()})
        if any(Path(name).name != name for name in names):
            raise ModelUnavailableError(f"{INDEX} names files outside the folder.")
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise ModelUnavailableError(
                f"{len(missing)} of {len(names)} weight files are missing, "
                f"the first: {missing[0]}.",
                hint="Download the whole model again.",
            )
        return tuple(names)
    if (folder / SINGLE).is_file():
        return (SINGLE,)
    pickles = sorted(item.name for item in folder.iterdir() if item.suffix in _PICKLES)
    if pickles:
        raise ModelUnavailableError(
            f"The weights are pickles ({pickles[0]}): a pickle can run code, and is not read.",
            hint="Take the model's safetensors files, or convert them where the code is trusted.",
        )
    raise ModelUnavailableError(
        "The folder holds no weights (model.safetensors).", hint="Download the whole model again."
    )


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """Return a file's header and size, the header checked against the size.

    Source: the safetensors format: 8 bytes little-endian length, JSON, data.
    """
    size = path.stat().st_size
    cut = ModelUnavailableError(
        f"{path.name} is cut or damaged.", hint="Download the whole model again."
    )
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if length > min(_LARGEST_HEADER, size - 8):
                raise cut
            header = json.loads(stream.read(length))
        ends = [
            entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"
        ]
        if max(ends, default=0) + 8 + length != size:
            raise cut
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise cut from None
    return header, size


def _numbers(shape: list[int]) -> int:
    total = 1
    for length in shape:
        total *= length
    return total
