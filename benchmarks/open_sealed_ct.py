"""Opening an imported, sealed CT of 500 slices, against SimpleITK's load of the plain files.

The workspace is open and the decode pool warm, as they are on a reading desk; what is measured is
from the click on the study to the first image and to the last: case, geometry, keys, decryption,
pixels in one volume. SimpleITK is given the names of the plain files, sorted.

What encryption costs is the difference to the same steps on the same workspace, with only the
bytes of each slice read from the plain file, straight into the volume and by the same threads,
instead of read from the sealed object and deciphered. Once the system holds both in memory, once
neither, as when a study is opened that nobody looked at of late.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from common import Result
from open_ct import SLICES, in_turns, open_folder, plain_into, sitk_read, write_series

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom import DecodePool, build_stacks, load_volume
from omni_med.dicom.filling import ReadInto
from omni_med.workspace import Workspace


def open_study(
    workspace: Workspace,
    pool: DecodePool,
    study_uid: str,
    read_into: ReadInto | None = None,
) -> tuple[float, float]:
    """Return the seconds from the click to the first image (the middle) and to all of them.

    ``read_into`` fills a buffer from the file of an instance; by default the workspace does.
    """
    start = time.perf_counter()
    shown: list[float] = []

    def there(_index: int) -> None:
        if not shown:
            shown.append(time.perf_counter() - start)

    case = workspace.open_case(study_uid)
    (stack,) = build_stacks(case.study.series[0])
    renderings = workspace.renderings(stack.series_uid)
    volume = load_volume(
        stack,
        workspace.read_instance,
        pool=pool,
        read_into=read_into or workspace.open_series(stack.series_uid).read_into,
        renderings=renderings,
        start=SLICES // 2,
        on_slice=there,
    )
    whole = time.perf_counter() - start
    if not volume.loaded.all():
        raise RuntimeError("slices are missing")
    return shown[0], whole


def forget(files: Iterable[Path]) -> None:
    """Let the system drop what it holds of files in memory."""
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def from_disk(
    workspace: Workspace, pool: DecodePool, study_uid: str, paths: Mapping[str, Path]
) -> tuple[float, float]:
    """Return the median seconds to all images, sealed and plain in turns, from the disk."""
    objects = [path for path in (workspace.home / "vault/objects").rglob("*") if path.is_file()]
    sealed, plain = [], []
    for _ in range(7):
        forget(objects)
        sealed.append(open_study(workspace, pool, study_uid)[1])
        forget(paths.values())
        plain.append(open_study(workspace, pool, study_uid, plain_into(paths))[1])
    return statistics.median(sealed), statistics.median(plain)


def measure() -> list[Result]:
    """Measure first image, all images, and the peer in turns."""
    with tempfile.TemporaryDirectory() as name, DecodePool(2) as pool:
        folder = Path(name) / "plain"
        folder.mkdir()
        write_series(folder)
        pool.warm()
        stack, paths = open_folder(folder, pool)
        names = tuple(str(paths[item.sop_instance_uid]) for item in stack.slices)
        home = Path(name) / "home"
        words = "a pass phrase for measuring"
        with Workspace.create(home, user="bench", passphrase=words, kdf=MINIMUM_COST) as workspace:
            (study_uid,) = workspace.import_paths([folder], pool=pool).studies
        with Workspace.open(home, passphrase=words) as workspace:
            firsts: list[float] = []
            open_study(workspace, pool, study_uid)

            def ours() -> None:
                firsts.append(open_study(workspace, pool, study_uid)[0])

            def plain() -> None:
                open_study(workspace, pool, study_uid, plain_into(paths))

            whole, peer = in_turns(ours, lambda: sitk_read(names), 5)
            sealed, same = in_turns(ours, plain, 11)
            first = statistics.median(firsts)
            cold, cold_plain = from_disk(workspace, pool, study_uid, paths)
    peer_name = "SimpleITK ImageSeriesReader on the plain files"
    return [
        Result(
            "open-sealed-ct-500-first",
            first,
            "s",
            peer_name,
            peer,
            "first image of a sealed 500-slice CT in <= 0.2 s",
            met=first <= 0.2,
        ),
        Result(
            "open-sealed-ct-500-all",
            whole,
            "s",
            peer_name,
            peer,
            "all of a sealed 500-slice CT in <= 0.7 s, ahead of SimpleITK",
            met=whole <= 0.7 and whole < peer,
        ),
        Result(
            "open-sealed-ct-500-envelope",
            sealed,
            "s",
            "the same, with the slices' bytes from plain files",
            same,
            "encryption costs <= 5 % of opening a native 500-slice CT",
            met=sealed - same <= 0.05 * same,
        ),
        Result(
            "open-sealed-ct-500-disk",
            cold,
            "s",
            "the same, with the slices' bytes from plain files",
            cold_plain,
            "the same where the system holds none of the files: encryption costs <= 5 %",
            met=cold - cold_plain <= 0.05 * cold_plain,
        ),
    ]
