"""Several processes on one vault, and processes that are killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.vault import Vault

WRITER = """
import hashlib, os, sys
from pathlib import Path
from audit.trail import Event
from audit.vault import Vault

with Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2]) as vault:
    held = []
    for number in range(int(sys.argv[3])):
        data = os.urandom(20_000)
        with vault.act(Event("test.write", sys.argv[4], {"n": number})) as tx:
            object_id = tx.put("instance", sys.argv[4], data)
            if number % 3 == 2:
                tx.drop(held.pop())
        held.append(object_id)
        print(object_id, hashlib.sha256(data).hexdigest(), number % 3 == 2, flush=True)
print("done", flush=True)
"""


def writer(vault: Vault, passphrase: str, count: int, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(vault.home), passphrase, str(count), name],
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(output: str) -> dict[str, str]:
    """Return object id to hash of what was acknowledged and not dropped since."""
    held: list[tuple[str, str]] = []
    lines = output.splitlines(keepends=True)
    for line in lines:
        if not line.endswith("\n") or line == "done\n":
            continue
        object_id, digest, dropped = line.split()
        if dropped == "True":
            held.pop()
        held.append((object_id, digest))
    return dict(held)


@pytest.mark.slow
def test_processes_take_turns_on_one_vault(vault: Vault, passphrase: str) -> None:
    writers = [writer(vault, passphrase, 12, f"w{number}") for number in range(3)]
    outputs = [process.communicate(timeout=120)[0] for process in writers]
    assert all(output.endswith("done\n") for output in outputs)
    for output in outputs:
        check(vault, acknowledged(output))
    entries = vault.trail()
    assert [entry.sequence for entry in entries] == list(range(len(entries)))
    assert sum(entry.action == "test.write" for entry in entries) == 36
    assert vault.verify().ok


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill_at_any_moment(vault: Vault, passphrase: str) -> None:
    chance = random.Random(20)
    vault.close()
    everything: dict[str, str] = {}
    for round_number in range(20):
        process = writer(vault, passphrase, 10_000, f"round{round_number}")
        assert process.stdout is not None
        first = "".join(process.stdout.readline() for _ in range(3))  # it is writing now
        time.sleep(chance.uniform(0.0, 0.25))
        process.kill()
        output = first + process.stdout.read()
        process.stdout.close()
        process.wait()
        kept = acknowledged(output)
        dropping = next(reversed(kept), None)
        with Vault.open(vault.home, passphrase=passphrase) as again:
            report = again.verify()
            assert report.ok, report.first_break
            # The action in work may have dropped the last one it was told of, unacknowledged.
            kept.pop(dropping, None)
            check(again, kept)
            everything |= kept
            check(again, everything)
            assert leftovers(again.home) == 0
    assert len(everything) > 40


def check(vault: Vault, expected: dict[str, str]) -> None:
    import hashlib  # noqa: PLC0415

    for object_id, digest in expected.items():
        assert hashlib.sha256(vault.read(object_id)).hexdigest() == digest


def leftovers(home: Path) -> int:
    """Count staging folders but our own."""
    return len(list((home / "vault/staging").iterdir())) - 1
