"""The panels, fed with domain objects."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from omni_med.domain import (
    Analysis,
    Conflict,
    Decision,
    Finding,
    HeatMap,
    Holds,
    ModalityContribution,
    ModelVersion,
    Note,
    NoteKind,
    NoteUse,
    Priority,
    Provenance,
    SentenceEvidence,
    SitePolicy,
    Status,
    Triage,
    Verdict,
)
from omni_med.models.protocols import Assessed, ModelCard, Weights
from ui.desktop.panels.bars import ProbabilityBar
from ui.desktop.panels.case.record import RecordPanel, marked, strongest
from ui.desktop.panels.deciding.question import QuestionCard
from ui.desktop.panels.finding import wording
from ui.desktop.panels.finding.dials import WeightDials
from ui.desktop.panels.finding.finding_card import FindingCard
from ui.desktop.panels.finding.findings import FindingsPanel

TEXT = "Fever for days. No cough <now>. Lungs clear."
NOTE = Note("n1", TEXT)
CARD = ModelCard(
    id="m",
    version="1",
    title="",
    licence="",
    sha256="",
    preprocessing="",
    modalities=("image", "text"),
    dicom_modalities=("DX",),
    body_parts=("CHEST",),
    views=("PA",),
    languages=("en",),
    assessed=(),
    not_assessed=(),
    population="one hospital, 2020",
    figures={
        "AUROC": 0.9,
        "sensitivity at 90 % specificity, NIH": 0.6,
        "sensitivity at the threshold, NIH": 0.9,
        "specificity at the threshold, NIH": 0.8,
    },
)


def analysis(**changes: object) -> Analysis:
    values: dict[str, object] = {
        "analysis_id": "a" * 32,
        "study_uid": "1.2",
        "model": ModelVersion("m", "1", "rare-lung"),
        "created": datetime(2026, 3, 1, tzinfo=UTC),
        "assessed": ("Pneumonia-type opacity", "COVID-19"),
        "not_assessed": ("Pneumothorax", "Nodule"),
        "findings": (
            Finding(
                "Pneumonia-type opacity",
                None,
                0.62,
                0.7,
                0.2,
                0.4,
                Status.PRESENT,
                evidence=(
                    SentenceEvidence("n1", 0, 15, 0.8),
                    SentenceEvidence("n1", 16, 31, -0.4),
                    SentenceEvidence("n1", 32, 44, 0.01),
                ),
            ),
            Finding("COVID-19", None, 0.3, 0.3, None, None, Status.DIFFERENTIAL),
        ),
        "modalities": (
            ModalityContribution("image", 1.0, 0.9),
            ModalityContribution("text", 0.5, 0.4, None, 3, 5, ("old note",)),
        ),
        "conflicts": (),
        "triage": Triage(Priority.ROUTINE),
        "provenance": Provenance("p1", ("1.2.3",), notes=(NoteUse("n1", False, "later"),)),
        "heat_maps": (HeatMap("Pneumonia-type opacity", "1.2.3", 0, 1, 1, (1.0,), (0, 0, 9, 9)),),
    }
    return Analysis(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def panel(qtbot: QtBot, dressed: None) -> FindingsPanel:
    made = FindingsPanel()
    qtbot.addWidget(made)
    made.resize(400, 900)
    made.show()
    return made


def lines(panel: FindingsPanel) -> list[str]:
    QApplication.processEvents()
    shown = (item.text() for item in panel.findChildren(QLabel) if item.isVisibleTo(panel))
    return [text.replace("\u00a0", " ") for text in shown]


def test_a_differential_says_what_its_kinds_add_up_to(panel: FindingsPanel) -> None:
    shares = {
        "COVID-19 pneumonia": 0.45,
        "other viral pneumonia": 0.1,
        "bacterial pneumonia": 0.2,
        "non-infectious pneumonia": 0.05,
    }
    ranked = tuple(
        Finding(name, None, p, None, None, None, Status.DIFFERENTIAL) for name, p in shares.items()
    )
    opacity = Finding("opacity", None, 0.9, 0.9, None, 0.5, Status.PRESENT)
    panel.show_analysis(analysis(findings=(opacity, *ranked)), CARD, {})
    assert "Together: infective pneumonia 75 %, viral pneumonia 55 %" in lines(panel)


def test_figures_are_not_torn_and_the_line_tells_whom_a_model_was_measured_on() -> None:
    assert wording.unbroken("from 48 % · to 9 %") == "from 48\u00a0% · to 9\u00a0%"
    said = "taught on 9 films (2 PA); measured on 4 films: one hospital"
    assert wording.measured(said) == "4 films: one hospital"
    assert wording.measured("adults of one hospital") == "adults of one hospital"


def test_scope_comes_first_and_kinds_are_no_findings(panel: FindingsPanel) -> None:
    panel.show_analysis(analysis(), CARD, {})
    shown = lines(panel)
    scope = next(line for line in shown if line.startswith("Assessed"))
    assert scope == ("Assessed: pneumonia-type opacity. Not assessed: pneumothorax, nodule.")
    assert "▲  Pneumonia-type opacity: present" in shown
    assert "Probability 62 % · threshold 40 %" in shown
    third = next(line for line in shown if line.startswith("Sensitivity"))
    assert third.splitlines() == [
        "Sensitivity 90 %, specificity 80 % at the threshold (NIH)",
        "Predictive value: this site's prevalence is not set",
        "m 1 + rare-lung · validated on: one hospital, 2020 · not calibrated at this site",
    ]
    assert not any("COVID-19:" in line for line in shown)
    assert panel.current == "Pneumonia-type opacity"


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (
            ("present",),
            "Probability 62 % · threshold 40 % · absent is excluded, by the model's own cases",
        ),
        (
            ("absent",),
            "Probability 62 % · threshold 40 % · present is excluded, by the model's own cases",
        ),
        (("absent", "present"), "neither present nor absent can be excluded"),
        ((), "Probability 62 % · threshold 40 %"),
    ],
)
def test_a_set_of_answers_is_told_by_what_it_leaves_out(
    labels: tuple[str, ...], words: str
) -> None:
    finding = replace(analysis().findings[0], prediction_set=labels)
    said = wording.detail(finding, CARD)
    assert words in said
    assert ("excluded" in said) == bool(labels)


def test_only_what_was_calibrated_here_is_called_so(panel: FindingsPanel) -> None:
    first = analysis().findings[0]
    both = analysis(
        findings=(first, replace(first, name="Nodule", doubt="it says no, then yes")),
        provenance=replace(analysis().provenance, calibration="c" * 32),
        remarks=("any weight but 0 counted as 1",),
    )
    panel.show_analysis(both, CARD, {}, calibrated=frozenset({"Nodule"}))
    shown = lines(panel)
    ends = [text.rsplit(" · ", 1)[1] for text in shown if "validated on" in text]
    assert ends == ["not calibrated at this site", "calibrated at this site"]
    assert "any weight but 0 counted as 1" in shown
    assert sum("it says no, then yes" in text for text in shown) == 1
    assert ("Remark", "any weight but 0 counted as 1") in wording.provenance(both)


def test_a_band_that_holds_everything_is_said_to_wait_for_local_cases() -> None:
    assessed = Assessed("opacity", threshold=0.5, uncertain_below=0.0, uncertain_above=1.0)
    card = replace(CARD, assessed=(assessed,))
    said = wording.detail(Finding("opacity", None, 0.42, None, None, 0.5, Status.UNCERTAIN), card)
    assert said == "Probability 42 % · cannot tell before it is calibrated at this site"


def test_predictive_values_are_those_of_bayes() -> None:
    right, wrong = wording.predictive_values(0.9, 0.8, 0.1)
    assert right == pytest.approx(0.09 / 0.27)
    assert wrong == pytest.approx(0.72 / 0.73)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.PRESENT, "At 10 % prevalence here, 33 % of such answers hold"),
        (Status.ABSENT, "At 10 % prevalence here, 99 % of such answers hold"),
        (Status.UNCERTAIN, "At 10 % prevalence here, present holds in 33 %, not seen in 99 %"),
    ],
)
def test_the_predictive_value_is_that_of_the_site(status: Status, words: str) -> None:
    policy = SitePolicy(prevalence={"opacity": 0.1})
    assessed = (Assessed("opacity", threshold=0.4),)
    finding = Finding("opacity", None, 0.6, None, None, 0.4, status)
    card = replace(CARD, assessed=assessed)
    assert wording.prevalence_line(finding, card, policy) == words
    assert wording.prevalence_line(finding, replace(card, figures={}), policy) == ""
    assert "not on the model's card" in wording.figures_line(finding, replace(card, figures={}))


def test_a_segmented_volume_is_no_verdict(qtbot: QtBot) -> None:
    tissue = Finding("dense tissue", None, 0.9, 0.9, None, None, Status.PRESENT)
    card = FindingCard(replace(tissue, volume_ml=3162.2), None)
    qtbot.addWidget(card)
    said = [one.text() for one in card.findChildren(QLabel)]
    assert said[0] == "Dense tissue: 3,162 mL"
    assert "color" not in card.findChildren(QLabel)[0].styleSheet()
    assert not card.findChildren(ProbabilityBar), "the mask's mean is not calibrated"
    small = FindingCard(replace(tissue, volume_ml=0.42), None)
    qtbot.addWidget(small)
    assert small.findChildren(QLabel)[0].text() == "Dense tissue: 0.4 mL"


def test_figures_of_one_finding_are_not_told_of_another() -> None:
    figures = {
        "sensitivity of Nodule at the threshold": 0.7,
        "specificity of Nodule at the threshold": 0.6,
    }
    assessed = (Assessed("Nodule", threshold=0.4), Assessed("Opacity", threshold=0.4))
    card = replace(CARD, assessed=assessed, figures=figures)
    nodule = Finding("Nodule", None, 0.6, None, None, 0.4, Status.PRESENT)
    assert wording.figures(nodule, card) == (0.7, 0.6, "")
    assert wording.figures(replace(nodule, name="Opacity"), card) is None


def test_every_label_fits_its_place(panel: FindingsPanel) -> None:
    panel.show_analysis(analysis(), CARD, {})
    QApplication.processEvents()
    for item in panel.findChildren(QLabel):
        if item.isVisibleTo(panel) and item.text():
            needed = item.heightForWidth(item.width()) if item.wordWrap() else 0
            assert item.height() >= needed, item.text()
            if not item.wordWrap():
                assert item.width() >= item.sizeHint().width(), item.text()


def test_statuses_are_told_by_sign_and_word_too() -> None:
    signs = {wording.symbol(status) for status in Status}
    assert len(signs) == len(Status)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0 %"), (0.004, "< 1 %"), (0.997, "> 99 %"), (1, "100 %")],
)
def test_a_probability_is_never_rounded_to_certainty(value: float | None, text: str) -> None:
    assert wording.percent(value) == text


def test_where_the_model_cannot_tell_is_said_beside_the_probability() -> None:
    finding = Finding("opacity", None, 0.6, None, None, 0.43, Status.UNCERTAIN)
    assessed = Assessed("opacity", threshold=0.43, uncertain_below=0.38, uncertain_above=0.79)
    banded = wording.detail(finding, replace(CARD, assessed=(assessed,)))
    assert banded == "Probability 60 % · absent below 38 %, present from 79 %"
    assert wording.detail(finding, CARD) == "Probability 60 % · threshold 43 %"


def test_what_cannot_be_assessed_is_said_and_not_answered(panel: FindingsPanel) -> None:
    refused = analysis(
        findings=(),
        assessed=(),
        heat_maps=(),
        triage=Triage(Priority.NOT_ASSESSED, ("not meant for this: MR",)),
    )
    panel.show_analysis(refused, CARD, {})
    shown = lines(panel)
    assert "◆  Cannot assess: not meant for this: MR" in shown
    assert not any("Probability" in line for line in shown)
    assert not panel.heat.isEnabled()
    assert not panel.dials.isEnabled()
    panel.decide_current(Verdict.ACCEPT)  # nothing to decide on, and nothing happens


def test_kinds_of_what_is_not_there_are_not_ranked(panel: FindingsPanel) -> None:
    first, second = analysis().findings
    absent = replace(first, status=Status.ABSENT)
    panel.show_analysis(analysis(findings=(absent, second)), CARD, {})
    shown = lines(panel)
    assert any(line.startswith("No differential") for line in shown)
    assert "Differential: a ranking, not findings" not in shown


def test_a_conflict_is_a_question_without_a_default(qtbot: QtBot, panel: FindingsPanel) -> None:
    conflict = Conflict(
        "Pneumonia-type opacity", "Film or record?", 0.5, "n1", 32, 44, (1, 2, 3, 4)
    )
    panel.show_analysis(analysis(conflicts=(conflict,)), CARD, {})
    assert "Film or record?" in lines(panel)
    buttons = [b for b in panel.findChildren(QPushButton) if b.text() == "Show both places"]
    assert not buttons[0].isDefault()
    with qtbot.waitSignal(panel.conflict_chosen, check_params_cb=lambda item: item is conflict):
        buttons[0].click()
    (asked,) = panel.findChildren(QuestionCard)
    assert [button.text() for button in asked.buttons.values()] == [
        "Film",
        "Record",
        "Both, at different times",
        "Another patient's record",
        "Cannot tell",
    ]
    assert not any(button.isChecked() or button.isDefault() for button in asked.buttons.values())
    for holds, button in asked.buttons.items():
        with qtbot.waitSignal(
            panel.answered,
            check_params_cb=lambda key, said, holds=holds: (key, said) == (conflict.key, holds),
        ):
            button.click()


def test_an_answer_stands_under_its_question(panel: FindingsPanel) -> None:
    conflict = Conflict("Pneumonia-type opacity", "Film or record?", 0.5, "n1", 32, 44)
    said = Decision(
        "d", "a", conflict.key, Verdict.ANSWER, "eva", datetime(2026, 1, 2, tzinfo=UTC), True,
        holds=Holds.BOTH,
    )  # fmt: skip
    panel.show_analysis(analysis(conflicts=(conflict,)), CARD, {conflict.key: said})
    (asked,) = panel.findChildren(QuestionCard)
    assert [holds for holds, button in asked.buttons.items() if button.isChecked()] == [Holds.BOTH]
    assert any(
        line.startswith("eva, ") and line.endswith(": Both, at different times")
        for line in lines(panel)
    )


def test_clearing_takes_everything_of_the_case_away(panel: FindingsPanel) -> None:
    panel.show_analysis(analysis(), CARD, {})
    panel.heat.toggle.setChecked(True)
    panel.clear()
    assert panel.analysis is None
    assert panel.current_heat_map() is None
    assert not panel.heat.toggle.isChecked()
    assert not any("opacity" in line for line in lines(panel))


def test_the_dials_tell_once_the_hand_rests(qtbot: QtBot, dressed: None) -> None:
    dials = WeightDials()
    qtbot.addWidget(dials)
    told: list[Weights] = []
    dials.weights_changed.connect(told.append)
    for value in range(90, 40, -10):
        dials.sliders["text"].setValue(value)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Weights(1.0, 0.5)]
    dials.show_contributions(analysis().modalities)
    qtbot.waitUntil(lambda: not dials.is_moving)
    assert told == [Weights(1.0, 0.5)], "showing an answer asks for no other"


def test_a_modality_without_input_has_no_dial(qtbot: QtBot, dressed: None) -> None:
    dials = WeightDials()
    qtbot.addWidget(dials)
    dials.show_contributions((ModalityContribution("text", 1.0, None),))
    assert not dials.sliders["text"].isEnabled()
    assert dials.sliders["image"].isEnabled()


def test_the_record_says_what_was_used_and_why_not(qtbot: QtBot, dressed: None) -> None:
    panel = RecordPanel()
    qtbot.addWidget(panel)
    panel.show_notes(())
    assert "No record" in panel.plain()
    panel.show_notes((NOTE, Note("n2", "Report of today.", NoteKind.REPORT)))
    assert "not used" not in panel.plain()
    panel.show_evidence(analysis(), "Pneumonia-type opacity")
    assert "✗ not used: later" in panel.plain()
    assert TEXT in panel.plain()
    assert "Report of this study" in panel.plain()


def test_sentences_are_marked_where_they_stand() -> None:
    html = marked(NOTE, [(0, 15, "a"), (16, 31, "b"), (10, 20, "c"), (40, 900, "d")])
    assert "<span style='a'>Fever for days.</span>" in html
    assert "<span style='b'>No cough &lt;now&gt;.</span>" in html
    assert "'c'" not in html, "of two that overlap the first counts"
    assert "<span style='d'>ear.</span>" in html
    assert "<now>" not in html


def test_only_what_mattered_is_highlighted() -> None:
    (finding, _kind) = analysis().findings
    assert [item.start for item in strongest(finding)] == [0, 16]
