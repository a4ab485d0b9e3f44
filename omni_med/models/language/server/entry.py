"""What is known of a server: where it is, what it takes, how often and at what price. No key."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from omni_med.errors import WorkspaceError

MODALITIES: Final = ("text", "image", "audio", "video")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ServerEntry:
    """One server that speaks the OpenAI protocol, and the model that is asked there.

    Attributes:
        name: As it is called here: lower-case letters, digits, ``.``, ``_`` and ``-``.
        url: Up to ``/v1``, HTTPS; plain HTTP only to this very machine.
        model: As the server calls it.
        modalities: What may be sent to it, of ``MODALITIES``.
        certificates: PEM text of the authorities that its certificate is checked against; empty
            for those that browsers trust.
        per_minute: Most requests in a minute.
        timeout_s: Longest silence of the server, in seconds.
        price_in: Of a million tokens sent, in the site's currency; 0 where nothing is paid.
        price_out: Of a million tokens received.

    Raises:
        WorkspaceError: If a value cannot be used.
    """

    name: str
    url: str
    model: str
    modalities: tuple[str, ...] = ("text", "image")
    certificates: str = field(default="", repr=False)
    per_minute: int = 120
    timeout_s: float = 60.0
    price_in: float = 0.0
    price_out: float = 0.0

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise WorkspaceError(
                "The name of a server has lower-case letters, digits, '.', '_' and '-' only."
            )
        if not self.model.strip() or len(self.model) > 200 or not self.model.isprintable():
            raise WorkspaceError("The server needs the name of its model.", hint="Give --model.")
        if "text" not in self.modalities or not set(self.modalities) <= set(MODALITIES):
            raise WorkspaceError(
                "A server takes text, and of image, audio and video what it is said to."
            )
        if not 1 <= self.per_minute <= 10_000 or not 1.0 <= self.timeout_s <= 3600.0:
            raise WorkspaceError("Requests a minute are 1 to 10000, silence 1 to 3600 seconds.")
        if not 0.0 <= self.price_in < 1e6 or not 0.0 <= self.price_out < 1e6:
            raise WorkspaceError("A price is not below 0.")
        _check(self.parts)

    @property
    def parts(self) -> SplitResult:
        """The address, taken apart.

        Raises:
            WorkspaceError: If it is no address.
        """
        try:
            parts = urlsplit(self.url)
            _ = parts.port
        except ValueError:
            raise WorkspaceError("This is no address of a server.", hint=_HINT) from None
        return parts

    @property
    def host(self) -> str:
        """Host and port, for the trail."""
        return self.parts.netloc

    @property
    def endpoint(self) -> str:
        """Where questions go."""
        return f"{self.url.rstrip('/')}/chat/completions"

    @property
    def sha256(self) -> str:
        """Over address and model, hexadecimal: the weights themselves cannot be seen from here."""
        return hashlib.sha256(f"{self.endpoint}\n{self.model}".encode()).hexdigest()


_HINT: Final = "It looks like https://server.hospital.example/v1."


def _check(parts: SplitResult) -> None:
    if parts.username or parts.password or parts.query or parts.fragment:
        raise WorkspaceError(
            "The address holds more than host and path; a key never stands in it.", hint=_HINT
        )
    if not parts.hostname or parts.scheme not in {"https", "http"}:
        raise WorkspaceError("This is no address of a server.", hint=_HINT)
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise WorkspaceError(
            "Patients' data does not go over plain HTTP.",
            hint="Use https://; http:// only reaches a server on this very machine.",
        )


def _is_here(host: str) -> bool:
    if host in _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
