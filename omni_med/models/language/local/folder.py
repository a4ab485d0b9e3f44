"""A model's folder, looked into before anything of it is loaded."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local.weights import BYTES, Weights, read_json, read_weights

MODALITIES: Final = ("text", "image", "audio", "video")
_OMNI: Final = "qwen3_omni_moe"
_TALKING: Final = ("talker.", "code2wav.")
"""What of Qwen3-Omni is not loaded: it makes speech."""
_BESIDES: Final = 1.15
"""Memory beside the weights: activations and what is kept of a prompt, as a share of them."""
_LEAST_BESIDES: Final = 256 << 20
_READ_WITH_THE_MODEL: Final = (".json", ".jinja", ".txt", ".model")
_STATED: Final = frozenset({"float32", "float16", "bfloat16", "auto"})
_LICENCE_LINE = re.compile(r"^licen[cs]e(?:_name)?:[ \t]*(?P<name>[^\n\r]{1,80})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a folder holds.

    Attributes:
        family: ``model_type`` of its configuration, as in ``qwen3_vl``.
        architecture: The class it was saved from; empty where it does not say.
        modalities: What the model takes: of text, image, audio, video (as frames).
        licence: As its card or licence file begins; ``"not stated"`` without.
        dtype: Of the weights: ``"F32"``, ``"F16"`` or ``"BF16"``.
        parameters: How many numbers are loaded.
        bytes: Of the weight files on disk.
        files: Names of all files that decide what it answers, weights first.
        remarks: What is passed over, in words.
    """

    family: str
    architecture: str
    modalities: tuple[str, ...]
    licence: str
    dtype: str
    parameters: int
    bytes: int
    files: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def memory(self, dtype: str) -> int:
        """Return the bytes of memory it needs, loaded as ``dtype``, an estimate."""
        weights = self.parameters * BYTES[dtype]
        return max(int(weights * _BESIDES), weights + _LEAST_BESIDES)


def inspect(folder: Path) -> Inspection:
    """Look into a folder: configuration, processor, licence, weights by their headers.

    Raises:
        ModelUnavailableError: If it is no folder of a multimodal model that can be loaded here
            without running its own code; says what is wrong.
    """
    if not folder.is_dir():
        raise ModelUnavailableError(
            "There is no such folder.", hint="Give the folder that holds config.json."
        )
    config = read_json(folder / "config.json")
    family = str(config.get("model_type", ""))
    remarks = _check_code(config, family)
    if config.get("quantization_config"):
        raise ModelUnavailableError(
            "The weights are quantised; F32, F16 or BF16 are read.",
            hint="Serve quantised models with vLLM or llama.cpp, and use models add-server.",
        )
    _check_dtype(config)
    _check_text(folder)
    modalities = _modalities(config)
    if "image" in modalities:
        _check_processor(folder)
    weights = read_weights(folder, leave_out=_TALKING if family == _OMNI else ())
    return Inspection(
        family=family,
        architecture=str((config.get("architectures") or [""])[0]),
        modalities=modalities,
        licence=_licence(folder),
        dtype=weights.dtype,
        parameters=weights.numbers,
        bytes=weights.bytes,
        files=_files(folder, weights),
        remarks=remarks,
    )


def declared(inspection: Inspection, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the modalities that a user declares, in order; all that the model takes if none.

    Raises:
        ModelUnavailableError: If the model does not take one of them.
    """
    unknown = sorted(set(wanted) - set(MODALITIES))
    if unknown:
        raise ModelUnavailableError(
            f"There is no modality {unknown[0]!r}; there are {', '.join(MODALITIES)}."
        )
    lacking = [name for name in MODALITIES if name in wanted and name not in inspection.modalities]
    if lacking:
        raise ModelUnavailableError(
            f"This model takes no {' and no '.join(lacking)}.",
            hint=f"It takes {', '.join(inspection.modalities)}: see --modal-types.",
        )
    return tuple(name for name in inspection.modalities if not wanted or name in wanted)


def _check_code(config: dict[str, Any], family: str) -> tuple[str, ...]:
    """Refuse a model that only its own Python files know; pass over them where we know it too."""
    if not family:
        raise ModelUnavailableError("config.json does not say which model this is (model_type).")
    if importlib.util.find_spec("transformers") is None:
        raise ModelUnavailableError(
            "Language models need the package transformers.",
            hint="Install it with: pip install omni-med[language]",
        )
    from transformers.models.auto import configuration_auto  # noqa: PLC0415 - slow to import

    if family not in vars(configuration_auto)["CONFIG_MAPPING_NAMES"]:
        own = (
            "only its own Python code knows it, and that is never run"
            if (config.get("auto_map"))
            else "transformers does not know it"
        )
        raise ModelUnavailableError(
            f"A model of the kind {family!r} cannot be loaded: {own}.",
            hint="Take a model that transformers knows, or serve this one: models add-server.",
        )
    if config.get("auto_map"):
        return ("the folder names Python code of its own, which is not run",)
    return ()


def _check_dtype(config: dict[str, Any]) -> None:
    """Refuse a folder that states numbers of a type that is not read, or of none there is."""
    inner = config.get("thinker_config", config)
    for part in (config, inner, inner.get("text_config")):
        stated = (part.get("dtype") or part.get("torch_dtype")) if isinstance(part, dict) else None
        if stated and str(stated).removeprefix("torch.") not in _STATED:
            raise ModelUnavailableError(
                f"config.json states numbers of the type {str(stated)[:40]!r}; "
                "float32, float16 or bfloat16 are read.",
                hint="Serve quantised models with vLLM or llama.cpp, and use models add-server.",
            )


def _modalities(config: dict[str, Any]) -> tuple[str, ...]:
    inner = config.get("thinker_config", config)
    found = ["text"]
    if inner.get("vision_config"):
        found.append("image")
    if inner.get("audio_config"):
        found.append("audio")
    if inner.get("vision_config"):
        found.append("video")
    return tuple(found)


def _check_text(folder: Path) -> None:
    if not any((folder / name).is_file() for name in ("tokenizer.json", "tokenizer.model")):
        raise ModelUnavailableError(
            "The folder holds no tokenizer.", hint="Download the whole model again."
        )
    if not has_template(folder):
        raise ModelUnavailableError(
            "The folder holds no chat template: how to ask this model is not known.",
            hint="Take the instruction-tuned version of the model.",
        )


def has_template(folder: Path) -> bool:
    """Whether a folder says how a conversation is written for its model."""
    if (folder / "chat_template.jinja").is_file() or (folder / "chat_template.json").is_file():
        return True
    return any(
        (folder / name).is_file() and bool(read_json(folder / name).get("chat_template"))
        for name in ("tokenizer_config.json", "processor_config.json")
    )


def _check_processor(folder: Path) -> None:
    whole = folder / "processor_config.json"
    inside = whole.is_file() and bool(read_json(whole).get("image_processor"))
    if not inside and not (folder / "preprocessor_config.json").is_file():
        raise ModelUnavailableError(
            "The folder does not say how images are prepared (preprocessor_config.json).",
            hint="Download the whole model again.",
        )


def _licence(folder: Path) -> str:
    card = folder / "README.md"
    if card.is_file():
        with card.open(encoding="utf-8", errors="replace") as stream:
            found = _LICENCE_LINE.search(stream.read(20_000))
        if found:
            return found["name"].strip().strip("'\"")
    for name in ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE"):
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8", errors="replace") as stream:
                lines = (line.strip(" #\t\r\n") for line in stream.read(2000).splitlines())
            return next((line[:80] for line in lines if line), "not stated")
    return "not stated"


def _files(folder: Path, weights: Weights) -> tuple[str, ...]:
    besides = sorted(
        item.name
        for item in folder.iterdir()
        if item.is_file() and item.suffix in _READ_WITH_THE_MODEL and item.name not in weights.files
    )
    return (*weights.files, *besides)
