"""``--execution`` of analyze, batch and view: another engine, or the usual one and a word."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import ui.cli.reading.view
import ui.desktop.app
from omni_med.dicom.pool import DecodePool
from omni_med.inference.analyst import Analyst
from omni_med.inference.files import prepare_files
from omni_med.inference.process import InferenceProcess
from omni_med.models import registry, sessions
from omni_med.synthetic import SyntheticCase
from ui.cli.main import app
from ui.cli.reading.analyze import Engine, engine_options

TOLERANCE = 0.05  # of a probability, as the user guide states it
installed = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason="OpenVINO is an extra"
)


@installed
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
        assert one["probability"] == pytest.approx(two["probability"], abs=TOLERANCE)


def test_where_it_is_not_installed_the_usual_one_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine_options(Engine.ONNXRUNTIME) == {}
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sessions, "has_openvino", lambda: False)
    assert engine_options(Engine.OPENVINO) == {}
    assert "not installed, ONNX Runtime answers" in " ".join(capsys.readouterr().err.split())


@installed
def test_a_batch_runs_in_the_other_engine_and_says_so(
    loaded: Any, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    manifest = tmp_path / "cases.csv"
    images = [cases[key].folder / "IM00001" for key in ("fits", "stat")]
    lines = [f"{number},{image},Fever and cough." for number, image in enumerate(images)]
    manifest.write_text("\n".join(["case_id,images,note", *lines]))
    tables = []
    for engine in ("onnxruntime", "openvino"):
        out = tmp_path / engine
        loaded("batch", manifest, "--out", out, "--workers", 1, OMNI_MED_EXECUTION=engine)
        with (out / "results.csv").open(newline="") as stream:
            tables.append(list(csv.DictReader(stream)))
        summary = json.loads((out / "summary.json").read_text())
        assert summary["execution"] == ("" if engine == "onnxruntime" else engine)
        assert summary["failures"] == 0
    assert [row["finding"] for row in tables[0]] == [row["finding"] for row in tables[1]]
    gaps = [
        abs(float(one["probability"]) - float(two["probability"]))
        for one, two in zip(*tables, strict=True)
    ]
    assert 0 < max(gaps) <= TOLERANCE
    # A run in one engine is not taken over by --resume in the other.
    done = loaded.json(
        *("batch", manifest, "--out", tmp_path / "again", "--workers", 1, "--resume"),
        *("--execution", "openvino"),
    )
    assert done["resumed"] == 0


@installed
def test_the_desktops_process_answers_in_the_other_engine(cases: dict[str, SyntheticCase]) -> None:
    card = registry.get("compact").card()
    with DecodePool(workers=1) as pool:
        film = prepare_files([cases["fits"].folder / "IM00001"], [], card=card, pool=pool)
    usual = Analyst(registry.load("compact")).analyze(film, study_uid="1.2")
    with InferenceProcess("compact", options={"execution": "openvino"}) as process:
        assert process.card(60).preprocessing.endswith("+openvino")
        other = process.submit(film, study_uid="1.2").result(60)
    assert len(other.findings) == len(usual.findings) > 0
    for one, two in zip(usual.findings, other.findings, strict=True):
        assert one.probability == pytest.approx(two.probability, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ([], {}, {}),
        (["--execution", "openvino"], {}, {"execution": "openvino"}),
        ([], {"OMNI_MED_EXECUTION": "openvino"}, {"execution": "openvino"}),
    ],
)
def test_view_hands_the_engine_to_the_desktop(
    words: list[str],
    environment: dict[str, str],
    expected: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    given: list[object] = []

    def run_desktop(*_words: object, model: str, model_options: object) -> int:
        assert model == "compact"
        given.append(model_options)
        return 0

    monkeypatch.setattr(sessions, "has_openvino", lambda: True)
    monkeypatch.setattr(ui.cli.reading.view, "has_display", lambda: True)
    monkeypatch.setattr(ui.desktop.app, "run_desktop", run_desktop)
    environment = {"OMNI_MED_HOME": str(tmp_path / "home"), **environment}
    done = CliRunner().invoke(app, ["view", *words], env=environment)
    assert done.exit_code == 0, done.output
    assert given == [expected]
