"""Presentation states' grey: equal to pydicom's own application, step by step."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels.processing import (
    apply_modality_lut,
    apply_presentation_lut,
    apply_voi_lut,
)
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from omni_med.dicom.objects.softcopy import Softcopy, softcopy


def lut_item(entries: NDArray[Any], first: int, bits: int, *, as_words: bool) -> Dataset:
    item = Dataset()
    item.LUTDescriptor = [entries.size % 65536, first, bits]
    item["LUTDescriptor"].VR = "SS" if first < 0 else "US"
    if as_words:
        item.add_new("LUTData", "OW", entries.astype("<u2").tobytes())
    else:
        item.add_new("LUTData", "US", [int(value) for value in entries])
    return item


def new_state() -> Dataset:
    """Return an empty dataset of which pydicom knows the byte order."""
    state = Dataset()
    state.file_meta = FileMetaDataset()
    state.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return state


def read(state: Dataset, *, signed: bool = False) -> Softcopy:
    def fetch(_path: object) -> bytes:
        raise AssertionError("everything is in the header here")

    header = json.loads(state.to_json())
    return softcopy(header, fetch, signed=signed)


def by_pydicom(
    stored: NDArray[Any], state: Dataset, out_bits: int, low: float = 0.0
) -> NDArray[np.float64]:
    """Apply a state's three steps as pydicom does; return 0 to 255, not rounded."""
    values = apply_modality_lut(stored, state)
    if "SoftcopyVOILUTSequence" in state:
        item = state.SoftcopyVOILUTSequence[0]
        if "VOILUTSequence" in item:
            item.file_meta = state.file_meta
            values = apply_voi_lut(np.rint(values).astype(np.int64), item)
    scaled = values - low
    seen = apply_presentation_lut(scaled, state)
    top = 2**out_bits - 1
    if "PresentationLUTSequence" in state:
        top = 2 ** state.PresentationLUTSequence[0].LUTDescriptor[2] - 1
    return np.asarray(seen, np.float64) / top * 255.0


WHOLE = np.arange(4096, dtype=np.uint16)
CURVE = (np.sqrt(np.linspace(0.0, 1.0, 4096)) * 4095).astype(np.uint16)


@pytest.mark.parametrize("as_words", [True, False])
def test_a_modality_lut_goes_before_the_window(as_words: bool) -> None:
    state = new_state()
    item = lut_item(CURVE, 0, 16, as_words=as_words)  # pydicom reads whole words here
    item.ModalityLUTType = "OD"
    state.ModalityLUTSequence = Sequence([item])
    voi = Dataset()
    voi.WindowCenter, voi.WindowWidth = 2000, 1500
    state.SoftcopyVOILUTSequence = Sequence([voi])
    state.PresentationLUTShape = "IDENTITY"
    grey = read(state)
    assert grey.has_tables
    found = grey.grey(WHOLE, grey.voi[0], 12, signed=False)
    values = apply_modality_lut(WHOLE, state).astype(float)
    expected = np.clip((values - 1999.5) / 1499 + 0.5, 0, 1) * 255  # PS3.3 C.11.2.1.2.1
    assert np.abs(found - expected).max() <= 1.0


@pytest.mark.parametrize(("first", "bits"), [(0, 10), (500, 12), (-300, 16)])
def test_a_voi_lut_holds_at_its_ends(first: int, bits: int) -> None:
    state = new_state()
    state.RescaleSlope, state.RescaleIntercept, state.RescaleType = 1, -1024, "HU"
    voi = Dataset()
    entries = (np.linspace(0, 1, 1000) ** 2 * (2**bits - 1)).astype(np.uint16)
    voi.VOILUTSequence = Sequence([lut_item(entries, first, bits, as_words=bits > 8)])
    state.SoftcopyVOILUTSequence = Sequence([voi])
    state.PresentationLUTShape = "IDENTITY"
    grey = read(state)
    found = grey.grey(WHOLE, grey.voi[0], 12, signed=False)
    values = WHOLE.astype(int) - 1024
    expected = entries[np.clip(values - first, 0, 999)] / (2**bits - 1) * 255.0
    assert np.abs(found - expected).max() <= 1.0
    reference = by_pydicom(WHOLE, state, bits)
    assert np.abs(found - reference).max() <= 1.0


@pytest.mark.parametrize("shape", ["IDENTITY", "INVERSE"])
def test_shapes_and_no_voi_show_the_whole_range(shape: str) -> None:
    state = new_state()
    state.PresentationLUTShape = shape
    grey = read(state)
    found = grey.grey(WHOLE, grey.voi_of("1.2", 0), 12, signed=False)
    assert np.abs(found - by_pydicom(WHOLE, state, 12)).max() <= 1.0
    assert not grey.has_tables


@pytest.mark.parametrize("entries", [256, 1024, 4096])
def test_a_presentation_lut_takes_the_whole_output_of_the_step_before(entries: int) -> None:
    state = new_state()
    curve = (np.linspace(0, 1, entries) ** 0.5 * 1023).astype(np.uint16)
    state.PresentationLUTSequence = Sequence([lut_item(curve, 0, 10, as_words=True)])
    voi = Dataset()
    voi.VOILUTSequence = Sequence([lut_item(CURVE, 0, 12, as_words=True)])
    state.SoftcopyVOILUTSequence = Sequence([voi])
    grey = read(state)
    found = grey.grey(WHOLE, grey.voi[0], 12, signed=False)
    reference = by_pydicom(WHOLE, state, 12)
    assert np.abs(found - reference).max() <= 1.0


def test_each_image_has_its_own_window_and_signed_values_their_range() -> None:
    state = Dataset()
    one, other = Dataset(), Dataset()
    for item, uid, center in ((one, "1.1", 40), (other, "1.2", -600)):
        image = Dataset()
        image.ReferencedSOPInstanceUID, image.ReferencedFrameNumber = uid, [2]
        item.ReferencedImageSequence = Sequence([image])
        item.WindowCenter, item.WindowWidth, item.VOILUTFunction = center, 400, "LINEAR_EXACT"
    state.SoftcopyVOILUTSequence = Sequence([one, other])
    grey = read(state, signed=True)
    chosen = grey.voi_of("1.2", 1)
    assert chosen is not None
    assert chosen.window is not None
    assert chosen.window.center == -600
    assert grey.voi_of("1.2", 0) is None, "another frame"
    assert grey.voi_of("1.3", 1) is None
    stored = np.array([-800, -600, -400], np.int16)
    assert list(grey.grey(stored, chosen, 12, signed=True)) == [0, 128, 255]
    ends = np.array([-2048, 2047], np.int16)
    assert list(grey.grey(ends, None, 12, signed=True)) == [0, 255]


def test_without_a_modality_lut_of_its_own_stored_values_count() -> None:
    """PS3.4 N.2.1.1: what the image says of its modality values is not used."""
    assert (read(Dataset()).slope, read(Dataset()).intercept) == (1.0, 0.0)


@pytest.mark.parametrize(
    "descriptor", [[], [4, 0], [4, 0, 40], [900, 0, 12], ["x", 0, 12], [-7, 0, 12]]
)
def test_a_table_that_cannot_be_read_counts_for_nothing(descriptor: list[Any]) -> None:
    header = {
        "20500010": {
            "vr": "SQ",
            "Value": [
                {
                    "00283002": {"vr": "US", "Value": descriptor},
                    "00283006": {"vr": "US", "Value": [1, 2, 3, 4]},
                }
            ],
        }
    }
    assert softcopy(header, lambda _path: b"", signed=False).presentation is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["00283000", "00283110", "00283010", "20500010", "00283002", "00283006",
                     "Value", "vr", "InlineBinary", "BulkDataURI", "00281050", "00281051"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)  # fmt: skip
def test_any_header_gives_a_pipeline(found: Any) -> None:
    header = found if isinstance(found, dict) else {}
    grey = softcopy(header, lambda _path: b"\1\2", signed=False)
    voi = grey.voi_of("1.2", 0)
    assert grey.grey(np.array([0, 7], np.uint16), voi, 12, signed=False).shape == (2,)
