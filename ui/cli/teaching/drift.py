"""``omni-med finetune drift``: how inputs, agreement and calibration fare over time."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark
from ui.errors import ExitCode

if TYPE_CHECKING:
    from omni_med.workspace.teaching.drift import DriftReport, Period, Share


class By(StrEnum):
    """How long a period is."""

    MONTH = "month"
    WEEK = "week"


def run(
    context: typer.Context,
    by: Annotated[By, typer.Option(help="How long a period is.")] = By.MONTH,
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 730,
    as_json: Json = False,
) -> None:
    """Show inputs, agreement with readers and calibration by period; nothing of one patient.

    Where a limit is passed it says what to do, and ends with exit code 6.
    """
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace, progress_bar("Reading") as progress:
        found = workspace.drift(by.value, days=days, progress=progress)
    if as_json:
        emit_json(to_plain(found))
    else:
        _print(found)
    if found.alerts:
        raise typer.Exit(ExitCode.DRIFTED)


def _print(found: DriftReport) -> None:
    table = Table(box=None, pad_edge=False)
    for title in (
        "from", "cases", "image quality", "record quality", "far", "not assessed", "unsure",
        "agreement", "told", "found",
    ):  # fmt: skip
        table.add_column(title, justify="left" if title == "from" else "right")
    for period in found.periods:
        table.add_row(*_row(period))
    out().print(table if found.periods else "No study was analysed in that time.")
    for change in found.changes:
        out().print(f"{change.date}  {change.what}", markup=False)
    for alert, advice in zip(found.alerts, found.advice, strict=True):
        out().print(f"DRIFT  {alert}\n       {advice}", markup=False)
    for words in found.remarks:
        remark(words)


def _row(period: Period) -> tuple[str, ...]:
    calibration = period.calibration
    return (
        period.start,
        str(period.cases),
        _number(period.image_quality),
        _number(period.text_quality),
        _share(period.far),
        _share(period.not_assessed),
        _share(period.unsure),
        _share(period.agreement),
        f"{_number(calibration.told)} ({calibration.count})" if calibration.count else "-",
        _number(calibration.found),
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _share(share: Share) -> str:
    return "-" if share.value is None else f"{share.count} of {share.of}"
