"""Files of one case: each parsed once, unless it changes under our eyes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from omni_med.dicom.pool import DecodePool
from omni_med.errors import DicomError
from omni_med.inference.files import prepare_files
from omni_med.models.fake import FakeBackend
from omni_med.synthetic.patients import write_patients


class Counting(DecodePool):
    parsed = 0

    def parse(self, data: Any) -> Any:
        self.parsed += 1
        return super().parse(data)


@pytest.fixture(scope="module")
def pool() -> Iterator[Counting]:
    with Counting(1) as made:
        yield made


@pytest.fixture
def film(tmp_path: Path) -> Path:
    case = write_patients(tmp_path, only=("fits",))[0]
    return next(path for path in sorted(case.folder.rglob("*")) if path.is_file())


def test_a_file_is_parsed_once(film: Path, pool: Counting) -> None:
    before = pool.parsed
    prepared = prepare_files([film], (), card=FakeBackend().card, pool=pool)
    assert len(prepared.inputs.images) == 1
    assert pool.parsed == before + 1


def test_a_file_that_changes_meanwhile_is_parsed_again(
    film: Path, pool: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = film.read_bytes()
    good = prepare_files([film], (), card=FakeBackend().card, pool=pool)
    read = Path.read_bytes

    def cut(path: Path) -> bytes:
        path.write_bytes(whole[: len(whole) // 2])
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", cut)
    bad = prepare_files([film], (), card=FakeBackend().card, pool=pool)
    assert bad.inputs.images == ()
    assert "cannot be read" in bad.images_left_out[0][1]
    monkeypatch.undo()
    film.write_bytes(whole)
    again = prepare_files([film], (), card=FakeBackend().card, pool=pool)
    assert np.array_equal(again.inputs.images[0].pixels, good.inputs.images[0].pixels)


def test_what_is_no_image_is_one_error(tmp_path: Path, pool: Counting) -> None:
    path = tmp_path / "words"
    path.write_text("no film")
    with pytest.raises(DicomError):
        prepare_files([path], (), card=FakeBackend().card, pool=pool)


@pytest.mark.parametrize(
    ("head", "words"), [(b"II*\x00", "TIFF"), (b"BM", "BMP"), (b"\x1f\x8b", "gzip")]
)
def test_other_pictures_are_called_what_they_are(
    tmp_path: Path, pool: Counting, head: bytes, words: str
) -> None:
    path = tmp_path / "Zanzibar"
    path.write_bytes(head + bytes(200))
    with pytest.raises(DicomError, match=words) as caught:
        prepare_files([path], (), card=FakeBackend().card, pool=pool)
    assert "PNG" in caught.value.hint
    assert "Zanzibar" not in str(caught.value)


def test_a_dicom_file_that_begins_as_a_tiff_is_read(film: Path, pool: Counting) -> None:
    film.write_bytes(b"II*\x00" + film.read_bytes()[4:])
    prepared = prepare_files([film], (), card=FakeBackend().card, pool=pool)
    assert len(prepared.inputs.images) == 1
