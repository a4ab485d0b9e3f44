"""Signed statements of what the trail's tree was at one size.

Source: C2SP tlog-checkpoint v1 and signed-note v1; Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.errors import TamperedError

_ED25519: Final = b"\x01"
_DASH: Final = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of ``origin`` at one size.

    Attributes:
        origin: Name of the log, without a scheme.
        size: Leaves in the tree.
        root: Its root hash, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the text that is signed, newline at the end included."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


class Verifier:
    """Checks notes signed under one name and public key."""

    def __init__(self, name: str, public: bytes) -> None:
        """Take the key's name and its 32 public bytes."""
        self.name = name
        self._public = public
        self._key = Ed25519PublicKey.from_public_bytes(public)
        self._id = _key_id(name, public)

    def to_text(self) -> str:
        """Return the verifier key as signed-note writes it: ``name+id+key``."""
        key = base64.b64encode(_ED25519 + self._public).decode()
        return f"{self.name}+{self._id.hex()}+{key}"

    @classmethod
    def from_text(cls, text: str) -> Verifier:
        """Read a verifier key.

        Raises:
            TamperedError: If it is none, or its id is not the one of name and key.
        """
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            key = base64.b64decode(encoded, validate=True)
            verifier = cls(name, key[1:])
        except (ValueError, binascii.Error):
            raise TamperedError("The trail's public key cannot be read.") from None
        if key[:1] != _ED25519 or key_id != verifier._id.hex():
            raise TamperedError("The trail's public key does not fit its id.")
        return verifier

    def open(self, note: str) -> Checkpoint:
        """Check a note and return what it states.

        Raises:
            TamperedError: If it is no checkpoint of this origin, or not signed by this key.
        """
        body = self.open_text(note)
        try:
            origin, size, root, *_ = body.split("\n")
            checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
        except (ValueError, binascii.Error):
            raise TamperedError("A checkpoint of the trail cannot be read.") from None
        if origin != self.name:
            raise TamperedError("A checkpoint of the trail belongs to another vault.")
        return checkpoint

    def open_text(self, note: str) -> str:
        """Check a note and return the text that is signed, newline at the end included.

        Raises:
            TamperedError: If it carries no signature, or not one of this key.
        """
        text, separator, signatures = note.partition("\n\n")
        if not separator:
            raise TamperedError("A checkpoint of the trail carries no signature.")
        body = text + "\n"
        if not any(self._signed(body, line) for line in signatures.splitlines()):
            raise TamperedError("A checkpoint of the trail is not signed by this vault.")
        return body

    def _signed(self, body: str, line: str) -> bool:
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or name != self.name:
            return False
        try:
            blob = base64.b64decode(encoded, validate=True)
            if blob[:4] != self._id:
                return False
            self._key.verify(blob[4:], body.encode())
        except (binascii.Error, InvalidSignature):
            return False
        return True


class Signer:
    """Signs checkpoints under one name."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Take the log's name and 32 secret bytes."""
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    def verifier(self) -> Verifier:
        """Return the public half."""
        return Verifier(self.name, self._public)

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the checkpoint as a signed note."""
        return self.sign_text(checkpoint.body())

    def sign_text(self, body: str) -> str:
        """Return any text as a signed note; it ends in a newline and holds no empty line.

        Raises:
            ValueError: If it does not.
        """
        if not body.endswith("\n") or "\n\n" in body:
            raise ValueError("a signed text ends in a newline and holds no empty line")
        blob = _key_id(self.name, self._public) + self._key.sign(body.encode())
        return f"{body}\n{_DASH}{self.name} {base64.b64encode(blob).decode()}\n"
