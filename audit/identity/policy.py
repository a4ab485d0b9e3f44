"""What is asked of pass phrases, and how long log-ins last.

Source: NIST SP 800-63B-4, 3.1.1 (length, no composition rules, a list of what is refused);
GB/T 22239-2019, 8.1.4.1 (complexity, expiry, failed log-ins, time-out).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import psutil

from audit.errors import WeakPassphraseError
from audit.sealing.keys import MINIMUM_COST, KdfCost, KeySlot

TRIES: Final = 5
"""Refused log-ins of a user in a row that lock the name."""
LOCKED: Final = timedelta(minutes=30)
"""How long it stays locked."""
IDLE: Final = timedelta(minutes=10)
"""Without a key or a mouse, until the desktop locks and a proof of the second factor ends."""
WARM: Final = timedelta(hours=12)
"""How long a proof of the second factor holds at most, however busy its user is."""
LEAST_RETENTION: Final = 180
"""Days that no policy goes below: six months, as the law asks."""
_ALONE, _DEPARTMENT = 8, 12
_STRONG: Final = 3
_LONGEST: Final = 72
"""Characters of a pass phrase that its strength is estimated from."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one workspace.

    Attributes:
        minimum: Characters of a pass phrase.
        strength: What zxcvbn must say of it, 0 to 4.
        days: After how many a pass phrase must be changed; 0 for never.
        retention: Days that the trail is kept at least; never below 180.
    """

    minimum: int = _ALONE
    strength: int = 1
    days: int = 0
    retention: int = 6 * 366

    @classmethod
    def department(cls) -> Policy:
        """Return the rules that hold from the second user on."""
        return cls(minimum=_DEPARTMENT, strength=_STRONG, days=90)

    def check(self, passphrase: str, user: str) -> None:
        """Refuse a new pass phrase that is short, known or easily guessed.

        Raises:
            WeakPassphraseError: With what is wrong, in words.
        """
        from zxcvbn import zxcvbn  # noqa: PLC0415 - reads word lists; needed for a new one only

        words = passphrase.strip()
        if not words:
            raise WeakPassphraseError("The pass phrase is empty.")
        if len(words) < self.minimum:
            raise WeakPassphraseError(
                f"The pass phrase has {len(words)} characters; {self.minimum} are the least."
            )
        if user.casefold() in words.casefold() and len(words) < len(user) + self.minimum:
            raise WeakPassphraseError("The pass phrase is little more than the user's name.")
        guessed = zxcvbn(words[:_LONGEST], user_inputs=[user, "omni-med", "omnimed"])
        if int(guessed["score"]) < self.strength:
            raise WeakPassphraseError("The pass phrase is among the first that anybody would try.")

    def expired(self, since: float, now: float) -> bool:
        """Say whether a pass phrase set at ``since`` (seconds) must be changed by ``now``."""
        return self.days > 0 and now - since > self.days * 86_400


def calibrate(seconds: float = 0.25) -> KdfCost:
    """Return what makes one guess at a pass phrase take about so long on this machine.

    Never less than the default cost (64 MiB, 3 passes, 4 lanes), except on a machine with less
    than 1 GiB of memory, where it is OWASP's minimum (19 MiB, 2 passes).
    """
    memory = psutil.virtual_memory().total
    if memory < 1 << 30:
        return MINIMUM_COST
    floor = KdfCost()
    large = floor.memory_kib if memory < 16 << 30 else 2 * floor.memory_kib
    cost = KdfCost(large, floor.iterations, floor.lanes)
    began = time.perf_counter()
    KeySlot.seal(bytes(32), vault_id="", user="-", passphrase="calibration", cost=cost)  # noqa: S106
    once = (time.perf_counter() - began) / cost.iterations
    passes = round(seconds / max(once, 1e-4))
    return KdfCost(large, min(max(passes, floor.iterations), 16), floor.lanes)
