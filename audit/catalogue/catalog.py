"""The catalogue: an SQLCipher database behind SQLAlchemy.

WAL with ``synchronous=FULL`` (what is committed survives a power loss), ``secure_delete`` (what is
deleted is overwritten), writers begin with BEGIN IMMEDIATE, so that several processes take turns
instead of failing at commit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Engine,
    LargeBinary,
    MetaData,
    QueuePool,
    String,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlcipher3 import dbapi2

from audit.errors import LockedError, StorageFullError, TamperedError, VaultError
from audit.sealing.objects import sync_all

BUSY_SECONDS: Final = 30.0
_CONNECTIONS: Final = 25
"""Kept open, as many as were ever needed at once: opening one costs twenty short reads."""
_COPY: Final = ".schema-"
_FULL, _BUSY, _LOCKED, _CORRUPT, _NOT_A_DATABASE = 13, 5, 6, 11, 26
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)


class Base(DeclarativeBase):
    """The vault's own tables."""


class MetaRow(Base):
    """What the catalogue says of itself: ``schema``, ``vault_id``."""

    __tablename__ = "vault_meta"
    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[str] = mapped_column(String)


class ObjectRow(Base):
    """One sealed object: its key, wrapped, and how many records hold it."""

    __tablename__ = "vault_object"
    object_id: Mapped[str] = mapped_column(String, primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    scope: Mapped[str] = mapped_column(String, index=True)
    size: Mapped[int]
    key_version: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    references: Mapped[int]


class TrailRow(Base):
    """One entry of the trail: the leaf as it was hashed, and its subject to search by."""

    __tablename__ = "vault_trail"
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String, index=True)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)


class PurgedRow(Base):
    """An entry of the trail whose time is over: its leaf's hash is left, for the tree."""

    __tablename__ = "vault_purged"
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class CheckpointRow(Base):
    """What the tree was after a commit: the signed note, and the frontier to go on from."""

    __tablename__ = "vault_checkpoint"
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(String)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)


class TombstoneRow(Base):
    """A scope that was shredded, as a keyed hash, and when."""

    __tablename__ = "vault_tombstone"
    name: Mapped[str] = mapped_column(String, primary_key=True)
    time: Mapped[str] = mapped_column(String, primary_key=True)


class SecurityRow(Base):
    """What gives rights: a user, a factor, a label; sealed again, its version on the trail."""

    __tablename__ = "vault_security"
    kind: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String, primary_key=True)
    version: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into the vault's; others pass.

    Raises:
        StorageFullError: The disk is full.
        LockedError: Another process held the write lock longer than ``BUSY_SECONDS``.
        TamperedError: A page does not carry its tag, or the file is no database.
    """
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        code = (getattr(original, "sqlite_errorcode", None) or 0) & 0xFF
        if code == _FULL:
            raise StorageFullError from None
        if code in {_BUSY, _LOCKED}:
            raise LockedError from None
        if code in {_CORRUPT, _NOT_A_DATABASE}:
            raise TamperedError("The catalogue is damaged or was altered.") from None
        if code:
            name = getattr(original, "sqlite_errorname", "")
            raise VaultError(
                f"The catalogue cannot be used ({name}).",
                hint="Make sure that the disk is not full and that its folder may be written to.",
            ) from error
        raise


class Catalog:
    """One process's connections to the catalogue; safe from several threads."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Use the database at ``path`` under a raw 32-byte key; nothing is opened yet."""
        self._path = path
        self._key = key.hex()
        self._writer = threading.Lock()
        self._here = threading.local()
        self._engine = create_engine(
            "sqlite://",
            module=dbapi2,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_use_lifo=True,
            hide_parameters=True,  # they would stand in every error's text
        )
        event.listen(self._engine, "begin", _begin)

    def __repr__(self) -> str:
        return "Catalog(...)"

    @property
    def engine(self) -> Engine:
        """The engine, for tests and migrations."""
        return self._engine

    def _connect(self) -> Any:
        connection = dbapi2.connect(
            str(self._path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            # First of all: SQLCipher writes to the user's terminal otherwise.
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key=\"x'{self._key}'\"")
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    def create(self) -> None:
        """Make the vault's own tables."""
        self.create_tables(Base.metadata)

    def create_tables(self, metadata: MetaData) -> None:
        """Make those tables of ``metadata`` that are not there yet."""
        with self.write() as session:
            metadata.create_all(session.connection())
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look at one state of the catalogue; nothing that is changed in it is kept.

        Raises:
            TamperedError: If the database is damaged.
            LockedError: If it stays locked.
        """
        with translated(), self._engine.connect() as connection:
            session = Session(connection, expire_on_commit=False, autoflush=False)
            try:
                yield session
            finally:
                session.close()
                connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Hold the write lock; what is not committed inside is rolled back.

        Raises:
            LockedError: If another process holds the lock too long.
            StorageFullError: If there is no room.
            TamperedError: If the database is damaged.
            RuntimeError: If this thread holds the lock already.
        """
        with self._locked() as connection:
            session = Session(connection, expire_on_commit=False)
            try:
                session.connection()
                yield session
            finally:
                session.close()

    @contextmanager
    def exclusive(self) -> Iterator[Connection]:
        """Hold the write lock without a session, in a transaction that has begun.

        Raises:
            As ``write``.
        """
        with self._locked() as connection, connection.begin():
            yield connection

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        self.refuse_nesting()
        if not self._writer.acquire(timeout=BUSY_SECONDS):
            raise LockedError
        try:
            with self.lent(), translated(), self._engine.connect() as plain:
                connection = plain.execution_options(immediate=True)
                try:
                    yield connection
                finally:
                    connection.rollback()
        finally:
            self._writer.release()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Mark this thread as one that writes, in another's transaction if not its own."""
        self._here.writing = True
        try:
            yield
        finally:
            self._here.writing = False

    def refuse_nesting(self) -> None:
        """Refuse a thread that writes already: it would wait for itself.

        Raises:
            RuntimeError: If it does.
        """
        if getattr(self._here, "writing", False):
            raise RuntimeError("a write within a write")

    def integrity(self) -> tuple[str, ...]:
        """Check every page's tag and the structure of the database; return what is wrong.

        Raises:
            TamperedError: If the damage does not even let the check run.
        """
        with self.read() as session:
            connection = session.connection()
            pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
            structure = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return (*map(str, pages), *(str(line) for line in structure if line != "ok"))

    def truncate_log(self) -> bool:
        """Move the write-ahead log into the database and empty it; say whether that was done.

        It waits for those who read an older state, at most ``BUSY_SECONDS``.
        """
        with translated():
            connection = self._connect()
            try:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
        return not busy

    def rewrite(self) -> bool:
        """Write every page anew, then empty the log; say whether that was done.

        ``secure_delete`` overwrites what is deleted, but not the copies that a page may hold in
        its unused part from when its rows were moved: a few in a thousand were found.

        Raises:
            LockedError: If another process writes too long.
            StorageFullError: If there is no room for a second copy.
        """
        with translated():
            connection = self._connect()
            try:
                connection.execute("VACUUM")
            finally:
                connection.close()
        return self.truncate_log()

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy, encrypted under the same key, to a new file.

        It holds what was committed when it began; others may go on reading and writing, and this
        process may hold the write lock. Freed pages are left out.

        Raises:
            StorageFullError: If there is no room.
        """
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with translated():
            connection = self._connect()
            try:
                connection.execute("VACUUM INTO ?", (str(path),))
            finally:
                connection.close()

    def keep_copy(self, schema: int) -> Path:
        """Copy the catalogue as it is to a file beside it, whole or not at all; return the file.

        Raises:
            StorageFullError: If there is no room.
        """
        kept = self._path.with_name(f"{self._path.stem}{_COPY}{schema}.db")
        unfinished = kept.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        try:
            self.copy_to(unfinished)
            sync_all([unfinished])
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        unfinished.replace(kept)
        sync_all([kept.parent])
        return kept

    def drop_copies(self) -> None:
        """Remove the copies made before migrations: they hold what is to be gone."""
        for kept in self._path.parent.glob(f"{self._path.stem}{_COPY}*"):
            kept.unlink()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
