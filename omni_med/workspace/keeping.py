"""What a security officer does with a workspace; each operation goes on the trail."""

from __future__ import annotations

from pathlib import Path

from audit import anchor
from audit.anchor import Anchored
from audit.vault import Vault


class Keeping:
    """The part of a workspace that keeps it safe."""

    _vault: Vault

    def anchor(self, file: Path) -> Anchored:
        """Append the trail's newest signed checkpoint to a file outside the workspace.

        Raises:
            VaultError: If the file lies inside the workspace.
            TamperedError: If the trail does not go on from what was anchored before.
            OSError: If the file cannot be written.
        """
        return anchor.anchor(self._vault, Path(file))
