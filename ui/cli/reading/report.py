"""``omni-med report``: a study's report as PDF, text or JSON, or a draft by a large model."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import (
    Json,
    StudyName,
    decode_pool,
    emit_json,
    find_study,
    open_workspace,
    out,
    remark,
    stoppable,
)
from ui.cli.reading.ask import (
    KeepCorners,
    check_language,
    cost_of,
    language_model,
    print_drafted,
    remark_cost,
    rendered,
    tell,
)
from ui.errors import UiError

if TYPE_CHECKING:
    from omni_med.domain import Case, KeyImage, Report
    from omni_med.workspace import Workspace

KINDS = (".pdf", ".txt", ".json")
DRAFTED = "drafted"
"""Kind under which a reader's draft keeps what each sentence of the model stood on."""


def run(
    context: typer.Context,
    study: StudyName,
    *,
    target: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="File to write (.pdf, .txt, .json); must not exist. May be left out with --model.",
        ),
    ] = None,
    template: Annotated[
        str, typer.Option(help="Template of a draft made now: chest, general.")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", "--lang", help="Language of a draft made now: en, zh.")
    ] = "en",
    model: Annotated[
        str,
        typer.Option(metavar="NAME", help="Let this large model draft findings and impression."),
    ] = "",
    keep_corners: KeepCorners = False,
    as_json: Json = False,
) -> None:
    """Write a study's report: the signed one with its addenda, else the draft, marked as one.

    Where no report was begun, a draft is made from your decisions and measurements, and not kept.
    With --model a large model drafts findings and impression: each sentence is looked up, what
    nothing supports is marked, and the draft is kept for you to check and sign.
    """
    if target is None and not model:
        raise UiError("Where is the report to go?", hint="Name a file with --out.")
    if target is not None:
        _check_target(target)
    with open_workspace(context) as workspace:
        uid = find_study(workspace, study)
        if model:
            _draft(workspace, uid, model, (template, language), keep_corners, as_json=as_json)
        if target is not None:
            _export(workspace, uid, target, (template, language), as_json=as_json)


def _check_target(target: Path) -> None:
    if target.suffix.lower() not in KINDS:
        raise UiError(
            f"A report cannot be written as {target.suffix or 'a file without ending'}.",
            hint="End the name in .pdf, .txt or .json.",
        )
    if target.exists():
        raise UiError(f"There is a file already: {target}", hint="Name another with --out.")


def _export(
    workspace: Workspace, uid: str, target: Path, wanted: tuple[str, str], *, as_json: bool
) -> None:
    """Write the report that counts into a file; it goes on the trail before."""
    case = workspace.open_case(uid)
    report, addenda = _chosen(workspace, case, *wanted)
    pictures = workspace.key_images(uid)
    detail = {"report": report.report_id, "as": target.suffix[1:].lower()}
    detail["status"] = report.status.value
    workspace.record_export("report.export", uid, detail)
    drafted = workspace.draft(uid, DRAFTED) if report.drafted_by else b""
    _write(target, _rendered(target, case, report, addenda, pictures, drafted=drafted))
    state = "signed" if report.is_signed else "a draft, not signed"
    words = f"Written to {target} ({state}); it holds patient data, unsealed."
    if as_json:
        remark(words)
    else:
        out().print(words, markup=False)


def _draft(
    workspace: Workspace,
    uid: str,
    model: str,
    wanted: tuple[str, str],
    keep_corners: bool,
    *,
    as_json: bool,
) -> None:
    """Let a large model draft findings and impression, and keep the draft with where it is from."""
    from omni_med.domain.codec import to_json
    from omni_med.inference.language import draft_study, gather
    from omni_med.report.drafted import check_writable, with_draft

    template, language = wanted
    check_language(language)
    begun, _ = _chosen(workspace, workspace.open_case(uid), template, language)
    check_writable(begun)
    with (
        decode_pool(1) as pool,
        stoppable() as cancelled,
        language_model(workspace, model, uid, language, keep_corners=keep_corners) as opened,
    ):
        gathered = gather(workspace, uid, opened, pool=pool)
        told = None if as_json else tell
        drafted = draft_study(opened, gathered, language=language, told=told, cancelled=cancelled)
        spent = cost_of(opened)
    kept = workspace.save_report(with_draft(begun, drafted))
    workspace.keep_draft(uid, DRAFTED, to_json(drafted))
    if as_json:
        emit_json(rendered(drafted, gathered.case) | {"cost": spent, "report": kept.report_id})
        return
    sys.stdout.write("\n\n")
    print_drafted(drafted, gathered.case)
    remark_cost(spent)
    remark("Kept as a draft of yours; only a person signs it, and not while a mark stands in it.")


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
    *,
    drafted: bytes = b"",
) -> bytes:
    from omni_med.domain.codec import to_plain
    from omni_med.report import report_text

    kind = target.suffix.lower()
    if kind == ".txt":
        return report_text(report, case.study, addenda).encode()
    if kind == ".json":
        document = {"report": to_plain(report), "addenda": [to_plain(item) for item in addenda]}
        if drafted:  # what each sentence of the model stood on
            document["drafted"] = json.loads(drafted)
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
