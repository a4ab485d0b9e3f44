"""Heads in shadow: they answer on the same case, apart, and whatever they do changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Decision, Outcome, Verdict
from omni_med.domain.codec import to_json
from omni_med.errors import WorkspaceError
from omni_med.inference.prepare import Prepared, assemble
from omni_med.inference.process import InferenceProcess
from omni_med.inference.run import analyze_study
from omni_med.models.fake import FakeBackend
from omni_med.models.heads.backend import attach
from omni_med.models.heads.bundle import Head, load_head
from omni_med.models.heads.samples import sample_card, sample_numbers
from omni_med.models.protocols import ImageInput, ModelInputs, Weights
from omni_med.models.samples import chest_film, sentence_inputs
from omni_med.synthetic.patients import SyntheticCase, write_patients
from omni_med.workspace import Workspace

WAIT = 60.0
PASSPHRASE = "a horse and a stapler"


def a_head(version: str = "1", bias: float = 0.0) -> Head:
    backend = FakeBackend()
    film = ImageInput("film", chest_film())
    features = backend.encode(ModelInputs((film,), sentence_inputs("Fever.")))
    assert features.text is not None
    numbers = sample_numbers(features.images[0].tokens.shape[1], features.text.tokens.shape[1])
    base = (backend.card.id, backend.card.version, backend.card.sha256)
    head = load_head(sample_card(version, base=base, numbers=numbers), numbers)
    zero = np.zeros_like(head.image_value)
    return replace(head, image_value=zero, image_bias=bias, text_value=head.text_value * 0)


def misfit() -> Head:
    head = a_head()
    return replace(head, card=replace(head.card, base_sha256="0" * 64))


def prepared() -> Prepared:
    return assemble(FakeBackend().card, [ImageInput("film", chest_film())], [])


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=1) as made:
        yield made


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(
        tmp_path / "home", user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST
    ) as made:
        yield made


@pytest.fixture
def case(workspace: Workspace, pool: DecodePool, tmp_path: Path) -> SyntheticCase:
    (found,) = write_patients(tmp_path / "patients", only=("fits",))
    workspace.import_paths([found.folder], pool=pool)
    return found


def test_what_is_said_in_silence_is_kept_apart_and_the_answer_stays(
    workspace: Workspace, case: SyntheticCase, pool: DecodePool
) -> None:
    uid = case.study_uid
    plain = analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    with_shadow = analyze_study(
        workspace, uid, backend=FakeBackend(), pool=pool, shadows=[a_head(bias=3.0)]
    )
    assert with_shadow.findings == plain.findings
    assert with_shadow.model == plain.model
    assert all("Rare" not in item.assessed for item in workspace.analyses(uid))
    report = workspace.shadow_report("rare")
    assert (report.answered, report.waiting, report.differences) == (1, 1, ())
    decide(workspace, with_shadow.analysis_id, plain.findings[0].name)
    report = workspace.shadow_report("rare")
    assert (report.waiting, report.compared) == (0, 0)
    (found,) = report.differences
    assert (found.finding, found.status.value, found.shown_status) == ("Rare", "present", None)
    assert found.probability == pytest.approx(1 / (1 + np.exp(-1.5)))  # the record says nothing
    said = [entry for entry in workspace.trail() if entry.action == "shadow.answer"]
    assert [entry.subject for entry in said] == [uid]


def test_a_head_taught_on_films_alone_is_read_with_a_record_beside(
    workspace: Workspace, case: SyntheticCase, pool: DecodePool
) -> None:
    blind = replace(a_head(bias=3.0), text_value=np.zeros(1, np.float32))
    backend = attach(FakeBackend(), [blind])
    analysis = analyze_study(workspace, case.study_uid, backend=backend, pool=pool)
    finding = analysis.findings[-1]
    assert (finding.name, finding.text_only) == ("Rare", None)
    assert finding.probability == finding.image_only == pytest.approx(1 / (1 + np.exp(-3.0)))


def decide(workspace: Workspace, analysis_id: str, finding: str) -> None:
    workspace.decide(
        Decision(
            "d" * 32, analysis_id, finding, Verdict.ACCEPT, "ada", datetime.now(UTC), ai_shown=True
        )
    )


def test_a_difference_to_the_promoted_head_is_listed(
    workspace: Workspace, case: SyntheticCase, pool: DecodePool
) -> None:
    uid = case.study_uid
    promoted = attach(FakeBackend(), [a_head("1", bias=-3.0)])
    for new, agreed in ((a_head("2", bias=-2.0), 1), (a_head("3", bias=2.0), 0)):
        analysis = analyze_study(workspace, uid, backend=promoted, pool=pool, shadows=[new])
        if agreed:
            decide(workspace, analysis.analysis_id, "Rare")
        report = workspace.shadow_report("rare")
        assert (report.version, report.compared, report.agreed) == (new.card.version, 1, agreed)
    (found,) = report.differences
    assert found.shown_by == "rare 1"
    assert found.shown_probability == pytest.approx(1 / (1 + np.exp(1.5)))


@pytest.mark.parametrize("broken", [misfit(), replace(a_head(), image_value=np.ones(3, "f4"))])
def test_a_head_that_fails_in_silence_disturbs_nobody_and_is_on_the_trail(
    workspace: Workspace, case: SyntheticCase, pool: DecodePool, broken: Head
) -> None:
    uid = case.study_uid
    analysis = analyze_study(workspace, uid, backend=FakeBackend(), pool=pool, shadows=[broken])
    assert workspace.analysis(analysis.analysis_id) == analysis
    (entry,) = [item for item in workspace.trail() if item.action == "shadow.answer"]
    assert entry.outcome == "failure"
    with pytest.raises(WorkspaceError, match="answered in silence"):
        workspace.shadow_report("rare")


def test_what_was_said_goes_with_the_study(
    workspace: Workspace, case: SyntheticCase, pool: DecodePool
) -> None:
    uid = case.study_uid
    analyze_study(workspace, uid, backend=FakeBackend(), pool=pool, shadows=[a_head()])
    assert workspace.verify().ok
    workspace.shred(uid, "the patient asked for it")
    assert workspace.verify().ok
    with pytest.raises(WorkspaceError, match="answered in silence"):
        workspace.shadow_report("rare")


def test_the_process_answers_first_and_in_silence_after() -> None:
    with InferenceProcess("fake") as process:
        head = a_head(bias=3.0)
        future = process.submit(prepared(), study_uid="1.2", shadows=[head])
        shown = future.result(WAIT)
        (said,) = future.silent.result(WAIT).answers
        assert said.analysis_id == shown.analysis_id
        assert said.probability == pytest.approx(1 / (1 + np.exp(-3.0)))
        assert shown.findings == process.submit(prepared()).result(WAIT).findings
        broken = process.submit(prepared(), shadows=[misfit(), head])
        assert broken.result(WAIT).findings == shown.findings
        silence = broken.silent.result(WAIT)
        assert [item.head for item in silence.answers] == ["rare"]
        assert silence.failed == ("rare 1",)
        dial = process.submit(prepared(), weights=Weights(image=0.4), shadows=[head])
        assert dial.result(WAIT).modalities[0].weight == 0.4
        assert dial.silent.result(WAIT).answers[0].probability == pytest.approx(said.probability)


def test_heads_in_force_read_and_one_that_does_not_fit_is_left_out() -> None:
    heads = (a_head(bias=3.0), misfit())
    with InferenceProcess("fake", options={"heads": heads}) as process:
        analysis = process.submit(prepared(), study_uid="1.2").result(WAIT)
    assert analysis.findings[-1].name == "Rare"
    assert analysis.model.adapter == "rare 1"


def test_drift_is_told_from_what_is_stored_and_names_no_patient(
    workspace: Workspace, case: SyntheticCase, pool: DecodePool
) -> None:
    uid = case.study_uid
    first = analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    again = analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    name = first.findings[0].name
    decide(workspace, again.analysis_id, name)
    workspace.set_outcome(Outcome(uid, name, True, "culture", "ada", datetime.now(UTC)))
    report = workspace.drift("week")
    (period,) = report.periods
    assert period.cases == 1, "the last analysis of a study counts"
    assert (period.agreement.count, period.agreement.of) == (1, 1)
    assert period.calibration.told == pytest.approx(again.findings[0].probability)
    assert [item.what for item in report.changes] == [f"{first.model.id} {first.model.version}"]
    text = to_json(report).decode()
    for secret in (uid, "ada", "culture", first.analysis_id):
        assert secret not in text
