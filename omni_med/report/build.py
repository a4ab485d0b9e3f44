"""What fills a report: the readers' words on findings, the measurements, the request. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from omni_med.domain import (
    Analysis,
    Case,
    Decision,
    KeyImage,
    Measurement,
    MeasurementKind,
    Report,
    ReportedFinding,
    ReportSection,
    ReportStatus,
    Status,
    Verdict,
)
from omni_med.report.templates import Template

_STATEMENTS = {
    Status.PRESENT: "present",
    Status.ABSENT: "absent",
    Status.UNCERTAIN: "uncertain",
    Status.DIFFERENTIAL: "uncertain",
}
_OPPOSITE = {Status.PRESENT: "absent", Status.ABSENT: "present"}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything of a study that a report is made of.

    Attributes:
        case: The study with its record and priors.
        analyses: Answers of models, newest first.
        decisions: Words on them, this reader's, oldest first.
        measurements: This reader's.
        key_images: Those to be shown.
    """

    case: Case = field(repr=False)
    analyses: Sequence[Analysis] = field(default=(), repr=False)
    decisions: Sequence[Decision] = field(default=(), repr=False)
    measurements: Sequence[Measurement] = field(default=(), repr=False)
    key_images: Sequence[KeyImage] = field(default=(), repr=False)


def draft_report(material: Material, template: Template, *, author: str, now: datetime) -> Report:
    """Return a new draft, filled."""
    report = Report(
        report_id=uuid4().hex,
        study_uid=material.case.study.study_uid,
        author=author,
        template=template.key,
        language=template.language,
        title=template.title,
        status=ReportStatus.DRAFT,
        saved=now,
        sections=tuple(ReportSection(item.key, item.title) for item in template.sections),
    )
    return filled(report, material, template)


def filled(report: Report, material: Material, template: Template) -> Report:
    """Return a draft with what is known now; sections that a reader wrote in stay as they are."""
    findings = reported(material, template)
    measurements = tuple(measured(item, template) for item in material.measurements)
    words = _words(material, template, findings, measurements)
    fills = {item.key: item.fill for item in template.sections}
    sections = tuple(
        section
        if section.touched
        else replace(section, text=words.get(fills.get(section.key, ""), ""))
        for section in report.sections
    )
    used = {item.analysis_id for item in findings}
    return replace(
        report,
        sections=sections,
        findings=findings,
        measurements=measurements,
        key_images=tuple(material.key_images),
        models=tuple(
            dict.fromkeys(_model(item) for item in material.analyses if item.analysis_id in used)
        ),
    )


def addendum_to(report: Report, template: Template, *, author: str, now: datetime) -> Report:
    """Return an empty addendum to a signed report."""
    return Report(
        report_id=uuid4().hex,
        study_uid=report.study_uid,
        author=author,
        template=report.template,
        language=report.language,
        title=report.title,
        status=ReportStatus.DRAFT,
        saved=now,
        sections=(ReportSection("addendum", template.phrase("addendum")),),
        amends=report.report_id,
    )


def latest(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the last word on each finding, in the order in which findings were first named."""
    found: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda item: item.decided):
        found[decision.finding] = decision
    return tuple(found.values())


def reported(material: Material, template: Template) -> tuple[ReportedFinding, ...]:
    """Return what readers accepted, changed or added, as sentences.

    What was rejected says the opposite where the model had told present from absent, and nothing
    where it had not.
    """
    analyses = {item.analysis_id: item for item in material.analyses}
    found = []
    for decision in latest(material.decisions):
        statement, probability = _statement(decision, analyses, template)
        if statement:
            found.append(
                ReportedFinding(
                    name=decision.finding,
                    statement=statement,
                    verdict=decision.verdict.value,
                    analysis_id=decision.analysis_id,
                    decision_id=decision.decision_id,
                    probability=probability,
                    ai_shown=decision.ai_shown,
                )
            )
    return tuple(found)


def _statement(
    decision: Decision, analyses: Mapping[str, Analysis], template: Template
) -> tuple[str, float | None]:
    if decision.verdict is Verdict.EDIT:
        return template.phrase("edited", _bare(decision.edited)), None
    if decision.verdict is Verdict.ADD:
        return template.phrase("added", _bare(decision.finding)), None
    analysis = analyses.get(decision.analysis_id)
    findings = analysis.findings if analysis is not None else ()
    finding = next((item for item in findings if item.name == decision.finding), None)
    if finding is None:
        return "", None
    name = template.finding(finding.name)
    name = name[:1].upper() + name[1:]
    if finding.volume_ml is not None:  # a measured mask: rejected, nothing is to be said of it
        words = template.phrase("added", f"{name}: {finding.volume_ml:,.0f} mL")
        return (words if decision.verdict is Verdict.ACCEPT else ""), None
    if decision.verdict is Verdict.REJECT:
        opposite = _OPPOSITE.get(finding.status)
        return (template.phrase(opposite, name) if opposite else ""), None
    return template.phrase(_STATEMENTS[finding.status], name), finding.probability


def _bare(text: str) -> str:
    return text.strip().rstrip(".。")


def measured(item: Measurement, template: Template) -> str:
    """Return a measurement as one line: what, and what the screen said of it."""
    zh = {
        MeasurementKind.LENGTH: "长度",
        MeasurementKind.ANGLE: "角度",
        MeasurementKind.RECTANGLE: "矩形区域",
        MeasurementKind.ELLIPSE: "椭圆区域",
        MeasurementKind.PROBE: "测值",
        MeasurementKind.COBB: "Cobb角",
        MeasurementKind.RATIO: "心胸比",
        MeasurementKind.FREEHAND: "手绘区域",
        MeasurementKind.ARROW: "箭头",
        MeasurementKind.TEXT: "文字",
    }
    en = {
        MeasurementKind.PROBE: "Value",
        MeasurementKind.COBB: "Cobb angle",
        MeasurementKind.RATIO: "Cardiothoracic ratio",
        MeasurementKind.FREEHAND: "Outline",
    }
    kind = item.kind
    default = kind.value.replace("_", " ").capitalize()
    name = (zh if template.language == "zh" else en).get(kind, default)
    reading = ", ".join(line.strip() for line in item.reading.splitlines() if line.strip())
    return f"{name}: {reading}" if reading else name


def _words(
    material: Material,
    template: Template,
    findings: Sequence[ReportedFinding],
    measurements: Sequence[str],
) -> dict[str, str]:
    study = material.case.study
    when = study.started.strftime("%Y-%m-%d %H:%M") if study.started else ""
    what = study.description or ", ".join(study.modalities)
    priors = [
        template.phrase(
            "prior",
            prior.description or ", ".join(prior.modalities),
            prior.started.strftime("%Y-%m-%d") if prior.started else "-",
        )
        for prior in material.case.priors
    ]
    statements = [item.statement for item in findings]
    weighty = [item.statement for item in findings if item.verdict != Verdict.REJECT.value]
    return {
        "request": study.request_text.strip() or template.phrase("no_request"),
        "comparison": "\n".join(priors) or template.phrase("no_prior"),
        "technique": " ".join(
            part
            for part in (
                _images(template, what, len(study.instances)),
                when,
            )
            if part
        ),
        "findings": "\n".join(statements) or template.phrase("none"),
        "measurements": "\n".join(measurements),
        "impression": "\n".join(weighty or statements),
    }


def _images(template: Template, what: str, count: int) -> str:
    if not what:
        return ""
    return (
        template.phrase("image_one", what) if count == 1 else template.phrase("images", what, count)
    )


def _model(analysis: Analysis) -> str:
    model = analysis.model
    name = f"{model.id} {model.version}"
    return f"{name} + {model.adapter}" if model.adapter else name
