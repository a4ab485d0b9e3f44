"""What is found just now about users, their proofs and their rights: evidence for the controls."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from audit.errors import LockedOutError, SecondFactorError, WeakPassphraseError
from audit.identity import accounts, factor, refusals
from audit.identity.accounts import Account, Listed
from audit.identity.factor import Proof, code_at
from audit.identity.policy import IDLE, LOCKED, TRIES, Policy
from audit.identity.refusals import Refusal, Taken
from audit.identity.roles import ADMINISTRATORS, Role, excludes
from audit.sealing.keys import RootKey
from audit.vault import Vault
from omni_med.workspace.people.labels import GRANT, LABEL, Label, Labels

Found = tuple[Literal["pass", "fail", "not-applicable"], str, str]
"""Status, evidence, advice."""
ALONE: Final[Found] = (
    "not-applicable",
    "the workspace has one user, who may do everything in it",
    "Do not share the pass phrase.",
)
_LATE: Final = timedelta(days=7)


def identity(vault: Vault) -> Found:
    """Look at users, their slots, and the rules for pass phrases."""
    listed = accounts.list_users(vault)
    with vault.look() as session:
        rules = accounts.read_policy(vault.rows, session)
    names = [item.account.name.casefold() for item in listed]
    twice = len(names) - len(set(names))
    weak = _refuses_weak(rules)
    must = sum(item.expired for item in listed)
    text = (
        f"{len(names)} users, {twice} of them twice, each with a key slot of their own; pass "
        f"phrases need {rules.minimum} characters, a well-known one was "
        f"{'refused' if weak else 'TAKEN'} just now; "
        f"{f'they expire after {rules.days} days' if rules.days else 'they never expire'}; "
        f"{must} must be changed"
    )
    good = not twice and weak and rules.days > 0
    return ("pass" if good else "fail", text, "Run `omni-med users policy --days 90`.")


def _refuses_weak(rules: Policy) -> bool:
    try:
        rules.check("password", "somebody")
    except WeakPassphraseError:
        return True
    return False


def lockout(refused: int) -> Found:
    """Refuse pass phrases in a sample and see when it locks."""
    at = _locks_at()
    text = (
        f"a sample locked at refusal {at} of {TRIES}, for {LOCKED // timedelta(minutes=1)} "
        f"minutes; {refused} refusals are on the trail; the desktop locks after "
        f"{IDLE // timedelta(minutes=1)} minutes without key or mouse"
    )
    return ("pass" if at == TRIES else "fail", text, "Tell who maintains OmniMed.")


def _locks_at() -> int:
    """Return at which refusal a sample locked; 0 if never."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder, root = Path(name), RootKey(os.urandom(32), "sample")
        refusals.begin(folder, root, Taken((), (), (), "", 0), ())
        for number in range(1, 2 * TRIES):
            refusals.note(folder, Refusal(now.isoformat(), "sample", "passphrase"))
            try:
                refusals.check(folder, "sample", now)
            except LockedOutError:
                return number
    return 0


def factors(vault: Vault) -> Found:
    """See that a code opens once, and who has a second factor."""
    listed = [item for item in accounts.list_users(vault) if item.account.enabled]
    needed = [item for item in listed if _needs_factor(item.account, alone=len(listed) == 1)]
    missing = [item for item in needed if not item.factor]
    replayed = _takes_a_replay()
    text = (
        f"{len(needed) - len(missing)} of {len(needed)} who need a second factor have one (TOTP); "
        f"a code used twice was {'TAKEN' if replayed else 'refused'} just now; in a department "
        "administrators without one are let in only to make one"
    )
    good = not missing and not replayed
    return ("pass" if good else "fail", text, "Let them run `omni-med users totp`.")


def _needs_factor(account: Account, *, alone: bool) -> bool:
    return alone or account.is_administrator or Role.OWNER in account.roles


def _takes_a_replay() -> bool:
    held, shown = factor.enrol("sample", "0" * 32)
    now = datetime.now(UTC)
    proof = Proof(code_at(shown.secret, now))
    held, _, _ = held.admit(proof, now)
    try:
        held.admit(proof, now)
    except SecondFactorError:
        return False
    return True


def roles(vault: Vault) -> Found:
    """See who holds what."""
    listed = _enabled(vault)
    if len(listed) == 1:
        return ALONE
    held = {role for item in listed for role in item.account.roles}
    owners = sum(Role.OWNER in item.account.roles for item in listed)
    missing = ADMINISTRATORS - held
    apart = sum(excludes(one, other) for one in Role for other in Role if one < other)
    staff = f"nobody is {', '.join(sorted(missing))}" if missing else "each administrator is there"
    text = (
        f"{len(listed)} users in {len(held)} roles, {apart} pairs of roles exclude each other; "
        f"{owners} may still do everything; {staff}"
    )
    advice = "Add what is missing, then give the owner other roles: `omni-med users role`."
    return ("pass" if not owners and not missing else "fail", text, advice)


def labels(vault: Vault) -> Found:
    """See that a label keeps somebody out, and count the labels."""
    if len(_enabled(vault)) == 1:
        return ALONE
    outsider = Account("sample", frozenset({Role.RADIOLOGIST}))
    kept = not Label(vip=True).admits(outsider) and not Label("a").admits(outsider)
    with vault.look() as session:
        count = len(vault.rows.names(session, LABEL))
    text = (
        f"{count} studies are labelled; a reader who is not cleared was "
        f"{'refused' if kept else 'LET IN'} just now"
    )
    return ("pass" if kept else "fail", text, "Tell who maintains OmniMed.")


def emergencies(vault: Vault) -> Found:
    """See which emergencies wait for review."""
    if len(_enabled(vault)) == 1:
        return ALONE
    with vault.look() as session:
        found = Labels(vault).emergencies(session) if vault.rows.names(session, GRANT) else ()
    late = (datetime.now(UTC) - _LATE).isoformat(timespec="seconds")
    waiting = [item for item in found if not item.reviewed_by]
    old = sum(item.begun < late for item in waiting)
    text = (
        f"{len(found)} emergencies, each with reason and end; {len(waiting)} wait for review, "
        f"{old} of them for more than {_LATE.days} days"
    )
    return ("fail" if old else "pass", text, "Run `omni-med access list` and `access review`.")


def _enabled(vault: Vault) -> list[Listed]:
    return [item for item in accounts.list_users(vault) if item.account.enabled]
