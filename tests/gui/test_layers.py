"""What lies over the images, and what is no image: in the real window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, Qt, QUrl
from PyQt6.QtGui import QPainter, QPdfWriter
from pytestqt.qtbot import QtBot

from omni_med.dicom.objects.contours import Contour, Region
from omni_med.dicom.objects.report import Report, ReportLine
from omni_med.dicom.objects.segmentation import Segment, Segmentation, SegmentFrame
from omni_med.dicom.pool import DecodePool
from omni_med.domain import ImagePlane
from omni_med.errors import DamagedFileError
from omni_med.workspace import Workspace
from ui.desktop import pdf
from ui.desktop.main_window import MainWindow
from ui.desktop.models.layers.contours import contour_layers
from ui.desktop.models.layers.graphics import Source
from ui.desktop.models.layers.segments import segment_layers
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.viewing.curves import per_pixel
from ui.desktop.panels.viewing.document import report_html

if TYPE_CHECKING:
    from conftest import Studies

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


# Pure


def test_contours_fall_on_their_slices(stack: ImageStack) -> None:
    stack.frame_of_reference = "1.9"
    square = np.array([[10.0, 5.0, 6.0], [20.0, 5.0, 6.0], [20.0, 15.0, 6.0]])
    beyond = square + np.array([0.0, 0.0, 100.0])
    upright = np.array([[10.0, 5.0, 0.0], [10.0, 5.0, 30.0], [20.0, 5.0, 30.0]])
    contours = tuple(Contour(points, closed=True) for points in (square, beyond, upright))
    region = Region(1, "Mass", (1, 2, 3), "1.9", contours)
    (layer,) = contour_layers((region,), stack)
    assert list(layer.drawings) == [2], "6 mm: the third slice, and nothing else"
    shape = layer.drawings[2].shapes[0]
    assert shape.points[0] == (10.5, 5.5), "the centre of pixel 10, 5"
    assert contour_layers((replace(region, frame_of_reference="1.8"),), stack) == ()
    nowhere = [replace(place, plane=None) for place in stack.places]
    assert contour_layers((region,), replace(stack, places=tuple(nowhere))) == ()


def held(kind: str, frames: int, segment: int = 1) -> Segmentation:
    segments = (Segment(0, "back", (0, 0, 0)), Segment(1, "one", (9, 9, 9)))
    return Segmentation(
        kind, 200, segments, tuple(SegmentFrame(n, segment, ("1.2.3",)) for n in range(frames))
    )


def test_segments_on_the_same_grid_on_another_and_by_reference(stack: ImageStack) -> None:
    stack.frame_of_reference = "1.9"
    values = np.zeros((1, 4, 5), np.uint8)
    values[0, 1, 2] = 1
    shifted = [ImagePlane((10.0, 20.0, 9.0), AXIAL, (1.0, 1.0))]
    (layer,) = segment_layers(held("BINARY", 1), shifted, values, stack, "u")
    (mask,) = layer.drawings[3].masks
    assert (mask.left, mask.top) == (10.0, 20.0)
    assert mask.strength[1, 2] == 255
    coarse = [ImagePlane((10.5, 20.5, 9.0), AXIAL, (2.0, 2.0))]
    (layer,) = segment_layers(held("BINARY", 1), coarse, values, stack, "u")
    (mask,) = layer.drawings[3].masks
    assert mask.strength.shape == (40, 60)
    rows, columns = np.nonzero(mask.strength)
    assert sorted(set(rows)) == [22, 23]
    assert sorted(set(columns)) == [14, 15]
    (layer,) = segment_layers(
        held("FRACTIONAL", 1), (), np.full((1, 40, 60), 100, np.uint8), stack, "u"
    )
    (mask,) = layer.drawings[3].masks
    assert mask.strength[0, 0] == 128, "half of 200"
    labels = np.zeros((1, 40, 60), np.uint8)
    labels[0, 7, 7] = 1
    (layer,) = segment_layers(held("LABELMAP", 1, 0), (), labels, stack, "u")
    assert layer.name == "one"
    assert layer.drawings[3].masks[0].strength.sum() == 255
    sagittal = [ImagePlane((0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), (1.0, 1.0))]
    assert segment_layers(held("BINARY", 1), sagittal, values, stack, "u") == ()


def test_no_spike_is_lost_between_pixels() -> None:
    values = np.zeros(1000, np.float32)
    values[537] = 5.0
    span = per_pixel(values, 40)
    assert span.shape == (40, 2)
    assert span[:, 1].max() == 5.0
    assert per_pixel(values[:3], 10).shape == (10, 2)


def test_a_report_cannot_bring_markup() -> None:
    line = ReportLine(0, "<b>n</b>", "<script>x</script>", image=("1.2<", None))
    html = report_html(Report("<i>t</i>", "", "", (line,)))
    assert "<script>" not in html
    assert "<i>t" not in html
    assert "1.2&lt;" in html


# In the window


def derived(workspace: Workspace, study_uid: str, sop_class: str, modality: str) -> Dataset:
    """Begin an object of an imported study."""
    patient = workspace.open_case(study_uid).study.patient
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = generate_uid()
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study_uid, generate_uid()
    dataset.Modality, dataset.PatientID = modality, patient.patient_id
    return dataset


def item(**attributes: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def add(workspace: Workspace, pool: DecodePool, dataset: Dataset, folder: Path) -> None:
    file = folder / f"{dataset.Modality}.dcm"
    dataset.save_as(file, enforce_file_format=True)
    report = workspace.import_paths([file], pool=pool)
    assert report.instances == 1, report.unreadable


def open_dressed(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignal(window.layers_presenter.dressed, timeout=20_000):
        window.open_study(study_uid)
    window.reading.viewport.setFocus()


def test_a_presentation_state_is_offered_applied_and_taken_back(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    studies: Studies,
    tmp_path: Path,
) -> None:
    film = workspace.open_case(studies.film).study.instances[0]
    dataset = derived(workspace, studies.film, "1.2.840.10008.5.1.4.1.1.11.1", "PR")
    image = item(
        ReferencedSOPClassUID=film.sop_class_uid, ReferencedSOPInstanceUID=film.sop_instance_uid
    )
    dataset.ContentLabel = "READER"
    dataset.ReferencedSeriesSequence = [
        item(ReferencedImageSequence=[image], SeriesInstanceUID="1.2")
    ]
    dataset.SoftcopyVOILUTSequence = [item(WindowCenter=[900], WindowWidth=[700])]
    dataset.ImageRotation, dataset.ImageHorizontalFlip = 90, "Y"
    dataset.ShutterShape, dataset.ShutterPresentationValue = "RECTANGULAR", 0
    dataset.ShutterLeftVerticalEdge, dataset.ShutterRightVerticalEdge = 20, 100
    dataset.ShutterUpperHorizontalEdge, dataset.ShutterLowerHorizontalEdge = 20, 120
    dataset.GraphicAnnotationSequence = [
        item(
            GraphicLayer="NOTES",
            GraphicObjectSequence=[
                item(
                    GraphicAnnotationUnits="PIXEL",
                    GraphicDimensions=2,
                    NumberOfGraphicPoints=2,
                    GraphicData=[30.0, 40.0, 60.0, 80.0],
                    GraphicType="POLYLINE",
                )
            ],
        )
    ]
    add(workspace, pool, dataset, tmp_path)
    open_dressed(qtbot, window, studies.film)
    page, model = window.reading, window.model
    assert model.stack is not None
    assert model.drawings() == ()
    assert page.layers.states.count() == 2
    assert page.layers.states.itemText(1) == "READER"
    page.layers.states.setCurrentIndex(1)
    page.layers.states.activated.emit(1)
    assert (model.shown_window.center, model.shown_window.width) == (900.0, 700.0)
    assert (model.rotation, model.flipped) == (270, True), "a turn before a flip is its opposite"
    ((layer, drawing),) = model.drawings()
    assert layer.source is Source.PRESENTATION
    assert drawing.shapes[0].points == ((30.0, 40.0), (60.0, 80.0))
    shutter = model.shutter()
    assert shutter is not None
    assert shutter.rectangle == (19.0, 19.0, 100.0, 120.0)
    row = page.layers.view.item(0)
    assert row is not None
    row.setCheckState(Qt.CheckState.Unchecked)
    assert model.drawings() == ()
    page.layers.state_chosen.emit("")
    assert model.shutter() is None
    assert (model.rotation, model.flipped, model.window) == (0, False, None)


def test_the_lookup_tables_of_a_state_are_shown_and_a_window_ends_them(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    studies: Studies,
    tmp_path: Path,
) -> None:
    film = workspace.open_case(studies.film).study.instances[0]
    dataset = derived(workspace, studies.film, "1.2.840.10008.5.1.4.1.1.11.1", "PR")
    image = item(
        ReferencedSOPClassUID=film.sop_class_uid, ReferencedSOPInstanceUID=film.sop_instance_uid
    )
    dataset.ContentLabel = "CURVE"
    dataset.ReferencedSeriesSequence = [
        item(ReferencedImageSequence=[image], SeriesInstanceUID="1.2")
    ]
    voi = (np.linspace(0, 1, 4096) ** 2 * 4095).astype("<u2")
    last = (np.sqrt(np.linspace(0, 1, 256)) * 255).astype("<u2")
    tables = [item(LUTDescriptor=[4096, 0, 12], LUTExplanation="SQUARED")]
    tables[0].add_new("LUTData", "OW", voi.tobytes())
    dataset.SoftcopyVOILUTSequence = [item(VOILUTSequence=tables)]
    shown = item(LUTDescriptor=[256, 0, 8])
    shown.add_new("LUTData", "OW", last.tobytes())
    dataset.PresentationLUTSequence = [shown]
    add(workspace, pool, dataset, tmp_path)
    open_dressed(qtbot, window, studies.film)
    page, model = window.reading, window.model
    page.layers.states.setCurrentIndex(1)
    page.layers.states.activated.emit(1)
    assert model.uses_table
    stack, pixels = model.stack, model.pixels()
    assert stack is not None
    assert pixels is not None
    table = model.shown_table
    assert table is not None
    values = voi[np.clip(pixels, 0, 4095)].astype(float) / 4095
    expected = last[(values * 255).astype(int)]
    assert np.abs(table[pixels].astype(int) - expected).max() <= 1
    assert not model.inverted
    model.set_smooth(smooth=False)
    model.one_to_one()
    grabbed = page.viewport.grab().toImage()
    geometry = model.geometry()
    assert geometry is not None
    for row, column in ((80, 36), (80, 92), (20, 60), (150, 64)):
        x, y = geometry.to_view(column + 0.5, row + 0.5)
        grey = grabbed.pixelColor(int(x), int(y)).red()
        assert abs(grey - int(expected[row, column])) <= 1
    model.drag_window(5, 0)
    assert not model.uses_table, "a window by hand is one on the image's own values"
    page.layers.states.activated.emit(1)
    page.layers.state_chosen.emit("")
    assert not model.uses_table


def test_turn_and_flip_of_a_state_show_the_same_corner(stack: ImageStack) -> None:
    """Rotation by 90 then a flip left to right: the image's corner (0, 0) ends at the left top."""
    model = ViewportModel()
    model.resize(400, 400)
    model.show(stack)
    model.rotation, model.flipped = 270, True
    geometry = model.geometry()
    assert geometry is not None
    x, y = geometry.to_view(0.0, 0.0)
    left, top = geometry.corner
    assert (x, y) == (pytest.approx(left), pytest.approx(top))
    along_row = geometry.to_view(10.0, 0.0)
    assert along_row[1] > y, "rows run down after a quarter turn"


def pdf_bytes(words: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageMargins(QMarginsF(20, 20, 20, 20))
    painter = QPainter(writer)
    painter.drawText(200, 400, words)
    writer.newPage()
    painter.drawText(200, 400, words)
    painter.end()
    return bytes(buffer.data().data())


def test_pages_are_drawn_by_a_process_of_their_own(qapp: object) -> None:
    found = pdf.pages(pdf_bytes("Hello"))
    assert len(found) == 2
    assert all(page.startswith(b"\x89PNG") for page in found)
    with pytest.raises(DamagedFileError):
        pdf.pages(b"%PDF-1.4 nothing")


def test_reports_documents_and_curves_are_read_and_left_for_images(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    studies: Studies,
    tmp_path: Path,
) -> None:
    case = workspace.open_case(studies.ct)
    target = case.study.instances[3].sop_instance_uid
    sr = derived(workspace, studies.ct, "1.2.840.10008.5.1.4.1.1.88.22", "SR")
    sr.ValueType = "CONTAINER"
    sr.ConceptNameCodeSequence = [item(CodeMeaning="Chest report")]
    image = item(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID=target)
    sr.ContentSequence = [
        item(ValueType="TEXT", TextValue="A nodule", RelationshipType="CONTAINS"),
        item(ValueType="IMAGE", ReferencedSOPSequence=[image], RelationshipType="CONTAINS"),
    ]
    add(workspace, pool, sr, tmp_path)
    document = derived(workspace, studies.ct, "1.2.840.10008.5.1.4.1.1.104.1", "DOC")
    content = pdf_bytes("Letter")
    document.EncapsulatedDocument = content + b"\0" * (len(content) % 2)
    document.MIMETypeOfEncapsulatedDocument = "application/pdf"
    add(workspace, pool, document, tmp_path)
    ecg = derived(workspace, studies.ct, "1.2.840.10008.5.1.4.1.1.9.1.1", "ECG")
    group = item(
        NumberOfWaveformChannels=1,
        NumberOfWaveformSamples=500,
        SamplingFrequency=250,
        WaveformSampleInterpretation="SS",
        MultiplexGroupLabel="RHYTHM",
        ChannelDefinitionSequence=[item(ChannelLabel="II", ChannelSensitivity=1.0)],
    )
    group.add_new("WaveformData", "OW", np.arange(500, dtype="<i2").tobytes())
    ecg.WaveformSequence = [group]
    add(workspace, pool, ecg, tmp_path)
    open_dressed(qtbot, window, studies.ct)
    page = window.reading
    assert page.middle.currentWidget() is page.grid
    for dataset, widget in (
        (sr, page.document.text),
        (document, page.document.pages),
        (ecg, page.document.curves),
    ):
        with qtbot.waitSignal(window.documents_presenter.shown, timeout=30_000):
            page.strip.choose(dataset.SOPInstanceUID)
        assert page.middle.currentWidget() is page.document
        assert page.document.currentWidget() is widget
        assert page.document.grab().toImage().isNull() is False
    page.strip.choose(sr.SOPInstanceUID)
    qtbot.waitUntil(lambda: "A nodule" in page.document.text.toPlainText())
    page.document.text.anchorClicked.emit(QUrl(f"image:{target}/0"))
    assert page.middle.currentWidget() is page.grid
    assert window.model.index == 3
    page.document.image_wanted.emit("1.2.3", 0)
    bar = window.statusBar()
    assert bar is not None
    assert "not in this study" in bar.currentMessage()


@pytest.mark.data
def test_real_contours_segments_and_overlays(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, pool: DecodePool, test_data: Path
) -> None:
    folder = test_data / "dicom"
    parts = ("series/ct_chest_a", "seg/ct-3slice", "seg/liver.dcm", "slices/ovly_p01.dcm")
    workspace.import_paths([folder / part for part in parts], pool=pool)
    rows = {row.study_uid: row for row in workspace.studies()}
    seen: dict[str, list[str]] = {}
    for uid, row in rows.items():
        if row.description == "Overlay Test" or row.instances in {61, 4}:
            open_dressed(qtbot, window, uid)
            stack = window.model.stack
            assert stack is not None
            seen[row.description] = [layer.name for layer in stack.layers]
            if stack.layers[0].source is Source.CONTOURS:
                assert stack.layers[0].name == "GTV-1"
                assert len(stack.layers[0].drawings) == 26
                window.model.move_to(sorted(stack.layers[0].drawings)[12])
                outline = window.model.drawings()[0][1].shapes[0]
                inside = np.mean(outline.points, axis=0)
                value = stack.image(window.model.index)
                assert value is not None
                held_value = value[int(inside[1]), int(inside[0])] * stack.slope + stack.intercept
                assert -100 < held_value < 200, "the outline is around soft tissue"
            if stack.layers[0].source is Source.SEGMENT:
                assert [layer.name for layer in stack.layers] == ["Liver"]
                mask = stack.layers[0].drawings[1].masks[0]
                image = stack.image(1)
                assert image is not None
                inside_values = image[mask.strength > 0] * stack.slope + stack.intercept
                assert 20 < float(np.median(inside_values)) < 160, "liver"
    assert seen["Overlay Test"] == ["6000", "6002", "6004", "6006"]
    assert {"GTV-1"} in [set(names) for names in seen.values()]
