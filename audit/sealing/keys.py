"""From a pass phrase to the key of one object.

    pass phrase --Argon2id--> slot key --unwraps--> root --HKDF--> class keys --wrap--> object keys

Each user has a slot of their own; there is no shared pass phrase. A class (``"instance"``,
``"note"`` ...) has one key to name its objects and one to wrap theirs. Every object has a key of
its own, random, so that deleting its wrapped form makes the object unreadable for ever.

Source: RFC 9106 (Argon2id), RFC 5869 (HKDF), NIST SP 800-38D (GCM).
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.errors import TamperedError, WeakPassphraseError, WrongPassphraseError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16
KEY_VERSION: Final = 1
"""Version of the class keys of a new vault; ``audit.sealing.rotate`` makes newer ones."""


def frame(*parts: bytes) -> bytes:
    """Join parts so that no two lists of parts give the same bytes: each after its length."""
    return b"".join([len(part).to_bytes(8, "big") + part for part in parts])


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess at a pass phrase costs.

    Attributes:
        memory_kib: Memory in KiB; at least 19,456 (OWASP's minimum), at most 4 GiB.
        iterations: Passes over it, at least 2.
        lanes: Parallel lanes, at least 1.
    """

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        """Refuse what is too cheap, or so dear that it is meant to stop the machine.

        Raises:
            ValueError: If a value is outside its bounds.
        """
        bounds = (
            ("memory_kib", self.memory_kib, 19_456, 4_194_304),
            ("iterations", self.iterations, 2, 100),
            ("lanes", self.lanes, 1, 64),
        )
        for name, value, low, high in bounds:
            if not low <= value <= high:
                raise ValueError(f"Argon2id {name} must be {low} to {high}, not {value}")


MINIMUM_COST: Final = KdfCost(memory_kib=19_456, iterations=2, lanes=1)
"""The cheapest that is allowed: for tests and machines with little memory."""


def _slot_key(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    words = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(words)


@dataclass(frozen=True, slots=True)
class KeySlot:
    """The root key, wrapped for one user.

    The wrap binds vault, user and cost, so that a slot moved to another name or another vault,
    or given another cost, does not open.
    """

    user: str
    cost: KdfCost
    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    @classmethod
    def seal(
        cls, root: bytes, *, vault_id: str, user: str, passphrase: str, cost: KdfCost
    ) -> KeySlot:
        """Wrap ``root`` under a pass phrase.

        Raises:
            WeakPassphraseError: If the pass phrase is empty.
        """
        if not passphrase.strip():
            raise WeakPassphraseError("The pass phrase is empty.")
        salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
        cipher = AESGCM(_slot_key(passphrase, salt, cost))
        wrapped = cipher.encrypt(nonce, root, _slot_binding(vault_id, user, cost))
        return cls(user=user, cost=cost, salt=salt, nonce=nonce, wrapped=wrapped)

    def open(self, *, vault_id: str, passphrase: str) -> RootKey:
        """Unwrap the root key.

        Raises:
            WrongPassphraseError: If it does not open: wrong pass phrase, or an altered slot.
        """
        cipher = AESGCM(_slot_key(passphrase, self.salt, self.cost))
        binding = _slot_binding(vault_id, self.user, self.cost)
        try:
            root = cipher.decrypt(self.nonce, self.wrapped, binding)
        except InvalidTag:
            raise WrongPassphraseError from None
        return RootKey(root, vault_id)

    def to_plain(self) -> dict[str, Any]:
        """Return the slot as JSON values."""
        return {
            "user": self.user,
            "kdf": "argon2id",
            "memory_kib": self.cost.memory_kib,
            "iterations": self.cost.iterations,
            "lanes": self.cost.lanes,
            "salt": base64.b64encode(self.salt).decode(),
            "nonce": base64.b64encode(self.nonce).decode(),
            "wrapped": base64.b64encode(self.wrapped).decode(),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> KeySlot:
        """Read a slot from JSON values.

        Raises:
            TamperedError: If a field is missing or out of its bounds.
        """
        try:
            cost = KdfCost(int(plain["memory_kib"]), int(plain["iterations"]), int(plain["lanes"]))
            return cls(
                user=str(plain["user"]),
                cost=cost,
                salt=base64.b64decode(plain["salt"], validate=True),
                nonce=base64.b64decode(plain["nonce"], validate=True),
                wrapped=base64.b64decode(plain["wrapped"], validate=True),
            )
        except (KeyError, TypeError, ValueError):
            raise TamperedError("A key slot cannot be read.") from None


def _slot_binding(vault_id: str, user: str, cost: KdfCost) -> bytes:
    values = [1, vault_id, user, "argon2id", cost.memory_kib, cost.iterations, cost.lanes]
    return b"omni-med/slot/v1\0" + json.dumps(values, separators=(",", ":")).encode()


class ClassKey:
    """The two keys of one class of objects: to name them and to wrap their keys."""

    __slots__ = ("_binding", "_id_key", "_wrap", "kind", "version")

    def __init__(self, kind: str, version: int, id_key: bytes, wrap_key: bytes) -> None:
        self.kind = kind
        self.version = version
        self._id_key = id_key
        self._wrap = AESGCM(wrap_key)
        self._binding = frame(b"omni-med/wrap/v1", kind.encode(), bytes([version]))

    def __repr__(self) -> str:
        return f"ClassKey({self.kind!r}, version={self.version})"

    def object_id(self, scope: str, data: bytes | memoryview) -> str:
        """Name data: HMAC-SHA256 over scope and plaintext, 64 hexadecimal digits.

        Who has no key cannot tell which known file this is, nor that two scopes share one.
        """
        naming = self.begin_id(scope)
        naming.update(data)
        return naming.hexdigest()

    def begin_id(self, scope: str) -> hmac.HMAC:
        """Begin to name data that comes piece by piece: update it, then take its hexdigest."""
        return hmac.new(self._id_key, frame(scope.encode()), "sha256")

    def wrap(self, object_id: str, key: bytes, nonce: bytes = b"") -> bytes:
        """Wrap an object's key for its row: nonce, then AES-256-GCM bound to id and version.

        Args:
            object_id: Whose key it is.
            key: The key, 32 bytes.
            nonce: 12 random bytes never used before; drawn here by default.
        """
        nonce = nonce or os.urandom(NONCE_BYTES)
        return nonce + self._wrap.encrypt(nonce, key, self._bound(object_id))

    def unwrap(self, object_id: str, wrapped: bytes) -> bytes:
        """Unwrap an object's key.

        Raises:
            TamperedError: If the wrapped key is not the one of this object and version.
        """
        try:
            return self._wrap.decrypt(
                wrapped[:NONCE_BYTES],
                wrapped[NONCE_BYTES:],
                self._bound(object_id),
            )
        except (InvalidTag, ValueError):
            raise TamperedError(
                f"The key of object {object_id[:12]} was altered or exchanged."
            ) from None

    def _bound(self, object_id: str) -> bytes:
        """Return frame(purpose, kind, version, object id); the first three are the same for all."""
        name = object_id.encode()
        return self._binding + len(name).to_bytes(8, "big") + name


class RootKey:
    """The key above all others, held in memory while a vault is open."""

    __slots__ = ("_root", "_vault_id")

    def __init__(self, root: bytes, vault_id: str) -> None:
        self._root = root
        self._vault_id = vault_id

    def __repr__(self) -> str:
        return "RootKey(...)"

    def derive(self, *label: str) -> bytes:
        """Derive a 32-byte key for one purpose, different for each vault and label."""
        info = frame(b"omni-med/key/v1", *(part.encode() for part in label))
        kdf = HKDF(SHA256(), KEY_BYTES, salt=self._vault_id.encode(), info=info)
        return kdf.derive(self._root)

    def seal(self, user: str, passphrase: str, cost: KdfCost) -> KeySlot:
        """Wrap the root key for a user under a pass phrase.

        Raises:
            WeakPassphraseError: If the pass phrase is empty.
        """
        return KeySlot.seal(
            self._root, vault_id=self._vault_id, user=user, passphrase=passphrase, cost=cost
        )

    def opens(self, slot: KeySlot, passphrase: str) -> bool:
        """Say whether a pass phrase opens a slot of this vault."""
        try:
            slot.open(vault_id=self._vault_id, passphrase=passphrase)
        except WrongPassphraseError:
            return False
        return True

    def class_key(self, kind: str, version: int = KEY_VERSION) -> ClassKey:
        """Derive the keys of one class. The naming key stays the same over all versions."""
        return ClassKey(
            kind,
            version,
            id_key=self.derive("class", kind, "id"),
            wrap_key=self.derive("class", kind, "wrap", str(version)),
        )
