"""What the rooms of this package share of an open vault; nobody outside it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.catalogue.catalog import Catalog
from audit.sealing.keys import RootKey
from audit.sealing.objects import ObjectStore
from audit.trail.checkpoint import Signer


@dataclass(frozen=True, slots=True)
class Parts:
    """The inside of an open vault.

    Attributes:
        folder: Where it lies.
        vault_id: Its name.
        catalog: The database.
        objects: The files.
        root: The key above all others.
        signer: Signs the trail's checkpoints.
        clock: Tells the time.
    """

    folder: Path
    vault_id: str
    catalog: Catalog
    objects: ObjectStore
    root: RootKey
    signer: Signer
    clock: Callable[[], datetime]
