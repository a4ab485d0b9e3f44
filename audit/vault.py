"""The vault: one folder of sealed objects, a catalogue and a trail, opened by a pass phrase."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from audit import trail
from audit.catalogue.catalog import Base, Catalog, MetaRow, ObjectRow, translated
from audit.catalogue.commit import GroupCommit
from audit.catalogue.schema import SCHEMA, check_schema
from audit.catalogue.transaction import Transaction
from audit.errors import (
    MissingObjectError,
    TamperedError,
    VaultExistsError,
    VaultNotFoundError,
    WrongPassphraseError,
)
from audit.identity import KeySlots, Proof, first_slot, login, new_root, refusals
from audit.identity.accounts import Account
from audit.identity.login import Entry
from audit.identity.refusals import Refusal
from audit.identity.rows import SecurityRows
from audit.identity.slots import read_code
from audit.parts import Parts
from audit.sealing.envelope import Binding, SealedReader
from audit.sealing.keys import KEY_VERSION, ClassKey, KdfCost, RootKey, frame
from audit.sealing.objects import ObjectStore, disk, sync_all
from audit.sealing.rotate import Versions, versions
from audit.sealing.shred import scrub
from audit.trail import Event, TrailEntry
from audit.trail.anchor import AnchorFile
from audit.trail.checkpoint import Signer, Verifier
from audit.verify import VerifyReport, verify

FOLDER: Final = "vault"
CATALOG: Final = "catalog.db"
_PREFETCHED: Final = 50_000
"""Wrapped keys remembered at a time; a file that another process dropped is gone all the same."""
Clock = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Vault:
    """An open vault. Several processes may have the same one open; threads may share one.

    Attributes:
        home: The folder that holds it, in ``home/vault``.
        user: Who opened it.
        rows: Reads and writes what gives rights.
        account: Of who opened it.
        pending: What the user must do before anything else: ``passphrase``, ``factor``.
        token: Proves the second factor of this log-in for a while; empty where there is none.
    """

    account: Account
    pending: frozenset[str]
    token: str

    def __init__(self, home: Path, slots: KeySlots, user: str, root: RootKey, clock: Clock) -> None:
        """Use ``create`` or ``open``."""
        self.home = home
        self.user = user
        self._clock = clock
        self._root = root
        self._vault_id = slots.vault_id
        self._folder = home / FOLDER
        self._signer = Signer(f"omni-med.vault/{slots.vault_id}", root.derive("trail", "sign", "1"))
        self._stated_verifier = slots.verifier
        self.rows = SecurityRows(root)
        self._catalog = Catalog(self._folder / CATALOG, root.derive("catalog", "1"))
        self._objects = ObjectStore(self._folder)
        self._commit = GroupCommit(self._catalog, self._signer, user, clock)
        self._versions = Versions(KEY_VERSION, KEY_VERSION)
        self._class_keys: dict[tuple[str, int], ClassKey] = {}
        self._known: dict[str, tuple[str, int, bytes]] = {}
        self._closing = threading.Lock()
        self._closed = False

    def __repr__(self) -> str:
        return f"Vault(user={self.user!r})"

    @classmethod
    def create(
        cls,
        home: Path,
        *,
        user: str,
        passphrase: str,
        kdf: KdfCost = KdfCost(),  # noqa: B008 - frozen
        clock: Clock = _utc_now,
    ) -> Vault:
        """Make a vault in ``home`` and open it. It is there whole, or not at all.

        Raises:
            VaultExistsError: If there is one.
            WeakPassphraseError: If the pass phrase is empty.
            UnknownUserError: If the user name cannot be used.
            StorageFullError: If there is no room.
        """
        if (home / FOLDER).exists():
            raise VaultExistsError("There is a workspace in this folder already.")
        vault_id = secrets.token_hex(16)
        slot, root = first_slot(
            new_root(), vault_id=vault_id, user=user, passphrase=passphrase, cost=kdf
        )
        signer = Signer(f"omni-med.vault/{vault_id}", root.derive("trail", "sign", "1"))
        with disk():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = home / f".{FOLDER}-{secrets.token_hex(4)}"
            new.mkdir(mode=0o700)
            try:
                slots = KeySlots(vault_id, signer.verifier().to_text(), (slot,))
                _fill(new, slots, root, signer, now=clock())
                new.rename(home / FOLDER)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                if (home / FOLDER).exists():
                    raise VaultExistsError("There is a workspace in this folder already.") from None
                raise
            sync_all([home])
        vault = cls(home, slots, user, root, clock)
        vault._start(Entry(None))
        return vault

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        user: str | None = None,
        passphrase: str,
        recovery: bool = False,
        proof: Proof = Proof(),  # noqa: B008 - frozen
        clock: Clock = _utc_now,
    ) -> Vault:
        """Open the vault in ``home``; without a user, as the only one.

        With ``recovery`` the pass phrase is a recovery code, which goes on the trail. ``proof`` is
        of the second factor, for users who have one.

        Raises:
            VaultNotFoundError: If there is none.
            UnknownUserError: If there is no such user, or several and none was named.
            WrongPassphraseError: If the pass phrase does not open the user's slot.
            LockedOutError: If five log-ins in a row were refused less than 30 minutes ago.
            SecondFactorError: If it is missing or not accepted.
            TamperedError: If the catalogue is missing or damaged, or what gives rights is old.
        """
        folder = home / FOLDER
        if not folder.is_dir():
            raise VaultNotFoundError("There is no workspace in this folder.")
        slots = KeySlots.read(folder)
        slot = slots.recovery_slot(user) if recovery else slots.slot(user)
        name = slots.slot(user).user
        if not recovery:
            refusals.check(folder, name, clock())
        try:
            words = read_code(passphrase) if recovery else passphrase
            root = slot.open(vault_id=slots.vault_id, passphrase=words)
        except WrongPassphraseError:
            what = "recovery" if recovery else "passphrase"
            refusals.note(folder, Refusal(clock().isoformat(), name, what))
            raise
        if not (folder / CATALOG).is_file():
            raise TamperedError("The catalogue is missing.")
        vault = cls(home, slots, name, root, clock)
        try:
            vault._start(Entry(slot, recovery, proof))
        except BaseException:
            vault.close()
            raise
        return vault

    def _start(self, entry: Entry) -> None:
        """Let the user in, sweep what killed processes left, and write both down."""
        with self._catalog.write() as session:
            check_schema(session)
            Base.metadata.create_all(session.connection())  # tables that are younger than the vault
            self._versions = versions(session)
            now = self._clock()
            entered = login.enter(self, session, entry, now)
            events = [entered.event]
            dead = self._objects.begin()
            if dead:
                known = set(session.scalars(select(ObjectRow.object_id)))
                swept = self._objects.sweep(dead, known)
                events.append(Event("vault.sweep", detail={"orphans": swept}))
            events.extend(entered.events)
            trail.append(session, self._signer, events, user=self.user, now=now)
            session.commit()
        self.account, self.pending, self.token = entered.account, entered.pending, entered.token
        login.settle(self, entered, entry, now)
        scrub(self._catalog)

    def create_tables(self, metadata: MetaData) -> None:
        """Make those tables of ``metadata`` that the catalogue lacks."""
        with self._catalog.read() as session:
            missing = set(metadata.tables) - set(
                session.connection()
                .exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
                .scalars()
            )
        if missing:
            self._catalog.create_tables(metadata)

    @property
    def parts(self) -> Parts:
        """The inside, for the rooms of ``audit`` only."""
        return Parts(
            self._folder,
            self._vault_id,
            self._catalog,
            self._objects,
            self._root,
            self._signer,
            self._clock,
        )

    @contextmanager
    def act(self, event: Event) -> Iterator[Transaction]:
        """Do one thing: its objects, its rows and its trail entry are kept together or not at all.

        When the block raises, nothing of it is kept, and the failure goes on the trail with the
        name of the error.

        Raises:
            StorageFullError: If there is no room.
            LockedError: If another process holds the vault too long.
            TamperedError: If the catalogue or the trail is damaged.
        """
        transaction = Transaction(event, self._commit, self._objects, self.class_key)
        try:
            with translated():
                yield transaction
                transaction.finish()
        except BaseException as error:
            transaction.abandon()
            self.record_failure(transaction.event, error)
            raise

    def record_failure(self, event: Event, error: BaseException) -> None:
        """Put a failure on the trail if that is still possible; the first error matters more."""
        detail = {**event.detail, "error": type(error).__name__}
        failed = Event(event.action, event.subject, detail, "failure")
        try:
            self._commit.record([failed])
        except Exception as second:  # noqa: BLE001 - the caller raises the first
            error.add_note(f"and the failure could not be put on the trail: {second}")

    @contextmanager
    def look(self) -> Iterator[Session]:
        """Look at one state of the catalogue; nothing changed in it is kept.

        Raises:
            TamperedError: If the catalogue is damaged.
            LockedError: If it stays locked.
        """
        with self._catalog.read() as session:
            yield session

    def object_id(self, kind: str, scope: str, data: bytes | memoryview) -> str:
        """Return the id that these bytes have, or would have."""
        return self.class_key(kind).object_id(scope, data)

    def open_object(self, object_id: str) -> SealedReader:
        """Open a sealed object for random access.

        Raises:
            MissingObjectError: If there is none, or its file is gone.
            TamperedError: If it is not what was sealed.
        """
        known = self._known.get(object_id)
        if known is not None:
            try:
                return self._open(object_id, known)
            except (TamperedError, MissingObjectError):
                pass  # another process may have dropped it and put it again, under a new key
        self._known.pop(object_id, None)
        self.prefetch([object_id])
        fresh = self._known.get(object_id)
        if fresh is None:
            raise MissingObjectError(f"There is no object {object_id[:12]}.")
        return self._open(object_id, fresh)

    def _open(self, object_id: str, row: tuple[str, int, bytes]) -> SealedReader:
        kind, version, wrapped = row
        if version < self._versions.minimum:
            raise TamperedError(
                f"The key of object {object_id[:12]} is under a version that was retired: an old "
                "row was put in place."
            )
        key = self.class_key(kind, version).unwrap(object_id, wrapped)
        path = self._objects.path(object_id)
        try:
            return SealedReader.open_file(path, key, Binding(object_id, kind))
        except FileNotFoundError:
            raise MissingObjectError(f"The file of object {object_id[:12]} is gone.") from None

    def prefetch(self, object_ids: Sequence[str]) -> None:
        """Look up the wrapped keys of objects that are about to be opened, in one query."""
        if len(self._known) + len(object_ids) > _PREFETCHED:
            self._known = {}
        columns = (ObjectRow.object_id, ObjectRow.kind, ObjectRow.key_version, ObjectRow.wrapped)
        with self.look() as session:
            rows = session.execute(select(*columns).where(ObjectRow.object_id.in_(object_ids)))
            self._known.update({row[0]: (row[1], row[2], row[3]) for row in rows})

    def forget(self, object_ids: Iterable[str]) -> None:
        """Forget what is remembered of objects that are gone."""
        for object_id in object_ids:
            self._known.pop(object_id, None)

    def known(self, session: Session) -> frozenset[str]:
        """Return the ids of all objects in the catalogue."""
        return frozenset(session.scalars(select(ObjectRow.object_id)))

    def read(self, object_id: str) -> bytes:
        """Return the plaintext of a sealed object.

        Raises:
            MissingObjectError: If there is none, or its file is gone.
            TamperedError: If it is not what was sealed.
        """
        with self.open_object(object_id) as reader:
            return reader.read()

    def trail(
        self, *, subject: str | None = None, limit: int | None = None
    ) -> tuple[TrailEntry, ...]:
        """Return entries of the trail, oldest first; with a limit, the newest so many."""
        with self.look() as session:
            return trail.entries(session, subject=subject, limit=limit)

    def verify(
        self,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        anchors: AnchorFile | None = None,
    ) -> VerifyReport:
        """Check the trail, its signatures, the catalogue, every key and every object.

        Args:
            progress: Called with (done, total) in objects.
            anchors: Checkpoints kept elsewhere, which the trail must meet.
        """
        return verify(
            self._catalog,
            self._objects,
            self.class_key,
            self._signer.verifier(),
            stated=Verifier.from_text(self._stated_verifier),
            rows=self.rows,
            anchors=anchors,
            progress=progress,
        )

    def pseudonym(self, *parts: str) -> str:
        """Return a short name for these parts that only this vault can recompute."""
        key = self._root.derive("pseudonym", "1")
        mac = hmac.digest(key, frame(*(part.encode() for part in parts)), "sha256")
        return base64.b32encode(mac[:10]).decode()[:12].lower()

    def adopt_versions(self) -> None:
        """Read the versions of the class keys anew, after a rotation."""
        with self.look() as session:
            self._versions = versions(session)
        self._known = {}

    def class_key(self, kind: str, version: int | None = None) -> ClassKey:
        """Return the keys of one class of objects, by default what is new is wrapped under."""
        version = self._versions.current if version is None else version
        found = self._class_keys.get((kind, version))
        if found is None:
            found = self._class_keys[kind, version] = self._root.class_key(kind, version)
        return found

    def close(self) -> None:
        """Close it. Closing twice is allowed."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._objects.close()
                self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def users(home: Path) -> tuple[str, ...]:
    """Return the names of those who may open the vault in ``home``.

    Raises:
        VaultNotFoundError: If there is none.
        TamperedError: If the key slots cannot be read.
    """
    if not (home / FOLDER).is_dir():
        raise VaultNotFoundError("There is no workspace in this folder.")
    return KeySlots.read(home / FOLDER).users


def vault_id_of(home: Path) -> str:
    """Return the name of the vault in ``home``; no pass phrase is needed.

    Raises:
        TamperedError: If the key slots cannot be read.
    """
    return KeySlots.read(home / FOLDER).vault_id


def _fill(folder: Path, slots: KeySlots, root: RootKey, signer: Signer, *, now: datetime) -> None:
    """Write a new vault's files."""
    slots.write(folder)
    ObjectStore.create(folder)
    # SQLite would make the file readable for all.
    os.close(os.open(folder / CATALOG, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    catalog = Catalog(folder / CATALOG, root.derive("catalog", "1"))
    try:
        catalog.create()
        with catalog.write() as session:
            session.add(MetaRow(key="schema", value=str(SCHEMA)))
            session.add(MetaRow(key="vault_id", value=slots.vault_id))
            trail.append(session, signer, [Event("vault.create")], user=slots.users[0], now=now)
            session.commit()
    finally:
        catalog.close()
    sync_all([folder])
