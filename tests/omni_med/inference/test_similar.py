"""What lies near: ranking, what is kept and for how long, and a real workspace searched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.errors import CancelledError, ModelError, UnknownStudyError
from omni_med.inference.searching import search
from omni_med.inference.similar import (
    Placed,
    key_of,
    near_chance,
    place_from_bytes,
    place_text,
    place_to_bytes,
    rank,
    space_of,
)
from omni_med.models.fake import CHANNELS, FakeBackend
from omni_med.models.protocols import Features, ModelInputs
from omni_med.models.space import Embedded, Space, read_space, write_space
from omni_med.synthetic.patients import SyntheticCase, write_patients
from omni_med.workspace import Workspace

AXES = 4


def a_space(channels: int = AXES, version: str = "one") -> Space:
    axes = np.eye(channels, AXES, dtype=np.float32)
    zero = np.zeros(channels, np.float32)
    background = np.array([[0.0, 0.5]] * 3, np.float32)
    figures = {"space: good": "recall@5 0.90 (0.80 to 0.95), chance 0.20"}
    return Space(zero, axes, zero, axes, background, figures, version)


class Placing(FakeBackend):
    """The fake backend with a space of its own."""

    def __init__(self, version: str = "one") -> None:
        self.encoded = 0
        self._space = a_space(CHANNELS, version)

    @property
    def space(self) -> Space | None:
        return self._space

    def encode(self, inputs: ModelInputs) -> Features:
        self.encoded += 1
        return super().encode(inputs)

    def embed(self, features: Features) -> Embedded:
        films = [self._space.films(i.tokens.mean(0)[None]) for i in features.images if i.is_meant]
        none = np.zeros((0, AXES), np.float32)
        text = features.text
        words = none if text is None else self._space.sentences(text.tokens)
        return Embedded(np.concatenate([none, *films]), words)


def at(*axes: float) -> np.ndarray:
    return np.array([[*axes, *[0.0] * (AXES - len(axes))]], np.float32)


NOTHING = np.zeros((0, AXES), np.float32)


def test_the_most_alike_comes_first_and_is_told_by_what() -> None:
    query = Placed(at(1), at(0, 1), (("n", 0, 4),))
    others = {
        "far": Placed(at(-1), at(0, -1), (("n", 0, 4),)),
        "near": Placed(at(1, 0.1), at(0.1, 1), (("n", 0, 4),)),
        "film": Placed(at(0.5, 1), NOTHING),
    }
    hits = rank(query, others, a_space())
    assert [hit.study_uid for hit in hits] == ["near", "film", "far"]
    assert set(hits[0].parts) == {"film-film", "note-note", "film-note", "note-film"}
    assert hits[0].score == pytest.approx(
        (hits[0].parts["film-film"] + hits[0].parts["note-note"]) / 2
    )
    assert hits[1].score == pytest.approx(hits[1].parts["film-film"])


def test_words_find_films_where_there_is_no_record() -> None:
    query = Placed(NOTHING, at(0, 1), (("query", 0, 4),))
    others = {"a": Placed(at(0, 1), NOTHING), "b": Placed(at(0, -1), NOTHING)}
    hits = rank(query, others, a_space())
    assert [hit.study_uid for hit in hits] == ["a", "b"]
    assert set(hits[0].parts) == {"note-film"}
    assert hits[0].sentence is None


def test_the_nearest_sentence_is_named() -> None:
    query = Placed(NOTHING, at(0, 1), (("query", 0, 4),))
    spans = (("n", 0, 4), ("n", 5, 9))
    record = Placed(NOTHING, np.concatenate([at(1), at(0.1, 1)]), spans)
    assert rank(query, {"a": record}, a_space())[0].sentence == ("n", 5, 9)


@pytest.mark.parametrize(("side", "parts"), [("film", {"film-film"}), ("record", {"film-note"})])
def test_only_one_side_of_the_others_is_looked_at(side: str, parts: set[str]) -> None:
    query = Placed(at(1), NOTHING)
    other = Placed(at(1), at(1), (("n", 0, 1),))
    assert set(rank(query, {"a": other}, a_space(), side=side)[0].parts) == parts


def test_what_cannot_be_compared_is_no_hit() -> None:
    assert rank(Placed(at(1), NOTHING), {"a": Placed(NOTHING, NOTHING)}, a_space()) == ()


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
@settings(max_examples=30, deadline=None)
def test_the_order_does_not_depend_on_the_order_of_the_studies(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    others = {
        str(n): Placed(rng.normal(0, 1, (1, AXES)).astype(np.float32), NOTHING)
        for n in range(count)
    }
    query = Placed(rng.normal(0, 1, (1, AXES)).astype(np.float32), NOTHING)
    forth = rank(query, others, a_space())
    back = rank(query, dict(reversed(list(others.items()))), a_space())
    assert forth == back
    scores = [hit.score for hit in forth]
    assert scores == sorted(scores, reverse=True)


def test_a_place_is_read_as_it_was_written() -> None:
    placed = Placed(at(1), np.concatenate([at(1), at(2)]), (("n", 0, 4), ("m", 5, 9)))
    again = place_from_bytes(place_to_bytes(placed))
    assert again is not None
    assert np.array_equal(again.films, placed.films)
    assert again.spans == placed.spans


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", place_to_bytes(Placed(at(1), at(1)))[:90]])
def test_a_damaged_place_is_none(data: bytes) -> None:
    assert place_from_bytes(data) is None


def test_other_weights_films_or_notes_have_another_key() -> None:
    one, two = Placing(), Placing("two")
    keys = {
        key_of(one, one.space, "1.2", "a"),
        key_of(one, one.space, "1.2", "b"),
        key_of(one, one.space, "1.3", "a"),
        key_of(two, two.space, "1.2", "a"),
    }
    assert len(keys) == 4


def test_a_model_without_a_space_is_refused() -> None:
    with pytest.raises(ModelError, match="no space"):
        space_of(FakeBackend())


@pytest.mark.parametrize("text", ["", "   "])
def test_no_words_are_no_question(text: str) -> None:
    with pytest.raises(ModelError, match="Nothing of these words"):
        place_text(text, Placing())


def test_a_figure_that_reaches_down_to_chance_is_named() -> None:
    figures = {
        "good": "recall@5 0.60 (0.50 to 0.70), chance 0.20",
        "bad": "precision@5 0.30 (0.21 to 0.40), chance 0.20",
        "no figure": "5 shufflings",
    }
    assert near_chance(figures) == ["bad"]


def test_the_space_is_read_as_it_was_written_and_a_damaged_one_refused(tmp_path: Path) -> None:
    assert read_space(tmp_path) is None
    write_space(a_space(), tmp_path)
    again = read_space(tmp_path)
    assert again is not None
    assert again.figures == a_space().figures
    assert len(again.version) == 16
    write_space(replace(a_space(), background=np.ones((3, 2), np.float32)), tmp_path)
    other = read_space(tmp_path)
    assert other is not None
    assert other.version != again.version
    (tmp_path / "space.npz").write_bytes(b"no")
    with pytest.raises(ModelError, match="damaged"):
        read_space(tmp_path)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=1) as made:
        yield made


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SyntheticCase]:
    folder = tmp_path_factory.mktemp("patients")
    made = write_patients(folder, only=("fits", "knee", "conflict"))
    return {case.key: case for case in made}


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


@pytest.fixture(scope="module")
def uid(workspace: Workspace, patients: dict[str, SyntheticCase]) -> str:
    return patients["fits"].study_uid


def test_a_workspace_is_searched_and_places_are_kept(
    workspace: Workspace, pool: DecodePool, uid: str
) -> None:
    backend = Placing()
    first = search(workspace, uid, backend=backend, pool=pool)
    assert uid not in {hit.study_uid for hit in first.hits}
    assert first.hits
    assert not first.not_indexed
    encoded = backend.encoded
    assert search(workspace, uid, backend=backend, pool=pool) == first
    assert backend.encoded == encoded
    assert workspace.trail(subject=uid)[-1].action in {"studies.similar", "study.open"}
    assert any(entry.action == "studies.similar" for entry in workspace.trail(subject=uid))


def test_other_weights_do_not_use_what_was_kept(
    workspace: Workspace, pool: DecodePool, uid: str
) -> None:
    search(workspace, uid, backend=Placing(), pool=pool)
    other = Placing("two")
    found = search(workspace, uid, backend=other, pool=pool, add=False)
    assert found.hits == ()
    assert set(found.not_indexed) == set(workspace.comparable()) - {uid}


def test_a_new_note_makes_a_study_be_looked_at_again(
    workspace: Workspace, pool: DecodePool, uid: str, tmp_path: Path
) -> None:
    backend = Placing("three")
    search(workspace, "", "fever and cough", backend=backend, pool=pool)
    (tmp_path / "note.txt").write_text("Known HIV infection.\n", encoding="utf-8")
    before = workspace.comparable()
    workspace.import_paths(
        [], notes=[tmp_path / "note.txt"], force_notes="the patient's own", pool=pool
    )
    changed = {key for key, stamp in workspace.comparable().items() if stamp != before[key]}
    found = search(workspace, "", "fever and cough", backend=backend, pool=pool, add=False)
    assert set(found.not_indexed) == changed


def test_words_of_a_question_are_not_on_the_trail(workspace: Workspace, pool: DecodePool) -> None:
    search(workspace, "", "zebra stripes on the film", backend=Placing(), pool=pool)
    assert all("zebra" not in str(entry) for entry in workspace.trail())


def test_a_study_that_is_not_there_and_a_stop(
    workspace: Workspace, pool: DecodePool, uid: str
) -> None:
    with pytest.raises(UnknownStudyError):
        search(workspace, "1.2.3", backend=Placing(), pool=pool)
    with pytest.raises(CancelledError):
        search(workspace, uid, backend=Placing("four"), pool=pool, cancelled=lambda: True)
