"""``omni-med models bench``: how fast a model of one's own is on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar


def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model that was added.")],
    *,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Of each measurement.")] = 3,
    as_json: Json = False,
) -> None:
    """Measure tokens and cases a second, precisions and batches, on a drawn film and note."""
    from omni_med.domain.codec import to_plain
    from omni_med.errors import ModelUnavailableError
    from omni_med.models import registry
    from omni_med.models.language.local.bench import measure
    from omni_med.models.language.local.registered import RegisteredModel

    if any(name == item.id for item in registry.backends()):
        raise ModelUnavailableError(
            f"{name} comes with OmniMed: only models that were added are measured here.",
            hint=f"Its figures: omni-med models card {name}",
        )
    with open_workspace(context) as workspace:
        model = workspace.registered_model(name)
    if not isinstance(model, RegisteredModel):
        raise ModelUnavailableError(f"{name} is no language model: only those are measured here.")
    with progress_bar("Measuring") as progress:
        speeds = measure(model, repeats=repeats, progress=progress)
    if as_json:
        emit_json({"model": name, "sha256": model.sha256, "speeds": to_plain(speeds)})
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in (
        "Precision", "Device", "Load s", "Prompt tok/s", "Answer tok/s", "Ten findings s",
        "From scratch s", "Sharing", "One list s", "Cases/s", "Own share", "JSON agrees",
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    for item in speeds:
        table.add_row(
            item.dtype, item.device, f"{item.load_seconds:.1f}",
            f"{item.prompt_tokens_per_second:.0f}", f"{item.answer_tokens_per_second:.1f}",
            f"{item.ten_findings_seconds:.2f}", f"{item.from_scratch_seconds:.2f}",
            f"{item.sharing:.1f}x", f"{item.list_seconds:.2f}", f"{item.cases_per_second:.2f}",
            f"{item.own_share:.1%}", f"{item.agreement:.0%}",
        )  # fmt: skip
    out().print(table)
    out().print(f"Load of this machine while it was measured: {speeds[-1].load:.1f}")
