"""The first catalogue: where every migration begins; new vaults are made as the newest one."""

from __future__ import annotations

revision = "1"
down_revision = None


def upgrade() -> None:
    """Change nothing: a catalogue of schema 1 is there."""
