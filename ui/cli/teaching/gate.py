"""``omni-med finetune evaluate|sign|promote|rollback|heads``: what lets a head read patients."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark, require
from ui.cli.teaching.heads import is_dataset

if TYPE_CHECKING:
    from omni_med.models.heads.bundle import HeadCard
    from omni_med.workspace import Workspace
    from omni_med.workspace.collecting.sets import StudySet
    from omni_med.workspace.teaching.promoting import HeadRow

HeadName = Annotated[str, typer.Argument(metavar="HEAD", help="Name of a head.")]


def evaluate_locked(context: typer.Context, head: str, named: str, *, as_json: bool) -> None:
    """Measure a head on a locked set, and keep it with its figures."""
    require(("sklearn", "scipy"))
    from finetune.heads import locked
    from omni_med.domain.codec import to_plain
    from omni_med.models import registry
    from omni_med.models.heads.bundle import load_head
    from omni_med.workspace.teaching.power import detectable

    with open_workspace(context) as workspace:
        plain = registry.get(registry.DEFAULT_MODEL).card()
        card, numbers = _meant(workspace, head)
        card = _for_this_model(card, (plain.id, plain.version, plain.sha256))
        loaded = load_head(card, numbers)
        with locked.open_locked(workspace, card, _locked_set(workspace, named)) as cases:
            backend = registry.load(registry.DEFAULT_MODEL, heads=[loaded])
            with progress_bar("Measuring") as progress:
                found = locked.evaluate_locked(
                    loaded,
                    backend,
                    cases,
                    lambda digest, marks: workspace.look_at_locked(card, digest, marks, cases.name),
                    progress,
                )
        looks = workspace.evaluated_head(card, numbers, found)
        needed = workspace.gate_rule()
    without = found.without or 0
    shown = detectable(found.patients, without)
    enough = needed.is_met(found.patients, without)
    if as_json:
        version = {"head": card.name, "version": card.version}
        size = {"enough": enough, "rule": needed.patients, "detectable": shown}
        emit_json({**version, **to_plain(found), **size, "looks": looks})
        return
    out().print(
        f"{card.title}: AUROC {found.auroc:.3f} ({found.low:.2f} to {found.high:.2f}), "
        f"{found.positives} cases of {found.patients} patients with the finding, "
        f"{found.cases - found.positives} of {without} without it.",
        markup=False,
    )
    said = "no AUROC at all" if shown is None else f"an AUROC of {shown:.2f} or more"
    out().print(f"In four draws of five so many patients show {said} to be above chance.")
    out().print(
        f"At its threshold: sensitivity {found.sensitivity:.2f}, specificity "
        f"{found.specificity:.2f}. Look {looks} at this set."
    )
    if not card.people:
        remark(
            "The head's card does not say which patients it was taught on (it came from elsewhere, "
            "or is older than that): its cases were told apart by "
            f"{', '.join(found.apart_by) or 'nothing'} only."
        )
    if not enough:
        out().print(
            f"Cannot tell: the rule here is {needed.patients} patients with the finding and as "
            "many without it, and it cannot be promoted on fewer."
        )
    elif found.passed and card.offered:
        out().print(f"Another person may now: omni-med finetune promote {card.name}")
    else:
        out().print("It cannot be promoted: it is not shown to be better than what there is.")


def _locked_set(workspace: Workspace, named: str) -> Path | StudySet:
    """Return a manifest, or ``NAME`` or ``NAME@VERSION`` of the workspace."""
    from omni_med.workspace.collecting.collect import titled

    if is_dataset(named):
        return workspace.dataset(*titled(named))
    path = Path(named)
    path.stat()
    return path


def _meant(workspace: Workspace, head: str) -> tuple[HeadCard, bytes]:
    """Return card and numbers of a head in a folder, or of one that is kept here."""
    from omni_med.models.heads.bundle import NUMBERS, read_head

    folder = Path(head)
    if not folder.is_dir():
        return workspace.candidate(head)
    return read_head(folder).card, (folder / NUMBERS).read_bytes()


def _for_this_model(card: HeadCard, base: tuple[str, str, str]) -> HeadCard:
    """Return the card on the model as it is here; on other weights it is another version."""
    from omni_med.models.heads.bundle import rebound

    if (card.base_id, card.base_sha256) == (base[0], base[2]):
        return card
    if card.base_id != base[0]:
        return card  # of another model: it will not load
    again = rebound(card, base)
    remark(
        f"{card.title} was taught on {card.base_id} {card.base_version}; it is measured on "
        f"{base[1]} as version {again.version}, without its prediction sets."
    )
    return again


def sign(
    context: typer.Context,
    head: HeadName,
    note: Annotated[str, typer.Option(help="What was looked at; kept with the signature.")] = "",
    as_json: Json = False,
) -> None:
    """Sign off an evaluated head: the second person's word, which promotion needs."""
    with open_workspace(context) as workspace:
        row = workspace.sign_off_head(head, note)
    _tell(row, "is signed off", as_json=as_json)


def promote(context: typer.Context, head: HeadName, as_json: Json = False) -> None:
    """Let an evaluated head read patients; a second person's promotion signs it off as well."""
    with open_workspace(context) as workspace:
        row = workspace.promote_head(head)
    _tell(row, "is in force", as_json=as_json)


def rule(
    context: typer.Context,
    patients: Annotated[
        int | None,
        typer.Option(min=2, help="With the finding at least, and as many without it, from now on."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell, or set, how large a locked set must be before a head may read patients."""
    from omni_med.workspace.teaching.power import GateRule

    with open_workspace(context) as workspace:
        if patients is not None:
            workspace.set_gate_rule(GateRule(patients))
        found = workspace.gate_rule()
    if as_json:
        emit_json({"patients": found.patients})
        return
    out().print(
        f"A locked set has {found.patients} patients with the finding at least, and as many "
        "without it."
    )


def rollback(
    context: typer.Context,
    head: HeadName,
    reason: Annotated[str, typer.Option(help="Why; it goes on the trail.")],
    as_json: Json = False,
) -> None:
    """Put a head out of force; the version that was in force before reads again."""
    with open_workspace(context) as workspace:
        before = workspace.rollback_head(head, reason)
    if as_json:
        emit_json({"head": head, "in_force": before or None})
    elif before:
        out().print(f"Head {head} {before} is in force again.", markup=False)
    else:
        out().print(f"No version of {head} is in force any more.", markup=False)


def heads(context: typer.Context, as_json: Json = False) -> None:
    """List the heads that came to the gate here, and which of them are in force."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        rows = workspace.heads()
    if as_json:
        emit_json([to_plain(row) for row in rows])
        return
    table = Table(box=None, pad_edge=False)
    for title in (
        "head", "version", "stage", "AUROC", "patients", "evaluated", "by", "signed", "promoted",
    ):  # fmt: skip
        table.add_column(title)
    for row in rows:
        stage = f"{row.stage.value}, in shadow" if row.shadow else row.stage.value
        table.add_row(
            row.name,
            row.version,
            stage,
            "-" if row.auroc is None else f"{row.auroc:.3f} ({row.low:.2f} to {row.high:.2f})",
            "-" if row.patients is None else str(row.patients),
            row.evaluated[:16] or "-",
            row.evaluated_by or "-",
            row.signed_by or "-",
            row.promoted[:16] or "-",
        )
    out().print(table if rows else "No head came to the gate here.")


def _tell(row: HeadRow, what: str, *, as_json: bool) -> None:
    from omni_med.domain.codec import to_plain

    if as_json:
        emit_json(to_plain(row))
    else:
        out().print(f"Head {row.name} {row.version} {what}.", markup=False)
