"""A folder as a batch: one case a DICOM study, one a PNG or JPEG picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from omni_med.batch.plan import BatchCase, Plan, digest_of
from omni_med.dicom.parsed import ParsedFile
from omni_med.dicom.pool import DecodePool
from omni_med.dicom.scan import ScannedFile, scan
from omni_med.domain import Study
from omni_med.errors import CancelledError, DicomError, ManifestError
from omni_med.inference.files import as_study, request_note
from omni_med.inference.films import is_picture
from omni_med.progress import Cancelled, never


def plan_folder(folder: Path, pool: DecodePool, cancelled: Cancelled = never) -> Plan:
    """Look through a folder, headers only.

    Files that are neither DICOM nor pictures become cases with an error, named by their path
    within the folder.

    Raises:
        ManifestError: If the folder holds no file.
        CancelledError: If asked to stop.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if not files:
        raise ManifestError(
            "The folder holds no files.", hint="Give a folder with DICOM, PNG or JPEG files."
        )
    pictures = [path for path in files if is_picture(_head(path))]
    others = [path for path in files if path not in set(pictures)]
    cases = [*_studies(others, folder, pool, cancelled), *_pictures(pictures, folder)]
    numbered = tuple(replace(case, index=index) for index, case in enumerate(cases))
    return Plan(numbered, digest_of([_state(path, folder) for path in files]))


def _studies(
    files: list[Path], folder: Path, pool: DecodePool, cancelled: Cancelled
) -> Iterator[BatchCase]:
    by_study: dict[str, list[tuple[ParsedFile, Path]]] = {}
    broken: list[BatchCase] = []
    for item in scan(files, pool=pool, cancelled=cancelled) if files else ():
        if cancelled():
            raise CancelledError
        path = Path(item.source)
        if not isinstance(item, ScannedFile):
            broken.append(_broken(item.source, folder, str(item.error)))
        elif not path.is_file():
            broken.append(_broken(item.source, folder, "Unpack archives before a batch."))
        elif item.parsed.study.study_uid:
            by_study.setdefault(item.parsed.study.study_uid, []).append((item.parsed, path))
    for study_uid in sorted(by_study):
        members = by_study[study_uid]
        try:
            study = as_study([_light(parsed) for parsed, _ in members])
        except DicomError as error:
            yield BatchCase(
                0, study_uid, study_uid=study_uid, error_code="failed", error=str(error)
            )
            continue
        yield _study_case(study, members)
    yield from broken


def _study_case(study: Study, members: list[tuple[ParsedFile, Path]]) -> BatchCase:
    age = study.patient_age
    return BatchCase(
        index=0,
        case_id=study.study_uid,
        images=tuple(path for _, path in members),
        uids=tuple(parsed.instance.sop_instance_uid for parsed, _ in members),
        note="".join(note.text for note in request_note(study)),
        group="|".join(filter(None, (study.patient.issuer, study.patient.patient_id))),
        study_uid=study.study_uid,
        sex=study.patient.sex,
        age=round(age, 2) if age is not None else None,
        study=study,
    )


def _light(parsed: ParsedFile) -> ParsedFile:
    """Drop what a batch does not need: the geometry of each slice."""
    return replace(parsed, instance=replace(parsed.instance, planes=()))


def _pictures(files: list[Path], folder: Path) -> Iterator[BatchCase]:
    for path in files:
        yield BatchCase(index=0, case_id=path.relative_to(folder).as_posix(), images=(path,))


def _broken(source: str, folder: Path, error: str) -> BatchCase:
    path = Path(source)
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    return BatchCase(index=0, case_id=name, error_code="unreadable", error=error)


def _state(path: Path, folder: Path) -> str:
    status = path.stat()
    return f"{path.relative_to(folder).as_posix()}|{status.st_size}|{status.st_mtime_ns}"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(16)
    except OSError:
        return b""
