"""The users of a vault: adding, changing, disabling; each change sealed and on the trail."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from audit.errors import RoleError, UnknownUserError
from audit.identity import factor, policy, slots
from audit.identity.factor import Enrolment, Factor, Proof
from audit.identity.keyslots import KeySlots, check_user_name
from audit.identity.policy import Policy
from audit.identity.roles import ADMINISTRATORS, Role, check_roles
from audit.identity.rows import Document, SecurityRows
from audit.sealing.keys import KdfCost, KeySlot
from audit.trail import Event, Value

if TYPE_CHECKING:
    from audit.catalogue.transaction import Transaction
    from audit.vault import Vault

KIND: Final = "account"
POLICY: Final = ("policy", "workspace")


@dataclass(frozen=True, slots=True)
class Account:
    """One user.

    Attributes:
        name: The user's name.
        roles: What the user is here for.
        enabled: Whether there is a key slot.
        departments: Whose labelled studies the user may read.
        vip: Whether the user may read studies that are labelled so.
        made: When the account was made, seconds since 1970.
        changed: When the pass phrase was set.
        must_change: Whether somebody else set it: the user must choose another first.
        parked: The key slot of a disabled user, in the sealed row instead of the file.
    """

    name: str
    roles: frozenset[Role]
    enabled: bool = True
    departments: frozenset[str] = frozenset()
    vip: bool = False
    made: float = 0.0
    changed: float = 0.0
    must_change: bool = False
    parked: str = field(default="", repr=False)

    @property
    def is_administrator(self) -> bool:
        """Whether the user gives rights, keeps the machine, or watches both."""
        return bool(self.roles & ADMINISTRATORS)

    def to_plain(self) -> Document:
        """Return it as JSON values."""
        plain: dict[str, Any] = asdict(self)
        return {**plain, "roles": sorted(self.roles), "departments": sorted(self.departments)}

    @classmethod
    def from_plain(cls, plain: Document) -> Account:
        """Read what ``to_plain`` wrote."""
        roles = frozenset(Role(name) for name in plain["roles"])
        return cls(**{**plain, "roles": roles, "departments": frozenset(plain["departments"])})


@dataclass(frozen=True, slots=True)
class Listed:
    """One user, as a list shows it.

    Attributes:
        account: The account.
        factor: Whether there is a second factor.
        codes: Recovery codes that are left.
        expired: Whether the pass phrase must be changed.
    """

    account: Account
    factor: bool
    codes: int
    expired: bool


def read_policy(rows: SecurityRows, session: Session) -> Policy:
    """Return the workspace's rules."""
    document = rows.read(session, *POLICY)
    return Policy() if document is None else Policy(**document)


def read_account(rows: SecurityRows, session: Session, user: str) -> Account:
    """Return one user's account.

    Raises:
        UnknownUserError: If there is none.
        TamperedError: If it is not the newest that the trail knows.
    """
    document = rows.read(session, KIND, user)
    if document is None:
        raise UnknownUserError("This workspace has no user of that name.")
    return Account.from_plain(document)


def read_accounts(rows: SecurityRows, session: Session) -> tuple[Account, ...]:
    """Return all accounts, by name."""
    return tuple(Account.from_plain(item) for item in rows.all(session, KIND).values())


def list_users(vault: Vault) -> tuple[Listed, ...]:
    """Return all users with what a security administrator wants to see of them."""
    rows, now = vault.rows, vault.parts.clock().timestamp()
    with vault.look() as session:
        rules = read_policy(rows, session)
        factors = rows.all(session, factor.KIND)
        return tuple(
            Listed(
                account,
                bool(factors.get(account.name, {}).get("secret")),
                len(factors.get(account.name, {}).get("codes", [])),
                _expires(account, rules, now),
            )
            for account in read_accounts(rows, session)
        )


def _expires(account: Account, rules: Policy, now: float) -> bool:
    expires = Role.SERVICE not in account.roles and rules.expired(account.changed, now)
    return account.must_change or expires


def must_change(vault: Vault, session: Session, account: Account, now: datetime) -> bool:
    """Say whether a user must choose a new pass phrase before anything else."""
    return _expires(account, read_policy(vault.rows, session), now.timestamp())


def add_user(
    vault: Vault,
    name: str,
    passphrase: str,
    roles: frozenset[Role],
    *,
    departments: frozenset[str] = frozenset(),
    vip: bool = False,
    cost: KdfCost,
) -> Account:
    """Add a user with a key slot of their own, whose pass phrase they must change first.

    The second user makes the workspace a department: its rules become stricter.

    Raises:
        UnknownUserError: If the name cannot be used or is taken.
        RoleError: If the roles exclude each other.
        WeakPassphraseError: If the pass phrase is refused.
    """
    check_roles(roles)
    if Role.OWNER in roles:
        raise RoleError("A workspace has one owner: who made it.")
    check_user_name(name)
    Policy.department().check(passphrase, name)
    parts = vault.parts
    slot = parts.root.seal(name, passphrase, cost)
    now = parts.clock().timestamp()
    account = Account(
        name,
        roles,
        departments=departments,
        vip=vip,
        made=now,
        changed=now,
        must_change=Role.SERVICE not in roles,
    )

    def put(tx: Transaction, kept: KeySlots) -> KeySlots:
        taken = {user.casefold() for user in vault.rows.names(tx.session, KIND)}
        if name.casefold() in taken:
            raise UnknownUserError("There is a user of that name.", hint="Choose another name.")
        if read_policy(vault.rows, tx.session) == Policy():
            stricter = asdict(Policy.department())
            tx.also(vault.rows.write(tx.session, *POLICY, stricter, Event("policy.change")))
        tx.also(_write(vault, tx.session, account, Event("user.add", detail=_words(account))))
        return replace(kept, slots=(*kept.slots, slot))

    slots.rewrite(vault, Event("users.add", name), put)
    return account


def _words(account: Account) -> dict[str, Value]:
    return {
        "roles": " ".join(sorted(account.roles)),
        "departments": " ".join(sorted(account.departments)),
        "vip": account.vip,
        "enabled": account.enabled,
    }


def _write(vault: Vault, session: Session, account: Account, event: Event) -> Event:
    return vault.rows.write(session, KIND, account.name, account.to_plain(), event)


def change_account(vault: Vault, name: str, change: Callable[[Account], Account]) -> Account:
    """Change roles, departments, clearance, or whether a user is enabled.

    A disabled user's key slot leaves the file: the pass phrase opens nothing any more.

    Raises:
        UnknownUserError: If there is no such user.
        RoleError: If roles exclude each other, or the last of those who must be there would go.
    """
    after: list[Account] = []

    def put(tx: Transaction, kept: KeySlots) -> KeySlots:
        before = read_account(vault.rows, tx.session, name)
        account = change(before)
        check_roles(account.roles)
        if Role.OWNER in account.roles and Role.OWNER not in before.roles:
            raise RoleError("A workspace has one owner: who made it.")
        everybody = {item.name: item for item in read_accounts(vault.rows, tx.session)}
        _check_staff({**everybody, name: account}, before)
        kept, account = _park(kept, account)
        tx.also(_write(vault, tx.session, account, Event("user.change", detail=_words(account))))
        after.append(account)
        return kept

    slots.rewrite(vault, Event("users.change", name), put)
    return after[0]


def _park(kept: KeySlots, account: Account) -> tuple[KeySlots, Account]:
    """Move a key slot between the file and the sealed row, as the account is enabled or not."""
    if account.enabled and account.parked:
        slot = KeySlot.from_plain(json.loads(account.parked))
        return replace(kept, slots=(*kept.slots, slot)), replace(account, parked="")
    if not account.enabled and not account.parked:
        slot = kept.slot(account.name)
        others = tuple(item for item in kept.slots if item is not slot)
        own = slots.recovery_names(account.name)
        recovery = tuple(item for item in kept.recovery if item.user not in own)
        parked = json.dumps(slot.to_plain())
        return replace(kept, slots=others, recovery=recovery), replace(account, parked=parked)
    return kept, account


def _check_staff(everybody: dict[str, Account], before: Account) -> None:
    """Refuse a change after which nobody could give rights, or watch who gives them."""
    roles: set[Role] = set()
    for item in everybody.values():
        if item.enabled:
            roles |= item.roles
    if Role.OWNER in roles:
        return
    missing = ADMINISTRATORS - roles
    if missing and (before.roles & (ADMINISTRATORS | {Role.OWNER})):
        raise RoleError(
            f"Nobody would be {', '.join(sorted(missing))} any more.",
            hint="Give that role to another user first.",
        )


def reset_passphrase(vault: Vault, name: str, passphrase: str, cost: KdfCost) -> None:
    """Give another user a new pass phrase, which that user must change first.

    Raises:
        UnknownUserError: If there is no such user, or it is disabled.
        WeakPassphraseError: If it is refused.
    """
    parts = vault.parts
    with vault.look() as session:
        account = read_account(vault.rows, session, name)
        read_policy(vault.rows, session).check(passphrase, name)
    slot = parts.root.seal(name, passphrase, cost)

    def put(tx: Transaction, kept: KeySlots) -> KeySlots:
        kept.slot(name)
        changed = replace(
            account,
            changed=parts.clock().timestamp(),
            must_change=Role.SERVICE not in account.roles,
        )
        tx.also(_write(vault, tx.session, changed, Event("user.passphrase")))
        new = tuple(slot if item.user == name else item for item in kept.slots)
        return replace(kept, slots=new)

    slots.rewrite(vault, Event("users.passphrase", name), put)


def _unasked(_shown: Enrolment) -> str | None:
    return None


def enrol_factor(
    vault: Vault, name: str, hand_over: Callable[[Enrolment], str | None] = _unasked
) -> Enrolment:
    """Give a user a new second factor; an earlier one is worth nothing any more.

    Args:
        vault: Where.
        name: Whose.
        hand_over: Shows it before it is in force, and returns the first code of the
            authenticator, or None where nobody can be asked.

    Raises:
        UnknownUserError: If there is no such user.
        SecondFactorError: If that code is not the authenticator's: nothing was changed.
    """
    made, shown = factor.enrol(name, vault.parts.vault_id)
    with vault.act(Event("users.factor", name)) as tx:
        code = hand_over(shown)
        if code is not None:
            made = made.confirmed(code, vault.parts.clock())
        tx.describe(confirmed=code is not None)
        read_account(vault.rows, tx.session, name)
        tx.also(_write_factor(vault, tx.session, name, made, "user.factor"))
    return shown


def remove_factor(vault: Vault, name: str) -> None:
    """Take a user's second factor away, as after a lost telephone.

    Raises:
        UnknownUserError: If there is no such user.
    """
    with vault.act(Event("users.factor", name, {"removed": True})) as tx:
        read_account(vault.rows, tx.session, name)
        tx.also(_write_factor(vault, tx.session, name, Factor(""), "user.factor"))


def _write_factor(vault: Vault, session: Session, name: str, made: Factor, action: str) -> Event:
    return vault.rows.write(session, factor.KIND, name, made.to_plain(), Event(action))


def read_factor(vault: Vault, session: Session, name: str) -> Factor | None:
    """Return a user's second factor, or None."""
    document = vault.rows.read(session, factor.KIND, name)
    found = None if document is None else Factor.from_plain(document)
    return found if found and found.secret else None


def admit(
    vault: Vault, session: Session, held: Factor, proof: Proof, now: datetime
) -> tuple[Event, str]:
    """Check a second factor in a write transaction; return what goes on the trail, and a token.

    Raises:
        SecondFactorError: If it is not accepted.
    """
    after, token, how = held.admit(proof, now)
    event = Event("user.factor-used", detail={"with": how, "codes_left": len(after.codes)})
    name = vault.user
    return vault.rows.write(session, factor.KIND, name, after.to_plain(), event), token


def change_policy(vault: Vault, change: Callable[[Policy], Policy]) -> Policy:
    """Change the workspace's rules.

    Raises:
        RoleError: If the trail would be kept for less than 180 days.
    """
    with vault.act(Event("policy.set")) as tx:
        after = change(read_policy(vault.rows, tx.session))
        if after.retention < policy.LEAST_RETENTION:
            raise RoleError(
                f"The trail is kept for {policy.LEAST_RETENTION} days at least.",
                hint="The law and GB/T 28448 ask for six months, HIPAA for six years.",
            )
        plain = asdict(after)
        words: dict[str, Value] = {key: int(value) for key, value in plain.items()}
        event = Event("policy.change", detail=words)
        tx.also(vault.rows.write(tx.session, *POLICY, plain, event))
    return after
