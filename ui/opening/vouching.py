"""Anchors and a witness that the settings name: the trail is vouched for while a program runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.errors import VaultError
from ui.errors import PassphraseError
from ui.settings import Settings

if TYPE_CHECKING:
    from audit.identity import Proof
    from omni_med.workspace import Workspace

Tell = Callable[[str], None]


@contextmanager
def vouched(workspace: Workspace, current: Settings, tell: Tell) -> Iterator[None]:
    """Anchor the trail at once, every minute in which it grew, and at the end.

    Args:
        workspace: Whose trail.
        current: Names a file, another workspace as witness, both or none.
        tell: Told in words, once, what does not work; work goes on without.
    """
    with ExitStack() as stack:
        if current.anchor_file is not None:
            kept = workspace.keep_anchored(
                current.anchor_file,
                on_problem=lambda error: tell(f"The trail is not anchored: {error}"),
            )
            stack.enter_context(kept)
        if current.witness is not None:
            try:
                other = stack.enter_context(_opened(current))
            except (VaultError, PassphraseError, OSError) as error:
                tell(f"The trail is not witnessed: {error}")
            else:
                watched = workspace.keep_witnessed(
                    other, on_problem=lambda error: tell(f"The trail is not witnessed: {error}")
                )
                stack.enter_context(watched)
        yield


def _opened(current: Settings) -> Workspace:
    """Open the witness's workspace."""
    from omni_med.workspace import Workspace
    from ui.opening.passphrase import read_secret
    from ui.opening.second_factor import open_with_proof

    home = current.witness
    if home is None or not home.is_dir():
        raise VaultError(f"There is no workspace at {home}.")
    words = read_secret(
        current.witness_passphrase_file,
        "Pass phrase of the witness: ",
        option="OMNI_MED_WITNESS_PASSPHRASE_FILE",
    )
    user = current.witness_user
    place = replace(current, home=home, user=user, code_file=None, anchor_file=None, witness=None)

    def opened(proof: Proof) -> Workspace:
        return Workspace.open(home, user=user, passphrase=words, proof=proof)

    return open_with_proof(place, opened)
