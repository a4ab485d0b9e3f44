"""The other workspace that vouches for this one: where it is, and how it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import settings
from ui.opening.passphrase import read_secret

if TYPE_CHECKING:
    from audit.identity import Proof
    from omni_med.workspace import Workspace

WitnessHome = Annotated[
    Path | None,
    typer.Option(
        "--witness",
        help="Folder of a workspace that keeps checkpoints of this one (`omni-med audit witness`).",
    ),
]
WitnessUser = Annotated[
    str | None, typer.Option(help="User of the other workspace; its only one if not given.")
]
WitnessSecret = Annotated[
    Path | None,
    typer.Option(
        help="File whose one line is the other workspace's pass phrase; asked for if not given."
    ),
]


@contextmanager
def opened_witness(
    context: typer.Context, home: Path | None, user: str | None, secret: Path | None
) -> Iterator[Workspace | None]:
    """Open the other workspace, and close it at the end; None where none is named.

    Args:
        context: Of the verb.
        home: Where it is.
        user: Who opens it; the only one by default.
        secret: File with that user's pass phrase; asked for by default.

    Raises:
        VaultError: One of its kinds: there is none, wrong pass phrase, unknown user.
        PassphraseError: If the pass phrase cannot be had.
    """
    if home is None:
        yield None
        return
    from audit.errors import VaultNotFoundError
    from omni_med.workspace import Workspace
    from ui.opening.second_factor import open_with_proof

    if not home.is_dir():
        raise VaultNotFoundError(f"There is no workspace at {home}.")
    known = read_secret(
        secret, "Pass phrase of the other workspace: ", option="--witness-passphrase-file"
    )
    place = replace(settings(context), home=home, user=user, code_file=None, anchor_file=None)

    def opened(proof: Proof) -> Workspace:
        return Workspace.open(home, user=user, passphrase=known, proof=proof)

    with open_with_proof(place, opened) as other:
        yield other
