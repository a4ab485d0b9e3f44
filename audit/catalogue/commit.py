"""Group commit: what threads do at once is kept by one commit, flushed to the disk once.

The first thread to come leads: it takes the write lock, does its own work, serves those who came
meanwhile, appends the entries of all with one signed checkpoint, commits, and tells them. Entries
without rows only wait in the queue, and so does work that the leader does for others: of all such
work behind one savepoint, and only where some of it fails, behind one each. Who must look and write
by himself gets a turn on the leader's connection, behind a savepoint too. So what fails undoes
nothing of the others. Nobody is told "kept" before the
one commit that holds it was flushed (``synchronous=FULL``).

Source: DeWitt et al.: Implementation Techniques for Main Memory Database Systems, SIGMOD 1984
(group commit).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from audit import trail
from audit.catalogue import catalog
from audit.catalogue.catalog import Catalog
from audit.errors import LockedError, VaultError
from audit.sealing.objects import sync_all
from audit.trail import Event
from audit.trail.checkpoint import Signer

MOST: Final = 256
"""Members of one group: the first must not wait for ever on those who keep coming."""
LINGER: Final = 0.01
"""Seconds after its own work during which a leader takes in others."""
_TURN, _LEAD, _DONE = "turn", "lead", "done"
Work = Callable[[Connection], Sequence[Event]]
"""What the leader does for another: writes rows and returns what goes on the trail. It is done anew
where another's failed, and then what it did the first time is undone."""


class Turn:
    """One thread's work inside the group's transaction.

    Attributes:
        session: The catalogue; what is done in it is kept or undone as a whole.
        folders: To be flushed before the commit: new files were moved there.
    """

    __slots__ = ("events", "folders", "session")

    def __init__(self, session: Session) -> None:
        self.session = session
        self.folders: list[Path] = []
        self.events: tuple[Event, ...] = ()

    def keep(self, events: Sequence[Event]) -> None:
        """Put these on the trail; without it, nothing of the turn is kept."""
        self.events = tuple(events)


class _Member:
    """One thread in a group, and what it is told."""

    __slots__ = (
        "connection", "error", "events", "folders", "order", "pulse", "returned", "time", "work",
    )  # fmt: skip

    def __init__(self, events: Sequence[Event] = (), work: Work | None = None) -> None:
        self.events = tuple(events)  # a turn and a work have none until it is done
        self.work = work
        self.folders: list[Path] = []
        self.order = ""
        self.error: BaseException | None = None
        self.connection: Connection | None = None
        self.returned: threading.Event | None = None
        self.time: datetime | None = None
        self.pulse = threading.Lock()
        self.pulse.acquire()

    def tell(self, order: str, error: BaseException | None = None) -> None:
        """Wake the thread with an order."""
        self.order, self.error = order, error
        self.pulse.release()


class GroupCommit:
    """The one way to write to an open vault. Safe from several threads.

    Attributes:
        catalog: What is written to.
    """

    def __init__(
        self, store: Catalog, signer: Signer, user: str, clock: Callable[[], datetime]
    ) -> None:
        """Write to ``store`` in the name of ``user``; checkpoints are signed by ``signer``."""
        self.catalog = store
        self._signer = signer
        self._user = user
        self._clock = clock
        self._mutex = threading.Lock()
        self._queue: deque[_Member] = deque()
        self._led = False

    def record(self, events: Sequence[Event]) -> None:
        """Put entries on the trail and return when they are durable.

        Raises:
            LockedError: If another process holds the vault too long.
            StorageFullError: If there is no room.
            TamperedError: If the trail does not go on from its last checkpoint.
            RuntimeError: If this thread is writing already.
        """
        self._wait_for(_Member(events))

    def perform(self, work: Work) -> None:
        """Have the leader write rows, perhaps on another thread; return when they are durable.

        Raises:
            Exception: What ``work`` raises; nothing of it is kept then.
            VaultError: As ``record``.
        """
        self._wait_for(_Member(work=work))

    def _wait_for(self, member: _Member) -> None:
        if self._join(member) == _LEAD:
            with self._group(member):
                pass
        if member.error is not None:
            raise member.error

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Write rows: the lock is held from entering to leaving, which waits for the commit.

        Raises:
            As ``record``.
        """
        member = _Member()
        if self._join(member) == _LEAD:
            with self._group(member) as connection, self._work(connection, member) as turn:
                yield turn
        else:
            with self._guest(member) as connection, self._work(connection, member) as turn:
                yield turn

    @contextmanager
    def _work(self, connection: Connection, member: _Member) -> Iterator[Turn]:
        """Give a session behind a savepoint; undo what is not to be kept."""
        session = Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        turn = Turn(session)
        try:
            yield turn
            if turn.events:
                session.commit()  # the savepoint only
                member.events, member.folders = turn.events, turn.folders
        finally:
            try:
                session.close()
            except DBAPIError:
                if _is_open(connection):
                    raise  # otherwise a full disk has undone everything already

    # Those who follow

    def _join(self, member: _Member) -> str:
        """Wait for an order: to lead, to take a turn, or that all is done."""
        self.catalog.refuse_nesting()
        with self._mutex:
            if not self._led:
                self._led = True
                return _LEAD
            if not member.events and member.work is None:
                member.returned = threading.Event()
            self._queue.append(member)
        problem: BaseException = LockedError()
        try:
            if member.pulse.acquire(timeout=catalog.BUSY_SECONDS):
                return member.order
        except BaseException as interrupt:  # noqa: BLE001 - raised below
            problem = interrupt
        with self._mutex:
            if member in self._queue:
                self._queue.remove(member)
                raise problem
        _outwait(lambda: bool(member.pulse.acquire()))  # somebody counts on this thread
        if isinstance(problem, LockedError):
            return member.order
        if member.order == _LEAD:
            self._pass_on()
        elif member.returned is not None:
            member.returned.set()
        raise problem

    @contextmanager
    def _guest(self, member: _Member) -> Iterator[Connection]:
        """Work on the leader's connection; after it, wait for the commit."""
        if member.connection is None or member.returned is None:
            raise RuntimeError("a turn without a leader")
        try:
            with self.catalog.lent():
                yield member.connection
        finally:
            member.returned.set()
        if member.events:
            _outwait(lambda: bool(member.pulse.acquire()))
            if member.error is not None:
                raise member.error

    # The one who leads

    @contextmanager
    def _group(self, leader: _Member) -> Iterator[Connection]:
        """Hold the transaction around the leader's own work, then serve the others and commit."""
        members: list[_Member] = []
        problem: BaseException | None = None
        try:
            with self.catalog.exclusive() as connection:
                yield connection
                if leader.events or leader.work is not None:
                    leader.time = self._clock()
                    members.append(leader)
                    self._serve(connection, members)
                    self._commit(connection, members)
        except BaseException as error:
            problem = error
            raise
        finally:
            for member in members[1:]:
                if member.events or member.work is not None:
                    member.tell(_DONE, member.error if problem is None else _own(problem))
            self._pass_on()  # after them: some may be back in time for the next group

    def _serve(self, connection: Connection, members: list[_Member]) -> None:
        until = time.monotonic() + LINGER
        while len(members) < MOST and time.monotonic() < until:
            with self._mutex:
                if not self._queue:
                    return
                member = self._queue.popleft()
            members.append(member)
            if member.returned is not None:
                member.connection = connection
                member.tell(_TURN)
                _outwait(member.returned.wait)
                _must_be_open(connection)
            member.time = self._clock()

    def _commit(self, connection: Connection, members: list[_Member]) -> None:
        _must_be_open(connection)  # otherwise each entry would be a commit of its own
        _work(connection, [member for member in members if member.work is not None])
        sync_all(list({folder for member in members for folder in member.folders}))
        entries = [
            (event, member.time)
            for member in members
            if member.time is not None
            for event in member.events
        ]
        if not entries:
            return  # all that was to be done failed
        trail.append_all(connection, self._signer, entries, user=self._user)
        _must_be_open(connection)
        connection.commit()

    def _pass_on(self) -> None:
        """Let the next one lead."""
        with self._mutex:
            if self._queue:
                self._queue.popleft().tell(_LEAD)
            else:
                self._led = False


def _work(connection: Connection, members: list[_Member]) -> None:
    """Do the work of those who wait: all behind one savepoint, or after a failure one by one."""
    if not members:
        return
    try:
        with _savepoint(connection):
            _do(connection, members)
    except Exception as error:
        if not _is_open(connection):
            raise
        if len(members) == 1:
            members[0].error = error
            return
    else:
        return
    for member in members:
        try:
            with _savepoint(connection):
                _do(connection, [member])
        except Exception as error:
            if not _is_open(connection):
                raise
            member.error = error


def _do(connection: Connection, members: list[_Member]) -> None:
    done = [tuple(member.work(connection)) for member in members if member.work is not None]
    for member, events in zip(members, done, strict=True):
        member.events = events


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("SAVEPOINT work")
    try:
        yield
    except BaseException:
        if _is_open(connection):
            connection.exec_driver_sql("ROLLBACK TO work")
            connection.exec_driver_sql("RELEASE work")
        raise
    connection.exec_driver_sql("RELEASE work")


def _is_open(connection: Connection) -> bool:
    """Say whether the transaction is still there: a full disk ends it, whoever's turn it was."""
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _must_be_open(connection: Connection) -> None:
    if not _is_open(connection):
        raise VaultError("What was done was undone by the database.", hint="Try it again.")


def _own(error: BaseException) -> BaseException:
    """Return an error for another thread: a traceback grows with each one that raises it."""
    if not isinstance(error, VaultError):
        return VaultError(
            "What another thread did at the same time failed, and this with it.", hint="Try again."
        )
    own = type(error).__new__(type(error), *error.args)
    own.__dict__.update(error.__dict__)
    return own


def _outwait(wait: Callable[[], bool]) -> None:
    """Wait whatever comes; an interrupt is raised when the waiting is over."""
    interrupt: BaseException | None = None
    while True:
        try:
            wait()
        except BaseException as error:  # noqa: BLE001 - raised below
            interrupt = error
        else:
            break
    if interrupt is not None:
        raise interrupt
