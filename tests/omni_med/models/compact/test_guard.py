"""What is no frontal chest film is refused by its pixels, whatever the header says."""

from pathlib import Path

import pytest

from omni_med.dicom.pixels import read_image
from omni_med.dicom.pool import DecodePool
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.protocols import ImageFeatures, ImageInput, ModelInputs

pytestmark = pytest.mark.data

CHESTS = (
    "projection/Monochrome1-Jpeg.dcm",
    "projection/RG1_J2KI",
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
