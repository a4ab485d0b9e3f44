"""A study of a real workspace: opened, answered, saved, replayed."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Priority
from omni_med.errors import CancelledError, ModelError, UnknownStudyError
from omni_med.inference.analyst import Analyst
from omni_med.inference.known import KnownImage
from omni_med.inference.prepare import inputs_sha256
from omni_med.inference.run import analyze_study, prepare_study, replay_study
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import Features, ModelCard, ModelInputs, Weights
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
    with Workspace.create(
        home, user="ada", passphrase="a horse and a stapler", kdf=MINIMUM_COST
    ) as made:
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


def test_what_comes_from_the_cache_is_exactly_what_is_computed_anew(
    workspace: Workspace,
    patients: dict[str, SyntheticCase],
    pool: DecodePool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At any weights, and without one pixel read."""
    uid, backend = patients["fits"].study_uid, FakeBackend()
    analyze_study(workspace, uid, backend=backend, pool=pool)
    anew = prepare_study(workspace, uid, card=backend.card, pool=pool, remember=False)
    with monkeypatch.context() as patch:
        patch.setattr(workspace, "read_instance", _unreadable)
        for weights in (None, Weights(0.3, 1.0), Weights(0.0, 1.0), Weights(1.0, 0.0)):
            kept = analyze_study(workspace, uid, backend=backend, pool=pool, weights=weights)
            assert same(kept, Analyst(backend).analyze(anew, weights=weights))
    assert kept.provenance.input_sha256 == inputs_sha256(anew.inputs)


def _unreadable(_uid: str) -> bytes:
    raise AssertionError("the pixels are not to be read")


class Newer(Counting):
    @property
    def card(self) -> ModelCard:
        return replace(super().card, version="next")


def test_another_version_of_the_model_reads_the_film_again(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid, newer = patients["fits"].study_uid, Newer()
    analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    first = analyze_study(workspace, uid, backend=newer, pool=pool)
    assert newer.encoded == len(first.provenance.images) + 1
    analyze_study(workspace, uid, backend=newer, pool=pool)
    assert newer.encoded == len(first.provenance.images) + 1


def test_a_damaged_cache_is_passed_over(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    uid = patients["fits"].study_uid
    first = analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    monkeypatch.setattr(workspace, "cached", lambda _key: b"rubbish")
    assert analyze_study(workspace, uid, backend=FakeBackend(), pool=pool).findings == (
        first.findings
    )


def test_a_film_with_its_features_travels_without_pixels(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid, card = patients["fits"].study_uid, FakeBackend().card
    analyze_study(workspace, uid, backend=FakeBackend(), pool=pool)
    known = prepare_study(workspace, uid, card=card, pool=pool).inputs.images[0]
    anew = prepare_study(workspace, uid, card=card, pool=pool, remember=False).inputs.images[0]
    assert isinstance(known, KnownImage)
    assert known.shape == anew.pixels.shape
    assert np.array_equal(known.pixels, anew.pixels)
    there = pickle.loads(pickle.dumps(known))
    assert (there.image_id, there.source, there.shape) == (known.image_id, known.source, anew.shape)
    assert len(pickle.dumps(known)) < anew.pixels.nbytes / 4
    with pytest.raises(ModelError, match="not at hand"):
        _ = there.pixels


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
