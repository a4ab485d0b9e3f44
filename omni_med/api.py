"""The public Python API: one model, one call, without a workspace.

    from omni_med import OmniModel

    model = OmniModel(modal_types=["text", "image"])
    answer = model.forward({"image": "film.png", "text": "Fever and cough for six days."})
    print(answer["combined_output"])

Nothing is kept: no file is written and there is no trail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Finding, Note, Priority, Status
from omni_med.domain.codec import to_plain
from omni_med.errors import ModelError, ModelUnavailableError, OmniMedError
from omni_med.inference.analyst import Analyst
from omni_med.inference.files import prepare_files
from omni_med.inference.prepare import Prepared, assemble
from omni_med.models import registry
from omni_med.models.protocols import BackendFactory, FloatArray, ImageInput, ModelBackend, Weights

MODALITIES = ("text", "image")

ImageLike = str | Path | NDArray[Any]


class InputError(OmniMedError, ValueError):
    """What was given to the API cannot be read as an image or a text."""


class OmniResult(dict[str, Any]):
    """The answer as a dictionary of plain values.

    Keys: ``findings`` (a list of dictionaries: name, probability, image_only, text_only,
    threshold, status, code, evidence), ``combined_output`` (sentences to read), ``assessed``,
    ``not_assessed``, ``modalities``, ``conflicts``, ``triage``.

    Attributes:
        analysis: The same as the domain's ``Analysis``.
    """

    def __init__(self, analysis: Analysis) -> None:
        plain = to_plain(analysis)
        names = ("findings", "assessed", "not_assessed", "modalities", "conflicts", "triage")
        super().__init__({name: plain[name] for name in names})
        self["combined_output"] = describe(analysis)
        self.analysis = analysis


class OmniModel:
    """A model that reads a film and the record together.

    Args:
        model_path: Name of a model that ships, a folder with weights of the embedded model's
            kind, or a folder of a multimodal model (Qwen3-Omni, Qwen3-VL, MedGemma, LLaVA) with
            safetensors; None for the embedded one.
        modal_types: What it is to be given: ``"text"``, ``"image"`` or both.
        device: ``"cpu"``, or ``"cuda"`` for a multimodal model.

    Raises:
        ValueError: If there is no such modality.
        UnknownModelError: If no model is registered under the name.
        ModelUnavailableError: If the model cannot run here, or takes none of the modalities.
    """

    def __init__(
        self,
        model_path: str | Path | None = None,
        modal_types: Sequence[str] = MODALITIES,
        device: str = "cpu",
    ) -> None:
        unknown = sorted(set(modal_types) - set(MODALITIES))
        if unknown or not modal_types:
            raise ValueError(f"modal_types holds {' or '.join(MODALITIES)}, not {unknown}.")
        self.modal_types = tuple(modal_types)
        self.device = device
        self._backend = _load(model_path, device)
        lacking = set(self.modal_types) - set(self._backend.card.modalities)
        if lacking:
            raise ModelUnavailableError(
                f"The model {self._backend.card.id} takes no {' and no '.join(sorted(lacking))}."
            )

    def __repr__(self) -> str:
        """Return which model, and what it is given."""
        card = self._backend.card
        return f"OmniModel({card.id} {card.version}, modal_types={list(self.modal_types)})"

    def forward(
        self, inputs: Mapping[str, Any], weights: Mapping[str, float] | None = None
    ) -> OmniResult:
        """Read a case.

        Args:
            inputs: ``"image"``: a path to a DICOM, PNG or JPEG file, an array (rows, columns),
                bone white - floats in 0 to 1, or unsigned integers - or a list of those;
                ``"text"``: the record as a string. Either may be missing.
            weights: ``{"image": 1.0, "text": 0.5}``, each from 0 (hidden exactly) to 1; by
                measured quality where None.

        Raises:
            InputError: If an input is missing, of the wrong type or of an unknown name, or a
                weight is none.
            DicomError: If an image cannot be read.
        """
        unknown = sorted(set(inputs) - set(self.modal_types))
        if unknown:
            raise InputError(
                f"This model was made for {', '.join(self.modal_types)}, not for: "
                f"{', '.join(unknown)}."
            )
        images = _listed(inputs.get("image"))
        text = inputs.get("text") or ""
        if not isinstance(text, str):
            raise InputError(f"text is a string, not {type(text).__name__}.")
        if not images and not text.strip():
            raise InputError("There is nothing to read: give an image, a text, or both.")
        notes = (Note("text", text),) if text.strip() else ()
        prepared = self._prepare(images, notes)
        dial = _dial(weights) if weights is not None else None
        return OmniResult(Analyst(self._backend).analyze(prepared, weights=dial))

    __call__ = forward

    def _prepare(self, images: Sequence[ImageLike], notes: tuple[Note, ...]) -> Prepared:
        """Take arrays as they are; read pictures here, DICOM files in a decode pool."""
        card = self._backend.card
        files = [Path(item) for item in images if isinstance(item, str | Path)]
        if not files:
            arrays = [
                ImageInput(f"image-{index + 1}", _array(item)) for index, item in enumerate(images)
            ]
            return assemble(card, arrays, notes)
        if len(files) < len(images):
            raise InputError("Files and arrays do not mix in one case.")
        with DecodePool(workers=1) as pool:  # starts with the first DICOM file
            try:
                return prepare_files(files, notes, card=card, pool=pool)
            except OSError as error:
                raise InputError(
                    f"The image cannot be read: {error.strerror or type(error).__name__}."
                ) from None


def describe(analysis: Analysis) -> str:
    """Return the answer as sentences to read; it is no report and says so by its figures."""
    if analysis.triage.priority is Priority.NOT_ASSESSED or not analysis.findings:
        reasons = "; ".join(analysis.triage.reasons) or "nothing that the model reads"
        return f"Not assessed: {reasons}."
    parts = []
    for status, lead in _LEADS.items():
        names = [_named(item) for item in analysis.findings if item.status is status]
        if names:
            parts.append(f"{lead}: {', '.join(names)}.")
    read = [item for item in analysis.modalities if item.weight > 0 and item.share]
    if read:
        shares = " and ".join(f"{item.modality} {item.share:.0%}" for item in read)
        parts.append(f"Attention: {shares}.")
    parts += [conflict.question for conflict in analysis.conflicts]
    if analysis.not_assessed:
        parts.append(f"Not looked for: {', '.join(analysis.not_assessed)}.")
    return " ".join(parts)


_LEADS = {
    Status.PRESENT: "Present",
    Status.UNCERTAIN: "Cannot tell",
    Status.DIFFERENTIAL: "Differential",
    Status.ABSENT: "Absent",
}


def _named(finding: Finding) -> str:
    return f"{finding.name} ({finding.probability:.0%})"


def _load(model_path: str | Path | None, device: str) -> ModelBackend:
    options: dict[str, Any] = {"device": device}
    if model_path is None:
        return registry.get(registry.DEFAULT_MODEL).load(**options)
    if str(model_path) in {factory.id for factory in registry.backends()}:
        return registry.get(str(model_path)).load(**options)
    folder = Path(model_path)
    if (folder / "config.json").is_file():
        return _language_model(folder, device).load(**options)
    if folder.is_dir():
        from omni_med.models.compact.backend import CompactFactory  # noqa: PLC0415 - ONNX Runtime

        return CompactFactory(folder).load(**options)
    registry.get(str(model_path))  # raises, and names the models there are
    raise ModelError(f"There is no model at {folder.name!r}.")


def _language_model(folder: Path, device: str) -> BackendFactory:
    """Return what loads a folder of a multimodal model as its makers lay it out."""
    from omni_med.models.language.local.registered import (  # noqa: PLC0415 - only these need it
        register,
    )

    name = re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("-._")[:48]
    kind = "cuda" if device.startswith("cuda") else "cpu"
    now = datetime.now(UTC)
    return register(folder, name or "model", added=now, added_by="", device=kind).factory()


def _dial(weights: Mapping[str, float]) -> Weights:
    unknown = sorted(set(weights) - {"image", "text"})
    if unknown:
        raise InputError(f"weights holds image and text, not: {', '.join(unknown)}.")
    try:
        return Weights(**weights)
    except (TypeError, ValueError):
        raise InputError("A weight is a number between 0 and 1.") from None


def _listed(images: Any) -> list[ImageLike]:
    if images is None:
        return []
    if isinstance(images, list | tuple):
        return list(images)
    return [images]


def _array(item: Any) -> FloatArray:
    """Check an array and bring it to float32 in 0 to 1."""
    if not isinstance(item, np.ndarray):
        raise InputError(f"image is a path or an array, not {type(item).__name__}.")
    if item.ndim != 2 or not item.size:
        raise InputError(f"An image has the shape (rows, columns), not {item.shape}.")
    if item.dtype.kind == "u":
        return (item / np.iinfo(item.dtype).max).astype(np.float32)
    if item.dtype.kind != "f":
        raise InputError(f"An image holds floats or unsigned integers, not {item.dtype}.")
    pixels = item.astype(np.float32)
    if not np.isfinite(pixels).all() or float(pixels.min()) < 0 or float(pixels.max()) > 1:
        raise InputError("The floats of an image lie between 0 and 1.")
    return pixels
