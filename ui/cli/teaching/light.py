"""``omni-med finetune distil``, ``prune``, ``quantise``: light models, before and after."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import Json, emit_json, out, require
from ui.cli.teaching.heads import Compare, Stages

if TYPE_CHECKING:
    from finetune.light.card import LightCard
    from finetune.light.make import Options
    from finetune.light.material import Material

Model = Annotated[
    str, typer.Argument(help="compact, or the folder of weights that base, distil or prune wrote.")
]
Target = Annotated[Path, typer.Option("--out", help="Folder for the weights and the card.")]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder with cxr/cases.csv and reports/indiana.jsonl.gz, or a manifest; films that "
        "are drawn if not given.",
    ),
]
LabelOption = Annotated[
    str, typer.Option("--label", metavar="COLUMN=VALUE", help="Which films of a manifest have it.")
]
ImageColumn = Annotated[str, typer.Option(help="Column of the images.")]
TextColumn = Annotated[str, typer.Option(help="Column of the record.")]
GroupColumn = Annotated[str, typer.Option(help="Column of the patient.")]
Thorough = Annotated[Compare, typer.Option("--compare", help="How long a student is taught.")]
Seed = Annotated[int, typer.Option(help="Of choices and order.")]
Share = Annotated[
    float,
    typer.Option(min=0.05, max=1.0, help="Share of the image encoder's hidden channels kept."),
]
TextShare = Annotated[
    float, typer.Option(min=0.05, max=1.0, help="Share of the text encoder's hidden neurons kept.")
]


class Form(StrEnum):
    """In which precision a model is written."""

    INT8 = "int8"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"
    TENSORRT = "tensorrt"


NEEDED = ("torch", "onnx", "sklearn", "scipy", "safetensors")


def distil(
    model: Model,
    target: Target,
    data: Data = None,
    *,
    teacher: Annotated[
        list[str] | None,
        typer.Option(help="Further model whose opacity is learnt; repeatable: their mean."),
    ] = None,
    image: Share = 0.6,
    text: TextShare = 1.0,
    layers: Annotated[int, typer.Option(min=1, max=6, help="Of the text encoder.")] = 3,
    label: LabelOption = "",
    image_column: ImageColumn = "images",
    text_column: TextColumn = "note",
    group_column: GroupColumn = "patient_key",
    compare: Thorough = Compare.QUICK,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Teach a smaller student what a model gives; a run that was stopped goes on where it was."""
    require(NEEDED)
    from finetune.light import make

    options = make.Options(
        model,
        target,
        compare.value,
        image=image,
        text=text,
        layers=layers,
        teachers=tuple(teacher or ()),
        seed=seed,
    )
    material = _material(data, label, (image_column, text_column, group_column), seed)
    _run("distil", options, material, as_json)


def prune(
    model: Model,
    target: Target,
    data: Data = None,
    *,
    image: Share = 0.75,
    text: TextShare = 0.75,
    label: LabelOption = "",
    image_column: ImageColumn = "images",
    text_column: TextColumn = "note",
    group_column: GroupColumn = "patient_key",
    compare: Thorough = Compare.QUICK,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Remove hidden channels of both encoders, repair what reads them, and teach on shortly."""
    require(NEEDED)
    from finetune.light import make

    options = make.Options(model, target, compare.value, image=image, text=text, seed=seed)
    material = _material(data, label, (image_column, text_column, group_column), seed)
    _run("prune", options, material, as_json)


def quantise(
    model: Model,
    target: Target,
    data: Data = None,
    *,
    form: Annotated[
        Form, typer.Option(help="int8 runs anywhere; float16, bfloat16 and tensorrt need a GPU.")
    ] = Form.INT8,
    label: LabelOption = "",
    image_column: ImageColumn = "images",
    text_column: TextColumn = "note",
    group_column: GroupColumn = "patient_key",
    compare: Thorough = Compare.QUICK,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Write a model in 8 bits, or in half precision for a GPU, and measure both."""
    require(NEEDED)
    from finetune.light import half, make

    half.check_form(form.value)
    options = make.Options(model, target, compare.value, form=form.value, seed=seed)
    material = _material(data, label, (image_column, text_column, group_column), seed)
    _run("quantise", options, material, as_json)


def _material(data: Path | None, label: str, columns: tuple[str, str, str], seed: int) -> Material:
    from finetune.datasets.dataset import DatasetColumns
    from finetune.light.material import read_material

    return read_material(data, label, DatasetColumns(*columns), seed=seed)


def _run(verb: str, options: Options, material: Material, as_json: bool) -> None:
    from finetune.light import make
    from finetune.light.card import as_json as plain

    work = {"distil": make.distil, "prune": make.prune, "quantise": make.quantise}[verb]
    with Stages() as stages:
        card = work(options, material, stages.begin)
    if as_json:
        emit_json(plain(card))
    else:
        _print(card)


def _print(card: LightCard) -> None:
    from finetune.light.card import CARD_TEXT, page

    out().print(page(card), markup=False)
    out().print(
        f"Weights in {card.folder}, card in {card.folder.parent / CARD_TEXT}.", markup=False
    )
