"""Requests to a server: TLS verified, bounded in time and size, repeated where that may help.

Each exchange runs on a thread of its own and hands on what arrives; who waits for it looks up
several times a second, so a server that hangs is left within a moment of being asked to stop.
httpx2 rather than a vendor's client: it adds nothing to what is sent, reads no key and no proxy out
of the environment, and logs no bodies.
"""

from __future__ import annotations

import json
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from omni_med.errors import CancelledError, ModelUnavailableError
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.faults import (
    AgainError,
    Patience,
    check,
    endless,
    failure,
    not_understood,
    silent,
)
from omni_med.progress import Cancelled, never

if TYPE_CHECKING:
    import httpx2

_LOOK_S: Final = 0.05
_MOST_BYTES: Final = 8 << 20
"""Of one answer; a model's words are thousands, never millions."""
_CONNECT_S: Final = 10.0


_DONE: Final = object()


@dataclass(slots=True)
class _Exchange:
    """One request on its thread, and what it brings.

    Attributes:
        found: Pieces, then ``_DONE`` or an error.
        stream: The connection that it goes over: of the request before, until another is made.
        stopped: Set once nobody waits any more.
    """

    stream: Any = None
    found: queue.Queue[Any] = field(default_factory=queue.Queue)
    stopped: threading.Event = field(default_factory=threading.Event)

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Remember a new connection, so that it can be cut while a read waits on it."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.stream = info.get("return_value") or self.stream
            if self.stopped.is_set():  # it was given up while the connection was made
                self.cut()

    def cut(self) -> None:
        """Give it up, and wake the thread."""
        self.stopped.set()
        raw = self.stream.get_extra_info("socket") if self.stream is not None else None
        if raw is not None:
            with suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)


class Connection:
    """A way to one server. Used by one thread at a time."""

    def __init__(
        self,
        entry: ServerEntry,
        key: str,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entry = entry
        self._patience = patience
        self._clock = clock
        self._sent: list[float] = []
        self._stream: Any = None
        self._client = _client(entry, key)

    def ask(self, body: Mapping[str, Any], cancelled: Cancelled = never) -> dict[str, Any]:
        """Send a request and return the document that answers it.

        Raises:
            ModelUnavailableError: One clear line on what is wrong with the server.
            CancelledError: If asked to stop.
        """
        data = b"".join(self._pieces(body, cancelled, _whole))
        return document_of(data)

    def listen(
        self, body: Mapping[str, Any], cancelled: Cancelled = never
    ) -> Iterator[dict[str, Any]]:
        """Send a request and yield the documents of its stream; raises as ``ask``.

        What was begun is not asked again: a stream that is cut is an error.
        """
        ended = False
        for line in self._pieces(body, cancelled, _lines):
            if not line.startswith(b"data:"):
                continue
            data = line[5:].strip()
            if data == b"[DONE]":
                ended = True
                break
            yield document_of(data)
        if not ended:
            raise ModelUnavailableError(
                "The server cut its answer off.", hint="Ask again; nothing of it was kept."
            )

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def _pieces(
        self,
        body: Mapping[str, Any],
        cancelled: Cancelled,
        read: Callable[[httpx2.Response], Iterator[bytes]],
    ) -> Iterator[bytes]:
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        for attempt in range(self._patience.tries):
            self._pace(cancelled)
            exchange = _Exchange(self._stream)
            begun = finished = False
            try:
                for piece in self._received(exchange, data, cancelled, read):
                    begun = True
                    yield piece
                finished = True
            except AgainError as again:
                if begun or attempt + 1 >= self._patience.tries:
                    raise again.error from None
                self._sleep(self._patience.wait(attempt, again.asked), cancelled)
            else:
                return
            finally:
                if not finished:
                    exchange.cut()
                self._stream = exchange.stream if finished else None

    def _received(
        self,
        exchange: _Exchange,
        data: bytes,
        cancelled: Cancelled,
        read: Callable[[httpx2.Response], Iterator[bytes]],
    ) -> Iterator[bytes]:
        """Yield what the exchange's thread brings, looking up in between."""
        threading.Thread(
            target=self._run, args=(exchange, data, read), name="server", daemon=True
        ).start()
        last = self._clock()
        while True:
            if cancelled():
                raise CancelledError
            try:
                item = exchange.found.get(timeout=_LOOK_S)
            except queue.Empty:
                if self._clock() - last > self._entry.timeout_s + _CONNECT_S:
                    raise silent(self._entry) from None
                continue
            last = self._clock()
            if item is _DONE:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def _run(
        self,
        exchange: _Exchange,
        data: bytes,
        read: Callable[[httpx2.Response], Iterator[bytes]],
    ) -> None:
        import httpx2  # noqa: PLC0415 - an option

        if exchange.stopped.is_set():
            return
        try:
            with self._client.stream(
                "POST",
                self._entry.endpoint,
                content=data,
                headers={"Content-Type": "application/json"},
                extensions={"trace": exchange.trace},
            ) as response:
                check(response)
                size = 0
                for piece in read(response):
                    size += len(piece)
                    if size > _MOST_BYTES:
                        exchange.found.put(endless())
                        return
                    if exchange.stopped.is_set():
                        return
                    exchange.found.put(piece)
            exchange.found.put(_DONE)
        except (ModelUnavailableError, AgainError) as error:
            exchange.found.put(error)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
            exchange.found.put(failure(self._entry, error))
        except RuntimeError:  # the client was closed under it
            exchange.found.put(ModelUnavailableError("The connection to the server was closed."))

    def _pace(self, cancelled: Cancelled) -> None:
        """Wait until one more request in this minute is allowed."""
        while True:
            now = self._clock()
            self._sent = [moment for moment in self._sent if now - moment < 60.0]
            if len(self._sent) < self._entry.per_minute:
                self._sent.append(now)
                return
            self._sleep(60.0 - (now - self._sent[0]), cancelled)

    def _sleep(self, seconds: float, cancelled: Cancelled) -> None:
        end = self._clock() + seconds
        while (left := end - self._clock()) > 0:
            if cancelled():
                raise CancelledError
            time.sleep(min(_LOOK_S, left))


def document_of(data: bytes) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        ModelUnavailableError: If it is none.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise not_understood() from None
    if not isinstance(document, dict):
        raise not_understood()
    return document


def _whole(response: httpx2.Response) -> Iterator[bytes]:
    yield from response.iter_bytes()


def _lines(response: httpx2.Response) -> Iterator[bytes]:
    """Yield the lines of an event stream.

    Raises:
        ModelUnavailableError: If a line has no end.

    Source: WHATWG HTML, 9.2.6 (lines end with CR, LF or both; UTF-8).
    """
    rest = b""
    for piece in response.iter_bytes():
        rest += piece
        if len(rest) > _MOST_BYTES:  # one line without end
            raise endless()
        *lines, rest = rest.replace(b"\r\n", b"\n").split(b"\n")
        yield from (line for line in lines if line)
    if rest.strip():
        yield rest


def _client(entry: ServerEntry, key: str) -> httpx2.Client:
    try:
        import httpx2  # noqa: PLC0415 - an option
    except ImportError:
        raise ModelUnavailableError(
            "The package httpx2 is not installed.", hint='pip install "omni-med[server]"'
        ) from None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    headers["User-Agent"] = "omni-med"
    return httpx2.Client(
        verify=_context(entry),
        headers=headers,
        timeout=httpx2.Timeout(entry.timeout_s, connect=min(_CONNECT_S, entry.timeout_s)),
        follow_redirects=False,
        trust_env=False,
    )


def _context(entry: ServerEntry) -> ssl.SSLContext:
    """Return TLS 1.2 or later with the host's name checked.

    Raises:
        ModelUnavailableError: If the entry's certificates are none.
    """
    try:
        context = ssl.create_default_context(cadata=entry.certificates or None)
    except (ssl.SSLError, ValueError):
        raise ModelUnavailableError(
            f"The certificates kept for the server {entry.name} cannot be read.",
            hint="Add the server anew, with a PEM file.",
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
