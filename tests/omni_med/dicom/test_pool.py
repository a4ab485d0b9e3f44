"""The pool under attack: it answers with one typed error and lives."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from omni_med.dicom import DecodeLimits, DecodePool
from omni_med.dicom.process import Worker
from omni_med.errors import (
    DamagedFileError,
    DecodeTimeoutError,
    DicomError,
    TooLargeError,
    UnsupportedPixelsError,
)

SLICE = np.arange(600, dtype=np.uint16).reshape(20, 30)
J2K = "1.2.840.10008.1.2.4.90"
RLE = "1.2.840.10008.1.2.5"
DEFLATED = "1.2.840.10008.1.2.1.99"


def j2k(values):
    return imagecodecs.jpeg2k_encode(values, level=0, codecformat="j2k", reversible=True)


@pytest.fixture
def victim():
    """A pool of one worker that may be killed."""
    with DecodePool(1, DecodeLimits(timeout_seconds=3.0)) as pool:
        yield pool


def worker_of(pool):
    return next(iter(pool._all))._process


def test_bytes_and_path_give_the_same(pool, file, tmp_path):
    data = file(SLICE)
    path = tmp_path / "image"
    path.write_bytes(data)
    assert pool.parse(data) == pool.parse(path) == pool.parse(memoryview(data))
    instance = pool.parse(data).instance
    np.testing.assert_array_equal(pool.decode(path, instance), pool.decode(data, instance))


def test_many_threads_share_it(pool, compressed):
    frames = [SLICE + index for index in range(24)]
    files = [compressed([j2k(frame)], frame, J2K) for frame in frames]

    def work(index):
        parsed = pool.parse(files[index])
        return pool.decode(files[index], parsed.instance)[0]

    with ThreadPoolExecutor(8) as threads:
        for frame, found in zip(frames, threads.map(work, range(24)), strict=True):
            np.testing.assert_array_equal(found, frame)


def test_frames_in_the_order_asked_for_over_several_jobs(compressed):
    frames = np.stack([SLICE + index for index in range(7)])
    data = compressed([j2k(frame) for frame in frames], frames, J2K)
    with DecodePool(2, DecodeLimits(job_bytes=2 * SLICE.nbytes)) as small:
        instance = small.parse(data).instance
        np.testing.assert_array_equal(small.decode(data, instance), frames)
        wanted = [6, 0, 3, 3, 1]
        np.testing.assert_array_equal(small.decode(data, instance, wanted), frames[wanted])
        with pytest.raises(ValueError, match="no such frame"):
            small.decode(data, instance, [7])


def test_a_killed_worker_is_one_error_and_is_back(victim, file):
    data = file(SLICE)
    victim.parse(data)
    process = worker_of(victim)
    os.kill(process.pid, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (process.pid, signal.SIGKILL)).start()
    with pytest.raises(DamagedFileError):
        victim.parse(data)
    assert victim.parse(data).instance.rows == 20
    assert worker_of(victim).pid != process.pid


def test_a_worker_that_died_idle_blames_no_file(victim, file):
    data = file(SLICE)
    victim.parse(data)
    worker_of(victim).kill()
    worker_of(victim).wait()
    assert victim.parse(data).instance.rows == 20


def test_a_stuck_worker_is_stopped_at_its_time(file):
    data = file(SLICE)
    with DecodePool(1, DecodeLimits(timeout_seconds=0.5)) as pool:
        pool.parse(data)
        os.kill(worker_of(pool).pid, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(DecodeTimeoutError):
            pool.parse(data)
        assert time.monotonic() - started < 30
        assert pool.parse(data).instance.rows == 20


def test_nested_sequences(pool, file):
    bomb = b"".join(
        struct.pack("<HH2sHL", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF)
        + struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
        for _ in range(3000)
    )
    with pytest.raises(DicomError):
        pool.parse(file()[:400] + bomb)
    with pytest.raises(DicomError):
        pool.parse(file(StudyDate=None, StudyTime=None)[:-200] + bomb)
    assert pool.parse(file(SLICE)).instance.rows == 20


def test_deflate_bomb(make, write):
    data = write(make(SLICE, syntax=DEFLATED))
    start = 144 + int.from_bytes(data[140:144], "little")
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b"\0" * (1 << 20)
    bomb = b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    with DecodePool(1, DecodeLimits(inflated_bytes=16 << 20)) as pool:
        with pytest.raises(TooLargeError):
            pool.parse(data[:start] + bomb)
        assert pool.parse(data).instance.rows == 20


def test_frames_that_lie_about_their_size(pool, compressed):
    data = compressed([j2k(np.zeros((8, 8), np.uint16))], SLICE, J2K)
    lying = j2k(SLICE).replace(struct.pack(">LL", 30, 20), struct.pack(">LL", 60000, 60000), 1)
    instance = pool.parse(data).instance
    for frame in (data, compressed([lying], SLICE, J2K)):
        with pytest.raises(DamagedFileError):
            pool.decode(frame, instance)
    rle = struct.pack("<16L", 2, *[64] * 15) + b"\x81\0" * 40
    data = compressed([rle], np.zeros((20000, 20000), np.uint8), RLE, Rows=20000, Columns=12000)
    with pytest.raises(DicomError):
        pool.decode(data, pool.parse(data).instance)


def test_memory_is_bounded(file):
    limits = DecodeLimits(memory_bytes=64 << 20)
    pixels = np.zeros((200, 600, 600), np.uint16)
    data = file(pixels, syntax="1.2.840.10008.1.2.2")  # big endian goes through the worker
    with DecodePool(1, limits) as pool:
        instance = replace(pool.parse(data).instance, pixel_offset=None)
        with pytest.raises(TooLargeError):
            pool.decode(data, instance)
        assert pool.parse(file(SLICE)).instance.rows == 20


def test_workers_hold_no_secrets(pool, file, monkeypatch):
    monkeypatch.setenv("OMNI_MED_PASSPHRASE_FILE", "/secret")
    with DecodePool(1) as fresh:
        fresh.parse(file(SLICE))
        pid = worker_of(fresh).pid
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"OMNI_MED" not in environment
        assert b"HOME=" not in environment
        files = set()
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # its last answer, closed meanwhile
                files.add(str(link.readlink()))
        kinds = {name.split(":")[0] for name in files}
        assert kinds <= {"socket", "/dev/null", "/memfd"}  # its answer, about to be closed


def test_no_descriptor_is_left_behind(pool, file, compressed):
    data, packed = file(SLICE), compressed([j2k(SLICE)], SLICE, J2K)
    instance = pool.parse(packed).instance
    pool.decode(packed, instance)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        pool.parse(data)
        pool.decode(packed, instance)
        with pytest.raises(DicomError):
            pool.parse(b"nothing")
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


def test_an_object_without_pixels(pool, file):
    data = file(Modality="SR")
    with pytest.raises(UnsupportedPixelsError):
        pool.decode(data, pool.parse(data).instance)


def test_a_missing_path_and_a_closed_pool(pool, tmp_path, file):
    with pytest.raises(DicomError, match="gone"):
        pool.parse(tmp_path / "nothing")
    closed = DecodePool(1)
    closed.warm()
    closed.close()
    with pytest.raises(DicomError, match="closed"):
        closed.parse(file(SLICE))


def test_an_interrupted_job_never_answers_the_next_one(victim, file, monkeypatch):
    first, second = file(SLICE, InstanceNumber=1), file(SLICE, InstanceNumber=2)
    victim.parse(first)
    with monkeypatch.context() as patch:
        patch.setattr(
            Worker, "_wait", lambda _self, _seconds: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            victim.parse(first)
    assert victim.parse(second).instance.instance_number == 2
