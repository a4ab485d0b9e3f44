"""``omni-med models add`` and ``remove``: a hospital's own models, by the folder they lie in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark, settings
from ui.errors import PassphraseError

if TYPE_CHECKING:
    from omni_med.models.language.local.registered import RegisteredModel
    from omni_med.models.protocols import ModelSource
    from omni_med.workspace import Workspace
    from omni_med.workspace.models.registering import UserModel


def add(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Folder with config.json.")],
    *,
    name: Annotated[str, typer.Option("--id", metavar="NAME", help="What it is to be called.")],
    modal_types: Annotated[
        str,
        typer.Option(
            metavar="text,image,audio,video",
            help="What it is to be given; all that it takes if not said.",
            show_default=False,
        ),
    ] = "",
    device: Annotated[str, typer.Option(metavar="cpu|cuda", help="Where it runs.")] = "cpu",
    lang: Annotated[str, typer.Option(metavar="en|zh", help="Language of its prompts.")] = "en",
    as_json: Json = False,
) -> None:
    """Look into a model's folder, keep the hashes of its files, and know it by a name.

    Nothing is copied and nothing is loaded; only safetensors are read, and no code of the folder
    is ever run.
    """
    from omni_med.models.bundles import is_bundle
    from omni_med.models.language.local.registered import DEVICES, LANGUAGES, register

    if device not in DEVICES or lang not in LANGUAGES:
        raise typer.BadParameter(
            f"--device is {' or '.join(DEVICES)}, --lang is {' or '.join(LANGUAGES)}."
        )
    wanted = [item.strip() for item in modal_types.split(",") if item.strip()]
    if is_bundle(path):
        _add_bundle(context, path, name, as_json=as_json)
        return
    with open_workspace(context) as workspace, progress_bar("Hashing (MiB)") as progress:
        _check_name(name)
        model = register(
            path,
            name,
            added=datetime.now(UTC),
            added_by=workspace.user,
            modalities=wanted,
            device=device,
            language=lang,
            progress=progress,
        )
        workspace.register_model(model)
    if as_json:
        emit_json(row(model))
        return
    for line in _lines(model):
        out().print(line, markup=False)
    for problem in model.missing():
        remark(f"It cannot run here now: {problem}.")


def _add_bundle(context: typer.Context, path: Path, name: str, *, as_json: bool) -> None:
    """Register a MONAI bundle, built once to see that it can run."""
    from omni_med.models.bundles.registered import register_bundle

    with open_workspace(context) as workspace:
        _check_name(name)
        model = register_bundle(path, name, added=datetime.now(UTC), added_by=workspace.user)
        workspace.register_model(model)
    if as_json:
        emit_json(row(model))
        return
    card = model.card
    reads = " or ".join(card.dicom_modalities) or "no modality stated"
    out().print(f"{model.id}: {model.title}, licence {model.licence}", markup=False)
    out().print(
        f"MONAI bundle for {card.kind} of {reads}; SHA-256 {card.sha256[:12]}", markup=False
    )
    out().print("Its answers are not calibrated at this site.", markup=False)


def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model that was added.")],
    as_json: Json = False,
) -> None:
    """Take a model out of use; its folder is left as it is."""
    with open_workspace(context) as workspace:
        workspace.unregister_model(name)
    if as_json:
        emit_json({"model": name, "removed": True})
    else:
        out().print(f"{name} is out of use. Its folder was not touched.", markup=False)


def find_model(workspace: Workspace, name: str) -> ModelSource | None:
    """Return a user's model; None for one of the registry, which needs none.

    Raises:
        UnknownModelError: If there is none of this name here or there.
    """
    from omni_med.errors import UnknownModelError
    from omni_med.models.registry import backends, get

    if name in {factory.id for factory in backends()}:
        return None
    try:
        return workspace.registered_model(name)
    except UnknownModelError:
        get(name)  # raises, and names the models that ship
        raise


def backend_source(workspace: Workspace, name: str) -> ModelSource | None:
    """Return a user's model that answers many cases, as ``find_model`` does.

    Raises:
        UnknownModelError: If there is none of this name.
        ModelUnavailableError: If it outlines volumes, or is a server.
    """
    from omni_med.errors import ModelUnavailableError
    from ui.cli.reading.segment import outlines

    if any(item.entry.name == name for item in workspace.servers()):
        raise ModelUnavailableError(
            f"{name} is a server: a batch is not sent away.", hint="Use analyze, study by study."
        )
    source = find_model(workspace, name)
    if outlines(source):
        raise ModelUnavailableError(
            f"{name} outlines what it finds in a volume: a batch has no volumes.",
            hint="Use omni-med analyze, study by study.",
        )
    return source


@contextmanager
def loading(source: ModelSource | None, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Show how far a user's model is loaded; one that ships is there at once."""
    if source is None:
        yield options
        return
    with progress_bar("Checking and loading (MiB)") as progress:
        yield {**options, "progress": progress}


def added(context: typer.Context) -> tuple[UserModel, ...]:
    """Return the models that were added to the workspace; none where it cannot be opened here."""
    if not settings(context).home.is_dir():
        return ()
    try:
        with open_workspace(context) as workspace:
            return workspace.registered_models()
    except PassphraseError:
        remark("Models that were added to the workspace are not listed: no pass phrase.")
        return ()


def row(model: UserModel) -> dict[str, Any]:
    """Return a model as ``models list`` prints it."""
    from omni_med.models.bundles.registered import RegisteredBundle

    common = _common(model)
    if isinstance(model, RegisteredBundle):
        card = model.card
        return common | {
            "version": card.version,
            "assessed": list(card.found.values()),
            "kind": card.kind,
            "bytes": card.size,
            "remarks": [],
        }
    found = model.found
    return common | {
        "version": model.sha256[:12],
        "assessed": [],
        "dtype": found.dtype,
        "parameters": found.parameters,
        "bytes": found.bytes,
        "memory_bytes": found.memory(found.dtype),
        "remarks": list(found.remarks),
    }


def _common(model: UserModel) -> dict[str, Any]:
    missing = model.missing()
    return {
        "id": model.id,
        "available": not missing,
        "missing": list(missing),
        "title": model.title,
        "modalities": list(model.modalities),
        "licence": model.licence,
        "sha256": model.sha256,
        "family": model.family,
        "device": model.device,
    }


def _check_name(name: str) -> None:
    from omni_med.models.registry import backends

    if name in {factory.id for factory in backends()}:
        raise typer.BadParameter(f"--id: {name} is the name of a model that ships.")


def _lines(model: RegisteredModel) -> tuple[str, ...]:
    found = model.found
    memory = f"about {found.memory(found.dtype) / 1e9:.1f} GB of memory"
    weights = f"Weights: {found.bytes / 1e9:.2f} GB of {found.dtype}, {memory}"
    return (
        f"{model.id}: {model.title}, licence {model.licence}",
        f"Takes: {', '.join(model.modalities)}; on {model.device}",
        f"{weights}; SHA-256 {model.sha256[:12]}",
        *(f"Passed over: {remark_}" for remark_ in found.remarks),
        "Not calibrated at this site: until it is, it says of every finding that it cannot tell.",
    )
