"""The version of the catalogue's schema, and who may open it.

Tables that are younger than a vault are made when it is opened, and change no version: an older
program does not read them. The version counts what an older program would misread. There has been
one so far, so nothing is migrated; a version that this program does not know is not touched.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from audit.catalogue.catalog import MetaRow
from audit.errors import TamperedError, UnsupportedFormatError

SCHEMA: Final = 1


def check_schema(session: Session) -> None:
    """Refuse a catalogue of another schema, before anything is written to it.

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
    if version < SCHEMA:
        raise TamperedError("The catalogue states no schema that there ever was.")


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10
