"""Which notes inference may read: what was known before the film, and not the film's own report."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta, tzinfo

from omni_med.domain import Note, NoteKind, NoteUse

_EAST = timedelta(hours=14)  # the largest offset from UTC in use (Kiritimati)
_WEST = timedelta(hours=12)  # the smallest (Baker Island)

BEFORE = "written before the acquisition"
SAME_DAY = "written on the day of the acquisition"
UNDATED = "no date stated"
UNKNOWN_ACQUISITION = "the time of the acquisition is not known"
LATER = "later than the acquisition"
UNCLEAR_ZONE = "not certainly before the acquisition (time zone not stated)"
OWN_REPORT = "the study's own report"
EARLIER_REPORT = "report of an earlier day"
EMPTY = "holds no words"
FORCED = "forced by the reader"


def note_use(
    notes: Sequence[Note],
    acquired: datetime | None,
    forced: Collection[str] = (),
    *,
    zone: tzinfo | None = None,
) -> tuple[NoteUse, ...]:
    """Say of each note whether inference reads it, and why.

    A date without a time of day (midnight) on the day of the acquisition is taken as before it,
    except for a report, which is then the study's own.

    Args:
        notes: The record.
        acquired: Earliest acquisition of the study; naive where the header states no zone.
        forced: Ids of notes that the reader wants read all the same.
        zone: Of the site, for whichever side states none. Without it a naive time is compared
            with the clock time of an aware one, unless that is in UTC (servers write UTC wherever
            they stand): then it must be earlier in every zone of the world.
    """
    return tuple(_use(note, acquired, note.note_id in forced, zone) for note in notes)


def _use(note: Note, acquired: datetime | None, forced: bool, zone: tzinfo | None) -> NoteUse:
    if not note.text.strip():
        return NoteUse(note.note_id, used=False, reason=EMPTY)
    used, reason = _allowed(note, acquired, zone)
    if not used and forced:
        return NoteUse(note.note_id, used=True, reason=f"{FORCED} ({reason})")
    return NoteUse(note.note_id, used=used, reason=reason)


def _allowed(note: Note, acquired: datetime | None, zone: tzinfo | None) -> tuple[bool, str]:
    order = (
        None if note.written is None or acquired is None else _order(note.written, acquired, zone)
    )
    if note.kind is NoteKind.REPORT:
        return (True, EARLIER_REPORT) if order == "day before" else (False, OWN_REPORT)
    if note.kind is NoteKind.REQUEST and note.source == "dicom":
        return True, BEFORE  # the request in the header led to the images
    if note.written is None:
        return True, UNDATED
    if acquired is None:
        return True, UNKNOWN_ACQUISITION
    return {
        "day before": (True, BEFORE),
        "before": (True, BEFORE),
        "same day": (True, SAME_DAY),
        "later": (False, LATER),
    }.get(order or "", (False, UNCLEAR_ZONE))


def _order(written: datetime, acquired: datetime, zone: tzinfo | None) -> str:
    """Return ``"day before"``, ``"before"``, ``"same day"``, ``"later"`` or ``"unclear"``."""
    dated_only = written.tzinfo is None and written.time() == time(0)
    if zone is not None and not dated_only:
        written = written if written.tzinfo else written.replace(tzinfo=zone)
        acquired = acquired if acquired.tzinfo else acquired.replace(tzinfo=zone)
    if written.tzinfo is not None and acquired.tzinfo is None and _is_utc(written):
        return _order_in_any_zone(written.replace(tzinfo=None), acquired)
    if written.tzinfo is not None and acquired.tzinfo is not None:
        written = written.astimezone(acquired.tzinfo)
    clock, film = written.replace(tzinfo=None), acquired.replace(tzinfo=None)
    if clock.date() < film.date():
        return "day before"
    if dated_only and clock.date() == film.date():
        return "same day"
    return "before" if clock <= film else "later"


def _is_utc(moment: datetime) -> bool:
    return moment.utcoffset() == timedelta(0)


def _order_in_any_zone(written: datetime, acquired: datetime) -> str:
    if (written + _EAST).date() < acquired.date():
        return "day before"
    if written + _EAST <= acquired:
        return "before"
    return "later" if written - _WEST > acquired else "unclear"
