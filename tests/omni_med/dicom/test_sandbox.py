"""What a worker may not do any more, tried from inside; and that it still does its work."""

from __future__ import annotations

import ctypes.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from omni_med.dicom.pool import DecodePool
from omni_med.dicom.sandbox import is_confined
from omni_med.errors import DicomError

pytestmark = pytest.mark.skipif(
    not ctypes.util.find_library("seccomp"), reason="this machine has no libseccomp"
)

TRIES = """
import ctypes, json, os, socket, subprocess, sys, threading
from omni_med.dicom.sandbox import confine
target = sys.argv[1]
with open(target, "w") as stream:
    stream.write("before")
confined = len(sys.argv) > 2 or confine()
def tried(work):
    try:
        work()
    except PermissionError:
        return "refused"
    except OSError as error:
        return f"other {error.errno}"
    return "done"
def forked():
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)
def threaded():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
libc = ctypes.CDLL(None, use_errno=True)
def traced():
    if libc.ptrace(0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
print(json.dumps({
    "confined": confined,
    "socket": tried(lambda: socket.socket().close()),
    "write": tried(lambda: open(target, "w").close()),
    "append": tried(lambda: open(target, "a").close()),
    "create": tried(lambda: open(target + ".new", "x").close()),
    "unlink": tried(lambda: os.unlink(target)),
    "fork": tried(forked),
    "program": tried(lambda: subprocess.run(["/bin/true"])),
    "kill": tried(lambda: os.kill(os.getpid(), 0)),
    "trace": tried(traced),
    "read": tried(lambda: open(sys.executable, "rb").close()),
    "memory": tried(lambda: os.close(os.memfd_create("x"))),
    "thread": tried(threaded),
}))
"""
REFUSED = {"socket", "write", "append", "create", "unlink", "fork", "program", "kill", "trace"}


def attempt(tmp_path: Path, *free: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", TRIES, str(tmp_path / "file"), *free],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_what_a_taken_over_decoder_would_try_is_refused(tmp_path: Path) -> None:
    found = attempt(tmp_path)
    assert found.pop("confined")
    assert {name for name, answer in found.items() if answer == "refused"} == REFUSED
    assert {name for name, answer in found.items() if answer == "done"} == {
        "read", "memory", "thread",
    }  # fmt: skip


def test_without_the_filter_all_of_it_works(tmp_path: Path) -> None:
    """The control: the tries are real."""
    found = attempt(tmp_path, "free")
    assert {name for name, answer in found.items() if answer == "refused"} == set()


def test_workers_run_under_the_filter_and_answer() -> None:
    with DecodePool(1) as pool:
        with pytest.raises(DicomError):
            pool.parse(b"no DICOM at all")
        assert pool.confined() == (1, 1)
    assert not is_confined(2**22 + 1)
