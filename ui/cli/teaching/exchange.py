"""``omni-med finetune export|import|signers``: heads between hospitals, signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out
from ui.cli.teaching.gate import HeadName
from ui.errors import UiError

if TYPE_CHECKING:
    from omni_med.workspace.teaching.exchanging import TrustedSigner

app = typer.Typer(help="Whose heads are taken in here.", no_args_is_help=True)


def export(
    context: typer.Context,
    head: HeadName,
    *,
    target: Annotated[Path, typer.Option("--out", help="A new file.")],
    version: Annotated[
        str, typer.Option(help="The one in force, else the newest, if not given.")
    ] = "",
    merged: Annotated[
        bool,
        typer.Option(
            "--merged", help="As an ONNX file for other programs, in the model's last block."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a head of this workspace into one file, signed with the workspace's key."""
    if merged:
        _export_merged(context, head, target, as_json=as_json)
        return
    with open_workspace(context) as workspace:
        key = workspace.bundle_key()
        row = workspace.export_head(head, target, version)
    size = target.stat().st_size
    if as_json:
        named = {"head": row.name, "version": row.version, "file": str(target), "bytes": size}
        emit_json({**named, "signer": key.fingerprint})
        return
    out().print(f"Head {row.name} {row.version}, {size} bytes, in {target}.", markup=False)
    out().print(f"Signed by {key.fingerprint}", markup=False)


def _export_merged(context: typer.Context, name: str, target: Path, *, as_json: bool) -> None:
    """Write the last block with the newest version of a head in it; it bears no signature."""
    from omni_med.models.heads.bundle import load_head
    from omni_med.models.heads.merging import merged_block

    if target.exists():
        raise UiError("There is a file of that name.", hint="Name another one.")
    with open_workspace(context) as workspace:
        card, numbers = workspace.candidate(name)
        data = merged_block(load_head(card, numbers))
        detail = {"head": card.name, "version": card.version}
        workspace.record_export("head.export-merged", detail=detail)
        target.write_bytes(data)
    if as_json:
        emit_json({**detail, "file": str(target), "bytes": len(data), "signer": None})
        return
    out().print(
        f"Head {card.title} in the last block of {card.base_id} {card.base_version}, "
        f"{len(data)} bytes, in {target}. It bears no signature.",
        markup=False,
    )


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A bundle that `finetune export` wrote.")],
    name: Annotated[
        str, typer.Option("--as", help="What to call it here; its own name, if not given.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Take in a head from a signed bundle: a candidate, which reads nobody yet."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        row = workspace.import_head(file, name)
    if as_json:
        emit_json(to_plain(row))
        return
    out().print(f"Head {row.name} {row.version} is here, signed by {row.signer}.", markup=False)
    out().print(f"Next: omni-med finetune evaluate {row.name} --locked DATASET", markup=False)


@app.command("key")
def key(context: typer.Context, as_json: Json = False) -> None:
    """Print the key that heads of this workspace are signed with, for who is to trust it."""
    with open_workspace(context) as workspace:
        own = workspace.bundle_key()
    if as_json:
        emit_json({"key": own.key, "fingerprint": own.fingerprint})
        return
    out().print(own.key, markup=False)
    out().print(f"Fingerprint, to be compared by telephone: {own.fingerprint}", markup=False)


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List who is trusted, and who no longer is."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        found = workspace.signers()
    if as_json:
        emit_json([to_plain(item) for item in found])
        return
    table = Table(box=None, pad_edge=False)
    for title in ("fingerprint", "who", "added", "by", "removed"):
        table.add_column(title, overflow="fold")
    for item in found:
        table.add_row(item.fingerprint, item.name, item.added, item.added_by, item.removed or "-")
    out().print(table if found else "No signer is trusted here.")


@app.command("trust")
def trust(
    context: typer.Context,
    signer: Annotated[str, typer.Argument(metavar="KEY", help="What `signers key` printed there.")],
    name: Annotated[str, typer.Option(help="Who it is.")],
    as_json: Json = False,
) -> None:
    """Take in heads that a key signed; compare its fingerprint by telephone first."""
    with open_workspace(context) as workspace:
        _tell(workspace.trust_signer(signer, name), as_json=as_json)


@app.command("remove")
def remove(
    context: typer.Context,
    fingerprint: Annotated[str, typer.Argument(help="Of the signer, or its beginning.")],
    reason: Annotated[str, typer.Option(help="Why; it goes on the trail.")],
    as_json: Json = False,
) -> None:
    """Take in no more heads of a signer; what is here stays."""
    with open_workspace(context) as workspace:
        _tell(workspace.distrust_signer(fingerprint, reason), as_json=as_json)


def _tell(signer: TrustedSigner, *, as_json: bool) -> None:
    from omni_med.domain.codec import to_plain

    if as_json:
        emit_json(to_plain(signer))
        return
    state = "no longer trusted" if signer.removed else "trusted"
    out().print(f"{signer.name} is {state} here: {signer.fingerprint}", markup=False)
