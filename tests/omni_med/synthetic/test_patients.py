"""The synthetic patients are what they claim, by the eyes of other programs and of our own."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from omni_med.dicom.pool import DecodePool
from omni_med.emr import match, read_record
from omni_med.synthetic import SyntheticCase, write_patients
from omni_med.synthetic.appearance import add_grain, add_opacity, draw_chest, load_model
from omni_med.synthetic.knee import draw_knee
from omni_med.synthetic.phantom import NODULE, ORIGIN, SPACING, draw_chest_ct


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SyntheticCase]:
    folder = tmp_path_factory.mktemp("patients")
    return {case.key: case for case in write_patients(folder)}


def test_all_are_plainly_synthetic(cases: dict[str, SyntheticCase]) -> None:
    assert set(cases) == {"fits", "contradicts", "knee", "stat", "chinese", "ct"}
    assert all(case.order.person.name.startswith("SYNTHETIC^") for case in cases.values())
    assert len({case.study_uid for case in cases.values()}) == len(cases)


@pytest.mark.parametrize("key", ["fits", "contradicts", "knee", "stat", "chinese", "ct"])
def test_files_are_valid_and_say_what_was_ordered(
    cases: dict[str, SyntheticCase], key: str
) -> None:
    case = cases[key]
    path = next(case.folder.iterdir())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset = dcmread(path)
    assert dataset.StudyInstanceUID == case.study_uid
    assert str(dataset.PatientName) == case.order.person.name
    assert dataset.pixel_array.max() <= 4095


def test_our_own_reader_takes_them(cases: dict[str, SyntheticCase]) -> None:
    with DecodePool(1) as pool:
        study = pool.parse(cases["stat"].folder / "IM00001").study
    assert study.priority == "STAT"
    assert study.patient.name == "SYNTHETIC^DORA"
    assert study.patient.issuer == "OMNIMED-SYNTHETIC"
    assert "84 %" in study.request_text


def test_a_record_fits_its_own_patient_and_no_other(cases: dict[str, SyntheticCase]) -> None:
    with DecodePool(1) as pool:
        patients = {
            key: pool.parse(case.folder / "IM00001").study.patient for key, case in cases.items()
        }
    for key, case in cases.items():
        if case.record is None:
            continue
        (document,) = read_record(case.record)
        for other, patient in patients.items():
            same = patient.patient_id == case.order.person.patient_id
            assert match(document.identity, patient).ok is same, (key, other)
        assert all(note.written for note in document.notes)


def test_the_chinese_record_is_chinese(cases: dict[str, SyntheticCase]) -> None:
    assert cases["chinese"].record is not None
    (document,) = read_record(cases["chinese"].record)
    assert {note.language for note in document.notes} == {"zh"}


def test_records_are_fhir_r4(cases: dict[str, SyntheticCase]) -> None:
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - slow to import

    for case in cases.values():
        if case.record is not None:
            Bundle.model_validate(json.loads(case.record.read_text("utf-8")))


def test_slices_are_not_in_the_order_of_file_names(cases: dict[str, SyntheticCase]) -> None:
    paths = sorted(cases["ct"].folder.iterdir())
    heights = [
        float(dcmread(path, stop_before_pixels=True).ImagePositionPatient[2]) for path in paths
    ]
    assert len(set(heights)) == 90
    assert heights != sorted(heights)
    assert heights != sorted(heights, reverse=True)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_patients(tmp_path / name, ["fits"])[0] for name in ("a", "b"))
    assert (first.folder / "IM00001").read_bytes() == (second.folder / "IM00001").read_bytes()
    assert first.record
    assert second.record
    assert first.record.read_bytes() == second.record.read_bytes()


@pytest.mark.parametrize("seed", range(6))
def test_a_chest_film_has_dark_lungs_beside_a_white_middle(seed: int) -> None:
    film = draw_chest(seed)
    assert film.dtype == np.float32
    assert film.min() >= 0
    assert film.max() <= 1
    rows = slice(int(0.35 * film.shape[0]), int(0.55 * film.shape[0]))
    columns = film.shape[1]
    right, middle, left = (
        film[rows, int(a * columns) : int(b * columns)].mean()
        for a, b in ((0.22, 0.36), (0.46, 0.54), (0.64, 0.78))
    )
    assert right < 0.8 * middle
    assert left < 0.8 * middle


def test_no_film_is_one_of_those_that_the_model_was_learnt_from() -> None:
    model = load_model()
    assert model.films > 100
    assert len(model.textures) < model.films / 5


def test_an_opacity_whitens_its_place_and_nothing_far_away() -> None:
    film = draw_chest(0)
    painted = add_opacity(film, centre=(0.6, 0.29), size=(0.12, 0.1), density=0.8, seed=0)
    rows, columns = film.shape
    there = (
        painted[int(0.6 * rows), int(0.29 * columns)] - film[int(0.6 * rows), int(0.29 * columns)]
    )
    assert there > 0.05
    assert np.abs(painted - film)[:, int(0.7 * columns) :].max() < 1e-3
    assert (painted >= film - 1e-6).all()


def test_grain_keeps_the_mean() -> None:
    film = np.full((200, 200), 0.5, np.float32)
    grained = add_grain(film, 1)
    assert abs(float(grained.mean()) - 0.5) < 0.002
    assert 0.005 < float(grained.std()) < 0.03


def test_the_knee_is_bone_on_a_dark_ground() -> None:
    film = draw_knee()
    assert film[:, :60].mean() < 0.1
    assert film[400:450, 400:440].mean() > 0.5


def test_the_phantom_has_the_densities_of_tissue() -> None:
    volume = draw_chest_ct()
    z, y, x = (
        round((at - start) / step) for at, start, step in zip(NODULE, ORIGIN, SPACING, strict=True)
    )
    assert -50 < volume[z - 1 : z + 2, y - 2 : y + 3, x - 2 : x + 3].mean() < 100
    assert volume[z, y, x + 16] < -700
    assert volume[0, 0, 0] < -900
    assert (volume > 500).sum() > 1000
