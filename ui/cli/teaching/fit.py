"""``omni-med finetune fit``: teach the embedded model one more finding, or hear "not yet"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from omni_med.progress import no_progress
from ui.cli.common import Json, decode_pool, emit_json, open_workspace, out, remark, require
from ui.cli.models.user_models import find_model, loading
from ui.cli.teaching.heads import Compare, Stages, is_dataset
from ui.cli.teaching.shared import CaseColumns, sharing

if TYPE_CHECKING:
    from finetune.datasets.dataset import Dataset
    from finetune.datasets.films import Films
    from finetune.heads.kinds import Kind
    from finetune.heads.reporting.card import Fitted
    from finetune.heads.reporting.options import FitOptions
    from finetune.heads.running.live import Live
    from omni_med.models.language.local.registered import RegisteredModel
    from omni_med.models.protocols import ModelSource
    from omni_med.progress import Progress

COMPACT = "compact"


class Device(StrEnum):
    """Where a head is taught."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"
    AUTO = "auto"


class Precision(StrEnum):
    """In which precision gradient steps are taken."""

    FLOAT32 = "float32"
    BF16 = "bf16"
    FP16 = "fp16"


@sharing
def run(
    context: typer.Context,
    cases: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="CSV or Parquet, one line a case; a folder with one folder a class; or NAME or "
            "NAME@VERSION of a data set of the workspace.",
        ),
    ],
    head: Annotated[str, typer.Option(help="Name of the head.")],
    target: Annotated[Path, typer.Option("--out", help="Folder for the head and its report.")],
    *,
    given: CaseColumns,
    finding: Annotated[
        str, typer.Option(help="What the head finds, in words; from the label if not given.")
    ] = "",
    compare: Annotated[
        Compare, typer.Option(help="How often the comparison is repeated.")
    ] = Compare.QUICK,
    specificity: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="At which the threshold is set.")
    ] = 0.9,
    prevalence: Annotated[
        float | None,
        typer.Option(min=1e-6, max=0.999, help="Share of those who have it where it will read."),
    ] = None,
    tensorboard: Annotated[
        Path | None, typer.Option(help="Also write the curves here, for TensorBoard.")
    ] = None,
    mlflow: Annotated[
        Path | None, typer.Option(help="Also write the curves here, for MLflow (its file store).")
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="What it is taught on: compact, or a model from a folder."
        ),
    ] = COMPACT,
    device: Annotated[Device, typer.Option(help="Where compact's heads are taught.")] = Device.CPU,
    precision: Annotated[
        Precision, typer.Option(help="In which gradient steps are taken; fp16 on a GPU only.")
    ] = Precision.FLOAT32,
    as_json: Json = False,
) -> None:
    """Teach a head from a few dozen cases, beside all that it must beat.

    A run that was stopped goes on where it was; several processes share the work behind
    `torchrun --standalone --nproc_per_node=2 --no-python`. The head is offered only if it is
    shown to be better than everything it is compared with; either way there is a report.
    """
    require(("torch", "peft", "sklearn", "safetensors", "accelerate"))
    from finetune.heads.fit import fit_head
    from finetune.heads.reporting.card import as_json as plain
    from finetune.heads.reporting.options import FitOptions
    from finetune.heads.running.crew import crew_of_environment
    from finetune.heads.running.machine import check_machine, device_here

    if model != COMPACT and (device, precision) != (Device.CPU, Precision.FLOAT32):
        raise typer.BadParameter(
            "--device, --precision: a language model is taught as it was added (models add)."
        )
    used = device_here(device.value)
    check_machine(used, precision.value)
    crew = crew_of_environment(used)
    if crew.size > 1 and model != COMPACT:
        raise typer.BadParameter("--model: a language model is taught by one process.")
    columns = given.columns
    with ExitStack() as stack:
        source = _source(context, model)
        dataset, films = stack.enter_context(_cases(context, cases, given, source))
        told = _live(target, head, tensorboard, mlflow) if crew.is_first else _silent()
        live = stack.enter_context(told)
        options = FitOptions(
            dataset=dataset,
            name=head,
            out=target,
            columns=(columns.images, columns.note, columns.group),
            thorough=compare.value,
            finding=finding,
            specificity=specificity,
            prevalence=prevalence,
            device=used,
            precision=precision.value,
        )
        fitted = fit_head(options, films, live, kind=_kind(source, options), crew=crew)
    if fitted is None:
        return
    if as_json:
        emit_json(plain(fitted))
    else:
        _print(fitted)


def _source(context: typer.Context, model: str) -> RegisteredModel | None:
    """Return the language model that is taught on; None for the embedded one.

    Raises:
        UnknownModelError: If there is no model of this name.
        typer.BadParameter: If no heads are taught on it.
    """
    if model == COMPACT:
        return None
    from omni_med.models.language.local.registered import RegisteredModel

    with open_workspace(context) as workspace:
        found = find_model(workspace, model)
    if not isinstance(found, RegisteredModel):
        raise typer.BadParameter(
            f"--model: heads are taught on {COMPACT} and on models from a folder (models add)."
        )
    return found


def _kind(source: RegisteredModel | None, options: FitOptions) -> Callable[[], Kind]:
    """Return what makes that on which a head is taught, once the cases are known to do."""
    from finetune.heads.compact import CompactKind
    from finetune.heads.teaching.recipe import HeadRecipe

    if source is None:
        recipe = HeadRecipe(device=options.device, precision=options.precision)
        return partial(CompactKind, recipe)

    def load() -> Kind:
        from finetune.heads.language.kind import LanguageKind

        with loading(source, {}) as told:
            return LanguageKind(source.factory().load(**told), options.named)

    return load


@contextmanager
def _cases(
    context: typer.Context,
    name: str,
    given: CaseColumns,
    source: ModelSource | None,
) -> Iterator[tuple[Dataset, Films]]:
    from finetune.datasets.dataset import Label, read_dataset
    from finetune.datasets.films import file_films

    path = Path(name)
    if is_dataset(name):
        with _of_workspace(context, name, source) as found:
            yield found
        return
    path.stat()
    with file_films() as films:
        yield read_dataset(path, Label.parse(given.label), given.columns), films


@contextmanager
def _of_workspace(
    context: typer.Context, name: str, source: ModelSource | None
) -> Iterator[tuple[Dataset, Films]]:
    """Give a data set of the workspace, which stays open: its films are read out of it."""
    from finetune.datasets.stored import WorkspaceFilms, read_stored
    from omni_med.models import registry
    from omni_med.workspace.collecting.collect import titled

    with open_workspace(context) as workspace, decode_pool(1) as pool:
        card = registry.find(COMPACT, source).card()
        films = WorkspaceFilms(workspace, pool, card)
        yield read_stored(workspace.dataset(*titled(name)), films), films


@contextmanager
def _live(target: Path, name: str, tensorboard: Path | None, mlflow: Path | None) -> Iterator[Live]:
    """Give what tells the terminal, the file beside the head, TensorBoard and MLflow."""
    from finetune.heads.running.live import SUFFIX, Live, Sink
    from omni_med.models.heads.bundle import NAME

    sinks: list[Sink] = []
    if tensorboard is not None:
        require(("tensorboard",))
        from finetune.heads.running.sinks import TensorBoard

        sinks.append(TensorBoard(tensorboard))
    if mlflow is not None:
        from finetune.heads.running.sinks import MlflowFolder

        sinks.append(MlflowFolder(mlflow, name))
    file = target / f"{name}{SUFFIX}" if NAME.fullmatch(name) else None
    try:
        with Stages() as stages:
            yield Live(file, stages.begin, sinks)
    finally:
        for sink in sinks:
            sink.close()


@contextmanager
def _silent() -> Iterator[Live]:
    """Give what tells nobody: of several processes only the first speaks."""
    from finetune.heads.running.live import Live

    def begin(_title: str) -> Progress:
        return no_progress

    yield Live(None, begin)


def _print(fitted: Fitted) -> None:
    from finetune.heads.cases.encoded import counted
    from finetune.heads.comparing.folds import METHODS
    from finetune.heads.reporting.report import NAMES

    card = fitted.card
    for warning in fitted.leakage.warnings:
        remark(f"Warning: {warning}")
    if fitted.excluded:
        remark(f"Left out: {counted(fitted.excluded)}.")
    table = Table(box=None, pad_edge=False)
    for title in ("", "AUROC", "95 %"):
        table.add_column(title, justify="left" if not title else "right")
    for name in METHODS:
        found = fitted.comparison.estimates[name]
        table.add_row(NAMES[name], f"{found.value:.3f}", f"{found.low:.2f} to {found.high:.2f}")
    out().print(
        f"{card.answer.name}: {card.positives} cases of {card.patients} patients, "
        f"{card.cases - card.positives} without it.",
        markup=False,
    )
    out().print(table)
    out().print(f"{'Offered' if card.offered else 'Not offered'}. {card.reason}", markup=False)
    out().print(f"Head and report in {fitted.folder}.", markup=False)
