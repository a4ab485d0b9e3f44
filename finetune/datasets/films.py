"""The films of a data set, wherever they lie: as pictures to look over, as a model reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from finetune.datasets.dataset import Sample, film_digest
from omni_med.dicom.pixels import read_image
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Note
from omni_med.inference.files import prepare_files
from omni_med.inference.films import film, is_picture
from omni_med.inference.prepare import Prepared, assemble
from omni_med.models.protocols import FloatArray, ModelCard


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A film as it lies there.

    Attributes:
        gray: float32 (rows, columns) in 0 to 1.
        size: Bytes of its file.
        kind: What kind of file it is: ``"png"``, ``"jpeg"`` or ``"dicom"``.
    """

    gray: FloatArray
    size: int
    kind: str


class Films(Protocol):
    """Where the films of a data set lie."""

    @property
    def is_sealed(self) -> bool:
        """True where nothing of a film may be left in clear beside the head."""
        ...

    def picture(self, sample: Sample) -> Picture | None:
        """Return the film of a case; None without one.

        Raises:
            DicomError: If it cannot be read as an image.
            OSError: If it cannot be read at all.
        """
        ...

    def prepared(self, sample: Sample, card: ModelCard) -> Prepared:
        """Return a case as the model takes it; raises as ``picture``."""
        ...

    def digest(self, sample: Sample) -> str:
        """Return the first 16 hexadecimal digits of SHA-256 over the film's file; empty without."""
        ...


class FileFilms:
    """Films that lie as files: DICOM, PNG or JPEG."""

    is_sealed = False

    def __init__(self, pool: DecodePool) -> None:
        """Decode DICOM in ``pool``."""
        self._pool = pool

    def picture(self, sample: Sample) -> Picture | None:
        """Return the film of a case; None without one.

        Raises:
            DicomError: If it cannot be read as an image.
            OSError: If it cannot be read at all.
        """
        if sample.image is None:
            return None
        data = sample.image.read_bytes()
        if is_picture(data[:16]):
            return Picture(film(data), len(data), "png" if data[:1] == b"\x89" else "jpeg")
        parsed = self._pool.parse(data)
        gray = read_image(data, parsed.instance, parsed.rendering, self._pool, 0)
        return Picture(gray, len(data), "dicom")

    def prepared(self, sample: Sample, card: ModelCard) -> Prepared:
        """Return a case as the model takes it; raises as ``picture``."""
        notes = (Note("note", sample.note),) if sample.note else ()
        if sample.image is None:
            return assemble(card, (), notes)
        return prepare_files((sample.image,), notes, card=card, pool=self._pool, view=sample.view)

    def digest(self, sample: Sample) -> str:
        """Return the first 16 hexadecimal digits of SHA-256 over the film's file; empty without."""
        return "" if sample.image is None else film_digest(sample.image)


@contextmanager
def file_films() -> Iterator[FileFilms]:
    """Give what reads files; the process that decodes DICOM starts with the first such file."""
    with DecodePool(workers=1) as pool:
        yield FileFilms(pool)
