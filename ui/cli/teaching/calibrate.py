"""``omni-med finetune calibrate``: what a model's answers are worth here, from local cases."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark, stoppable
from ui.cli.reading.analyze import DEFAULT_MODEL, ModelName

if TYPE_CHECKING:
    from omni_med.domain import SiteCalibration, SiteFinding

_COLUMN = "Column of the manifest"


def run(
    context: typer.Context,
    cases: Annotated[
        Path | None,
        typer.Argument(
            help="CSV or Parquet as for a batch, with a label; the workspace's own studies, by "
            "what their readers decided, if not given."
        ),
    ] = None,
    *,
    label: Annotated[
        str, typer.Option(help=f"{_COLUMN} that says 1 or 0; empty where nobody knows.")
    ] = "label",
    finding: Annotated[
        str, typer.Option(help="Which finding the label speaks of; the only one if not given.")
    ] = "",
    sensitivity: Annotated[
        float | None,
        typer.Option(min=0.5, max=1.0, help="Set the threshold for this, on the local cases."),
    ] = None,
    specificity: Annotated[
        float | None, typer.Option(min=0.5, max=1.0, help="Or for this.")
    ] = None,
    image_column: Annotated[str, typer.Option(help=f"{_COLUMN} with the images.")] = "images",
    text_column: Annotated[str, typer.Option(help=f"{_COLUMN} with the note.")] = "note",
    id_column: Annotated[str, typer.Option(help=f"{_COLUMN} with the case's id.")] = "case_id",
    group_column: Annotated[
        str, typer.Option(help=f"{_COLUMN} with the patient's key.")
    ] = "patient_key",
    model: ModelName = DEFAULT_MODEL,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read.")] = 1,
    target: Annotated[
        Path | None, typer.Option("--out", help="Also write the calibration to this JSON file.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it would be; keep nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Calibrate a model on local cases; from then on its answers here are given under it.

    Whether the model was taught on one of the cases nobody can tell from the case: do not
    calibrate on films that it learnt from.
    """
    from finetune.site.calibration import Aim, assessed_of, calibrate_finding, site_calibration
    from finetune.site.cases import from_decisions, from_manifest
    from omni_med.batch.options import Columns
    from omni_med.domain.codec import to_json, to_plain
    from omni_med.models.calibrated import fits
    from omni_med.models.registry import find
    from ui.cli.models.user_models import backend_source

    if sensitivity is not None and specificity is not None:
        raise typer.BadParameter("--sensitivity or --specificity, not both.")
    if cases is not None:
        cases.stat()  # a missing file ends here, before the pass phrase is asked for
    with open_workspace(context) as workspace:
        source = backend_source(workspace, model)
        card = find(model, source).card()
        name = assessed_of(card, finding).name
        if cases is None:
            found = from_decisions(workspace, card, name)
        else:
            columns = Columns(
                images=image_column, note=text_column, case_id=id_column, group=group_column
            )
            with progress_bar("Reading") as progress, stoppable() as cancelled:
                found = from_manifest(
                    cases,
                    columns,
                    label,
                    model=model,
                    finding=name,
                    workers=workers,
                    registered=source,
                    progress=progress,
                    cancelled=cancelled,
                )
        one = calibrate_finding(name, found.cases, Aim(sensitivity, specificity))
        before = workspace.calibration(card.id)
        made = site_calibration(
            card,
            [*_others(before if fits(before, card) else None, name), one],
            calibration_id=secrets.token_hex(16),
            made=datetime.now(UTC),
            made_by=workspace.user,
            source=f"{'labelled' if cases else 'decided by readers'}: {found}",
        )
        if target is not None:
            target.write_bytes(to_json(made) + b"\n")
        if not dry_run:
            workspace.save_calibration(made)
    if as_json:
        emit_json(to_plain(made))
        return
    print_calibration(made)
    remark(
        "Nothing was kept."
        if dry_run
        else "In force from now on: analyze, batch and the desktop answer under it. "
        "Withdraw it with `omni-med models calibration --withdraw`."
    )


def _others(before: SiteCalibration | None, name: str) -> list[SiteFinding]:
    """Return what the calibration in force says of other findings: it goes on holding."""
    return [] if before is None else [item for item in before.findings if item.name != name]


def show(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="ID", help="Which model.")] = DEFAULT_MODEL,
    *,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Put it out of force; needs --reason.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why it is withdrawn; goes on the trail.")] = "",
    as_json: Json = False,
) -> None:
    """Show the site calibration of a model, or withdraw it."""
    from omni_med.domain.codec import to_plain
    from omni_med.models.calibrated import fits
    from omni_med.models.registry import find
    from ui.cli.models.user_models import backend_source

    with open_workspace(context) as workspace:
        card = find(model, backend_source(workspace, model)).card()
        found = workspace.calibration(model)
        if withdraw:
            found = workspace.withdraw_calibration(model, reason)
    in_force = not withdraw and fits(found, card)
    if as_json:
        emit_json({"in_force": in_force, "calibration": found and to_plain(found)})
    elif found is None:
        out().print(f"{model} is not calibrated at this site.", markup=False)
    else:
        print_calibration(found)
        if withdraw:
            remark(f"Withdrawn: {model} is not calibrated at this site any more.")
        elif not in_force:
            remark(
                f"It is for other weights than {card.id} {card.version} here and is not used: "
                "calibrate again."
            )


def print_calibration(made: SiteCalibration) -> None:
    """Print a calibration for people."""
    day = made.made.astimezone().strftime("%Y-%m-%d %H:%M")
    out().print(
        f"{made.model_id} {made.model_version}, weights {made.model_sha256[:12]}, "
        f"calibrated {day} by {made.made_by}",
        markup=False,
    )
    out().print(f"  on {made.source}", markup=False)
    for item in made.findings:
        _print_finding(item)
    out().print(
        "  Whether the model was taught on one of these cases cannot be told from the cases.",
        markup=False,
    )


def _print_finding(item: SiteFinding) -> None:
    unchanged = (item.scale, item.offset) == (1.0, 0.0)
    curve = "unchanged (nothing fitted better on patients left out)"
    if not unchanged:
        curve = f"logit x {item.scale:.2f} {item.offset:+.2f}"
    errors = f"{item.error_before:.3f} before, {item.error_after:.3f} after (patients left out)"
    sets = "not enough cases for prediction sets"
    if item.conformal is not None:
        sets = f"prediction sets that hold {item.conformal.promise:.0%} of each class"
    for line in (
        f"{item.name}: {item.positives} of {item.cases} cases, AUROC here {item.auroc:.3f}",
        f"  probabilities {curve}; calibration error {errors}",
        f"  present from {item.threshold:.3f}, set for {item.aim}; {sets}",
    ):
        out().print(f"  {line}", markup=False)
