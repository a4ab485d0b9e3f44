"""Where each study stands, who holds it, and what a second reader must not see yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from audit.catalogue.prepared import Prepared
from omni_med.domain.reading import Hold, ReadingState
from omni_med.domain.report import ReportStatus
from omni_med.errors import StudyHeldError
from omni_med.workspace.readers.tables import (
    DraftTable,
    HoldTable,
    ImpressionTable,
    ReportTable,
)

HOLD_LASTS: Final = timedelta(minutes=15)
"""A hold that was not renewed for so long is over: its reader's program has died."""

_HELD: Final = Prepared(
    select(HoldTable.reader, HoldTable.since).where(
        HoldTable.study_uid == bindparam("study"), HoldTable.renewed >= bindparam("after")
    )
)


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one study's reading.

    Attributes:
        holder: Who works on it now; empty for nobody.
        signers: Readers whose report (no addendum) is signed.
        begun: Whether a reader has kept an impression, a draft or a decision.
        second_wanted: Whether a signed report asks for a second reader.
    """

    holder: str = ""
    signers: frozenset[str] = field(default_factory=frozenset)
    begun: bool = False
    second_wanted: bool = False

    @property
    def state(self) -> ReadingState:
        """The state that the worklist shows."""
        wanted = 2 if self.second_wanted else 1
        if len(self.signers) >= wanted:
            return ReadingState.SIGNED
        if self.signers:
            return ReadingState.SECOND_READ
        if self.holder or self.begun:
            return ReadingState.IN_READING
        return ReadingState.NEW

    def is_blind(self, reader: str) -> bool:
        """Say whether a reader must not see what the others said: it is the second read."""
        return self.state is ReadingState.SECOND_READ and reader not in self.signers


def standings(session: Session, study_uid: str | None = None) -> Mapping[str, Standing]:
    """Return the standing of all studies that have one, or of one study."""
    holders = {hold.study_uid: hold.reader for hold in _holds(session, study_uid)}
    reports = select(
        ReportTable.study_uid,
        ReportTable.author,
        ReportTable.status,
        ReportTable.amends,
        ReportTable.second_wanted,
    )
    begun = select(ImpressionTable.study_uid).union(select(DraftTable.study_uid))
    if study_uid is not None:
        reports = reports.where(ReportTable.study_uid == study_uid)
        begun = (
            select(ImpressionTable.study_uid)
            .where(ImpressionTable.study_uid == study_uid)
            .union(select(DraftTable.study_uid).where(DraftTable.study_uid == study_uid))
        )
    signers: dict[str, set[str]] = {}
    second: set[str] = set()
    started = set(session.scalars(begun))
    for uid, author, status, amends, wanted in session.execute(reports):
        started.add(uid)
        if status == ReportStatus.SIGNED.value and not amends:
            signers.setdefault(uid, set()).add(author)
            if wanted:
                second.add(uid)
    return {
        uid: Standing(
            holders.get(uid, ""),
            frozenset(signers.get(uid, ())),
            begun=uid in started,
            second_wanted=uid in second,
        )
        for uid in {*holders, *started}
    }


def standing(session: Session, study_uid: str) -> Standing:
    """Return the standing of one study."""
    return standings(session, study_uid).get(study_uid, Standing())


def _holds(session: Session, study_uid: str | None) -> list[HoldTable]:
    query = select(HoldTable).where(HoldTable.renewed >= (utc_now() - HOLD_LASTS).isoformat())
    if study_uid is not None:
        query = query.where(HoldTable.study_uid == study_uid)
    return list(session.scalars(query))


def hold_of(session: Session, study_uid: str) -> Hold | None:
    """Return the hold on a study, or None."""
    for row in _holds(session, study_uid):
        return Hold(row.study_uid, row.reader, datetime.fromisoformat(row.since))
    return None


def refuse_if_held(session: Session, study_uid: str, reader: str) -> None:
    """Refuse to go on where another reader holds the study.

    Raises:
        StudyHeldError: If one does.
    """
    refuse_if_held_here(session.connection(), study_uid, reader)


def refuse_if_held_here(connection: Connection, study_uid: str, reader: str) -> None:
    """Refuse as ``refuse_if_held``, inside a commit.

    Raises:
        StudyHeldError: If another reader holds the study.
    """
    after = (utc_now() - HOLD_LASTS).isoformat()
    held = _HELD.first(connection, study=study_uid, after=after)
    if held is not None and held[0] != reader:
        raise StudyHeldError(held[0], datetime.fromisoformat(held[1]))
