"""What a sceptic asks, one function a question; each looks and says whether it holds.

Nothing here prints. A scene gives lines to read and its verdict; all of them together are the
tour of ``omni-med demo``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from omni_med.domain import Analysis, Priority, Series
from omni_med.inference.run import analyze_study, prepare_study, replay_study
from omni_med.models.protocols import ModelInputs, Prediction, Weights
from omni_med.workspace import StudyRow
from ui.cli.reading.answer import percent
from ui.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Scene:
    """One question and its answer.

    Attributes:
        title: The question's matter, in a few words.
        lines: What was seen.
        ok: Whether what was promised holds.
    """

    title: str
    lines: tuple[str, ...]
    ok: bool


def imported(stage: Stage) -> Scene:
    """Bring all patients in, each with the record."""
    studies = instances = notes = 0
    refused: list[str] = []
    for case in stage.cases.values():
        records = [case.record] if case.record else []
        report = stage.workspace.import_paths([case.folder], notes=records, pool=stage.pool)
        studies += len(report.studies)
        instances += report.instances
        notes += report.notes
        refused += report.notes_refused
    lines = [f"{studies} studies with {instances} images and {notes} notes, all sealed:"]
    lines += [f"{case.order.accession}: {case.what}" for case in stage.cases.values()]
    records_given = sum(case.record is not None for case in stage.cases.values())
    ok = studies == len(stage.cases) and notes == records_given and not refused
    return Scene("Synthetic patients come in", tuple(lines), ok)


def with_and_without_note(stage: Stage) -> Scene:
    """Answer one case with the record, without it, and by the record alone."""
    alone = analyse(stage, "fits", Weights(image=1, text=0))
    both = analyse(stage, "fits")  # the newest: what the desktop shows
    lines = [f"{'':28}{'image + record':>15}{'image only':>12}{'record only':>13}"]
    for finding, hidden in zip(both.findings, alone.findings, strict=False):
        numbers = f"{percent(finding.probability):>15}{percent(hidden.probability):>12}"
        numbers += f"{percent(finding.text_only):>13}"
        lines.append(f"{finding.name[:27]:28}{numbers}  {finding.status.value}")
    moved = any(
        first.probability != second.probability
        for first, second in zip(both.findings, alone.findings, strict=False)
    )
    text = next((item for item in both.modalities if item.modality == "text"), None)
    if text is not None:
        lines.append(f"Read {text.sentences_read} of {text.sentences} sentences of the record.")
    return Scene(
        "The answer with and without the record", tuple(lines), bool(both.findings) and moved
    )


def hidden_is_hidden(stage: Stage) -> Scene:
    """Swap pixels at image weight 0, and words at text weight 0: not one bit may change."""
    mine = _inputs(stage, "fits")
    other = _inputs(stage, "stat")
    pixels = replace(
        mine,
        images=tuple(
            replace(image, pixels=strange.pixels)
            for image, strange in zip(mine.images, other.images, strict=False)
        ),
    )
    words = replace(
        mine,
        sentences=tuple(
            replace(item, text=" ".join(reversed(item.text.split()))) for item in mine.sentences
        ),
    )
    lines, ok = [], bool(mine.images) and bool(mine.sentences)
    for what, changed, weights in (
        ("image weight 0, another patient's pixels", pixels, Weights(image=0, text=1)),
        ("text weight 0, the words turned round", words, Weights(image=1, text=0)),
    ):
        before, after = (_infer(stage, inputs, weights) for inputs in (mine, changed))
        same = before == after and bool(before)
        shown = f"{before[0]!r} and {after[0]!r}" if before and after else "no answer"
        lines.append(f"{what}: {shown}, {'the same bit for bit' if same else 'NOT the same'}")
        ok &= same
    open_answer = _infer(stage, mine, Weights())
    moved = all(_infer(stage, inputs, Weights()) != open_answer for inputs in (pixels, words))
    lines.append(
        "at weight 1 the same two swaps "
        + ("change the answer, each by itself" if moved else "do NOT both change the answer")
    )
    return Scene("What is hidden is hidden", tuple(lines), ok and moved)


def wrong_record_refused(stage: Stage) -> Scene:
    """Offer one patient's record to another patient's study."""
    record, target = stage.cases["fits"].record, stage.cases["contradicts"]
    notes = [record] if record else []
    report = stage.workspace.import_paths([target.folder], notes=notes, pool=stage.pool)
    said = " ".join(report.notes_refused)
    person = stage.cases["fits"].order.person
    anonymous = person.patient_id not in said and person.name not in said
    ok = report.notes == 0 and bool(report.notes_refused) and anonymous
    lines = (*report.notes_refused, "The refusal names nobody: pseudonyms only.")
    return Scene("The wrong patient's record is refused", lines, ok)


def contradiction_asked(stage: Stage) -> Scene:
    """Answer a film whose record says the opposite; the one that fits must raise no question."""
    analysis = analyse(stage, "contradicts")
    fitting = stage.workspace.analyses(stage.cases["fits"].study_uid)[0].conflicts
    lines = [conflict.question for conflict in analysis.conflicts] or ["No question was asked."]
    lines.append(
        f"The film whose record fits: {'WRONGLY asked' if fitting else 'no such question'}."
    )
    return Scene(
        "Film and record contradict each other",
        tuple(lines),
        bool(analysis.conflicts) and not fitting,
    )


def knee_refused(stage: Stage) -> Scene:
    """Answer a knee whose header says CHEST."""
    analysis = analyse(stage, "knee")
    reasons = dict.fromkeys(reason for _, reason in analysis.provenance.images_left_out)
    lines = ["The header says CHEST; the pixels say otherwise.", *reasons]
    ok = not analysis.findings and analysis.triage.priority is Priority.NOT_ASSESSED
    ok &= "CHEST" in {series.body_part for series in _series(stage, "knee")} and len(lines) > 1
    return Scene("A knee is refused", tuple(lines), ok)


def language_said(stage: Stage) -> Scene:
    """Answer a film whose record is in Chinese, which the text encoder may not read."""
    analysis = analyse(stage, "chinese")
    text = next(item for item in analysis.modalities if item.modality == "text")
    lines = [f"Weight of the record {text.weight:g}: {remark}" for remark in text.remarks]
    reads = "zh" in stage.backend.card.languages
    ok = bool(analysis.findings) and (reads or (text.weight == 0 and bool(text.remarks)))
    return Scene("A record in a language it cannot read", tuple(lines) or ("It was read.",), ok)


def worklist_sorted(stage: Stage) -> Scene:
    """Answer the urgent case too, and show in which order the reader will see them."""
    analyse(stage, "stat")
    lines, triages = [], {}
    for row in sorted(stage.workspace.studies(), key=_urgency):
        kept = stage.workspace.analyses(row.study_uid)
        why = "; ".join(kept[0].triage.reasons) if kept else ""
        triages[row.study_uid] = row.triage
        words = row.triage or "not analysed"
        lines.append(
            f"{row.accession}  {' '.join(row.modalities):3} {row.priority or '-':5} {words}"
            + (f": {why}" if why else "")
        )
    first = next(iter(triages))
    expected = {"knee": "not-assessed", "contradicts": "unsure"}
    ok = first == stage.cases["stat"].study_uid
    ok &= all(triages[stage.cases[key].study_uid] == word for key, word in expected.items())
    return Scene("The worklist: STAT first, what is unsure is said", tuple(lines), ok)


def _urgency(row: StudyRow) -> tuple[bool, bool, str]:
    """Return the worklist's order: critical findings, then STAT, then who waits longest."""
    return (row.triage != "critical", row.priority != "STAT", str(row.started))


def replayed(stage: Stage) -> Scene:
    """Compute a kept answer again from the sealed images and notes."""
    kept = stage.workspace.analyses(stage.cases["fits"].study_uid)[0]
    again = replay_study(stage.workspace, kept, backend=stage.backend, pool=stage.pool)
    same = [item.probability for item in kept.findings] == [
        item.probability for item in again.findings
    ]
    digest = kept.provenance.input_sha256[:16]
    line = f"{len(kept.findings)} numbers, inputs SHA-256 {digest}: "
    ok = same and bool(kept.findings)
    return Scene("A kept answer can be replayed", (line + ("the same" if same else "NOT"),), ok)


def analyse(stage: Stage, key: str, weights: Weights | None = None) -> Analysis:
    """Answer a case and keep the answer."""
    return analyze_study(
        stage.workspace,
        stage.cases[key].study_uid,
        backend=stage.backend,
        pool=stage.pool,
        weights=weights,
    )


def _series(stage: Stage, key: str) -> tuple[Series, ...]:
    return stage.workspace.open_case(stage.cases[key].study_uid).study.series


def _inputs(stage: Stage, key: str) -> ModelInputs:
    """Return a case with its pixels: what was kept of an earlier answer is not taken."""
    return prepare_study(
        stage.workspace,
        stage.cases[key].study_uid,
        card=stage.backend.card,
        pool=stage.pool,
        remember=False,
    ).inputs


def _infer(stage: Stage, inputs: ModelInputs, weights: Weights) -> list[float]:
    prediction: Prediction = stage.backend.infer(stage.backend.encode(inputs), weights)
    return [answer.fused for answer in prediction.answers]


READING: tuple[Callable[[Stage], Scene], ...] = (
    imported,
    with_and_without_note,
    hidden_is_hidden,
    wrong_record_refused,
    contradiction_asked,
    knee_refused,
    language_said,
    worklist_sorted,
    replayed,
)
"""The scenes about reading, in the order of the tour."""
