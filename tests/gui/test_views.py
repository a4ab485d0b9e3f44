"""Several views: layouts, dragging a series, following, reference lines, three planes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from omni_med.dicom.geometry import geometry
from omni_med.dicom.pool import DecodePool
from omni_med.dicom.scan import ScannedFile, scan
from omni_med.dicom.stacks import build_stacks, group
from omni_med.dicom.volume import load_volume
from omni_med.domain import ImagePlane
from ui.desktop.main_window import MainWindow
from ui.desktop.models.space.linking import Linker
from ui.desktop.models.space.orientation import Borders
from ui.desktop.models.space.planes import follow, frame_of, meeting, nearest
from ui.desktop.models.space.reslice import PLANES, CannotResliceError, check, reslice
from ui.desktop.models.stack import ImageStack, Place, Window
from ui.desktop.models.tools import Tool
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport import render
from ui.desktop.viewport.series_drag import series_mime

if TYPE_CHECKING:
    from conftest import Studies

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def volume(stack: ImageStack) -> ImageStack:
    """Return the stack of conftest with its geometry: 3 mm slices of 1 mm pixels."""
    planes = [place.plane for place in stack.places if place.plane is not None]
    return replace(stack, geometry=geometry(planes), frame_of_reference="1.9")


# Planes


def test_two_planes_meet_where_they_do() -> None:
    axial = frame_of(ImagePlane((0.0, 0.0, 10.0), AXIAL, (2.0, 1.0)), 50, 40)
    sagittal = frame_of(ImagePlane((20.0, 0.0, 30.0), SAGITTAL, (1.0, 1.0)), 60, 60)
    ends = meeting(axial, sagittal)
    assert ends is not None
    assert sorted(ends) == [
        (pytest.approx(20.5), pytest.approx(0.25)),  # where the other image ends
        (pytest.approx(20.5), pytest.approx(30.25)),
    ]
    across = meeting(sagittal, axial)
    assert across is not None
    assert [point[1] for point in across] == pytest.approx([20.5, 20.5])
    assert meeting(axial, axial) is None
    away = frame_of(ImagePlane((500.0, 0.0, 30.0), SAGITTAL, (1.0, 1.0)), 60, 60)
    assert meeting(axial, away) is None


def test_a_stack_follows_another_by_position(stack: ImageStack) -> None:
    first = replace(stack, frame_of_reference="1.9")
    planes = [ImagePlane((3.0, 4.0, 1.0 + 6.0 * k), AXIAL, (1.0, 1.0)) for k in range(5)]
    second = replace(
        stack,
        frame_of_reference="1.9",
        values=np.zeros((5, 8, 8), np.int16),
        places=tuple(Place(f"9.{k}", 0, plane) for k, plane in enumerate(planes)),
    )
    assert [follow(first, k, second) for k in (0, 2, 4, 11)] == [0, 1, 2, 4]
    assert follow(first, 2, replace(second, frame_of_reference="other")) is None
    assert nearest(second, np.array([0.0, 0.0, 14.0])) == 2
    models = [ViewportModel(), ViewportModel()]
    linker = Linker(models)
    linker.visible = 2
    models[0].show(first)
    models[1].show(second)
    models[0].move_to(8)
    assert models[1].index == 4
    models[1].move_to(0)
    assert models[0].index == 0
    linker.set_linked(linked=False)
    models[0].move_to(8)
    assert models[1].index == 0


# Three planes


def test_three_planes_are_views_with_the_right_sides(stack: ImageStack) -> None:
    original = volume(stack)
    axial, coronal, sagittal = (reslice(original, plane) for plane in PLANES)
    assert axial.values.shape == (12, 40, 60)
    assert coronal.values.shape == (40, 12, 60)
    assert sagittal.values.shape == (60, 12, 40)
    assert all(np.shares_memory(made.values, original.values) for made in (coronal, sagittal))
    assert coronal.aspect == sagittal.aspect == pytest.approx(3.0)
    assert coronal.values[7, 0, 31] == original.values[11, 7, 31], "the head is on top"
    model = ViewportModel()
    for made, borders in (
        (axial, Borders("R", "A", "L", "P")),
        (coronal, Borders("R", "H", "L", "F")),
        (sagittal, Borders("A", "H", "P", "F")),
    ):
        model.show(made)
        assert model.borders() == borders


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("none", {"geometry": None}),
        ("tilt", {"tilt_degrees": 12.0}),
        ("uneven", {"uneven": True}),
        ("gaps", {"failures": {3: "cut"}}),
        ("loading", {"loaded": np.zeros(12, bool)}),
        ("colour", {"colours": lambda pixels: pixels}),
    ],
)
def test_what_would_be_wrong_is_refused(stack: ImageStack, reason: str, change: dict) -> None:
    made = volume(stack)
    assert made.geometry is not None
    if reason in {"tilt", "uneven"}:
        change = {"geometry": replace(made.geometry, **change)}
    with pytest.raises(CannotResliceError) as refused:
        check(replace(made, **change))
    assert refused.value.reason == reason


@pytest.mark.data
@pytest.mark.slow
def test_three_planes_agree_with_simpleitk(test_data: Path, pool: DecodePool) -> None:
    sitk = pytest.importorskip("SimpleITK")
    folder = test_data / "dicom" / "series" / "ct_chest_a"
    files = [item for item in scan([folder], pool=pool) if isinstance(item, ScannedFile)]
    bytes_of = {item.parsed.instance.sop_instance_uid: item.read for item in files}
    (study,) = group(item.parsed for item in files)
    (made,) = (stack for series in study.series for stack in build_stacks(series))
    renderings = {item.parsed.instance.sop_instance_uid: item.parsed.rendering for item in files}
    loaded = load_volume(made, lambda uid: bytes_of[uid](), pool=pool, renderings=renderings)
    original = ImageStack(
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
    names = sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
    reference = sitk.Cast(sitk.ReadImage(names), sitk.sitkFloat64)
    for plane in PLANES:
        cut = reslice(original, plane)
        index = cut.count // 2 + 3
        zoom = 1.6
        shown = render.resample(np.asarray(cut.image(index)), zoom, zoom * cut.aspect)
        values = shown * cut.slope + cut.intercept
        expected = _by_simpleitk(sitk, reference, cut, index, zoom, values.shape)
        inside = np.isfinite(expected)
        assert inside.mean() > 0.9
        grey = [np.rint(render.window_levels(v[inside], cut.window)) for v in (values, expected)]
        assert np.abs(grey[0] - grey[1]).max() <= 1, plane


def _by_simpleitk(  # type: ignore[no-untyped-def]
    sitk, reference, cut: ImageStack, index: int, zoom: float, shape: tuple[int, int]
):
    plane = cut.places[index].plane
    assert plane is not None
    across, down = np.array(plane.orientation[:3]), np.array(plane.orientation[3:])
    step = (plane.pixel_spacing[1] / zoom, plane.pixel_spacing[0] / (zoom * cut.aspect))
    corner = (
        np.array(plane.position)
        + across * (step[0] - plane.pixel_spacing[1]) / 2
        + down * (step[1] - plane.pixel_spacing[0]) / 2
    )
    resampler = sitk.ResampleImageFilter()
    resampler.SetSize((shape[1], shape[0], 1))
    resampler.SetOutputSpacing((*step, 1.0))
    resampler.SetOutputOrigin(corner.tolist())
    directions = np.stack([across, down, np.cross(across, down)], axis=1)
    resampler.SetOutputDirection(directions.ravel().tolist())
    resampler.SetInterpolator(sitk.sitkLinear)
    resampler.SetDefaultPixelValue(float("nan"))
    found = sitk.GetArrayFromImage(resampler.Execute(reference))[0]
    edge = 2  # SimpleITK extends half a voxel beyond the centres
    found[:edge], found[-edge:], found[:, :edge], found[:, -edge:] = (np.nan,) * 4
    return found


# In the window


def open_study(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study_uid)
    window.activateWindow()
    window.reading.viewport.setFocus()


def press(window: MainWindow, key: Qt.Key, *, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier
    pressed = modifier.AltModifier if alt else modifier.NoModifier
    QTest.keyClick(window.reading.viewport, key, pressed)


def drop(window: MainWindow, view: int, key: str) -> None:
    target = window.reading.grid.viewports[view]
    data = series_mime(key)
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(20, 20), actions, data, buttons, none)
    QApplication.sendEvent(target, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), actions, data, buttons, none))


def test_layouts_drop_and_the_active_view(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    grid = window.reading.grid
    stack = window.model.stack
    assert stack is not None
    press(window, Qt.Key.Key_2, alt=True)
    assert [viewport.isVisible() for viewport in grid.viewports] == [True] * 2 + [False] * 14
    assert grid.active == 0
    drop(window, 1, stack.key)
    assert grid.active == 1
    assert window.model.stack is stack, "one volume, in memory once"
    assert window.reading.strip.currentRow() == 0
    window.model.move_to(2)
    assert grid.models[0].index == 6, "two views of one stack scroll apart"
    QTest.mouseClick(grid.viewports[0], Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert window.model is grid.models[0]
    assert grid.viewports[0].grab().toImage().pixelColor(1, 100).blue() > 150, "the border"
    press(window, Qt.Key.Key_N)
    assert grid.active == 1
    press(window, Qt.Key.Key_Down)
    assert (grid.models[0].index, grid.models[1].index) == (6, 3), "keys go to the active view"
    press(window, Qt.Key.Key_4, alt=True)
    assert sum(viewport.isVisible() for viewport in grid.viewports) == 4
    press(window, Qt.Key.Key_1, alt=True)
    assert grid.models[1].stack is None
    assert grid.active == 0


def test_other_things_are_not_dropped_on_a_view(window: MainWindow) -> None:
    view = window.reading.viewport
    data = series_mime("")
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(20, 20), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()


def test_three_planes_with_a_crosshair_and_back(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    grid, page = window.reading.grid, window.reading
    original = window.model.stack
    press(window, Qt.Key.Key_V)
    assert grid.count == 3
    assert page.toolbox.tool is Tool.CROSSHAIR
    axial, coronal, sagittal = grid.models[:3]
    geometry = axial.geometry()
    assert geometry is not None
    at = QPoint(*(round(value) for value in geometry.to_view(20.5, 40.5)))
    QTest.mousePress(grid.viewports[0], Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(grid.viewports[0], Qt.MouseButton.LeftButton, pos=at)
    assert (sagittal.index, coronal.index) == (20, 40)
    lines = grid.linker.lines(0)
    assert {line.view for line in lines} == {1, 2}
    upright = next(line for line in lines if line.view == 2)
    assert (upright.first[0], upright.second[0]) == (pytest.approx(20.5), pytest.approx(20.5))
    press(window, Qt.Key.Key_2)
    assert {model.shown_window.label for model in grid.models[:3]} == {"Lung"}
    press(window, Qt.Key.Key_L)
    bar = window.statusBar()
    assert bar is not None
    assert "original images" in bar.currentMessage()
    press(window, Qt.Key.Key_1, alt=True)
    assert window.model.stack is original
    assert grid.count == 1


def test_a_film_has_no_other_planes(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_V)
    bar = window.statusBar()
    assert bar is not None
    assert "no volume" in bar.currentMessage()
    assert window.reading.grid.count == 1


def test_leaving_with_several_views_leaves_nothing_behind(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    press(window, Qt.Key.Key_V)
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        press(window, Qt.Key.Key_Escape)
    assert all(model.stack is None for model in window.reading.grid.models)
    assert window.reading.original is None
    assert window.reading.grid.count == 1
