"""The vault: one folder of sealed objects, a catalogue and a trail, opened by a pass phrase."""

from __future__ import annotations

import base64
import hmac
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from audit import trail
from audit.catalogue.catalog import Base, Catalog, ObjectRow, translated
from audit.catalogue.commit import GroupCommit
from audit.catalogue.schema import Migrated, bring_up
from audit.catalogue.transaction import Transaction
from audit.errors import (
    ReadOnlyError,
    TamperedError,
    VaultNotFoundError,
    WrongPassphraseError,
)
from audit.founding import CATALOG, FOLDER, found, trail_signer
from audit.identity import KeySlots, Proof, login, refusals
from audit.identity.accounts import Account
from audit.identity.login import Entry
from audit.identity.refusals import Refusal
from audit.identity.rows import SecurityRows
from audit.identity.slots import read_code
from audit.parts import Parts
from audit.sealing.keys import ClassKey, KdfCost, RootKey, frame
from audit.sealing.objects import ObjectStore
from audit.sealing.opening import Opener, PreparedObjects
from audit.sealing.reading import SealedReader
from audit.sealing.shred import scrub
from audit.trail import Event, TrailEntry
from audit.trail.anchor import AnchorFile
from audit.trail.checkpoint import Verifier
from audit.verify import VerifyReport, verify

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
        migrated: What was done to bring an older catalogue up; None where nothing was.
    """

    account: Account
    pending: frozenset[str]
    token: str
    migrated: Migrated | None

    def __init__(self, home: Path, slots: KeySlots, user: str, root: RootKey, clock: Clock) -> None:
        """Use ``create`` or ``open``."""
        self.home = home
        self.user = user
        self._clock = clock
        self._root = root
        self._vault_id = slots.vault_id
        self._folder = home / FOLDER
        self._signer = trail_signer(root, slots.vault_id)
        self._stated_verifier = slots.verifier
        self.rows = SecurityRows(root)
        self._catalog = Catalog(self._folder / CATALOG, root.derive("catalog", "1"))
        self._objects = ObjectStore(self._folder)
        self._commit = GroupCommit(self._catalog, self._signer, user, clock)
        self._opener = Opener(root, self._catalog, self._objects)
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
        slots, root = found(home, user=user, passphrase=passphrase, kdf=kdf, now=clock())
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
            ReadOnlyError: If it lies where nothing can be written.
            UnknownUserError: If there is no such user, or several and none was named.
            WrongPassphraseError: If the pass phrase does not open the user's slot.
            LockedOutError: If five log-ins in a row were refused less than 30 minutes ago.
            SecondFactorError: If it is missing or not accepted.
            TamperedError: If the catalogue is missing or damaged, or what gives rights is old.
        """
        folder = home / FOLDER
        if not folder.is_dir():
            raise VaultNotFoundError("There is no workspace in this folder.")
        if not os.access(folder, os.W_OK):
            raise ReadOnlyError(
                "This workspace cannot be written to (a read-only medium, or another owner's "
                "folder): it is not opened, because whoever opens one is put on its trail."
            )
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
            self.migrated = bring_up(session, self._catalog, in_use=self._objects.in_use())
            Base.metadata.create_all(session.connection())  # tables that are younger than the vault
            now = self._clock()
            entered = login.enter(self, session, entry, now)
            events = [entered.event]
            if self.migrated is not None:
                events.insert(0, self.migrated.event())
            dead = self._objects.begin()
            if dead:
                known = set(session.scalars(select(ObjectRow.object_id)))
                swept = self._objects.sweep(dead, known)
                events.append(Event("vault.sweep", detail={"orphans": swept}))
            events.extend(entered.events)
            trail.append(session, self._signer, events, user=self.user, now=now)
            session.commit()
        self.account, self.pending, self.token = entered.account, entered.pending, entered.token
        self._opener.adopt()
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
        return self._opener.open(object_id)

    def read_into(self, object_id: str, offset: int, buffer: bytearray | memoryview) -> int:
        """Fill ``buffer`` with an object's plaintext from ``offset``; return the number of bytes.

        Raises:
            MissingObjectError: If there is none, or its file is gone.
            TamperedError: If it is not what was sealed; the buffer holds zeros then.
        """
        return self._opener.read_into(object_id, offset, buffer)

    def prepare(self, object_ids: Sequence[str]) -> PreparedObjects:
        """Unwrap the keys of objects that are about to be read one after the other."""
        return self._opener.prepare(object_ids)

    def prefetch(self, object_ids: Sequence[str]) -> None:
        """Look up the wrapped keys of objects that are about to be opened, in one query."""
        self._opener.prefetch(object_ids)

    def forget(self, object_ids: Iterable[str]) -> None:
        """Forget what is remembered of objects that are gone."""
        self._opener.forget(object_ids)

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
        self._opener.adopt()

    def class_key(self, kind: str, version: int | None = None) -> ClassKey:
        """Return the keys of one class of objects, by default what is new is wrapped under."""
        return self._opener.class_key(kind, version)

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
