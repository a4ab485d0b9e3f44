"""What runs in a batch's worker processes: one model each, one thread each, no key."""

from __future__ import annotations

import contextlib
import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from omni_med.batch.plan import BatchCase
from omni_med.batch.table import Row, failed_row, rows_of
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Note, SiteCalibration
from omni_med.errors import (
    DamagedFileError,
    DecodeTimeoutError,
    DicomError,
    NotDicomError,
    OmniMedError,
    TooLargeError,
    UnsupportedPixelsError,
)
from omni_med.inference.analyst import Analyst
from omni_med.inference.child import failure_of
from omni_med.inference.conflict import Subject
from omni_med.inference.files import prepare_files, prepare_study_files
from omni_med.inference.prepare import Prepared, assemble
from omni_med.models import registry
from omni_med.models.calibrated import calibrated
from omni_med.models.heads.bundle import Head
from omni_med.models.protocols import ModelCard, ModelSource, Weights

NICENESS = 10

_CODES: dict[type[Exception], str] = {
    NotDicomError: "not-an-image",
    DamagedFileError: "damaged-file",
    UnsupportedPixelsError: "unsupported-pixels",
    TooLargeError: "too-large",
    DecodeTimeoutError: "decode-timeout",
    FileNotFoundError: "missing-file",
    IsADirectoryError: "not-an-image",
    OSError: "unreadable-file",
}
# What the system says names the file: these words stand in its place.
_WORDS: dict[type[OSError], str] = {
    FileNotFoundError: "A file of this case does not exist. "
    "Paths in a manifest are relative to its folder.",
    IsADirectoryError: "A file of this case is a folder. Give its files one by one.",
    OSError: "A file of this case cannot be read. Check who may read it.",
}


@dataclass(frozen=True, slots=True)
class Job:
    """What all cases of a batch share."""

    model: str
    weights: Weights | None
    calibration: SiteCalibration | None = None
    heads: tuple[Head, ...] = ()
    execution: str = ""
    registered: ModelSource | None = None


def serve(connection: Connection, job: Job) -> None:
    """Load the model, say its card, then answer cases until the parent closes the pipe.

    Sends the card first, or a ``Failed`` if the model cannot be loaded; then for each case its
    rows. Ctrl-C is the parent's business.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    with ExitStack() as stack, contextlib.suppress(EOFError, BrokenPipeError, ConnectionError):
        try:
            how: dict[str, Any] = {"execution": job.execution} if job.execution else {}
            backend = registry.load(
                job.model, heads=job.heads, source=job.registered, threads=1, **how
            )
            analyst = Analyst(calibrated(backend, job.calibration))
        except Exception as error:  # noqa: BLE001 - whatever a foreign model raises is told
            connection.send(failure_of(None, error))
            return
        pool = stack.enter_context(DecodePool(workers=1))  # starts with the first DICOM file
        connection.send(analyst.backend.card)
        while True:
            case: BatchCase = connection.recv()
            connection.send(read_case(case, analyst, job.weights, pool))


def read_case(
    case: BatchCase,
    analyst: Analyst,
    weights: Weights | None,
    pool: DecodePool,
    *,
    mode: str = "parallel",
) -> tuple[Row, ...]:
    """Return the rows of one case, read in a mode; whatever is wrong with it becomes its error."""
    if case.error_code:
        return failed_row(case, case.error_code, case.error)
    try:
        prepared = _prepare(case, analyst.backend.card, pool)
        analysis = analyst.analyze(prepared, study_uid=case.study_uid, weights=weights, mode=mode)
    except (OmniMedError, OSError) as error:
        code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), "failed")
        return failed_row(case, code, _words(error))
    except Exception as error:  # noqa: BLE001 - one case must not end the batch
        return failed_row(case, "internal", f"The program failed inside ({type(error).__name__}).")
    views = {image.view_position for image in prepared.inputs.images if image.view_position}
    return rows_of(case, analysis, "/".join(sorted(views)))


def _words(error: OmniMedError | OSError) -> str:
    """Return what went wrong and what to do, without a file's name."""
    if isinstance(error, OmniMedError):
        return " ".join(filter(None, (str(error), error.hint)))
    return next(words for kind, words in _WORDS.items() if isinstance(error, kind))


def _prepare(case: BatchCase, card: ModelCard, pool: DecodePool) -> Prepared:
    notes = (Note("note", case.note),) if case.note.strip() else ()
    if case.study is not None:
        places = dict(zip(case.uids, case.images, strict=True))
        return prepare_study_files(case.study, places, notes, card=card, pool=pool)
    if case.images:
        prepared = prepare_files(case.images, notes, card=card, pool=pool, view=case.view)
    elif notes:
        prepared = assemble(card, (), notes)
    else:
        raise NotDicomError(
            "This case has neither an image nor a note.", hint="Fill one of the two columns."
        )
    return _as_the_manifest_says(case, prepared)


def _as_the_manifest_says(case: BatchCase, prepared: Prepared) -> Prepared:
    """Refuse files of another study; where no header tells sex and age, take the manifest's.

    Raises:
        DicomError: If the files are of another study than the manifest names.
    """
    if case.study_uid and prepared.study_uid and case.study_uid != prepared.study_uid:
        raise DicomError("The DICOM files of this case are of another study than the manifest's.")
    if prepared.study_uid:
        return prepared
    return replace(prepared, subject=Subject(case.sex.strip()[:1].upper(), case.age))
