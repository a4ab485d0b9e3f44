"""Objects other than images: what their headers say."""

from __future__ import annotations

import json
import math
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian

from omni_med.dicom import DecodePool
from omni_med.dicom.objects.contours import regions
from omni_med.dicom.objects.element import binary, items, numbers, text, values
from omni_med.dicom.objects.overlay import embedded, overlays, plane
from omni_med.dicom.objects.presentation import presentation_state
from omni_med.dicom.objects.report import report
from omni_med.dicom.objects.segmentation import lab_to_rgb, segmentation
from omni_med.dicom.objects.shutter import covered, shutter
from omni_med.dicom.objects.suv import suv_factor
from omni_med.dicom.objects.ultrasound import ultrasound_regions
from omni_med.dicom.objects.waveform import multiplexes
from omni_med.errors import DicomError


def header(**attributes: Any) -> dict[str, Any]:
    """Return attributes as a header in DICOM JSON Model."""
    return made(**attributes).to_json_dict()


def made(**attributes: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def no_fetch(_path: object) -> bytes:
    raise AssertionError("nothing is to be fetched")


def real(pool: DecodePool, test_data: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(pool.parse(test_data / "dicom" / name).header))
    return found


# Values


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@given(JSON)
def test_no_header_is_too_odd(value: Any) -> None:
    tags = ("60000010", "00181600", "30060039", "00700001", "0040A730", "54000100", "00186011")
    for odd in (dict.fromkeys(tags, value), {tag: {"vr": "SQ", "Value": value} for tag in tags}):
        assert overlays(odd) == ()
        assert shutter(odd) is None
        assert regions(odd) == ()
        assert presentation_state(odd) is None
        assert multiplexes(odd, lambda _path: b"") == ()
        assert ultrasound_regions(odd) == ()
        report(odd)
        assert segmentation(odd) is None
        assert suv_factor(odd) is None


def test_binary_values_stand_inline_or_are_fetched() -> None:
    inner = made(WaveformData=b"\1\2\3\4")
    whole = made(WaveformSequence=[inner]).to_json_dict()
    assert binary(whole, ("54000100", 0, "54001010"), no_fetch) == b"\1\2\3\4"
    assert binary(whole, ("54000100", 1, "54001010"), no_fetch) == b""
    assert binary(whole, ("54000100", 0, "54001011"), no_fetch) == b""
    whole["54000100"]["Value"][0]["54001010"] = {"vr": "OW", "BulkDataURI": "#length=9"}
    assert binary(whole, ("54000100", 0, "54001010"), lambda path: repr(path).encode()) == (
        b"('54000100', 0, '54001010')"
    )
    whole["54000100"]["Value"][0]["54001010"] = {"vr": "OW", "InlineBinary": "no base 64!"}
    assert binary(whole, ("54000100", 0, "54001010"), no_fetch) == b""
    assert numbers({"0": {"Value": [1, "2.5", None]}}, "0") == ()
    assert numbers({"0": {"Value": [1, "2.5"]}}, "0") == (1.0, 2.5)
    assert text({"0": {"Value": [{"Alphabetic": " A^B "}]}}, "0") == "A^B"
    assert values({"0": {"Value": 3}}, "0") == []
    assert items({"0": {"Value": [3, {}]}}, "0") == ({},)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_the_pool_reads_one_binary_value(pool: DecodePool, syntax: str, tmp_path: Path) -> None:
    words = np.arange(4000, dtype="<u2")
    stored = words.astype(">u2" if syntax == ExplicitVRBigEndian else "<u2").tobytes()
    item = made(WaveformBitsAllocated=16)
    item.add_new("WaveformData", "OW", stored)
    dataset = made(SOPClassUID="1.2.840.10008.5.1.4.1.1.9.1.1", SOPInstanceUID="1.2.3")
    dataset.WaveformSequence = [item]
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    buffer = BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    path = ("54000100", 0, "54001010")
    assert pool.element(buffer.getvalue(), path) == words.tobytes()
    file = tmp_path / "curve"
    file.write_bytes(buffer.getvalue())
    assert pool.element(file, path) == words.tobytes()
    assert pool.element(buffer.getvalue(), ("00080016",)) == b"", "text is no binary value"
    with pytest.raises(DicomError):
        pool.element(buffer.getvalue(), ("54000100", 7, "54001010"))


# Overlays and shutters


def overlay_header(bits: np.ndarray, **more: Any) -> dict[str, Any]:
    packed = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    dataset = Dataset()
    dataset.add_new(0x60020010, "US", bits.shape[-2])
    dataset.add_new(0x60020011, "US", bits.shape[-1])
    dataset.add_new(0x60020040, "CS", "R")
    dataset.add_new(0x60020050, "SS", [3, -1])
    dataset.add_new(0x60020100, "US", 1)
    dataset.add_new(0x60020102, "US", 0)
    dataset.add_new(0x60021500, "LO", "label")
    for tag, (vr, value) in more.items():
        dataset.add_new(int(tag, 16), vr, value)
    dataset.add_new(0x60023000, "OW", packed + b"\0" * (len(packed) % 2))
    return dataset.to_json_dict()


def test_an_overlay_is_unpacked_bit_by_bit() -> None:
    bits = np.random.default_rng(1).random((5, 7)) > 0.5
    found = overlay_header(bits)
    (overlay,) = overlays(found)
    assert (overlay.group, overlay.origin, overlay.label, overlay.region) == (
        "6002",
        (3, -1),
        "label",
        True,
    )
    got = plane(overlay, found, no_fetch)
    assert got is not None
    assert np.array_equal(got, bits)
    assert plane(overlay, found, no_fetch, frame=4) is not None, "without frames it is for all"
    found["60023000"]["InlineBinary"] = "AAA="
    assert plane(overlay, found, no_fetch) is None, "cut"


def test_an_overlay_of_several_frames_begins_where_it_says() -> None:
    bits = np.random.default_rng(2).random((3, 5, 7)) > 0.5
    found = overlay_header(bits, **{"60020015": ("IS", 3), "60020051": ("US", 2)})
    (overlay,) = overlays(found)
    assert plane(overlay, found, no_fetch, frame=0) is None
    for frame in (1, 2, 3):
        got = plane(overlay, found, no_fetch, frame=frame)
        assert got is not None
        assert np.array_equal(got, bits[frame - 1])


def test_an_overlay_in_a_bit_of_the_pixels() -> None:
    dataset = Dataset()
    dataset.add_new(0x60000010, "US", 2)
    dataset.add_new(0x60000011, "US", 2)
    dataset.add_new(0x60000100, "US", 16)
    dataset.add_new(0x60000102, "US", 15)
    (overlay,) = overlays(dataset.to_json_dict())
    cells = np.array([[0x8000, 1], [0xFFFF, 0x7FFF]], np.uint16)
    got = embedded(overlay, cells)
    assert got is not None
    assert got.tolist() == [[True, False], [True, False]]
    assert embedded(overlay, cells[:1]) is None


def test_shutters_of_all_shapes() -> None:
    found = header(
        ShutterShape=["RECTANGULAR", "CIRCULAR", "POLYGONAL"],
        ShutterLeftVerticalEdge=3,
        ShutterRightVerticalEdge=18,
        ShutterUpperHorizontalEdge=2,
        ShutterLowerHorizontalEdge=9,
        CenterOfCircularShutter=[6, 10],
        RadiusOfCircularShutter=7,
        VerticesOfThePolygonalShutter=[1, 1, 1, 20, 20, 20, 20, 1],
        ShutterPresentationValue=65535,
    )
    made_of = shutter(found)
    assert made_of is not None
    assert made_of.rectangle == (2.0, 1.0, 18.0, 9.0)
    assert made_of.circle == (9.5, 5.5, 7.0)
    assert made_of.grey == 255
    hidden = covered(made_of, 20, 20)
    assert not hidden[1, 9], "row 2 is the first that is seen"
    assert hidden[0].all()
    assert hidden[9].all()
    assert hidden[5, 1]
    assert hidden[5, 18]
    alone = shutter(header(ShutterShape="RECTANGULAR", ShutterLeftVerticalEdge=3))
    assert alone is None, "without its edges there is none"
    assert shutter(header(ShutterShape="RECTANGULAR", ShutterLeftVerticalEdge=9,
                          ShutterRightVerticalEdge=3, ShutterUpperHorizontalEdge=1,
                          ShutterLowerHorizontalEdge=5)) is None  # fmt: skip


# Presentation states


def state_header(**more: Any) -> dict[str, Any]:
    image = made(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.9.1")
    framed = made(
        ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.9.2", ReferencedFrameNumber=[2, 3]
    )
    graphic = made(
        GraphicAnnotationUnits="PIXEL",
        GraphicDimensions=2,
        NumberOfGraphicPoints=2,
        GraphicData=[5.0, 6.0, 8.0, 10.0],
        GraphicType="CIRCLE",
        GraphicFilled="N",
    )
    line = made(
        GraphicAnnotationUnits="DISPLAY",
        GraphicDimensions=2,
        NumberOfGraphicPoints=2,
        GraphicData=[0.0, 0.0, 1.0, 0.5],
        GraphicType="POLYLINE",
    )
    words = made(
        BoundingBoxAnnotationUnits="PIXEL",
        AnchorPointAnnotationUnits="PIXEL",
        UnformattedTextValue="nodule\r\nhere",
        BoundingBoxTopLeftHandCorner=[12.0, 13.0],
        BoundingBoxBottomRightHandCorner=[20.0, 20.0],
        AnchorPoint=[3.0, 4.0],
        AnchorPointVisibility="Y",
    )
    dataset = made(
        Modality="PR",
        SOPInstanceUID="1.8",
        ContentLabel="KEY",
        ContentDescription="what to see",
        ReferencedSeriesSequence=[made(ReferencedImageSequence=[image, framed])],
        ImageRotation=90,
        ImageHorizontalFlip="Y",
        PresentationLUTShape="INVERSE",
        SoftcopyVOILUTSequence=[made(WindowCenter=[40], WindowWidth=[400])],
        DisplayedAreaSelectionSequence=[
            made(
                DisplayedAreaTopLeftHandCorner=[11, 21],
                DisplayedAreaBottomRightHandCorner=[50, 60],
                PresentationSizeMode="SCALE TO FIT",
            )
        ],
        GraphicLayerSequence=[made(GraphicLayer="NOTES", GraphicLayerOrder=1)],
        GraphicAnnotationSequence=[
            made(
                GraphicLayer="NOTES",
                ReferencedImageSequence=[image],
                GraphicObjectSequence=[graphic, line],
                TextObjectSequence=[words],
            )
        ],
    )
    for keyword, value in more.items():
        setattr(dataset, keyword, value)
    return dataset.to_json_dict()


def test_a_presentation_state_is_read_whole() -> None:
    state = presentation_state(state_header())
    assert state is not None
    assert state.label == "KEY: what to see"
    assert state.applies_to("1.9.1", 7)
    assert state.applies_to("1.9.2", 1)
    assert not state.applies_to("1.9.2", 0), "only frames 2 and 3"
    assert not state.applies_to("1.9.3", 0)
    assert (state.rotation, state.flipped, state.inverse) == (90, True, True)
    assert state.windows[0][1].width == 400
    assert state.areas[0].box == (10.0, 20.0, 50.0, 60.0)
    (annotation,) = state.annotations
    circle, line = annotation.graphics
    assert circle.closed
    distances = {round(math.dist((5.0, 6.0), point), 6) for point in circle.points}
    assert distances == {5.0}
    # Seen turned right, then mirrored: the view's (0, 0) is the area's lower left corner turned
    # to the right upper one, and mirrored to the left.
    assert line.points[0] == (10.0, 20.0)
    assert line.points[1] == (30.0, 60.0)
    assert annotation.texts[0].text == "nodule\nhere"
    assert annotation.texts[0].at == (12.0, 13.0)
    assert annotation.texts[0].anchor == (3.0, 4.0)
    assert presentation_state(state_header(Modality="CT")) is None


@pytest.mark.parametrize(
    ("rotation", "flip", "corner"),
    [
        (0, "N", (10.0, 20.0)),
        (90, "N", (10.0, 60.0)),
        (180, "N", (50.0, 60.0)),
        (270, "N", (50.0, 20.0)),
        (0, "Y", (50.0, 20.0)),
        (180, "Y", (10.0, 60.0)),
    ],
)
def test_display_units_follow_turns_and_flips(
    rotation: int, flip: str, corner: tuple[float, float]
) -> None:
    state = presentation_state(state_header(ImageRotation=rotation, ImageHorizontalFlip=flip))
    assert state is not None
    assert state.annotations[0].graphics[1].points[0] == pytest.approx(corner)


# Structure sets, segmentations


def test_regions_with_names_and_colours() -> None:
    contour = made(ContourGeometricType="CLOSED_PLANAR", ContourData=[0, 0, 5, 1, 0, 5, 1, 1, 5])
    broken = made(ContourGeometricType="CLOSED_PLANAR", ContourData=[0, 0])
    found = regions(
        header(
            StructureSetROISequence=[
                made(ROINumber=4, ROIName="Lung", ReferencedFrameOfReferenceUID="1.7")
            ],
            ROIContourSequence=[
                made(
                    ReferencedROINumber=4,
                    ROIDisplayColor=[1, 2, 300],
                    ContourSequence=[contour, broken],
                ),
                made(ReferencedROINumber=9, ContourSequence=[broken]),
            ],
        )
    )
    (region,) = found
    assert (region.name, region.colour, region.frame_of_reference) == ("Lung", (1, 2, 255), "1.7")
    assert region.contours[0].points.shape == (3, 3)
    assert region.contours[0].closed


def test_lab_colours_are_those_of_the_tables() -> None:
    assert lab_to_rgb(100.0, 0.0, 0.0) == (255, 255, 255)
    assert lab_to_rgb(0.0, 0.0, 0.0) == (0, 0, 0)
    red = lab_to_rgb(54.29, 80.81, 69.89)  # sRGB red in CIELab under D50
    assert all(abs(a - b) <= 1 for a, b in zip(red, (255, 0, 0), strict=True))


@pytest.mark.data
def test_real_segmentations(pool: DecodePool, test_data: Path) -> None:
    liver = segmentation(real(pool, test_data, "seg/liver.dcm"))
    assert liver is not None
    assert (liver.kind, [segment.label for segment in liver.segments]) == ("BINARY", ["Liver"])
    assert [frame.segment for frame in liver.frames] == [1, 1, 1]
    assert all(frame.sources for frame in liver.frames)
    labels = segmentation(real(pool, test_data, "seg/sparse-labelmap-ppv5.dcm"))
    assert labels is not None
    assert labels.kind == "LABELMAP"
    assert {segment.number for segment in labels.segments} > {0}
    share = segmentation(real(pool, test_data, "seg/seg_image_ct_true_fractional.dcm"))
    assert share is not None
    assert (share.kind, share.most > 1) == ("FRACTIONAL", True)


@pytest.mark.data
def test_real_contours_agree_with_highdicoms_reading(pool: DecodePool, test_data: Path) -> None:
    name = "series/ct_chest_a/DCM_RS_00060.dcm"
    (region,) = regions(real(pool, test_data, name))
    dataset = pydicom.dcmread(test_data / "dicom" / name)
    expected = [
        np.array(item.ContourData, float).reshape(-1, 3)
        for item in dataset.ROIContourSequence[0].ContourSequence
    ]
    assert region.name == dataset.StructureSetROISequence[0].ROIName
    assert len(region.contours) == len(expected)
    assert all(
        np.allclose(found.points, points)
        for found, points in zip(region.contours, expected, strict=True)
    )


# Reports, curves, ultrasound


@pytest.mark.data
def test_real_reports_are_read_to_the_end(pool: DecodePool, test_data: Path) -> None:
    for name in ("sr.dcm", "sr_document.dcm", "reportsi.dcm", "test-SR.dcm"):
        found = report(real(pool, test_data, f"sr/{name}"))
        assert found is not None
        dataset = pydicom.dcmread(test_data / "dicom" / "sr" / name)
        assert len(found.lines) == _count(dataset), name
        assert any(line.value for line in found.lines)
    measured = report(real(pool, test_data, "sr/sr_document.dcm"))
    assert measured is not None
    assert any(line.value.endswith("cm2") or line.value.endswith("mm2") for line in measured.lines)
    assert any(line.image is not None for line in measured.lines)


def _count(dataset: Dataset) -> int:
    children = dataset.get("ContentSequence") or []
    return len(children) + sum(_count(child) for child in children)


@pytest.mark.data
def test_a_real_ecg_agrees_with_pydicom(pool: DecodePool, test_data: Path) -> None:
    file = test_data / "dicom" / "waveform" / "waveform_ecg.dcm"
    groups = multiplexes(
        real(pool, test_data, "waveform/waveform_ecg.dcm"),
        lambda path: pool.element(file, path),
    )
    dataset = pydicom.dcmread(file)
    assert len(groups) == len(dataset.WaveformSequence)
    for number, group in enumerate(groups):
        expected = dataset.waveform_array(number)  # in the file's unit: microvolt
        found = np.stack([channel.values for channel in group.channels], axis=1)
        assert {channel.unit for channel in group.channels} == {"mV"}
        assert np.allclose(found, expected / 1000.0, atol=1e-6)
    assert groups[0].seconds == pytest.approx(10.0)


def test_a_cut_curve_is_left_out() -> None:
    item = made(
        NumberOfWaveformChannels=2,
        NumberOfWaveformSamples=4,
        SamplingFrequency=100,
        WaveformSampleInterpretation="SS",
        ChannelDefinitionSequence=[made(ChannelSensitivity=2.0, ChannelLabel="X"), made()],
    )
    item.add_new("WaveformData", "OW", np.arange(8, dtype="<i2").tobytes())
    whole = header(WaveformSequence=[item])
    (group,) = multiplexes(whole, no_fetch)
    assert group.channels[0].values.tolist() == [0.0, 4.0, 8.0, 12.0]
    assert group.channels[0].name == "X"
    item.NumberOfWaveformSamples = 5
    assert multiplexes(header(WaveformSequence=[item]), no_fetch) == ()


@pytest.mark.data
def test_real_ultrasound_regions(pool: DecodePool, test_data: Path) -> None:
    found = ultrasound_regions(real(pool, test_data, "multiframe/DIRW0007"))
    assert len(found) == 2
    tissue = found[1]
    assert tissue.flat
    assert tissue.millimetres == pytest.approx((0.5247813, 0.5247813))
    assert found[0].millimetres is None
    assert tissue.holds(300, 200)
    assert not tissue.holds(2, 2)


# SUV


def pet_header(**more: Any) -> dict[str, Any]:
    drug = made(
        RadionuclideTotalDose=370e6,
        RadionuclideHalfLife=6586.2,
        RadiopharmaceuticalStartTime="100000",
    )
    attributes = {
        "Modality": "PT",
        "Units": "BQML",
        "CorrectedImage": ["DECY", "ATTN"],
        "DecayCorrection": "START",
        "SeriesDate": "20260101",
        "SeriesTime": "110000",
        "AcquisitionDate": "20260101",
        "AcquisitionTime": "110500",
        "PatientWeight": 70.0,
        "RadiopharmaceuticalInformationSequence": [drug],
    }
    return header(**(attributes | more))


def test_suv_is_dose_weight_and_decay() -> None:
    found = suv_factor(pet_header())
    assert found is not None
    assert found.factor == pytest.approx(70_000 / (370e6 * 2 ** (-3600 / 6586.2)))
    at_injection = suv_factor(pet_header(DecayCorrection="ADMIN"))
    assert at_injection is not None
    assert at_injection.factor == pytest.approx(70_000 / 370e6)
    stored = suv_factor(pet_header(Units="GML"))
    assert stored is not None
    assert stored.factor == 1.0


@pytest.mark.parametrize(
    "change",
    [
        {"PatientWeight": 0.0},
        {"CorrectedImage": ["ATTN"]},
        {"DecayCorrection": "NONE"},
        {"Units": "PROPCPS"},
        {"Units": "GML", "SUVType": "LBM"},
        {"SeriesTime": "113000", "AcquisitionTime": "110500"},  # derived, and no word of the scan
        {"SeriesDate": ""},
        {"Modality": "CT"},
    ],
)
def test_suv_is_not_guessed(change: dict[str, Any]) -> None:
    assert suv_factor(pet_header(**change)) is None


def test_suv_over_midnight_and_of_philips() -> None:
    drug = made(
        RadionuclideTotalDose=370e6,
        RadionuclideHalfLife=6586.2,
        RadiopharmaceuticalStartTime="233000",
    )
    late = suv_factor(
        pet_header(
            SeriesTime="003000",
            AcquisitionTime="003500",
            RadiopharmaceuticalInformationSequence=[drug],
        )
    )
    assert late is not None
    assert late.factor == pytest.approx(70_000 / (370e6 * 2 ** (-3600 / 6586.2)))
    counts = pet_header(Units="CNTS", Manufacturer="Philips Medical Systems")
    assert suv_factor(counts) is None
    counts["70531000"] = {"vr": "DS", "Value": [0.25]}
    found = suv_factor(counts)
    assert found is not None
    assert found.factor == 0.25


@pytest.mark.data
def test_real_pet_files_give_suv_where_they_can(pool: DecodePool, test_data: Path) -> None:
    siemens = suv_factor(real(pool, test_data, "slices/2020-11-16-SalimKanounAnonymization.dcm"))
    assert siemens is not None
    passed = (11 * 3600 + 12 * 60 + 18) - 10 * 3600
    assert siemens.factor == pytest.approx(82_000 / (290e6 * 2 ** (-passed / 6586.2)), rel=1e-3)
    assert suv_factor(real(pool, test_data, "slices/GH610.dcm")) is None, "counts without weight"
