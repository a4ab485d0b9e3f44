"""What can be wrong with a server, each as one clear line; and what is worth another try."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.server.entry import ServerEntry

if TYPE_CHECKING:
    import httpx2

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_OTHER_FORM: Final = frozenset({400, 415, 422})
_LATER: Final = "Ask again later; the embedded model still answers."
_STATUS: Final = {
    401: ("The server refuses the key.", "Add the server anew, with a key that holds."),
    404: ("The server knows no such model or address.", "Check --url (up to /v1) and --model."),
    408: ("The server waited too long for the request.", _LATER),
    413: ("The server takes no request of this size.", "Ask for fewer films."),
    429: ("The server takes no more requests for now.", "Ask again later, or less often."),
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How a request is repeated.

    Attributes:
        tries: Times it is sent at most.
        first_s: Seconds before the second try; doubled before each further one.
        longest_s: Most seconds that are waited, whatever the server asks for.
    """

    tries: int = 4
    first_s: float = 0.5
    longest_s: float = 20.0

    def wait(self, attempt: int, asked: float | None) -> float:
        """Return the seconds before the next try, after ``attempt`` of them (from 0)."""
        return min(self.longest_s, max(self.first_s * 2.0**attempt, asked or 0.0))


class RefusedError(ModelUnavailableError):
    """The server does not take a request of this form (400, 422); it may take another."""


class AgainError(Exception):
    """It may go better the next time.

    Attributes:
        error: What is told when it does not.
        asked: Seconds that the server asks to wait, or None.
    """

    def __init__(self, error: ModelUnavailableError, asked: float | None = None) -> None:
        super().__init__()
        self.error, self.asked = error, asked


def check(response: httpx2.Response) -> None:
    """Let an answer pass that is one.

    The server's own words are not shown: nobody has checked what stands in them.

    Raises:
        AgainError: If it may go better the next time.
        RefusedError: If it may go better in another form.
        ModelUnavailableError: If it will not.
    """
    status = response.status_code
    if status == 200:
        return
    message, hint = _words(status)
    if status in _OTHER_FORM:
        raise RefusedError(message, hint=hint)
    error = ModelUnavailableError(message, hint=hint)
    if status in _AGAIN:
        raise AgainError(error, _asked(response.headers.get("retry-after", "")))
    raise error


def _words(status: int) -> tuple[str, str]:
    known = _STATUS.get(401 if status == 403 else status)
    if known is not None:
        return known
    if 300 <= status < 400:
        return "The server sends us elsewhere; that is not followed.", "Check the address."
    if status >= 500:
        return f"The server has an error of its own ({status}).", _LATER
    return f"The server refuses the request ({status}).", "Check that its model takes images."


def _asked(value: str) -> float | None:
    """Return the seconds of ``Retry-After``; dates are left aside (RFC 9110 10.2.3)."""
    return float(value) if value.strip().isdecimal() else None


def failure(entry: ServerEntry, error: Exception) -> Exception:
    """Return what to raise for a failure of the network."""
    import httpx2  # noqa: PLC0415 - an option

    if _is_of_tls(error):
        return ModelUnavailableError(
            f"The certificate of the server {entry.name} cannot be verified.",
            hint="Name its authority's certificate with --certificates FILE, or ask who runs the "
            "server. Nothing was sent.",
        )
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return AgainError(
            ModelUnavailableError(
                f"The server {entry.name} cannot be reached.",
                hint="Check address and network; the embedded model still answers.",
            )
        )
    if isinstance(error, httpx2.TimeoutException):
        return silent(entry)
    return AgainError(
        ModelUnavailableError(f"The server {entry.name} broke the connection off.", hint=_LATER)
    )


def _is_of_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def silent(entry: ServerEntry) -> ModelUnavailableError:
    """Return the error for a server that says nothing; it is not asked again."""
    return ModelUnavailableError(
        f"The server {entry.name} was silent for {entry.timeout_s:g} seconds.", hint=_LATER
    )


def endless() -> ModelUnavailableError:
    """Return the error for an answer that is longer than any."""
    return ModelUnavailableError("The server's answer has no end.", hint=_LATER)


def not_understood() -> ModelUnavailableError:
    """Return the error for an answer that is none of the protocol's."""
    return ModelUnavailableError(
        "The server's answer cannot be understood.",
        hint="Check that the address is that of an OpenAI-compatible server, up to /v1.",
    )
