"""The public Python API, as a person types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import omni_med
from omni_med import OmniModel
from omni_med.api import InputError
from omni_med.domain import Analysis
from omni_med.errors import DamagedFileError, ModelUnavailableError, UnknownModelError
from omni_med.models import registry
from omni_med.models.compact.settings import FOLDER
from omni_med.models.samples import chest_film, knee_film
from omni_med.synthetic.patients import write_patients

NOTE = "Fever and cough for six days."


@pytest.fixture(scope="module")
def model() -> OmniModel:
    return OmniModel(model_path="fake", modal_types=["text", "image"], device="cpu")


def test_image_and_text_give_findings_and_a_sentence(model: OmniModel) -> None:
    answer = model.forward({"image": chest_film(), "text": NOTE})
    names = [finding["name"] for finding in answer["findings"]]
    assert names[0] == "Lung opacity"
    assert 0 <= answer["findings"][0]["probability"] <= 1
    for name in names:
        assert name in answer["combined_output"]
    assert "Not looked for: Fracture" in answer["combined_output"]
    assert isinstance(answer.analysis, Analysis)


def test_the_model_may_be_called_like_a_function(model: OmniModel) -> None:
    inputs = {"image": chest_film(), "text": NOTE}
    assert model(inputs)["findings"] == model.forward(inputs)["findings"]


def test_one_side_is_enough(model: OmniModel) -> None:
    assert model.forward({"text": NOTE})["findings"][0]["image_only"] is None
    assert model.forward({"image": chest_film()})["findings"][0]["text_only"] is None


def test_the_weights_hide_a_side(model: OmniModel) -> None:
    one = model.forward({"image": chest_film(), "text": NOTE}, weights={"image": 0.0})
    other = model.forward({"image": chest_film(seed=4), "text": NOTE}, weights={"image": 0.0})
    assert [item["probability"] for item in one["findings"]] == [
        item["probability"] for item in other["findings"]
    ]


def test_arrays_of_8_and_16_bits_and_pictures_give_the_same(
    model: OmniModel, tmp_path: Path
) -> None:
    film = (chest_film() * 255).round().astype(np.uint8)
    path = tmp_path / "film.png"
    cv2.imwrite(str(path), film)
    wide = film.astype(np.uint16) * 257
    answers = [
        [item["probability"] for item in model.forward({"image": image})["findings"]]
        for image in (film, wide, path, str(path))
    ]
    assert np.allclose(answers, answers[0], atol=1e-5)


def test_a_dicom_file_is_read(model: OmniModel, tmp_path: Path) -> None:
    (case,) = write_patients(tmp_path, only=("fits",))
    (path,) = (item for item in case.folder.rglob("*") if item.is_file())
    answer = model.forward({"image": path, "text": NOTE})
    assert answer["findings"][0]["image_only"] is not None
    assert answer.analysis.study_uid == case.study_uid


def test_a_knee_is_not_assessed_and_the_sentence_says_why(model: OmniModel) -> None:
    answer = model.forward({"image": knee_film(256, 256), "text": NOTE})
    assert answer["findings"] == []
    assert answer["combined_output"].startswith("Not assessed: not meant for this")


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "nothing to read"),
        ({"image": None, "text": "  "}, "nothing to read"),
        ({"image": "no/such/file.png"}, "cannot be read: No such file"),
        ({"image": 7}, "a path or an array, not int"),
        ({"image": np.zeros((2, 2, 3), np.float32)}, "shape"),
        ({"image": np.full((4, 4), 7.0)}, "between 0 and 1"),
        ({"image": np.full((4, 4), np.nan)}, "between 0 and 1"),
        ({"image": np.zeros((4, 4), np.int32)}, "unsigned integers, not int32"),
        ({"text": 3}, "text is a string, not int"),
        ({"audio": b""}, "not for: audio"),
        ({"image": [chest_film(), "x.png"]}, "do not mix"),
    ],
)
def test_bad_input_is_one_clear_error(
    model: OmniModel, inputs: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        model.forward(inputs)


@pytest.mark.parametrize("weights", [{"sound": 1.0}, {"image": 2.0}, {"text": "much"}])
def test_wrong_weights_are_one_clear_error(model: OmniModel, weights: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="weight"):
        model.forward({"text": "Cough."}, weights=weights)


def test_a_damaged_picture_is_told(model: OmniModel, tmp_path: Path) -> None:
    path = tmp_path / "film.png"
    cv2.imwrite(str(path), (chest_film() * 255).astype(np.uint8))
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DamagedFileError):
        model.forward({"image": path})


def test_a_modality_that_was_not_asked_for_is_refused() -> None:
    only_text = OmniModel("fake", modal_types=["text"])
    with pytest.raises(InputError, match="made for text, not for: image"):
        only_text.forward({"image": chest_film()})


def test_unknown_modalities_and_models_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="audio"):
        OmniModel("fake", modal_types=["audio"])
    with pytest.raises(UnknownModelError, match="there are: compact, fake"):
        OmniModel("no-such-model")
    with pytest.raises(ModelUnavailableError):
        OmniModel(tmp_path)


def test_the_embedded_model_is_loaded_by_default_or_from_a_folder() -> None:
    factory = registry.get("compact")
    if factory.missing():
        pytest.skip(f"the embedded model lacks {', '.join(factory.missing())}")
    embedded = OmniModel()
    other = OmniModel(FOLDER)
    inputs = {"text": NOTE}
    assert repr(embedded).startswith("OmniModel(compact ")
    assert embedded(inputs)["findings"] == other(inputs)["findings"]
    with pytest.raises(ModelUnavailableError, match="CPU"):
        OmniModel(device="tpu")


def test_the_repr_says_which_model() -> None:
    assert repr(OmniModel("fake")) == "OmniModel(fake 1, modal_types=['text', 'image'])"


def test_the_package_has_no_other_public_name() -> None:
    assert omni_med.__all__ == ["OmniModel"]
    with pytest.raises(AttributeError, match="no attribute 'Omnimodel'"):
        _ = omni_med.Omnimodel


def test_importing_the_package_imports_no_model() -> None:
    script = "import sys, omni_med; print('numpy' in sys.modules, 'torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
