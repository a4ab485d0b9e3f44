"""Templates, what fills a report, and how it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from omni_med.domain import (
    Analysis,
    Case,
    Decision,
    Finding,
    Instance,
    KeyImage,
    Measurement,
    MeasurementKind,
    ModelVersion,
    Patient,
    Priority,
    Provenance,
    ReportStatus,
    Series,
    Status,
    Study,
    Triage,
    Verdict,
)
from omni_med.errors import WorkspaceError
from omni_med.report import (
    Material,
    addendum_to,
    draft_report,
    filled,
    report_html,
    report_text,
    template_for,
    templates,
)
from omni_med.report.templates import FILLS

NOW = datetime(2026, 3, 1, 10, 15, tzinfo=UTC)
STUDY = Study(
    study_uid="1.2",
    patient=Patient("DX-1", "", "Wang^XiaoMing=王^小明", date(1961, 2, 3), "M"),
    accession="ACC-1",
    description="Chest PA",
    started=NOW.replace(tzinfo=None),
    patient_age=65.0,
    request_text="Fever <3 days>.",
    series=(Series("1.2.1", "DX", body_part="CHEST", instances=(Instance("1.2.1.1", "", ""),)),),
)


def finding(name: str, status: Status, probability: float = 0.8) -> Finding:
    return Finding(name, None, probability, None, None, 0.5, status)


ANALYSIS = Analysis(
    analysis_id="a" * 32,
    study_uid="1.2",
    model=ModelVersion("compact", "1.0.0", "rare"),
    created=NOW,
    assessed=(),
    not_assessed=(),
    findings=(
        finding("pneumonia-type opacity", Status.PRESENT),
        finding("Pneumothorax", Status.ABSENT, 0.1),
        finding("Nodule", Status.UNCERTAIN),
    ),
    modalities=(),
    conflicts=(),
    triage=Triage(Priority.ROUTINE),
    provenance=Provenance("p", ()),
)


def decision(name: str, verdict: Verdict, number: int = 1, edited: str = "") -> Decision:
    when = NOW.replace(minute=number)
    return Decision(f"{number:032x}", "a" * 32, name, verdict, "ada", when, True, "", edited)


def material(*decisions: Decision) -> Material:
    line = ((0.0, 0.0), (1.0, 1.0))
    length = Measurement("1" * 32, "1.2.1.1", 0, MeasurementKind.LENGTH, line, "ada", NOW, "23 mm")
    return Material(Case(STUDY), (ANALYSIS,), decisions, (length,))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_templates_come_in_both_languages_with_the_same_sections(language: str) -> None:
    ours, english = templates(language), templates("en")
    assert [item.id for item in ours] == [item.id for item in english]
    for mine, theirs in zip(ours, english, strict=True):
        outline = [[(s.key, s.fill) for s in one.sections] for one in (mine, theirs)]
        assert outline[0] == outline[1]
        assert set(mine.phrases) == set(theirs.phrases)
        assert all(not s.fill or s.fill in FILLS for s in mine.sections)
        for name, phrase in mine.phrases.items():
            assert phrase.count("{") == theirs.phrases[name].count("{"), name


def test_the_template_is_the_one_that_fits() -> None:
    assert template_for(STUDY).id == "chest"
    assert template_for(replace(STUDY, series=())).id == "general"
    assert template_for(STUDY, "zh", "general").key == "general/zh/1"
    with pytest.raises(WorkspaceError, match="no such report template"):
        template_for(STUDY, wanted="knee")


def test_a_draft_says_what_the_reader_decided_and_nothing_else() -> None:
    found = material(
        decision("pneumonia-type opacity", Verdict.REJECT, 1),
        decision("pneumonia-type opacity", Verdict.ACCEPT, 2),
        decision("Pneumothorax", Verdict.REJECT, 3),
        decision("Nodule", Verdict.EDIT, 4, "Granuloma, 4 mm."),
        decision("Old rib fracture.", Verdict.ADD, 5),
    )
    report = draft_report(found, template_for(STUDY), author="ada", now=NOW)
    words = {section.key: section.text for section in report.sections}
    assert words["findings"].splitlines() == [
        "Pneumonia-type opacity: present.",
        "Pneumothorax: present.",
        "Granuloma, 4 mm.",
        "Old rib fracture.",
    ]
    assert words["clinical"] == "Fever <3 days>."
    assert words["measurements"] == "Length: 23 mm"
    assert words["impression"].splitlines()[0] == "Pneumonia-type opacity: present."
    assert report.status is ReportStatus.DRAFT
    assert [item.probability for item in report.findings] == [0.8, None, None, None]
    assert report.models == ("compact 1.0.0 + rare",)


def test_rejecting_cannot_tell_says_nothing() -> None:
    found = material(decision("Nodule", Verdict.REJECT))
    report = draft_report(found, template_for(STUDY), author="ada", now=NOW)
    assert report.findings == ()


@pytest.mark.parametrize(
    ("verdict", "said"), [(Verdict.ACCEPT, ["Dense tissue: 3,162 mL."]), (Verdict.REJECT, [])]
)
def test_a_segmented_volume_is_reported_as_one(verdict: Verdict, said: list[str]) -> None:
    tissue = replace(finding("dense tissue", Status.PRESENT), volume_ml=3162.2)
    found = material(decision("dense tissue", verdict))
    found = replace(found, analyses=(replace(ANALYSIS, findings=(tissue,)),))
    report = draft_report(found, template_for(STUDY), author="ada", now=NOW)
    assert [item.statement for item in report.findings] == said


def test_what_the_reader_wrote_is_not_filled_anew() -> None:
    template = template_for(STUDY)
    report = draft_report(material(), template, author="ada", now=NOW)
    sections = tuple(
        replace(item, text="My words.", touched=True) if item.key == "impression" else item
        for item in report.sections
    )
    again = filled(
        replace(report, sections=sections),
        material(decision("Pneumothorax", Verdict.ACCEPT)),
        template,
    )
    words = {section.key: section.text for section in again.sections}
    assert words["impression"] == "My words."
    assert words["findings"] == "Pneumothorax: not seen."


def test_chinese_says_it_in_chinese() -> None:
    found = material(
        decision("pneumonia-type opacity", Verdict.ACCEPT, 1),
        decision("Pneumothorax", Verdict.ACCEPT, 2),
    )
    report = draft_report(found, template_for(STUDY, "zh"), author="ada", now=NOW)
    text = report_text(report, STUDY)
    assert "胸部X线检查报告" in text
    assert "可见肺炎样渗出影。" in text
    assert "未见气胸。" in text
    assert "王 小明" in text
    assert "男" in text
    assert "草稿" in text


def test_a_report_reads_with_its_addenda_and_says_who_signed() -> None:
    template = template_for(STUDY)
    found = material(decision("Pneumothorax", Verdict.ACCEPT))
    report = draft_report(found, template, author="ada", now=NOW)
    assert "DRAFT - NOT SIGNED" in report_text(report, STUDY)
    signed = replace(report, status=ReportStatus.SIGNED, signed=NOW)
    addendum = addendum_to(signed, template, author="bob", now=NOW)
    (section,) = addendum.sections
    addendum = replace(addendum, sections=(replace(section, text="Seen with Dr. Li."),), signed=NOW)
    text = report_text(signed, STUDY, [addendum])
    assert "Signed by ada on 2026-03-01 10:15 UTC" in text
    assert "Addendum (Signed by bob" in text
    assert "Seen with Dr. Li." in text
    assert "compact 1.0.0 + rare" in text
    assert addendum.amends == signed.report_id
    unaided = draft_report(material(), template, author="ada", now=NOW)
    assert "No model's answer entered this report." in report_text(unaided, STUDY)


def test_html_escapes_what_came_from_outside() -> None:
    report = draft_report(material(), template_for(STUDY), author="ada", now=NOW)
    image = KeyImage("b" * 32, "1.2", "1.2.1.1", 0, "<b>", "ada", NOW, "")
    report = replace(report, key_images=(image,))
    html = report_html(report, STUDY, pictures=[("key:0", 300, 200)])
    assert "Fever &lt;3 days&gt;." in html
    assert "<img src='key:0' width='300' height='200'>" in html
    assert "&lt;b&gt;" in html
    assert "Fever <3" not in html
