import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.backend import CompactBackend, CompactFactory
from omni_med.models.compact.settings import (
    CARD,
    FOLDER,
    IMAGE,
    SETTINGS,
    SPACE,
    TEXT,
    TOP,
    check_beside,
)
from omni_med.models.protocols import ImageInput, ModelBackend, ModelInputs, Weights


def image(pixels: np.ndarray) -> ModelInputs:
    return ModelInputs((ImageInput("x", pixels.astype(np.float32)),))


def chest(test_data: Path, name: str) -> np.ndarray:
    pixels = cv2.imread(str(test_data / "cxr" / "images" / name), cv2.IMREAD_GRAYSCALE)
    return (pixels / 255).astype(np.float32)


def frontal_films(test_data: Path, count: int) -> list[np.ndarray]:
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["split"] == "train" and r["view"] == "PA"]
    return [chest(test_data, Path(row["file"]).name) for row in rows[:: len(rows) // count]][:count]


def test_it_fulfils_the_protocol_and_says_what_it_is_for(backend: CompactBackend) -> None:
    assert isinstance(backend, ModelBackend)
    card = backend.card
    assert card.id == "compact"
    assert card.assessed[0].name == "pneumonia-type opacity"
    assert [item.differential for item in card.assessed] == [False, True, True, True, True, True]
    assert {"pneumothorax", "fracture"} <= set(card.not_assessed)
    opacity = card.assessed[0]
    assert opacity.threshold is not None
    assert opacity.uncertain_below <= opacity.threshold <= opacity.uncertain_above
    assert len(card.sha256) == 64
    assert "not a medical device" in card.text


def test_all_models_together_stay_below_40_mb() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.onnx")) <= 40e6


def test_encoders_in_8_bits_are_at_most_27_percent_of_float32() -> None:
    numbers = 0
    for name in (IMAGE, TEXT):
        graph = onnx.load(str(FOLDER / name)).graph
        numbers += sum(int(np.prod(item.dims)) for item in graph.initializer)
    assert sum((FOLDER / name).stat().st_size for name in (IMAGE, TEXT)) <= 0.27 * 4 * numbers


def test_a_changed_weight_file_is_not_loaded(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "w")
    settings = tmp_path / "w" / SETTINGS
    settings.write_bytes(settings.read_bytes() + b" ")
    with pytest.raises(ModelUnavailableError, match="not those that its card"):
        CompactBackend(tmp_path / "w")


@pytest.mark.parametrize("name", [TOP, SPACE])
def test_a_changed_file_beside_the_weights_is_not_taken(name: str, tmp_path: Path) -> None:
    """The hash over the answering files leaves these out: the card has one of each."""
    for file in FOLDER.iterdir():
        (tmp_path / file.name).symlink_to(file)
    content = bytearray((FOLDER / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelUnavailableError, match=name):
        CompactBackend(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ModelUnavailableError, match=name):
        CompactBackend(tmp_path)
    card = json.loads((FOLDER / CARD).read_bytes())
    del card["beside"]  # weights that were never released
    (tmp_path / CARD).unlink()
    (tmp_path / CARD).write_text(json.dumps(card))
    check_beside(name, tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "w")
    (tmp_path / "w" / IMAGE).unlink()
    factory = CompactFactory(tmp_path / "w")
    assert "image.onnx" in factory.missing()[0]
    with pytest.raises(ModelUnavailableError, match=r"image\.onnx"):
        factory.load()


def test_an_unknown_option_or_device_is_refused() -> None:
    with pytest.raises(ModelUnavailableError):
        CompactFactory().load(device="cuda")
    with pytest.raises(ModelUnavailableError):
        CompactFactory().load(colour="red")


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (np.zeros((1, 1)), "too small"),
        (np.full((300, 300), np.nan), "not numbers"),
        (np.full((300, 300), 0.7), "blank"),
    ],
)
def test_what_is_no_film_is_refused_not_answered(
    backend: CompactBackend, pixels: np.ndarray, words: str
) -> None:
    features = backend.encode(image(pixels))
    assert not features.images[0].is_meant
    assert words in features.images[0].refusal
    assert np.isfinite(features.images[0].tokens).all()
    assert backend.infer(features, Weights()).answers == ()


def test_noise_and_ramps_are_refused(backend: CompactBackend) -> None:
    rng = np.random.default_rng(0)
    ramp = np.tile(np.linspace(0, 1, 256), (256, 1))
    for pixels in (rng.random((256, 256)), ramp, ramp.T):
        assert not backend.encode(image(pixels)).images[0].is_meant


@pytest.mark.data
def test_chest_films_are_read_and_turned_or_inverted_ones_refused(
    backend: CompactBackend, test_data: Path
) -> None:
    films = frontal_films(test_data, 12)
    meant = [backend.encode(image(film)).images[0].is_meant for film in films]
    assert sum(meant) >= 11
    for change in (np.flipud, np.rot90, lambda film: 1 - film):
        wrong = [backend.encode(image(change(film))).images[0] for film in films]
        assert sum(features.is_meant for features in wrong) <= 1


@pytest.mark.data
def test_a_case_is_answered_alike_alone_and_among_others(
    backend: CompactBackend,
    test_data: Path,
    make_sentences: Callable[..., tuple[object, ...]],
) -> None:
    films = frontal_films(test_data, 3)
    cases = [
        ModelInputs((ImageInput(str(number), film),), make_sentences(*["Cough."] * (number + 1)))
        for number, film in enumerate(films)
    ]
    together = backend.encode_batch(cases)
    for case, features in zip(cases, together, strict=True):
        alone = backend.encode(case)
        assert np.array_equal(alone.images[0].tokens, features.images[0].tokens)
        assert np.array_equal(alone.text.tokens, features.text.tokens)
        one, two = backend.infer(alone, Weights()), backend.infer(features, Weights())
        assert [a.fused for a in one.answers] == [a.fused for a in two.answers]


@pytest.mark.data
def test_more_than_four_films_are_answered_by_the_first_four(
    backend: CompactBackend, test_data: Path
) -> None:
    films = frontal_films(test_data, 6)
    inputs = ModelInputs(tuple(ImageInput(str(n), film) for n, film in enumerate(films)))
    features = backend.encode(inputs)
    answers = backend.infer(features, Weights()).answers
    assert len(answers[0].patches) == 6
    shown = [patch.any() for patch, image in zip(answers[0].patches, features.images, strict=True)]
    assert sum(shown) == min(4, sum(image.is_meant for image in features.images))
