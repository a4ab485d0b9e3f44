"""What a short call of ``omni-med`` costs in processor time, beside what cannot be left out of it.

``--help`` stands beside the help of pydicom's own console script, which has three verbs;
``studies`` on an empty workspace beside a Python that loads the libraries it is made of and does
nothing with them. User and system seconds of the whole process, the least of seven, in turns: a
busy machine makes wall time longer, not these. The price of a guess at the pass phrase
(Argon2id, as ``init`` measures it here) is part of ``studies`` and not of its peer.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from common import Result

SCRIPTS = Path(sys.executable).parent
LIBRARIES = "import cryptography, numpy, pydantic, rich.console, sqlalchemy.orm, sqlcipher3, typer"


def cost(command: list[str], environment: Mapping[str, str]) -> float:
    """Return the processor seconds of one call."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(environment))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turns(
    ours: list[str], peer: list[str], environment: Mapping[str, str]
) -> tuple[float, float]:
    """Return the least that each of both takes."""
    cost(ours, environment), cost(peer, environment)
    pairs = [(cost(ours, environment), cost(peer, environment)) for _ in range(7)]
    return min(one for one, _ in pairs), min(two for _, two in pairs)


def measure() -> list[Result]:
    """Measure help and the worklist."""
    script, python = str(SCRIPTS / "omni-med"), sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "words").write_text("six words are easy to remember\n")
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("OMNI_MED_") and key != "PYTHONDONTWRITEBYTECODE"
        } | {
            "OMNI_MED_HOME": str(folder / "home"),
            "OMNI_MED_PASSPHRASE_FILE": str(folder / "words"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        shown = in_turns([script, "--help"], [str(SCRIPTS / "pydicom"), "help"], environment)
        cost([script, "init", "--user", "eva"], environment)
        listed = in_turns([script, "studies"], [python, "-c", LIBRARIES], environment)
    return [
        Result("console-help", shown[0], "s", "pydicom help", shown[1], "", None),
        Result("console-studies", listed[0], "s", "its libraries, loaded", listed[1], "", None),
    ]
