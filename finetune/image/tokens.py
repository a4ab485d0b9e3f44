"""What every image encoder shares: an early part that may stay, and tokens that see two scales.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class TokenEncoder(nn.Module):
    """A standardised film to tokens: stem and early blocks, middle (stride 16), late (stride 32).

    The early part may stay as it came. A token is the mean of four places of the middle beside
    one place of the last stage, each channel brought to mean 0 and deviation 1 over the films it
    was taught on: the middle knows texture, the last stage shape.

    Attributes:
        channels: Of a token.
        middle_channels: Its first channels, which come from the middle.
    """

    GRAY_SCALE = 0.5  # a standardised film times this has the spread that ImageNet's weights expect

    token_mean: Tensor
    token_scale: Tensor

    def __init__(self, middle_channels: int, last_channels: int) -> None:
        super().__init__()
        self.middle_channels = middle_channels
        self.channels = middle_channels + last_channels
        self.stem: nn.Module = nn.Identity()
        self.early_blocks = nn.Sequential()
        self.middle_blocks = nn.Sequential()
        self.late_blocks = nn.Sequential()
        self.register_buffer("token_mean", torch.zeros(self.channels))
        self.register_buffer("token_scale", torch.ones(self.channels))

    def draw(self) -> None:
        """Set all convolutions to random weights."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def taught_whole(self) -> None:
        """Count the early part to the middle, so that nothing is left untaught.

        What ``early`` then gives is the film itself.
        """
        parts = [self.stem, *self.early_blocks, *self.middle_blocks]
        self.stem, self.early_blocks = nn.Identity(), nn.Sequential()
        self.middle_blocks = nn.Sequential(*parts)

    def early(self, films: Tensor) -> Tensor:
        """Map standardised films (n, 1, size, size) to the maps that teaching starts from."""
        maps: Tensor = self.early_blocks(self.stem(films * self.GRAY_SCALE))
        return maps

    def raw(self, early: Tensor) -> tuple[Tensor, Tensor]:
        """Map what ``early`` gives to the last block's input, and to tokens as they come."""
        middle = self.middle_blocks(early)
        tap = self.late_blocks[:-1](middle)
        both = [functional.avg_pool2d(middle, 2), self.late_blocks[-1](tap)]
        return tap, torch.cat(both, dim=1).flatten(2).transpose(1, 2)

    def rest(self, early: Tensor) -> Tensor:
        """Map what ``early`` gives to tokens (n, patches, channels)."""
        return (self.raw(early)[1].float() - self.token_mean) / self.token_scale

    def both(self, films: Tensor) -> tuple[Tensor, Tensor]:
        """Return the last block's input (n, channels, rows, columns), and the tokens."""
        tap, tokens = self.raw(self.early(films))
        return tap, (tokens.float() - self.token_mean) / self.token_scale

    def forward(self, films: Tensor) -> Tensor:
        """Map standardised films (n, 1, size, size) to tokens (n, patches, channels)."""
        return self.both(films)[1]

    def level(self, early: Tensor) -> None:
        """Set the tokens' mean and deviation from what ``early`` said of many films."""
        with torch.inference_mode():
            tokens = [self.raw(part)[1].float() for part in torch.split(early, 32)]
            mean = torch.cat(tokens).mean((0, 1))
            scale = torch.cat(tokens).std((0, 1)) + 1e-3
        self.token_mean.copy_(mean)
        self.token_scale.copy_(scale)
