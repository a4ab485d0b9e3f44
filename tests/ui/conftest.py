"""The console script as its user runs it, and a workspace with synthetic patients."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from omni_med.synthetic import SyntheticCase, write_patients

SCRIPT = Path(sys.executable).with_name("omni-med")
PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Cli:
    """``omni-med`` on one workspace, with its pass phrase in a file."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self, *arguments: object, code: int | None = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(SCRIPT), *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**self.environment, **environment},
            timeout=240,
        )
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
