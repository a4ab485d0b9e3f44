"""What is no frontal chest film is refused by its pixels, whatever the header says."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from omni_med.dicom.pixels import read_image
from omni_med.dicom.pool import DecodePool
from omni_med.errors import OmniMedError
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.protocols import ImageFeatures, ImageInput, ModelInputs

pytestmark = pytest.mark.data

CHESTS = (
    "projection/Monochrome1-Jpeg.dcm",
    "projection/RG1_J2KI",
    "projection/RG1_JLSN",
    "projection/gdcm-CR-MONO1-10-chest.dcm",
)
OTHERS = {
    "hip": "projection/RG2_JLSN",
    "tibia": "projection/RG3_JPLL",
    "dental": "projection/CR-ModalitySequenceLUT.dcm",
    "mammogram": "projection/GH133.dcm",
    "large mammogram": "projection/MG1_J2KI",
    "animal": "projection/dx_image.dcm",
}


@pytest.fixture(scope="module")
def pool() -> DecodePool:
    with DecodePool(workers=1) as pool:
        yield pool


def seen(backend: CompactBackend, pool: DecodePool, file: Path) -> ImageFeatures:
    data = file.read_bytes()
    parsed = pool.parse(data)
    pixels = read_image(data, parsed.instance, parsed.rendering, pool)
    return backend.encode(ModelInputs((ImageInput(file.name, pixels),))).images[0]


@pytest.mark.parametrize("name", CHESTS)
def test_chest_films_in_dicom_are_read(
    backend: CompactBackend, pool: DecodePool, test_data: Path, name: str
) -> None:
    assert seen(backend, pool, test_data / "dicom" / name).is_meant


@pytest.mark.parametrize("name", OTHERS.values(), ids=OTHERS)
def test_other_films_are_refused(
    backend: CompactBackend, pool: DecodePool, test_data: Path, name: str
) -> None:
    features = seen(backend, pool, test_data / "dicom" / name)
    assert not features.is_meant
    assert features.refusal


def test_slices_are_refused(backend: CompactBackend, pool: DecodePool, test_data: Path) -> None:
    for folder in ("ct_chest_a", "ct_head_tilt", "mr_brain_axial"):
        files = sorted((test_data / "dicom" / "series" / folder).iterdir())
        images = [file for file in files if "RT" not in file.name.upper()][::9]
        for file in images:
            data = file.read_bytes()
            if not pool.parse(data).instance.has_pixels:
                continue
            assert not seen(backend, pool, file).is_meant, folder


@pytest.mark.slow
def test_no_object_that_is_no_chest_film_passes(
    backend: CompactBackend, pool: DecodePool, test_data: Path
) -> None:
    """By pixels alone: a slice, a cine or a scan whose header claims to be a radiograph."""
    with (test_data / "dicom" / "dicom.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["pixel_data"] == "integer"
            and row["path"] not in CHESTS
            and not row["path"].startswith(("malformed", "undecodable"))
        ]
    passed, looked = [], 0
    for row in rows:
        try:
            features = seen(backend, pool, test_data / "dicom" / row["path"])
        except OmniMedError:
            continue  # is refused before anyone looks at it
        looked += 1
        if features.is_meant:
            passed.append(row["path"])
    assert looked > 400
    assert len(passed) <= 0.01 * looked, passed


@pytest.mark.slow
def test_films_the_wrong_way_up_are_refused_and_upright_ones_are_read(
    backend: CompactBackend, test_data: Path
) -> None:
    """Films of the validation split, which chose the guard's limits."""
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["split"] == "val" and r["frontal"] == "1"]
    films = []
    for row in rows:
        gray = cv2.imread(str(test_data / "cxr" / row["file"]), cv2.IMREAD_GRAYSCALE)
        films.append((gray / 255).astype(np.float32))

    def refused(pixels: list[np.ndarray]) -> float:
        images = [ImageInput("x", np.ascontiguousarray(one)) for one in pixels]
        found = [backend.encode(ModelInputs((image,))).images[0].is_meant for image in images]
        return 1 - float(np.mean(found))

    assert refused(films) <= 0.02
    assert refused([film[::-1, ::-1] for film in films]) >= 0.99
