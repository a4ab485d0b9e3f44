"""Synthetic studies, a workspace that holds them, and the real window over it."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid
from pytestqt.qtbot import QtBot

from audit.sealing.keys import KdfCost
from omni_med.dicom.pool import DecodePool
from omni_med.domain import ImagePlane
from omni_med.inference import process
from omni_med.inference.process import InferenceProcess
from omni_med.workspace import Workspace
from ui.desktop import theme
from ui.desktop.main_window import MainWindow
from ui.desktop.models.stack import ImageStack, Place, Window

PASSPHRASE = "six words are easy to remember"
DX_STORAGE = "1.2.840.10008.5.1.4.1.1.1.1"
SLICES = 12
CHINESE = "Wang^XiaoMing=王^小明"


@dataclass(frozen=True)
class Studies:
    ct: str
    film: str


def _base(study: str, series: str, modality: str, sop_class: str) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = generate_uid()
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study, series
    dataset.Modality = modality
    dataset.StudyDate, dataset.StudyTime = "20260301", "101500"
    dataset.PatientBirthDate, dataset.PatientSex = "19610203", "M"
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    return dataset


def _pixels(dataset: Dataset, pixels: NDArray[np.int16] | NDArray[np.uint16]) -> None:
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit = 15
    dataset.PixelRepresentation = int(pixels.dtype == np.int16)
    dataset.PixelData = pixels.tobytes()


def write_ct(folder: Path) -> str:
    """Write an axial CT whose slice k holds the value k * 10 HU in its middle."""
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for k in range(SLICES):
        dataset = _base(study, series, "CT", CTImageStorage)
        dataset.PatientName, dataset.PatientID = CHINESE, "CT-1"
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.AccessionNumber = "ACC-CT"
        dataset.StudyDescription, dataset.SeriesDescription = "CT of a phantom", "Axial"
        dataset.InstanceNumber, dataset.FrameOfReferenceUID = k + 1, frame
        dataset.ImagePositionPatient = [-32.0, -32.0, 5.0 * k]
        dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        dataset.PixelSpacing, dataset.SliceThickness = [1.0, 1.0], 5.0
        dataset.RescaleSlope, dataset.RescaleIntercept = 1, -1024
        pixels = np.zeros((64, 64), np.int16)
        pixels[16:48, 16:48] = 1024 + 10 * k
        _pixels(dataset, pixels)
        dataset.save_as(folder / f"ct-{k}.dcm", enforce_file_format=True)
    return study


def chest() -> NDArray[np.uint16]:
    """Return something with two darker lungs beside a brighter middle, 12 bit."""
    rows, columns = np.mgrid[0:160, 0:128]
    image = np.full((160, 128), 2600.0)
    for centre in (36, 92):
        lung = ((rows - 75) / 55) ** 2 + ((columns - centre) / 22) ** 2 < 1
        image[lung] = 900.0
    image[:, :10] = image[:, -10:] = 200.0
    return image.astype(np.uint16)


def write_film(folder: Path) -> str:
    """Write a DX chest film with a request text, spacing known at the detector only."""
    study = generate_uid()
    dataset = _base(study, generate_uid(), "DX", DX_STORAGE)
    dataset.PatientName, dataset.PatientID = "SYNTHETIC^ANNA", "DX-1"
    dataset.AccessionNumber, dataset.StudyDescription = "ACC-DX", "Chest PA"
    dataset.BodyPartExamined, dataset.ViewPosition = "CHEST", "PA"
    dataset.ReasonForStudy = "Fever and cough for three days. No trauma."
    dataset.ImagerPixelSpacing = [0.2, 0.2]
    dataset.PatientOrientation = ["L", "F"]
    dataset.WindowCenter, dataset.WindowWidth = 1600, 3000
    dataset.ImageType = ["ORIGINAL", "PRIMARY", ""]
    dataset.InstanceNumber = 1
    dataset.AcquisitionDate, dataset.AcquisitionTime = "20260301", "102000"
    _pixels(dataset, chest())
    dataset.save_as(folder / "film.dcm", enforce_file_format=True)
    return study


MakeImage = Callable[..., Dataset]


@pytest.fixture(scope="session")
def make_image() -> MakeImage:
    """Give what makes an image of study, series, modality and pixels, with more attributes."""

    def make(
        study: str, series: str, modality: str, pixels: NDArray[np.int16], **attributes: object
    ) -> Dataset:
        dataset = _base(study, series, modality, CTImageStorage)
        _pixels(dataset, pixels)
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)
        return dataset

    return make


@pytest.fixture(scope="session")
def pool() -> Iterator[DecodePool]:
    with DecodePool(1) as made:
        yield made


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Studies]:
    folder = tmp_path_factory.mktemp("dicom")
    return folder, Studies(write_ct(folder), write_film(folder))


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed workspace without studies, to be copied."""
    folder = tmp_path_factory.mktemp("empty") / "home"
    cheap = KdfCost(memory_kib=19_456, iterations=2, lanes=1)
    Workspace.create(folder, user="reader", passphrase=PASSPHRASE, kdf=cheap).close()
    return folder


@pytest.fixture(scope="session")
def filled_home(empty_home: Path, sources: tuple[Path, Studies], pool: DecodePool) -> Path:
    """A sealed workspace with the CT and the film, to be copied."""
    folder = empty_home.with_name("filled")
    shutil.copytree(empty_home, folder)
    with Workspace.open(folder, passphrase=PASSPHRASE) as opened:
        opened.import_paths([sources[0]], pool=pool)
    return folder


@pytest.fixture
def home(tmp_path: Path, empty_home: Path) -> Path:
    return Path(shutil.copytree(empty_home, tmp_path / "home"))


@pytest.fixture
def workspace(home: Path, filled_home: Path) -> Iterator[Workspace]:
    shutil.rmtree(home)
    shutil.copytree(filled_home, home)
    with Workspace.open(home, passphrase=PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def studies(sources: tuple[Path, Studies]) -> Studies:
    return sources[1]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings of tests away from those of whoever runs them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.fixture(autouse=True)
def forked_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork models' processes from one that has their modules: to load them takes half a second.

    How they are spawned is tested beside them, in tests/omni_med/inference.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [
            "omni_med.inference.child",
            "omni_med.inference.analyst",
            "omni_med.models.calibrated",
            "omni_med.models.fake",
        ]
    )
    forking = SimpleNamespace(get_context=lambda _method: context)
    monkeypatch.setattr(process, "multiprocessing", forking)


@pytest.fixture(scope="session")
def dressed(qapp: object) -> None:
    theme.apply(qapp)  # type: ignore[arg-type]


@pytest.fixture
def window(
    qtbot: QtBot,
    dressed: None,
    no_thread_outlives: None,
    workspace: Workspace,
    pool: DecodePool,
) -> Iterator[MainWindow]:
    """Give the window with its real inference process; fail where a thread outlives it."""
    with InferenceProcess("fake") as inference:
        made = MainWindow(workspace, pool, inference)
        made.resize(1200, 800)
        with qtbot.waitSignal(made.worklist_presenter.refreshed):
            made.show()
        yield made
        made.close()


@pytest.fixture
def empty_window(
    qtbot: QtBot, dressed: None, no_thread_outlives: None, home: Path, pool: DecodePool
) -> Iterator[MainWindow]:
    """Give the window over a workspace without studies."""
    with (
        Workspace.open(home, passphrase=PASSPHRASE) as workspace,
        InferenceProcess("fake") as inference,
    ):
        made = MainWindow(workspace, pool, inference)
        made.resize(1200, 800)
        with qtbot.waitSignal(made.worklist_presenter.refreshed):
            made.show()
        yield made
        made.close()


def outliving(before: set[threading.Thread]) -> list[str]:
    """Return the names of threads that are new and do not end; Qt's are not Python's to join."""
    new = [t for t in set(threading.enumerate()) - before if not t.name.startswith("Dummy")]
    for thread in new:
        thread.join(5)
    return [thread.name for thread in new if thread.is_alive()]


@pytest.fixture
def no_thread_outlives() -> Iterator[None]:
    """Fail where a thread started in the test is left."""
    before = set(threading.enumerate())
    yield
    assert outliving(before) == []


@pytest.fixture
def stack() -> ImageStack:
    """Give twelve axial slices of 40 x 60 int16 with a ramp, in Hounsfield units."""
    values = np.zeros((12, 40, 60), np.int16)
    values += np.arange(60, dtype=np.int16) * 20 - 600
    values += np.arange(12, dtype=np.int16)[:, None, None] * 5
    orientation = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    places = tuple(
        Place(f"1.2.{k}", 0, ImagePlane((0.0, 0.0, 3.0 * k), orientation, (1.0, 1.0), 3.0))
        for k in range(12)
    )
    return ImageStack(
        key="ct",
        label="CT",
        modality="CT",
        values=values,
        loaded=np.ones(12, bool),
        places=places,
        window=Window(40.0, 400.0),
        spacing=(1.0, 1.0),
        unit="HU",
    )
