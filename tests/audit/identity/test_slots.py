from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.errors import StorageFullError, TamperedError, UnknownUserError, WeakPassphraseError
from audit.errors import WrongPassphraseError as Wrong
from audit.identity.slots import change_passphrase, make_recovery, read_code
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event
from audit.vault import Vault, users


def opens(home: Path, words: str, *, recovery: bool = False) -> bool:
    try:
        Vault.open(home, passphrase=words, recovery=recovery).close()
    except Wrong:
        return False
    return True


def test_a_new_pass_phrase_opens_and_the_old_one_does_not(vault: Vault, passphrase: str) -> None:
    with vault.act(Event("t")) as tx:
        name = tx.put("note", "s", b"words")
    change_passphrase(vault, "new words", MINIMUM_COST)
    assert opens(vault.home, "new words")
    assert not opens(vault.home, passphrase)
    with Vault.open(vault.home, passphrase="new words") as again:
        assert again.read(name) == b"words"
        assert again.verify().ok
        assert "keys.passphrase" in [entry.action for entry in again.trail()]
    with pytest.raises(WeakPassphraseError):
        change_passphrase(vault, "  ", MINIMUM_COST)
    assert opens(vault.home, "new words")


def test_an_old_file_of_slots_is_refused_and_replaced(vault: Vault, passphrase: str) -> None:
    slots = vault.home / "vault/keyslots.json"
    shutil.copy(slots, vault.home / "copy")
    change_passphrase(vault, "new words", MINIMUM_COST)
    present = slots.read_bytes()
    shutil.copy(vault.home / "copy", slots)
    with pytest.raises(TamperedError, match="old file of key slots"):
        Vault.open(vault.home, passphrase=passphrase)
    assert slots.read_bytes() == present, "the present file was put back"
    assert not opens(vault.home, passphrase)
    assert opens(vault.home, "new words")
    last = [entry for entry in vault.trail() if entry.action == "keyslots.replaced"][-1]
    assert last.outcome == "failure"


def test_an_old_copy_of_the_whole_folder_opens_with_the_old_pass_phrase(
    vault: Vault, passphrase: str, tmp_path: Path
) -> None:
    """The control: what a new pass phrase does not reach, as the user guide says."""
    shutil.copytree(vault.home / "vault", tmp_path / "old" / "vault")
    change_passphrase(vault, "new words", MINIMUM_COST)
    assert opens(tmp_path / "old", passphrase)


def test_a_full_disk_keeps_the_old_pass_phrase(
    vault: Vault, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFullError

    with monkeypatch.context() as patch:
        patch.setattr("audit.identity.keyslots.replace_durably", full)
        with pytest.raises(StorageFullError):
            change_passphrase(vault, "new words", MINIMUM_COST)
    assert opens(vault.home, passphrase)
    last = [entry for entry in vault.trail() if entry.action == "keys.passphrase"][-1]
    assert last.outcome == "failure"


def test_a_recovery_code_opens_and_is_stored_nowhere(vault: Vault, passphrase: str) -> None:
    with pytest.raises(UnknownUserError, match="No recovery code"):
        Vault.open(vault.home, passphrase="x", recovery=True)
    sheet = make_recovery(vault, MINIMUM_COST)
    assert sheet.code not in repr(sheet)
    assert (len(sheet.code), sheet.code.count("-")) == (49, 9)
    assert opens(vault.home, sheet.code, recovery=True)
    assert opens(vault.home, f" {sheet.code.lower().replace('-', ' ')}\n", recovery=True)
    assert opens(vault.home, sheet.code.replace("O", "0").replace("I", "1"), recovery=True)
    assert opens(vault.home, passphrase)
    assert not opens(vault.home, sheet.code), "it is no pass phrase"
    assert not opens(vault.home, passphrase, recovery=True)
    assert users(vault.home) == ("ada",)
    vault.close()
    for needle in (sheet.code.encode(), sheet.code.replace("-", "").encode()):
        for path in vault.home.rglob("*"):
            assert not path.is_file() or needle not in path.read_bytes()


def test_a_later_code_replaces_the_earlier_one(vault: Vault) -> None:
    one, two = make_recovery(vault, MINIMUM_COST), make_recovery(vault, MINIMUM_COST)
    assert one.code != two.code
    assert not opens(vault.home, one.code, recovery=True)
    assert opens(vault.home, two.code, recovery=True)
    change_passphrase(vault, "new words", MINIMUM_COST)
    assert opens(vault.home, two.code, recovery=True), "a new pass phrase keeps the code"


def test_mistyped_codes_are_said_to_be(vault: Vault) -> None:
    code = make_recovery(vault, MINIMUM_COST).code
    other = "B" if code[0] != "B" else "C"
    swapped = code[5:9] + code[4] + code[:4] + code[9:]
    for wrong in (other + code[1:], code[:-1], code + "A", "", "!!", swapped):
        if read_is_refused(wrong):
            continue
        assert wrong == code, wrong
    assert not opens(vault.home, other + code[1:], recovery=True)
    with Vault.open(vault.home, passphrase=code, recovery=True) as again:
        assert [entry.outcome for entry in again.trail()].count("failure") == 1


def read_is_refused(code: str) -> bool:
    try:
        read_code(code)
    except Wrong as error:
        return "mistyped" in str(error)
    return False


def test_a_recovery_slot_is_bound_to_its_user_and_vault(vault: Vault) -> None:
    code = make_recovery(vault, MINIMUM_COST).code
    slots = vault.home / "vault/keyslots.json"
    document = json.loads(slots.read_text())
    assert document["recovery"][0]["user"] == "ada/recovery"
    document["slots"], document["recovery"] = document["recovery"], document["slots"]
    document["slots"][0]["user"], document["recovery"][0]["user"] = "ada", "ada/recovery"
    slots.write_text(json.dumps(document))
    assert not opens(vault.home, code.replace("-", ""))
