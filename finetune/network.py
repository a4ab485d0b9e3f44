"""The compact network: image encoder and weighted cross-attention, as torch modules.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

HIDDEN = -1e4  # added to an attention score: softmax gives exactly 0 in float32


class Block(nn.Module):
    """Two 3 x 3 convolutions with a shortcut (He et al., CVPR 2016, Figure 2)."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 1, stride, bias=False),
                nn.BatchNorm2d(channels_out),
            )

    def forward(self, x: Tensor) -> Tensor:
        """Map (films, channels, rows, columns) to the block's channels."""
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class ImageEncoder(nn.Module):
    """ResNet18 for one channel whose last stage keeps its resolution: stride 16 in all.

    A film of 192 pixels gives 12 x 12 tokens, fine enough for a heat map.
    """

    def __init__(self, widths: tuple[int, int, int, int] = (64, 128, 256, 256)) -> None:
        super().__init__()
        first, second, third, fourth = widths
        self.channels = fourth
        self.stem = nn.Sequential(
            nn.Conv2d(1, first, 7, 2, 3, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
        )
        self.stages = nn.Sequential(
            Block(first, first, 1),
            Block(first, first, 1),
            Block(first, second, 2),
            Block(second, second, 1),
            Block(second, third, 2),
            Block(third, third, 1),
            Block(third, fourth, 1),
            Block(fourth, fourth, 1),
        )
        self._start()

    def _start(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if isinstance(module, Block):
                nn.init.zeros_(cast("Tensor", module.norm2.weight))

    MIDDLE = 6  # blocks before the last stage

    def both(self, films: Tensor) -> tuple[Tensor, Tensor]:
        """Return the maps before the last stage (n, channels, rows, columns), and the tokens."""
        middle = self.stages[: self.MIDDLE](self.stem(films))
        maps = self.stages[self.MIDDLE :](middle)
        return middle, maps.flatten(2).transpose(1, 2)

    def forward(self, films: Tensor) -> Tensor:
        """Map standardised films (n, 1, size, size) to tokens (n, patches, channels)."""
        return self.both(films)[1]


class KindBranch(nn.Module):
    """A second, narrower last stage, whose tokens tell the kinds apart."""

    def __init__(self, channels_in: int, channels: int = 128) -> None:
        super().__init__()
        self.channels = channels
        self.stages = nn.Sequential(Block(channels_in, channels, 1), Block(channels, channels, 1))

    def forward(self, middle: Tensor) -> Tensor:
        """Map the maps before the last stage to tokens (n, patches, channels)."""
        maps: Tensor = self.stages(middle)
        return maps.flatten(2).transpose(1, 2)


class Fusion(nn.Module):
    """One query a class attends to patches and sentences; its logit is an exact sum over them.

    Queries and keys have length 1, so that no score outgrows the mask; a weight enters as its
    logarithm, 0 as ``HIDDEN``. What a token contributes is attention x value: no gradient is
    needed to explain an answer.
    """

    def __init__(
        self, image_channels: int, text_channels: int, answers: int, dim: int = 64
    ) -> None:
        super().__init__()
        self.query = nn.Parameter(torch.randn(answers, dim))
        self.log_scale = nn.Parameter(torch.zeros(answers))
        self.modality = nn.Parameter(torch.zeros(answers, 2))
        self.image_key = nn.Linear(image_channels, dim, bias=False)
        self.text_key = nn.Linear(text_channels, dim, bias=False)
        self.image_value = nn.Linear(image_channels, answers)
        self.text_value = nn.Linear(text_channels, answers)

    def forward(self, patches: Tensor, sentences: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Attend.

        Args:
            patches: (n or 1, patches, image channels).
            sentences: (n or 1, sentences, text channels).
            bias: (n, patches + sentences): logarithm of each token's weight, or ``HIDDEN``.

        Returns:
            Attention and contribution to the logit, both (n, answers, patches + sentences).
        """
        keys = torch.cat([self.image_key(patches), self.text_key(sentences)], dim=1)
        keys = keys / (keys.square().sum(-1, keepdim=True) + 1e-6).sqrt()
        query = self.query / (self.query.square().sum(-1, keepdim=True) + 1e-6).sqrt()
        scale = 10.0 * torch.sigmoid(self.log_scale)
        values = torch.cat([self.image_value(patches), self.text_value(sentences)], dim=1)
        kinds = torch.cat(
            [
                self.modality[:, :1].expand(-1, patches.shape[1]),
                self.modality[:, 1:].expand(-1, sentences.shape[1]),
            ],
            dim=1,
        )
        scores = torch.matmul(query * scale[:, None], keys.transpose(1, 2)) + kinds
        attention = torch.softmax(scores + bias[:, None, :], dim=-1)
        return attention, attention * values.transpose(1, 2)


class ImageTeacher(nn.Module):
    """The image encoder with what teaches it: opacity, the view, and the side labels.

    The opacity answer is the fusion's own first query with no sentence at all, so that what is
    taught here is what answers later.
    """

    VIEWS = 3  # frontal chest, lateral chest, anything else

    def __init__(self, side_labels: int, text_channels: int, answers: int) -> None:
        super().__init__()
        self.encoder = ImageEncoder()
        self.fusion = Fusion(self.encoder.channels, text_channels, answers)
        self.view = nn.Linear(self.encoder.channels, self.VIEWS)
        self.side = nn.Linear(self.encoder.channels, side_labels)
        self.drop = nn.Dropout(0.2)

    def forward(self, films: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits: opacity (n,), view (n, 3), side labels (n, labels)."""
        tokens = self.encoder(films)
        pooled = self.drop(tokens.mean(1))
        none = tokens.new_zeros(tokens.shape[0], 0, self.fusion.text_key.in_features)
        bias = tokens.new_zeros(tokens.shape[0], tokens.shape[1])
        _, parts = self.fusion(self.drop(tokens), none, bias)
        return parts[:, 0].sum(-1), self.view(pooled), self.side(pooled)
