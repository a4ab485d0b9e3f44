"""Roles at the door, labels, emergencies, locking: what is let in, and what is not."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.errors import (
    ForbiddenError,
    LockedOutError,
    SecondFactorError,
    SessionLockedError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from audit.identity import Proof, Role
from audit.identity.factor import code_at
from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.errors import UnknownStudyError, WorkspaceError
from omni_med.workspace import Workspace
from omni_med.workspace.people import door
from omni_med.workspace.people.permissions import FIRST, PERMISSIONS, UNLABELLED, WHILE_LOCKED

UID = "1.2.826.0.1.3680043.10.543.1"
SLICE = f"{UID}.1.1"
FIRST_WORDS = "seven green bottles on a wall"
WORDS = "eight brown bottles in a hall"
Enter = Callable[..., Workspace]


def operations() -> set[str]:
    return {
        name
        for name, member in inspect.getmembers(Workspace, inspect.isfunction)
        if not name.startswith("_")
    }


def test_every_public_operation_has_an_entry_and_every_entry_an_operation() -> None:
    assert operations() - PERMISSIONS.keys() == set(), "operations without an entry"
    assert PERMISSIONS.keys() - operations() == set(), "entries without an operation"
    assert PERMISSIONS.keys() >= FIRST | WHILE_LOCKED | UNLABELLED


def test_the_door_stands_before_every_public_operation() -> None:
    for name in operations():
        assert hasattr(getattr(Workspace, name), "__wrapped__"), name


def test_administrators_reach_no_patient_and_readers_no_rights() -> None:
    patient = {"studies", "open_case", "header", "read_instance", "open_instance", "analyses"}
    patient |= {"read_into", "open_series"}
    rights = {"add_user", "change_user", "set_policy", "set_label", "reset_passphrase"}
    for name in patient:
        assert not PERMISSIONS[name] & {Role.SYSTEM, Role.SECURITY, Role.AUDIT}, name
    for name in rights:
        assert PERMISSIONS[name] == {Role.SECURITY, Role.OWNER}, name
    assert PERMISSIONS["trail"] == {Role.AUDIT, Role.OWNER}
    assert PERMISSIONS["sign_report"] == {Role.RADIOLOGIST, Role.OWNER}


@pytest.fixture
def enter(filled: Workspace) -> Any:
    """Return a function that adds a user, and opens the workspace as that user."""
    opened: list[Workspace] = []

    def entered(name: str, *roles: str, **given: Any) -> Workspace:
        filled.add_user(name, FIRST_WORDS, roles, kdf=MINIMUM_COST, **given)
        made = Workspace.open(filled.home, user=name, passphrase=FIRST_WORDS)
        opened.append(made)
        if "service" not in roles:
            made.change_passphrase(WORDS, kdf=MINIMUM_COST)
        if made._vault.pending:
            made.enrol_factor()
        return made

    yield entered
    for workspace in opened:
        workspace.close()


CALLS: dict[str, Callable[[Workspace], object]] = {
    "studies": lambda w: w.studies(),
    "open_case": lambda w: w.open_case(UID),
    "read_instance": lambda w: w.read_instance(SLICE),
    "trail": lambda w: w.trail(),
    "verify": lambda w: w.verify(),
    "rotate_keys": lambda w: w.rotate_keys(),
    "users": lambda w: w.users(),
    "set_policy": lambda w: w.set_policy(days=60),
    "save_measurements": lambda w: w.save_measurements(UID, []),
    "journal": lambda w: w.journal("job"),
    "emergencies": lambda w: w.emergencies(),
}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER}))
def test_the_matrix_holds_at_the_door(filled: Workspace, enter: Enter, role: Role) -> None:
    workspace = enter("bob", role)
    for name, call in CALLS.items():
        if role in PERMISSIONS[name]:
            call(workspace)
        else:
            with pytest.raises(ForbiddenError):
                call(workspace)
    denied = [e.detail["operation"] for e in filled.trail() if e.action == "access.denied"]
    assert denied == [name for name in CALLS if role not in PERMISSIONS[name]]


def test_nothing_comes_before_a_pass_phrase_of_ones_own(filled: Workspace) -> None:
    filled.add_user("bob", FIRST_WORDS, ["radiologist"], kdf=MINIMUM_COST)
    with Workspace.open(filled.home, user="bob", passphrase=FIRST_WORDS) as bob:
        with pytest.raises(ForbiddenError, match="of your own"):
            bob.studies()
        with pytest.raises(WeakPassphraseError, match="replaced"):
            bob.change_passphrase(FIRST_WORDS, kdf=MINIMUM_COST)
        bob.change_passphrase(WORDS, kdf=MINIMUM_COST)
        assert len(bob.studies()) == 1


def test_an_administrator_with_a_pass_phrase_alone_is_refused(filled: Workspace) -> None:
    filled.add_user("sec", FIRST_WORDS, ["security-admin"], kdf=MINIMUM_COST)
    with Workspace.open(filled.home, user="sec", passphrase=FIRST_WORDS) as sec:
        sec.change_passphrase(WORDS, kdf=MINIMUM_COST)
        with pytest.raises(ForbiddenError, match="second factor"):
            sec.users()
        shown = sec.enrol_factor()
        assert len(sec.users()) == 2
    with pytest.raises(SecondFactorError):
        Workspace.open(filled.home, user="sec", passphrase=WORDS)
    with Workspace.open(
        filled.home, user="sec", passphrase=WORDS, proof=Proof(shown.codes[0])
    ) as sec:
        assert sec.users()[1].codes == 9
    assert code_at(shown.secret, filled.trail()[-1].time).isdecimal()


def test_a_disabled_user_is_out_of_the_open_session_too(
    filled: Workspace, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = enter("bob", "radiologist")
    assert bob.studies()
    filled.change_user("bob", enabled=False)
    monkeypatch.setattr(door, "_FRESH", 0.0)
    with pytest.raises(ForbiddenError, match="disabled"):
        bob.studies()


def test_a_label_keeps_a_study_from_whom_it_is_not_for(
    filled: Workspace, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omni_med.workspace.people.labels._FRESH", 0.0)
    inside = enter("ina", "radiologist", departments=["cardiology"])
    outside = enter("otto", "radiologist", departments=["orthopaedics"])
    cleared = enter("vera", "radiologist", departments=["cardiology"], vip=True)
    readers = (inside, outside, cleared)
    assert [len(reader.studies()) for reader in readers] == [1, 1, 1], "the control: no label"
    monkeypatch.setattr("omni_med.workspace.filing._FRESH", -1.0)
    opened = outside.open_series(f"{UID}.1")
    assert opened.read_into(SLICE, 0, memoryview(bytearray(9))) == 9
    filled.set_label(UID, department="cardiology")
    with pytest.raises(ForbiddenError, match="label"):
        opened.read_into(SLICE, 0, memoryview(bytearray(9)))
    assert [len(reader.studies()) for reader in readers] == [1, 0, 1]
    filled.set_label(UID, department="cardiology", vip=True)
    assert [len(reader.studies()) for reader in readers] == [0, 0, 1]
    for call in (
        lambda w: w.open_case(UID),
        lambda w: w.read_instance(SLICE),
        lambda w: w.open_instance(SLICE),
        lambda w: w.read_into(SLICE, 0, memoryview(bytearray(9))),
        lambda w: w.open_series(f"{UID}.1"),
        lambda w: w.header(SLICE),
        lambda w: w.rendering(SLICE),
        lambda w: w.renderings(f"{UID}.1"),
        lambda w: w.analyses(UID),
        lambda w: w.measurements(UID),
        lambda w: w.save_measurements(UID, []),
    ):
        with pytest.raises(ForbiddenError, match="label"):
            call(outside)
        call(cleared)
    refused = [e for e in filled.trail(subject=UID) if e.action == "access.denied"]
    assert {entry.user for entry in refused} == {"otto"}
    assert all(entry.outcome == "failure" for entry in refused)
    filled.set_label(UID)
    assert outside.studies()


def test_an_emergency_opens_one_study_for_a_while_and_is_reviewed(
    filled: Workspace, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omni_med.workspace.people.labels._FRESH", 0.0)
    filled.set_label(UID, vip=True)
    bob, eve, aud = (
        enter("bob", "radiologist"),
        enter("eve", "trainee"),
        enter("aud", "audit-admin"),
    )
    for reason in ("", "short"):
        with pytest.raises(WorkspaceError, match="reason"):
            bob.break_glass(UID, reason)
    with pytest.raises(WorkspaceError, match="12 hours"):
        bob.break_glass(UID, "patient unconscious", length=timedelta(hours=13))
    with pytest.raises(UnknownStudyError):
        bob.break_glass("9.9", "patient unconscious")
    with pytest.raises(ForbiddenError):
        aud.break_glass(UID, "just looking, really")
    made = bob.break_glass(UID, "patient unconscious, no other reader")
    bob.open_case(UID)
    assert bob.studies()
    with pytest.raises(ForbiddenError):
        eve.open_case(UID)  # it is bob's alone
    (seen,) = aud.emergencies()
    assert (seen.user, seen.reviewed_by, seen.reason) == ("bob", "", made.reason)
    with pytest.raises(ForbiddenError):
        bob.review_emergency(made.id, "fine")
    with pytest.raises(WorkspaceError, match="says something"):
        aud.review_emergency(made.id, " ")
    aud.review_emergency(made.id, "agreed with the ward")
    with pytest.raises(WorkspaceError, match="was reviewed"):
        aud.review_emergency(made.id, "again")
    short = bob.break_glass(UID, "once more for a moment", length=timedelta(microseconds=1))
    actions = [entry.action for entry in aud.trail()]
    assert actions.count("access.break-glass") == 2
    assert short.ends <= short.begun[:19] + "+00:00"
    with pytest.raises(WorkspaceError, match="own emergency"):
        filled.review_emergency(filled.break_glass(UID, "the owner in a hurry").id, "mine")


def test_a_locked_session_reads_nothing_and_keeps_what_was_begun(
    filled: Workspace, tmp_path: Path
) -> None:
    filled.open_case(UID)
    filled.lock()
    for call in CALLS.values():
        if call is not CALLS["save_measurements"]:
            with pytest.raises(SessionLockedError):
                call(filled)
    filled.save_measurements(UID, [])
    with pytest.raises(WrongPassphraseError):
        filled.unlock("guess")
    with pytest.raises(SessionLockedError):
        filled.open_case(UID)
    filled.unlock("a horse and a stapler")
    filled.open_case(UID)
    actions = [entry.action for entry in filled.trail()]
    assert actions.count("session.lock") == 1
    assert actions.count("session.unlock") == 2, "the refused try as well"


def test_guesses_at_a_locked_session_lock_the_name_and_a_right_one_forgives(
    filled: Workspace,
) -> None:
    for _ in range(2):  # four wrong ones, twice, with a right one between
        filled.lock()
        for _ in range(4):
            with pytest.raises(WrongPassphraseError):
                filled.unlock("guess")
        filled.unlock("a horse and a stapler")
    filled.lock()
    for _ in range(5):
        with pytest.raises(WrongPassphraseError):
            filled.unlock("guess")
    with pytest.raises(LockedOutError):
        filled.unlock("a horse and a stapler")
    with pytest.raises(LockedOutError):
        Workspace.open(filled.home, passphrase="a horse and a stapler")


def test_a_program_gets_its_batch_and_nothing_else(
    filled: Workspace, enter: Enter, pool: DecodePool
) -> None:
    bot = enter("bot", "service")
    bot.open_case(UID)
    bot.append_journal("job", {"a": b"1"})
    for refused in (bot.trail, bot.users, bot.verify, bot.rotate_keys):
        with pytest.raises(ForbiddenError):
            refused()
