"""Roles, and which of them one person may not hold together.

Source: GB/T 22239-2019, 8.1.5.1-3 (system, security and audit administration are separate); HIPAA
45 CFR 164.308(a)(4).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from audit.errors import RoleError


class Role(StrEnum):
    """What a user is here for."""

    OWNER = "owner"
    """The one user of a workspace of one's own: may do everything."""
    RADIOLOGIST = "radiologist"
    TRAINEE = "trainee"
    ML_STAFF = "ml-staff"
    SYSTEM = "system-admin"
    """Keeps the machine: backups, repair, keys. Reads no patient."""
    SECURITY = "security-admin"
    """Gives and takes rights. Reads no patient and no trail."""
    AUDIT = "audit-admin"
    """Reads and anchors the trail, reviews emergencies. Changes nothing."""
    SERVICE = "service"
    """An account of a program, for batches: no second factor, nothing but the batch."""


ADMINISTRATORS: Final = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})
CLINICAL: Final = frozenset({Role.RADIOLOGIST, Role.TRAINEE, Role.ML_STAFF})
_TOGETHER: Final = frozenset(
    {frozenset({Role.RADIOLOGIST, Role.ML_STAFF}), frozenset({Role.TRAINEE, Role.ML_STAFF})}
)
"""The only roles that one person may hold together."""


def excludes(one: Role, other: Role) -> bool:
    """Say whether nobody may hold both."""
    return one is not other and frozenset({one, other}) not in _TOGETHER


def read_roles(names: Iterable[str]) -> frozenset[Role]:
    """Return the roles of these names.

    Raises:
        RoleError: If one is unknown, there is none, or two exclude each other.
    """
    try:
        roles = frozenset(Role(name.strip()) for name in names)
    except ValueError:
        raise RoleError(f"Roles are {', '.join(Role)}.") from None
    check_roles(roles)
    return roles


def check_roles(roles: frozenset[Role]) -> None:
    """Refuse roles that one person may not hold together.

    Raises:
        RoleError: If there is none, or two exclude each other.
    """
    if not roles:
        raise RoleError("A user needs a role.")
    ordered = sorted(roles)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if excludes(one, other):
                raise RoleError(f"Nobody may be {one} and {other} at once.")
