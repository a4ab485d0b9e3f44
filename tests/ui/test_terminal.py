"""On a terminal: the pass phrase is asked for and never shown, Ctrl+C ends in one line."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.shown = ""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            # a suite that runs in the background ignores it, and what it starts would too
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execve(command[0], command, dict(environment))

    def until(self, text: str, patience: float = 60) -> None:
        end = time.monotonic() + patience
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            if not self._read():
                break
        assert text in self.shown, self.shown

    def type(self, text: str) -> None:
        with contextlib.suppress(OSError):  # it has ended
            os.write(self.handle, text.encode())

    def end(self, patience: float = 60, poke: str = "") -> int:
        """Wait for the end; ``poke`` is typed every five seconds until then."""
        began, typed = time.monotonic(), 0
        while self._read():
            passed = time.monotonic() - began
            if passed > patience:
                os.kill(self.pid, signal.SIGKILL)
            elif poke and passed >= 5 * (typed + 1):
                self.type(poke)
                typed += 1
        os.close(self.handle)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self) -> bool:
        try:
            if select.select([self.handle], [], [], 0.5)[0]:
                data = os.read(self.handle, 4096)
                self.shown += data.decode(errors="replace")
                return bool(data)
        except OSError:  # the other side is closed
            return False
        return True


@pytest.fixture
def asked(cli: Any) -> dict[str, str]:
    return {key: value for key, value in cli.environment.items() if "PASSPHRASE" not in key}


def test_the_pass_phrase_is_asked_for_and_not_shown(
    cli: Any, asked: dict[str, str], script: Path
) -> None:
    new = Terminal([str(script), "init"], asked)
    for question in ("Pass phrase:", "once more:"):
        new.until(question)
        new.type("seven quiet words in a row\n")
    assert new.end() == 0
    assert "quiet" not in new.shown
    for words, code in (("seven quiet words in a row", 0), ("eight loud words in a row", 3)):
        again = Terminal([str(script), "studies"], asked)
        again.until("Pass phrase:")
        again.type(words + "\n")
        assert again.end() == code, again.shown
        assert words not in again.shown


def test_two_different_pass_phrases_make_nothing(
    cli: Any, asked: dict[str, str], script: Path
) -> None:
    new = Terminal([str(script), "init"], asked)
    new.until("Pass phrase:")
    new.type("seven quiet words in a row\n")
    new.until("once more:")
    new.type("seven quiet worms in a row\n")
    assert new.end() == 1
    assert "differ" in new.shown
    assert not (cli.home / "vault").exists()


def test_ctrl_c_at_the_question_is_one_line(asked: dict[str, str], script: Path) -> None:
    new = Terminal([str(script), "init"], asked)
    new.until("Pass phrase:")
    new.type("\x03")
    assert new.end(poke="\x03") == 130  # one that comes just before the read would be slept over
    assert "Stopped." in new.shown
    assert "Traceback" not in new.shown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sessions share by Linux's rules")
def test_teaching_gives_way_and_lowers_a_session_that_it_leads() -> None:
    code = (
        "import os; from pathlib import Path; from ui.cli.common import give_way; give_way(); "
        "give_way(); group = Path('/proc/self/autogroup'); "
        "print(os.getpriority(os.PRIO_PROCESS, 0), group.read_text() if group.exists() else '10')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
        timeout=60,
    )
    niceness, *_, session = done.stdout.split()
    assert int(niceness) >= 10
    assert int(session) == 10
