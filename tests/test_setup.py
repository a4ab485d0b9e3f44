"""``scripts/setup.sh`` on machines that lack something, with stand-ins for Debian's programs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Makes the environment that is asked for; its pip fails while the file `no-network` is there.
PYTHON = """#!/bin/bash
case "$*" in
    "-m venv .venv")
        mkdir -p .venv/bin
        printf '#!/bin/sh\\n[ ! -e no-network ] || { echo "ERROR: no network" >&2; exit 1; }\\n' \\
            >.venv/bin/python
        printf '#!/bin/sh\\n' >.venv/bin/pip
        chmod +x .venv/bin/python .venv/bin/pip ;;
esac
"""


class Machine:
    """A clone in a folder with a space in its name, and the programs of its machine."""

    def __init__(self, folder: Path) -> None:
        self.clone = folder / "my clone"
        self.programs = folder / "bin"
        (self.clone / "scripts").mkdir(parents=True)
        self.programs.mkdir()
        shutil.copy(ROOT / "scripts" / "setup.sh", self.clone / "scripts")
        self.program("python3.11", PYTHON)
        self.program("dpkg-query", "#!/bin/sh\necho 'install ok installed'\n")
        self.program("id", "#!/bin/sh\necho 1000\n")
        self.program("sudo", "#!/bin/sh\nexit 1\n")

    def program(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def set_up(self, what: str = "run") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/bash", str(self.clone / "scripts" / "setup.sh"), what],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": f"{self.programs}:/usr/bin:/bin"},
            timeout=60,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_line_to_type_is_printed_where_nobody_may_install(machine: Machine) -> None:
    machine.program(
        "dpkg-query",
        '#!/bin/sh\ncase "$*" in *libegl1|*xvfb) exit 1;; esac\necho "install ok installed"\n',
    )
    done = machine.set_up()
    assert done.returncode == 1
    assert "    sudo apt-get install -y libegl1\n" in done.stderr
    assert not (machine.clone / ".venv").exists()
    done = machine.set_up("dev")
    assert "    sudo apt-get install -y libegl1 xvfb\n" in done.stderr


def test_a_refused_installation_prints_the_line_too(machine: Machine) -> None:
    machine.program("dpkg-query", "#!/bin/sh\nexit 1\n")
    machine.program("id", "#!/bin/sh\necho 0\n")
    machine.program("apt-get", "#!/bin/sh\necho 'E: no network' >&2\nexit 100\n")
    done = machine.set_up()
    assert done.returncode == 1
    assert "E: no network" in done.stderr
    assert "    sudo apt-get install -y libglib2.0-0 " in done.stderr


def test_another_python_is_refused_with_what_to_install(machine: Machine) -> None:
    for name in ("python3.11", "python3"):
        machine.program(name, "#!/bin/sh\nexit 1\n")
    done = machine.set_up()
    assert done.returncode == 1
    assert "python3.11-venv" in done.stderr


def test_what_was_stopped_half_way_is_made_anew(machine: Machine) -> None:
    broken = machine.clone / "no-network"
    broken.touch()
    done = machine.set_up("dev")
    assert done.returncode == 1
    assert "ERROR: no network" in done.stderr
    assert "run make again" in done.stderr
    assert not (machine.clone / ".stamps").exists()
    half = machine.clone / ".venv" / "half-installed"
    half.touch()
    broken.unlink()
    assert machine.set_up("dev").returncode == 0
    assert not half.exists()
    assert (machine.clone / ".stamps" / "dev").exists()
    whole = machine.clone / ".venv" / "whole"
    whole.touch()
    assert machine.set_up("dev").returncode == 0
    assert whole.exists()


def test_an_environment_without_pip_is_made_anew(machine: Machine) -> None:
    (machine.clone / ".venv" / "bin").mkdir(parents=True)
    (machine.clone / ".venv" / "bin" / "python").symlink_to("/usr/bin/python3.11")
    assert machine.set_up().returncode == 0
    assert (machine.clone / ".stamps" / "run").exists()
