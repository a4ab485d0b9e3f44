from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import Case, Instance, Patient, Series, Study
from omni_med.errors import ModelError
from omni_med.inference.timeline import Cine, choose_cine, choose_frames, point, timed_parts
from omni_med.models.language.protocols import AudioPart, ImagePart
from omni_med.sound.cues import Cue
from omni_med.sound.read import RATE, Sound


def instance(frames: int, uid: str = "1.2.3") -> Instance:
    return Instance(
        sop_instance_uid=uid,
        sop_class_uid="1.2.840.10008.5.1.4.1.1.12.1",
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        rows=4,
        columns=4,
        frames=frames,
        photometric="MONOCHROME2",
    )


def cine(*seconds: float) -> Cine:
    return Cine(instance(len(seconds)), seconds)


EVEN = cine(*(index * 0.1 for index in range(10)))  # one second


def test_the_frame_is_the_one_on_the_screen() -> None:
    assert [EVEN.at(moment) for moment in (0.0, 0.05, 0.1, 0.95)] == [0, 0, 1, 9]
    assert EVEN.at(1.25) == 2, "a cine starts again"
    uneven = cine(0.0, 0.5, 0.6, 2.0)
    assert [uneven.at(moment) for moment in (0.4, 0.55, 1.9, 2.1)] == [0, 1, 2, 3]


@given(st.floats(0, 1e4), st.lists(st.floats(0.001, 2), min_size=1, max_size=30))
def test_a_frame_begins_before_it_is_pointed_at(moment: float, steps: list[float]) -> None:
    made = cine(0.0, *np.cumsum(steps).tolist())
    frame = made.at(moment)
    assert 0 <= frame < len(made.seconds)
    assert made.seconds[frame] <= moment % made.duration


def test_here_and_a_side_within_a_breath_are_one_gesture() -> None:
    heard = [Cue("here", 0.32, 0.5), Cue("on the left", 1.0, 1.4), Cue("on the right", 4.55, 5.0)]
    first, second = point(heard, EVEN)
    assert (first.cue.phrase, first.frame, first.side) == ("here", 3, "left")
    assert (second.cue.phrase, second.frame, second.side) == ("on the right", 5, "right")
    apart = point([heard[0], Cue("on the left", 2.5, 2.9)], EVEN)
    assert [(item.side, item.frame) for item in apart] == [("", 3), ("left", 5)]


def test_a_recording_may_begin_within_the_cine() -> None:
    (pointed,) = point([Cue("here", 0.1, 0.3)], EVEN, starts=0.4)
    assert pointed.frame == 5


def test_frames_pointed_at_are_among_those_given() -> None:
    pointed = point([Cue("here", 0.35, 0.5)], EVEN)
    chosen = choose_frames(EVEN, pointed, most=4)
    assert 3 in chosen
    assert len(chosen) == 4
    assert list(chosen) == sorted(chosen)
    assert choose_frames(EVEN, most=99) == tuple(range(10))
    assert choose_frames(EVEN, pointed, most=1) == (3,)


def test_frames_and_sound_stand_on_one_line_of_time() -> None:
    sound = Sound(np.full(RATE, 0.1, np.float32))
    parts = timed_parts(
        EVEN,
        lambda item, frame: np.full((item.rows, item.columns), frame / 10, np.float32),
        sound=sound,
        starts=0.45,
        most=10,
    )
    seconds = [part.seconds for part in parts if isinstance(part, ImagePart | AudioPart)]
    assert seconds == sorted(seconds, key=float)
    assert [isinstance(part, AudioPart) for part in parts].index(True) == 5
    images = [part for part in parts if isinstance(part, ImagePart)]
    assert [float(part.pixels[0, 0]) for part in images] == pytest.approx(
        [part.seconds for part in images]
    )


def case(*objects: Instance) -> Case:
    series = Series(series_uid="1.2", modality="XA", instances=objects)
    return Case(study=Study(study_uid="1", patient=Patient("p"), series=(series,)), notes=())


def test_the_longest_cine_with_times_is_chosen() -> None:
    timed: dict[str, Any] = {"00181063": {"vr": "DS", "Value": [33]}}
    headers = {"1.1": timed, "1.2": timed, "1.3": {}}
    study = case(instance(3, "1.1"), instance(9, "1.2"), instance(50, "1.3"))
    assert choose_cine(study, headers.__getitem__).instance.sop_instance_uid == "1.2"
    with pytest.raises(ModelError, match="when its frames were taken"):
        choose_cine(case(instance(50, "1.3")), headers.__getitem__)
    with pytest.raises(ModelError):
        choose_cine(study, headers.__getitem__, series_uid="9.9")
