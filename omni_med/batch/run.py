"""A batch from its plan to its tables: nothing is imported, what is done is kept sealed."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, Protocol

from omni_med.batch.crew import Crew
from omni_med.batch.options import BatchOptions, BatchSummary
from omni_med.batch.plan import BatchCase, Plan, digest_of, plan_manifest, state_of
from omni_med.batch.table import Row, make_folder, row_from_plain, tables, write_results
from omni_med.batch.worker import Job
from omni_med.domain import SiteCalibration
from omni_med.errors import CancelledError, ManifestError
from omni_med.models import registry
from omni_med.models.calibrated import fits
from omni_med.models.protocols import ModelCard
from omni_med.progress import Cancelled, Progress, never, no_progress

_SEAL_CASES = 50  # a journal entry costs a transaction
_SEAL_SECONDS = 2.0


class JournalLike(Protocol):
    """What a batch needs of a workspace."""

    def calibration(self, model_id: str) -> SiteCalibration | None:
        """Return the site's calibration of a model that is in force, or None."""
        ...

    def journal(self, job: str) -> dict[str, bytes]:
        """Return what was kept of a job."""
        ...

    def append_journal(self, job: str, records: Mapping[str, bytes]) -> None:
        """Keep more of a job, sealed."""
        ...

    def drop_journal(self, job: str) -> None:
        """Forget a job."""
        ...

    def record_export(
        self, action: str, subject: str, detail: Mapping[str, str | int | float | bool]
    ) -> None:
        """Put an export on the trail."""
        ...


class _Journal:
    """Rows of finished cases, sealed every few seconds."""

    def __init__(self, workspace: JournalLike, job: str, plan: Plan) -> None:
        self._workspace = workspace
        self._job = job
        self._states = {case.index: state_of(case) for case in plan.cases}  # before any is read
        self._pending: dict[str, bytes] = {}
        self._sealed = time.monotonic()

    def kept(self) -> dict[int, tuple[Row, ...]]:
        """Return the cases an earlier run finished.

        Failed ones are left out, they get another try; and those whose films were replaced since.
        """
        done = {}
        for key, data in self._workspace.journal(self._job).items():
            index, kept = int(key), json.loads(data)
            rows = tuple(row_from_plain(item) for item in kept["rows"])
            if not rows[0].error_code and kept["state"] == self._states.get(index):
                done[index] = rows
        return done

    def add(self, case: BatchCase, rows: tuple[Row, ...]) -> None:
        """Keep one case."""
        plain = {"state": self._states[case.index], "rows": [asdict(row) for row in rows]}
        self._pending[f"{case.index:09d}"] = json.dumps(plain).encode()

    def seal(self, *, now: bool = False) -> None:
        """Seal what is pending, if there is enough of it or it has waited long enough."""
        late = time.monotonic() - self._sealed > _SEAL_SECONDS
        if self._pending and (now or late or len(self._pending) >= _SEAL_CASES):
            self._workspace.append_journal(self._job, self._pending)
            self._pending = {}
            self._sealed = time.monotonic()


def run_batch(
    options: BatchOptions,
    workspace: JournalLike,
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> BatchSummary:
    """Read every case of a manifest or folder and write the tables.

    The answers do not depend on workers or on neighbours: each case is read by itself, by one
    thread. Stopped or killed, the batch goes on with ``resume`` where it was, up to two seconds
    back; the tables are written at the end only.

    Raises:
        ManifestError: If there is nothing to read.
        UnknownModelError, ModelUnavailableError: If the model cannot run.
        CancelledError: If asked to stop; what is done is kept for ``resume``.
        OSError: If the results cannot be written; what is done is kept for ``resume``.
    """
    began = time.perf_counter()
    make_folder(options.out)  # what cannot be written ends here, not after hours
    factory = registry.find(options.model, options.registered)
    card = factory.card()
    plan = _plan(options, cancelled)
    calibration = workspace.calibration(card.id)
    if not fits(calibration, card):
        calibration = None
    job = _job_id(options, plan, card, calibration)
    if not options.resume:
        workspace.drop_journal(job)
    journal = _Journal(workspace, job, plan)
    done = journal.kept()
    resumed = len(done)
    todo = [case for case in plan.cases if case.index not in done]
    usual = 1 if options.registered is not None else _cores()  # a large model takes all cores
    workers = min(options.workers or usual, len(todo))
    progress(resumed, len(plan.cases))
    if todo:
        shared = Job(
            options.model,
            options.weights,
            calibration,
            options.heads,
            options.execution,
            options.registered,
        )
        with Crew(shared, workers) as crew:
            try:
                for item in crew.work(todo, cancelled):
                    if item is not None:
                        case, rows = item
                        done[case.index] = rows
                        journal.add(case, rows)
                        progress(len(done), len(plan.cases))
                    journal.seal()
            finally:
                journal.seal(now=True)
    if len(done) < len(plan.cases):
        raise CancelledError
    elapsed = time.perf_counter() - began
    summary = _summary(options, plan, card, done, resumed=resumed, workers=workers, elapsed=elapsed)
    summary = replace(summary, calibration=calibration.calibration_id if calibration else "")
    _finish(options, workspace, job, [done[case.index] for case in plan.cases], summary)
    return summary


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _plan(options: BatchOptions, cancelled: Cancelled) -> Plan:
    source = options.source
    if source.is_dir():
        from omni_med.batch.folder import plan_folder  # noqa: PLC0415 - manifests need no DICOM
        from omni_med.dicom.pool import DecodePool  # noqa: PLC0415

        with DecodePool() as pool:
            return plan_folder(source, pool, cancelled)
    if not source.exists():
        raise ManifestError(
            "There is no such manifest or folder.", hint="Give a CSV, a Parquet or a folder."
        )
    return plan_manifest(source, options.columns)


def _job_id(
    options: BatchOptions, plan: Plan, card: ModelCard, calibration: SiteCalibration | None
) -> str:
    """Return what tells jobs apart: contents, columns, weights and model, not where or how fast."""
    weights = asdict(options.weights) if options.weights else {}
    return digest_of(
        [
            "batch 2",
            plan.digest,
            str(options.source.absolute()),
            json.dumps(asdict(options.columns), sort_keys=True),
            json.dumps(weights, sort_keys=True),
            card.id,
            card.version,
            card.sha256,
            *([calibration.calibration_id] if calibration else []),
            *(head.card.sha256 for head in options.heads),
            *([f"execution {options.execution}"] if options.execution else []),
        ]
    )


def _summary(
    options: BatchOptions,
    plan: Plan,
    card: ModelCard,
    done: Mapping[int, tuple[Row, ...]],
    *,
    resumed: int,
    workers: int,
    elapsed: float,
) -> BatchSummary:
    errors = Counter(rows[0].error_code for rows in done.values() if rows[0].error_code)
    unread = sum(1 for rows in done.values() if not rows[0].error_code and not rows[0].finding)
    computed = len(plan.cases) - resumed
    return BatchSummary(
        cases=len(plan.cases),
        failures=errors.total(),
        not_assessed=unread,
        patients=len({case.group for case in plan.cases if case.group}),
        resumed=resumed,
        seconds=round(elapsed, 3),
        cases_per_second=round(computed / elapsed, 3) if elapsed > 0 else 0.0,
        workers=workers,
        model={"id": card.id, "version": card.version, "sha256": card.sha256},
        weights=asdict(options.weights) if options.weights else None,
        errors=dict(sorted(errors.items())),
        execution=options.execution,
    )


def _finish(
    options: BatchOptions,
    workspace: JournalLike,
    job: str,
    rows: Iterable[tuple[Row, ...]],
    summary: BatchSummary,
) -> None:
    """Put the tables on the trail, write them, forget the journal unless a case failed."""
    contents = tables([row for case in rows for row in case], summary)
    detail: dict[str, Any] = {
        "cases": summary.cases,
        "failures": summary.failures,
        "not_assessed": summary.not_assessed,
        "model": f"{summary.model['id']} {summary.model['version']}",
        "model_sha256": summary.model["sha256"],
        **{f"sha256 {name}": hashlib.sha256(data).hexdigest() for name, data in contents.items()},
    }
    write_results(options.out, contents, lambda: workspace.record_export("batch", job, detail))
    if not summary.failures:
        workspace.drop_journal(job)
