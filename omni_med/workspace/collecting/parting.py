"""Which patients of a data set are kept back for the gate. Pure functions.

Nobody is ever moved from one part to the other: who was kept back stays so in each later version,
and who may have been learnt from is never kept back.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from typing import Final, Protocol

from omni_med.errors import WorkspaceError

SUFFIX: Final = "-locked"
"""What a locked set is called: the data set it was kept back from, and this."""
LEAST: Final = 2  # patients with the finding in either part: one cannot be told from that patient


class Labelled(Protocol):
    """What parting needs of a member."""

    @property
    def patient(self) -> str:
        """Pseudonym."""
        ...

    @property
    def present(self) -> bool:
        """Whether the finding is there."""
        ...


def kept_back(
    members: Collection[Labelled], share: float, *, before: Collection[str], taught: Collection[str]
) -> frozenset[str]:
    """Return the patients to be kept back: so many of those with the finding, and of the others.

    Who is drawn depends on nothing but the pseudonyms, so that the same cases are parted the same.

    Args:
        members: Of both parts together.
        share: Of the patients, above 0 and below 1.
        before: Patients who were kept back by an earlier version.
        taught: Patients who may have been learnt from.

    Raises:
        WorkspaceError: If the share is none, or either part were left with fewer than two patients
            with the finding.
    """
    if not 0 < share < 1:
        raise WorkspaceError(
            "What is kept back is a share of the patients between 0 and 1.",
            hint="For instance --lock 0.3",
        )
    having: dict[str, bool] = defaultdict(bool)
    for item in members:
        having[item.patient] |= item.present
    drawn = {name for name in having if name in before}
    for present in (True, False):
        names = [name for name, ill in having.items() if ill is present]
        wanted = max(LEAST if present else 1, round(share * len(names)))
        missing = wanted - sum(name in drawn for name in names)
        free = [name for name in names if name not in drawn and name not in taught]
        drawn |= set(sorted(free, key=_order)[: max(0, missing)])
    ill = [name for name, present in having.items() if present]
    locked = sum(name in drawn for name in ill)
    if min(locked, len(ill) - locked) < LEAST:
        raise WorkspaceError(
            f"{len(ill)} patients with the finding are too few to keep some back: "
            f"{locked} would be locked and {len(ill) - locked} taught on; {LEAST} of each are "
            "needed.",
            hint="Collect more cases; who may have been learnt from already is not kept back.",
        )
    return frozenset(drawn)


def _order(patient: str) -> str:
    return hashlib.sha256(patient.encode()).hexdigest()
