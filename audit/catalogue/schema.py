"""The version of the catalogue's schema: who may open it, and how an older one is brought up.

Tables that are younger than a vault are made when it is opened, and change no version: an older
program does not read them. The version counts what an older program would misread. A newer one is
refused; an older one is migrated by alembic, in one transaction with the statement of the version
and the trail's entry, so that a migration that is killed has not begun. Before it, the catalogue is
copied as it is to a file beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from audit.catalogue.catalog import Catalog, MetaRow
from audit.errors import LockedError, TamperedError, UnsupportedFormatError
from audit.trail import Event

SCHEMA: Final = 2
_FIRST: Final = 1
_SCRIPTS: Final = Path(__file__).with_name("migrations")
_VERSION_TABLE: Final = "vault_migrating"
"""Alembic's own note of the version while it works; ``vault_meta`` is what holds."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did.

    Attributes:
        before: The schema that was found.
        after: The schema now.
        copy: The catalogue as it was before; none where the caller has one.
    """

    before: int
    after: int
    copy: Path | None

    def event(self) -> Event:
        """Return what goes on the trail."""
        copy = "" if self.copy is None else self.copy.name
        return Event("catalogue.migrate", "", {"from": self.before, "to": self.after, "copy": copy})


def check_schema(session: Session) -> int:
    """Return the version of a catalogue that this program reads or can migrate.

    Raises:
        UnsupportedFormatError: If a newer program changed it.
        TamperedError: If its version is missing, or is none that there ever was.
    """
    stored = session.get(MetaRow, "schema")
    version = int(stored.value) if stored is not None and _is_number(stored.value) else 0
    if version > SCHEMA:
        raise UnsupportedFormatError(
            f"A newer OmniMed changed this workspace: its catalogue has schema {version}, this "
            f"program knows {SCHEMA}. Nothing was touched."
        )
    if version < _FIRST:
        raise TamperedError("The catalogue states no schema that there ever was.")
    return version


def bring_up(
    session: Session, catalog: Catalog, *, copy: bool = True, in_use: bool = False
) -> Migrated | None:
    """Migrate an older catalogue, in a write transaction that the caller commits.

    Args:
        session: The transaction.
        catalog: Whose.
        copy: Whether to copy the catalogue first; not where it is a copy itself.
        in_use: Whether another process has the vault open: an older program would misread it.

    Returns:
        What was done; None where the schema is the newest.

    Raises:
        UnsupportedFormatError: If a newer program changed it; nothing was written.
        TamperedError: If its version is none that there ever was.
        LockedError: If it must be migrated and is in use.
        StorageFullError: If there is no room for the copy; nothing was changed.
    """
    before = check_schema(session)
    if before == SCHEMA:
        return None
    if in_use:
        raise LockedError(
            f"The catalogue must be brought from schema {before} to {SCHEMA}, and another OmniMed "
            "process has this workspace open.",
            hint="Close the desktop and wait for batches to end, then repeat the action.",
        )
    kept = catalog.keep_copy(before) if copy else None
    _upgrade(session.connection())
    session.get_one(MetaRow, "schema").value = str(SCHEMA)
    session.flush()
    return Migrated(before, SCHEMA, kept)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - needed once in a catalogue's life
    from alembic.config import Config  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    before = connection.exec_driver_sql("SELECT value FROM vault_meta WHERE key = 'schema'")
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=_VERSION_TABLE)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_VERSION_TABLE}")
    context = MigrationContext.configure(connection, opts={"version_table": _VERSION_TABLE})
    context.stamp(ScriptDirectory.from_config(config), before.scalar_one())
    command.upgrade(config, str(SCHEMA))
    connection.exec_driver_sql(f"DROP TABLE {_VERSION_TABLE}")


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10
