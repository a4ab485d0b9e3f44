"""Where image and record contradict each other."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import (
    Conflict,
    Finding,
    HeatMap,
    Note,
    NoteKind,
    RegionEvidence,
    SentenceEvidence,
    Status,
)
from omni_med.inference.conflict import (
    Subject,
    between_kinds,
    disagree,
    divergence,
    find_conflicts,
)
from omni_med.inference.sides import place_of
from omni_med.models.protocols import ModelCard

ACQUIRED = datetime(2024, 11, 20, 9, 0)  # noqa: DTZ001 - DICOM states no zone
CARD = ModelCard(
    "m", "1", "M", "GPL-3.0", "00", "p1", ("image", "text"), ("DX",), ("CHEST",), ("PA",), ("en",),
    (), (), localises=True,
)  # fmt: skip
NAME = "Pneumonia-type opacity"


def film(
    image: float | None, text: float | None = None, name: str = NAME, threshold: float | None = 0.5
) -> Finding:
    evidence = (
        RegionEvidence("1.2", 0, (10, 20, 30, 40), 0.8),
        SentenceEvidence("n", 0, 6, -0.4),
    )
    return Finding(name, None, 0.5, image, text, threshold, Status.PRESENT, (), evidence)


def heat(*values: float, rows: int = 2, columns: int = 2) -> HeatMap:
    return HeatMap(NAME, "1.2", 0, rows, columns, values, (0, 0, 100, 100))


def note(
    text: str, kind: NoteKind = NoteKind.CLINICAL, written: datetime | None = ACQUIRED
) -> Note:
    return Note("n", text, kind, written)


def ask(
    text: str, finding: Finding, *maps: HeatMap, kind: NoteKind = NoteKind.CLINICAL
) -> list[str]:
    found = find_conflicts(
        CARD, (finding,), (note(text, kind),), maps, subject=Subject("", None, ACQUIRED)
    )
    return [one.finding for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "No pneumonia.",
        "Fever. The lungs are clear.",
        "Chest X-ray was normal.",
        "No acute cardiopulmonary disease.",
        "No focal consolidation, pneumothorax or effusion.",
        "双肺未见实变。",
        "未见肺炎。",
        "双肺纹理清晰。",
        "CXR: NAD.",
        "CXR - normal.",
        "CXR negative.",
        "X-ray of the chest normal.",
        "Negative chest film.",
        "并非肺炎。",
        "胸片：未见异常。",
        "胸部X线：心、肺、膈未见明显异常。",
        "胸透正常。",
        "双肺透亮度正常，未见异常密度影。",
        "双肺未见明显实质性病变。",
    ],
)
def test_denied_in_the_record_but_on_the_film(text: str) -> None:
    assert ask(text, film(0.9)) == [NAME]
    assert ask(text, film(0.7)) == []  # not sure enough to ask
    assert ask(text, film(0.1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Right lower lobe pneumonia.",
        "CT shows consolidation.",
        "Admitted with PNA.",
        "CXR shows patchy shadowing at the right base.",
        "右下肺炎。",
        "双肺多发磨玻璃影。",
        "左肺下叶炎症。",
        "右肺感染。",
    ],
)
def test_stated_in_the_record_but_not_on_the_film(text: str) -> None:
    assert ask(text, film(0.1)) == [NAME]
    assert ask(text, film(0.8)) == []
    assert ask(text, film(0.4)) == []  # not clearly absent


@pytest.mark.parametrize(
    "text",
    [
        "Fever and cough for three days.",
        "History of pneumonia.",
        "Pneumonia in 2015.",
        "Her mother had pneumonia.",
        "Possible pneumonia.",
        "Pneumonia cannot be excluded.",
        "Rule out pneumonia.",
        "Past medical history: pneumonia.",
        "Lungs clear to auscultation.",
        "No new consolidation.",
        "No change in the opacity of the left base? Consolidation is absent today.",
        "Consolidation in May. Now the lungs are clear.",
        "Asthma, recent pneumonia.",
        "Return if pneumonia develops.",
        "Pneumonia would be a consideration.",
        "Positive for COVID-19.",
        "Knee effusion.",
        "发热、咳嗽3天。",
        "既往肺炎病史。",
        "不能除外肺炎。",
        "Corneal opacity of the right eye.",
        "Opacity of the lens.",
        "Fatty infiltration of the liver.",
        "Local anaesthetic infiltration of the knee.",
        "Consolidation chemotherapy, second cycle.",
        "Pneumonia severity index to be calculated.",
        "Patient asks whether she has pneumonia.",
        "Differential diagnosis: lobar pneumonia, embolism.",
        "患者担心自己得了肺炎。",
        "？肺炎",
        "上呼吸道感染。",
        "",
    ],
)
def test_no_contradiction_with_a_clear_film(text: str) -> None:
    assert ask(text, film(0.05)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Fever and cough.",
        "No history of pneumonia.",
        "No family history of pneumonia.",
        "No pneumothorax or effusion.",
        "No change in the right basal consolidation.",
        "Pneumonia is not absent.",
        "No consolidation. Bilateral ground-glass opacities.",
        "No chest pain, no haemoptysis.",
        "A 10-day history of shortness of breath. No chest pain.",
        "Lungs clear to auscultation bilaterally.",
        "The left lung is clear.",
        "Possible infiltrate. No consolidation.",
        "Non-segmental patchy opacities.",
        "左肺野清晰。",
        "否认肺炎病史。",
        "CXR not normal.",
        "CXR otherwise normal.",
        "胸片见异常密度影。",
        "腹部平片未见异常。",
        "心电图正常。",
    ],
)
def test_no_contradiction_with_an_opaque_film(text: str) -> None:
    assert ask(text, film(0.95)) == []


def test_the_reason_of_a_request_is_no_statement() -> None:
    assert ask("Pneumonia.", film(0.05), kind=NoteKind.REQUEST) == []
    assert ask("Indication: pneumonia", film(0.05)) == []


def test_the_question_quotes_both_sides() -> None:
    text = "Cough.  No\npneumonia in the clinic."
    maps = (heat(0.0, 0.1, 0.9, 0.0),)
    (found,) = find_conflicts(CARD, (film(0.88),), (note(text),), maps)
    assert found.question == (
        'Record (clinical note, 20 Nov): "No pneumonia in the clinic." '
        "Film: right lower pneumonia-type opacity, 0.88. Which holds?"
    )
    assert text[found.start : found.end] == "No\npneumonia in the clinic."
    assert found.note_id == "n"
    assert found.region == (10, 20, 30, 40)
    assert "pneumonia in" not in repr(found)


def test_what_was_said_long_ago_need_not_hold() -> None:
    old = note("No pneumonia.", written=ACQUIRED - timedelta(days=60))
    subject = Subject("", None, ACQUIRED)
    assert find_conflicts(CARD, (film(0.9),), (old,), subject=subject) == ()


def test_a_differential_and_a_missing_image_contradict_nothing() -> None:
    assert ask("No pneumonia.", film(0.9, threshold=None)) == []
    assert ask("No pneumonia.", film(None)) == []
    assert ask("No viral pneumonia.", film(0.9, name="Viral pneumonia")) == []


def test_other_findings_are_not_confused() -> None:
    assert ask("No pneumothorax.", film(0.9, name="Pneumothorax")) == ["Pneumothorax"]
    assert ask("No pneumonia.", film(0.9, name="Pneumothorax")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Feels well. Routine check before travel.",
        "Asymptomatic contact of a patient.",
        "Denies fever, cough or shortness of breath.",
        "入职体检。",
    ],
)
def test_a_record_of_a_well_patient_speaks_against_it(text: str) -> None:
    assert ask(text, film(0.95, 0.03)) == [NAME]
    assert ask(text, film(0.8, 0.3)) == []
    assert ask(text, film(0.03, 0.95)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dyspnea and fever.",
        "Shortness of breath. Past medical history: diabetes, hypertension.",
        "Past medical history: Diabetes, hypertension.",
        "Patient is intubated and has a central venous line.",
        "No cough. Fever for three days.",
        "Feels well today, fever yesterday.",
        "Also right IJV catheter.",
        "体检示双肺呼吸音清。",
        "发热、咳嗽3天。",
    ],
)
def test_symptoms_and_silence_never_speak_against_an_opacity(text: str) -> None:
    """However sure the text side is: nothing in these words denies anything of the lungs."""
    assert ask(text, film(0.99, 0.01)) == []


def test_the_question_of_a_well_patient_quotes_what_says_so() -> None:
    text = "Diabetes. Denies fever and cough."
    (found,) = find_conflicts(CARD, (film(0.95, 0.1),), (note(text),))
    assert found.question == (
        'Record (clinical note, 20 Nov): "Denies fever and cough." speaks against it (0.10). '
        "Film: pneumonia-type opacity, 0.95. Which holds?"
    )
    assert text[found.start : found.end] == "Denies fever and cough."


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Left lower lobe pneumonia.", (0, 0, 1, 0), ["laterality"]),
        ("Right lower lobe pneumonia.", (0, 0, 1, 0), []),
        ("Right lower lobe pneumonia.", (0, 0, 0, 1), ["laterality"]),
        ("左下肺炎。", (0, 0, 1, 0), ["laterality"]),
        ("RLL pneumonia.", (0, 0, 0, 1), ["laterality"]),
        ("Bilateral pneumonia.", (0, 0, 1, 0), []),
        ("Right and left basal consolidation.", (0, 0, 1, 0), []),
        ("Left lower lobe pneumonia.", (0, 0, 1, 0.8), []),  # the film shows both sides
        ("Left lower lobe pneumonia. Right basal opacity.", (0, 0, 1, 0), []),
        ("History of left lower lobe pneumonia.", (0, 0, 1, 0), []),
        ("Left leg pain.", (0, 0, 1, 0), []),
        ("Left lower lobe pneumonia.", (0, 0, -1, 0), []),
    ],
)
def test_laterality(text: str, values: tuple[float, ...], expected: list[str]) -> None:
    assert ask(text, film(0.9), heat(*values)) == expected


def test_a_model_that_does_not_localise_is_never_asked_about_sides() -> None:
    """Influence of the embedded model leans to the patient's left whatever side is ill."""
    card = replace(CARD, localises=False)
    maps = (heat(0, 0, 1, 0),)
    for text in ("Left lower lobe pneumonia.", "Right lower lobe pneumonia."):
        assert find_conflicts(card, (film(0.9),), (note(text),), maps) == ()
    (found,) = find_conflicts(card, (film(0.9),), (note("No pneumonia."),), maps)
    assert "Film: pneumonia-type opacity, 0.90." in found.question


def test_the_side_of_a_mirrored_film_is_the_patients() -> None:
    lower_right_of_the_picture = heat(0, 0, 0, 1)
    for text, mirrored, expected in (
        ("Right lower lobe pneumonia.", ("1.2",), []),
        ("Left lower lobe pneumonia.", ("1.2",), ["laterality"]),
        ("Left lower lobe pneumonia.", ("another",), []),
    ):
        found = find_conflicts(
            CARD, (film(0.9),), (note(text),), (lower_right_of_the_picture,), mirrored=mirrored
        )
        assert [one.finding for one in found] == expected


def test_places_on_a_frontal_film() -> None:
    right_lower = place_of((heat(0, 0, 0, 0, 0, 0, 1, 0, 0, rows=3, columns=3),))
    assert right_lower is not None
    assert right_lower.words == "right lower"
    left_upper = place_of((heat(0, 0, 1, 0, 0, 0, 0, 0, 0, rows=3, columns=3),))
    assert left_upper is not None
    assert left_upper.words == "left upper"
    middle = place_of((heat(0, 1, 0, rows=1, columns=3),))
    assert middle is not None
    assert middle.side == ""
    assert place_of((heat(0, 0, 0, 0),)) is None
    assert place_of(()) is None


@pytest.mark.parametrize(
    ("text", "sex", "age", "is_asked"),
    [
        ("A 67-year-old man with cough.", "M", 67.4, False),
        ("A 67-year-old man with cough.", "M", 68.9, False),
        ("A 67-year-old man with cough.", "F", 67.0, True),
        ("A 67-year-old man with cough.", "M", 34.0, True),
        ("男，67岁，咳嗽。", "F", 67.0, True),
        ("男，67岁，咳嗽。", "M", 30.0, True),
        ("A man in his 60s.", "M", 69.9, False),
        ("A man in his 60s.", "M", 45.0, True),
        ("A 67-year-old man with cough.", "", None, False),
        ("A 67-year-old man with cough.", "O", 67.0, False),
        ("Cough.", "F", 30.0, False),
    ],
)
def test_sex_and_age_against_the_header(
    text: str, sex: str, age: float | None, is_asked: bool
) -> None:
    subject = Subject(sex, age, ACQUIRED)
    found = find_conflicts(CARD, (film(0.5),), (note(text),), subject=subject)
    assert [one.finding for one in found] == (["identity"] if is_asked else [])
    assert all("same patient" in one.question for one in found)
    assert "67" not in repr(subject)


def test_a_note_that_is_only_shown_still_tells_another_patient() -> None:
    later = note("A 67-year-old man. No pneumonia.", written=ACQUIRED + timedelta(days=1))
    subject = Subject("F", 67.0, ACQUIRED)
    found = find_conflicts(CARD, (film(0.9),), (), subject=subject, shown=(later,))
    assert [one.finding for one in found] == ["identity"]


def test_an_old_note_states_an_earlier_age() -> None:
    earlier = note("A 57-year-old man.", written=ACQUIRED - timedelta(days=3653))
    assert find_conflicts(CARD, (), (earlier,), subject=Subject("M", 67.0, ACQUIRED)) == ()
    now = note("A 57-year-old man.")
    assert find_conflicts(CARD, (), (now,), subject=Subject("M", 67.0, ACQUIRED))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("X-ray of the left knee", NoteKind.REQUEST, ["body part"]),
        ("膝关节正侧位平片", NoteKind.REQUEST, ["body part"]),
        ("Chest X-ray, knee pain", NoteKind.REQUEST, []),
        ("Knee pain after a fall", NoteKind.REQUEST, []),
        ("Knee X-ray last week was normal", NoteKind.CLINICAL, []),
    ],
)
def test_body_part(text: str, kind: NoteKind, expected: list[str]) -> None:
    assert ask(text, film(0.5), kind=kind) == expected


def test_strongest_question_first() -> None:
    text = "A 67-year-old man. No pneumonia."
    found = find_conflicts(CARD, (film(0.9),), (note(text),), subject=Subject("F", 67.0, ACQUIRED))
    assert [one.finding for one in found] == ["identity", NAME]
    assert found[0].score >= found[1].score


def kind(name: str, image: float | None, text: float | None) -> Finding:
    return replace(film(image, text, name=name, threshold=None), status=Status.DIFFERENTIAL)


def test_every_case_has_a_number_whether_it_is_asked_or_not() -> None:
    def score(text: str, image: float) -> float:
        return disagree(CARD, (film(image),), (note(text),)).score

    denial = [score("No pneumonia.", image) for image in (0.1, 0.5, 0.7, 0.95)]
    assert denial == sorted(denial)
    assert denial[0] < 0.1
    assert denial[-1] > 0.7
    claim = [score("Right lower lobe pneumonia.", image) for image in (0.95, 0.5, 0.3, 0.05)]
    assert claim == sorted(claim)
    for harmless in ("History of pneumonia.", "Her mother had pneumonia.", "Fever.", ""):
        assert score(harmless, 0.02) == 0.0


def test_an_opacity_stands_where_another_thing_is_denied() -> None:
    text = "Left basal opacity. No pneumothorax, no focal consolidation."
    assert disagree(CARD, (film(0.05),), (note(text),)).questions
    assert disagree(CARD, (film(0.95),), (note(text),)).questions == ()
    both = "Left basal opacity. The lungs are clear."
    assert disagree(CARD, (film(0.05),), (note(both),)).score == 0.0


def test_kinds_ranked_differently_add_to_the_number_and_ask_nothing() -> None:
    same = (kind("COVID-19 pneumonia", 0.8, 0.7), kind("bacterial pneumonia", 0.05, 0.1))
    other = (kind("COVID-19 pneumonia", 0.8, 0.05), kind("bacterial pneumonia", 0.05, 0.8))
    assert 0 <= between_kinds(same) < 0.05
    assert 0.2 < between_kinds(other) <= 0.4
    assert between_kinds(other[:1]) == 0.0
    assert between_kinds((kind("a", None, 0.5), kind("b", 0.5, None))) == 0.0
    found = disagree(CARD, (film(0.9), *other), (note("Cough."),))
    assert found.score == pytest.approx(between_kinds(other), abs=1e-4)
    assert found.questions == ()


@given(st.floats(0, 1), st.floats(0, 1))
def test_divergence_is_a_distance_between_0_and_1(first: float, second: float) -> None:
    value = divergence(first, second)
    assert 0 <= value <= 1 + 1e-9
    assert value == pytest.approx(divergence(second, first))
    assert divergence(first, first) == pytest.approx(0, abs=1e-9)


def test_divergence_of_known_values() -> None:
    assert divergence(0.0, 1.0) == pytest.approx(1.0)
    assert divergence(0.9, 0.1) == pytest.approx(0.531, abs=1e-3)


@given(st.text(min_size=6, max_size=200), st.floats(0, 1), st.floats(0, 1))
def test_any_note_is_answered(text: str, image: float, told: float) -> None:
    found = find_conflicts(CARD, (film(image, told),), (note(text),), (heat(1, 0, 0, 0),))
    for one in found:
        assert isinstance(one, Conflict)
        assert 0 <= one.score <= 1
        assert 0 <= one.start <= one.end <= len(text)


@pytest.mark.data
def test_real_notes_fit_their_own_films(test_data: Path) -> None:
    """With an image answer that follows the label, few notes of sick patients deny the finding."""
    asked = total = 0
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["clinical_notes"] or not row["finding"].startswith("Pneumonia"):
                continue
            total += 1
            asked += bool(ask(row["clinical_notes"], film(0.97, 0.3)))
    assert total > 300
    assert asked <= 0.05 * total


@pytest.mark.data
def test_what_real_reports_state_follows_their_labels(test_data: Path) -> None:
    """Every fourth of 3,955 reports; the labels were given by readers (MeSH)."""
    shadows = {"Opacity", "Infiltrate", "Consolidation", "Pneumonia", "Airspace Disease"}
    asked = {("normal", 0.95): 0, ("normal", 0.05): 0, ("shadow", 0.95): 0}
    total = {"normal": 0, "shadow": 0}
    with gzip.open(test_data / "reports" / "indiana.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in itertools.islice(file, 0, None, 4):
            report = json.loads(line)
            labels = {label.split("/")[0] for label in report["mesh_major"]}
            kind = "normal" if labels == {"normal"} else "shadow" if labels & shadows else ""
            if not kind or not report["findings"]:
                continue
            total[kind] += 1
            text = f"FINDINGS: {report['findings']} IMPRESSION: {report['impression']}"
            for image in (0.95, 0.05):
                if (kind, image) in asked:
                    asked[kind, image] += bool(ask(text, film(image)))
    assert total["normal"] > 200
    assert total["shadow"] > 80
    assert asked["normal", 0.95] >= 0.97 * total["normal"]  # "clear lungs" against an opacity
    assert asked["normal", 0.05] == 0
    assert asked["shadow", 0.95] <= 0.03 * total["shadow"]
