"""The results of a batch as tables: one row a finding, written whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from pathlib import Path
from typing import Any

from omni_med.batch.options import BatchSummary
from omni_med.batch.plan import BatchCase
from omni_med.domain import Analysis, Finding
from omni_med.domain.calibration import NOT_CALIBRATED

NOT_ASSESSED = "not-assessed"
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Row:
    """One finding of one case; the fields are the columns, in their order.

    A case that failed has one row, with ``error_code``; a case that the model is not meant for
    has one row with the priority ``"not-assessed"``, no ``error_code``, and the reason in
    ``error``. Numbers that there are none of are None (an empty cell).

    Attributes:
        id: As the manifest gives it.
        finding: Name; empty where there is none.
        probability: Fused and calibrated.
        image_only: With the text hidden.
        text_only: With the image hidden.
        status: present, absent, uncertain or differential.
        threshold: What the status was decided against.
        priority: Of the case.
        conflict: Score of the strongest conflict about this finding or about the whole case,
            0 where there is none.
        ood: Share of validation films nearer to the training films.
        quality_image: 0 to 1.
        quality_text: 0 to 1.
        notes_used: Number of notes that inference read.
        view: View position.
        sex: As given.
        age: In years.
        study_uid: As given.
        model: Name in the registry, and version.
        adapter: Name of the LoRA head.
        model_sha256: Of the weights.
        error_code: For programs; empty where an answer was given.
        error: In words, without a file's name or anything of the patient.
        calibration: Id of the site calibration, or "not calibrated at this site".
    """

    id: str = field(repr=False)
    finding: str = ""
    probability: float | None = None
    image_only: float | None = None
    text_only: float | None = None
    status: str = ""
    threshold: float | None = None
    priority: str = ""
    conflict: float | None = None
    ood: float | None = None
    quality_image: float | None = None
    quality_text: float | None = None
    notes_used: int | None = None
    view: str = ""
    sex: str = field(default="", repr=False)
    age: float | None = field(default=None, repr=False)
    study_uid: str = ""
    model: str = ""
    adapter: str = ""
    model_sha256: str = ""
    error_code: str = ""
    error: str = ""
    calibration: str = ""


COLUMNS = tuple(item.name for item in fields(Row))


def rows_of(case: BatchCase, analysis: Analysis, view: str) -> tuple[Row, ...]:
    """Return the rows of an analysed case."""
    common = _common(case, analysis, view)
    if not analysis.findings:
        reasons = "; ".join(analysis.triage.reasons)
        return (Row(**common, error=f"not assessed: {reasons}"),)
    return tuple(
        Row(
            **common,
            finding=finding.name,
            probability=finding.probability,
            image_only=finding.image_only,
            text_only=finding.text_only,
            status=finding.status.value,
            threshold=finding.threshold,
            conflict=_conflict(finding, analysis),
        )
        for finding in analysis.findings
    )


def failed_row(case: BatchCase, code: str, message: str) -> tuple[Row, ...]:
    """Return the one row of a case that failed."""
    return (
        Row(
            id=case.case_id,
            view=case.view,
            sex=case.sex,
            age=case.age,
            study_uid=case.study_uid,
            error_code=code,
            error=message,
        ),
    )


def _common(case: BatchCase, analysis: Analysis, view: str) -> dict[str, Any]:
    quality = {item.modality: item.quality for item in analysis.modalities}
    return {
        "id": case.case_id,
        "priority": analysis.triage.priority.value,
        "ood": analysis.ood,
        "quality_image": quality.get("image"),
        "quality_text": quality.get("text"),
        "notes_used": sum(use.used for use in analysis.provenance.notes),
        "view": view or case.view,
        "sex": case.sex,
        "age": case.age,
        "study_uid": case.study_uid,
        "model": f"{analysis.model.id} {analysis.model.version}",
        "adapter": analysis.model.adapter,
        "model_sha256": analysis.model.sha256,
        "calibration": analysis.provenance.calibration or NOT_CALIBRATED,
    }


def _conflict(finding: Finding, analysis: Analysis) -> float:
    names = {item.name for item in analysis.findings}
    scores = [
        item.score
        for item in analysis.conflicts
        if item.finding == finding.name or item.finding not in names
    ]
    return max(scores, default=0.0)


def row_from_plain(plain: dict[str, Any]) -> Row:
    """Return a row from what ``asdict`` gave."""
    return Row(**plain)


def to_csv(rows: Sequence[Row]) -> bytes:
    """Return the rows as CSV: UTF-8, a head line, an empty cell for what there is not."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(["" if value is None else value for value in astuple(row)])
    return stream.getvalue().encode("utf-8", "surrogateescape")


def to_parquet(rows: Sequence[Row]) -> bytes:
    """Return the rows as Parquet with typed columns, null for what there is not."""
    import pyarrow as pa  # noqa: PLC0415 - half a second that only the end of a batch needs
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {"str": pa.string(), "float | None": pa.float64(), "int | None": pa.int32()}
    schema = pa.schema([(item.name, kinds[str(item.type)]) for item in fields(Row)])
    columns = {name: [_clean(getattr(row, name)) for row in rows] for name in COLUMNS}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, schema=schema), sink, compression="zstd")
    return bytes(sink.getvalue())


def to_summary(summary: BatchSummary) -> bytes:
    """Return the summary as JSON."""
    return json.dumps(asdict(summary), indent=2).encode() + b"\n"


def make_folder(out: Path) -> None:
    """Make the folder of the results, for the user's eyes only, where there is none.

    Raises:
        OSError: If it cannot be made, or is a file, or may not be written.
    """
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(out, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(out))


def tables(rows: Sequence[Row], summary: BatchSummary) -> dict[str, bytes]:
    """Return ``results.csv``, ``results.parquet`` and ``summary.json``: file name to contents."""
    return {
        "results.csv": to_csv(rows),
        "results.parquet": to_parquet(rows),
        "summary.json": to_summary(summary),
    }


def write_results(
    out: Path, contents: Mapping[str, bytes], record: Callable[[], None] = lambda: None
) -> None:
    """Write the tables for the user's eyes only.

    Each file is written beside its place, and all are moved there, so that none is ever half
    there; ``record`` puts them on the trail in between, so that none is there without it.

    Raises:
        OSError: If the disk is full or the folder may not be written.
    """
    make_folder(out)
    parts: list[tuple[Path, Path]] = []
    try:
        for name, data in contents.items():
            part = out / f".{name}.{secrets.token_hex(6)}.part"
            parts.append((part, out / name))
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        record()
        for part, place in parts:
            part.replace(place)
    finally:
        for part, _ in parts:
            part.unlink(missing_ok=True)


def _clean(value: Any) -> Any:
    """Parquet's strings are UTF-8: bytes that were none are replaced."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
