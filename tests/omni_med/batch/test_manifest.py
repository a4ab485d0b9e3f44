"""Manifests as hospitals' programs write them, and first lines that are none."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.batch.manifest import read_manifest
from omni_med.errors import ManifestError

PLAIN = 'case_id,images,note\nA1,a.png;b.png,"Fever, cough"\nA2,c.png,\n'
ROWS = (
    {"case_id": "A1", "images": "a.png;b.png", "note": "Fever, cough"},
    {"case_id": "A2", "images": "c.png", "note": ""},
)


def written(folder: Path, data: str | bytes) -> Path:
    path = folder / "m.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def apart(mark: str) -> str:
    """The plain manifest with another mark between the cells."""
    lines = ("case_id,images,note", 'A1,"a.png;b.png","Fever/ cough"', "A2,c.png,")
    return "".join(f"{line.replace(',', mark)}\n" for line in lines).replace("/ ", ", ")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        apart(";").encode(),
        apart("\t").encode(),
        apart("|").encode(),
        apart("\t").encode("utf-16"),
        b"sep=;\r\n" + apart(";").replace("\n", "\r\n").encode(),
        b"\n  \n" + PLAIN.encode(),
        gzip.compress(PLAIN.encode()),
        PLAIN.replace(",A", ", A").replace(',"', ', "').encode(),
        b"case_id,images,note,,\n" + PLAIN.split("\n", 1)[1].replace("\n", ",,\n").encode(),
        (PLAIN + ",,,,\n\n").encode(),
        PLAIN.replace("A2,c.png,\n", "A2,c.png,,,\n").encode(),
        b'"case_id", images , note \n' + PLAIN.split("\n", 1)[1].encode(),
    ],
)
def test_the_same_cases_however_they_are_written(tmp_path: Path, data: bytes) -> None:
    read = read_manifest(written(tmp_path, data))
    assert read.columns == ("case_id", "images", "note")
    assert read.rows == ROWS


def test_a_packed_parquet_file_is_one_as_well(tmp_path: Path) -> None:
    pq.write_table(pa.table({"case_id": [1.0], "images": [["a.png", "b.png"]]}), tmp_path / "p")
    read = read_manifest(written(tmp_path, gzip.compress((tmp_path / "p").read_bytes())))
    assert read.rows == ({"case_id": "1", "images": "a.png;b.png"},)


def test_an_unnamed_column_with_something_in_it_stays(tmp_path: Path) -> None:
    read = read_manifest(written(tmp_path, ",images\n0,a.png\n"))
    assert read.columns == ("", "images")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"A1,films/Zanzibar.png,Fever of Zanzibar\n", "does not name the columns"),
        (b"A1," + b"Zanzibar " * 20 + b"\nA2,b\n", "does not name the columns"),
        (b'[{"note": "Zanzibar"}]', "JSON"),
        (gzip.compress(PLAIN.encode())[:-9], "damaged gzip"),
        (b"PK\x03\x04rubbish", "workbook"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (bytes(128) + b"DICM", "an image"),
        (b"sep=;\n", "empty"),
        (b"note,note\nZanzibar,b\n", "same name: 'note'"),
        (b"note,,\nZanzibar,b,c\n", "no name"),
        (b"\n\nnote,images\nZanzibar\n", "Line 4 of the manifest has 1 fields"),
        (b"note,images\nZanzibar,a,b\n", "Line 2 of the manifest has 3 fields"),
        (PLAIN.replace("Fever", "Fièvre").encode("latin-1"), "neither CSV"),
    ],
)
def test_what_is_refused_says_what_to_do_and_no_word_of_a_case(
    tmp_path: Path, data: bytes, words: str
) -> None:
    with pytest.raises(ManifestError, match=words) as caught:
        read_manifest(written(tmp_path, data))
    assert caught.value.hint
    assert "Zanzibar" not in str(caught.value) + caught.value.hint


@given(data=st.binary(max_size=400) | st.text(alphabet=',;\t|"\n\r aé=sep', max_size=60))
def test_whatever_the_bytes_it_is_a_manifest_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | str
) -> None:
    path = written(tmp_path_factory.getbasetemp(), data)
    with suppress(ManifestError):
        read = read_manifest(path)
        assert all(tuple(row) == read.columns for row in read.rows)
