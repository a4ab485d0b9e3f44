"""The compact network: image encoder and weighted cross-attention, as torch modules.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from finetune.image.tokens import TokenEncoder

TEXT_CHANNELS = 384
ANSWERS = 5  # opacity, then the kinds
HIDDEN = -1e4  # added to an attention score: softmax gives exactly 0 in float32


class Fusion(nn.Module):
    """One query a class attends to patches and sentences; its logit is an exact sum over them.

    Attention is shared out twice: within a modality by query and key, between the modalities by
    the dial and the answer's loudness alone. So a film does not drown a note by being peaked, and
    a note that says nothing (value 0) leaves the film's part as it is.

    Queries and keys have length 1, so that no score outgrows the mask; a weight enters as its
    logarithm, 0 as ``HIDDEN``. What a token contributes is attention x value: no gradient is
    needed to explain an answer. A query of zeros attends to all tokens alike.
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
            bias: (n, patches + sentences): logarithm of each token's weight, or ``HIDDEN``;
                the same for all tokens of a modality that are shown.

        Returns:
            Attention and contribution to the logit, both (n, answers, patches + sentences).
        """
        edge = patches.shape[1]
        query = self.query / (self.query.square().sum(-1, keepdim=True) + 1e-6).sqrt()
        query = query * (10.0 * torch.sigmoid(self.log_scale))[:, None]
        scores = torch.cat(
            [
                _level(query, self.image_key(patches), bias[:, :edge]) + self.modality[:, :1],
                _level(query, self.text_key(sentences), bias[:, edge:]) + self.modality[:, 1:],
            ],
            dim=2,
        )
        values = torch.cat([self.image_value(patches), self.text_value(sentences)], dim=1)
        attention = torch.softmax(scores + bias[:, None, :], dim=-1)
        return attention, attention * values.transpose(1, 2)


def _level(query: Tensor, keys: Tensor, bias: Tensor) -> Tensor:
    """Return one modality's scores (n, answers, tokens), their mean power over shown tokens 1."""
    if keys.shape[1] == 0:
        return torch.matmul(query, keys.transpose(1, 2))
    keys = keys / (keys.square().sum(-1, keepdim=True) + 1e-6).sqrt()
    scores = torch.matmul(query, keys.transpose(1, 2))
    shown = torch.exp(bias - bias.amax(-1, keepdim=True))[:, None, :]
    mean = (torch.exp(scores) * shown).sum(-1, keepdim=True) / shown.sum(-1, keepdim=True)
    return scores - torch.log(mean)


class ImageTeacher(nn.Module):
    """The image encoder with what teaches it: opacity and the side labels; and its guard, the view.

    The opacity answer is the fusion's own first query with no sentence at all, so that what is
    taught here is what answers later. Its query is zero: it hears every token alike, and where a
    film speaks is told by the tokens' values. The view is taught afterwards on the finished
    tokens: a film that is none must not shape them.
    """

    VIEWS = 3  # frontal chest, lateral chest, anything else

    def __init__(
        self,
        encoder: TokenEncoder,
        side_labels: int,
        text_channels: int = TEXT_CHANNELS,
        answers: int = ANSWERS,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.fusion = Fusion(encoder.channels, text_channels, answers)
        self.view = nn.Linear(encoder.channels, self.VIEWS)
        self.side = nn.Linear(encoder.channels, side_labels)
        self.drop = nn.Dropout(0.0)
        with torch.no_grad():
            self.fusion.query[:1] = 0
            self.fusion.image_value.weight[:1] = 0
            self.fusion.image_value.bias[:1] = 0
            self.side.weight.zero_()

    def opacity(self, tokens: Tensor) -> Tensor:
        """Return the opacity logit (n,) of tokens (n, patches, channels), as the fusion does."""
        none = tokens.new_zeros(tokens.shape[0], 0, self.fusion.text_key.in_features)
        bias = tokens.new_zeros(tokens.shape[0], tokens.shape[1])
        parts: Tensor = self.fusion(tokens, none, bias)[1]
        return parts[:, 0].sum(-1)

    def taught(self, early: Tensor) -> tuple[Tensor, Tensor]:
        """Map what the early part gives to logits: opacity (n,), side labels (n, labels).

        The same as ``opacity`` says, worked out on the mean token: the query is zero.
        """
        mean = self.drop(self.encoder.rest(early).mean(1))
        value = self.fusion.image_value
        said = functional.linear(mean, value.weight[:1], value.bias[:1])
        return said[:, 0].float(), self.side(mean).float()

    def forward(self, films: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map films to logits: opacity (n,), view (n, 3), side labels (n, labels)."""
        tokens = self.encoder(films)
        pooled = tokens.mean(1)
        return self.opacity(tokens), self.view(pooled), self.side(pooled)
