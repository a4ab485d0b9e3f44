"""What happens between a key slot that opened and a vault that may be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from audit.catalogue.catalog import MetaRow
from audit.errors import SecondFactorError, TamperedError, VaultError
from audit.identity import accounts, refusals, slots
from audit.identity.accounts import Account
from audit.identity.factor import Proof
from audit.identity.keyslots import KeySlots
from audit.identity.refusals import Refusal, Taken
from audit.identity.roles import Role
from audit.sealing.keys import KeySlot
from audit.trail import Event, Value

if TYPE_CHECKING:
    from audit.vault import Vault

PASSPHRASE: Final = "passphrase"  # noqa: S105 - names a duty, is no secret
FACTOR: Final = "factor"
_EPOCH: Final = "refusals"


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody comes in.

    Attributes:
        slot: The key slot that opened; None for who has just made the vault.
        recovered: Whether it was the recovery code's.
        proof: Of the second factor.
    """

    slot: KeySlot | None
    recovered: bool = False
    proof: Proof = field(default_factory=Proof)


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it.

    Attributes:
        event: That somebody came in, or was refused after all.
        events: More for the trail, in order.
        taken: The refused log-ins before it.
        account: Who is in.
        pending: What must be done before anything else: ``passphrase``, ``factor``.
        token: Shows next time that the second factor was proved; empty where there is none.
        error: Why the door stays shut after all.
    """

    event: Event
    events: tuple[Event, ...]
    taken: Taken
    account: Account
    pending: frozenset[str] = frozenset()
    token: str = ""
    error: VaultError | None = None


def enter(vault: Vault, session: Session, entry: Entry, now: datetime) -> Entered:
    """Check everything about a user whose key slot opened, in a write transaction.

    Raises:
        TamperedError: If a security row is not the newest that the trail knows.
    """
    folder = vault.parts.folder
    events: list[Event] = []
    if vault.rows.read(session, *accounts.POLICY) is None:
        events += _found(vault, session, now)
    taken = _take(vault, session, now)
    events += _events(taken)
    error: VaultError | None = None
    try:
        events += _compare_slots(vault, session, entry.slot)
    except SlotsReplacedError as found:
        events.append(found.event)
        error = found
    account = accounts.read_account(vault.rows, session, vault.user)
    token = ""
    held = accounts.read_factor(vault, session, vault.user)
    if held is not None and not entry.recovered and error is None:
        try:
            used, token = accounts.admit(vault, session, held, entry.proof, now)
            events.append(used)
        except SecondFactorError as wrong:
            error = wrong
    if not refusals.is_clean(taken, folder):
        session.merge(MetaRow(key=_EPOCH, value=str(taken.epoch + 1)))
    pending = _pending(vault, session, account, now, has_factor=held is not None)
    detail: dict[str, Value] = {"with": "recovery code"} if entry.recovered else {}
    opened = Event("vault.open", detail=detail)
    if error is not None:
        refused = {**detail, "error": type(error).__name__}
        opened = Event("vault.open", detail=refused, outcome="failure")
    return Entered(opened, tuple(events), taken, account, pending, token, error)


def settle(vault: Vault, entered: Entered, entry: Entry, now: datetime) -> None:
    """Begin a new file of refusals after the commit, and refuse what must be refused.

    Raises:
        VaultError: If the door stays shut.
    """
    folder = vault.parts.folder
    if not refusals.is_clean(entered.taken, folder):
        own = entered.taken.own if entered.error is not None else ()
        carried = (*entered.taken.carried, *own)
        refusals.begin(folder, vault.parts.root, entered.taken, carried)
    if entered.error is not None:
        if isinstance(entered.error, SecondFactorError) and entry.proof.code:
            refusals.note(folder, Refusal(now.isoformat(), vault.user, "code"))
        raise entered.error


def drain(vault: Vault, now: datetime) -> None:
    """Put refusals on the trail and let them count no more: their user has just shown up."""
    with vault.act(Event("session.confirm")) as tx:
        taken = _take(vault, tx.session, now)
        for event in _events(taken):
            tx.also(event)
        tx.session.merge(MetaRow(key=_EPOCH, value=str(taken.epoch + 1)))
    refusals.begin(vault.parts.folder, vault.parts.root, taken, taken.carried)


def _take(vault: Vault, session: Session, now: datetime) -> Taken:
    row = session.get(MetaRow, _EPOCH)
    epoch = int(row.value) if row else 0
    return refusals.take(vault.parts.folder, vault.parts.root, epoch, vault.user, now)


def _events(taken: Taken) -> list[Event]:
    found = [
        Event(
            "vault.open",
            detail={"refused": item.time, "as": item.user, "what": item.what},
            outcome="failure",
        )
        for item in taken.fresh
    ]
    if taken.broken:
        found.append(Event("refusals.broken", detail={"file": taken.broken}, outcome="failure"))
    return found


def _found(vault: Vault, session: Session, now: datetime) -> list[Event]:
    """Write the first rows: the rules of one user alone, who owns the workspace."""
    rows, since = vault.rows, now.timestamp()
    kept = KeySlots.read(vault.parts.folder)
    made = [
        rows.write(session, *accounts.POLICY, {}, Event("policy.change")),
        rows.write(session, *slots.ROW, kept.to_plain(), Event("keyslots.write")),
    ]
    for user in kept.users:
        account = Account(user, frozenset({Role.OWNER}), made=since, changed=since)
        event = Event("user.add", detail={"roles": Role.OWNER.value})
        made.append(rows.write(session, accounts.KIND, user, account.to_plain(), event))
    return made


class SlotsReplacedError(TamperedError):
    """The file of key slots was an old one; the pass phrase of then opened it."""

    hint = "The present file was put back: use the present pass phrase."

    def __init__(self, event: Event) -> None:
        super().__init__("An old file of key slots had been put in place.")
        self.event = event


def _compare_slots(vault: Vault, session: Session, used: KeySlot | None) -> list[Event]:
    """Put the present file of key slots back where it was replaced.

    Raises:
        SlotsReplacedError: If the slot that opened is none of the present ones.
    """
    kept = slots.read(vault, session)
    try:
        same = KeySlots.read(vault.parts.folder) == kept
    except TamperedError:
        same = False
    if same:
        return []
    kept.write(vault.parts.folder)
    event = Event("keyslots.replaced", detail={"put_back": True}, outcome="failure")
    if used is not None and used not in (*kept.slots, *kept.recovery):
        raise SlotsReplacedError(event)
    return [event]


def _pending(
    vault: Vault, session: Session, account: Account, now: datetime, *, has_factor: bool
) -> frozenset[str]:
    pending = set()
    if accounts.must_change(vault, session, account, now):
        pending.add(PASSPHRASE)
    alone = len(vault.rows.names(session, accounts.KIND)) == 1
    if account.is_administrator and not has_factor and not alone:
        pending.add(FACTOR)
    return frozenset(pending)
