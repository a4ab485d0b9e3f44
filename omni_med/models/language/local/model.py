"""A language model in memory: closed questions as probabilities, and free answers."""

from __future__ import annotations

import copy
import json
import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omni_med.errors import CancelledError, ModelUnavailableError
from omni_med.models.language.local import network as net
from omni_med.models.language.local.answers import AnswerTokens, answer_tokens
from omni_med.models.language.local.attention import FILM, RECORD, Dial, bias_of, biased
from omni_med.models.language.local.render import Film, Rendered, Renderer
from omni_med.models.language.protocols import Explained, FloatArray, Prompt
from omni_med.models.protocols import Weights
from omni_med.progress import Cancelled, never

if TYPE_CHECKING:
    from omni_med.models.language.local.registered import RegisteredModel

_KEPT_FILMS: Final = 16
_KEPT_PROMPTS: Final = 4
ROWS: Final = 16
"""Questions that are answered at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """What a model computed of a prompt before its questions.

    Attributes:
        cache: Keys and values of every layer.
        kinds: int64 (tokens,): kind of each token.
        offset: What the model adds to positions after films; None where it does not.
        dial: Under which it was computed.
    """

    cache: Any
    kinds: Any
    offset: Any
    dial: Dial


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A prompt with one closed question, as a network takes it.

    Attributes:
        rendered: The prompt.
        tail: Tokens of the question, up to the model's turn.
        features: Of its films, in order.
        answers: Tokens of the answers.
    """

    rendered: Rendered
    tail: list[int]
    features: list[Any]
    answers: AnswerTokens


class LocalModel:
    """A model that ``loading.load`` made; used by one thread at a time.

    Attributes:
        rows: Questions that are answered at once.
    """

    def __init__(self, entry: RegisteredModel, network: Any, processor: Any) -> None:
        """Take a network in evaluation mode and its processor."""
        self._entry = entry
        self._network: Any = network
        self._renderer = Renderer(processor, entry.modalities, network.config)
        self.rows = ROWS
        self._answers = answer_tokens(self._renderer.tokenizer)
        self._films: OrderedDict[str, Any] = OrderedDict()
        self._prefixes: OrderedDict[tuple[str, Dial], Prefix] = OrderedDict()

    @property
    def id(self) -> str:
        """Name it was registered under."""
        return self._entry.id

    @property
    def sha256(self) -> str:
        """Over all files of its folder."""
        return self._entry.sha256

    @property
    def modalities(self) -> tuple[str, ...]:
        """Declared by who added it."""
        return self._entry.modalities

    @property
    def network(self) -> Any:
        """The network itself; for measurements.

        Raises:
            ModelUnavailableError: If the model was closed.
        """
        if self._network is None:
            raise ModelUnavailableError(f"The model {self.id} was closed.")
        return self._network

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        """Return P(yes) of each closed question: the softmax over the answers' tokens.

        Films are encoded once and the prompt is computed once; the questions share both.

        Raises:
            ModelUnavailableError: If the model takes no such part, or memory will not do.
        """
        rendered = self._renderer.render(prompt, question=True)
        tails = [self._renderer.tokens(question + rendered.tail) for question in questions]
        found: list[float] = []
        with net.quiet(self.id):
            prefix = self._prefix(rendered, _dial(weights))
            for start in range(0, len(tails), self.rows):
                logits = self._ask(prefix, tails[start : start + self.rows])
                found += net.share_of_yes(logits, self._answers)
        return found

    def closed_list(
        self, prompt: Prompt, question: str, names: Sequence[str], weights: Weights | None = None
    ) -> dict[str, bool]:
        """Return the answer as one JSON object of a given form: each name to yes or no.

        The form is written for the model; it chooses the words only, each knowing those before.

        Raises:
            ModelUnavailableError: As in ``yes``.
        """
        rendered = self._renderer.render(prompt, question=True)
        ids = self._renderer.tokens(question + rendered.tail)
        found: dict[str, bool] = {}
        with net.quiet(self.id):
            prefix = self._prefix(rendered, _dial(weights))
            steps = net.Steps(self.network, prefix.cache, prefix.offset, len(prefix.kinds))
            for name in names:
                before = '", ' if found else "{"
                ids = [*ids, *self._renderer.tokens(f'{before}{json.dumps(name)}: "')]
                since = steps.length - len(prefix.kinds) + len(ids)
                with biased(net.after(prefix, len(ids), since, self.network.dtype)):
                    (share,) = net.share_of_yes(steps.read(ids), self._answers)
                found[name] = share >= 0.5
                ids = self._renderer.tokens("yes" if found[name] else "no")
        return found

    def explain(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[Explained]:
        """Return what each answer of ``yes`` rests on: patches of films, lines of the record.

        Raises:
            ModelUnavailableError: As in ``yes``.
        """
        rendered = self._renderer.render(prompt, question=True)
        tails = [self._renderer.tokens(question + rendered.tail) for question in questions]
        with net.quiet(self.id):
            prefix = self._prefix(rendered, _dial(weights))
            shares = net.shares_of(self.network, prefix, tails, self._answers).numpy()
        kinds, places = np.array(rendered.kinds), np.array(rendered.places)
        grids = [net.grid_of(self.network, film) for film in rendered.films]
        found = []
        for row in shares:
            films = tuple(
                _map(row[(kinds == FILM) & (places == index)], grid)
                for index, grid in enumerate(grids)
            )
            lines = np.zeros(int(places[kinds == RECORD].max(initial=-1)) + 1, np.float32)
            np.add.at(lines, places[kinds == RECORD], row[kinds == RECORD])
            found.append(Explained(films, lines))
        return found

    def generate(
        self,
        prompt: Prompt,
        *,
        most_tokens: int,
        weights: Weights | None = None,
        cancelled: Cancelled = never,
    ) -> Iterator[str]:
        """Yield the answer piece by piece, greedily.

        Raises:
            ModelUnavailableError: As in ``yes``.
            CancelledError: If asked to stop.
        """
        rendered = self._renderer.render(prompt, question=False)
        tail = self._renderer.tokens(rendered.tail)
        with net.quiet(self.id):
            prefix = self._prefix(rendered, _dial(weights))
        ends = net.end_tokens(self.network, self._renderer.tokenizer)
        steps = net.Steps(self.network, prefix.cache, prefix.offset, len(prefix.kinds))
        written: list[int] = []
        told = ""
        for _ in range(most_tokens):
            if cancelled():
                raise CancelledError
            since = steps.length - len(prefix.kinds) + len(tail)
            bias = net.after(prefix, len(tail), since, self.network.dtype)
            with net.quiet(self.id), biased(bias):
                token = steps.next(tail)
            if token in ends:
                break
            written.append(token)
            tail = [token]
            text = self._renderer.tokenizer.decode(written, skip_special_tokens=True)
            if not text.endswith("\ufffd") and len(text) > len(told):  # whole characters only
                yield text[len(told) :]
                told = text

    def prompt_tokens(self, prompt: Prompt) -> int:
        """Return how many tokens a prompt has before its questions."""
        return len(self._renderer.render(prompt, question=True).ids)

    def write(self, prompt: Prompt, count: int) -> int:
        """Write a number of tokens whatever they are, past any end; for measurements."""
        rendered = self._renderer.render(prompt, question=False)
        tail = self._renderer.tokens(rendered.tail)
        with net.quiet(self.id):
            prefix = self._prefix(rendered, Dial())
            steps = net.Steps(self.network, prefix.cache, prefix.offset, len(prefix.kinds))
            for _ in range(count):
                tail = [steps.next(tail)]
        return count

    def opened(self, prompt: Prompt, question: str) -> Opened:
        """Return a prompt with a closed question as the network takes it, to teach on.

        Raises:
            ModelUnavailableError: If the model takes no such part, or memory will not do.
        """
        rendered = self._renderer.render(prompt, question=True)
        tail = self._renderer.tokens(question + rendered.tail)
        with net.quiet(self.id):
            features = [self._film(film) for film in rendered.films]
        return Opened(rendered, list(tail), features, self._answers)

    def twin(self) -> LocalModel:
        """Return the same model with a memory of prompts of its own; films are shared.

        For a head that changes how prompts are read, and not how films are encoded.
        """
        made = copy.copy(self)
        made._prefixes = OrderedDict()  # noqa: SLF001 - of its own class
        return made

    def forget(self) -> None:
        """Drop what was computed of films and prompts."""
        self._films.clear()
        self._prefixes.clear()

    def close(self) -> None:
        """Give the memory back."""
        self.forget()
        self._network = None
        net.give_back()

    def _prefix(self, rendered: Rendered, dial: Dial) -> Prefix:
        """Return what the model computed of a prompt, of this time or an earlier one."""
        key = (rendered.key(), dial)
        if key in self._prefixes:
            self._prefixes.move_to_end(key)
            return self._prefixes[key]
        network = self.network
        kinds = net.tensor(rendered.kinds, network)
        features = [self._film(film) for film in rendered.films]
        with biased(bias_of(kinds, kinds, dial, network.dtype)):
            cache, offset = net.read_prompt(network, rendered, features)
        made = Prefix(cache, kinds, offset, dial)
        self._prefixes[key] = made
        while len(self._prefixes) > _KEPT_PROMPTS:
            self._prefixes.popitem(last=False)
        return made

    def _film(self, film: Film) -> Any:
        """Return a film's features, computed once."""
        if film.key in self._films:
            self._films.move_to_end(film.key)
            return self._films[film.key]
        made = net.encode_film(self.network, film)
        self._films[film.key] = made
        while len(self._films) > _KEPT_FILMS:
            self._films.popitem(last=False)
        return made

    def _ask(self, prefix: Prefix, tails: Sequence[Sequence[int]]) -> Any:
        """Return the logits after each of several endings of one prompt, (rows, vocabulary)."""
        longest = max(map(len, tails))
        with biased(net.after(prefix, longest, longest, self.network.dtype)):
            return net.read_endings(self.network, prefix.cache, prefix.offset, tails)


def _map(shares: FloatArray, grid: tuple[int, int] | None) -> FloatArray:
    """Lay a film's tokens out as they lie on it; one patch where that is not known."""
    rows, columns = grid or _square(len(shares))
    if rows * columns != len(shares):
        rows, columns, shares = 1, 1, shares.sum(keepdims=True)
    laid: FloatArray = shares.reshape(rows, columns).astype(np.float32)
    return laid


def _square(count: int) -> tuple[int, int]:
    side = math.isqrt(count)
    return side, side


def _dial(weights: Weights | None) -> Dial:
    """Return the weights by kind of token; sound is spoken words and goes with the record."""
    if weights is None:
        return Dial()
    return Dial(film=weights.image, record=weights.text, sound=weights.text)
