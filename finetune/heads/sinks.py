"""Where else the curves of a teaching may go: TensorBoard's event files."""

from __future__ import annotations

from pathlib import Path


class TensorBoard:
    """Writes event files for ``tensorboard --logdir``, with TensorBoard's own writer."""

    def __init__(self, folder: Path) -> None:
        """Begin a new event file in ``folder``."""
        from tensorboard.summary import Writer

        folder.mkdir(parents=True, exist_ok=True)
        self._writer = Writer(str(folder))

    def scalar(self, name: str, value: float, step: int) -> None:
        """Take one number."""
        self._writer.add_scalar(name, value, step)

    def close(self) -> None:
        """Write what is left."""
        self._writer.close()
