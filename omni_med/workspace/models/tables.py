"""Users' models by name."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from omni_med.workspace.tables import Base


class UserModelTable(Base):
    """One model that was registered; the sealed object holds its folder and hashes."""

    __tablename__ = "user_model"
    entry_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    added: Mapped[str]
    removed: Mapped[str]  # empty while it may be used
    object_id: Mapped[str]
