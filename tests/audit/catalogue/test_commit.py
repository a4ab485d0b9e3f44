"""Group commit: threads that act at once, and what one's failure does to the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Connection

from audit import trail
from audit.catalogue import catalog, commit
from audit.catalogue.catalog import CheckpointRow
from audit.catalogue.prepared import Prepared
from audit.errors import LockedError, StorageFullError, VaultError
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event
from audit.vault import Vault

METADATA = MetaData()
THINGS = Table("things", METADATA, Column("id", Integer, primary_key=True), Column("name", String))
ADD = Prepared(insert(THINGS))


def record(vault: Vault, number: int) -> None:
    with vault.act(Event("test.record", f"s{number}")):
        pass


def keep(vault: Vault, number: int) -> None:
    with vault.act(Event("test.keep", f"s{number}")) as tx:
        tx.put("instance", f"s{number}", b"film")
        tx.session.execute(insert(THINGS).values(id=number, name="x"))


def later(vault: Vault, number: int) -> None:
    """As ``keep``, on the leader's thread; odd numbers are refused twice, each by its own."""

    def work(connection: Connection) -> None:
        ADD.run(connection, [{"id": number, "name": "y"}])
        tx.about(f"s{number}")
        if number % 4 == 1:
            raise KeyError(number)
        if number % 4 == 3:
            ADD.run(connection, [{"id": number, "name": "twice"}])

    with vault.act(Event("test.later")) as tx:
        tx.later(work)


def checkpoints(vault: Vault) -> int:
    with vault.look() as session:
        return session.scalar(select(func.count()).select_from(CheckpointRow)) or 0


def rows(vault: Vault) -> list[int]:
    with vault.look() as session:
        return sorted(session.scalars(select(THINGS.c.id)))


class Crowd:
    """Threads that all wait for one leader, who then does its own work and serves them."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.errors: dict[int, BaseException] = {}
        self._threads: list[threading.Thread] = []

    def join(self, number: int, work: Callable[[Vault, int], None]) -> None:
        """Start a thread, and wait until it stands in the queue."""
        before = len(self.vault._commit._queue)

        def run() -> None:
            try:
                work(self.vault, number)
            except BaseException as error:  # noqa: BLE001 - looked at by the test
                self.errors[number] = error

        self._threads.append(threading.Thread(target=run))
        self._threads[-1].start()
        while len(self.vault._commit._queue) == before and self._threads[-1].is_alive():
            threading.Event().wait(0.001)

    def end(self) -> None:
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


@contextmanager
def crowd(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    """Whoever joins inside is served by the leader that this thread is."""
    monkeypatch.setattr(commit, "LINGER", 60.0)
    vault.create_tables(METADATA)
    group = Crowd(vault)
    try:
        with vault.act(Event("test.lead")) as tx:
            tx.session.execute(insert(THINGS).values(id=0, name="leader"))
            yield group
    finally:
        group.end()


def test_those_who_come_meanwhile_share_one_commit(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = None
    with crowd(vault, monkeypatch) as group:
        before = checkpoints(vault)
        for number in range(1, 9):
            group.join(number, keep if number % 2 else record)
        assert rows(vault) == [], "nothing is there before the commit"
    assert group.errors == {}
    assert checkpoints(vault) == before + 1
    assert rows(vault) == [0, 1, 3, 5, 7]
    last = vault.trail()[-9:]
    assert [entry.action for entry in last][:3] == ["test.lead", "test.keep", "test.record"]
    assert [entry.subject for entry in last[1:]] == [f"s{number}" for number in range(1, 9)]
    report = vault.verify()
    assert report.ok, report.first_break


def test_one_that_fails_undoes_nothing_of_the_others(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(vault: Vault, number: int) -> None:
        with vault.act(Event("test.fail")) as tx:
            tx.session.execute(insert(THINGS).values(id=number, name="lost"))
            raise KeyError("stop")

    def clash(vault: Vault, number: int) -> None:
        with vault.act(Event("test.clash")) as tx:
            tx.session.execute(insert(THINGS).values(id=number, name="lost"))
            tx.session.execute(insert(THINGS).values(id=number, name="twice"))

    with crowd(vault, monkeypatch) as group:
        for number, work in enumerate((keep, fail, keep, clash, keep), 1):
            group.join(number, work)
    assert set(group.errors) == {2, 4}
    assert isinstance(group.errors[2], KeyError)
    assert isinstance(group.errors[4], VaultError)
    assert rows(vault) == [0, 1, 3, 5]
    failed = {entry.action for entry in vault.trail() if entry.outcome == "failure"}
    assert failed == {"test.fail", "test.clash"}
    assert vault.verify().ok


def test_work_for_the_leader_shares_one_commit_and_keeps_its_order(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crowd(vault, monkeypatch) as group:
        before = checkpoints(vault)
        for number, work in ((2, later), (3, record), (4, later), (5, keep), (6, later)):
            group.join(number, work)
        assert rows(vault) == []
    assert group.errors == {}
    assert checkpoints(vault) == before + 1
    assert rows(vault) == [0, 2, 4, 5, 6]
    assert [entry.subject for entry in vault.trail()[-5:]] == ["s2", "s3", "s4", "s5", "s6"]
    assert vault.verify().ok


def test_work_that_fails_undoes_nothing_of_the_others(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done before and after it is done anew, once."""
    with crowd(vault, monkeypatch) as group:
        for number in range(2, 9):
            group.join(number, later)
    assert set(group.errors) == {3, 5, 7}
    assert isinstance(group.errors[3], VaultError)
    assert isinstance(group.errors[5], KeyError)
    assert rows(vault) == [0, 2, 4, 6, 8]
    entries = [entry for entry in vault.trail() if entry.action == "test.later"]
    kept = [entry.subject for entry in entries if entry.outcome == "success"]
    failed = {entry.subject for entry in entries if entry.outcome == "failure"}
    assert kept == ["s2", "s4", "s6", "s8"]
    assert failed == {"s3", "s5", "s7"}
    assert vault.verify().ok


def test_work_that_fails_alone_leaves_nothing_but_its_failure(vault: Vault) -> None:
    vault.create_tables(METADATA)
    before = len(vault.trail()), checkpoints(vault)
    for number in (5, 7):
        with pytest.raises((KeyError, VaultError)):
            later(vault, number)
    assert rows(vault) == []
    assert (len(vault.trail()), checkpoints(vault)) == (before[0] + 2, before[1] + 2)
    later(vault, 4)
    assert rows(vault) == [4]


def test_a_transaction_that_ended_in_work_keeps_nothing_of_anybody(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQLite ends it when the disk is full."""

    def end(vault: Vault, _number: int) -> None:
        def work(connection: Connection) -> None:
            connection.exec_driver_sql("ROLLBACK")
            raise StorageFullError

        with vault.act(Event("test.end")) as tx:
            tx.later(work)

    group = None

    def lead() -> None:
        nonlocal group
        with crowd(vault, monkeypatch) as group:
            for number, work in ((2, later), (3, end), (4, later), (5, record)):
                group.join(number, work)

    with pytest.raises(StorageFullError):
        lead()
    assert group is not None
    assert {type(error) for error in group.errors.values()} == {StorageFullError}
    assert len({id(error) for error in group.errors.values()}) == 4
    assert rows(vault) == []
    later(vault, 2)
    assert rows(vault) == [2]
    assert vault.verify().ok


def test_work_goes_with_objects_and_rows_of_the_same_action(vault: Vault) -> None:
    vault.create_tables(METADATA)
    with vault.act(Event("test.both")) as tx:
        object_id = tx.put("instance", "s", b"film")
        tx.later(lambda connection: ADD.run(connection, [{"id": 1, "name": "z"}]))
    assert (rows(vault), vault.read(object_id)) == ([1], b"film")

    def again() -> None:
        with vault.act(Event("test.both")) as tx:
            tx.put("instance", "s", b"other film")
            tx.later(lambda connection: ADD.run(connection, [{"id": 1, "name": "again"}]))

    with pytest.raises(VaultError):
        again()
    with vault.look() as session:
        assert vault.known(session) == {object_id}


def test_prepared_statements_find_and_need_their_values(vault: Vault) -> None:
    vault.create_tables(METADATA)
    later(vault, 2)
    by_name = Prepared(select(THINGS.c.id).where(THINGS.c.name == bindparam("called")).limit(1))
    with vault.look() as session:
        connection = session.connection()
        assert by_name.first(connection, called="y") == (2,)
        assert by_name.first(connection, called="'; DROP TABLE things; --") is None
        with pytest.raises(KeyError):
            ADD.run(connection, [{"id": 3}])
    assert "SELECT" in repr(by_name)


def test_a_commit_that_fails_is_told_to_all_and_keeps_nothing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = len(vault.trail())

    def full(*_: object, **__: object) -> None:
        raise StorageFullError

    group = None

    def lead() -> None:
        nonlocal group
        with crowd(vault, monkeypatch) as group:
            group.join(1, keep)
            group.join(2, record)
            monkeypatch.setattr(trail, "append_all", full)

    with pytest.raises(StorageFullError):
        lead()
    assert group is not None
    assert {type(error) for error in group.errors.values()} == {StorageFullError}
    assert len({id(error) for error in group.errors.values()}) == 2
    monkeypatch.undo()
    assert len(vault.trail()) == entries
    assert rows(vault) == []
    keep(vault, 1)
    assert rows(vault) == [1]


def test_a_transaction_that_ended_in_anothers_turn_is_told_to_all(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQLite ends it when the disk is full."""

    def end(vault: Vault, _number: int) -> None:
        with vault.act(Event("test.end")) as tx:
            tx.session.execute(text("ROLLBACK"))
            raise KeyError("full")

    group = None

    def lead() -> None:
        nonlocal group
        with crowd(vault, monkeypatch) as group:
            group.join(1, keep)
            group.join(2, end)
            group.join(3, record)

    with pytest.raises(VaultError):
        lead()
    assert group is not None
    assert set(group.errors) == {1, 2}, "the third was not taken in any more, and led itself"
    assert rows(vault) == []
    assert not {"test.keep", "test.lead"} & {
        e.action for e in vault.trail() if e.outcome == "success"
    }
    keep(vault, 1)
    assert vault.verify().ok


def test_who_waits_too_long_gives_up_and_is_not_waited_for(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crowd(vault, monkeypatch) as group:
        group.join(1, keep)
        monkeypatch.setattr(catalog, "BUSY_SECONDS", 0.05)
        group.join(2, keep)
        while 2 not in group.errors:
            threading.Event().wait(0.01)
        monkeypatch.undo()
        monkeypatch.setattr(commit, "LINGER", 60.0)
    assert isinstance(group.errors[2], LockedError)
    assert rows(vault) == [0, 1]
    assert vault.verify().ok


def test_a_thread_with_a_turn_may_not_write_again(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nest(vault: Vault, _number: int) -> None:
        with vault.act(Event("test.outer")) as tx:
            _ = tx.session
            with vault.parts.catalog.write():
                pass

    with crowd(vault, monkeypatch) as group:
        group.join(1, nest)
    assert isinstance(group.errors[1], RuntimeError)
    assert rows(vault) == [0]


def test_a_clock_that_steps_back_within_a_group_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = datetime(2026, 1, 2, tzinfo=UTC)
    steps = iter([*range(10), 9, 3, 4])
    with Vault.create(
        tmp_path, user="ada", passphrase="a b c", kdf=MINIMUM_COST,
        clock=lambda: begin + timedelta(minutes=next(steps, 20)),
    ) as vault:  # fmt: skip
        while next(steps) < 9:
            pass
        with crowd(vault, monkeypatch) as group:
            for number in (1, 2):
                group.join(number, record)
        actions = [entry.action for entry in vault.trail()]
        assert actions[-4:] == ["test.lead", "clock.backwards", "test.record", "test.record"]
        clock = next(check for check in vault.verify().checks if check.name == "clock")
        assert clock.warning
        assert "1 times, by up to 360 s" in clock.detail


def test_many_threads_lose_nothing(vault: Vault) -> None:
    def work(number: int) -> None:
        for index in range(20):
            record(vault, 100 * number + index)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    subjects = [entry.subject for entry in vault.trail() if entry.action == "test.record"]
    assert sorted(subjects) == sorted(f"s{100 * n + i}" for n in range(12) for i in range(20))
    assert checkpoints(vault) < len(subjects)
    assert vault.verify().ok
