"""An old page of the database put back: SQLCipher takes it, the security rows do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audit.catalogue.catalog import Catalog, SecurityRow
from audit.errors import TamperedError
from audit.identity import accounts
from audit.identity.accounts import add_user, change_account
from audit.identity.roles import Role
from audit.sealing.keys import MINIMUM_COST
from audit.vault import Vault

PAGE = 4096


def test_every_replayed_page_that_brings_an_old_right_back_is_found(
    vault: Vault, tmp_path: Path
) -> None:
    add_user(vault, "bob", "seven green bottles", frozenset({Role.SYSTEM}), cost=MINIMUM_COST)
    old = image_of(vault)
    change_account(vault, "bob", lambda item: replace(item, roles=frozenset({Role.TRAINEE})))
    new = image_of(vault)
    root = vault.parts.root
    pages = [
        at for at in range(0, min(len(old), len(new)), PAGE)
        if old[at : at + PAGE] != new[at : at + PAGE]
    ]  # fmt: skip
    assert len(pages) > 1
    taken = found = 0
    for number, at in enumerate(pages):
        path = tmp_path / f"bent-{number}.db"
        path.write_bytes(new[:at] + old[at : at + PAGE] + new[at + PAGE :])
        catalog = Catalog(path, root.derive("catalog", "1"))
        try:
            if not brings_the_right_back(catalog):
                continue
            taken += not catalog.integrity()
            try:
                with catalog.read() as session:
                    accounts.read_account(vault.rows, session, "bob")
            except TamperedError:
                found += 1
        finally:
            catalog.close()
    assert taken >= 1, "the control: the database itself takes the old page"
    assert found == taken
    with vault.look() as session:
        assert accounts.read_account(vault.rows, session, "bob").roles == {Role.TRAINEE}


def image_of(vault: Vault) -> bytes:
    assert vault.parts.catalog.truncate_log()
    return (vault.home / "vault/catalog.db").read_bytes()


def brings_the_right_back(catalog: Catalog) -> bool:
    try:
        with catalog.read() as session:
            row = session.get(SecurityRow, (accounts.KIND, "bob"))
            return row is not None and row.version == 1
    except TamperedError:
        return False
