"""A registered folder to a model in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local import attention
from omni_med.models.language.local.memory import choose_dtype
from omni_med.models.language.local.processors import LOCAL, problems, read_processor
from omni_med.models.language.local.weights import read_json
from omni_med.progress import Progress, no_progress

if TYPE_CHECKING:
    from omni_med.models.language.local.model import LocalModel
    from omni_med.models.language.local.registered import RegisteredModel

_TORCH: Final = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_OMNI: Final = ("qwen3_omni_moe", "qwen3_omni_moe_thinker")
_PARTS: Final = ("text_config", "vision_config", "audio_config")


def load(
    model: RegisteredModel, progress: Progress = no_progress, *, dtype: str = ""
) -> LocalModel:
    """Check a model's files and load it.

    Of Qwen3-Omni only the thinker is loaded; what makes speech stays on the disk.

    Args:
        model: Which.
        progress: Told in MiB hashed; loading the weights comes after.
        dtype: ``"F32"``, ``"F16"`` or ``"BF16"`` for a comparison; the best that fits if empty.

    Raises:
        ModelUnavailableError: If a file changed, memory will not do, or it cannot be loaded.
    """
    kind = choose_dtype(model, dtype)
    model.check(progress)
    from omni_med.models.language.local.model import LocalModel  # noqa: PLC0415 - torch

    folder = Path(model.place)
    processor = read_processor(folder, model.found.family, model.modalities)
    network = _network(folder, model, kind)
    return LocalModel(model, network, processor)


def _network(folder: Path, model: RegisteredModel, kind: str) -> Any:
    import torch  # noqa: PLC0415 - slow to import
    from transformers import utils  # noqa: PLC0415

    attention.install()
    logging: Any = utils.logging
    logging.set_verbosity_error()
    logging.disable_progress_bar()  # a bar of its own would write into the terminal
    with problems("The weights"):
        network, told = _class(model).from_pretrained(
            folder,
            dtype=getattr(torch, _TORCH[kind]),
            attn_implementation=_attention(folder, model),
            use_safetensors=True,
            output_loading_info=True,
            device_map={"": model.device} if model.device != "cpu" else None,
            **LOCAL,
        )
    lacking = [*told["missing_keys"], *(name for name, *_ in told["mismatched_keys"])]
    if lacking:  # transformers would fill them with random numbers
        raise ModelUnavailableError(
            f"{len(lacking)} of the model's weights are not in its files or of another shape.",
            hint="Download the whole model again.",
        )
    network.eval()
    network.requires_grad_(False)
    return network


def _class(model: RegisteredModel) -> Any:
    import transformers  # noqa: PLC0415 - slow to import

    if model.found.family in _OMNI:
        return transformers.Qwen3OmniMoeThinkerForConditionalGeneration
    if model.found.modalities == ("text",):
        return transformers.AutoModelForCausalLM
    return transformers.AutoModelForMultimodalLM


def _attention(folder: Path, model: RegisteredModel) -> str | dict[str, str]:
    """Return the attention of each part: the language model's is ours, the encoders' is SDPA."""
    if model.found.modalities == ("text",):
        return attention.NAME
    config = read_json(folder / "config.json")
    inner = config.get("thinker_config", config)
    parts = {name: "sdpa" for name in _PARTS if inner.get(name)}
    return {**parts, "text_config": attention.NAME}
