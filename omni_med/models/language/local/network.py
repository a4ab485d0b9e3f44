"""The network itself: one way to run every family, on tensors alone."""

from __future__ import annotations

import contextlib
import copy
import gc
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import torch

from omni_med.errors import ModelUnavailableError, OmniMedError
from omni_med.models.language.local.attention import WORDS, bias_of, biased

if TYPE_CHECKING:
    from omni_med.models.language.local.answers import AnswerTokens
    from omni_med.models.language.local.render import Film, Rendered


@contextlib.contextmanager
def quiet(name: str) -> Iterator[None]:
    """Run without gradients, and turn a failure inside into one clear line.

    Raises:
        ModelUnavailableError: If memory will not do, or the model fails inside.
    """
    try:
        with torch.no_grad():
            yield
    except OmniMedError:
        raise
    except (MemoryError, torch.OutOfMemoryError):
        give_back()
        raise ModelUnavailableError(
            f"The memory does not do for this case with the model {name}.",
            hint="Close what else runs, or give fewer films or a shorter record.",
        ) from None
    except Exception as error:
        raise ModelUnavailableError(
            f"The model {name} failed inside ({type(error).__name__})."
        ) from error


def tensor(values: Sequence[int], network: Any) -> torch.Tensor:
    """Return int64 (n,) on the network's device."""
    return torch.tensor(values, dtype=torch.int64, device=network.device)


def encode_film(network: Any, film: Film) -> Any:
    """Return the vision encoder's features of one film."""
    given = {
        name: value.to(network.device, network.dtype if value.is_floating_point() else None)
        for name, value in film.inputs.items()
    }
    return network.model.get_image_features(**given, return_dict=True)


def read_prompt(network: Any, rendered: Rendered, features: Sequence[Any]) -> tuple[Any, Any]:
    """Compute a prompt up to its questions.

    Returns:
        Keys and values of every layer, and what the model adds to later positions (None where
        it adds nothing).
    """
    from transformers import DynamicCache  # noqa: PLC0415 - slow to import

    ids = tensor(rendered.ids, network)[None]
    given: dict[str, Any] = {
        name: tensor(flags, network)[None] for name, flags in rendered.flags.items()
    }
    if rendered.films:
        given["mm_encoder_outputs"] = {"image": _together(features)}
        grids = [film.inputs.get("image_grid_thw") for film in rendered.films]
        if grids[0] is not None:
            given["image_grid_thw"] = torch.cat([grid for grid in grids if grid is not None]).to(
                network.device
            )
    given |= _heard(network, rendered)
    body = network.model
    if hasattr(body, "rope_deltas"):
        body.rope_deltas = None  # an earlier prompt's
    cache = DynamicCache(config=network.config.get_text_config())
    body(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        past_key_values=cache,
        use_cache=True,
        **given,
    )
    return cache, getattr(body, "rope_deltas", None)


def read_endings(
    network: Any, cache: Any, offset: Any, endings: Sequence[Sequence[int]]
) -> torch.Tensor:
    """Return the logits after each ending of one prompt: float32 (endings, vocabulary).

    Shorter endings are filled up on the right, where nothing before them looks.
    """
    longest = max(map(len, endings))
    rows = [[*ending, *[0] * (longest - len(ending))] for ending in endings]
    ids = torch.tensor(rows, dtype=torch.int64, device=network.device)
    hidden = _run(network, ids, _copied(cache, len(endings)), offset)
    last = torch.tensor([len(ending) - 1 for ending in endings], device=network.device)
    return logits_of(network, hidden[torch.arange(len(endings), device=network.device), last])


def grid_of(network: Any, film: Film) -> tuple[int, int] | None:
    """Return (rows, columns) in which a film's tokens lie; None where the model does not say."""
    grid = film.inputs.get("image_grid_thw")
    if grid is None:
        return None
    merge = int(network.config.vision_config.spatial_merge_size)
    return int(grid[0][1]) // merge, int(grid[0][2]) // merge


class Steps:
    """Token after token behind one prompt.

    Attributes:
        length: Tokens read so far, the prompt's included.
    """

    def __init__(self, network: Any, cache: Any, offset: Any, length: int) -> None:
        self._network, self._cache, self._offset = network, _copied(cache, 1), offset
        self.length = length

    def read(self, ids: Sequence[int]) -> torch.Tensor:
        """Read tokens and return the logits after the last: float32 (1, vocabulary)."""
        hidden = _run(self._network, tensor(ids, self._network)[None], self._cache, self._offset)
        self.length += len(ids)
        return logits_of(self._network, hidden[:, -1])

    def next(self, ids: Sequence[int]) -> int:
        """Read tokens and return the likeliest one after them."""
        return int(self.read(ids)[0].argmax())


def logits_of(network: Any, hidden: torch.Tensor) -> torch.Tensor:
    """Return float32 logits of hidden states (rows, channels)."""
    logits: torch.Tensor = network.get_output_embeddings()(hidden).float()
    cap = getattr(network.config.get_text_config(), "final_logit_softcapping", None)
    return logits if cap is None else torch.tanh(logits / cap) * cap


def share_of_yes(logits: torch.Tensor, answers: AnswerTokens) -> list[float]:
    """Return the share of "yes" among the answers' tokens of each row, 0 to 1."""
    both = [*answers.yes, *answers.no]
    among = logits[:, both].double().softmax(dim=-1)
    return [float(value) for value in among[:, : len(answers.yes)].sum(dim=-1).clamp(0.0, 1.0)]


def end_tokens(network: Any, tokenizer: Any) -> frozenset[int]:
    """Return the tokens that end an answer."""
    stated = getattr(network.generation_config, "eos_token_id", None)
    ends = stated if isinstance(stated, list) else [stated]
    return frozenset(int(end) for end in (*ends, tokenizer.eos_token_id) if end is not None)


def give_back() -> None:
    """Give memory that is free back to the device."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _run(network: Any, ids: torch.Tensor, cache: Any, offset: Any) -> torch.Tensor:
    body = network.model
    if hasattr(body, "rope_deltas"):
        body.rope_deltas = offset
    hidden: torch.Tensor = body(input_ids=ids, past_key_values=cache, use_cache=True)[0]
    return hidden


def _copied(cache: Any, rows: int) -> Any:
    """Return a cache that may be written on, its rows seen several times; nothing is copied yet."""
    made = copy.copy(cache)
    made.layers = [copy.copy(layer) for layer in cache.layers]
    for layer in made.layers:
        layer.keys = layer.keys.expand(rows, -1, -1, -1)
        layer.values = layer.values.expand(rows, -1, -1, -1)
    return made


def _together(features: Sequence[Any]) -> Any:
    """Return the features of several films as those of one call."""
    made = copy.copy(features[0])
    made.pooler_output = _joined([item.pooler_output for item in features])
    if getattr(made, "deepstack_features", None) is not None:
        layers = zip(*(item.deepstack_features for item in features), strict=True)
        made.deepstack_features = [_joined(layer) for layer in layers]
    return made


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], torch.Tensor):
        return torch.cat(list(parts), dim=0)
    return tuple(item for part in parts for item in part)


def _heard(network: Any, rendered: Rendered) -> dict[str, Any]:
    """Return what the audio encoder takes, recordings of different length filled up."""
    if not rendered.sound:
        return {}
    longest = max(item["input_features"].shape[-1] for item in rendered.sound)
    features, masks = [], []
    for item in rendered.sound:
        missing = longest - item["input_features"].shape[-1]
        features.append(torch.nn.functional.pad(item["input_features"], (0, missing)))
        masks.append(torch.nn.functional.pad(item["feature_attention_mask"], (0, missing)))
    return {
        "input_features": torch.cat(features).to(network.device, network.dtype),
        "feature_attention_mask": torch.cat(masks).to(network.device),
    }


def shares_of(
    network: Any, prefix: Any, endings: Sequence[Sequence[int]], answers: AnswerTokens
) -> torch.Tensor:
    """Return how much of "yes" against "no" rests on each token of a prompt.

    The derivative of the logit of each answer by the weight with which its question attends to
    the token, in all layers: to first order, how much lower the logit would be were the token
    hidden from the question.

    Args:
        network: The model.
        prefix: What was computed of the prompt.
        endings: Tokens of each question.
        answers: The tokens of the answers.

    Returns:
        float32 (endings, tokens of the prompt).
    """
    rows = [_shares(network, prefix, ending, answers) for ending in endings]
    return torch.stack(rows).float().nan_to_num(0.0).cpu()


def _shares(
    network: Any, prefix: Any, ending: Sequence[int], answers: AnswerTokens
) -> torch.Tensor:
    weights = torch.ones(len(prefix.kinds), device=network.device, requires_grad=True)
    with torch.enable_grad():
        bias = torch.nn.functional.pad(weights.log(), (0, len(ending))).to(network.dtype)
        bias = bias[None, None, None, :].expand(1, 1, len(ending), -1)
        base = after(prefix, len(ending), len(ending), network.dtype)
        with biased(bias if base is None else bias + base):
            ids = tensor(ending, network)[None]
            hidden = _run(network, ids, _copied(prefix.cache, 1), prefix.offset)
        logits = logits_of(network, hidden[:, -1])[0]
        logit = logits[list(answers.yes)].logsumexp(0) - logits[list(answers.no)].logsumexp(0)
        (share,) = torch.autograd.grad(logit, weights)
    return share


def after(prefix: Any, count: int, since: int, dtype: Any) -> Any:
    """Return the bias of the last ``count`` of ``since`` words behind a prompt."""
    words = torch.full((since,), WORDS, device=prefix.kinds.device)
    seen = torch.cat([prefix.kinds, words])
    return bias_of(words[:count], seen, prefix.dial, dtype)
