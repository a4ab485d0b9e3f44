from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import ForbiddenError
from audit.sealing.keys import MINIMUM_COST
from omni_med.errors import ModelUnavailableError, UnknownModelError, WorkspaceError
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.guard import Sent
from omni_med.workspace import Workspace

KEY = "sk-CANARY-of-a-test"
ENTRY = ServerEntry("far", "https://a.example/v1", "m", certificates="PEM", price_in=2.0)
SENT = Sent("far", "a.example", "m", "draft/1/en", "a" * 64, "[1] CANARYWORD fever", ("b" * 64,))
UID = "1.2.826.0.1.3680043.10.543.1"


def test_a_server_is_asked_nothing_before_it_is_allowed(filled: Workspace) -> None:
    filled.add_server(ENTRY, KEY)
    with pytest.raises(ModelUnavailableError, match="not allowed"):
        filled.use_server("far")
    with pytest.raises(ModelUnavailableError, match="not allowed"):
        filled.record_sent(UID, SENT)
    with pytest.raises(WorkspaceError, match="reason"):
        filled.allow_server("far", " ")
    filled.allow_server("far", "contract of May")
    assert filled.use_server("far") == (ENTRY, KEY)
    filled.forbid_server("far")
    with pytest.raises(ModelUnavailableError, match="not allowed"):
        filled.use_server("far")


def test_servers_are_listed_without_their_keys(workspace: Workspace) -> None:
    workspace.add_server(ENTRY, KEY)
    workspace.allow_server("far", "contract of May")
    (server,) = workspace.servers()
    assert (server.entry, server.has_key, server.allowed_by) == (ENTRY, True, "ada")
    assert KEY not in repr(server)
    with pytest.raises(WorkspaceError, match="already"):
        workspace.add_server(ENTRY, KEY)


def test_a_removed_server_is_gone_and_its_name_is_free(workspace: Workspace) -> None:
    workspace.add_server(ENTRY, KEY)
    workspace.allow_server("far", "contract of May")
    workspace.remove_server("far")
    assert workspace.servers() == ()
    for call in (
        lambda: workspace.use_server("far"),
        lambda: workspace.allow_server("far", "again"),
        lambda: workspace.remove_server("far"),
    ):
        with pytest.raises(UnknownModelError):
            call()
    workspace.add_server(ENTRY)
    assert not workspace.servers()[0].allowed
    assert workspace.verify().ok


@pytest.mark.parametrize("key", ["two words", "ключ", "a\nb", "x" * 5000])
def test_what_is_no_key_is_refused(workspace: Workspace, key: str) -> None:
    with pytest.raises(WorkspaceError, match="no key"):
        workspace.add_server(ENTRY, key)


def test_neither_key_nor_words_lie_in_the_clear(filled: Workspace) -> None:
    filled.add_server(ENTRY, KEY)
    filled.allow_server("far", "contract of May")
    filled.record_sent(UID, SENT)
    (record,) = filled.sent(UID)
    assert (record.what, record.by) == (SENT, "ada")
    entries = [entry for entry in filled.trail() if entry.action.startswith("server.")]
    assert [entry.action for entry in entries if entry.action == "server.send"]
    assert KEY not in str(entries)
    assert "CANARYWORD" not in str(entries)
    for path in filled.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert KEY.encode() not in data
            assert b"CANARYWORD" not in data


def test_what_was_sent_goes_with_its_study(filled: Workspace) -> None:
    filled.add_server(ENTRY, KEY)
    filled.allow_server("far", "contract of May")
    filled.record_sent(UID, SENT)
    filled.shred(UID, "patient's wish")
    assert filled.sent(UID) == ()
    assert filled.verify().ok


def test_only_the_security_administrator_allows(workspace: Workspace) -> None:
    workspace.add_user("eve", "seven green bottles", ["ml-staff"], kdf=MINIMUM_COST)
    with Workspace.open(workspace.home, user="eve", passphrase="seven green bottles") as eve:
        eve.change_passphrase("eight brown bottles", kdf=MINIMUM_COST)
        eve.add_server(ENTRY, KEY)
        with pytest.raises(ForbiddenError):
            eve.allow_server("far", "I should like to")


def test_nothing_is_sent_of_a_study_that_a_label_keeps_back(filled: Workspace) -> None:
    filled.add_server(ENTRY, KEY)
    filled.allow_server("far", "contract of May")
    filled.set_label(UID, vip=True)
    filled.add_user("bob", "seven green bottles", ["radiologist"], kdf=MINIMUM_COST)
    with Workspace.open(filled.home, user="bob", passphrase="seven green bottles") as bob:
        bob.change_passphrase("eight brown bottles", kdf=MINIMUM_COST)
        with pytest.raises(ForbiddenError):
            bob.record_sent(UID, SENT)


def test_a_vault_without_servers_has_none(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.servers() == ()
    assert workspace.sent(UID) == ()
