"""A folder that is not imported yet: one of its images at once, while the import runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.dicom.scan import ScannedFile, scan
from omni_med.dicom.stacks import build_stacks, group
from omni_med.dicom.volume import load_volume
from omni_med.domain import Study
from omni_med.errors import OmniMedError
from ui.desktop.models.stack import ImageStack
from ui.desktop.presenters.viewing.loader import image_stack
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool

_LISTED = 2000  # names that are looked at before one is chosen
_TRIED = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """One image, and the patient and study that its header names."""

    stack: ImageStack = field(repr=False)
    study: Study


class PreviewPresenter(QObject):
    """Finds one image of what is being imported. It is not kept, and nothing is asked of it."""

    found = pyqtSignal(object)
    ended = pyqtSignal()

    def __init__(self, jobs: Jobs, pool: DecodePool, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._pool = jobs, pool

    def open(self, paths: Sequence[Path]) -> None:
        """Look for an image in the middle of these paths."""

        def work(task: Task) -> Preview | None:
            return first_image(paths, self._pool, task)

        def done(preview: Preview | None) -> None:
            if preview is not None:
                self.found.emit(preview)
            self.ended.emit()

        # What cannot be read is the import's to tell.
        self._jobs.start("preview", work, done, failed=lambda _error: self.ended.emit())

    def leave(self) -> None:
        """Look no further."""
        self._jobs.cancel("preview")


def first_image(paths: Sequence[Path], pool: DecodePool, task: Task) -> Preview | None:
    """Return one image in the middle of files and folders; None where the nearest few have none.

    Raises:
        CancelledError: If nobody wants it any more.
    """
    names = list(islice(_files(paths), _LISTED))
    names.sort(key=lambda name: (name.parent, name.name))
    middle = len(names) // 2
    order = sorted(range(len(names)), key=lambda number: abs(number - middle))
    for number in order[:_TRIED]:
        try:
            found = _read(names[number], pool, task)
        except (OmniMedError, OSError):
            if task.cancelled():
                raise
            continue
        if found is not None:
            return found
    return None


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (found for found in path.rglob("*") if found.is_file())
        else:
            yield path


def _read(name: Path, pool: DecodePool, task: Task) -> Preview | None:
    """Return the images of one file; None where it holds none."""
    found = [
        item
        for item in islice(scan([name], pool=pool, cancelled=task.cancelled), 1)
        if isinstance(item, ScannedFile)
    ]
    if not found:
        return None
    parsed, read = found[0].parsed, found[0].read
    (study,) = group([parsed])
    stacks = build_stacks(study.series[0])
    if not stacks:
        return None
    renderings = {parsed.instance.sop_instance_uid: parsed.rendering}
    data = read()
    volume = load_volume(
        stacks[0], lambda _uid: data, pool=pool, renderings=renderings, cancelled=task.cancelled
    )
    if not volume.loaded.any():
        return None
    made = image_stack(volume, renderings, json.loads(parsed.header), first=0)
    made.key = "preview"
    return Preview(made, study)
