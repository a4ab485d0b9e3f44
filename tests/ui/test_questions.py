"""A question between film and record, from the answer to the trail, through the console script."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from omni_med.domain import Conflict, Holds
from omni_med.models.registry import get
from omni_med.synthetic import SyntheticCase
from ui.cli.reading.questions import WORDS, _no_question, question_line

needs_model = pytest.mark.skipif(
    bool(get("compact").missing()), reason="the embedded model's weights are not there"
)


def test_every_answer_is_offered_and_none_is_chosen() -> None:
    assert set(WORDS) == set(Holds)
    line = question_line(Conflict("opacity", "Record: no. Film: yes. Which holds?", 0.9))
    assert line.endswith(
        "Which holds? film / record / both, at different times / another patient's record"
        " / cannot tell"
    )


@pytest.mark.parametrize(
    ("assessed", "image", "sentences", "words"),
    [
        (("opacity",), 1.0, 3, "do not contradict"),
        (("opacity",), 1.0, None, "were not compared"),
        (("opacity",), 0.0, 3, "were not compared"),
        ((), 1.0, 3, "were not compared"),
    ],
)
def test_what_was_not_compared_is_not_called_consistent(
    assessed: tuple[str, ...], image: float, sentences: int | None, words: str
) -> None:
    read = [
        SimpleNamespace(modality="image", weight=image, sentences_read=None),
        SimpleNamespace(modality="text", weight=1.0, sentences_read=sentences),
    ]
    analysis: Any = SimpleNamespace(assessed=assessed, modalities=read)
    assert words in _no_question(analysis)


@pytest.mark.slow
@needs_model
def test_a_question_is_asked_answered_and_on_the_trail(
    loaded: Any, cases: dict[str, SyntheticCase]
) -> None:
    uid = cases["contradicts"].study_uid
    shown = loaded("analyze", uid).stdout
    assert "never had one" in shown
    assert "cannot tell" in shown
    before = loaded.json("answer", uid)
    (asked,) = before["questions"]
    assert asked["answer"] is None
    assert before["answers"] == [item.value for item in Holds]
    loaded("answer", uid, "--holds", "both", "--reason", "film after antibiotics")
    (asked,) = loaded.json("answer", uid)["questions"]
    assert asked["answer"]["holds"] == "both"
    assert "both, at different times (film after antibiotics)" in loaded("answer", uid).stdout
    trail = loaded.json("audit", "show", "--subject", uid)
    assert [e["detail"]["holds"] for e in trail if e["action"] == "finding.decide"] == ["both"]
    loaded("answer", uid, "--holds", "maybe", code=2)
    loaded("answer", uid, "--holds", "film", "--question", "7", code=1)


@pytest.mark.slow
def test_where_nothing_was_asked_nothing_is_answered(
    loaded: Any, cases: dict[str, SyntheticCase]
) -> None:
    uid = cases["knee"].study_uid
    assert "not analysed" in loaded("answer", uid, code=1).stderr
    loaded("analyze", uid, "--model", "fake")
    assert "No question" in loaded("answer", uid).stdout
    assert "no question" in loaded("answer", uid, "--holds", "film", code=1).stderr
