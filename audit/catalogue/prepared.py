"""Statements that are compiled once: running one costs SQLite's time and little more.

What an action does while a whole group waits for its commit must be short. The ORM takes some
hundred microseconds for one row, a statement of SQLAlchemy's core some fifty, these five to ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ClauseElement


class Prepared:
    """One statement with its values left open. Values go to SQLite as they are: str, int, bytes."""

    __slots__ = ("_fixed", "_names", "_sql")

    def __init__(self, statement: ClauseElement) -> None:
        """Compile a statement; what is bound to a value in it keeps that unless one is given."""
        compiled: Any = statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))
        self._sql = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup)
        self._fixed = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }

    def __repr__(self) -> str:
        return f"Prepared({self._sql!r})"

    def run(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Run it once for each row of values.

        Raises:
            KeyError: If a value is missing.
        """
        _raw(connection).executemany(self._sql, [self._values(row) for row in rows])

    def first(self, connection: Connection, **values: object) -> tuple[Any, ...] | None:
        """Return the first row that it finds, or None."""
        found = _raw(connection).execute(self._sql, self._values(values)).fetchone()
        return cast("tuple[Any, ...] | None", found)

    def _values(self, given: Mapping[str, object]) -> tuple[object, ...]:
        fixed = self._fixed
        return tuple(given[name] if name in given else fixed[name] for name in self._names)


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
