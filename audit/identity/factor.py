"""The second factor: time-based codes, recovery codes, and how long a proof holds.

Source: RFC 6238 (TOTP; the last accepted step is kept, section 5.2), RFC 4226 (HOTP).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from audit.errors import SecondFactorError
from audit.identity.policy import IDLE, WARM
from audit.identity.rows import Document

KIND: Final = "factor"
_STEP: Final = 30
_SECRET: Final = 20
_CODES: Final = 10
_CODE_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class Proof:
    """What a user shows beside the pass phrase.

    Attributes:
        code: Six digits, or a recovery code; empty for none.
        token: Of an earlier log-in of the same user on this machine; empty for none.
    """

    code: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new second factor, shown once.

    Attributes:
        secret: Base32, for an authenticator.
        uri: The same as ``otpauth:`` URI.
        codes: Recovery codes; each opens once.
    """

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """A user's second factor, as it is sealed.

    Attributes:
        secret: Base32.
        step: The last time step whose code was accepted; none up to it is accepted again.
        codes: Hashes of the recovery codes that are left.
        proofs: (hash of token, begun, last used), times in seconds.
    """

    secret: str = field(repr=False)
    step: int = 0
    codes: tuple[str, ...] = field(repr=False, default=())
    proofs: tuple[tuple[str, float, float], ...] = field(repr=False, default=())

    def to_plain(self) -> Document:
        """Return it as JSON values."""
        return {
            "secret": self.secret,
            "step": self.step,
            "codes": list(self.codes),
            "proofs": [list(item) for item in self.proofs],
        }

    @classmethod
    def from_plain(cls, plain: Document) -> Factor:
        """Read what ``to_plain`` wrote."""
        return cls(
            str(plain["secret"]),
            int(plain["step"]),
            tuple(map(str, plain["codes"])),
            tuple((str(name), float(since), float(used)) for name, since, used in plain["proofs"]),
        )

    def admit(self, proof: Proof, now: datetime) -> tuple[Factor, str, str]:
        """Check a proof; return the factor as it is afterwards, a token for next time, and how.

        Raises:
            SecondFactorError: If the proof is missing, wrong, used before or too old.
        """
        seconds = now.timestamp()
        warm = tuple(item for item in self.proofs if _is_warm(item, seconds))
        if proof.token:
            name = _hash(proof.token)
            for item in warm:
                if hmac.compare_digest(item[0], name):
                    others = tuple(other for other in warm if other is not item)
                    used = (item[0], item[1], seconds)
                    return replace(self, proofs=(*others, used)), proof.token, "earlier proof"
        code = "".join(proof.code.split()).replace("-", "")
        if not code:
            raise SecondFactorError("This user needs a second factor as well.")
        token = secrets.token_urlsafe(24)
        proofs = (*warm[-9:], (_hash(token), seconds, seconds))
        if code.isdecimal() and len(code) == 6:
            step = self._step_of(code, int(seconds))
            return replace(self, step=step, proofs=proofs), token, "authenticator"
        name = _hash(code.upper())
        if name not in self.codes:
            raise SecondFactorError("This second factor is wrong, or was used before.")
        left = tuple(item for item in self.codes if item != name)
        return replace(self, codes=left, proofs=proofs), token, "recovery code"

    def confirmed(self, code: str, now: datetime) -> Factor:
        """Return the factor after its first code, which shows that an authenticator has it.

        Raises:
            SecondFactorError: If the authenticator shows another one.
        """
        try:
            return replace(self, step=self._step_of("".join(code.split()), int(now.timestamp())))
        except (SecondFactorError, ValueError):
            raise SecondFactorError(
                "This is not the code of that authenticator: nothing was changed. Check the time "
                "of the telephone and of this machine."
            ) from None

    def _step_of(self, code: str, seconds: int) -> int:
        """Return the time step of a code: the present one or a neighbour, later than the last."""
        totp = _totp(self.secret)
        for step in (seconds // _STEP + shift for shift in (0, -1, 1)):
            if step <= self.step:
                continue
            try:
                totp.verify(code.encode(), step * _STEP)
            except InvalidToken:
                continue
            return step
        raise SecondFactorError("This second factor is wrong, or was used before.")


def enrol(user: str, vault_id: str) -> tuple[Factor, Enrolment]:
    """Make a second factor."""
    secret = base64.b32encode(os.urandom(_SECRET)).decode()
    codes = tuple(base64.b32encode(os.urandom(_CODE_BYTES)).decode().lower() for _ in range(_CODES))
    uri = _totp(secret).get_provisioning_uri(f"{user} {vault_id[:6]}", "OmniMed")
    shown = tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)
    hashes = tuple(_hash(code.upper()) for code in codes)
    return Factor(secret, codes=hashes), Enrolment(secret, uri, shown)


def code_at(secret: str, time: datetime) -> str:
    """Return the six digits of a moment, as an authenticator shows them."""
    return _totp(secret).generate(int(time.timestamp())).decode()


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), _STEP)  # noqa: S303 - what authenticators know


def _hash(secret: str) -> str:
    """Hash what is random by itself (80 bits and more): nothing slow is needed."""
    return hashlib.sha256(b"omni-med/factor/v1" + secret.encode()).hexdigest()


def _is_warm(item: tuple[str, float, float], now: float) -> bool:
    idle, age = timedelta(seconds=now - item[2]), timedelta(seconds=now - item[1])
    return timedelta(0) <= idle < IDLE and age < WARM
