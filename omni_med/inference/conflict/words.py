"""How a question names the record and quotes it."""

from __future__ import annotations

from omni_med.domain import Note, NoteKind

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = {
    NoteKind.REQUEST: "request",
    NoteKind.CLINICAL: "clinical note",
    NoteKind.REPORT: "earlier report",
}
_LONGEST = 160


def record(note: Note) -> str:
    """Return ``Record (clinical note, 20 Nov)``."""
    kind = _KINDS[note.kind]
    if note.written is None:
        return f"Record ({kind})"
    return f"Record ({kind}, {note.written.day} {_MONTHS[note.written.month - 1]})"


def quoted(words: str) -> str:
    """Return words on one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
