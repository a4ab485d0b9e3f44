"""``omni-med finetune evaluate --model``: one model asked in every way on labelled cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import (
    decode_pool,
    emit_json,
    open_workspace,
    out,
    progress_bar,
    remark,
    stoppable,
)

if TYPE_CHECKING:
    from finetune.site.ways import WaysMeasured
    from omni_med.batch.options import Columns

AddedModel = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="Any of `omni-med models list`; no server."),
]
Manifest = Annotated[
    Path | None, typer.Option(help="With --model: cases as for a batch, with labels.")
]
Labels = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FINDING=COLUMN",
        help="Column of the manifest that says 1 or 0 of a finding; repeatable. Columns that are "
        "called like a finding if not given.",
    ),
]
PAGE, FIGURES = "README.md", "figures.json"


def evaluate_model(
    context: typer.Context,
    name: str,
    manifest: Path,
    labels: list[str],
    report: Path | None,
    *,
    columns: Columns,
    as_json: bool,
) -> None:
    """Measure a model in parallel, in cascade and of each side alone; write page and figures."""
    from finetune.site.ways import labelled_findings, measure_ways
    from finetune.site.ways_page import page
    from omni_med.domain.codec import to_json, to_plain
    from omni_med.models.calibrated import calibrated
    from omni_med.models.registry import find, load
    from ui.cli.models.user_models import backend_source, loading

    named = _pairs(labels)
    manifest.stat()  # a missing file ends here, before the pass phrase is asked for
    with open_workspace(context) as workspace, decode_pool(1) as pool:
        source = backend_source(workspace, name)
        truth = labelled_findings(manifest, find(name, source).card(), named)
        with loading(source, {}) as options:
            backend = load(name, source=source, **options)
        backend = calibrated(backend, workspace.calibration(backend.card.id))
        with progress_bar("Asking") as progress, stoppable() as cancelled:
            found = measure_ways(
                manifest,
                truth,
                backend,
                pool=pool,
                columns=columns,
                progress=progress,
                cancelled=cancelled,
            )
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        (report / PAGE).write_text(page(found), encoding="utf-8")
        (report / FIGURES).write_bytes(to_json(found) + b"\n")
    if as_json:
        emit_json(to_plain(found))
    else:
        _print(found)
    if report is not None:
        remark(f"Written: {report / PAGE} and {report / FIGURES}.")


def _pairs(labels: list[str]) -> dict[str, str]:
    """Return finding to column out of ``FINDING=COLUMN``.

    Raises:
        typer.BadParameter: If one is not of this form.
    """
    pairs = {}
    for text in labels:
        finding, sign, column = text.partition("=")
        if not sign or not finding.strip() or not column.strip():
            raise typer.BadParameter(f"--label: {text!r} is not FINDING=COLUMN.")
        pairs[finding.strip()] = column.strip()
    return pairs


def _print(found: WaysMeasured) -> None:
    from rich.markup import escape
    from rich.table import Table

    model = found.model
    out().print(f"{model['id']} {model['version']}, {found.cases} labelled cases.", markup=False)
    for item in found.findings:
        table = Table(box=None, pad_edge=False, title=escape(item.name), title_justify="left")
        for heading in ("Way", "AUROC", "Calibration error", "Cannot tell"):
            table.add_column(heading)
        for way in item.ways:
            unsure = "-" if way.unsure is None else f"{way.unsure:.0%}"
            perfect = f"{way.calibration:.3f} (perfect: {way.perfect[0]:.3f} to"
            table.add_row(way.way, str(way.auroc), f"{perfect} {way.perfect[1]:.3f})", unsure)
        out().print(table)
        for name, gap in item.differences.items():
            out().print(f"  {name}: {gap}", markup=False)
    for why, number in found.left_out.items():
        out().print(f"Left out: {number} {why}", markup=False)
    for mode, seconds in found.seconds.items():
        out().print(f"{mode}: {seconds:.2f} s a case")
    out().print("AUROC and differences with their 95 % interval over patients.", style="dim")
    out().print("A difference whose interval holds 0 shows nothing.", style="dim")
