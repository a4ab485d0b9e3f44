"""A head in one signed file: what was changed, cut, added or forged is refused in one line."""

from __future__ import annotations

import io
import pickle
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.trail.checkpoint import Signer
from omni_med.errors import HeadBundleError
from omni_med.models.heads.bundle import CARD, NUMBERS, REPORT
from omni_med.models.heads.parcel import NOTE, pack, too_large, unpack
from omni_med.models.heads.samples import sample_card, sample_numbers

SIGNER = Signer("omni-med.head-bundle/there", b"k" * 32)
DATA = pack(sample_card(), sample_numbers(), SIGNER)


def entries(data: bytes = DATA) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(contents: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, data in contents.items():
            file.writestr(name, data)
    return stream.getvalue()


def test_a_head_comes_out_as_it_went_in_and_the_same_head_gives_the_same_file() -> None:
    parcel = unpack(DATA)
    assert parcel.card == sample_card()
    assert parcel.numbers == sample_numbers()
    assert parcel.report == sample_card().text
    assert parcel.signer.to_text() == SIGNER.verifier().to_text()
    assert pack(sample_card(), sample_numbers(), SIGNER) == DATA


def test_it_holds_four_entries_and_no_other() -> None:
    assert set(entries()) == {CARD, NUMBERS, REPORT, NOTE}


@settings(max_examples=300)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(place: int, change: int) -> None:
    bent = bytearray(DATA)
    bent[place] ^= change
    try:
        parcel = unpack(bytes(bent))
    except HeadBundleError:
        return
    assert (parcel.card, parcel.numbers) == (sample_card(), sample_numbers())
    assert parcel.signer.to_text() == SIGNER.verifier().to_text()


@settings(max_examples=100)
@given(st.integers(0, len(DATA) - 1))
def test_a_cut_file_is_refused(length: int) -> None:
    with pytest.raises(HeadBundleError):
        unpack(DATA[:length])


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(HeadBundleError):
        unpack(data)


@pytest.mark.parametrize("name", [CARD, NUMBERS, REPORT])
def test_an_entry_changed_after_signing_is_refused(name: str) -> None:
    contents = entries()
    contents[name] = contents[name].replace(b"rare", b"rars") + b" "
    with pytest.raises(HeadBundleError, match="changed after it was signed"):
        unpack(zipped(contents))


@pytest.mark.parametrize("note", [b"", b"x", b"omni-med head bundle v1\n\nnobody\n"])
def test_an_unsigned_bundle_is_refused(note: bytes) -> None:
    with pytest.raises(HeadBundleError, match="signature"):
        unpack(zipped(entries() | {NOTE: note}))


def test_another_key_under_the_same_name_is_another_signer() -> None:
    forged = pack(sample_card(), sample_numbers(), Signer(SIGNER.name, b"f" * 32))
    assert unpack(forged).signer.to_text() != SIGNER.verifier().to_text()
    note = entries(forged)[NOTE].replace(SIGNER_OF_FORGED, SIGNER.verifier().to_text().encode())
    with pytest.raises(HeadBundleError, match="forged"):
        unpack(zipped(entries(forged) | {NOTE: note}))


SIGNER_OF_FORGED = Signer(SIGNER.name, b"f" * 32).verifier().to_text().encode()


@pytest.mark.parametrize(
    "name", ["../../evil.py", "/etc/passwd", "head.pkl", "missed.png", "HEAD.JSON", "a\\b"]
)
def test_an_entry_that_does_not_belong_is_refused(name: str) -> None:
    with pytest.raises(HeadBundleError, match="something else"):
        unpack(zipped(entries() | {name: b"x"}))


def test_an_entry_that_is_missing_or_twice_there_is_refused() -> None:
    contents = entries()
    del contents[REPORT]
    with pytest.raises(HeadBundleError, match="something else"):
        unpack(zipped(contents))
    stream = io.BytesIO(DATA)
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(stream, "a") as file,
    ):
        file.writestr(CARD, b"{}")
    with pytest.raises(HeadBundleError, match="something else"):
        unpack(stream.getvalue())


def test_a_pickle_in_place_of_numbers_is_never_opened() -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return (pytest.fail, ("it was opened",))

    data = pickle.dumps(Evil())
    card = sample_card(numbers=data)
    with pytest.raises(HeadBundleError, match="cannot be read"):
        unpack(pack(card, data, SIGNER))


def test_packed_and_oversized_entries_are_refused() -> None:
    with pytest.raises(HeadBundleError, match="packed or too large"):
        unpack(zipped(entries(), zipfile.ZIP_DEFLATED))
    with pytest.raises(HeadBundleError, match="packed or too large"):
        unpack(zipped(entries() | {REPORT: bytes(2 << 20)}))
    assert too_large(20 << 20)
    with pytest.raises(HeadBundleError, match="larger"):
        unpack(bytes(20 << 20))
    with pytest.raises(HeadBundleError, match="too large"):
        pack(replace(sample_card(), text="x" * (2 << 20)), sample_numbers(), SIGNER)


def test_a_card_that_names_no_head_is_refused() -> None:
    card = replace(sample_card(), name="../evil")
    with pytest.raises(HeadBundleError, match="names no head"):
        unpack(pack(card, sample_numbers(), SIGNER))
