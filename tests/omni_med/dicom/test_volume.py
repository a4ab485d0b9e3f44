from __future__ import annotations

import imagecodecs
import numpy as np
import pytest

from omni_med.dicom import build_stacks, group, load_volume
from omni_med.errors import CancelledError, WorkspaceError

J2K = "1.2.840.10008.1.2.4.90"


@pytest.fixture
def series(pool, file):
    """Five slices, their files and renderings; ``change`` alters single slices."""

    def build(change=None, **attributes):
        files = {}
        for n in range(5):
            pixels = np.full((6, 8), n * 10, np.int16)
            values = {
                "SOPInstanceUID": f"1.7.{n}",
                "ImagePositionPatient": [0, 0, 2.0 * n],
                "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
                "PixelSpacing": [1, 1],
                "RescaleSlope": 1,
                "RescaleIntercept": -1024,
            }
            files[f"1.7.{n}"] = file(pixels, **(values | attributes | (change or {}).get(n, {})))
        return describe(pool, files)

    return build


def describe(pool, files):
    parsed = [pool.parse(data) for data in files.values()]
    (study,) = group(parsed)
    (stack,) = build_stacks(study.series[0])
    return stack, files, {p.instance.sop_instance_uid: p.rendering for p in parsed}


def test_native_slices_with_one_rescale(pool, series):
    stack, files, renderings = series()
    volume = load_volume(stack, files.__getitem__, pool=pool, renderings=renderings)
    assert volume.values.dtype == np.int16
    assert volume.values.shape == (5, 6, 8)
    assert (volume.slope, volume.intercept) == (1.0, -1024.0)
    np.testing.assert_array_equal(volume.values[:, 0, 0], [0, 10, 20, 30, 40])
    assert volume.loaded.all()


def test_slices_with_their_own_rescale_become_modality_values(pool, series):
    stack, files, renderings = series({3: {"RescaleSlope": 2}})
    volume = load_volume(stack, files.__getitem__, pool=pool, renderings=renderings)
    assert volume.values.dtype == np.float32
    np.testing.assert_array_equal(volume.values[:, 0, 0], [-1024, -1014, -1004, -964, -984])
    assert (volume.slope, volume.intercept) == (1.0, 0.0)


def test_nearest_slice_first(pool, series):
    stack, files, renderings = series()
    order, done = [], []
    load_volume(
        stack,
        files.__getitem__,
        pool=pool,
        renderings=renderings,
        start=3,
        on_slice=order.append,
        progress=lambda n, total: done.append((n, total)),
    )
    assert order == [3, 2, 4, 1, 0]
    assert done == [(n, 5) for n in range(1, 6)]


def test_a_damaged_slice_is_a_gap(pool, series):
    stack, files, renderings = series()
    files["1.7.1"] = files["1.7.1"][:-20]

    def read(uid):
        if uid == "1.7.4":
            raise OSError("/home/doe/secret")
        if uid == "1.7.0":
            raise WorkspaceError("The seal does not fit.")
        return files[uid]

    volume = load_volume(stack, read, pool=pool, renderings=renderings)
    assert volume.loaded.tolist() == [False, False, True, True, False]
    assert set(volume.failures) == {0, 1, 4}
    assert volume.failures[0] == "The seal does not fit."
    assert "shorter" in volume.failures[1]
    assert volume.failures[4] == "The file cannot be read."


def test_cancelled_in_the_middle(pool, series):
    stack, files, renderings = series()
    loaded = []
    with pytest.raises(CancelledError):
        load_volume(
            stack,
            files.__getitem__,
            pool=pool,
            renderings=renderings,
            cancelled=lambda: len(loaded) == 2,
            on_slice=loaded.append,
        )
    assert loaded == [0, 1]


def test_compressed_frames_and_one_damaged_among_them(pool, compressed):
    frames = np.stack(
        [np.full((16, 16), n, np.uint16) + np.arange(16, dtype=np.uint16) for n in range(40)]
    )
    coded = [
        imagecodecs.jpeg2k_encode(f, level=0, codecformat="j2k", reversible=True) for f in frames
    ]
    coded[7] = coded[7][: len(coded[7]) // 2]
    files = {"1.7.1": compressed(coded, frames, J2K, SOPInstanceUID="1.7.1", Modality="US")}
    stack, files, renderings = describe(pool, files)
    volume = load_volume(stack, files.__getitem__, pool=pool, renderings=renderings, start=20)
    assert set(volume.failures) == {7}
    good = volume.loaded
    assert good.sum() == 39
    np.testing.assert_array_equal(volume.values[good], frames[good])


def test_colour_volume(pool, compressed):
    colour = np.zeros((4, 16, 16, 3), np.uint8)
    colour[..., 0] = 200
    coded = [imagecodecs.jpegls_encode(frame) for frame in colour]
    data = compressed(
        coded, colour, "1.2.840.10008.1.2.4.80", SOPInstanceUID="1.7.1", Modality="US"
    )
    stack, files, renderings = describe(pool, {"1.7.1": data})
    volume = load_volume(stack, files.__getitem__, pool=pool, renderings=renderings)
    assert volume.values.shape == (4, 16, 16, 3)
    np.testing.assert_array_equal(volume.values, colour)


def test_compressed_slices_nearest_first_with_a_gap(pool, compressed):
    files = {}
    for n in range(9):
        pixels = np.full((16, 16), n, np.uint16) + np.arange(16, dtype=np.uint16)
        code = imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True)
        files[f"1.7.{n}"] = compressed(
            [code if n != 5 else code[:-30]],
            pixels,
            J2K,
            SOPInstanceUID=f"1.7.{n}",
            ImagePositionPatient=[0, 0, n],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[1, 1],
        )
    stack, files, renderings = describe(pool, files)
    order, done = [], []
    volume = load_volume(
        stack,
        files.__getitem__,
        pool=pool,
        renderings=renderings,
        start=4,
        on_slice=order.append,
        progress=lambda n, total: done.append(n),
    )
    assert order == [4, 3, 2, 6, 1, 7, 0, 8]
    assert set(volume.failures) == {5}
    assert done == list(range(1, 10))
    assert volume.values[:, 0, 0].tolist() == [0, 1, 2, 3, 4, 0, 6, 7, 8]
