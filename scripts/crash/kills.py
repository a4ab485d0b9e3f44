"""Kills a vault's process at any moment, hundreds of times: what was acknowledged is there.

    kills.py [KILLS]

In every third round the class keys are rotated meanwhile. The control acknowledges actions before
they are done and must lose some.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from power import PASSPHRASE, Judge  # noqa: E402 - the folder must be on the path first

from audit.errors import VaultError  # noqa: E402
from audit.sealing.keys import MINIMUM_COST  # noqa: E402
from audit.vault import Vault  # noqa: E402

ROUNDS = 20
"""Kills of one vault: rotations use up versions of the keys, of which there are 255."""


def kill_one(home: Path, mode: str, chance: random.Random) -> None:
    """Let a process work, and kill it."""
    told = home / "acknowledged"
    told.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, str(HERE / "workload.py"), str(home), PASSPHRASE, "100000", mode],
        env={**os.environ, "PYTHONPATH": str(HERE.parent.parent)},
    )
    while not (told.is_file() and told.stat().st_size) and process.poll() is None:
        time.sleep(0.005)
    time.sleep(chance.uniform(0.0, 0.3))
    process.send_signal(signal.SIGKILL)
    process.wait()


def kills(count: int, seed: int, mode: str = "") -> tuple[int, int, str]:
    """Kill ``count`` times; return how often something was lost or broken, and the first words."""
    chance, lost, broken, first = random.Random(seed), 0, 0, ""
    for start in range(0, count, ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder, "home")
            Vault.create(home, user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST).close()
            for number in range(start, min(count, start + ROUNDS)):
                kill_one(home, mode or ("ROTATE" if number % 3 == 2 else ""), chance)
                told = (home / "acknowledged").read_text().split("\n")[:-1]
                try:
                    with Vault.open(home, passphrase=PASSPHRASE) as vault:
                        missing = Judge(vault).missing(home, told)
                except (VaultError, OSError) as error:
                    broken, first = broken + 1, first or str(error)
                    continue
                if missing:
                    lost, first = lost + 1, first or f"{missing[0]} is lost"
    return lost, broken, first


def main() -> int:
    """Run it and the control; exit 1 where something was lost, or the control lost nothing."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    lost, broken, first = kills(count, 1)
    early = max(5, count // 10)
    control, _, _ = kills(early, 2, "EARLY")
    print(f"kill -9: {count} kills, {lost} lost, {broken} broken {first}")
    print(f"acknowledged early: {early} kills, {control} lost (a control: it must fail)")
    return 1 if lost or broken or not control else 0


if __name__ == "__main__":
    raise SystemExit(main())
