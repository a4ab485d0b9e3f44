"""``LanguageModel`` over a server that speaks the OpenAI protocol."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from omni_med.errors import CancelledError, ModelUnavailableError
from omni_med.models.language.protocols import AudioPart, ImagePart, Prompt, TextPart
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.faults import Patience, RefusedError, not_understood
from omni_med.models.language.server.guard import Guard, Sent, told
from omni_med.models.language.server.transport import Connection
from omni_med.models.language.server.wire import (
    TOP,
    YES_OR_NO,
    answers_schema,
    body,
    delta_text,
    listed_answers,
    message_text,
    messages,
    said_yes,
    usage,
    yes_probability,
)
from omni_med.models.protocols import Weights
from omni_med.progress import Cancelled, never

PATIENCE: Final = Patience()
NO_NUMBERS: Final = "the server gives no probabilities: its answers are yes or no alone"
WHOLE: Final = (
    "the server reads films and record whole or not at all: any weight but 0 counted as 1"
)
UNLISTED: Final = "the server gives no list of all answers: they are not held against one another"


@dataclass(frozen=True, slots=True)
class _Form:
    """How a closed question is put."""

    numbers: bool = False
    schema: bool = False
    stream: bool = False


_FORMS: Final = (
    _Form(numbers=True),
    _Form(numbers=True, stream=True),
    _Form(schema=True),
    _Form(),
    _Form(stream=True),
)
"""From what tells most to what every server takes; DashScope's only stream."""
_WITHOUT_NUMBERS: Final = 2
_LISTS: Final = (_Form(schema=True), _Form(schema=True, stream=True), _Form(), _Form(stream=True))
_TOKENS_OF_ONE: Final = 24
"""Most tokens that one finding takes in a list of answers."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was asked of a server.

    Attributes:
        requests: How many.
        tokens_in: Tokens sent, as the server counts them; 0 where it does not.
        tokens_out: Tokens received.
        cost: At the prices of the entry.
    """

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0


class ServerModel:
    """A language model behind a server. Used by one thread at a time.

    Attributes:
        spent: What was asked of it so far.
        remarks: What its answers are not, in words.
        cancelled: Asked while it answers closed questions; who waits is freed at once.
    """

    def __init__(
        self,
        entry: ServerEntry,
        key: str,
        guard: Guard,
        patience: Patience = PATIENCE,
    ) -> None:
        self._entry = entry
        self._guard = guard
        self._connection = Connection(entry, key, patience)
        self._form = 0
        self._list = 0
        self.spent = Spent()
        self.remarks: tuple[str, ...] = ()
        self.cancelled: Cancelled = never

    def __repr__(self) -> str:
        return f"ServerModel({self._entry.name!r})"

    @property
    def id(self) -> str:
        """Name of the server here."""
        return self._entry.name

    @property
    def sha256(self) -> str:
        """Over the address and the model's name: the weights cannot be seen from here."""
        return self._entry.sha256

    @property
    def modalities(self) -> tuple[str, ...]:
        """What may be sent to it."""
        return self._entry.modalities

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        """Return P(yes) of each closed question; 1 or 0 where the server gives no probabilities.

        ``remarks`` says so then. Questions come last, so that a server which keeps what it
        computed of equal beginnings pays for the films once.

        Raises:
            ModelUnavailableError: One line on what is wrong.
        """
        allowed, masked = self._prepared(prompt, weights)
        return [self._yes(allowed, masked, question) for question in questions]

    def _yes(self, prompt: Prompt, masked: int, question: str) -> float:
        """Ask in the form that was answered last, or else in the next that is not refused."""
        turns = messages(prompt, self._guard.pseudonymizer.cut(question))
        while True:
            form = _FORMS[self._form]
            more: dict[str, Any] = {}
            if form.numbers:
                more = {"logprobs": True, "top_logprobs": TOP}
            elif form.schema:
                more = {"response_format": answers_schema({"answer": YES_OR_NO})}
            request = body(self._entry.model, turns, 1 if form.numbers else 16, **more)
            try:
                text, probability = self._ask(prompt, masked, request, stream=form.stream)
            except RefusedError:
                if self._form + 1 >= len(_FORMS):
                    raise
                self._form += 1
                continue
            if probability is not None:
                return probability
            if form.numbers:
                self._form = _WITHOUT_NUMBERS
                continue
            self._remark(NO_NUMBERS)
            said = said_yes(text)
            if said is None:
                raise ModelUnavailableError(
                    "The server answered neither yes nor no.",
                    hint="Its model cannot be used for findings.",
                )
            return 1.0 if said else 0.0

    def closed_list(
        self, prompt: Prompt, question: str, names: Sequence[str], weights: Weights | None = None
    ) -> dict[str, bool]:
        """Return all answers of one JSON object; none where the server does not give it.

        ``remarks`` says so then.

        Raises:
            ModelUnavailableError: One line on what is wrong.
        """
        allowed, masked = self._prepared(prompt, weights)
        turns = messages(allowed, self._guard.pseudonymizer.cut(question))
        schema = {"response_format": answers_schema(dict.fromkeys(names, YES_OR_NO))}
        for form in _LISTS[self._list :]:
            more = schema if form.schema else {}
            request = body(self._entry.model, turns, _TOKENS_OF_ONE * len(names), **more)
            try:
                text, _ = self._ask(allowed, masked, request, stream=form.stream)
            except RefusedError:
                self._list += 1
                continue
            found = listed_answers(text, names)
            if found:
                return found
            break
        self._remark(UNLISTED)
        return {}

    def generate(
        self,
        prompt: Prompt,
        *,
        most_tokens: int,
        weights: Weights | None = None,
        cancelled: Cancelled = never,
    ) -> Iterator[str]:
        """Yield the answer piece by piece; some servers (DashScope) answer in no other way.

        Raises:
            ModelUnavailableError: One line on what is wrong.
            CancelledError: If asked to stop.
        """
        allowed, masked = self._prepared(prompt, weights)
        plain = body(self._entry.model, messages(allowed), most_tokens, stream=True)
        answered = False
        for request in (plain | {"stream_options": {"include_usage": True}}, plain):
            try:
                for document in self._heard(allowed, masked, request, cancelled):
                    piece = delta_text(document)
                    if piece:
                        answered = True
                        yield piece
                break
            except RefusedError:
                if request is plain:
                    raise
        if not answered:
            raise not_understood()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _ask(
        self, prompt: Prompt, masked: int, request: Mapping[str, Any], *, stream: bool
    ) -> tuple[str, float | None]:
        """Return the words of an answer, and P(yes) where it tells."""
        if stream:
            pieces: list[str] = []
            probability = None
            streamed = {**request, "stream": True}
            for document in self._heard(prompt, masked, streamed, self.cancelled):
                pieces.append(delta_text(document))
                probability = yes_probability(document) if probability is None else probability
            return "".join(pieces), probability
        self._write_down(prompt, masked, request)
        answer = self._connection.ask(request, self.cancelled)
        self._count(answer)
        return message_text(answer), yes_probability(answer)

    def _heard(
        self, prompt: Prompt, masked: int, request: Mapping[str, Any], cancelled: Cancelled
    ) -> Iterator[dict[str, Any]]:
        """Yield the documents of a stream."""
        self._write_down(prompt, masked, request)
        for document in self._connection.listen(request, cancelled):
            if cancelled():
                raise CancelledError
            self._count(document)
            yield document

    def _prepared(self, prompt: Prompt, weights: Weights | None) -> tuple[Prompt, int]:
        """Return a prompt as it may leave: what is at weight 0 stays here altogether."""
        dial = weights or Weights()
        if any(value not in {0.0, 1.0} for value in (dial.image, dial.text)):
            self._remark(WHOLE)
        kept = tuple(
            part
            for part in prompt.parts
            if not (isinstance(part, ImagePart) and dial.image == 0)
            and not (isinstance(part, TextPart) and part.record and dial.text == 0)
        )
        lacking = {
            kind
            for kind, of_kind in (("image", ImagePart), ("audio", AudioPart))
            if kind not in self.modalities and any(isinstance(part, of_kind) for part in kept)
        }
        if lacking:
            raise ModelUnavailableError(
                f"The server {self.id} is not said to take {' or '.join(sorted(lacking))}.",
                hint="Add it anew with --modal-types.",
            )
        return self._guard.passed(replace(prompt, parts=kept))

    def _remark(self, text: str) -> None:
        self.remarks = tuple(dict.fromkeys((*self.remarks, text)))

    def _write_down(self, prompt: Prompt, masked: int, request: Mapping[str, Any]) -> None:
        """Put on the trail what is about to leave; where that fails, nothing leaves."""
        data = json.dumps(request, ensure_ascii=False).encode("utf-8", "replace")
        text, films, sounds = told(request["messages"])
        self._guard.record(
            Sent(
                server=self._entry.name,
                host=self._entry.host,
                model=self._entry.model,
                template=prompt.template,
                sha256=hashlib.sha256(data).hexdigest(),
                text=text,
                films=films,
                sounds=sounds,
                masked=masked,
                bytes=len(data),
            )
        )
        self.spent = replace(self.spent, requests=self.spent.requests + 1)

    def _count(self, document: Mapping[str, Any]) -> None:
        sent, received = usage(document)
        price = sent * self._entry.price_in + received * self._entry.price_out
        self.spent = replace(
            self.spent,
            tokens_in=self.spent.tokens_in + sent,
            tokens_out=self.spent.tokens_out + received,
            cost=self.spent.cost + price / 1e6,
        )
