"""Ways to tell the kinds apart, on a made-up table where the note knows more than the film."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune import metrics
from finetune.ablation import kinds
from finetune.ablation.plan import KindVariant
from finetune.config import KindRecipe
from finetune.films.data import KINDS, Film
from finetune.fusion.encode import Encoded
from finetune.fusion.kinds import Told
from omni_med.inference.cascade import DEGREES

SENTENCE, FILM = 12, 6
RECIPE = KindRecipe(folds=3, repeats=2, film_ridge=0.1, note_ridge=0.3)
WORDS = (
    "loss of smell", "blisters on the skin", "rigors and sputum", "HIV positive", "oily drops",
    "worms in the stool",
)  # fmt: skip


def film(number: int, kind: int, note: str) -> Film:
    return Film(
        str(number), Path("none"), "train", f"g{number // 2}", "covid-x", "PA", "M", None, True,
        1, kind, (-1,) * 10, note,
    )  # fmt: skip


def encoded(count: int = 100) -> list[Encoded]:
    rng = np.random.default_rng(3)
    rows = []
    for number in range(count):
        kind = (number // 2) % (len(KINDS) + 1)
        tokens = rng.normal(0, 1, (4, FILM)).astype(np.float32)
        tokens[:, 0] += 0.8 * kind
        note = WORDS[kind] if number % 5 else ""
        words = np.zeros((2 if note else 0, SENTENCE + kinds.CLUE_CHANNELS), np.float32)
        words[:, :SENTENCE] = rng.normal(0, 1, (len(words), SENTENCE))
        words[:, kind] += 2.0
        words[:, SENTENCE + 5 * kind] = 1.0
        none = np.zeros(3, np.float32)
        rows.append(Encoded(film(number, kind, note), tokens, tokens.mean(0), none, words))
    return rows


def told() -> Told:
    answer = np.repeat(np.arange(len(KINDS) + 1), len(DEGREES))
    note = np.zeros((len(answer), SENTENCE + kinds.CLUE_CHANNELS))
    note[np.arange(len(answer)), answer % SENTENCE] = 1.0
    affirmed = np.tile([least >= 0.5 for least, _ in DEGREES], len(KINDS) + 1)
    return Told(note, answer, affirmed)


@pytest.fixture(scope="module")
def given() -> kinds.Material:
    return kinds.material(encoded(), told())


def area(given: kinds.Material, variant: KindVariant) -> float:
    found = kinds.scores(given, variant, RECIPE, 5)
    assert found.shape == (int(given.rows.sum()), RECIPE.repeats, len(KINDS))
    assert np.isfinite(found).all()
    kind = given.table.kind[given.rows]
    return float(np.mean([metrics.macro_auroc(one, kind) for one in found.swapaxes(0, 1)]))


@pytest.mark.parametrize(
    "variant",
    [
        KindVariant("fused", textbook=False),
        KindVariant("record", film=False, textbook=False),
        KindVariant("sentences", film=False, note="minilm", textbook=False),
        KindVariant("clues", film=False, note="clues", textbook=False),
        KindVariant("words", film=False, note="words", textbook=False),
        KindVariant("late", join="late", textbook=False),
        KindVariant("side by side", join="concatenated"),
        KindVariant("cascade", join="cascade"),
    ],
    ids=lambda variant: variant.name,
)
def test_every_way_that_reads_the_note_hears_it(
    given: kinds.Material, variant: KindVariant
) -> None:
    assert area(given, variant) > 0.9


def test_a_film_alone_knows_less_and_a_shuffled_note_nothing(given: kinds.Material) -> None:
    alone = area(given, KindVariant("film", note=""))
    assert 0.55 < alone < 0.9
    order = np.random.default_rng(0).permutation(int(given.table.noted.sum()))
    note = given.table.note.copy()
    note[given.table.noted] = note[given.table.noted][order]
    shuffled = replace(given, table=replace(given.table, note=note))
    assert area(shuffled, KindVariant("record", film=False, textbook=False)) < 0.65


def test_only_noted_films_of_the_kinds_are_read(given: kinds.Material) -> None:
    counted = given.table.kind[given.rows]
    assert set(counted) == set(range(len(KINDS)))
    assert given.rows.sum() < len(given.table.kind)


def test_the_textbook_reaches_clues_that_stand_alone(given: kinds.Material) -> None:
    """Strengths are for the last channels: a table of clues alone must not lose them."""
    with_ = kinds.scores(given, KindVariant("a", film=False, note="clues"), RECIPE, 5)
    without = kinds.scores(
        given, KindVariant("b", film=False, note="clues", textbook=False), RECIPE, 5
    )
    assert not np.allclose(with_, without)


def test_a_sentence_embedding_held_hard_leaves_the_clues(given: kinds.Material) -> None:
    """In the limit it is the clues alone."""
    held = kinds.scores(given, KindVariant("a", film=False, hold=1e6, textbook=False), RECIPE, 5)
    clues = kinds.scores(
        given, KindVariant("b", film=False, note="clues", textbook=False), RECIPE, 5
    )
    loose = kinds.scores(given, KindVariant("c", film=False, textbook=False), RECIPE, 5)
    assert np.abs(held - clues).max() < 0.05 < np.abs(loose - clues).max()


def test_a_patients_films_together_know_more_than_each(given: kinds.Material) -> None:
    """Two films a patient, each with noise of its own."""
    one, both = KindVariant("film", note=""), KindVariant("films", note="", pooled=True)
    assert area(given, both) > area(given, one)
    found = kinds.scores(given, both, RECIPE, 5)[:, 0]
    groups = given.table.groups[given.rows]
    for name in np.unique(groups):
        assert np.ptp(found[groups == name], axis=0).max() < 1e-9
