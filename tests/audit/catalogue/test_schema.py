"""Which schemas of the catalogue are opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.catalogue.catalog import MetaRow
from audit.catalogue.schema import SCHEMA
from audit.errors import TamperedError, UnsupportedFormatError, VaultError
from audit.sealing.keys import MINIMUM_COST
from audit.vault import Vault


def state(vault: Vault, value: str | None) -> None:
    with vault.parts.catalog.write() as session:
        row = session.get_one(MetaRow, "schema")
        if value is None:
            session.delete(row)
        else:
            row.value = value
        session.commit()


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (str(SCHEMA + 1), UnsupportedFormatError, "newer OmniMed"),
        ("999999999", UnsupportedFormatError, "newer OmniMed"),
        ("0", TamperedError, "no schema"),
        ("-1", TamperedError, "no schema"),
        ("two", TamperedError, "no schema"),
        ("9" * 5000, TamperedError, "no schema"),
        (None, TamperedError, "no schema"),
    ],
)
def test_another_schema_is_refused_and_nothing_is_written(
    tmp_path: Path, passphrase: str, value: str | None, error: type[VaultError], words: str
) -> None:
    with Vault.create(tmp_path, user="ada", passphrase=passphrase, kdf=MINIMUM_COST) as vault:
        before = vault.trail()
        state(vault, value)
        with pytest.raises(error, match=words) as caught:
            Vault.open(tmp_path, passphrase=passphrase)
        assert caught.value.hint
        assert vault.trail() == before
        if value is not None:
            state(vault, str(SCHEMA))
            Vault.open(tmp_path, passphrase=passphrase).close()
            assert len(vault.trail()) > len(before), "the control: the right one opens"
