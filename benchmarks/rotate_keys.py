"""Rotation of the class keys: every object's key wrapped again, in the catalogue, durably.

The peer is the cryptography alone: each key unwrapped and wrapped in memory, with no database.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from common import Result
from sqlalchemy import insert

from audit.catalogue.catalog import ObjectRow
from audit.sealing.keys import MINIMUM_COST
from audit.sealing.rotate import rotate
from audit.vault import Vault

KEYS = int(os.environ.get("KEYS", "200000"))
GOAL = 100_000
"""Keys a second: a million in 10 s."""
_PIECE = 20_000


def fill(vault: Vault) -> list[tuple[str, bytes]]:
    """Put rows of objects into the catalogue, without files; return ids and wrapped keys."""
    keys, made = vault.class_key("instance"), []
    with vault.parts.catalog.write() as session:
        while len(made) < KEYS:
            names = [os.urandom(32).hex() for _ in range(min(_PIECE, KEYS - len(made)))]
            piece = [(name, keys.wrap(name, os.urandom(32))) for name in names]
            session.execute(
                insert(ObjectRow),
                [
                    {
                        "object_id": name, "kind": "instance", "scope": "1.2.3", "size": 1,
                        "key_version": 1, "wrapped": wrapped, "references": 1,
                    }
                    for name, wrapped in piece
                ],
            )  # fmt: skip
            made += piece
        session.commit()
    return made


def measure() -> list[Result]:
    """Measure a rotation over ``KEYS`` keys (environment: KEYS=1000000 for the whole goal)."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Vault.create(Path(folder, "w"), user="a", passphrase="b c", kdf=MINIMUM_COST) as vault,
    ):
        made = fill(vault)
        old, new = vault.class_key("instance", 1), vault.class_key("instance", 2)
        begin = time.perf_counter()
        for name, wrapped in made:
            new.wrap(name, old.unwrap(name, wrapped))
        alone = KEYS / (time.perf_counter() - begin)
        begin = time.perf_counter()
        done = rotate(vault)
        rate = KEYS / (time.perf_counter() - begin)
    if done.objects != KEYS:
        raise RuntimeError(f"{done.objects} of {KEYS} keys were wrapped again")
    return [
        Result(
            name="keys-rotate",
            value=round(rate),
            unit="1/s",
            peer="the same cryptography in memory, no database",
            peer_value=round(alone),
            goal=f"at least {GOAL} keys a second (a million in 10 s); {KEYS} were wrapped",
            met=rate >= GOAL,
            less_is_better=False,
        )
    ]
