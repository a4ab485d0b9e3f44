"""Which notes inference may read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from omni_med.domain import Note, NoteKind
from omni_med.emr import note_use

ACQUIRED = datetime(2024, 11, 20, 9, 0)  # noqa: DTZ001 - DICOM states no zone
CHINA = timezone(timedelta(hours=8))


def use(
    written: datetime | None,
    acquired: datetime | None = ACQUIRED,
    kind: NoteKind = NoteKind.CLINICAL,
    zone: timezone | None = None,
) -> tuple[bool, str]:
    note = Note("n", "Fever.", kind=kind, written=written)
    (result,) = note_use((note,), acquired, zone=zone)
    return result.used, result.reason


@pytest.mark.parametrize(
    ("written", "used", "reason"),
    [
        (ACQUIRED - timedelta(hours=1), True, "written before the acquisition"),
        (ACQUIRED, True, "written before the acquisition"),
        (ACQUIRED + timedelta(minutes=1), False, "later than the acquisition"),
        (ACQUIRED.replace(hour=0), True, "written on the day of the acquisition"),
        (None, True, "no date stated"),
        # clock time of a zone that is stated
        (ACQUIRED.replace(hour=8, tzinfo=CHINA), True, "written before the acquisition"),
        (ACQUIRED.replace(hour=10, tzinfo=CHINA), False, "later than the acquisition"),
        # UTC of a server: wherever the film was taken
        (ACQUIRED.replace(hour=2, tzinfo=UTC), False, "not certainly before the acquisition"),
        (ACQUIRED.replace(day=19, hour=18, tzinfo=UTC), True, "written before the acquisition"),
        (ACQUIRED.replace(day=22, tzinfo=UTC), False, "later than the acquisition"),
    ],
)
def test_clinical_notes(written: datetime | None, used: bool, reason: str) -> None:
    answer = use(written)
    assert answer[0] is used
    assert answer[1].startswith(reason)


def test_the_sites_zone_settles_utc() -> None:
    at_10_in_china = ACQUIRED.replace(hour=2, tzinfo=UTC)
    assert use(at_10_in_china, zone=CHINA) == (False, "later than the acquisition")
    at_8_in_china = ACQUIRED.replace(hour=0, tzinfo=UTC)
    assert use(at_8_in_china, zone=CHINA) == (True, "written before the acquisition")


def test_aware_acquisition_and_naive_note() -> None:
    acquired = ACQUIRED.replace(tzinfo=CHINA)
    assert use(ACQUIRED - timedelta(minutes=5), acquired)[0]
    assert not use(ACQUIRED + timedelta(minutes=5), acquired)[0]
    assert use(datetime(2024, 11, 20, 0, 59, tzinfo=UTC), acquired)[0]
    assert not use(datetime(2024, 11, 20, 1, 1, tzinfo=UTC), acquired)[0]


def test_unknown_acquisition() -> None:
    assert use(ACQUIRED, None) == (True, "the time of the acquisition is not known")


def test_the_studys_own_report_is_not_read() -> None:
    for written in (None, ACQUIRED.replace(hour=0), ACQUIRED + timedelta(hours=2)):
        assert use(written, kind=NoteKind.REPORT) == (False, "the study's own report")
    assert use(ACQUIRED - timedelta(days=30), kind=NoteKind.REPORT) == (
        True,
        "report of an earlier day",
    )
    assert use(ACQUIRED, None, NoteKind.REPORT)[0] is False


def test_forced_notes_are_read_and_the_reason_stays_visible() -> None:
    later = Note("later", "Pneumonia.", written=ACQUIRED + timedelta(days=1))
    own = Note("own", "Pneumonia.", kind=NoteKind.REPORT)
    empty = Note("empty", "  ")
    uses = note_use((later, own, empty), ACQUIRED, {"later", "empty"})
    assert [one.used for one in uses] == [True, False, False]
    assert uses[0].reason == "forced by the reader (later than the acquisition)"
    assert uses[2].reason == "holds no words"


def test_the_request_of_the_header_is_read() -> None:
    request = Note("request", "Cough", kind=NoteKind.REQUEST, written=None, source="dicom")
    assert note_use((request,), None)[0].used
