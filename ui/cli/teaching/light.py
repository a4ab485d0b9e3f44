"""``omni-med finetune distil``, ``prune``, ``quantise``: light models, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import Json, emit_json, out, require
from ui.cli.teaching.heads import Compare, Stages
from ui.cli.teaching.shared import CaseColumns, sharing

if TYPE_CHECKING:
    from finetune.light.card import LightCard
    from finetune.light.make import Options

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
Share = Annotated[
    float,
    typer.Option(min=0.05, max=1.0, help="Share of the image encoder's hidden channels kept."),
]
TextShare = Annotated[
    float, typer.Option(min=0.05, max=1.0, help="Share of the text encoder's hidden neurons kept.")
]


@dataclass(frozen=True, slots=True)
class Common(CaseColumns):
    """What all three are told."""

    compare: Annotated[Compare, typer.Option(help="How long a student is taught.")] = Compare.QUICK
    seed: Annotated[int, typer.Option(help="Of choices and order.")] = 0
    as_json: Json = False


class Form(StrEnum):
    """In which precision a model is written."""

    INT8 = "int8"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"
    TENSORRT = "tensorrt"


NEEDED = ("torch", "onnx", "sklearn", "scipy", "safetensors")


@sharing
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
    given: Common,
) -> None:
    """Teach a smaller student what a model gives; a run that was stopped goes on where it was."""
    require(NEEDED)
    from finetune.light import make

    options = make.Options(
        model,
        target,
        given.compare.value,
        image=image,
        text=text,
        layers=layers,
        teachers=tuple(teacher or ()),
        seed=given.seed,
    )
    _run("distil", options, data, given)


@sharing
def prune(
    model: Model,
    target: Target,
    data: Data = None,
    *,
    image: Share = 0.75,
    text: TextShare = 0.75,
    given: Common,
) -> None:
    """Remove hidden channels of both encoders, repair what reads them, and teach on shortly."""
    require(NEEDED)
    from finetune.light import make

    options = make.Options(
        model, target, given.compare.value, image=image, text=text, seed=given.seed
    )
    _run("prune", options, data, given)


@sharing
def quantise(
    model: Model,
    target: Target,
    data: Data = None,
    *,
    form: Annotated[
        Form, typer.Option(help="int8 runs anywhere; float16, bfloat16 and tensorrt need a GPU.")
    ] = Form.INT8,
    given: Common,
) -> None:
    """Write a model in 8 bits, or in half precision for a GPU, and measure both."""
    require(NEEDED)
    from finetune.light import half, make

    half.check_form(form.value)
    options = make.Options(model, target, given.compare.value, form=form.value, seed=given.seed)
    _run("quantise", options, data, given)


def _run(verb: str, options: Options, data: Path | None, given: Common) -> None:
    from finetune.light import make
    from finetune.light.card import as_json as plain
    from finetune.light.material import read_material

    options.out.mkdir(parents=True, exist_ok=True)  # what cannot be written ends here
    material = read_material(data, given.label, given.columns, seed=given.seed)
    work = {"distil": make.distil, "prune": make.prune, "quantise": make.quantise}[verb]
    with Stages() as stages:
        card = work(options, material, stages.begin)
    if given.as_json:
        emit_json(plain(card))
    else:
        _print(card)


def _print(card: LightCard) -> None:
    from finetune.light.card import CARD_TEXT, page

    out().print(page(card), markup=False)
    out().print(
        f"Weights in {card.folder}, card in {card.folder.parent / CARD_TEXT}.", markup=False
    )
