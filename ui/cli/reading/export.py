"""``omni-med export``: hand an analysis out as a file, with an entry on the trail."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import StudyName, find_study, open_workspace, out
from ui.cli.reading.answer import render_analysis
from ui.errors import UiError


class NothingToExportError(UiError):
    """The study has no analysis."""

    hint = "Run `omni-med analyze STUDY` first."


def run(
    context: typer.Context,
    study: StudyName,
    target: Annotated[
        Path, typer.Option("--out", help="File to write; must not exist.", dir_okay=False)
    ],
) -> None:
    """Write the latest analysis of a study as JSON, readable by you only (mode 0600)."""
    if target.exists():
        raise UiError(f"There is a file already: {target}", hint="Name another with --out.")
    with open_workspace(context) as workspace:
        uid = find_study(workspace, study)
        analyses = workspace.analyses(uid)
        if not analyses:
            raise NothingToExportError("This study was not analysed yet.")
        case = workspace.open_case(uid)
        document = render_analysis(analyses[0], case)
        workspace.record_export("analysis.export", uid, {"analysis": analyses[0].analysis_id})
        write_private(target, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    out().print(f"Written to {target}; it holds patient data, unsealed.", markup=False)


def write_private(target: Path, text: str) -> None:
    """Write a new file that only its owner reads; nothing stays where the disk is full."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        target.unlink(missing_ok=True)
        raise
