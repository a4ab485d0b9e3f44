"""Native slices straight into the volume: the same values as by way of whole files."""

from __future__ import annotations

import numpy as np
import pytest

from omni_med.dicom import build_stacks, group, load_volume
from omni_med.errors import CancelledError, WorkspaceError

SLICES = 9
RNG = np.random.default_rng(5)


class Files:
    """The files of a series, and who asked for what."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.whole: list[str] = []
        self.parts: list[str] = []

    def read(self, uid: str) -> bytes:
        self.whole.append(uid)
        return self.files[uid]

    def read_into(self, uid: str, offset: int, buffer: memoryview) -> int:
        self.parts.append(uid)
        data = self.files[uid][offset : offset + len(buffer)]
        buffer[: len(data)] = data
        return len(data)


@pytest.fixture
def series(pool, file):
    """A series of slices, or one file of many frames, with its files and renderings."""

    def build(arrays, **attributes):
        files = {
            f"1.7.{n}": file(
                pixels,
                **{
                    "SOPInstanceUID": f"1.7.{n}",
                    "ImagePositionPatient": [0, 0, 2.0 * n],
                    "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
                    "PixelSpacing": [1, 1],
                }
                | attributes,
            )
            for n, pixels in enumerate(arrays)
        }
        parsed = [pool.parse(data) for data in files.values()]
        (study,) = group(parsed)
        (stack,) = build_stacks(study.series[0])
        return stack, Files(files), {p.instance.sop_instance_uid: p.rendering for p in parsed}

    return build


def words(shape, dtype):
    """Values that use every bit, the ones that are not stored as well."""
    found = RNG.integers(0, 1 << 16, shape, np.uint16).view(dtype)
    return found if np.dtype(dtype).itemsize == 2 else found.astype(dtype)


KINDS = {
    "signed, all bits": ((6, 8), np.int16, {}),
    "signed, 12 of 16 bits": ((6, 8), np.int16, {"BitsStored": 12, "HighBit": 11}),
    "unsigned, 10 of 16 bits": ((6, 8), np.uint16, {"BitsStored": 10, "HighBit": 9}),
    "bytes": ((6, 8), np.uint8, {}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("frames", [0, 4])
def test_the_same_values_as_by_way_of_the_whole_file(pool, series, kind, frames):
    shape, dtype, attributes = KINDS[kind]
    if frames:
        attributes = attributes | {"Modality": "US", "ImagePositionPatient": None}
        arrays = [words((frames, *shape), dtype)]
    else:
        arrays = [words(shape, dtype) for _ in range(SLICES)]
    stack, files, renderings = series(arrays, **attributes)
    plain = load_volume(stack, files.read, pool=pool, renderings=renderings)
    files.whole.clear()
    direct = load_volume(
        stack, files.read, pool=pool, read_into=files.read_into, renderings=renderings
    )
    np.testing.assert_array_equal(direct.values, plain.values)
    assert direct.values.dtype == plain.values.dtype
    assert direct.loaded.all()
    assert files.parts
    assert not files.whole, "no file was copied"


COLOUR = {"SamplesPerPixel": 3, "NumberOfFrames": None, "Modality": "US", "Rows": 6, "Columns": 8}


@pytest.mark.parametrize(
    ("photometric", "planar", "direct"),
    [("RGB", 0, True), ("RGB", 1, False), ("YBR_FULL", 0, False)],
)
def test_colour_goes_straight_only_where_nothing_is_rearranged(
    pool, series, photometric, planar, direct
):
    values = {"PhotometricInterpretation": photometric, "PlanarConfiguration": planar}
    arrays = [RNG.integers(0, 256, (6, 8, 3), np.uint8)]
    stack, files, renderings = series(arrays, **COLOUR, **values)
    plain = load_volume(stack, files.read, pool=pool, renderings=renderings)
    filled = load_volume(
        stack, files.read, pool=pool, read_into=files.read_into, renderings=renderings
    )
    np.testing.assert_array_equal(filled.values, plain.values)
    assert filled.values.shape == (1, 6, 8, 3)
    assert bool(files.parts) is direct


def test_slices_with_their_own_rescale_go_by_way_of_the_file(pool, series, file):
    stack, files, renderings = series([words((6, 8), np.int16) for _ in range(3)])
    changed = file(
        words((6, 8), np.int16),
        SOPInstanceUID="1.7.1",
        ImagePositionPatient=[0, 0, 2.0],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        PixelSpacing=[1, 1],
        RescaleSlope=3,
    )
    files.files["1.7.1"] = changed
    renderings["1.7.1"] = pool.parse(changed).rendering
    volume = load_volume(
        stack, files.read, pool=pool, read_into=files.read_into, renderings=renderings
    )
    assert volume.values.dtype == np.float32
    assert not files.parts


def test_nearest_slice_first_each_told_once(pool, series):
    stack, files, renderings = series([words((6, 8), np.int16) for _ in range(5)])
    told, done = [], []
    load_volume(
        stack,
        files.read,
        pool=pool,
        read_into=files.read_into,
        renderings=renderings,
        start=3,
        on_slice=told.append,
        progress=lambda n, total: done.append((n, total)),
    )
    assert told == [3, 2, 4, 1, 0]
    assert done == [(n, 5) for n in range(1, 6)]


def test_what_cannot_be_read_is_a_gap_of_zeros(pool, series):
    stack, files, renderings = series([words((6, 8), np.int16) | 1 for _ in range(SLICES)])

    def read_into(uid, offset, buffer):
        count = files.read_into(uid, offset, buffer)
        if uid == "1.7.2":
            raise WorkspaceError("The seal does not fit.")
        if uid == "1.7.5":
            raise OSError("/home/doe/secret")
        return count - 1 if uid == "1.7.7" else count

    volume = load_volume(stack, files.read, pool=pool, read_into=read_into, renderings=renderings)
    assert set(volume.failures) == {2, 5, 7}
    assert volume.failures[2] == "The seal does not fit."
    assert volume.failures[5] == "The file cannot be read."
    assert "shorter" in volume.failures[7]
    assert volume.loaded.sum() == SLICES - 3
    for index in range(SLICES):
        assert volume.values[index].any() == volume.loaded[index]


@pytest.mark.parametrize("by", ["the caller", "whoever reads"])
def test_cancelled_midway_asks_for_nothing_more(pool, series, by):
    stack, files, renderings = series([words((6, 8), np.int16) for _ in range(SLICES)])
    told = []

    def read_into(uid, offset, buffer):
        if by == "whoever reads" and len(files.parts) == 2:
            raise CancelledError
        return files.read_into(uid, offset, buffer)

    with pytest.raises(CancelledError):
        load_volume(
            stack,
            files.read,
            pool=pool,
            read_into=read_into,
            renderings=renderings,
            cancelled=lambda: by == "the caller" and len(told) == 2,
            on_slice=told.append,
        )
    assert told == [0, 1]
    assert len(files.parts) == 2
