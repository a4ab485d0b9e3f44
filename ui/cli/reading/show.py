"""``omni-med show``: one study with its series, notes and the latest answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ui.cli.common import Json, StudyName, emit_json, find_study, open_workspace, out
from ui.cli.reading.answer import print_analysis, render_analysis

if TYPE_CHECKING:
    from omni_med.domain import Case


def run(context: typer.Context, study: StudyName, as_json: Json = False) -> None:
    """Show a study: its series, the record, and the latest analysis."""
    with open_workspace(context) as workspace:
        uid = find_study(workspace, study)
        case = workspace.open_case(uid)
        analyses = workspace.analyses(uid)
    if as_json:
        document = _plain(case)
        document["analyses"] = [render_analysis(item, case) for item in analyses]
        emit_json(document)
        return
    _print_case(case)
    if analyses:
        print_analysis(analyses[0], case)
    else:
        out().print(f"\nNot analysed yet: omni-med analyze {uid}", markup=False)


def _plain(case: Case) -> dict[str, Any]:
    from omni_med.domain.codec import to_plain

    document: dict[str, Any] = to_plain(case.study)
    document["modalities"] = list(case.study.modalities)
    document["notes"] = [to_plain(note) for note in case.notes]
    document["priors"] = [prior.study_uid for prior in case.priors]
    return document


def _print_case(case: Case) -> None:
    study, patient = case.study, case.study.patient
    console = out()
    who = [patient.name or "(no name)", patient.sex]
    who.append(f"{study.patient_age:.0f} years" if study.patient_age is not None else "")
    lines = [
        ", ".join(part for part in who if part),
        f"Patient ID {patient.patient_id} {patient.issuer}".rstrip(),
        f"Accession  {study.accession or '-'}   Study {study.study_uid}",
        f"Examined   {study.started or '-'}   {study.description} {study.priority}".rstrip(),
    ]
    for series in study.series:
        label = series.description or series.body_part
        lines.append(f"  {series.modality:4} {len(series.instances):5} images  {label}".rstrip())
    for note in case.notes:
        head = " ".join(note.text.split())
        short = head if len(head) <= 100 else head[:99] + "\N{HORIZONTAL ELLIPSIS}"
        lines.append(f"  {note.kind.value} note, {note.written or 'no date'}: {short}")
    if case.priors:
        lines.append(f"  {len(case.priors)} earlier studies of this patient")
    for line in lines:
        console.print(line, markup=False)
