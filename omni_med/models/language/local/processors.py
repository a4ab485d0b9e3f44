"""A model's processor out of its folder, with PIL for images and without a video processor.

The video processors of transformers need torchvision, which is left out; frames go in as images.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local.weights import read_json

PICTURE: Final = "image"


class _NoVideo:
    """In the place of a video processor that is never asked."""

    model_input_names: tuple[str, ...] = ()
    merge_size = 1
    temporal_patch_size = 1


def read_processor(folder: Path, family: str, modalities: tuple[str, ...]) -> Any:
    """Return what turns words, films and sound into a model's input.

    Args:
        folder: Of the model.
        family: Its ``model_type``.
        modalities: What it is to be given; a model of text alone has only a tokenizer.

    Raises:
        ModelUnavailableError: If the folder's files do not make one.
    """
    from transformers import AutoTokenizer  # noqa: PLC0415 - slow to import

    with problems("The tokenizer or processor"):
        tokenizer = AutoTokenizer.from_pretrained(folder, **LOCAL)
        if not {"image", "audio"} & set(modalities):
            tokenizer.chat_template = _template(folder) or tokenizer.chat_template
            return tokenizer
        return _processor(folder, family, tokenizer)


LOCAL: Final[dict[str, Any]] = {"local_files_only": True, "trust_remote_code": False}
"""What every call of ``from_pretrained`` is told."""


@contextlib.contextmanager
def problems(what: str) -> Iterator[None]:
    """Turn whatever a damaged folder makes transformers raise into one clear line.

    Raises:
        ModelUnavailableError: In place of it.
    """
    try:
        yield
    except ModelUnavailableError:
        raise
    except MemoryError:
        raise ModelUnavailableError(
            f"{what} cannot be loaded: the memory does not do.",
            hint="Close what else runs, or take a smaller model.",
        ) from None
    except Exception as error:
        raise ModelUnavailableError(
            f"{what} of this folder cannot be loaded ({type(error).__name__}).",
            hint="Download the whole model again; see the list of families in the user guide.",
        ) from error


def _processor(folder: Path, family: str, tokenizer: Any) -> Any:
    import transformers  # noqa: PLC0415 - slow to import
    from transformers.models.auto import processing_auto  # noqa: PLC0415

    library: Any = transformers
    names: Any = vars(processing_auto)["PROCESSOR_MAPPING_NAMES"]
    base = _class_of(names.get(family, ""))
    parts: dict[str, Any] = {"tokenizer": tokenizer, "chat_template": _template(folder)}
    wanted = base.get_attributes()
    if "image_processor" in wanted:
        parts["image_processor"] = library.AutoImageProcessor.from_pretrained(
            folder, backend="pil", **LOCAL
        )
    if "feature_extractor" in wanted:
        parts["feature_extractor"] = library.AutoFeatureExtractor.from_pretrained(folder, **LOCAL)
    if "video_processor" in wanted:
        parts["video_processor"] = _NoVideo()
    made = _without_video(base)(**parts, **_settings(folder, base))
    made.chat_template = parts["chat_template"] or tokenizer.chat_template
    return made


def _class_of(name: str) -> Any:
    import transformers  # noqa: PLC0415 - slow to import

    found = getattr(transformers, name, None) if name else None
    if found is None:
        raise ModelUnavailableError("transformers has no processor for this kind of model.")
    return found


def _without_video(base: Any) -> Any:
    """Return a processor class that does not ask what its video processor is."""

    def check(self: Any, name: str, argument: Any) -> Any:
        return (
            None
            if name == "video_processor"
            else base.check_argument_for_proper_class(self, name, argument)
        )

    return type(base.__name__, (base,), {"check_argument_for_proper_class": check})


def _settings(folder: Path, base: Any) -> dict[str, Any]:
    """Return what a folder sets of the processor's own arguments, as LLaVA's patch size."""
    import inspect  # noqa: PLC0415 - only here

    path = folder / "processor_config.json"
    stated = read_json(path) if path.is_file() else {}
    known = set(inspect.signature(base.__init__).parameters) - {"chat_template", "self"}
    parts = set(base.get_attributes())
    return {name: value for name, value in stated.items() if name in known - parts}


def _template(folder: Path) -> str | None:
    """Return the chat template; a tokenizer brings its own where there is no file of it."""
    jinja = folder / "chat_template.jinja"
    if jinja.is_file():
        return jinja.read_text(encoding="utf-8")
    for name in ("chat_template.json", "processor_config.json"):
        if (folder / name).is_file():
            stated = read_json(folder / name).get("chat_template")
            if isinstance(stated, str):
                return stated
    return None
