from __future__ import annotations

from pathlib import Path
from typing import Any

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.dicom.cine import frame_seconds


def header(**tags: list[Any]) -> dict[str, Any]:
    return {tag.removeprefix("t"): {"vr": "DS", "Value": values} for tag, values in tags.items()}


def test_the_vector_counts_before_one_time_for_all_and_that_before_a_rate() -> None:
    everything = header(t00181065=[0, 10, 30], t00181063=[100], t00180040=[1])
    assert frame_seconds(everything, 3) == pytest.approx((0.0, 0.01, 0.04))
    assert frame_seconds(header(t00181063=[100], t00180040=[1]), 3) == pytest.approx((0, 0.1, 0.2))
    assert frame_seconds(header(t00180040=[4]), 3) == pytest.approx((0, 0.25, 0.5))


@pytest.mark.parametrize(
    "bad",
    [
        {},
        header(t00181063=[0]),
        header(t00181063=[-5]),
        header(t00181063=["x"]),
        header(t00180040=[0]),
        header(t00181065=[0, 1]),  # two times for three frames
        header(t00181065=[0, -1, 1]),
        header(t00181065=[0, 0, 0]),
    ],
)
def test_times_that_are_none_are_not_stated(bad: dict[str, Any]) -> None:
    assert frame_seconds(bad, 3) == ()


def test_frames_know_when_they_were_acquired() -> None:
    groups = [
        {"00209111": {"vr": "SQ", "Value": [{"00189074": {"vr": "DT", "Value": [moment]}}]}}
        for moment in ("20240101235959.500000", "20240102000000.250000", "20240102000001")
    ]
    found = frame_seconds({"52009230": {"vr": "SQ", "Value": groups}}, 3)
    assert found == pytest.approx((0.0, 0.75, 1.5))


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=20))
def test_times_never_fall(steps: list[float]) -> None:
    found = frame_seconds(header(t00181065=steps), len(steps))
    assert list(found) == sorted(found)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("DIRW0007", None),
        ("HasFragmentSequence.dcm", 95 * 0.033),
        ("US-PAL-8-10x-echo", 9 * 0.076),
    ],
)
def test_real_cines_have_the_times_that_their_headers_state(
    test_data: Path, name: str, last: float | None
) -> None:
    dataset = pydicom.dcmread(test_data / "dicom" / "multiframe" / name, stop_before_pixels=True)
    if last is None:
        last = sum(float(step) for step in dataset.FrameTimeVector[1:]) / 1000
    found = frame_seconds(dataset.to_json_dict(), int(dataset.NumberOfFrames))
    assert len(found) == int(dataset.NumberOfFrames)
    assert found[0] == 0
    assert found[-1] == pytest.approx(last)
