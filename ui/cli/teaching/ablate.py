"""``omni-med finetune ablate``: what the choices of the model are worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import Json, emit_json, out, progress_bar, require

PLAN = "ablation.toml"


def run(
    data: Annotated[
        Path, typer.Option("--data", help="Folder with cxr/cases.csv and reports/indiana.jsonl.gz.")
    ],
    target: Annotated[
        Path, typer.Option("--out", help="Folder for ablation.md and ablation.json.")
    ] = Path("docs/evaluation"),
    plan: Annotated[
        Path | None, typer.Option(help="TOML; the variants of the shipped model if not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare choices of encoder and fusion by cross-validation; the test split is not read.

    A run that was stopped goes on; what was found is not run again.
    """
    import finetune

    require(("torch", "sklearn"))
    from finetune.ablation.run import ablate

    chosen = plan or Path(finetune.__path__[0]) / "recipes" / PLAN
    with progress_bar("Comparing") as progress:
        page = ablate(chosen, data, target, progress=progress)
    if as_json:
        emit_json({"page": str(page)})
    else:
        out().print(page.read_text(encoding="utf-8"), markup=False, highlight=False)
