"""Dates as records write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.emr.dates import latest_datetime, parse_date, parse_datetime, written_in

DAY = datetime(2024, 11, 20)  # noqa: DTZ001 - records state no zone


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-11-20", DAY),
        ("2024/11/20", DAY),
        ("20241120", DAY),
        ("20 Nov 2024", DAY),
        ("20th November 2024", DAY),
        ("Nov 20, 2024", DAY),
        ("2024年11月20日", DAY),
        ("20/11/2024", DAY),
        ("11/20/2024", DAY),
        ("2024-11-20 08:30", DAY.replace(hour=8, minute=30)),
        ("2024年11月20日 8时30分", DAY.replace(hour=8, minute=30)),
        ("Nov 20, 2024 5:30 pm", DAY.replace(hour=17, minute=30)),
        ("2024-11-20 12:05 am", DAY.replace(hour=0, minute=5)),
        ("2024-11-20T08:30:00Z", datetime(2024, 11, 20, 8, 30, tzinfo=UTC)),
        (
            "20241120083000.000000+0800",
            datetime(2024, 11, 20, 8, 30, tzinfo=timezone(timedelta(hours=8))),
        ),
    ],
)
def test_dates_that_are_understood(written: str, expected: datetime) -> None:
    assert parse_datetime(written) == expected
    assert parse_datetime(written).tzinfo == expected.tzinfo


@pytest.mark.parametrize(
    "written",
    ["11/12/2024", "2024-13-01", "2024-02-30", "2024", "2024-11", "yesterday", "", "0001-01-01",
     "20 Foo 2024", "2024-11-20 25:00", "2024-11-20T08:30:00+99:00", "2024-11-20 13:00 pm"],
)  # fmt: skip
def test_what_is_in_doubt_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type is the contract
        parse_datetime(written)


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)))
def test_iso_dates_come_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(day.strftime("%Y%m%d").zfill(8)) == day


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        parse_datetime(text)
    except ValueError:
        return


def test_a_labelled_line_dates_a_plain_note() -> None:
    assert written_in("Outpatient clinic\nDate: 20 Nov 2024\nFever.") == DAY
    assert written_in("门诊病历\n日期：2024-11-20\n发热") == DAY
    assert written_in("Seen on 20 Nov 2024.") is None
    assert written_in("Date: 11/12/2024") == datetime(2024, 12, 11, 23, 59)  # noqa: DTZ001
    assert written_in("Date: tomorrow") is None


@pytest.mark.parametrize(
    ("value", "latest"),
    [
        ("2024", (2024, 12, 31, 23, 59)),
        ("2024-02", (2024, 2, 29, 23, 59)),
        ("2024年2月", (2024, 2, 29, 23, 59)),
        ("03/04/2024", (2024, 4, 3, 23, 59)),
        ("3/4/2024 08:00", (2024, 4, 3, 23, 59)),
        ("20/11/2024", (2024, 11, 20)),
        ("2024-11-20 08:30", (2024, 11, 20, 8, 30)),
    ],
)
def test_the_latest_that_a_date_can_mean(value: str, latest: tuple[int, ...]) -> None:
    assert latest_datetime(value) == datetime(*latest)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize("value", ["", "soon", "0000", "2024-13", "13/13/2024"])
def test_no_date_at_all_has_no_latest(value: str) -> None:
    with pytest.raises(ValueError, match=r"not a|month"):
        latest_datetime(value)
