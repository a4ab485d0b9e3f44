"""Labels of studies, who may read in spite of them, and emergencies (break-glass).

Source: GB/T 22239-2019, 8.1.4.2 (security labels); HIPAA 45 CFR 164.312(a)(2)(ii)
(emergency access).
"""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from audit.errors import ForbiddenError, UnknownUserError
from audit.identity.accounts import Account
from audit.identity.roles import Role
from audit.trail import Event, Value
from omni_med.errors import WorkspaceError

if TYPE_CHECKING:
    from audit.vault import Vault

LABEL: Final = "label"
GRANT: Final = "grant"
LONGEST: Final = timedelta(hours=12)
_FRESH: Final = 5.0


@dataclass(frozen=True, slots=True)
class Label:
    """What a study is labelled with.

    Attributes:
        department: Only its members read it; empty for all.
        vip: Only who is cleared for it reads it.
    """

    department: str = ""
    vip: bool = False

    def admits(self, account: Account) -> bool:
        """Say whether a user may read what is labelled so."""
        if Role.OWNER in account.roles:
            return True
        inside = not self.department or self.department in account.departments
        return inside and (account.vip or not self.vip)


@dataclass(frozen=True, slots=True)
class Emergency:
    """One access in spite of a label.

    Attributes:
        id: Its name.
        user: Who broke the glass.
        study_uid: Which study.
        reason: Why.
        begun: When, ISO 8601.
        ends: Until when it holds.
        reviewed_by: Who looked at it afterwards; empty while nobody did.
        reviewed: When.
        note: What the review said.
    """

    id: str
    user: str
    study_uid: str = field(repr=False)
    reason: str = field(repr=False)
    begun: str
    ends: str
    reviewed_by: str = ""
    reviewed: str = ""
    note: str = field(repr=False, default="")


class Labels:
    """The labels of one vault, as one session meets them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._cleared: dict[str, float] = {}

    def _name(self, study_uid: str) -> str:
        """Return the name of a study's label: nothing of the study stands in it."""
        return self._vault.pseudonym("label", study_uid)

    def of(self, session: Session, study_uid: str) -> Label:
        """Return a study's label."""
        plain = self._vault.rows.read(session, LABEL, self._name(study_uid))
        return Label() if plain is None else Label(**plain)

    def admits(self, session: Session, study_uid: str, account: Account) -> bool:
        """Say whether a user may read a study now."""
        if self.of(session, study_uid).admits(account):
            return True
        now = _iso(datetime.now(UTC))
        return any(
            item.user == account.name and item.study_uid == study_uid and item.ends > now
            for item in self.emergencies(session)
        )

    def clear(self, study_uid: str, account: Account) -> None:
        """Let a user read a study, or not; what was looked up holds for some seconds.

        Raises:
            ForbiddenError: If a label holds it back; that goes on the trail.
        """
        if self._cleared.get(study_uid, 0.0) > time.monotonic():
            return
        with self._vault.look() as session:
            cleared = self.admits(session, study_uid, account)
        if not cleared:
            event = Event("access.denied", study_uid, {"operation": "read", "by": "label"})
            with self._vault.act(replace(event, outcome="failure")):
                pass
            raise ForbiddenError(
                "A label keeps this study from you.",
                hint="In an emergency: `omni-med access break-glass STUDY --reason TEXT`.",
            )
        self._cleared[study_uid] = time.monotonic() + _FRESH

    def hidden(self, session: Session, study_uids: list[str], account: Account) -> frozenset[str]:
        """Return those of the studies that labels keep from a user."""
        if Role.OWNER in account.roles:
            return frozenset()
        labelled = set(self._vault.rows.names(session, LABEL))
        if not labelled:
            return frozenset()
        return frozenset(
            uid
            for uid in study_uids
            if self._name(uid) in labelled and not self.admits(session, uid, account)
        )

    def put(self, study_uid: str, label: Label) -> None:
        """Label a study."""
        words: dict[str, Value] = {"department": label.department, "vip": label.vip}
        with self._vault.act(Event("study.label", study_uid, words)) as tx:
            event = Event("label.change", detail=words)
            name = self._name(study_uid)
            tx.also(self._vault.rows.write(tx.session, LABEL, name, asdict(label), event))
        self._cleared.clear()

    def break_glass(self, study_uid: str, reason: str, length: timedelta) -> Emergency:
        """Open a labelled study for a while.

        Raises:
            WorkspaceError: If no reason is given, or it is to last too long.
        """
        if len(reason.strip()) < 10:
            raise WorkspaceError(
                "An emergency needs a reason that a reviewer understands.",
                hint="Say it in ten letters or more, with --reason.",
            )
        if not timedelta(0) < length <= LONGEST:
            raise WorkspaceError("An emergency lasts 12 hours at most.", hint="Give --minutes.")
        now = datetime.now(UTC)
        made = Emergency(
            secrets.token_hex(6), self._vault.user, study_uid, reason.strip(), _iso(now),
            _iso(now + length),
        )  # fmt: skip
        event = Event("access.break-glass", study_uid, {"reason": made.reason, "ends": made.ends})
        with self._vault.act(event) as tx:
            row = Event("grant.begin", detail={"user": made.user})
            tx.also(self._vault.rows.write(tx.session, GRANT, made.id, asdict(made), row))
        return made

    def emergencies(self, session: Session) -> tuple[Emergency, ...]:
        """Return all emergencies, oldest first."""
        found = [_emergency(item) for item in self._vault.rows.all(session, GRANT).values()]
        return tuple(sorted(found, key=lambda item: item.begun))

    def review(self, emergency_id: str, note: str) -> Emergency:
        """Write down what a review of an emergency found.

        Raises:
            WorkspaceError: If there is none, it was reviewed, it is one's own, or nothing is said.
        """
        if not note.strip():
            raise WorkspaceError("A review says something.", hint="Say it with --note.")
        user, rows = self._vault.user, self._vault.rows
        with self._vault.act(Event("access.review", emergency_id)) as tx:
            plain = rows.read(tx.session, GRANT, emergency_id)
            if plain is None:
                raise WorkspaceError(
                    "There is no such emergency.", hint="List them with `omni-med access list`."
                )
            held = _emergency(plain)
            if held.reviewed_by:
                raise WorkspaceError("This emergency was reviewed.")
            if held.user == user:
                raise WorkspaceError("Nobody reviews their own emergency.", hint="Ask another.")
            now = _iso(datetime.now(UTC))
            done = replace(held, reviewed_by=user, reviewed=now, note=note.strip())
            event = Event("grant.review", detail={"user": held.user})
            tx.also(rows.write(tx.session, GRANT, emergency_id, asdict(done), event))
        return done


def _emergency(plain: dict[str, Any]) -> Emergency:
    try:
        return Emergency(**plain)
    except TypeError:
        raise UnknownUserError("A stored emergency cannot be read.") from None


def _iso(time_: datetime) -> str:
    return time_.isoformat(timespec="seconds")
