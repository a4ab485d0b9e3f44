"""A head as a torch module: the encoder's last block with LoRA, and one answer over both sides.

The answer is a sum over patches and sentences: within a modality all tokens count alike, between
the modalities attention decides, in which the dial's weights stand. A sentence or a patch that
says nothing (value 0) moves nothing, and what each one contributes is known exactly.

Source of LoRA: Hu et al., ICLR 2022; the implementation is peft's.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any, cast

import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import Tensor, nn
from torch.nn import functional

from finetune.image.encoders import Bottleneck, LiteEncoder
from omni_med.models.heads.bundle import EXPAND, PROJECT

CONVS = ("block.convs.0", "block.convs.2")  # of the top: widen and narrow, both 1 x 1
SERVED = (EXPAND, PROJECT)  # their names where heads are read
ADAPTER = "default"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which sides a reading may use."""

    image: bool = True
    text: bool = True


BOTH, IMAGE, TEXT = Shown(), Shown(text=False), Shown(image=False)


class Top(nn.Module):
    """The encoder's last block: from what enters it, and the middle's tokens, to the mean token."""

    mean: Tensor
    scale: Tensor

    def __init__(self, encoder: LiteEncoder) -> None:
        """Copy the last block of a folded encoder."""
        super().__init__()
        self.block = copy.deepcopy(cast("Bottleneck", encoder.late_blocks[-1]))
        for index, conv in enumerate(list(self.block.convs)):
            if isinstance(conv, nn.Conv2d) and conv.kernel_size == (1, 1):
                self.block.convs[index] = _plain(conv)  # peft builds LoRA from its own class
        self.channels, self._middle = encoder.channels, encoder.middle_channels
        self.register_buffer("mean", encoder.token_mean[self._middle :].clone())
        self.register_buffer("scale", encoder.token_scale[self._middle :].clone())

    def forward(self, maps: Tensor) -> Tensor:
        """Map (n, block's input + middle channels, rows, columns) to mean tokens (n, channels).

        After its last activation a block is linear: the mean is taken before the convolution that
        narrows, which is then done once a film in place of once a place.
        """
        below = maps[:, : -self._middle]
        y = below
        *widen, narrow = self.block.convs
        for conv in widen:
            y = functional.relu6(conv(y))
        late = narrow(y.mean((2, 3), keepdim=True)).flatten(1)
        if self.block.has_shortcut:
            late = late + below.mean((2, 3))
        middle = maps[:, -self._middle :].mean((2, 3))
        return torch.cat([middle, (late - self.mean) / self.scale], dim=1)


def _plain(conv: nn.Conv2d) -> nn.Conv2d:
    plain = nn.Conv2d(conv.in_channels, conv.out_channels, 1, bias=conv.bias is not None)
    plain.load_state_dict(conv.state_dict())
    return plain


class HeadNetwork(nn.Module):
    """One finding's answer.

    Attributes:
        top: The encoder's last block and head, frozen but for LoRA.
        image_value: What a patch says.
        text_value: What a sentence says.
        modality: Loudness of films and of notes, before the softmax between them.
    """

    def __init__(self, top: Top, text_channels: int, rank: int) -> None:
        """Build around a copy of ``top``; at ``rank`` 0 it stays as it came."""
        super().__init__()
        self.rank = rank
        self.top: nn.Module = copy.deepcopy(top).eval().requires_grad_(False)
        if rank:
            pattern = "|".join(re.escape(name) for name in CONVS)
            config = LoraConfig(
                r=rank, lora_alpha=rank, lora_dropout=0.0, target_modules=f"^({pattern})$"
            )
            self.top = inject_adapter_in_model(config, self.top)
        self.image_value = nn.Linear(top.channels, 1)
        self.text_value = nn.Linear(text_channels, 1)
        self.modality = nn.Parameter(torch.zeros(2))
        for side in (self.image_value, self.text_value):
            nn.init.zeros_(side.weight)
            nn.init.zeros_(side.bias)

    def forward(
        self,
        maps: Tensor,
        has_image: Tensor,
        sentences: Tensor,
        has_sentence: Tensor,
        shown: Shown = BOTH,
    ) -> Tensor:
        """Answer.

        Args:
            maps: float32 (n, channels, rows, columns).
            has_image: bool (n,).
            sentences: float32 (n, most sentences, channels).
            has_sentence: bool (n, most sentences).
            shown: Which sides may be read.

        Returns:
            Logits (n,); 0 where nothing is left to read.
        """
        film = self.image_value(self.top(maps))[:, 0]
        return self.combine(film, has_image, sentences, has_sentence, shown)

    def combine(
        self,
        film: Tensor,
        has_image: Tensor,
        sentences: Tensor,
        has_sentence: Tensor,
        shown: Shown = BOTH,
    ) -> Tensor:
        """Answer as ``forward`` does, from what the films say (n,)."""
        share = has_sentence.float()
        words = self.text_value(sentences)[..., 0] * share
        note = words.sum(1) / share.sum(1).clamp(min=1)
        there = torch.stack(
            [has_image & shown.image, has_sentence.any(1) & shown.text], dim=1
        ).float()
        power = torch.exp(self.modality)[None] * there
        attention = power / power.sum(1, keepdim=True).clamp(min=1e-6)
        logits: Tensor = attention[:, 0] * film + attention[:, 1] * note
        return logits

    @property
    def is_frozen(self) -> bool:
        """True where the last block is the shipped one: its mean tokens are known already."""
        return not self.rank and not any(p.requires_grad for p in self.top.parameters())

    def taught(self) -> list[nn.Parameter]:
        """Return the parameters that training may change."""
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def merged(self) -> dict[str, Tensor]:
        """Return the adapted convolutions with their LoRA in them: (out, in, 1, 1)."""
        found = {}
        for name, served in zip(CONVS, SERVED, strict=True):
            layer: Any = self.top.get_submodule(name)
            if hasattr(layer, "lora_A"):
                found[served] = (layer.weight + layer.get_delta_weight(ADAPTER)).detach()
        return found


def full_network(top: Top, text_channels: int) -> HeadNetwork:
    """Return the same head with all of the last block taught: what LoRA is compared with."""
    network = HeadNetwork(top, text_channels, rank=0)
    network.top.requires_grad_(True)
    return network
