"""Looks at locked sets, counted by the set's bytes and by each of its cases."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from omni_med.workspace.teaching.tables import LockedCaseTable, LockedTable


def count_look(session: Session, digest: str, marks: Collection[str]) -> int:
    """Count one more look; returns the number of it.

    Whatever shares a case with what was looked at before goes on from that count.

    Args:
        session: A write transaction.
        digest: Of the set.
        marks: Files, objects and patients of its cases, as this vault names them.
    """
    rows: list[LockedTable | LockedCaseTable] = []
    known = session.get(LockedTable, digest)
    rows.append(known or LockedTable(digest=digest, looks=0))
    for mark in sorted(marks):
        found = session.get(LockedCaseTable, mark)
        rows.append(found or LockedCaseTable(mark=mark, looks=0))
    looks = 1 + max(row.looks for row in rows)
    for row in rows:
        row.looks = looks
    session.add_all(rows)
    return looks
