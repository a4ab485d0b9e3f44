"""A report as plain text and as HTML, for the clipboard, a file, and the page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from omni_med.domain import Report, ReportSection, Study
from omni_med.report.templates import Template, templates

_DRAFTED: Final = {
    "en": "Findings and impression were first drafted by the language model {0}.",
    "zh": "影像所见与诊断意见最初由语言模型 {0} 起草。",
}


def template_of(report: Report) -> Template:
    """Return the words of a report's language: of its template, or of one in its language."""
    known = templates(report.language) or templates("en")
    wanted = report.template.split("/")[0]
    return next((item for item in known if item.id == wanted), known[-1])


def heading(study: Study, template: Template) -> tuple[str, ...]:
    """Return who was examined, and when: two lines, as far as it is known."""
    patient = study.patient
    name = " ".join(part for part in patient.name.replace("=", " ").replace("^", " ").split())
    sex = {"M": "male", "F": "female", "O": "other"}.get(patient.sex)
    age = study.patient_age
    who = [
        name,
        template.phrase(sex) if sex else "",
        template.phrase("years", f"{age:.0f}") if age is not None else "",
        template.phrase("born", patient.birth_date.isoformat()) if patient.birth_date else "",
    ]
    what = [
        template.phrase("id", patient.patient_id) if patient.patient_id else "",
        template.phrase("accession", study.accession) if study.accession else "",
        template.phrase("examined", study.started.strftime("%Y-%m-%d %H:%M"))
        if study.started
        else "",
        study.description,
    ]
    comma = "，" if template.language == "zh" else ", "
    lines = (comma.join(filter(None, who)), comma.join(filter(None, what)))
    return tuple(line for line in lines if line)


def standing(report: Report, template: Template) -> str:
    """Return whether it is signed, by whom and when."""
    if report.signed is None:
        return template.phrase("draft")
    when = report.signed.strftime("%Y-%m-%d %H:%M UTC")
    return template.phrase("signed", report.author, when)


def origin(report: Report, template: Template) -> str:
    """Return whether a model's answer was shown, and which, and what model wrote in it."""
    told = []
    if any(item.ai_shown for item in report.findings) and report.models:
        told.append(template.phrase("model", ", ".join(report.models)))
    if report.drafted_by:
        told.append(_DRAFTED[template.language].format(", ".join(report.drafted_by)))
    return " ".join(told) or template.phrase("unaided")


def written(report: Report) -> tuple[ReportSection, ...]:
    """Return the sections that hold words."""
    return tuple(section for section in report.sections if section.text.strip())


def report_text(report: Report, study: Study, addenda: Sequence[Report] = ()) -> str:
    """Return a report with its addenda as plain text."""
    template = template_of(report)
    lines = [report.title, *heading(study, template), standing(report, template), ""]
    for section in written(report):
        lines += [f"{section.title}:", section.text.strip(), ""]
    for addendum in addenda:
        lines += [f"{template.phrase('addendum')} ({standing(addendum, template)}):"]
        lines += [section.text.strip() for section in written(addendum)] + [""]
    lines += [
        origin(report, template),
        template.phrase("report_id", report.report_id, report.template),
        template.phrase("research"),
    ]
    return "\n".join(lines) + "\n"


def report_html(
    report: Report,
    study: Study,
    addenda: Sequence[Report] = (),
    *,
    pictures: Sequence[tuple[str, int, int]] = (),
) -> str:
    """Return a report with its addenda as HTML that ``QTextDocument`` can lay out.

    Args:
        report: The report.
        study: Whom it is about.
        addenda: To it, oldest first.
        pictures: For each key image: address of its picture, width and height in pixels of the
            page.
    """
    template = template_of(report)
    parts = [f"<h1>{escape(report.title)}</h1>"]
    parts += [f"<p class='who'>{escape(line)}</p>" for line in heading(study, template)]
    state = escape(standing(report, template))
    parts.append(f"<p class='{'signed' if report.is_signed else 'draft'}'><b>{state}</b></p><hr>")
    for section in written(report):
        parts += [f"<h4>{escape(section.title)}</h4>", _paragraph(section.text)]
    for addendum in addenda:
        title = f"{template.phrase('addendum')} ({standing(addendum, template)})"
        parts.append(f"<h4>{escape(title)}</h4>")
        parts += [_paragraph(section.text) for section in written(addendum)]
    if pictures:
        parts.append(f"<h4>{escape(template.phrase('key_images'))}</h4>")
    for number, (address, width, height) in enumerate(pictures):
        image = report.key_images[number]
        caption = image.caption or template.phrase("image", number + 1)
        parts.append(
            f"<p><img src='{escape(address, quote=True)}' width='{width}' height='{height}'><br>"
            f"<small>{escape(caption)}</small></p>"
        )
    foot = (
        origin(report, template),
        template.phrase("report_id", report.report_id, report.template),
        template.phrase("research"),
    )
    parts += ["<hr>", *(f"<p class='foot'>{escape(line)}</p>" for line in foot)]
    return "".join(parts)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text.strip()).replace(chr(10), '<br>')}</p>"
