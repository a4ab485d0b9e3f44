from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from omni_med.dicom.limits import DecodeLimits
from omni_med.errors import (
    DamagedFileError,
    MediaDirectoryError,
    NotDicomError,
    TooLargeError,
    UnsupportedPixelsError,
)

SLICE = np.arange(12, dtype=np.int16).reshape(3, 4)


def item(**values: object) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def test_study_series_and_instance(pool, file):
    parsed = pool.parse(
        file(
            SLICE,
            AccessionNumber="A17",
            IssuerOfPatientID="HOSP",
            IssuerOfAccessionNumberSequence=Sequence([item(LocalNamespaceEntityID="RIS")]),
            PatientBirthDate="19500228",
            PatientSex="F",
            PatientAge="073Y",
            StudyDescription="Chest",
            SeriesNumber=3,
            InstanceNumber=9,
            ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
        )
    )
    study = parsed.study
    assert (study.study_uid, study.accession, study.accession_issuer) == ("1.2.3.4", "A17", "RIS")
    assert (study.patient.patient_id, study.patient.issuer) == ("P1", "HOSP")
    assert (study.patient.birth_date, study.patient.sex) == (date(1950, 2, 28), "F")
    assert study.patient_age == 73.0
    assert study.started == datetime(2024, 1, 31, 10, 15)  # noqa: DTZ001 - the header states no zone
    assert (parsed.series.number, parsed.series.modality) == (3, "CT")
    instance = parsed.instance
    assert (instance.rows, instance.columns, instance.frames, instance.signed) == (3, 4, 1, True)
    assert instance.image_type == ("ORIGINAL", "PRIMARY", "AXIAL")
    assert instance.instance_number == 9


@pytest.mark.parametrize(
    ("stated", "years"), [("018M", 1.5), ("003D", 3 / 365.25), ("45", 45.0), ("052W", 364 / 365.25)]
)
def test_age_in_years(pool, file, stated, years):
    assert pool.parse(file(PatientAge=stated)).study.patient_age == pytest.approx(years)


def test_age_from_birth_date(pool, file):
    assert pool.parse(file(PatientBirthDate="19840131")).study.patient_age == pytest.approx(
        40, 0.01
    )


def test_zone_is_kept(pool, file):
    started = pool.parse(file(TimezoneOffsetFromUTC="+0800")).study.started
    assert started is not None
    assert started.utcoffset() == timedelta(hours=8)
    acquired = pool.parse(file(AcquisitionDateTime="20240101120000.5-0130")).instance.acquired
    expected = datetime(2024, 1, 1, 12, 0, 0, 500000, timezone(-timedelta(minutes=90)))
    assert acquired == expected
    assert acquired.astimezone(UTC).hour == 13


def test_request_text_and_priority(pool, file):
    study = pool.parse(
        file(
            RequestedProcedurePriority="STAT",
            AdmittingDiagnosesDescription="Fever",
            AdditionalPatientHistory="Smoker",
            ImageComments="nothing of the request",
            RequestAttributesSequence=Sequence(
                [item(ReasonForTheRequestedProcedure="Exclude pneumonia")]
            ),
        )
    ).study
    assert study.priority == "STAT"
    assert study.request_text.splitlines() == [
        "Reason for requested procedure: Exclude pneumonia",
        "Admitting diagnosis: Fever",
        "Additional history: Smoker",
    ]


def test_undeclared_gb18030_is_repaired_for_display_only(pool, file):
    name, reason = "张^伟", "发热、咳嗽三天，排除肺炎"
    data = file(PatientName="NAME1234", AdmittingDiagnosesDescription="R" * len(reason) * 2)
    data = data.replace(b"NAME1234", name.encode("gb18030").ljust(8))
    data = data.replace(b"R" * len(reason) * 2, reason.encode("gb18030").ljust(len(reason) * 2))
    parsed = pool.parse(data)
    assert parsed.study.patient.name == name
    assert reason in parsed.study.request_text
    header = json.loads(parsed.header)
    assert header["00100010"]["Value"] == [{"Alphabetic": name}]
    assert name.encode("gb18030") in data  # the bytes are the sender's


def test_declared_latin_names_are_left_alone(pool, file):
    parsed = pool.parse(file(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jérôme"))
    assert parsed.study.patient.name == "Müller^Jérôme"


def test_header_json_keeps_private_and_names_bulk(pool, make, write):
    ds = make(SLICE, ImageComments="x")
    block = ds.private_block(0x0029, "OMNI TEST", create=True)
    block.add_new(1, "LO", "kept")
    block.add_new(2, "OB", b"\1\2" * 4000)
    header = json.loads(pool.parse(write(ds)).header)
    assert header["00291001"] == {"vr": "LO", "Value": ["kept"]}
    assert header["00291002"] == {"vr": "OB", "BulkDataURI": "#length=8000"}
    assert header["7FE00010"] == {"vr": "OW", "BulkDataURI": "#length=24"}
    assert header["00020010"] == {"vr": "UI", "Value": ["1.2.840.10008.1.2.1"]}


def test_pixel_offset_points_at_the_pixels(pool, file):
    data = file(SLICE)
    instance = pool.parse(data).instance
    start = instance.pixel_offset
    assert data[start : start + instance.pixel_length] == SLICE.tobytes()
    assert instance.size == len(data)


def test_per_frame_geometry_and_rescale(pool, make, write):
    groups = [
        item(
            PlanePositionSequence=Sequence([item(ImagePositionPatient=[0, 0, 2.5 * index])]),
            PixelValueTransformationSequence=Sequence(
                [item(RescaleSlope=index + 1, RescaleIntercept=-5, RescaleType="US")]
            ),
            FrameVOILUTSequence=Sequence([item(WindowCenter=40 + index, WindowWidth=400)]),
        )
        for index in range(3)
    ]
    shared = item(
        PlaneOrientationSequence=Sequence([item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])]),
        PixelMeasuresSequence=Sequence([item(PixelSpacing=[0.5, 0.6], SliceThickness=2.5)]),
    )
    ds = make(np.stack([SLICE] * 3))
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    parsed = pool.parse(write(ds))
    planes = parsed.instance.planes
    assert [plane.position[2] for plane in planes] == [0.0, 2.5, 5.0]
    assert planes[0].pixel_spacing == (0.5, 0.6)
    frames = parsed.rendering.frames
    assert [frame.slope for frame in frames] == [1.0, 2.0, 3.0]
    assert [frame.windows[0].center for frame in frames] == [40, 41, 42]


def test_patient_orientation_is_read(pool, file):
    assert pool.parse(file(PatientOrientation=["R", "F"])).instance.patient_orientation == (
        "R",
        "F",
    )
    assert pool.parse(file()).instance.patient_orientation == ()


def test_bad_orientation_is_no_geometry(pool, file):
    parsed = pool.parse(
        file(
            SLICE,
            ImagePositionPatient=[0, 0, 0],
            ImageOrientationPatient=[1, 0, 0, 1, 0, 0],
            PixelSpacing=[1, 1],
        )
    )
    assert parsed.instance.planes == ()
    assert parsed.instance.pixel_spacing == (1.0, 1.0)


def test_missing_uids_are_derived_and_stable(pool, file):
    data = file(SLICE, StudyInstanceUID=None, SeriesInstanceUID=None)
    first, again = pool.parse(data), pool.parse(data)
    assert first.study.study_uid.startswith("2.25.")
    assert first.study.study_uid == again.study.study_uid != first.series.series_uid
    other = pool.parse(file(SLICE + 1, StudyInstanceUID=None, SeriesInstanceUID=None))
    assert other.study.study_uid != first.study.study_uid


def test_without_preamble_when_it_is_dicom(pool, file):
    data = file(SLICE)
    assert pool.parse(data[132:]).instance.rows == 3


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"{}" * 500, b"\0" * 1000, b"\x08\0\x05\0CS\0\0" * 20, b"\x1f\x8b" + b"1" * 999],
)
def test_what_is_no_dicom_is_refused(pool, data):
    with pytest.raises(NotDicomError):
        pool.parse(data)


def test_deflated(pool, make, write):
    ds = make(SLICE, syntax="1.2.840.10008.1.2.1.99")
    parsed = pool.parse(write(ds))
    assert parsed.instance.pixel_offset is None
    np.testing.assert_array_equal(pool.decode(write(ds), parsed.instance)[0], SLICE)


def test_a_cut_file_never_shows_pixels(pool, file):
    data = file(SLICE, StudyDescription="whole")
    errors = 0
    for end in range(0, len(data) - 1, 7):
        try:
            parsed = pool.parse(data[:end])
        except (DamagedFileError, NotDicomError):
            errors += 1
        else:  # cut exactly between two elements: a valid header without an image
            assert not parsed.instance.has_pixels
    assert errors > len(data) / 7 * 0.9


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ({"Rows": 60000, "Columns": 60000}, TooLargeError),
        ({"Rows": 300, "Columns": 300}, DamagedFileError),
        ({"NumberOfFrames": 2}, DamagedFileError),
        ({"NumberOfFrames": -1}, DamagedFileError),
        ({"Rows": 0}, DamagedFileError),
        ({"BitsAllocated": 24}, UnsupportedPixelsError),
        ({"BitsStored": 17}, DamagedFileError),
        ({"SamplesPerPixel": 4}, UnsupportedPixelsError),
    ],
)
def test_claims_are_checked(pool, file, attributes, error):
    with pytest.raises(error):
        pool.parse(file(SLICE, **attributes))


def test_media_directory_is_named_as_such(pool, make, write):
    ds = make(SOPClassUID="1.2.840.10008.1.3.10")
    with pytest.raises(MediaDirectoryError):
        pool.parse(write(ds))


def test_header_beyond_the_limit(file):
    from io import BytesIO  # noqa: PLC0415

    from omni_med.dicom.read import parse  # noqa: PLC0415

    data = file(SLICE, ImageComments="x" * 9000)
    with pytest.raises(TooLargeError):
        parse(BytesIO(data), len(data), DecodeLimits(header_bytes=4096))


def test_a_hostile_uid_becomes_a_harmless_one(pool, file):
    data = file(SLICE, StudyInstanceUID="../../etc/passwd", SOPInstanceUID="1.2.3")
    first = pool.parse(data)
    assert first.study.study_uid.startswith("2.25.")
    other = pool.parse(file(SLICE + 1, StudyInstanceUID="../../etc/passwd"))
    assert other.study.study_uid == first.study.study_uid
    assert first.instance.sop_instance_uid == "1.2.3"
