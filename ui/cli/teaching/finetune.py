"""``omni-med finetune``: teach and measure models; needs the training extra (torch)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.common import Json, emit_json, give_way, out, progress_bar, remark, require
from ui.cli.teaching import (
    ablate,
    calibrate,
    dataset,
    drift,
    exchange,
    fit,
    gate,
    light,
    measure_record,
    shadow,
    ways,
)
from ui.cli.teaching.shared import ManifestColumns, sharing

app = typer.Typer(help="Teach and measure models.", no_args_is_help=True, callback=give_way)

DataFolder = Annotated[
    Path, typer.Option("--data", help="Folder with cxr/cases.csv and reports/indiana.jsonl.gz.")
]
RECIPE = "compact-v2.toml"

app.command("record")(measure_record.run)
app.command("ablate")(ablate.run)
app.command("calibrate")(calibrate.run)
app.command("fit")(fit.run)
app.command("sign")(gate.sign)
app.command("promote")(gate.promote)
app.command("rollback")(gate.rollback)
app.command("rule")(gate.rule)
app.command("heads")(gate.heads)
app.command("distil")(light.distil)
app.command("prune")(light.prune)
app.command("quantise")(light.quantise)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.command("drift")(drift.run)
app.add_typer(exchange.app, name="signers")
app.add_typer(dataset.app, name="dataset")
app.add_typer(shadow.app, name="shadow")


@app.command("base")
def base(
    data: DataFolder,
    target: Annotated[Path, typer.Option("--out", help="Folder for checkpoints and weights.")],
    recipe: Annotated[
        Path | None, typer.Option(help="TOML; the recipe of the shipped model if not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Teach the embedded model from its recipe; a run that was stopped goes on where it was."""
    import finetune

    require(("torch", "onnx", "sklearn"))
    from finetune.base import train_base
    from finetune.site.settle import settle

    data.stat()
    chosen = recipe or Path(finetune.__path__[0]) / "recipes" / RECIPE
    with progress_bar("Teaching") as progress:
        weights = train_base(chosen, data, target, progress=progress)
    with progress_bar("Settling") as progress:
        settle(weights, data, progress, scored=True)
    if as_json:
        emit_json({"weights": str(weights)})
    else:
        out().print(f"Weights in {weights}.", markup=False)
        out().print(
            f"Measure them: omni-med finetune evaluate --base --data {data} --weights {weights}",
            markup=False,
        )


@app.command("evaluate")
@sharing
def evaluate(
    context: typer.Context,
    head: Annotated[
        str | None,
        typer.Argument(metavar="HEAD", help="Folder of a head, or the name of one that is here."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder with cxr/cases.csv and reports/indiana.jsonl.gz."),
    ] = None,
    *,
    locked: Annotated[
        str | None,
        typer.Option(
            metavar="DATASET",
            help="Cases that the head never learnt from: a manifest, a folder, or NAME or "
            "NAME@VERSION of a data set of the workspace.",
        ),
    ] = None,
    model: ways.AddedModel = None,
    manifest: ways.Manifest = None,
    label: ways.Labels = None,
    given: ManifestColumns,
    of_base: Annotated[bool, typer.Option("--base", help="Measure the embedded model.")] = False,
    weights: Annotated[
        Path | None, typer.Option(help="Folder of the weights; the shipped ones if not given.")
    ] = None,
    split: Annotated[str, typer.Option(help="test or val.")] = "test",
    report: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the page and its plots; docs/evaluation of a source checkout for the "
            "shipped weights, evaluation/ beside the folder of others."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure the embedded model on a split, a head on a locked set, or any model on your cases.

    With --base the figures go into the card, and a page with plots is written. A head is kept
    with its figures, to be promoted. Each look at a test split or a locked set is counted. With
    --model each finding is asked in parallel, in cascade and of each side alone.
    """
    if head is not None and locked is not None:
        gate.evaluate_locked(context, head, locked, as_json=as_json)
        return
    if model is not None and manifest is not None:
        ways.evaluate_model(
            context, model, manifest, label or [], report, columns=given.columns, as_json=as_json
        )
        return
    if not of_base or data is None:
        raise typer.BadParameter(
            "say what to measure: --base --data FOLDER, HEAD --locked DATASET, or --model NAME "
            "--manifest MANIFEST."
        )
    if split not in {"test", "val"}:
        raise typer.BadParameter("--split is test or val.")
    require(("sklearn", "matplotlib"))
    from finetune.evaluate import evaluate_base

    data.stat()
    folder = weights or _shipped()
    page = report or _report_of(folder)
    with progress_bar("Measuring") as progress:
        card = evaluate_base(folder, data, split=split, report=page, tell=progress)
    if as_json:
        emit_json(card)
    else:
        _print_figures(card)
        remark(f"Written into card.json and card.md beside the weights, and {page / 'README.md'}.")


def _shipped() -> Path:
    from omni_med.models.compact.settings import FOLDER

    return FOLDER


def _report_of(weights: Path) -> Path:
    """Return where the page of an evaluation goes."""
    root = Path(__file__).resolve().parents[3]
    if weights.resolve() == _shipped().resolve() and (root / "pyproject.toml").is_file():
        return root / "docs" / "evaluation"
    return weights.resolve().parent / "evaluation"


def _print_figures(card: dict[str, Any]) -> None:
    out().print(f"Measured on the {card['split']} split, look {card['test_looks']}:")
    for name, item in card["estimates"].items():
        interval = f"{_figure(item['low'])} to {_figure(item['high'])}"
        out().print(
            f"  {name:45} {_figure(item['value'])} ({interval}), n = {item['count']}", markup=False
        )
    for name, value in card["values"].items():
        out().print(f"  {name:45} {_figure(value)}", markup=False)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
