"""A study of a real workspace: opened, answered, saved, replayed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audit.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Priority
from omni_med.errors import CancelledError, UnknownStudyError
from omni_med.inference.run import analyze_study, prepare_study, replay_study
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import Features, ModelInputs, Weights
from omni_med.synthetic.patients import SyntheticCase, write_patients
from omni_med.workspace import Workspace


class Counting(FakeBackend):
    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, inputs: ModelInputs) -> Features:
        self.encoded += 1
        return super().encode(inputs)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=1) as made:
        yield made


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SyntheticCase]:
    folder = tmp_path_factory.mktemp("patients")
    return {case.key: case for case in write_patients(folder, only=("fits", "knee"))}


@pytest.fixture(scope="module")
def workspace(
    tmp_path_factory: pytest.TempPathFactory,
    patients: dict[str, SyntheticCase],
    pool: DecodePool,
) -> Iterator[Workspace]:
    home: Path = tmp_path_factory.mktemp("home") / "workspace"
    with Workspace.create(home, user="ada", passphrase="a horse", kdf=MINIMUM_COST) as made:
        for case in patients.values():
            made.import_paths([case.folder], notes=[case.record] if case.record else [], pool=pool)
        yield made


def bare(analysis: Analysis) -> Analysis:
    return replace(
        analysis, analysis_id="", timings_ms={}, created=analysis.created.replace(year=2000)
    )


def same(one: Analysis, other: Analysis) -> bool:
    when = one.created
    return replace(bare(one), created=when) == replace(bare(other), created=when)


def test_a_study_is_answered_from_image_and_record_and_saved(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid = patients["fits"].study_uid
    done: list[int] = []
    analysis = analyze_study(
        workspace,
        uid,
        backend=FakeBackend(),
        pool=pool,
        progress=lambda step, _total: done.append(step),
    )
    assert done == [1, 2, 3]
    assert analysis.study_uid == uid
    assert analysis.findings[0].image_only is not None
    assert analysis.findings[0].text_only is not None
    assert any(use.used for use in analysis.provenance.notes)
    assert workspace.analysis(analysis.analysis_id) == analysis


def test_a_saved_analysis_replays_to_the_same_numbers(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid = patients["fits"].study_uid
    analysis = analyze_study(
        workspace, uid, backend=FakeBackend(), pool=pool, weights=Weights(text=0.4)
    )
    stored = workspace.analysis(analysis.analysis_id)
    before = len(workspace.analyses(uid))
    assert same(replay_study(workspace, stored, backend=FakeBackend(), pool=pool), stored)
    assert len(workspace.analyses(uid)) == before


def test_the_second_time_the_features_come_sealed_from_the_cache(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid = patients["fits"].study_uid
    first = analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    counting = Counting()
    second = analyze_study(workspace, uid, backend=counting, pool=pool, weights=Weights(text=0.5))
    third = analyze_study(workspace, uid, backend=counting, pool=pool)
    assert counting.encoded == 0
    assert second.findings != first.findings
    assert third.findings == first.findings


def test_a_knee_called_a_chest_is_refused_by_its_pixels(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    analysis = analyze_study(
        workspace, patients["knee"].study_uid, backend=FakeBackend(), pool=pool
    )
    assert analysis.triage.priority is Priority.NOT_ASSESSED
    assert analysis.findings == ()


def test_a_stopped_analysis_is_not_saved(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid = patients["fits"].study_uid
    before = workspace.analyses(uid)
    with pytest.raises(CancelledError):
        analyze_study(workspace, uid, backend=FakeBackend(), pool=pool, cancelled=lambda: True)
    assert workspace.analyses(uid) == before


def test_an_unknown_study_is_refused(workspace: Workspace, pool: DecodePool) -> None:
    with pytest.raises(UnknownStudyError):
        prepare_study(workspace, "1.2.3.4", card=FakeBackend().card, pool=pool)
