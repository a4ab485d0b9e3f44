"""The pass phrase in the system's keyring: kept in a trusted one only."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from audit.errors import UnknownUserError
from audit.sealing.keys import MINIMUM_COST
from audit.vault import Vault
from ui.opening import os_keyring
from ui.opening.os_keyring import KeyringError

PASSPHRASE = "a horse and a stapler"


class MemoryKeyring(KeyringBackend):
    """Keeps in memory; good enough for a test."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class Forgetful(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Take it and drop it."""


class Locked(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked


class PlaintextKeyring(MemoryKeyring):
    pass


class Discouraged(MemoryKeyring):
    priority = 0.5


class Chain(MemoryKeyring):
    backends: ClassVar[list[KeyringBackend]] = []


class Falling(Chain):
    backends: ClassVar[list[KeyringBackend]] = [MemoryKeyring(), PlaintextKeyring()]


class ToGood(Chain):
    backends: ClassVar[list[KeyringBackend]] = [MemoryKeyring()]


class OfFail(fail.Keyring):
    priority = 9.0


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Vault.create(tmp_path, user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST).close()
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (fail.Keyring, "keeps nothing"),
        (null.Keyring, "keeps nothing"),
        (OfFail, "keeps nothing"),
        (PlaintextKeyring, "plain text"),
        (Discouraged, "do not recommend"),
        (Chain, "chain of nothing"),
        (Falling, "would fall to"),
    ],
)
def test_backends_that_keep_nothing_or_plain_text_are_refused(
    kind: type[KeyringBackend], why: str, home: Path
) -> None:
    keyring.set_keyring(kind())
    with pytest.raises(KeyringError, match=why):
        os_keyring.keep(home, "ada", PASSPHRASE)
    assert os_keyring.kept(home, "ada") is None


def test_the_alternative_keyrings_are_refused_by_their_module() -> None:
    other = type("EncryptedKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})
    assert "plain text" in os_keyring.why_not(other())
    assert os_keyring.why_not(ToGood()) == os_keyring.why_not(MemoryKeyring()) == ""


def test_a_pass_phrase_is_kept_for_one_workspace_and_user_and_taken_out(home: Path) -> None:
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    assert os_keyring.kept(home, None) is None
    os_keyring.keep(home, "ada", PASSPHRASE)
    assert os_keyring.kept(home, None) == os_keyring.kept(home, "ada") == PASSPHRASE
    assert os_keyring.kept(home, "eve") is None
    with Vault.create(home / "b", user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST) as other:
        assert os_keyring.kept(other.home, "ada") is None
    os_keyring.forget(home, None)
    os_keyring.forget(home, None)
    assert memory.held == {}


def test_a_keyring_that_forgets_or_is_locked_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(Forgetful())
    with pytest.raises(KeyringError, match="did not keep"):
        os_keyring.keep(home, "ada", PASSPHRASE)
    keyring.set_keyring(Locked())
    with pytest.raises(KeyringError, match="locked"):
        os_keyring.keep(home, "ada", PASSPHRASE)
    with pytest.raises(KeyringError, match="locked"):
        os_keyring.forget(home, "ada")
    assert os_keyring.kept(home, "ada") is None, "asked for instead"
    keyring.set_keyring(MemoryKeyring())
    monkeypatch.setattr("audit.vault.users", lambda _home: ("ada", "eve"))
    with pytest.raises(UnknownUserError):
        os_keyring.forget(home, None)


_STAND_IN = """
import json, pathlib
from keyring.backend import KeyringBackend
FILE = pathlib.Path({file!r})
class StandIn(KeyringBackend):
    priority = 5.0
    def _all(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {{}}
    def get_password(self, service, username):
        return self._all().get(service + username)
    def set_password(self, service, username, password):
        FILE.write_text(json.dumps(self._all() | {{service + username: password}}))
    def delete_password(self, service, username):
        left = self._all()
        del left[service + username]
        FILE.write_text(json.dumps(left))
"""


@pytest.mark.slow
def test_the_verb_keeps_it_and_nothing_is_asked_any_more(cli: Any, tmp_path: Path) -> None:
    (tmp_path / "stand_in.py").write_text(_STAND_IN.format(file=str(tmp_path / "held.json")))
    system = {
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "stand_in.StandIn",
    }
    alone = system | {"OMNI_MED_PASSPHRASE_FILE": ""}
    cli("init", **system)
    cli("studies", code=1, **alone)
    refused = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert "keeps nothing" in cli("keys", "keyring", "on", code=1, **refused).stderr
    cli("keys", "keyring", "on", **system)
    cli("studies", **alone)
    new = tmp_path / "new"
    new.write_text("quite another phrase\n")
    cli("keys", "passphrase", "--new", new, **alone)
    trail = json.loads(cli("audit", "show", "--json", **alone).stdout)
    assert [e["detail"] for e in trail if e["action"] == "keys.keyring"] == [{"on": True}]
    assert "quite another" not in json.dumps(trail)
    listed = json.loads(cli("check", "--json", **alone).stdout)
    (found,) = [item for item in listed if item["id"] == "environment.keyring"]
    assert found["status"] == "pass"
    assert "stand_in.StandIn" in found["evidence"]
    done = cli("keys", "keyring", "off", "--json", **system, OMNI_MED_PASSPHRASE_FILE=str(new))
    assert json.loads(done.stdout)["keyring"] == "off"
    cli("studies", code=1, **alone)


_SERVICE = """
set -e
printf 'words of the log-in' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$0" keys keyring on
unset OMNI_MED_PASSPHRASE_FILE
"$0" audit show --json >"$1/trail.json"
"$0" keys keyring off
if "$0" studies; then exit 9; fi
"""


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None,
    reason="no Secret Service here: apt install gnome-keyring dbus",
)
def test_a_real_secret_service_keeps_it(cli: Any, script: Path, tmp_path: Path) -> None:
    cli("init", "--user", "ada")
    (tmp_path / "run").mkdir(mode=0o700)
    places = {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", _SERVICE, str(script), str(tmp_path)],
        env={**cli.environment, **places},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert "is kept in the system's keyring" in done.stdout
    assert "is no longer kept there" in done.stdout
    assert "nobody is there to ask" in done.stderr, "the control: once it is out, it is asked for"
    trail = json.loads((tmp_path / "trail.json").read_text())
    assert [item["detail"] for item in trail if item["action"] == "keys.keyring"] == [{"on": True}]
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert files
    words = (tmp_path / "passphrase").read_text().strip().encode()
    assert not any(words in path.read_bytes() for path in files)
