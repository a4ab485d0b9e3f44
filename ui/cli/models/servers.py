"""``omni-med models add-server`` and its relatives: large models behind a server."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, StudyName, emit_json, find_study, open_workspace, out, remark
from ui.errors import PassphraseError, UiError
from ui.opening.passphrase import LARGEST_PASSPHRASE, read_secret

if TYPE_CHECKING:
    from omni_med.inference.language import RemoteSource
    from omni_med.workspace import Workspace
    from omni_med.workspace.remote.serving import Server

ServerName = Annotated[str, typer.Argument(metavar="NAME", help="What it is called here.")]
Reason = Annotated[str, typer.Option(help="Why; goes on the trail.")]
_LARGEST_CERTIFICATES = 1 << 20  # bytes of PEM


def add_server(
    context: typer.Context,
    name: ServerName,
    *,
    url: Annotated[str, typer.Option(help="Address up to /v1, https://.")],
    model: Annotated[str, typer.Option(help="The model, as the server calls it.")],
    modal_types: Annotated[
        str, typer.Option(metavar="text,image,audio", help="What may be sent to it.")
    ] = "text,image",
    key_fd: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="File descriptor to read the key from; asked for if not given."
        ),
    ] = None,
    no_key: Annotated[bool, typer.Option("--no-key", help="The server wants no key.")] = False,
    certificates: Annotated[
        Path | None,
        typer.Option(help="PEM file of the authority of its certificate; the system's if not."),
    ] = None,
    per_minute: Annotated[int, typer.Option(help="Most requests in a minute.")] = 120,
    timeout: Annotated[float, typer.Option(help="Longest silence, in seconds.")] = 60.0,
    price_in: Annotated[float, typer.Option(help="Price of a million tokens sent.")] = 0.0,
    price_out: Annotated[float, typer.Option(help="Price of a million tokens received.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Make a model behind an OpenAI-compatible server known; it is asked nothing until allowed.

    The key is asked for, or read from a file descriptor; it is kept sealed in the workspace.
    """
    from omni_med.models.language.server.entry import ServerEntry

    entry = ServerEntry(
        name,
        url,
        model,
        tuple(item.strip() for item in modal_types.split(",") if item.strip()),
        _pem(certificates),
        per_minute,
        timeout,
        price_in,
        price_out,
    )
    key = "" if no_key else _key(key_fd)
    with open_workspace(context) as workspace:
        _check_name(workspace, name)
        workspace.add_server(entry, key)
        (server,) = (item for item in workspace.servers() if item.entry.name == name)
    if as_json:
        emit_json(row(server))
        return
    out().print(f"{name}: {model} at {entry.host}, {', '.join(entry.modalities)}.", markup=False)
    out().print(
        "Nothing is sent to it until the security administrator allows it: "
        f"omni-med models allow-server {name} --reason TEXT",
        markup=False,
    )


def allow_server(
    context: typer.Context,
    name: ServerName,
    *,
    reason: Reason,
    confirmed: Annotated[
        bool, typer.Option("--yes", help="Do not ask for the name once more.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Allow that pseudonymised patients' data is sent to a server (security administrator)."""
    with open_workspace(context) as workspace:
        server = _found(workspace, name)
        if not confirmed:
            _confirm(server)
        workspace.allow_server(name, reason)
        server = _found(workspace, name)
    if as_json:
        emit_json(row(server))
        return
    out().print(f"{name} is allowed: {server.entry.model} at {server.entry.host}.", markup=False)


def forbid_server(context: typer.Context, name: ServerName, as_json: Json = False) -> None:
    """Take back that a server may be asked."""
    with open_workspace(context) as workspace:
        workspace.forbid_server(name)
    if as_json:
        emit_json({"server": name, "allowed": False})
    else:
        out().print(f"{name} is asked nothing any more.", markup=False)


def remove_server(context: typer.Context, name: ServerName, as_json: Json = False) -> None:
    """Forget a server and its key; what was sent to it stays known."""
    with open_workspace(context) as workspace:
        workspace.remove_server(name)
    if as_json:
        emit_json({"server": name, "removed": True})
    else:
        out().print(f"{name} and its key are forgotten.", markup=False)


def servers(context: typer.Context, as_json: Json = False) -> None:
    """List the servers, and whether they may be asked."""
    with open_workspace(context) as workspace:
        rows = [row(item) for item in workspace.servers()]
    if as_json:
        emit_json(rows)
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("Server", "Model", "Host", "Takes", "Key", "Allowed"):
        table.add_column(heading)
    for item in rows:
        allowed = f"by {item['allowed_by']}" if item["allowed"] else "no"
        key = "kept" if item["has_key"] else "none"
        takes = ", ".join(item["modalities"])
        cells = (item["server"], item["model"], item["host"], takes, key, allowed)
        table.add_row(*map(escape, cells))
    out().print(table)


def sent(
    context: typer.Context,
    study: StudyName,
    *,
    text: Annotated[bool, typer.Option("--text", help="With the words, as they left.")] = False,
    as_json: Json = False,
) -> None:
    """List what was sent of a study to servers: when, by whom, hashes; the words on request."""
    with open_workspace(context) as workspace:
        records = workspace.sent(find_study(workspace, study))
    if as_json:
        emit_json(
            [
                {
                    "at": item.at,
                    "by": item.by,
                    "server": item.what.server,
                    "host": item.what.host,
                    "model": item.what.model,
                    "template": item.what.template,
                    "sha256": item.what.sha256,
                    "bytes": item.what.bytes,
                    "films": list(item.what.films),
                    "masked": item.what.masked,
                    "sounds": list(item.what.sounds),
                    **({"text": item.what.text} if text else {}),
                }
                for item in records
            ]
        )
        return
    for item in records:
        what = item.what
        out().print(
            f"{item.at[:19]}  {item.by}  {what.server} ({what.host}, {what.model})  "
            f"{what.template}  {what.bytes} bytes, {len(what.films)} films "
            f"({what.masked} with blanked corners)  {what.sha256[:12]}",
            markup=False,
        )
        if text:
            out().print(what.text, markup=False)
    if not records:
        remark("Nothing of this study was sent to a server.")


def find_server(
    workspace: Workspace,
    name: str,
    study_uid: str,
    *,
    language: str = "en",
    keep_corners: bool = False,
) -> RemoteSource | None:
    """Return a server bound to a study; None where none has this name.

    Raises:
        ModelUnavailableError: If it is not allowed.
    """
    from omni_med.inference.language import remote_model

    if all(item.entry.name != name for item in workspace.servers()):
        return None
    return remote_model(workspace, name, study_uid, language=language, keep_corners=keep_corners)


def row(server: Server) -> dict[str, Any]:
    """Return a server as JSON; its key is not in it."""
    entry = server.entry
    return {
        "server": entry.name,
        "url": entry.url,
        "host": entry.host,
        "model": entry.model,
        "modalities": list(entry.modalities),
        "own_certificates": bool(entry.certificates),
        "per_minute": entry.per_minute,
        "timeout_s": entry.timeout_s,
        "price_in": entry.price_in,
        "price_out": entry.price_out,
        "has_key": server.has_key,
        "added": server.added,
        "added_by": server.added_by,
        "allowed": bool(server.allowed),
        "allowed_at": server.allowed,
        "allowed_by": server.allowed_by,
        "reason": server.reason,
    }


def _found(workspace: Workspace, name: str) -> Server:
    from omni_med.errors import UnknownModelError

    for item in workspace.servers():
        if item.entry.name == name:
            return item
    raise UnknownModelError(
        f"There is no server {name!r}.", hint="List them with `omni-med models servers`."
    )


def _check_name(workspace: Workspace, name: str) -> None:
    """Refuse a name that a model has: it would not be found any more."""
    from omni_med.models.language.fake import FAKE_LANGUAGE
    from omni_med.models.registry import backends

    taken = {factory.id for factory in backends()} | {FAKE_LANGUAGE}
    taken |= {model.id for model in workspace.registered_models()}
    if name in taken:
        raise UiError(f"{name} is the name of a model.", hint="Choose another for the server.")


def _confirm(server: Server) -> None:
    remark(
        f"Films and pseudonymised record of patients will be sent to {server.entry.host} "
        f"({server.entry.model}). No pseudonymisation of free text is perfect."
    )
    if not sys.stdin.isatty():
        raise UiError("Nobody is there to confirm it.", hint="Give --yes to confirm it.")
    answer = typer.prompt("Type the server's name to allow it", err=True, default="")
    if answer.strip() != server.entry.name:
        raise UiError("It was not confirmed: the server is not allowed.", hint="Try again.")


def _key(descriptor: int | None) -> str:
    """Return the key from a file descriptor, or asked for.

    Raises:
        PassphraseError: If it cannot be had.
    """
    if descriptor is None:
        return read_secret(None, "Key of the server: ", option="--key-fd or --no-key").strip()
    try:
        with os.fdopen(descriptor, "rb") as stream:
            data = stream.read(LARGEST_PASSPHRASE + 1)
        text = data.decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        text, data = "", b""
    if not text or len(data) > LARGEST_PASSPHRASE:
        raise PassphraseError(
            "There is no key to be read from that file descriptor.",
            hint="As in: --key-fd 3 3< FILE",
        )
    return text


def _pem(file: Path | None) -> str:
    if file is None:
        return ""
    with file.open("rb") as stream:
        data = stream.read(_LARGEST_CERTIFICATES + 1)
    text = data.decode("ascii", "replace")
    if len(data) > _LARGEST_CERTIFICATES or "-----BEGIN CERTIFICATE-----" not in text:
        raise UiError(
            f"There is no certificate in {file}.", hint="Give a PEM file with certificates."
        )
    return text
