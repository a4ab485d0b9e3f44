"""Options that several verbs share, written down once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from finetune.datasets.dataset import DatasetColumns
    from omni_med.batch.options import Columns

GIVEN = "given"


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """Where a manifest says what."""

    label: Annotated[
        str,
        typer.Option(
            metavar="COLUMN=VALUE",
            help="Which cases of a manifest have it; class=NAME of a folder.",
        ),
    ] = ""
    image_column: Annotated[str, typer.Option(help="Column of the images.")] = "images"
    text_column: Annotated[str, typer.Option(help="Column of the record.")] = "note"
    group_column: Annotated[str, typer.Option(help="Column of the patient.")] = "patient_key"

    @property
    def columns(self) -> DatasetColumns:
        """The columns by themselves."""
        from finetune.datasets.dataset import DatasetColumns

        return DatasetColumns(self.image_column, self.text_column, self.group_column)


@dataclass(frozen=True, slots=True)
class ManifestColumns:
    """Where a manifest of labelled cases says what."""

    image_column: Annotated[str, typer.Option(help="Column of the manifest with the images.")] = (
        "images"
    )
    text_column: Annotated[str, typer.Option(help="Column of the record.")] = "note"
    id_column: Annotated[str, typer.Option(help="Column of the case's id.")] = "case_id"
    group_column: Annotated[str, typer.Option(help="Column of the patient.")] = "patient_key"

    @property
    def columns(self) -> Columns:
        """The columns by themselves."""
        from omni_med.batch.options import Columns

        return Columns(self.image_column, self.text_column, self.id_column, self.group_column)


def sharing(verb: Callable[..., None]) -> Callable[..., None]:
    """Let a verb take the fields of a dataclass as options of its own.

    Its parameter ``given`` is annotated with the dataclass: typer sees the fields in its place,
    and the verb is handed the dataclass.
    """
    kind: type[Any] = get_type_hints(verb, include_extras=True)[GIVEN]
    hints = get_type_hints(kind, include_extras=True)
    options = [
        inspect.Parameter(
            item.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if item.default is MISSING else item.default,
            annotation=hints[item.name],
        )
        for item in fields(kind)
    ]
    signature = inspect.signature(verb, eval_str=True)
    listed: list[inspect.Parameter] = []
    for item in signature.parameters.values():
        listed += options if item.name == GIVEN else [item]

    @functools.wraps(verb)
    def run(*args: Any, **named: Any) -> None:
        taken = {item.name: named.pop(item.name) for item in options if item.name in named}
        verb(*args, **{GIVEN: kind(**taken)}, **named)

    told: Any = run
    told.__signature__ = signature.replace(parameters=listed)
    told.__annotations__ = {item.name: item.annotation for item in listed}
    return run
