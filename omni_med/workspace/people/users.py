"""Users, roles, second factors, labels and emergencies of a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from audit.identity import accounts
from audit.identity.accounts import Account, Listed
from audit.identity.factor import Enrolment
from audit.identity.policy import Policy, calibrate
from audit.identity.roles import read_roles
from audit.sealing.keys import KdfCost
from audit.vault import Vault
from omni_med.errors import UnknownStudyError
from omni_med.workspace.access import Access
from omni_med.workspace.people.door import Door
from omni_med.workspace.people.labels import Emergency, Label
from omni_med.workspace.tables import StudyTable


class People:
    """The part of a workspace that knows who is there and what they may do."""

    _vault: Vault
    _access: Access
    _door: Door

    def me(self) -> Account:
        """Return the account of who opened the workspace; that was recorded when they did."""
        return self._door.account()

    @property
    def duties(self) -> frozenset[str]:
        """What the user must do before anything else: ``passphrase``, ``factor``."""
        return self._vault.pending

    def lock(self) -> None:
        """Lock the session: what was begun may be kept, nothing can be read."""
        if not self._door.locked:
            self._door.locked = True
            self._access.event("session.lock")

    def unlock(self, passphrase: str) -> None:
        """Unlock the session.

        Raises:
            WrongPassphraseError: If the pass phrase is not the user's.
            LockedOutError: If five in a row were refused.
        """
        self._door.unlock(passphrase)
        self._access.event("session.unlock")

    def users(self) -> tuple[Listed, ...]:
        """Return all users."""
        found = accounts.list_users(self._vault)
        self._access.event("users.list", detail={"found": len(found)})
        return found

    def add_user(
        self,
        name: str,
        passphrase: str,
        roles: Iterable[str],
        *,
        departments: Iterable[str] = (),
        vip: bool = False,
        kdf: KdfCost | None = None,
    ) -> Account:
        """Add a user, who must choose another pass phrase first; the second makes a department.

        Args:
            name: Letters, digits and ``. _ @ -``.
            passphrase: For the first log-in.
            roles: Names of roles.
            departments: Whose labelled studies the user may read.
            vip: Whether the user may read studies labelled so.
            kdf: What a guess costs; by default measured on this machine.

        Raises:
            UnknownUserError: If the name cannot be used or is taken.
            RoleError: If a role is unknown, or two exclude each other.
            WeakPassphraseError: If the pass phrase is refused.
        """
        return accounts.add_user(
            self._vault,
            name,
            passphrase,
            read_roles(roles),
            departments=frozenset(departments),
            vip=vip,
            cost=kdf or calibrate(),
        )

    def change_user(
        self,
        name: str,
        *,
        enabled: bool | None = None,
        roles: Iterable[str] | None = None,
        departments: Iterable[str] | None = None,
        vip: bool | None = None,
    ) -> Account:
        """Change what is given of a user; the rest stays.

        Raises:
            UnknownUserError: If there is no such user.
            RoleError: If roles exclude each other, or an administrator would be missing.
        """
        wanted = None if roles is None else read_roles(roles)

        def change(account: Account) -> Account:
            return replace(
                account,
                enabled=account.enabled if enabled is None else enabled,
                roles=account.roles if wanted is None else wanted,
                departments=(
                    account.departments if departments is None else frozenset(departments)
                ),
                vip=account.vip if vip is None else vip,
            )

        return accounts.change_account(self._vault, name, change)

    def reset_passphrase(self, name: str, passphrase: str, *, kdf: KdfCost | None = None) -> None:
        """Give another user a pass phrase, which that user must change first.

        Raises:
            UnknownUserError: If there is no such user, or it is disabled.
            WeakPassphraseError: If the pass phrase is refused.
        """
        accounts.reset_passphrase(self._vault, name, passphrase, kdf or calibrate())

    def enrol_factor(
        self, hand_over: Callable[[Enrolment], str | None] = lambda _shown: None
    ) -> Enrolment:
        """Give the user a new second factor; secret and recovery codes are shown once.

        Args:
            hand_over: Shows it before it is in force, and returns the first code of the
                authenticator, or None where nobody can be asked.

        Raises:
            SecondFactorError: If that code is not the authenticator's: nothing was changed.
        """
        shown = accounts.enrol_factor(self._vault, self._vault.user, hand_over)
        self._vault.pending -= {"factor"}
        return shown

    def remove_factor(self, name: str) -> None:
        """Take a user's second factor away, as after a lost telephone.

        Raises:
            UnknownUserError: If there is no such user.
        """
        accounts.remove_factor(self._vault, name)

    def policy(self) -> Policy:
        """Return the rules for pass phrases and for keeping the trail."""
        with self._vault.look() as session:
            rules = accounts.read_policy(self._vault.rows, session)
        self._access.event("policy.read")
        return rules

    def set_policy(
        self,
        *,
        minimum: int | None = None,
        strength: int | None = None,
        days: int | None = None,
        retention: int | None = None,
    ) -> Policy:
        """Change what is given of the rules.

        Raises:
            RoleError: If a rule would be weaker than it may be.
        """
        given = {"minimum": minimum, "strength": strength, "days": days, "retention": retention}
        wanted = {key: value for key, value in given.items() if value is not None}
        return accounts.change_policy(self._vault, lambda rules: replace(rules, **wanted))

    def locate(self, name: str) -> str:
        """Return the UID of the study that a UID or an accession number names exactly.

        Raises:
            UnknownStudyError: If there is none, or several.
        """
        with self._vault.look() as session:
            by_accession = StudyTable.accession == name
            query = select(StudyTable.study_uid)
            found = session.scalars(query.where((StudyTable.study_uid == name) | by_accession))
            uids = tuple(found)
        self._access.event("study.locate", detail={"found": len(uids)})
        if not name or len(uids) != 1:
            raise UnknownStudyError("There is no such study in this workspace.")
        return uids[0]

    def set_label(self, study_uid: str, *, department: str = "", vip: bool = False) -> Label:
        """Label a study, in place of an earlier label; nothing given takes it away.

        Raises:
            UnknownStudyError: If there is no such study.
        """
        with self._vault.look() as session:
            if session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
        label = Label(department.strip(), vip)
        self._access.labels.put(study_uid, label)
        return label

    def break_glass(
        self, study_uid: str, reason: str, *, length: timedelta = timedelta(hours=1)
    ) -> Emergency:
        """Read a labelled study in an emergency; somebody else reviews it afterwards.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If no reason is given, or it is to last more than 12 hours.
        """
        with self._vault.look() as session:
            if session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
        return self._access.labels.break_glass(study_uid, reason, length)

    def emergencies(self) -> tuple[Emergency, ...]:
        """Return all emergencies, oldest first."""
        with self._vault.look() as session:
            found = self._access.labels.emergencies(session)
        self._access.event("access.list", detail={"found": len(found)})
        return found

    def review_emergency(self, emergency_id: str, note: str) -> Emergency:
        """Write down what a review of an emergency found.

        Raises:
            WorkspaceError: If there is none, it was reviewed, or it is one's own.
        """
        return self._access.labels.review(emergency_id, note)
