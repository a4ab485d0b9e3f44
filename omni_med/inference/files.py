"""Image files that are in no workspace: read where they lie, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from omni_med.dicom.grouping import group, same_patient
from omni_med.dicom.parsed import ParsedFile
from omni_med.dicom.pixels import read_image
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Case, Instance, Note, NoteKind, Study
from omni_med.errors import DicomError, NotDicomError
from omni_med.inference.films import is_picture, read_film, refuse_other
from omni_med.inference.prepare import Prepared, assemble, prepare
from omni_med.inference.select import is_other_view
from omni_med.models.protocols import FloatArray, ImageInput, ModelCard


def prepare_files(
    paths: Sequence[Path],
    notes: Sequence[Note],
    *,
    card: ModelCard,
    pool: DecodePool,
    view: str = "",
) -> Prepared:
    """Read the images of one case, all DICOM or all pictures, all of them wanted.

    Args:
        paths: DICOM, PNG or JPEG files.
        notes: The record, all of it to be used.
        card: Of the model that will answer.
        pool: Parses and decodes DICOM; it starts with the first such file.
        view: View position of pictures, where known; DICOM files say theirs.

    Raises:
        DicomError: If a file cannot be read as an image.
        OSError: If a file cannot be read at all.
    """
    heads = [_head(path) for path in paths]
    pictures = [is_picture(head) for head in heads]
    if all(pictures) and is_other_view(view):
        left_out = tuple(
            (f"image-{index + 1}", f"not meant for this: view {view}")
            for index in range(len(paths))
        )
        return replace(assemble(card, (), notes, has_pixels=True), images_left_out=left_out)
    if all(pictures):
        images = [
            ImageInput(f"image-{index + 1}", read_film(path), view_position=view)
            for index, path in enumerate(paths)
        ]
        return assemble(card, images, notes)
    for head in heads:
        refuse_other(head)
    if any(pictures):
        raise NotDicomError(
            "DICOM files and other pictures do not mix in one case.",
            hint="Give all images of a case as DICOM, or all as PNG or JPEG.",
        )
    parsed = [_Parsed(path, _stamp(path), pool.parse(path)) for path in paths]
    study = as_study([item.file for item in parsed])
    places = {item.file.instance.sop_instance_uid: item.path for item in parsed}
    known = {item.file.instance.sop_instance_uid: item for item in parsed}
    return prepare_study_files(study, places, notes, card=card, pool=pool, known=known)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A file with its header, as it was at one moment."""

    path: Path
    stamp: tuple[int, int, int]
    file: ParsedFile


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def prepare_study_files(
    study: Study,
    places: dict[str, Path],
    notes: Sequence[Note],
    *,
    card: ModelCard,
    pool: DecodePool,
    known: Mapping[str, _Parsed] = MappingProxyType({}),
) -> Prepared:
    """Choose and read images of a study whose files lie at ``places`` (SOP UID to path).

    Headers that are ``known`` are not parsed again, unless the file has changed since.
    """

    def load(instance: Instance, frame: int) -> FloatArray:
        path = places[instance.sop_instance_uid]
        data, before = path.read_bytes(), known.get(instance.sop_instance_uid)
        unchanged = before is not None and before.stamp == _stamp(path)
        file = before.file if before is not None and unchanged else pool.parse(data)
        return read_image(data, file.instance, file.rendering, pool, frame)

    return prepare(Case(study, tuple(notes)), load, card, [note.note_id for note in notes])


def as_study(files: Sequence[ParsedFile]) -> Study:
    """Return files as the one study they are of.

    Raises:
        DicomError: If they are of several, or of several patients.
    """
    if any(not same_patient(files[0].study.patient, file.study.patient) for file in files[1:]):
        raise DicomError(
            "The DICOM files of this case are of several patients.",
            hint="Give each patient's files as a case of its own.",
        )
    studies = group(files)
    if len(studies) != 1:
        raise DicomError(
            f"The DICOM files of this case are of {len(studies)} studies.",
            hint="Give each study as a case of its own.",
        )
    return studies[0]


def request_note(study: Study) -> tuple[Note, ...]:
    """Return the request text of the header as a note; nothing where there is none."""
    if not study.request_text.strip():
        return ()
    return (Note("request", study.request_text, NoteKind.REQUEST, source="dicom"),)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(132)
