"""Whether a model fits: what it needs against what is free, before anything is loaded."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Final

from omni_med.errors import ModelUnavailableError

if TYPE_CHECKING:
    from omni_med.models.language.local.registered import RegisteredModel

_PACKAGES: Final = ("torch", "transformers", "accelerate", "PIL")
_HALF: Final = ("F16", "BF16")


def lacking(model: RegisteredModel) -> tuple[str, ...]:
    """Return what this machine lacks for a model, in words, without importing torch."""
    missing = tuple(
        f"the Python module {name}" for name in _PACKAGES if importlib.util.find_spec(name) is None
    )
    if missing or model.device != "cpu":
        return missing
    least, free = _least(model), free_memory("cpu")
    return () if least <= free else (_words(least, free),)


def choose_dtype(model: RegisteredModel, wanted: str = "") -> str:
    """Return as what the numbers are loaded: ``"F32"``, ``"F16"`` or ``"BF16"``.

    On a GPU 16 bits; on a CPU 32, which most compute faster, and 16 where those do not fit.

    Args:
        model: Which.
        wanted: The one to take, for a comparison; empty for the best that fits.

    Raises:
        ModelUnavailableError: If the memory that is free will not do.
    """
    free = free_memory(model.device)
    kinds = (wanted,) if wanted else _kinds(model)
    for kind in kinds:
        if model.found.memory(kind) <= free:
            return kind
    least = min(model.found.memory(kind) for kind in kinds)
    raise ModelUnavailableError(
        f"The model {model.id} {_words(least, free)}.",
        hint="Close what else runs, take a smaller model, or serve it: models add-server.",
    )


def free_memory(device: str) -> int:
    """Return the bytes that are free on a device.

    Raises:
        ModelUnavailableError: If there is no such device.
    """
    if device == "cpu":
        import psutil  # noqa: PLC0415 - only here

        return int(psutil.virtual_memory().available)
    import torch  # noqa: PLC0415 - only here

    if not torch.cuda.is_available():
        raise ModelUnavailableError(
            "No CUDA device can be used here.", hint="Add the model with --device cpu."
        )
    return int(torch.cuda.mem_get_info()[0])


def _kinds(model: RegisteredModel) -> tuple[str, ...]:
    half = model.found.dtype if model.found.dtype in _HALF else "BF16"
    return (half,) if model.device != "cpu" else ("F32", half)


def _least(model: RegisteredModel) -> int:
    return min(model.found.memory(kind) for kind in _kinds(model))


def _words(needed: int, free: int) -> str:
    return f"needs about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free"
