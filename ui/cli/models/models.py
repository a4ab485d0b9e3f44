"""``omni-med models``: which models there are, what each is for, and adding one's own."""

from __future__ import annotations

from typing import Any

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, settings
from ui.cli.models import bench, servers, user_models
from ui.cli.teaching import calibrate

app = typer.Typer(help="List the models and read their cards.", no_args_is_help=True)


@app.command("list")
def list_models(context: typer.Context, as_json: Json = False) -> None:
    """List the models, those that this machine cannot run and those added here included."""
    from omni_med.models.registry import backends

    rows = [_row(factory) for factory in backends()]
    rows += [user_models.row(model) for model in user_models.added(context)]
    if as_json:
        emit_json(rows)
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("Model", "Version", "Reads", "Available", "Title"):
        table.add_column(heading)
    for row in rows:
        available = "yes" if row["available"] else "no: " + "; ".join(row["missing"])
        cells = (row["id"], row["version"], ", ".join(row["modalities"]), available, row["title"])
        table.add_row(*map(escape, cells))
    out().print(table)


app.command("calibration")(calibrate.show)
app.command("add")(user_models.add)
app.command("remove")(user_models.remove)
app.command("bench")(bench.run)
app.command("add-server")(servers.add_server)
app.command("allow-server")(servers.allow_server)
app.command("forbid-server")(servers.forbid_server)
app.command("remove-server")(servers.remove_server)
app.command("servers")(servers.servers)
app.command("sent")(servers.sent)


@app.command("card")
def card(
    context: typer.Context, model_id: str = typer.Argument(metavar="ID"), as_json: Json = False
) -> None:
    """Print a model's card: what it is for, what it does not see, and how good it is."""
    from omni_med.domain.codec import to_plain
    from omni_med.models.card import render
    from omni_med.models.registry import backends, find

    source = None
    if model_id not in {factory.id for factory in backends()} and settings(context).home.is_dir():
        with open_workspace(context) as workspace:
            source = user_models.find_model(workspace, model_id)
    found = find(model_id, source).card()
    if as_json:
        emit_json(to_plain(found))
    elif out().is_terminal:
        from rich.markdown import Markdown

        out().print(Markdown(render(found)))
    else:
        out().print(render(found), markup=False)


def _row(factory: Any) -> dict[str, Any]:
    from omni_med.errors import ModelUnavailableError

    missing = factory.missing()
    row: dict[str, Any] = {"id": factory.id, "available": not missing, "missing": list(missing)}
    try:
        found = factory.card()
    except ModelUnavailableError as error:
        row["missing"] = row["missing"] or [str(error)]
        return row | {"available": False, "version": "", "title": "", "modalities": []} | _NO_CARD
    return row | {
        "version": found.version,
        "title": found.title,
        "modalities": list(found.modalities),
        "assessed": [item.name for item in found.assessed],
        "licence": found.licence,
        "sha256": found.sha256,
    }


_NO_CARD: dict[str, Any] = {"assessed": [], "licence": "", "sha256": ""}
