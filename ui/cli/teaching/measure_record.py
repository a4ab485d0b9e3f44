"""``omni-med finetune record``: measure what the record side makes of real words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, emit_json, out, progress_bar, remark

if TYPE_CHECKING:
    from finetune.record.page import RecordFigures


def run(
    data: Annotated[
        Path, typer.Option("--data", help="Folder with cxr/cases.csv and reports/indiana.jsonl.gz.")
    ],
    split: Annotated[str, typer.Option(help="val or test.")] = "val",
    weights: Annotated[
        Path | None, typer.Option(help="Folder of the weights; the shipped ones if not given.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--write", help="Markdown page that gets the figures.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure what sentences assert, and when film and record contradict each other."""
    if split not in {"test", "val"}:
        raise typer.BadParameter("--split is test or val.")
    data.stat()
    from finetune.record.page import measure_record, plain, write_page
    from omni_med.models.compact.settings import FOLDER

    with progress_bar("Measuring") as progress:
        figures = measure_record(data, split, weights or FOLDER, progress)
    if page is not None:
        write_page(figures, page)
        remark(f"Written into {page}.")
    if as_json:
        emit_json(plain(figures))
    else:
        _print(figures, plain(figures))


def _print(figures: RecordFigures, numbers: dict[str, Any]) -> None:
    out().print(f"{figures.model}, {figures.split} split, {figures.reports} reports", markup=False)
    for one in figures.assertions:
        out().print(
            f"  {one.finding:22} {one.reading:20} sensitivity {one.sensitivity.value:.3f}"
            f" of {one.sensitivity.total:4}, specificity {one.specificity.value:.3f}",
            markup=False,
        )
    for name, area in figures.areas.items():
        out().print(f"  {name}: {area}", markup=False)
    for name, asked in numbers["asked"].items():
        out().print(f"  asked, {name}: {asked['hits']} of {asked['total']}", markup=False)
