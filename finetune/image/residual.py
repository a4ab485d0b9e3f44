"""ResNet18 for one channel, from random numbers: what the pretrained encoder is held against.

Source: He et al., Deep residual learning for image recognition, CVPR 2016, sections 3.3 and 4.1.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from finetune.image.tokens import TokenEncoder

WIDTHS = (64, 128, 256, 512)


class Residual(nn.Module):
    """Two 3 x 3 convolutions and a shortcut, with normalisation."""

    def __init__(self, channels_in: int, channels: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels) for _ in range(2))
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, rows, columns); rows and columns are divided by the stride."""
        y = functional.relu(self.norms[0](self.first(x)))
        return functional.relu(self.norms[1](self.second(y)) + self.shortcut(x))


class ResNet18(TokenEncoder):
    """The network without its head; all of it is taught, so ``early`` gives the film itself."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(widths[2], widths[3])
        stages = []
        before = widths[0]
        for number, width in enumerate(widths):
            stride = 1 if number == 0 else 2
            stages += [Residual(before, width, stride), Residual(width, width, 1)]
            before = width
        self.middle_blocks = nn.Sequential(
            nn.Conv2d(1, widths[0], 7, 2, 3, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
            *stages[:-2],
        )
        self.late_blocks = nn.Sequential(*stages[-2:])
        self.draw()
