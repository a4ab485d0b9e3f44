"""The console script as its user runs it, and a workspace with synthetic patients."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from omni_med.synthetic import SyntheticCase, write_patients

SCRIPT = Path(sys.executable).with_name("omni-med")
WARM = Path(__file__).with_name("warm_console.py")
PASSPHRASE = "correct horse battery staple"
SECONDS = 240.0  # that one call may take
COLD = os.environ.get("OMNI_MED_TEST_COLD") == "1" or not hasattr(os, "pidfd_open")
# Verbs whose script this worker has started. A workspace asks of every later call the price of a
# guess that its first one set: tests/ui/test_terminal.py starts init as its user does.
_STARTED = {"init"}


class WarmConsole:
    """The console script with its modules loaded: each call is a process forked from it.

    Loading them takes ten times as long as what most verbs do. ``OMNI_MED_TEST_COLD=1`` makes
    every call a fresh process.
    """

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(WARM), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        atexit.register(self.close)

    def run(
        self, words: list[str], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run one call to its end."""
        call = {"words": words, "environment": dict(environment), "folder": str(Path.cwd())}
        ours, theirs = os.pipe()
        with (
            open(os.devnull, "rb") as nothing,  # noqa: PTH123 - as its neighbours
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            open(ours, "rb", buffering=0) as told,  # noqa: PTH123 - a descriptor
        ):
            files = [nothing.fileno(), out.fileno(), err.fileno(), theirs]
            socket.send_fds(self._channel, [json.dumps(call).encode()], files)
            os.close(theirs)
            child = int(self._line(told, SECONDS))
            try:
                code = int(self._line(told, SECONDS))
            except TimeoutError:
                os.kill(child, signal.SIGKILL)
                raise
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        return subprocess.CompletedProcess([str(SCRIPT), *words], code, *texts)

    @staticmethod
    def _line(told: Any, seconds: float) -> bytes:
        if not select.select([told], [], [], seconds)[0]:
            raise TimeoutError(f"omni-med took longer than {seconds:g} seconds")
        return bytes(told.readline())

    def close(self) -> None:
        """End it; what it forked ends by itself."""
        self._channel.close()
        self._process.wait()


@cache
def _warm() -> WarmConsole:
    return WarmConsole()


def _run(words: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Start the script itself."""
    return subprocess.run(
        [str(SCRIPT), *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=dict(environment),
        timeout=SECONDS,
    )


@dataclass(frozen=True)
class Cli:
    """``omni-med`` on one workspace, with its pass phrase in a file.

    The first call of each verb starts the console script; a later one too where it is given what
    the interpreter or a library may read as it starts, and not only as a verb runs. Else it is
    forked.
    """

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self, *arguments: object, code: int | None = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in arguments]
        verb = words[0] if words else ""
        later = all(name.startswith(("OMNI_MED_", "XDG_")) for name in environment)
        if COLD or not later or verb not in _STARTED:
            _STARTED.add(verb)
            done = _run(words, {**self.environment, **environment})
        else:
            done = _warm().run(words, {**self.environment, **environment})
        if code is not None:
            assert done.returncode == code, done.stderr + done.stdout
        return done

    def json(self, *arguments: object, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code).stdout)


def make_cli(folder: Path) -> Cli:
    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("OMNI_MED_")}
    clean |= {
        "OMNI_MED_HOME": str(folder / "home"),
        "OMNI_MED_PASSPHRASE_FILE": str(secret),
        "XDG_STATE_HOME": str(folder / "state"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return Cli(folder / "home", clean)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """No workspace yet."""
    return make_cli(tmp_path)


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SyntheticCase]:
    """Synthetic patients on disk; no CT."""
    folder = tmp_path_factory.mktemp("patients")
    keys = ("fits", "contradicts", "knee", "stat", "chinese")
    return {case.key: case for case in write_patients(folder, keys)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, cases: dict[str, SyntheticCase]) -> Cli:
    """A workspace with the synthetic patients and their records; tests add, never remove."""
    found = make_cli(tmp_path_factory.mktemp("workspace"))
    found("init", "--user", "eva")
    records = [word for case in cases.values() if case.record for word in ("--notes", case.record)]
    found("import", *[case.folder for case in cases.values()], *records)
    return found


@pytest.fixture(scope="session")
def script() -> Path:
    """The console script of this environment."""
    return SCRIPT
