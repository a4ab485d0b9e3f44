"""What a head's file holds.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.heads.network.head import HeadNetwork
from omni_med.models.heads.lora import IMAGE_KEY, OUTPUTS, TEXT_KEY
from omni_med.models.heads.words import Tap


def numbers(network: HeadNetwork, tap: Tap | None = None) -> dict[str, NDArray[Any]]:
    """Return what a head's file holds; what is merged with its LoRA as float16.

    Args:
        network: The taught head.
        tap: Of the text encoder, where the head adapts words: its file names what it reads there.
    """

    def plain(tensor: torch.Tensor) -> NDArray[np.float32]:
        found: NDArray[np.float32] = tensor.detach().float().cpu().numpy()
        return found

    found: dict[str, NDArray[Any]] = {
        "image.value": plain(network.image_value.weight).reshape(-1),
        "image.bias": plain(network.image_value.bias),
        "text.value": plain(network.text_value.weight).reshape(-1),
        "text.bias": plain(network.text_value.bias),
        "modality": plain(network.modality),
    }
    for name, weight in network.merged().items():
        found[f"{name}.weight"] = weight.half().cpu().numpy()
    for name, value in network.served().items():
        merged = name in {IMAGE_KEY, TEXT_KEY}
        found[name] = value.half().cpu().numpy() if merged else plain(value)
    if network.needs_pieces and tap is not None:
        found[OUTPUTS] = np.frombuffer("\0".join(tap.outputs).encode(), np.uint8)
    return found
