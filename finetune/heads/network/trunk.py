"""The frozen part of the embedded model's image encoder.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from finetune.errors import HeadError
from finetune.heads.network.parts import Top
from finetune.image.encoders import LiteEncoder
from omni_med.models.compact.settings import FOLDER, HALF, read_settings
from omni_med.models.protocols import (
    FloatArray,
    ImageFeatures,
)


class Trunk:
    """The shipped image encoder as torch modules, cut before its last block."""

    def __init__(self, encoder: LiteEncoder, size: int, device: str = "cpu") -> None:
        """Take a folded encoder, for films of ``size`` pixels that go through it on ``device``."""
        encoder.eval().requires_grad_(False)
        self.size, self.top = size, Top(encoder)
        self._encoder, self._device = encoder.to(device), device

    @classmethod
    def shipped(cls, folder: Path = FOLDER, device: str = "cpu") -> Trunk:
        """Read the weights beside the shipped model.

        Raises:
            HeadError: If they are not there, or of another network.
        """
        file = folder / HALF
        if not file.is_file():
            raise HeadError(
                f"{HALF} is missing beside the embedded model's weights.",
                hint="Install OmniMed again: heads are taught on it.",
            )
        prefix = "encoder."
        state = {
            name.removeprefix(prefix): value.float()
            for name, value in load_file(file).items()
            if name.startswith(prefix)
        }
        encoder = LiteEncoder()
        try:
            encoder.load_state_dict(state)
        except RuntimeError:
            raise HeadError("The embedded model's weights are of another network.") from None
        return cls(encoder, read_settings(folder).size, device)

    def maps(self, films: FloatArray) -> Tensor:
        """Map standardised films (n, size, size) to what a head's ``Top`` takes, float16."""
        with torch.no_grad():
            x = torch.from_numpy(films)[:, None].to(self._device)
            x = x.contiguous(memory_format=torch.channels_last)
            tap, tokens = self._encoder.both(x)
            middle = tokens[:, :, : self._encoder.middle_channels].transpose(1, 2)
            middle = middle.reshape(len(films), -1, *tap.shape[2:])
            return torch.cat([tap, middle], dim=1).half().contiguous().cpu()

    def served(self, image: ImageFeatures) -> Tensor:
        """Return the same of a film as the shipped 8-bit encoder gives it: what heads get later."""
        tap = torch.from_numpy(image.tap)
        middle = torch.from_numpy(image.tokens[:, : self._encoder.middle_channels].T.copy())
        return torch.cat([tap, middle.reshape(-1, *tap.shape[1:])]).half()
