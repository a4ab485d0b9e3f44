"""``omni-med analyze``: read one study with a model."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import (
    Json,
    StudyName,
    decode_pool,
    emit_json,
    find_study,
    open_workspace,
    remark,
)
from ui.cli.models.servers import find_server
from ui.cli.models.user_models import find_model, loading
from ui.cli.reading.answer import print_analysis, render_analysis
from ui.cli.reading.ask import KeepCorners, cost_of, remark_cost
from ui.cli.reading.segment import outlines, segment
from ui.cli.teaching.heads import AdapterNames, find_heads

if TYPE_CHECKING:
    from omni_med.models.protocols import Weights

DEFAULT_MODEL = "compact"


class Mode(StrEnum):
    """How image and record come together."""

    PARALLEL = "parallel"
    CASCADE = "cascade"


ModelName = Annotated[str, typer.Option(metavar="ID", help="One of `omni-med models list`.")]


class Engine(StrEnum):
    """What runs the embedded model's files."""

    ONNXRUNTIME = "onnxruntime"
    OPENVINO = "openvino"


Execution = Annotated[
    Engine,
    typer.Option(
        envvar="OMNI_MED_EXECUTION",
        help="What runs the embedded model: ONNX Runtime, or OpenVINO where it is installed.",
    ),
]
WeightsText = Annotated[
    str | None,
    typer.Option(
        metavar="image=1,text=0.5",
        help="Weight of each modality, 0 (hidden) to 1; by measured quality if not given.",
        show_default=False,
    ),
]


def parse_weights(text: str | None) -> Weights | None:
    """Return the weights that ``image=1,text=0.5`` means; a modality not named keeps 1.

    Raises:
        typer.BadParameter: If it is not of this form.
    """
    from omni_med.models.protocols import Weights

    if text is None:
        return None
    values: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.partition("=")
        name = name.strip()
        if name not in {"image", "text"} or name in values:
            raise typer.BadParameter(f"--weights: {part!r} is not image=NUMBER or text=NUMBER.")
        try:
            values[name] = float(number)
        except ValueError:
            raise typer.BadParameter(f"--weights: {number!r} is not a number.") from None
    try:
        return Weights(**values)
    except ValueError as error:
        raise typer.BadParameter(f"--weights: {error}") from None


def engine_options(execution: Engine) -> dict[str, str]:
    """Return what a model is loaded with; nothing for the usual engine, which all models know.

    Where OpenVINO is not installed the usual one answers, and that is said.
    """
    from omni_med.models.sessions import has_openvino

    if execution is Engine.ONNXRUNTIME:
        return {}
    if not has_openvino():
        remark(
            "OpenVINO is not installed, ONNX Runtime answers instead. "
            "Install it with: pip install omni-med[openvino]"
        )
        return {}
    return {"execution": execution.value}


def run(
    context: typer.Context,
    study: StudyName,
    *,
    model: ModelName = DEFAULT_MODEL,
    weights: WeightsText = None,
    adapter: AdapterNames = None,
    mode: Annotated[
        Mode,
        typer.Option(
            help="Image and record to one fused model, or the image's answer handed on as words."
        ),
    ] = Mode.PARALLEL,
    force_note: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NOTE_ID",
            help="Let the model read a note that came later than the images; repeatable.",
        ),
    ] = None,
    keep_corners: KeepCorners = False,
    execution: Execution = Engine.ONNXRUNTIME,
    as_json: Json = False,
) -> None:
    """Let a model read the images and the record of a study, and keep its answer."""
    from omni_med.inference.run import analyze_study
    from omni_med.models.registry import load

    dial = parse_weights(weights)
    spent: dict[str, Any] = {}
    with open_workspace(context) as workspace, decode_pool(1) as pool:
        uid = find_study(workspace, study)
        source = find_server(workspace, model, uid, keep_corners=keep_corners) or find_model(
            workspace, model
        )
        pool.warm()  # starts beside the model, which takes as long to load
        if outlines(source):
            analysis = segment(workspace, uid, source, pool)
        else:
            heads = find_heads(workspace, adapter)
            with loading(source, engine_options(execution)) as options:
                backend = load(model, source=source, heads=heads, **options)
            analysis = analyze_study(
                workspace,
                uid,
                backend=backend,
                weights=dial,
                pool=pool,
                forced_notes=tuple(force_note or ()),
                mode=mode.value,
                shadows=workspace.shadow_heads(),
            )
            spent = cost_of(getattr(backend, "model", None))
        case = workspace.open_case(uid)
    if as_json:
        emit_json(render_analysis(analysis, case) | ({"cost": spent} if spent else {}))
    else:
        print_analysis(analysis, case)
        remark_cost(spent)
