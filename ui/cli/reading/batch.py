"""``omni-med batch``: read many cases, and write one table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark, stoppable
from ui.cli.models.user_models import backend_source
from ui.cli.reading.analyze import (
    DEFAULT_MODEL,
    Engine,
    Execution,
    ModelName,
    WeightsText,
    engine_options,
    parse_weights,
)
from ui.cli.teaching.heads import AdapterNames, find_heads
from ui.errors import ExitCode

_COLUMN = "Column of the manifest"


def run(
    context: typer.Context,
    source: Annotated[
        Path, typer.Argument(metavar="MANIFEST_OR_FOLDER", help="CSV, Parquet, or DICOM folder.")
    ],
    *,
    target: Annotated[Path, typer.Option("--out", help="Folder for the results.")],
    image_column: Annotated[str, typer.Option(help=f"{_COLUMN} with the images.")] = "images",
    text_column: Annotated[str, typer.Option(help=f"{_COLUMN} with the note.")] = "note",
    id_column: Annotated[str, typer.Option(help=f"{_COLUMN} with the case's id.")] = "case_id",
    group_column: Annotated[
        str, typer.Option(help=f"{_COLUMN} with the patient's key.")
    ] = "patient_key",
    model: ModelName = DEFAULT_MODEL,
    adapter: AdapterNames = None,
    weights: WeightsText = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a run ended.")] = False,
    execution: Execution = Engine.ONNXRUNTIME,
    as_json: Json = False,
) -> None:
    """Read all cases of a manifest or a folder; nothing is imported.

    Writes results.csv, results.parquet and summary.json (mode 0600), and an entry on the trail.
    The exit code is 0 only where no case failed, 5 where some did.
    """
    from omni_med.batch.options import BatchOptions, Columns
    from omni_med.batch.run import run_batch
    from omni_med.domain.codec import to_plain

    dial = parse_weights(weights)
    source.stat()  # a missing file ends here, before the pass phrase is asked for
    options = BatchOptions(
        source=source,
        out=target,
        columns=Columns(
            images=image_column, note=text_column, case_id=id_column, group=group_column
        ),
        model=model,
        weights=dial,
        workers=workers or 0,
        resume=resume,
        execution=engine_options(execution).get("execution", ""),
    )
    with (
        open_workspace(context) as workspace,
        progress_bar("Reading") as progress,
        stoppable() as cancelled,
    ):
        options = replace(
            options,
            heads=find_heads(workspace, adapter, kept=False),
            registered=backend_source(workspace, model),
        )
        if not resume and (target / "results.csv").exists():
            remark(f"The results that lie in {target} are replaced when this run ends.")
        summary = run_batch(options, workspace, progress=progress, cancelled=cancelled)
    if as_json:
        emit_json(to_plain(summary))
    else:
        told = ", ".join(f"{count} {code}" for code, count in summary.errors.items())
        failed = f"{summary.failures} failed" + (f" ({told})" if told else "")
        rate = f"{summary.cases_per_second:.1f} cases per second"
        out().print(
            f"{summary.cases} cases, {failed}, {summary.not_assessed} not assessed, {rate}; "
            f"see {target}",
            markup=False,
        )
    if summary.failures:
        raise typer.Exit(ExitCode.PARTIAL)
