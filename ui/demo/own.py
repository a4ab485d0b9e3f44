"""The tour on the user's own files: what came in, what is said of it, and why to believe it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Status
from omni_med.inference.run import analyze_study, replay_study
from omni_med.models.protocols import Weights
from omni_med.models.registry import get
from omni_med.workspace import Workspace
from ui.cli.reading.answer import percent
from ui.demo.scenes import Scene
from ui.demo.stage import USER, Stage
from ui.demo.vault_scenes import flipped_byte_found, verified

MOST = 4
"""Studies that are answered; a demonstration is no batch."""


@contextmanager
def set_own_stage(folder: Path, model: str, study: Path) -> Iterator[Stage]:
    """Load the model and open a new workspace; the user's files stay where they are."""
    backend = get(model).load()
    home = folder / "workspace"
    passphrase = "-".join(secrets.token_hex(3) for _ in range(4))
    with ExitStack() as stack:
        workspace = stack.enter_context(Workspace.create(home, user=USER, passphrase=passphrase))
        pool = stack.enter_context(DecodePool())
        yield Stage(folder, study, home, passphrase, workspace, pool, backend, {})


def own_tour(study: Path, notes: Sequence[Path]) -> tuple[Callable[[Stage], Scene], ...]:
    """Return the scenes for a user's files."""
    return (
        lambda stage: came_in(stage, study, notes),
        answered,
        record_counts,
        replayed,
        flipped_byte_found,
        verified,
    )


def came_in(stage: Stage, study: Path, notes: Sequence[Path]) -> Scene:
    """Bring the files in; what cannot be read is counted with its reason."""
    report = stage.workspace.import_paths([study], notes=notes, pool=stage.pool)
    came = f"{len(report.studies)} studies with {report.instances} images, {report.notes} notes"
    lines = [f"{came}, all sealed; your files were not changed."]
    reasons: dict[str, int] = {}
    for item in report.unreadable:
        reasons[item.message] = reasons.get(item.message, 0) + 1
    lines += [f"not taken, {count} files: {reason}" for reason, count in reasons.items()]
    lines += [f"record not attached: {reason}" for reason in report.notes_refused]
    ok = bool(report.studies) and not (notes and not report.notes)
    return Scene("Your files come in", tuple(lines), ok)


def answered(stage: Stage) -> Scene:
    """Answer the first studies: scope, verdict, how sure; or why not."""
    lines: list[str] = []
    uids = _uids(stage)
    for number, uid in enumerate(uids, 1):
        analysis = analyze_study(stage.workspace, uid, backend=stage.backend, pool=stage.pool)
        lines += [f"study {number}: {line}" for line in _said(analysis)]
    left = len(stage.workspace.studies()) - len(uids)
    if left > 0:
        lines.append(f"{left} more studies are in the workspace, not answered here.")
    lines.append("Not assessed by this model: " + ", ".join(stage.backend.card.not_assessed))
    return Scene("What the model says, and what it does not", tuple(lines), bool(uids))


def record_counts(stage: Stage) -> Scene:
    """Answer with and without the record, where there is one that the model read."""
    for uid in _uids(stage):
        both = stage.workspace.analyses(uid)[0]
        text = next((item for item in both.modalities if item.modality == "text"), None)
        if not both.findings or text is None or not text.sentences_read:
            continue
        alone = analyze_study(
            stage.workspace,
            uid,
            backend=stage.backend,
            pool=stage.pool,
            weights=Weights(image=1, text=0),
        )
        lines = [f"{'':28}{'image + record':>15}{'image only':>12}"]
        lines += [
            f"{first.name[:27]:28}{percent(first.probability):>15}{percent(second.probability):>12}"
            for first, second in zip(both.findings, alone.findings, strict=False)
        ]
        lines += [conflict.question for conflict in both.conflicts]
        same = all(
            first.image_only == second.probability
            for first, second in zip(both.findings, alone.findings, strict=False)
        )
        lines.append(
            "image only is the answer at text weight 0"
            + (", the same numbers" if same else ": NOT the same numbers")
        )
        return Scene("The answer with and without the record", tuple(lines), same)
    line = "No record that the model read, or no film that it is meant for: nothing to compare."
    return Scene("The answer with and without the record", (line,), ok=True)


def replayed(stage: Stage) -> Scene:
    """Compute a kept answer again from the sealed files."""
    for uid in _uids(stage):
        kept = stage.workspace.analyses(uid)[0]
        again = replay_study(stage.workspace, kept, backend=stage.backend, pool=stage.pool)
        same = [f.probability for f in kept.findings] == [f.probability for f in again.findings]
        words = f"{len(kept.findings)} numbers: {'the same' if same else 'NOT the same'}"
        return Scene("A kept answer can be replayed", (words,), same)
    return Scene("A kept answer can be replayed", ("There is none.",), ok=False)


def _uids(stage: Stage) -> tuple[str, ...]:
    return tuple(row.study_uid for row in stage.workspace.studies()[:MOST])


def _said(analysis: Analysis) -> list[str]:
    if not analysis.findings:
        return ["cannot assess: " + "; ".join(analysis.triage.reasons)]
    lines = []
    for finding in analysis.findings:
        if finding.status is Status.DIFFERENTIAL:
            continue
        words = {
            Status.PRESENT: "present",
            Status.ABSENT: "not seen",
            Status.UNCERTAIN: "cannot tell",
        }[finding.status]
        lines.append(f"{finding.name}: {words}, probability {percent(finding.probability)}")
    return lines
