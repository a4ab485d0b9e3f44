"""``omni-med similar``: studies like one, or like what words say."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import (
    Json,
    decode_pool,
    emit_json,
    open_workspace,
    out,
    progress_bar,
    remark,
    stoppable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from omni_med.inference.similar import Hit
    from omni_med.models.space import Space
    from omni_med.workspace import StudyRow

DEFAULT_MODEL = "compact"


class Side(StrEnum):
    """What of the other studies is looked at."""

    BOTH = "both"
    FILM = "film"
    RECORD = "record"


def run(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="STUDY|TEXT",
            help="A study (UID, its beginning, or accession number), or words in English.",
        ),
    ],
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many studies to name.")] = 5,
    side: Annotated[Side, typer.Option(help="What of the other studies is looked at.")] = Side.BOTH,
    indexed_only: Annotated[
        bool,
        typer.Option("--indexed-only", help="Leave out studies that were not looked at before."),
    ] = False,
    model: Annotated[
        str, typer.Option(metavar="ID", help="One of `omni-med models list`.")
    ] = DEFAULT_MODEL,
    as_json: Json = False,
) -> None:
    """Name the studies whose films and records are most like a study's, or like words."""
    from omni_med.inference.searching import search
    from omni_med.inference.similar import near_chance, space_of
    from omni_med.models.registry import get

    backend, space = space_of(get(model).load())
    with (
        open_workspace(context) as workspace,
        decode_pool(1) as pool,
        stoppable() as cancelled,
        progress_bar("Reading studies") as progress,
    ):
        rows = {row.study_uid: row for row in workspace.studies()}
        uid = meant(what, rows)
        found = search(
            workspace,
            uid,
            "" if uid else what,
            backend=backend,
            pool=pool,
            side=side.value,
            add=not indexed_only,
            progress=progress,
            cancelled=cancelled,
        )
        hits = found.hits[:limit]
        quotes = {hit.study_uid: _quote(workspace.open_case(hit.study_uid), hit) for hit in hits}
    weak = near_chance(space.figures)
    if as_json:
        emit_json(
            {
                "query": {"study_uid": uid} if uid else {"text": what},
                "model": {"id": backend.card.id, "version": backend.card.version},
                "side": side.value,
                "hits": [_plain(hit, rows[hit.study_uid], quotes[hit.study_uid]) for hit in hits],
                "compared": len(found.hits),
                "not_indexed": list(found.not_indexed),
                "nothing_to_compare": list(found.empty),
                "unreadable": list(found.unreadable),
                "measured": dict(space.figures),
                "near_chance": list(weak),
            }
        )
        return
    _print(hits, rows, quotes)
    _tell_rest(len(found.not_indexed), len(found.empty), len(found.unreadable))
    _caution(space, weak)


def meant(what: str, rows: Mapping[str, StudyRow]) -> str:
    """Return the study that is named, or ``""`` where the argument is words.

    Words with a space in them are always words.

    Raises:
        UnknownStudyError: If it looks like a UID and there is no such study.
        AmbiguousStudyError: If several studies fit.
        typer.BadParameter: If there is nothing to look for.
    """
    from omni_med.errors import UnknownStudyError
    from ui.errors import AmbiguousStudyError

    name = what.strip()
    if not name:
        raise typer.BadParameter("Name a study, or write some words.")
    if name in rows:
        return name
    fitting = [uid for uid, row in rows.items() if row.accession == name]
    looks_like_uid = all(c.isdigit() or c == "." for c in name)
    if not fitting and looks_like_uid:
        fitting = [uid for uid in rows if uid.startswith(name)]
        if not fitting:
            raise UnknownStudyError("There is no such study in this workspace.")
    if len(fitting) > 1:
        raise AmbiguousStudyError(f"{len(fitting)} studies fit.")
    return fitting[0] if fitting else ""


def _quote(case: Any, hit: Hit) -> str:
    """Return the sentence of the record that lies nearest; empty without one."""
    if hit.sentence is None:
        return ""
    note_id, start, end = hit.sentence
    return next((n.text[start:end].strip() for n in case.notes if n.note_id == note_id), "")


def _plain(hit: Hit, row: StudyRow, quote: str) -> dict[str, Any]:
    from ui.cli.reading.studies import plain

    return {
        **plain(row),
        "score": round(hit.score, 3),
        "parts": {name: round(value, 3) for name, value in hit.parts.items()},
        "sentence": quote,
    }


def _print(hits: Sequence[Hit], rows: Mapping[str, StudyRow], quotes: Mapping[str, str]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ui.cli.reading.studies import shortest

    if not hits:
        out().print("No other study can be compared.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Study", "Patient", "Accession", "Alike", "By", "Nearest sentence"):
        table.add_column(
            heading, overflow="fold", justify="right" if heading == "Alike" else "left"
        )
    short = shortest(list(rows))
    for hit in hits:
        row = rows[hit.study_uid]
        by = ", ".join(f"{name} {value:+.1f}" for name, value in hit.parts.items())
        words = (row.patient, row.accession, f"{hit.score:+.1f}", by, quotes[hit.study_uid])
        table.add_row(short[hit.study_uid], *map(escape, words))
    out().print(table)


def _tell_rest(not_indexed: int, empty: int, unreadable: int) -> None:
    for count, why in (
        (not_indexed, "not looked at before (run again without --indexed-only)"),
        (empty, "no frontal chest film and no record that the model reads"),
        (unreadable, "cannot be read"),
    ):
        if count:
            remark(f"Not compared: {count} ({why}).")


def _caution(space: Space, weak: Sequence[str]) -> None:
    """Say what the likeness was worth where it was measured."""
    remark(
        "Alike is in spreads above strangers; it is no diagnosis. Measured on patients left out:"
    )
    for name, told in space.figures.items():
        note = "  (hardly better than chance)" if name in weak else ""
        remark(f"  {name.removeprefix('space: ')}: {told}{note}")
