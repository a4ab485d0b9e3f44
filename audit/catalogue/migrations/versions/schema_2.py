"""A trail that can be purged: hashes stand for what went, and a checkpoint outlives its entry.

Schema 1 tied each checkpoint to the entry before it by a foreign key (``last``), so that no entry
could go; and a program of then would call a purged trail bent.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make the table of hashes, and free the checkpoints."""
    op.create_table(
        "vault_purged",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
        if_not_exists=True,  # a backup brought up to date has younger tables already
    )
    with op.batch_alter_table("vault_checkpoint", recreate="always") as table:
        table.drop_column("last")
