"""``omni-med report``: a study's report as PDF, text or JSON, with an entry on the trail."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import StudyName, find_study, open_workspace, out
from ui.errors import UiError

if TYPE_CHECKING:
    from omni_med.domain import Case, KeyImage, Report
    from omni_med.workspace import Workspace

KINDS = (".pdf", ".txt", ".json")


def run(
    context: typer.Context,
    study: StudyName,
    target: Annotated[
        Path,
        typer.Option("--out", help="File to write (.pdf, .txt, .json); must not exist."),
    ],
    template: Annotated[
        str, typer.Option(help="Template of a draft made now: chest, general.")
    ] = "",
    language: Annotated[str, typer.Option(help="Language of a draft made now: en, zh.")] = "en",
) -> None:
    """Write a study's report: the signed one with its addenda, else the draft, marked as one.

    Where no report was begun, a draft is made from your decisions and measurements, and not kept.
    """
    if target.suffix.lower() not in KINDS:
        raise UiError(
            f"A report cannot be written as {target.suffix or 'a file without ending'}.",
            hint="End the name in .pdf, .txt or .json.",
        )
    if target.exists():
        raise UiError(f"There is a file already: {target}", hint="Name another with --out.")
    with open_workspace(context) as workspace:
        uid = find_study(workspace, study)
        case = workspace.open_case(uid)
        report, addenda = _chosen(workspace, case, template, language)
        pictures = workspace.key_images(uid)
        detail = {"report": report.report_id, "as": target.suffix[1:].lower()}
        detail["status"] = report.status.value
        workspace.record_export("report.export", uid, detail)
        _write(target, _rendered(target, case, report, addenda, pictures))
    state = "signed" if report.is_signed else "a draft, not signed"
    out().print(f"Written to {target} ({state}); it holds patient data, unsealed.", markup=False)


def _chosen(
    workspace: Workspace, case: Case, template: str, language: str
) -> tuple[Report, tuple[Report, ...]]:
    """Return the report to write and its addenda."""
    from datetime import UTC, datetime

    from omni_med.report import Material, draft_report, template_for

    uid, me = case.study.study_uid, workspace.user
    reports = [item for item in workspace.reports(uid) if not item.amends]
    signed = [item for item in reports if item.is_signed]
    if signed or reports:
        chosen = (signed or reports)[-1]
        amended = (i for i in workspace.reports(uid) if i.amends == chosen.report_id)
        return chosen, tuple(item for item in amended if item.is_signed)
    analyses = workspace.analyses(uid)
    said = [d for item in analyses for d in workspace.decisions(item.analysis_id)]
    measured = tuple(item for item in workspace.measurements(uid) if item.author == me)
    images = tuple(image for image, _png in workspace.key_images(uid) if image.author == me)
    own = tuple(item for item in said if item.reader == me)
    material = Material(case, analyses, own, measured, images)
    chosen_template = template_for(case.study, language, template)
    return draft_report(material, chosen_template, author=me, now=datetime.now(UTC)), ()


def _rendered(
    target: Path,
    case: Case,
    report: Report,
    addenda: tuple[Report, ...],
    pictures: tuple[tuple[KeyImage, bytes], ...],
) -> bytes:
    from omni_med.domain.codec import to_plain
    from omni_med.report import report_text

    kind = target.suffix.lower()
    if kind == ".txt":
        return report_text(report, case.study, addenda).encode()
    if kind == ".json":
        document = {"report": to_plain(report), "addenda": [to_plain(item) for item in addenda]}
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    from ui.desktop.report_pdf import report_pdf

    pngs = {image.image_id: png for image, png in pictures}
    wanted = [pngs[image.image_id] for image in report.key_images]
    return report_pdf(report, case.study, addenda, wanted)


def _write(target: Path, data: bytes) -> None:
    """Write a new file that only its owner reads; nothing stays where the disk is full."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
    except OSError:
        target.unlink(missing_ok=True)
        raise
