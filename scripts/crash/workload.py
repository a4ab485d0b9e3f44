"""Works on a vault in several threads and says, durably or not, what was acknowledged.

    workload.py HOME PASSPHRASE ACTS [MODE]

Each line "keep" of HOME/acknowledged is written after an action came back: the number of the
action, and the object that it keeps; a line "row" after one whose row the group's leader wrote; a
line "drop" before an action that drops an object. Modes:

    ROTATE    the class keys are rotated meanwhile
    NORMAL    control: the database is not flushed at each commit
    UNSYNCED  control: the folders of new objects are not flushed before the commit
    EARLY     control: an action is acknowledged before it is done
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, insert

from audit.catalogue import catalog, commit
from audit.catalogue.prepared import Prepared
from audit.sealing.rotate import rotate
from audit.trail import Event
from audit.vault import Vault

THREADS = 4
ROTATIONS = 3
TABLES = MetaData()
ROWS = Table("crash_row", TABLES, Column("number", Integer, primary_key=True))
_ADD = Prepared(insert(ROWS).prefix_with("OR IGNORE"))


def turn_keys(vault: Vault) -> None:
    """Rotate the class keys a few times."""
    for _ in range(ROTATIONS):
        rotate(vault, batch=2)


def add_row(vault: Vault, sink: int, number: int) -> None:
    """Have the leader of a group write a row, and acknowledge it."""
    with vault.act(Event("crash.row", f"row {number}")) as tx:
        tx.later(lambda connection: _ADD.run(connection, [{"number": number}]))
    os.write(sink, f"{number} row \n".encode())


def work(vault: Vault, sink: int, first: int, last: int, early: bool) -> None:
    """Do actions with and without objects, drop some, and acknowledge each."""
    held = ""
    for number in range(first, last):
        dropped = held if number % 3 == 0 else ""
        if dropped:  # said before it is done: from now on it may be gone
            os.write(sink, f"{number} drop {dropped}\n".encode())
            held = ""
        data = f"{number}:".encode() + os.urandom(3000)
        if early:
            os.write(sink, f"{number} keep {vault.object_id('instance', 's', data)}\n".encode())
        with vault.act(Event("crash.act", str(number))) as tx:
            kept = tx.put("instance", "s", data) if number % 2 or early else ""
            if dropped:
                tx.drop(dropped)
        if not early:
            os.write(sink, f"{number} keep {kept}\n".encode())
        add_row(vault, sink, number)
        held = kept or held


def main() -> None:
    """Run it."""
    home, passphrase, acts = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    mode = "".join(sys.argv[4:])
    if mode == "NORMAL":
        catalog._PRAGMAS = tuple(  # noqa: SLF001 - the control breaks it on purpose
            line.replace("synchronous=FULL", "synchronous=NORMAL")
            for line in catalog._PRAGMAS  # noqa: SLF001
        )
    if mode == "UNSYNCED":
        commit.sync_all = lambda _folders: None
    sink = os.open(home / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with Vault.open(home, passphrase=passphrase) as vault:
        vault.create_tables(TABLES)
        each = acts // THREADS
        threads = [
            threading.Thread(
                target=work, args=(vault, sink, at * each, (at + 1) * each, mode == "EARLY")
            )
            for at in range(THREADS)
        ]
        if mode == "ROTATE":
            threads.append(threading.Thread(target=turn_keys, args=(vault,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
