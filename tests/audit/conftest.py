"""What the vault's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.sealing.keys import MINIMUM_COST
from audit.vault import Vault

PASSPHRASE = "a horse and a stapler"


@pytest.fixture
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path, user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST) as made:
        yield made
