"""The gate's rules: how far each version of a head came, and which of them reads patients.

Nothing here is read or written. A version goes candidate, evaluated, signed, in force, retired;
each step gives a new gate, or says why not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from omni_med.errors import WorkspaceError
from omni_med.models.heads.bundle import HeadCard
from omni_med.workspace.teaching.power import GateRule


class Stage(StrEnum):
    """How far a version of a head came."""

    CANDIDATE = "candidate"
    """It is here, and nobody measured it here."""
    EVALUATED = "evaluated"
    """Measured on a locked set."""
    SIGNED = "signed"
    """And signed off by somebody else."""
    IN_FORCE = "in-force"
    """And it reads patients."""
    RETIRED = "retired"
    """It read patients, and was replaced or rolled back."""


@dataclass(frozen=True, slots=True)
class LockedEvaluation:
    """A head on cases that it never learnt from.

    Attributes:
        digest: SHA-256 of the locked set: its manifest and its label.
        cases: That were read.
        positives: With the finding.
        patients: With the finding.
        auroc: Of the head.
        low: 2.5th percentile over patients.
        high: 97.5th percentile.
        sensitivity: At the head's threshold.
        specificity: At the head's threshold.
        passed: Whether its interval is above chance.
        model: Fingerprint of the model's files that it was measured on; empty where unknown.
        name: Data set of this workspace, ``NAME@VERSION``; empty for a manifest.
        apart_by: By what its cases were told from those that the head was taught on.
        without: Patients without the finding; None where it was measured before they were counted.
    """

    digest: str
    cases: int
    positives: int
    patients: int
    auroc: float
    low: float
    high: float
    sensitivity: float
    specificity: float
    passed: bool
    model: str = ""
    name: str = ""
    apart_by: tuple[str, ...] = ()
    without: int | None = None


@dataclass(frozen=True, slots=True)
class HeadVersion:
    """One version of a head at the gate.

    Attributes:
        head_id: Of its row.
        version: Of the head.
        binding: SHA-256 over numbers, thresholds, calibrations, conformal sets and model: what
            was evaluated and signed is exactly this, and nothing else reads.
        brought_by: Who put it here.
        signer: Fingerprint of who signed its bundle; empty where it was taught here.
        evaluated: When, ISO 8601 in UTC; empty until it is.
        evaluated_by: User name.
        evaluation: Its figures.
        signed_by: Who signed it off; empty until somebody did.
        note: What they said.
        promoted: When it began to read patients; empty until it did.
        rolled_back: When it was put out of force for a reason, after which a rollback never brings
            it back; empty where it was not.
    """

    head_id: str
    version: str
    binding: str
    brought_by: str
    signer: str = ""
    evaluated: str = ""
    evaluated_by: str = ""
    evaluation: LockedEvaluation | None = None
    signed_by: str = ""
    note: str = field(default="", repr=False)
    promoted: str = ""
    rolled_back: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """All versions of one head, oldest first.

    Attributes:
        versions: In the order in which they came.
        in_force: Row of the version that reads patients; empty for none.
        shadow: Row of the version that answers in silence; empty for none.
    """

    versions: tuple[HeadVersion, ...] = ()
    in_force: str = ""
    shadow: str = ""

    def stage(self, item: HeadVersion) -> Stage:
        """Return how far a version came."""
        if item.head_id == self.in_force:
            return Stage.IN_FORCE
        if item.promoted:
            return Stage.RETIRED
        if item.signed_by:
            return Stage.SIGNED
        return Stage.EVALUATED if item.evaluated else Stage.CANDIDATE

    def of_version(self, version: str) -> HeadVersion | None:
        """Return one version, or None."""
        return next((item for item in self.versions if item.version == version), None)

    def of_row(self, head_id: str) -> HeadVersion | None:
        """Return the version of a row, or None."""
        return next((item for item in self.versions if item.head_id == head_id), None)

    def newest(self, *stages: Stage) -> HeadVersion | None:
        """Return the version that came last among those that are this far, or None."""
        fitting = [item for item in self.versions if self.stage(item) in stages]
        return fitting[-1] if fitting else None

    def added(self, item: HeadVersion) -> Gate:
        """Return the gate with one more version.

        Raises:
            WorkspaceError: If this version is here already.
        """
        if self.of_version(item.version) is not None:
            raise WorkspaceError(
                f"Version {item.version} of this head is here already.",
                hint="See omni-med finetune heads; teach it again for a new version.",
            )
        return replace(self, versions=(*self.versions, item))

    def changed(self, item: HeadVersion) -> Gate:
        """Return the gate with a version in place of the one of the same row."""
        versions = tuple(item if old.head_id == item.head_id else old for old in self.versions)
        return replace(self, versions=versions)


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes a step.

    Attributes:
        name: User name.
        alone: The owner of a workspace of one's own: there is no second person.
        rule: How large a locked set must be here.
    """

    name: str
    alone: bool
    rule: GateRule = GateRule()  # noqa: RUF009 - frozen


def signed_off(gate: Gate, item: HeadVersion, card: HeadCard, person: Person, note: str) -> Gate:
    """Return the gate with a version signed off.

    Raises:
        WorkspaceError: If it may not read patients, or the person measured it.
    """
    _check_worth(item, card, person.rule)
    if not person.alone and person.name == item.evaluated_by:
        raise WorkspaceError(
            "Who evaluated a head cannot sign it off.", hint="A second person signs it off."
        )
    return gate.changed(replace(item, signed_by=person.name, note=note.strip()))


def put_in_force(
    gate: Gate, item: HeadVersion, card: HeadCard, person: Person, now: Callable[[], str]
) -> Gate:
    """Return the gate with a version in force; a second person's promotion signs it off as well.

    Raises:
        WorkspaceError: If it may not read patients, or nobody but who measured it wants it to.
    """
    _check_worth(item, card, person.rule)
    if not item.signed_by:
        gate = signed_off(gate, item, card, person, "")
        item = gate.of_row(item.head_id) or item
    elif item.signed_by == item.evaluated_by and not person.alone:
        raise WorkspaceError(
            "This head was signed off by who evaluated it.", hint="A second person signs it off."
        )
    done = gate.changed(replace(item, promoted=now()))
    shadow = "" if gate.shadow == item.head_id else gate.shadow
    return replace(done, in_force=item.head_id, shadow=shadow)


def put_back(gate: Gate, now: Callable[[], str]) -> tuple[Gate, HeadVersion, HeadVersion | None]:
    """Return the gate with the version before in force, what read until now, and what reads now.

    Raises:
        WorkspaceError: If none is in force.
    """
    current = gate.of_row(gate.in_force)
    if current is None:
        raise WorkspaceError(
            "No version of this head is in force.",
            hint="`omni-med finetune heads` lists those that came to the gate.",
        )
    earlier = [
        item
        for item in gate.versions
        if item.promoted and item.promoted < current.promoted and not item.rolled_back
    ]
    before = max(earlier, key=lambda item: item.promoted, default=None)
    done = gate.changed(replace(current, rolled_back=now()))
    return replace(done, in_force=before.head_id if before else ""), current, before


def _check_worth(item: HeadVersion, card: HeadCard, rule: GateRule) -> None:
    if not card.offered:
        raise WorkspaceError(f"Head {card.title} was not offered. {card.reason}")
    found = item.evaluation
    if found is None:
        raise WorkspaceError(
            f"Head {card.title} was not evaluated here.",
            hint=f"First: omni-med finetune evaluate {card.name} --locked DATASET",
        )
    if not found.passed:
        raise WorkspaceError(
            f"Head {card.title} did not pass: AUROC {found.auroc:.2f} "
            f"({found.low:.2f} to {found.high:.2f}) on the locked set.",
            hint="Teach it again on more cases.",
        )
    if not rule.is_met(found.patients, found.without):
        raise WorkspaceError(
            f"Head {card.title} cannot be told from luck: its locked set has {found.patients} "
            f"patients with the finding{_and_without(found)}, and the rule here is "
            f"{rule.patients} of each.",
            hint="Measure it on a larger locked set; a radiologist or security administrator may "
            "set the rule (omni-med finetune rule --patients N).",
        )


def _and_without(found: LockedEvaluation) -> str:
    return "" if found.without is None else f" and {found.without} without it"
