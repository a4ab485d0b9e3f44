"""The films of a data set, wherever they lie: as pictures to look over, as a model reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from finetune.datasets.dataset import Sample, film_digest
from omni_med.dicom.pixels import read_image
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Note, Patient
from omni_med.inference.files import prepare_files
from omni_med.inference.films import film, is_picture
from omni_med.inference.prepare import Prepared, assemble
from omni_med.models.protocols import FloatArray, ModelCard

Pseudonym = Callable[[Patient], str]


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


@dataclass(frozen=True, slots=True)
class Known:
    """By what a case is known, besides the key of its patient in the data set.

    Attributes:
        objects: SOP Instance UIDs (0008,0018).
        people: Names that its patient goes by: (issuer, Patient ID), or a pseudonym.
    """

    objects: tuple[str, ...] = field(default=(), repr=False)
    people: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


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

    def known(self, sample: Sample) -> Known:
        """Return by what a case is known; raises as ``picture``."""
        ...


class FileFilms:
    """Films that lie as files: DICOM, PNG or JPEG."""

    is_sealed = False

    def __init__(self, pool: DecodePool, pseudonym: Pseudonym | None = None) -> None:
        """Decode DICOM in ``pool``; ``pseudonym`` gives a patient's name in an open workspace."""
        self._pool, self._pseudonym = pool, pseudonym

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

    def known(self, sample: Sample) -> Known:
        """Return what the header says; nothing of a picture. Raises as ``picture``."""
        data = b"" if sample.image is None else sample.image.read_bytes()
        if not data or is_picture(data[:16]):
            return Known()
        parsed = self._pool.parse(data)
        patient = parsed.study.patient
        names = (patient.issuer, patient.patient_id) if patient.patient_id else ()
        named = (*self._also(patient), names) if names else self._also(patient)
        return Known((parsed.instance.sop_instance_uid,), named)

    def _also(self, patient: Patient) -> tuple[tuple[str, ...], ...]:
        return () if self._pseudonym is None else ((self._pseudonym(patient),),)


@contextmanager
def file_films(pseudonym: Pseudonym | None = None) -> Iterator[FileFilms]:
    """Give what reads files; the process that decodes DICOM starts with the first such file."""
    with DecodePool(workers=1) as pool:
        yield FileFilms(pool, pseudonym)
