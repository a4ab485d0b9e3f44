"""``omni-med analyze --execution``: another engine, or the usual one and a word about it."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from omni_med.models import sessions
from omni_med.synthetic import SyntheticCase
from ui.cli.analyze import Engine, engine_options


@pytest.mark.skipif(importlib.util.find_spec("openvino") is None, reason="OpenVINO is an extra")
def test_the_other_engine_answers_and_is_named(
    loaded: Any, cases: dict[str, SyntheticCase]
) -> None:
    uid = cases["fits"].study_uid
    usual = loaded.json("analyze", uid)
    other = loaded.json("analyze", uid, "--execution", "openvino")
    assert other["provenance"]["preprocessing"].endswith("+openvino")
    assert "openvino" not in usual["provenance"]["preprocessing"]
    for one, two in zip(usual["findings"], other["findings"], strict=True):
        assert one["name"] == two["name"]
        assert one["probability"] == pytest.approx(two["probability"], abs=0.05)


def test_where_it_is_not_installed_the_usual_one_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine_options(Engine.ONNXRUNTIME) == {}
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sessions, "has_openvino", lambda: False)
    assert engine_options(Engine.OPENVINO) == {}
    assert "not installed, ONNX Runtime answers" in " ".join(capsys.readouterr().err.split())
