"""Power losses at any moment of a vault's work, thousands of them: what was acknowledged is there.

    power.py [STATES] [ACTS]

The work is done once, recorded by a shim (shim.c) that sees every write, flush and rename of the
real program and the real SQLCipher. Then the disk is played back to random moments, what was not
flushed is lost or torn, and what is found must hold: the catalogue opens, the trail's tree and
signatures are whole, every acknowledged action is on it and every acknowledged object can be read.
Half of the states are of a run in which the class keys are rotated meanwhile. The controls (the
database not flushed at each commit, folders not flushed before it) must lose something.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from disk import Disk, Step, moments, read_log  # noqa: E402 - the folder must be on the path first
from sqlalchemy import inspect, select  # noqa: E402
from workload import ROWS  # noqa: E402

from audit.catalogue.catalog import Catalog, ObjectRow, TrailRow  # noqa: E402
from audit.errors import VaultError  # noqa: E402
from audit.sealing.keys import MINIMUM_COST  # noqa: E402
from audit.sealing.objects import ObjectStore  # noqa: E402
from audit.trail.check import ClockSteps, check_trail  # noqa: E402
from audit.vault import Vault  # noqa: E402
from audit.verify import check_object  # noqa: E402

MEMORY = Path("/dev/shm")  # noqa: S108 - states are built where nothing waits for a disk
PASSPHRASE = "lightning strikes the house twice"  # noqa: S105 - of a vault made to be broken


@dataclass(frozen=True, slots=True)
class Losses:
    """What the states of one run showed.

    Attributes:
        states: How many were looked at.
        lost: In how many something that was acknowledged was missing.
        broken: In how many something did not hold; the first words in ``first``.
        first: The first break.
    """

    states: int
    lost: int
    broken: int
    first: str = ""


def build_shim(folder: Path) -> Path:
    """Compile the shim and return it.

    Raises:
        FileNotFoundError: If there is no C compiler.
    """
    library = folder / "shim.so"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise FileNotFoundError("There is no C compiler (cc).")
    source = str(HERE / "shim.c")
    subprocess.run(
        [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), source, "-ldl", "-lpthread"],
        check=True,
    )
    return library


def record(folder: Path, acts: int, mode: str = "") -> tuple[Path, list[Step]]:
    """Let the workload run on a new vault; return the vault as it was before, and the steps."""
    home, before, log = folder / "home", folder / "before", folder / "log"
    Vault.create(home, user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST).close()
    shutil.copytree(home, before)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(build_shim(folder)),
        "POWER_ROOT": str(home),
        "POWER_LOG": str(log),
        "PYTHONPATH": str(HERE.parent.parent),
    }
    command = [sys.executable, str(HERE / "workload.py"), str(home), PASSPHRASE, str(acts)]
    subprocess.run([*command, mode], env=environment, check=True)
    return before, read_log(log, home)


class Judge:
    """Opens what a power loss left and says what is wrong with it."""

    def __init__(self, vault: Vault) -> None:
        """Judge by the keys of this vault."""
        self._vault = vault

    def missing(self, home: Path, acknowledged: list[str]) -> list[str]:
        """Return what was acknowledged and is not there.

        Raises:
            VaultError: If something does not hold.
        """
        parts = self._vault.parts
        with _catalog(home, self._vault) as catalog:
            check_trail(catalog, parts.signer.verifier(), ClockSteps())
            with catalog.read() as session:
                subjects = set(session.scalars(select(TrailRow.subject)))
                rows = {row.object_id: row for row in session.scalars(select(ObjectRow))}
                made = inspect(session.connection()).has_table(ROWS.name)
                there = set(session.scalars(select(ROWS.c.number))) if made else set()
        store = ObjectStore(home / "vault")
        for row in rows.values():
            check_object(row, store.path(row.object_id), self._vault.class_key)
        told = [line.split(" ", 2) for line in acknowledged]
        gone = {name for _, what, name in told if what == "drop"}
        held = {number: name for number, what, name in told if what == "keep"}
        lost = [f"action {number}" for number in held if number not in subjects]
        lost += [
            f"row {number}"
            for number, what, _ in told
            if what == "row" and (int(number) not in there or f"row {number}" not in subjects)
        ]
        return lost + [
            f"object {name[:12]}"
            for name in held.values()
            if name and name not in gone and name not in rows
        ]


@contextmanager
def _catalog(home: Path, vault: Vault) -> Iterator[Catalog]:
    key = vault.parts.root.derive("catalog", "1")
    catalog = Catalog(home / "vault" / "catalog.db", key)
    try:
        yield catalog
    finally:
        catalog.close()


def lose_power(folder: Path, states: int, acts: int, seed: int, mode: str = "") -> Losses:
    """Record one run and look at ``states`` power losses in it."""
    before, steps = record(folder, acts, mode)
    chance, disk, done = random.Random(seed), Disk(before), 0
    acknowledged, lost, broken, first = b"", 0, 0, ""
    found = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    with Vault.open(folder / "home", passphrase=PASSPHRASE) as vault:
        judge = Judge(vault)
        for moment, luck in moments(steps, states, chance):
            for step in steps[done:moment]:
                if step.path == "acknowledged":
                    acknowledged += step.data
                else:
                    disk.do(step)
            done = moment
            disk.lose_power(luck, found)
            try:
                missing = judge.missing(found, acknowledged.decode().splitlines())
            except (VaultError, OSError) as error:
                broken, first = broken + 1, first or f"after {moment} steps: {error}"
                continue
            if missing:
                lost, first = lost + 1, first or f"after {moment} steps: {missing[0]} is lost"
    shutil.rmtree(found)
    return Losses(states, lost, broken, first)


def main() -> int:
    """Run it and the controls; exit 1 where something was lost, or a control lost nothing."""
    states = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    acts = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    failed = False
    for seed, mode in enumerate(("", "ROTATE", "NORMAL", "UNSYNCED")):
        control = mode in {"NORMAL", "UNSYNCED"}
        with tempfile.TemporaryDirectory() as folder:
            found = lose_power(
                Path(folder), states // 10 if control else states // 2, acts, seed, mode
            )
        failed |= bool(found.lost or found.broken) != control
        words = f"{found.states} power losses, {found.lost} lost, {found.broken} broken"
        print(f"{mode or 'as it is'}: {words}{' (a control: it must fail)' if control else ''}")
        if found.first:
            print(f"    first: {found.first}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
