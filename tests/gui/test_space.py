"""Volumes at any angle: sampling against SimpleITK, oblique planes, fusion, following priors."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.uid import generate_uid
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from omni_med.dicom.geometry import geometry
from omni_med.dicom.pool import DecodePool
from omni_med.dicom.scan import ScannedFile, scan
from omni_med.dicom.stacks import build_stacks, group
from omni_med.dicom.volume import load_volume
from omni_med.domain import ImagePlane
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.space.fusion import Fusion, hot_iron
from ui.desktop.models.space.linking import Linker
from ui.desktop.models.space.oblique import UPRIGHT, oblique, turned
from ui.desktop.models.space.planes import crossing, slice_frame
from ui.desktop.models.space.reslice import CannotResliceError, reslice
from ui.desktop.models.space.sampler import CannotSampleError, Plane, Sampler
from ui.desktop.models.stack import ImageStack, Place, Window
from ui.desktop.models.viewport import ViewportModel

if TYPE_CHECKING:
    from conftest import MakeImage

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def linear_volume(positions: list[tuple[float, float, float]]) -> ImageStack:
    """Return slices whose value is x + 2 y + 3 z of the patient, exactly."""
    planes = [ImagePlane(position, AXIAL, (1.5, 0.75)) for position in positions]
    values = np.empty((len(planes), 30, 40), np.float32)
    for index, (x, y, z) in enumerate(positions):
        columns, rows = np.meshgrid(np.arange(40) * 0.75 + x, np.arange(30) * 1.5 + y)
        values[index] = columns + 2 * rows + 3 * z
    return ImageStack(
        "k",
        "CT",
        "CT",
        values,
        np.ones(len(planes), bool),
        tuple(Place(f"1.{k}", 0, plane) for k, plane in enumerate(planes)),
        Window(0.0, 400.0),
        geometry=geometry(planes),
        frame_of_reference="1.9",
    )


def expected_on(plane: Plane) -> NDArray[np.float64]:
    y, x = np.mgrid[0 : plane.rows, 0 : plane.columns]
    points = plane.origin + x[..., None] * plane.across + y[..., None] * plane.down
    return np.asarray(points @ np.array([1.0, 2.0, 3.0]))


@pytest.mark.parametrize(
    "positions",
    [
        [(0.0, 0.0, 4.0 * k) for k in range(8)],
        [(0.0, 0.0, z) for z in (0.0, 1.0, 5.0, 6.5, 12.0, 13.0, 20.0, 28.0)],  # uneven
        [(0.0, 0.4 * k, 4.0 * k) for k in range(8)],  # tilted
        [(0.0, 0.0, -4.0 * k) for k in range(8)],  # the other way round
    ],
)
@pytest.mark.parametrize(
    ("across", "down"),
    [
        ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
        ((0.8, 0.0, 0.6), (0.0, 1.0, 0.0)),
        ((0.5, 0.5, 0.4), (-0.3, 0.5, 0.6)),
        ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    ],
)
def test_a_linear_volume_is_sampled_exactly(
    positions: list[tuple[float, float, float]],
    across: tuple[float, float, float],
    down: tuple[float, float, float],
) -> None:
    stack = linear_volume(positions)
    middle = np.mean([stack.places[0].plane.position, stack.places[-1].plane.position], axis=0)  # type: ignore[union-attr]
    centre = middle + np.array([14.0, 20.0, 0.3])
    plane = Plane(
        centre - 10 * np.array(across) - 8 * np.array(down),
        np.array(across),
        np.array(down),
        17,
        21,
    )
    found = Sampler(stack).plane(plane)
    inside = np.isfinite(found)
    ends = sorted(z for _, _, z in positions)
    points_z = (
        expected_on(
            Plane(
                plane.origin * (0, 0, 1), plane.across * (0, 0, 1), plane.down * (0, 0, 1), 17, 21
            )
        )
        / 3.0
    )
    within = (points_z >= ends[0]) & (points_z <= ends[-1])
    assert inside.mean() > 0.4
    error = np.abs(found - expected_on(plane))[inside & within]
    assert error.max() < 0.12, "the float path of OpenCV, at a gradient of 4 a pixel"
    assert np.median(error) < 0.02


def test_what_is_no_volume_is_not_sampled(stack: ImageStack) -> None:
    with pytest.raises(CannotSampleError):
        Sampler(replace(stack, places=tuple(replace(p, plane=None) for p in stack.places)))
    twice = [*stack.places[:11], stack.places[10]]
    with pytest.raises(CannotSampleError):
        Sampler(replace(stack, places=tuple(twice)))
    with pytest.raises(CannotResliceError):
        oblique(stack, UPRIGHT["axial"], "x")


def test_upright_planes_agree_with_the_views_of_the_volume() -> None:
    stack = linear_volume([(0.0, 0.0, 3.0 * k) for k in range(10)])
    made = oblique(stack, UPRIGHT["coronal"], "o")
    view = reslice(stack, "coronal")
    frame, other = slice_frame(made, 3), slice_frame(view, 3)
    assert frame is not None
    assert other is not None
    assert np.allclose(frame.normal, other.normal)
    assert frame.across @ other.across > 0
    assert frame.down @ other.down > 0
    image = made.image(5)
    assert image is not None
    assert image.shape == (made.rows, made.columns)
    middle = slice_frame(made, 5)
    assert middle is not None
    x, y = made.columns // 2, made.rows // 2
    point = middle.at((x + 0.5, y + 0.5))
    assert image[y, x] == pytest.approx(float(point @ (1.0, 2.0, 3.0)), abs=0.1)


def test_turning_axes_keeps_them_square() -> None:
    axes = turned(UPRIGHT["sagittal"], np.array([0.0, 0.0, 1.0]), 33.0)
    assert np.allclose(axes @ axes.T, np.eye(3))
    back = turned(axes, np.array([0.0, 0.0, 1.0]), -33.0)
    assert np.allclose(back, UPRIGHT["sagittal"])


def test_fusion_lies_where_it_belongs_and_needs_one_frame_of_reference() -> None:
    below = linear_volume([(0.0, 0.0, 4.0 * k) for k in range(8)])
    planes = [ImagePlane((6.0, 9.0, 8.0 * k), AXIAL, (3.0, 3.0)) for k in range(4)]
    values = np.zeros((4, 8, 6), np.int16)
    values[:, 2, 1] = 1000
    above = replace(
        below,
        key="pet",
        values=values,
        loaded=np.ones(4, bool),
        places=tuple(Place(f"2.{k}", 0, plane) for k, plane in enumerate(planes)),
        geometry=geometry(planes),
        window=Window(500.0, 1000.0),
    )
    fusion = Fusion(below, above)
    image = fusion.image(below, 2)
    assert image is not None
    assert image.shape == (30, 40, 4)
    row, column = np.unravel_index(int(image[..., 2].argmax()), image.shape[:2])
    assert (row, column) == (round((9 + 6) / 1.5), round((6 + 3) / 0.75))
    assert tuple(image[row, column]) == (255, 255, 252, 255) or image[row, column, 0] == 255
    assert image[0, 0, 3] == 0, "outside is clear"
    assert fusion.image(below, 2) is image
    with pytest.raises(CannotSampleError):
        Fusion(below, replace(above, frame_of_reference="1.8"))
    with pytest.raises(CannotSampleError):
        Fusion(below, below)
    colours = hot_iron()
    assert tuple(colours[0]) == (0, 0, 0)
    assert tuple(colours[127]) == (254, 0, 0)
    assert tuple(colours[192]) == (255, 128, 0)


# In the window


def test_a_tilted_series_is_cut_and_turned(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    make_image: MakeImage,
    tmp_path: Path,
) -> None:
    study = write_tilted(tmp_path, make_image)
    workspace.import_paths([tmp_path], pool=pool)
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study)
    view, grid = window.reading.viewport, window.reading.grid
    view.setFocus()
    bar = window.statusBar()
    assert bar is not None
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert "three-plane" in bar.currentMessage()
    QTest.keyClick(view, Qt.Key.Key_V)
    assert "tilted" in bar.currentMessage()
    assert grid.layout_name == "mpr"
    axial, coronal, sagittal = (model.stack for model in grid.models[:3])
    assert axial is not None
    assert coronal is not None
    assert sagittal is not None
    frame = slice_frame(axial, 0)
    assert frame is not None
    assert np.allclose(np.abs(frame.normal), (0, 0, 1)), "upright, though the slices are not"
    grid.models[2].pixels()
    qtbot.waitUntil(lambda: grid.models[2].is_exact)
    pixels = grid.models[2].pixels()
    assert pixels is not None
    assert pixels.max() > 900, "the rod is cut"
    before = grid.models[0].borders()
    meeting = crossing([axial, coronal, sagittal], [m.index for m in grid.models[:3]])
    assert meeting is not None
    QTest.keyClick(grid.viewport, Qt.Key.Key_BracketRight)
    assert grid.models[0].stack is axial, "the active plane stays"
    assert grid.models[0].borders() == before
    turned_frame = slice_frame(grid.models[1].stack, grid.models[1].index)  # type: ignore[arg-type]
    assert turned_frame is not None
    assert abs(float(turned_frame.normal @ (0.0, 1.0, 0.0))) == pytest.approx(
        np.cos(np.radians(5.0)), abs=1e-6
    )
    away = abs(float((meeting - turned_frame.corner) @ turned_frame.normal))
    assert away < 4.0, "still through the crosshair"
    QTest.keyClick(grid.viewport, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.model.stack is not None
    assert window.model.stack.sampled is None


def write_tilted(folder: Path, make_image: MakeImage) -> str:
    """Write ten axial slices of a tilted gantry with a bright rod along the patient's z."""
    study, series, space = generate_uid(), generate_uid(), generate_uid()
    turn = np.radians(15.0)
    pixels = np.zeros((40, 40), np.int16)
    pixels[18:23, 18:23] = 1000
    for k in range(10):
        made = make_image(
            study,
            series,
            "CT",
            pixels,
            PatientID="TILT",
            InstanceNumber=k + 1,
            FrameOfReferenceUID=space,
            ImagePositionPatient=[-20.0, -20.0, 4.0 * k],
            ImageOrientationPatient=[1, 0, 0, 0, float(np.cos(turn)), float(np.sin(turn))],
            PixelSpacing=[1.0, 1.0],
        )
        made.save_as(folder / f"tilt-{k}.dcm", enforce_file_format=True)
    return study


def test_fusion_is_offered_chosen_and_taken_away(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    make_image: MakeImage,
    tmp_path: Path,
) -> None:
    study, space = generate_uid(), generate_uid()
    for modality, pixel, count in (("CT", 1.0, 6), ("PT", 4.0, 4)):
        series = generate_uid()
        pixels = np.zeros((round(40 / pixel),) * 2, np.int16)
        pixels[4:6, 4:6] = 500
        for k in range(count):
            made = make_image(
                study,
                series,
                modality,
                pixels,
                PatientID="FUSED",
                InstanceNumber=k + 1,
                SeriesDescription=modality,
                SeriesNumber=1 if modality == "CT" else 2,
                FrameOfReferenceUID=space,
                ImagePositionPatient=[0.0, 0.0, 4.0 * k],
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
                PixelSpacing=[pixel, pixel],
            )
            made.save_as(tmp_path / f"{modality}-{k}.dcm", enforce_file_format=True)
    workspace.import_paths([tmp_path], pool=pool)
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study)
    panel = window.reading.layers
    assert [panel.fusion.itemText(row) for row in range(panel.fusion.count())] == ["None", "PT"]
    plain = window.reading.viewport.grab().toImage()
    with qtbot.waitSignal(window.fusing_presenter.fused):
        panel.fusion_chosen.emit(panel.fusion.itemData(1))
    assert window.model.fusion is not None
    assert window.reading.viewport.grab().toImage() != plain
    panel.fusion_strength.setValue(0)
    assert window.model.fusion.opacity == 0.0
    panel.fusion_chosen.emit("")
    assert window.model.fusion is None
    assert window.reading.viewport.grab().toImage() == plain


def test_a_prior_follows_by_distance(stack: ImageStack) -> None:
    first = replace(stack, frame_of_reference="1.9")
    planes = [ImagePlane((0.0, 0.0, 200.0 - 6.0 * k), AXIAL, (1.0, 1.0)) for k in range(8)]
    prior = replace(
        stack,
        key="prior",
        frame_of_reference="1.7",
        values=np.zeros((8, 8, 8), np.int16),
        loaded=np.ones(8, bool),
        places=tuple(Place(f"9.{k}", 0, plane) for k, plane in enumerate(planes)),
    )
    models = [ViewportModel(), ViewportModel()]
    linker = Linker(models)
    linker.visible = 2
    models[0].show(first, 2)
    models[1].show(prior, 5)
    models[0].move_to(6)
    assert models[1].index == 3, "12 mm towards the head"
    linker.set_linked(linked=False)
    models[1].move_to(0)
    linker.set_linked(linked=True)
    models[0].move_to(4)
    assert models[1].index == 1, "linked anew where both stood"
    upright = ImagePlane((0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), (1.0, 1.0))
    models[1].show(replace(prior, places=tuple(replace(p, plane=upright) for p in prior.places)))
    models[0].move_to(8)
    assert models[1].index == 0, "another direction does not follow"


# Real series


def load(folder: Path, pool: DecodePool) -> ImageStack:
    files = [item for item in scan([folder], pool=pool) if isinstance(item, ScannedFile)]
    bytes_of = {item.parsed.instance.sop_instance_uid: item.read for item in files}
    (study,) = group(item.parsed for item in files)
    made = max(
        (stack for series in study.series for stack in build_stacks(series)),
        key=lambda stack: len(stack.slices),
    )
    renderings = {item.parsed.instance.sop_instance_uid: item.parsed.rendering for item in files}
    loaded = load_volume(made, lambda uid: bytes_of[uid](), pool=pool, renderings=renderings)
    return ImageStack(
        "k",
        "CT",
        "CT",
        loaded.values,
        loaded.loaded,
        tuple(Place(s.sop_instance_uid, s.frame, s.plane) for s in made.slices),
        Window(40.0, 400.0),
        loaded.slope,
        loaded.intercept,
        geometry=made.geometry,
        frame_of_reference="1.9",
    )


def grey(values: NDArray[Any], stack: ImageStack) -> NDArray[np.float64]:
    hu = values * stack.slope + stack.intercept
    return np.asarray(np.clip((hu - 39.5) / 399 + 0.5, 0, 1) * 255)


@pytest.mark.data
@pytest.mark.slow
def test_an_oblique_plane_agrees_with_simpleitk(test_data: Path, pool: DecodePool) -> None:
    sitk = pytest.importorskip("SimpleITK")
    folder = test_data / "dicom" / "series" / "ct_chest_a"
    stack = load(folder, pool)
    names = sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
    reference = sitk.Cast(sitk.ReadImage(names), sitk.sitkFloat64)
    axes = turned(turned(UPRIGHT["coronal"], np.array([1.0, 0, 0]), 25), np.array([0, 0, 1.0]), 17)
    made = oblique(stack, axes, "o")
    for index in (made.count // 3, made.count // 2):
        frame = slice_frame(made, index)
        assert frame is not None
        first = frame.at((0.5, 0.5))
        resampler = sitk.ResampleImageFilter()
        resampler.SetSize((made.columns, made.rows, 1))
        step = float(np.linalg.norm(frame.across))
        resampler.SetOutputSpacing((step, step, 1.0))
        resampler.SetOutputOrigin(first.tolist())
        directions = np.stack([axes[2], axes[1], np.cross(axes[2], axes[1])], axis=1)
        resampler.SetOutputDirection(directions.ravel().tolist())
        resampler.SetInterpolator(sitk.sitkLinear)
        resampler.SetDefaultPixelValue(float("nan"))
        expected = sitk.GetArrayFromImage(resampler.Execute(reference))[0]
        found = Sampler(stack).plane(
            Plane(first, frame.across, frame.down, made.rows, made.columns)
        )
        found = found * stack.slope + stack.intercept
        both = np.isfinite(found) & np.isfinite(expected)
        assert both.mean() > 0.3
        assert np.isfinite(found).mean() > 0.85 * np.isfinite(expected).mean()
        window = [np.clip((v[both] - 39.5) / 399 + 0.5, 0, 1) * 255 for v in (found, expected)]
        assert np.abs(window[0] - window[1]).max() <= 1.0


@pytest.mark.data
@pytest.mark.slow
def test_a_tilted_uneven_head_agrees_with_simpleitk_slice_by_slice(
    test_data: Path, pool: DecodePool
) -> None:
    """SimpleITK knows no tilt: each slice is its own image there; between two, they are blended."""
    sitk = pytest.importorskip("SimpleITK")
    stack = load(test_data / "dicom" / "series" / "ct_head_tilt", pool)
    assert stack.geometry is not None
    assert stack.geometry.tilt_degrees == pytest.approx(18.5, abs=0.3)
    assert stack.geometry.uneven
    made = oblique(stack, UPRIGHT["sagittal"], "o")
    index = made.count // 2
    frame = slice_frame(made, index)
    assert frame is not None
    plane = Plane(frame.at((0.5, 0.5)), frame.across, frame.down, made.rows, made.columns)
    found = Sampler(stack).plane(plane)
    y, x = np.mgrid[0 : plane.rows, 0 : plane.columns]
    points = plane.origin + x[..., None] * plane.across + y[..., None] * plane.down
    frames = [slice_frame(stack, k) for k in range(stack.count)]
    normal = frames[0].normal  # type: ignore[union-attr]
    offsets = np.array([f.corner @ normal for f in frames])  # type: ignore[union-attr]
    order = np.argsort(offsets)
    away = points @ normal
    expected = np.full(found.shape, np.nan)
    for low, high in pairwise(order):
        between = (away >= offsets[low]) & (away < offsets[high])
        share = (away - offsets[low]) / (offsets[high] - offsets[low])
        feet = [_slice_in_sitk(sitk, stack, int(k), points, between) for k in (low, high)]
        blend = feet[0] * (1 - share[between]) + feet[1] * share[between]
        expected[between] = blend
    both = np.isfinite(found) & np.isfinite(expected)
    assert both.mean() > 0.3
    assert np.abs(grey(found[both], stack) - grey(expected[both], stack)).max() <= 1.0


def _slice_in_sitk(  # type: ignore[no-untyped-def]
    sitk, stack: ImageStack, index: int, points: NDArray[np.float64], where: NDArray[np.bool_]
):
    plane = stack.places[index].plane
    assert plane is not None
    image = sitk.GetImageFromArray(stack.values[index].astype(np.float64))
    image.SetSpacing((plane.pixel_spacing[1], plane.pixel_spacing[0]))
    across, down = np.array(plane.orientation[:3]), np.array(plane.orientation[3:])
    off = points[where] - np.array(plane.position)
    found = np.full(len(off), np.nan)
    columns = off @ across / plane.pixel_spacing[1]
    rows = off @ down / plane.pixel_spacing[0]
    inside = (
        (columns >= 0) & (rows >= 0) & (columns <= stack.columns - 1) & (rows <= stack.rows - 1)
    )
    for number in np.flatnonzero(inside):
        at = (
            float(columns[number] * plane.pixel_spacing[1]),
            float(rows[number] * plane.pixel_spacing[0]),
        )
        found[number] = image.EvaluateAtPhysicalPoint(at, sitk.sitkLinear)
    return found
