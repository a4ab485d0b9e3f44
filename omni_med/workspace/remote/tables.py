"""What was sent to servers; the servers themselves are security rows."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from omni_med.workspace.tables import Base


class SentTable(Base):
    """One request of a study to a server, and the sealed object that holds what it said."""

    __tablename__ = "sent"
    sent_id: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(index=True)
    server: Mapped[str]
    by: Mapped[str]
    at: Mapped[str]
    object_id: Mapped[str]
