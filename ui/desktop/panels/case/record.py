"""The record: every note, used or not and why, with the sentences that mattered."""

from __future__ import annotations

from html import escape

from PyQt6.QtGui import QTextCursor
from PyQt6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from omni_med.domain import Analysis, Conflict, Finding, Note, NoteKind, NoteUse, SentenceEvidence
from ui.desktop import theme
from ui.desktop.i18n.told import told
from ui.desktop.panels.common import label

Span = tuple[int, int, str]
"""Start, end, style: characters of a note to highlight."""

_MARK = "background-color: #4d3d10; color: #ffe9b0;"
_MARK_AGAINST = "background-color: #16365c; color: #cfe6ff;"
_MARK_CONFLICT = "background-color: #5c1f1a; color: #ffd9d4;"


class RecordPanel(QWidget):
    """Shows the notes of a case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        self._legend = label(
            self.tr(
                "Highlighted: what moved the answer most (amber for, blue against), "
                "and what contradicts the images (red)."
            ),
            "muted",
        )
        layout.addWidget(self._legend)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Record"))
        self.text.setOpenLinks(False)
        layout.addWidget(self.text, 1)
        self._notes: tuple[Note, ...] = ()
        self._analysis: Analysis | None = None
        self._finding = ""

    def show_notes(self, notes: tuple[Note, ...]) -> None:
        """Show the notes of another case."""
        self._notes, self._analysis, self._finding = notes, None, ""
        self._render()

    def show_evidence(self, analysis: Analysis | None, finding: str) -> None:
        """Highlight what moved the answer on one finding."""
        self._analysis, self._finding = analysis, finding
        self._render()

    def show_conflict(self, conflict: Conflict) -> None:
        """Bring the sentence of a conflict into view."""
        if conflict.note_id:
            self.text.scrollToAnchor(f"{conflict.note_id}:{conflict.start}")

    @property
    def has_notes(self) -> bool:
        """True where the case has a record."""
        return bool(self._notes)

    def plain(self) -> str:
        """Return what is shown, as plain text."""
        return self.text.toPlainText()

    def _render(self) -> None:
        if not self._notes:
            self.text.setHtml(f"<p style='color:{theme.MUTED}'>{self._nothing()}</p>")
            self._legend.hide()
            return
        self._legend.setVisible(self._analysis is not None)
        position = self.text.verticalScrollBar()
        at = position.value() if position is not None else 0
        self.text.setHtml("".join(self._note_html(note) for note in self._notes))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        if position is not None:
            position.setValue(at)

    def _nothing(self) -> str:
        return escape(self.tr("No record is attached to this study."))

    def _note_html(self, note: Note) -> str:
        kind = {
            NoteKind.REQUEST: self.tr("Request"),
            NoteKind.CLINICAL: self.tr("Clinical note"),
            NoteKind.REPORT: self.tr("Report of this study"),
        }[note.kind]
        when = note.written.strftime("%Y-%m-%d %H:%M") if note.written else ""
        head = " · ".join(escape(part) for part in (kind, when, note.author, note.source) if part)
        body = marked(note, self._spans(note)).replace("\n", "<br>")
        return (
            f"<p style='margin:0 0 2px 0; color:{theme.MUTED}; font-weight:600'>{head}</p>"
            f"{self._use_html(note)}"
            f"<p style='margin:4px 0 18px 0; line-height:140%'>{body}</p>"
        )

    def _use_html(self, note: Note) -> str:
        use = self._use(note)
        if use is None:
            return ""
        sign, ink = ("✓", theme.GOOD) if use.used else ("✗", theme.WARNING)
        word = self.tr("used") if use.used else self.tr("not used")
        reason = told(use.reason)
        line = escape(f"{sign} {word}: {reason}" if reason else f"{sign} {word}")
        return f"<p style='margin:0; color:{ink}'>{line}</p>"

    def _use(self, note: Note) -> NoteUse | None:
        if self._analysis is None:
            return None
        uses = self._analysis.provenance.notes
        return next((use for use in uses if use.note_id == note.note_id), None)

    def _spans(self, note: Note) -> list[Span]:
        if self._analysis is None:
            return []
        spans: list[Span] = [
            (conflict.start, conflict.end, _MARK_CONFLICT)
            for conflict in self._analysis.conflicts
            if conflict.note_id == note.note_id and conflict.end > conflict.start
        ]
        for finding in self._analysis.findings:
            if finding.name != self._finding:
                continue
            spans += [
                (item.start, item.end, _MARK if item.influence >= 0 else _MARK_AGAINST)
                for item in strongest(finding)
                if item.note_id == note.note_id
            ]
        return spans


def strongest(finding: Finding) -> list[SentenceEvidence]:
    """Return the sentences with at least a quarter of the strongest one's influence.

    Where everything is highlighted, nothing is.
    """
    found = [item for item in finding.evidence if isinstance(item, SentenceEvidence)]
    least = 0.25 * max((abs(item.influence) for item in found), default=0.0)
    return [item for item in found if abs(item.influence) >= least and item.influence != 0.0]


def marked(note: Note, spans: list[Span]) -> str:
    """Return a note's text as HTML with spans highlighted; of two that overlap the first counts."""
    taken: list[Span] = []
    for span in spans:
        start, end = max(span[0], 0), min(span[1], len(note.text))
        if start < end and all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, span[2]))
    parts, at = [], 0
    for start, end, style in sorted(taken):
        parts.append(escape(note.text[at:start]))
        anchor = escape(f"{note.note_id}:{start}", quote=True)
        words = escape(note.text[start:end])
        parts.append(f"<a name='{anchor}'></a><span style='{style}'>{words}</span>")
        at = end
    return "".join([*parts, escape(note.text[at:])])
