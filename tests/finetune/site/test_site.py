"""From local cases to a site calibration, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from finetune.errors import CalibrationError
from finetune.site.calibration import (
    LEAST_EACH,
    Aim,
    LocalCase,
    assessed_of,
    calibrate_finding,
    site_calibration,
    threshold_for,
)
from finetune.site.cases import LocalCases, _label, from_decisions
from omni_med.domain import Decision, Finding, SiteCalibration, Status, Verdict
from omni_med.models.calibrated import (
    calibrated,
    fits,
    local_probability,
    shipped_probability,
)
from omni_med.models.conformal import prediction_set
from omni_med.models.fake import FakeBackend, FakeFactory
from omni_med.models.protocols import ModelInputs, SentenceInput, Weights

CARD = FakeFactory().card()


def local(count: int, prior: float = 0.0, proud: float = 1.0, seed: int = 0) -> list[LocalCase]:
    """Cases of a model that is wrong about the prevalence, or too sure of itself."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 1.6, count)
    truth = rng.random(count) < 1 / (1 + np.exp(-(z - prior)))
    told = 1 / (1 + np.exp(-proud * z))
    return [
        LocalCase(float(p), int(y), f"p{n // 2}")
        for n, (p, y) in enumerate(zip(told, truth, strict=True))
    ]


def test_another_prevalence_is_learnt() -> None:
    found = calibrate_finding("Lung opacity", local(400, prior=2.0), Aim())
    assert found.offset == pytest.approx(-2.0, abs=0.45)
    assert found.error_after < found.error_before
    assert found.conformal is not None


def test_pride_is_cooled() -> None:
    found = calibrate_finding("Lung opacity", local(400, proud=3.0), Aim())
    assert found.scale == pytest.approx(1 / 3, abs=0.12)
    assert found.error_after < found.error_before


def test_what_is_right_already_is_hardly_changed() -> None:
    found = calibrate_finding("Lung opacity", local(300), Aim())
    assert found.scale == pytest.approx(1, abs=0.25)
    assert found.offset == pytest.approx(0, abs=0.35)


def test_sets_come_from_twenty_cases_of_each_class_on() -> None:
    few = [LocalCase(0.1 + n / 100, 0, str(n)) for n in range(15)]
    few += [LocalCase(0.9 - n / 100, 1, str(n)) for n in range(15)]
    assert calibrate_finding("Lung opacity", few, Aim()).conformal is None


@pytest.mark.parametrize(
    ("positives", "negatives", "words"),
    [
        (0, 0, "no case of which it is known"),
        (0, 60, "One class only"),
        (60, 0, "One class only"),
        (LEAST_EACH - 1, 60, "Too few cases"),
    ],
)
def test_too_little_is_refused(positives: int, negatives: int, words: str) -> None:
    cases = [LocalCase(0.9, 1, str(n)) for n in range(positives)]
    cases += [LocalCase(0.1, 0, f"n{n}") for n in range(negatives)]
    with pytest.raises(CalibrationError, match=words) as caught:
        calibrate_finding("Lung opacity", cases, Aim())
    assert caught.value.hint


def test_the_threshold_meets_its_aim() -> None:
    cases = local(300)
    p, truth = np.array([c.probability for c in cases]), np.array([c.truth for c in cases])
    for share in (0.8, 0.95, 1.0):
        found = threshold_for(p, truth, Aim(sensitivity=share))
        assert (p[truth == 1] >= found).mean() >= share
        higher = p[p > found].min()
        assert (p[truth == 1] >= higher).mean() < share or truth[p == found].sum() == 0
        found = threshold_for(p, truth, Aim(specificity=share))
        assert (p[truth == 0] < found).mean() >= share


def test_which_finding_is_meant() -> None:
    assert assessed_of(CARD, "Lung opacity").name == "Lung opacity"
    with pytest.raises(CalibrationError, match="Say which"):
        assessed_of(CARD, "")
    with pytest.raises(CalibrationError, match="does not answer"):
        assessed_of(CARD, "Fracture")
    with pytest.raises(CalibrationError, match="differential"):
        assessed_of(CARD, "Viral pneumonia")


def made_for(cases: list[LocalCase], aim: Aim = Aim(), **changes: str) -> SiteCalibration:  # noqa: B008
    found = calibrate_finding("Lung opacity", cases, aim)
    made = site_calibration(
        CARD,
        [found],
        calibration_id="c" * 32,
        made=datetime(2026, 2, 1, tzinfo=UTC),
        made_by="eva",
        source="400 cases",
    )
    return replace(made, **changes)


def ask(backend: object, words: str) -> object:
    features = backend.encode(ModelInputs(sentences=(SentenceInput("n", 0, len(words), words),)))  # type: ignore[attr-defined]
    return backend.infer(features, Weights())  # type: ignore[attr-defined]


def test_answers_are_told_in_the_sites_probabilities() -> None:
    made = made_for(local(400, prior=2.0), Aim(sensitivity=0.9))
    shipped = FakeBackend()
    backend = calibrated(shipped, made)
    before, after = ask(shipped, "Fever and cough."), ask(backend, "Fever and cough.")
    finding = made.findings[0]
    first, second = before.answers[0], after.answers[0]  # type: ignore[attr-defined]
    assert second.fused == pytest.approx(local_probability(first.fused, finding))
    assert second.text_only == pytest.approx(local_probability(first.text_only, finding))
    assert second.prediction_set == prediction_set(second.fused, finding.conformal)
    assert backend.card.assessed[0].threshold == finding.threshold
    assert backend.card.calibration == made.calibration_id
    assert shipped.card.calibration == ""
    # what is not calibrated stays, and a kind stays the same share of its finding
    assert after.answers[1].fused == before.answers[1].fused  # type: ignore[attr-defined]
    kinds = [a.answers[2].fused / a.answers[0].fused for a in (before, after)]  # type: ignore[attr-defined]
    assert kinds[0] == pytest.approx(kinds[1])


@pytest.mark.parametrize(
    "changes", [{"model_sha256": "b" * 64}, {"model_version": "9"}, {"model_id": "compact"}]
)
def test_a_calibration_of_other_weights_is_not_used(changes: dict[str, str]) -> None:
    made = made_for(local(100), **changes)
    backend = FakeBackend()
    assert not fits(made, backend.card)
    assert calibrated(backend, made) is backend


def test_the_models_own_probability_can_be_had_back() -> None:
    finding = made_for(local(400, prior=2.0)).findings[0]
    for p in (0.01, 0.3, 0.99):
        assert shipped_probability(local_probability(p, finding), finding) == pytest.approx(p)


@pytest.mark.parametrize(("cell", "truth"), [("1", True), (" Absent", False), ("", None)])
def test_labels_are_read(cell: str, truth: bool | None) -> None:
    assert _label(cell, 1) is truth


def test_a_label_that_is_none_is_refused_without_being_quoted() -> None:
    with pytest.raises(CalibrationError) as caught:
        _label("Zanzibar fever", 7)
    assert "case 7" in str(caught.value)
    assert "Zanzibar" not in str(caught.value) + caught.value.hint


def test_readers_decisions_become_cases() -> None:
    """Accepted present and rejected absent are ill; unsure, edited and other weights are none."""
    said = [
        (Status.PRESENT, Verdict.ACCEPT, 1),
        (Status.PRESENT, Verdict.REJECT, 0),
        (Status.ABSENT, Verdict.ACCEPT, 0),
        (Status.ABSENT, Verdict.REJECT, 1),
        (Status.UNCERTAIN, Verdict.ACCEPT, None),
        (Status.PRESENT, Verdict.EDIT, None),
    ]
    analyses, decisions = {}, {}
    for number, (status, verdict, _) in enumerate(said):
        uid = f"1.{number}"
        finding = Finding("Lung opacity", None, 0.1 * number, None, None, 0.5, status)
        analyses[uid] = (
            SimpleNamespace(
                analysis_id=uid,
                model=SimpleNamespace(sha256=CARD.sha256),
                findings=(finding,),
                provenance=SimpleNamespace(calibration=""),
            ),
        )
        now = datetime(2026, 2, 1, tzinfo=UTC)
        decisions[uid] = (Decision(uid, uid, "Lung opacity", verdict, "eva", now, True),)
    other = SimpleNamespace(model=SimpleNamespace(sha256="other"))
    analyses["1.9"] = (other,)
    workspace = SimpleNamespace(
        studies=lambda: [SimpleNamespace(study_uid=uid, patient=uid) for uid in analyses],
        analyses=analyses.__getitem__,
        decisions=decisions.__getitem__,
        calibrations=lambda: (),
    )
    found = from_decisions(workspace, CARD, "Lung opacity")
    assert [case.truth for case in found.cases] == [y for *_, y in said if y is not None]
    assert [case.probability for case in found.cases] == pytest.approx([0, 0.1, 0.2, 0.3])
    assert dict(found.left_out) == {"not decided": 2, "not analysed by these weights": 1}
    assert str(found) == "4 cases (2 not decided; 1 not analysed by these weights)"
    assert str(LocalCases((), {})) == "0 cases"
