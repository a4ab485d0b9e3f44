"""The short cut past pydicom gives what pydicom gives."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from omni_med.dicom import header
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.raw import plain
from omni_med.dicom.read import parse

PRINTABLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\\")
WORDS = st.text(PRINTABLE, min_size=1, max_size=12)


def raw(tag, vr, value, *, little=True):
    return RawDataElement(Tag(tag), vr, len(value), value, 0, vr is None, little)


@pytest.mark.parametrize(
    "syntax", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"]
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_header_with_and_without_the_short_cut(make, write, syntax, data):
    values = {
        "StudyDescription": data.draw(WORDS),
        "ImageType": data.draw(st.lists(WORDS, min_size=1, max_size=4)),
        "SliceThickness": data.draw(st.floats(-1e6, 1e6).map(lambda x: round(x, 3))),
        "WindowCenter": data.draw(st.lists(st.integers(-9999, 9999), min_size=1, max_size=3)),
        "SeriesNumber": data.draw(st.integers(-(2**31), 2**31 - 1)),
        "ReferencedFrameNumber": data.draw(st.lists(st.integers(0, 99), min_size=1, max_size=3)),
        "DiffusionBValue": data.draw(st.floats(allow_nan=False, allow_infinity=False)),
        "AccessionNumber": "",
        "ImageComments": data.draw(WORDS) + " ",
    }
    content = write(make(np.zeros((2, 2), np.int16), syntax=syntax, **values))
    quick = json.loads(parse(BytesIO(content), len(content), DecodeLimits()).header)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(header, "plain", lambda _element: None)
        slow = json.loads(parse(BytesIO(content), len(content), DecodeLimits()).header)
    assert quick == slow


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (raw(0x00280010, "US", b"\x00\x02"), ("US", [512])),
        (raw(0x00280010, "US", b"\x02\x00", little=False), ("US", [512])),
        (raw(0x00200013, None, b"12 "), ("IS", [12])),
        (raw(0x00080060, "CS", b"CT\0"), ("CS", ["CT"])),
        (raw(0x00080050, "SH", b""), ("SH", [])),
    ],
)
def test_values(element, expected):
    assert plain(element) == expected


@pytest.mark.parametrize(
    "element",
    [
        raw(0x00280010, "US", b"\x00\x02\x01"),  # not a whole number of values
        raw(0x00200013, "IS", b"1.5"),  # no whole number
        raw(0x00180050, "DS", b"nan"),
        raw(0x00100010, "PN", b"A^B"),  # names have components
        raw(0x00081030, "LO", "Schädel".encode("latin-1")),  # another character set
        raw(0x00081030, "LO", b"\x1b$)CABC"),  # an escape sequence
        raw(0x00081030, "US", b"\x00\x02"),  # not the dictionary's VR
        raw(0x00280106, None, b"\x00\x02"),  # US or SS: depends on the pixels
        raw(0x00291001, None, b"private"),
    ],
)
def test_what_is_left_to_pydicom(element):
    assert plain(element) is None
