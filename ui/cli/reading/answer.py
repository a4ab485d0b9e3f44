"""An analysis as the JSON of the command line's contract, and as lines to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from omni_med.domain.finding import Status
from ui.cli.common import out
from ui.cli.reading.questions import question_line

if TYPE_CHECKING:
    from omni_med.domain import Analysis, Case, Code, Evidence, Finding, ModalityContribution


def render_analysis(analysis: Analysis, case: Case) -> dict[str, Any]:
    """Return an analysis with the contract's keys, the sentences of the evidence quoted."""
    from omni_med.domain.codec import to_plain

    texts = {note.note_id: note.text for note in case.notes}
    model = analysis.model
    return {
        "study_uid": analysis.study_uid,
        "model": {"id": model.id, "version": model.version, "adapter": model.adapter},
        "assessed": list(analysis.assessed),
        "not_assessed": list(analysis.not_assessed),
        "findings": [_finding(item, texts) for item in analysis.findings],
        "modalities": {item.modality: _modality(item) for item in analysis.modalities},
        "conflicts": [{**to_plain(item), "key": item.key} for item in analysis.conflicts],
        "conflict_score": analysis.conflict_score,
        "triage": {
            "priority": analysis.triage.priority.value,
            "reasons": list(analysis.triage.reasons),
        },
        "timings_ms": dict(analysis.timings_ms),
        "provenance": {
            "analysis_id": analysis.analysis_id,
            "created": analysis.created.isoformat(),
            "model_sha256": model.sha256,
            "ood": analysis.ood,
            "image_share": _share(analysis, "image"),
            "text_share": _share(analysis, "text"),
            "remarks": [
                *(text for item in analysis.modalities for text in item.remarks),
                *analysis.remarks,
            ],
            **to_plain(analysis.provenance),
        },
        "calibrated_at_this_site": bool(analysis.provenance.calibration),
    }


def _share(analysis: Analysis, modality: str) -> float | None:
    return next((item.share for item in analysis.modalities if item.modality == modality), None)


def _modality(item: ModalityContribution) -> dict[str, Any]:
    plain: dict[str, Any] = {"weight": item.weight, "quality": item.quality}
    if item.modality == "text":
        plain |= {"sentences_read": item.sentences_read or 0, "sentences": item.sentences or 0}
    return plain


def _finding(item: Finding, texts: dict[str, str]) -> dict[str, Any]:
    from omni_med.knowledge.codes import code_of
    from omni_med.knowledge.pneumonias import path_of

    volume = {} if item.volume_ml is None else {"volume_ml": item.volume_ml}
    doubt = {"doubt": item.doubt} if item.doubt else {}
    return {
        "name": item.name,
        "code": _code(item.code),
        "within": [{"name": name, "code": _code(code_of(name))} for name in path_of(item.name)],
        "probability": item.probability,
        "image_only": item.image_only,
        "text_only": item.text_only,
        "threshold": item.threshold,
        "status": item.status.value,
        "prediction_set": list(item.prediction_set),
        "evidence": [_evidence(piece, texts) for piece in item.evidence],
        **volume,
        **doubt,
    }


def _code(code: Code | None) -> dict[str, str] | None:
    if code is None:
        return None
    return {"system": code.system, "code": code.code, "display": code.display}


def _evidence(piece: Evidence, texts: dict[str, str]) -> dict[str, Any]:
    from omni_med.domain import RegionEvidence

    if isinstance(piece, RegionEvidence):
        return {
            "kind": "region",
            "sop_instance_uid": piece.sop_instance_uid,
            "frame": piece.frame,
            "box": list(piece.box),
            "influence": piece.influence,
        }
    return {
        "kind": "sentence",
        "note_id": piece.note_id,
        "start": piece.start,
        "end": piece.end,
        "text": texts.get(piece.note_id, "")[piece.start : piece.end],
        "influence": piece.influence,
    }


def print_analysis(analysis: Analysis, case: Case) -> None:
    """Print an analysis for a reader: what was assessed first, then findings and questions."""
    from rich.markup import escape

    console = out()
    model = analysis.model
    named = " ".join(filter(None, (model.version, model.adapter)))
    mode = analysis.provenance.mode
    named += f", {mode}" if mode != "parallel" else ""
    console.print(f"\n[bold]{escape(model.id)}[/bold] {escape(named)}")
    if analysis.assessed:
        ranked = {item.name for item in analysis.findings if item.status is Status.DIFFERENTIAL}
        assessed = [name for name in analysis.assessed if name not in ranked]
        console.print(f"Assessed: {', '.join(assessed) or 'nothing'}", markup=False)
        console.print(f"Not assessed: {', '.join(analysis.not_assessed) or '-'}", markup=False)
        _print_findings(analysis)
    else:
        console.print("Nothing was assessed.")
    for left_out, reason in analysis.provenance.images_left_out:
        console.print(f"  image ...{left_out[-12:]} not read: {reason}", markup=False)
    for item in analysis.modalities:
        for text in item.remarks:
            console.print(f"  {item.modality}: {text}", markup=False)
    for text in analysis.remarks:
        console.print(f"  {text}", markup=False)
    _print_sentences(analysis, case)
    for conflict in analysis.conflicts:
        console.print(f"[bold]Question:[/bold] {escape(question_line(conflict))}")
    if analysis.conflicts:
        console.print(f"  omni-med answer {analysis.study_uid} --holds ...", markup=False)
    reasons = "; ".join(analysis.triage.reasons)
    console.print(f"[bold]Triage: {analysis.triage.priority.value}[/bold] {escape(reasons)}")
    console.print(f"{calibration_words(analysis)} For research; not a medical device.", style="dim")


def calibration_words(analysis: Analysis) -> str:
    """Return whether the probabilities were checked on cases of this site."""
    if analysis.provenance.calibration:
        return f"Calibrated at this site ({analysis.provenance.calibration[:8]})."
    return "Not calibrated at this site."


def _print_findings(analysis: Analysis) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("Finding", "Status", "Fused", "Image only", "Text only", "Threshold"):
        words = heading in {"Finding", "Status"}
        table.add_column(
            heading,
            justify="left" if words else "right",
            overflow="fold",
            no_wrap=heading in {"Status", "Threshold"},
            min_width=14 if heading == "Finding" else None,
        )
    shown = rows_of(analysis.findings)
    for item in shown:
        numbers = (item.probability, item.image_only, item.text_only, item.threshold)
        table.add_row(escape(item.name), item.status.value, *map(percent, numbers))
    out().print(table)
    if len(shown) < len(analysis.findings):
        out().print("  No differential: nothing was seen whose kinds could be ranked.")
    if above := above_words(shown):
        out().print(f"  Together: {above}.", markup=False)
    for item in shown:
        if item.volume_ml:
            out().print(f"  {item.name}: {item.volume_ml:,.1f} mL", markup=False)
        if item.prediction_set:
            left = left_words(item.prediction_set, here=bool(analysis.provenance.calibration))
            out().print(f"  {item.name}: {left}", markup=False)
        if item.doubt:
            out().print(f"  {item.name}: {item.doubt}", markup=False)


def above_words(findings: Sequence[Finding]) -> str:
    """Return what the kinds of a differential add up to in the tree above them, in words."""
    from omni_med.knowledge.pneumonias import totals

    kinds = {item.name: item.probability for item in findings if item.status is Status.DIFFERENTIAL}
    return ", ".join(f"{name} {percent(share)}" for name, share in totals(kinds).items())


def left_words(labels: tuple[str, ...], *, here: bool) -> str:
    """Return what a set of answers leaves open, in the desktop's words.

    Args:
        labels: Of the prediction set, one or both.
        here: Whether the set was made on cases of this site.
    """
    if len(labels) > 1:
        return "neither present nor absent can be excluded"
    other = "absent" if labels == ("present",) else "present"
    return f"{other} is excluded, by {'this site' if here else 'the model'}'s own cases"


def rows_of(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return what a reader is shown, as in the desktop: no kinds where nothing was seen."""
    own = [item for item in findings if item.status is not Status.DIFFERENTIAL]
    seen = any(item.status is not Status.ABSENT for item in own)
    return findings if seen or not own else own


def percent(value: float | None) -> str:
    """Return a probability for reading: whole percents, never a false 0 or 100."""
    if value is None:
        return "-"
    if value < 0.01:
        return "<1 %"
    if value > 0.99:
        return ">99 %"
    return f"{value:.0%}".replace("%", " %")


def _print_sentences(analysis: Analysis, case: Case) -> None:
    from omni_med.domain import SentenceEvidence

    texts = {note.note_id: note.text for note in case.notes}
    seen: set[tuple[str, int]] = set()
    for item in analysis.findings:
        for piece in item.evidence:
            if not isinstance(piece, SentenceEvidence) or (piece.note_id, piece.start) in seen:
                continue
            seen.add((piece.note_id, piece.start))
            if len(seen) == 1:
                out().print("Sentences of the record that moved the answer (+ for it, - against):")
            words = " ".join(texts.get(piece.note_id, "")[piece.start : piece.end].split())
            out().print(f"  {item.name} {piece.influence:+.2f}: “{words}”", markup=False)
