"""What runs inside the inference process, and what goes over its pipe."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from omni_med import errors
from omni_med.domain import Analysis, SiteCalibration
from omni_med.domain.shadow import Silence
from omni_med.errors import ModelError, OmniMedError
from omni_med.inference.cache import FeatureCache
from omni_med.inference.prepare import Prepared
from omni_med.models.heads.bundle import Head
from omni_med.models.protocols import ModelBackend, ModelCard, Weights


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One question, as it goes down the pipe."""

    request_id: int
    prepared: Prepared
    study_uid: str = ""
    weights: Weights | None = None
    mode: str = "parallel"
    calibration: SiteCalibration | None = None
    shadows: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Silent:
    """What heads in shadow said of the same case, after the answer."""

    request_id: int
    silence: Silence = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The answer to one question, and the features that were encoded for it, by their keys."""

    request_id: int
    analysis: Analysis
    features: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded."""

    card: ModelCard


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer: the name of the error's class, its message and hint.

    ``request_id`` is None where the model could not be loaded.
    """

    request_id: int | None
    kind: str
    message: str = field(repr=False)
    hint: str = ""

    def error(self) -> OmniMedError:
        """Return the error that the child met, of its own class where it is one of ours."""
        kind = getattr(errors, self.kind, ModelError)
        try:
            made: OmniMedError = kind(self.message, hint=self.hint)
        except TypeError:
            return ModelError(self.message, hint=self.hint)
        return made


class _Inbox:
    """Requests in order; a thread fills it and ends the process when the parent is gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._condition = threading.Condition()
        self._requests: deque[Request] = deque()

    def listen(self) -> None:
        """Take messages until the pipe ends, then end this process, busy or not."""
        while True:
            try:
                message: Request | int = self._connection.recv()
            except (EOFError, OSError):
                os._exit(0)
            with self._condition:
                if isinstance(message, Request):
                    self._requests.append(message)
                else:
                    self._requests = deque(
                        item for item in self._requests if item.request_id != message
                    )
                self._condition.notify()

    def take(self) -> Request:
        """Return the oldest request; waits for one."""
        with self._condition:
            self._condition.wait_for(lambda: bool(self._requests))
            return self._requests.popleft()


def serve(connection: Connection, model_id: str, options: Mapping[str, Any]) -> None:
    """Load the model, then answer requests until the parent closes the pipe."""
    from omni_med.inference.analyst import Analyst  # noqa: PLC0415 - only the child needs it
    from omni_med.inference.cache import MemoryCache  # noqa: PLC0415
    from omni_med.models.calibrated import calibrated  # noqa: PLC0415

    # Ctrl+C on a terminal reaches the whole group; the parent decides when its child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox = _Inbox(connection)
    threading.Thread(target=inbox.listen, name="requests", daemon=True).start()
    try:
        backend, cache = _loaded(model_id, options), MemoryCache()
    except Exception as error:  # noqa: BLE001 - whatever a foreign model raises is told
        connection.send(failure_of(None, error))
        return
    connection.send(Ready(backend.card))
    analyst, held = Analyst(backend, cache=cache), None
    while True:
        request = inbox.take()
        answer: Answered | Failed
        try:
            if request.calibration != held:
                held = request.calibration
                analyst = Analyst(calibrated(backend, held), cache=cache)
            analysis = analyst.analyze(
                request.prepared,
                study_uid=request.study_uid,
                weights=request.weights,
                mode=request.mode,
            )
            answer = Answered(request.request_id, analysis, cache.fresh())
        except Exception as error:  # noqa: BLE001
            answer = failure_of(request.request_id, error)
        connection.send(answer)
        if request.shadows and isinstance(answer, Answered):
            connection.send(_silent(request, answer.analysis, backend, cache))


def _loaded(model_id: str, options: Mapping[str, Any]) -> ModelBackend:
    """Load the model, with those of the heads on it that fit it."""
    from omni_med.models import registry  # noqa: PLC0415

    given = dict(options)
    heads = given.pop("heads", ())
    backend = registry.load(model_id, **given)
    if not heads:
        return backend
    from omni_med.models.heads.backend import attach  # noqa: PLC0415
    from omni_med.models.heads.bundle import usable  # noqa: PLC0415

    fitting, _ = usable(heads, backend.card)
    return attach(backend, fitting)


def _silent(
    request: Request, analysis: Analysis, backend: ModelBackend, cache: FeatureCache
) -> Silent:
    """Ask the heads in shadow; whatever they do, the answer is out already."""
    from omni_med.inference.shadow import answer_in_shadow  # noqa: PLC0415

    said = answer_in_shadow(backend, request.shadows, request.prepared, analysis, cache)
    return Silent(request.request_id, said)


def failure_of(request_id: int | None, error: Exception) -> Failed:
    """Tell our own errors in full; of others only the kind, since their words may hold data."""
    if isinstance(error, OmniMedError):
        return Failed(request_id, type(error).__name__, str(error), error.hint)
    return Failed(request_id, "ModelError", f"The model failed inside ({type(error).__name__}).")
