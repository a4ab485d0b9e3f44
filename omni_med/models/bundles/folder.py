"""A MONAI bundle as a folder: read, checked and hashed; nothing of it is executed.

Source: MONAI Bundle specification 0.4.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from omni_med.errors import ModelUnavailableError

METADATA: Final = "configs/metadata.json"
_INFERENCE: Final = ("configs/inference.json", "configs/inference.yaml", "configs/inference.yml")
_WEIGHTS: Final = ("models/model.safetensors", "models/model.pt")
_SCRIPTED: Final = "models/model.ts"
_MOST_CONFIG: Final = 4 << 20
_BLOCK: Final = 1 << 20

SEGMENTATION: Final = "segmentation"
CLASSIFICATION: Final = "classification"

_DICOM_MODALITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "CT": ("CT",),
    "MR": ("MR",),
    "MRI": ("MR",),
    "PT": ("PT",),
    "PET": ("PT",),
    "XRAY": ("CR", "DX"),
    "X-RAY": ("CR", "DX"),
    "CXR": ("CR", "DX"),
    "CR": ("CR", "DX"),
    "DX": ("CR", "DX"),
    "US": ("US",),
    "MG": ("MG",),
}


@dataclass(frozen=True, slots=True)
class BundleCard:
    """What a bundle says of itself, and what its files are.

    Attributes:
        name: As its makers call it.
        version: Of the bundle.
        task: One line.
        licence: As stated; ``"not stated"`` otherwise.
        kind: ``"segmentation"`` or ``"classification"``.
        dicom_modalities: DICOM modalities it reads; empty where it does not say.
        image_format: ``"hounsfield"``, ``"magnitude"``, ...
        channels: Channel of the output to what it is.
        population: What it was made from, one line.
        files: Relative path to SHA-256, hexadecimal: of all that takes part.
        sha256: Over ``files``.
        size: Bytes of the weights.
    """

    name: str
    version: str
    task: str
    licence: str
    kind: str
    dicom_modalities: tuple[str, ...]
    image_format: str
    channels: dict[int, str]
    population: str
    files: dict[str, str] = field(repr=False)
    sha256: str
    size: int

    @property
    def found(self) -> dict[int, str]:
        """The channels but the background."""
        return {
            number: name
            for number, name in self.channels.items()
            if name.strip().lower() not in {"background", "bg"}
        }


def is_bundle(folder: Path) -> bool:
    """True where a folder calls itself a MONAI bundle."""
    return (folder / METADATA).is_file()


def inspect(folder: Path) -> BundleCard:
    """Read what a bundle is and hash every file that takes part.

    Raises:
        ModelUnavailableError: If it is incomplete, damaged, or of a kind that is not read here.
    """
    metadata = _document(folder, METADATA)
    inference = _inference_file(folder)
    weights = weights_file(folder)
    formats = metadata.get("network_data_format")
    if not isinstance(formats, dict):
        raise refused("its metadata.json states no network_data_format")
    image = _mapping(_mapping(formats, "inputs"), "image")
    output = _mapping(_mapping(formats, "outputs"), "pred")
    files = {
        item.relative_to(folder).as_posix(): _sha256(item)
        for item in (folder / METADATA, inference, weights)
    }
    return BundleCard(
        name=str(metadata.get("name") or folder.name),
        version=str(metadata.get("version") or "not stated"),
        task=str(metadata.get("task") or metadata.get("description") or ""),
        licence=_licence(folder, metadata),
        kind=_kind(output),
        dicom_modalities=_DICOM_MODALITIES.get(str(image.get("modality", "")).upper(), ()),
        image_format=str(image.get("format", "")),
        channels=_channels(output),
        population=str(metadata.get("data_source") or ""),
        files=files,
        sha256=hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest(),
        size=weights.stat().st_size,
    )


def configuration(folder: Path) -> dict[str, Any]:
    """Return the inference configuration as it stands in the file.

    Raises:
        ModelUnavailableError: If it is missing or damaged.
    """
    return _document(folder, _inference_file(folder).relative_to(folder).as_posix())


def weights_file(folder: Path) -> Path:
    """Return the file of the weights.

    Raises:
        ModelUnavailableError: If there is none that holds numbers only.
    """
    for name in _WEIGHTS:
        if (folder / name).is_file():
            return folder / name
    if (folder / _SCRIPTED).is_file():
        raise refused(
            "its weights are TorchScript, which is code",
            hint="Ask for models/model.pt or models/model.safetensors of the same bundle.",
        )
    raise refused("it holds neither models/model.safetensors nor models/model.pt")


def check(folder: Path, card: BundleCard) -> None:
    """Compare the files with what was registered.

    Raises:
        ModelUnavailableError: If one is missing or was changed since.
    """
    for name, sha256 in card.files.items():
        file = folder / name
        if not file.is_file():
            raise refused(f"its {name} is missing", hint="Copy the folder again.")
        if _sha256(file) != sha256:
            raise refused(
                f"its {name} was changed since it was registered",
                hint="If the change is meant, remove the model and add it again.",
            )


def refused(why: str, *, hint: str = "") -> ModelUnavailableError:
    """Return the error that says why a bundle is not run."""
    return ModelUnavailableError(
        f"The bundle cannot be used: {why}.",
        hint=hint or "Give the folder of a MONAI bundle: configs/, models/.",
    )


def _inference_file(folder: Path) -> Path:
    for name in _INFERENCE:
        if (folder / name).is_file():
            return folder / name
    raise refused("it holds no configs/inference.json")


def _document(folder: Path, name: str) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - JSON is YAML; only bundles need it

    file = folder / name
    try:
        if file.stat().st_size > _MOST_CONFIG:
            raise refused(f"its {name} is larger than any configuration")
        found = yaml.safe_load(file.read_bytes())
    except OSError:
        raise refused(f"its {name} cannot be read") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise refused(f"its {name} is damaged") from None
    if not isinstance(found, dict):
        raise refused(f"its {name} is damaged")
    return found


def _mapping(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    if not isinstance(found, dict):
        raise refused(f"its metadata.json does not state {name!r} of the network's data")
    return found


def _kind(output: dict[str, Any]) -> str:
    words = f"{output.get('type', '')} {output.get('format', '')}".lower()
    if "segmentation" in words:
        return SEGMENTATION
    if "classification" in words or "probabilit" in words:
        return CLASSIFICATION
    raise refused(
        f"its output is {words.strip() or 'not described'!r}",
        hint="Bundles for segmentation and classification are read.",
    )


def _channels(output: dict[str, Any]) -> dict[int, str]:
    stated = output.get("channel_def")
    try:
        channels = {int(key): str(value) for key, value in dict(stated or {}).items()}
    except (TypeError, ValueError):
        channels = {}
    if not channels or sorted(channels) != list(range(len(channels))):
        raise refused("its metadata.json does not name the output's channels (channel_def)")
    return channels


def _licence(folder: Path, metadata: dict[str, Any]) -> str:
    stated = metadata.get("license") or metadata.get("licence")
    if stated:
        return str(stated)
    return "see its LICENSE" if (folder / "LICENSE").is_file() else "not stated"


def _sha256(file: Path) -> str:
    total = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                total.update(block)
    except OSError:
        raise refused(f"its {file.name} cannot be read") from None
    return total.hexdigest()
