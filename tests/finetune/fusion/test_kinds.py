import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune import metrics
from finetune.config import KindRecipe
from finetune.films.data import KINDS
from finetune.fusion.fusing import calibrate_kinds, crossval_figures
from finetune.fusion.kinds import (
    PRIOR,
    Table,
    Told,
    deal,
    fit_notes,
    fit_scales,
    leave_out,
    textbook,
)
from finetune.metrics import macro_auroc
from omni_med.knowledge.history import CLUES
from omni_med.models.compact.clues import clue_channels

RECIPE = KindRecipe(folds=4, repeats=2, film_ridge=0.05, note_ridge=0.05)


def table(seed: int = 0, count: int = 240, signal: float = 1.5) -> Table:
    rng = np.random.default_rng(seed)
    kind = rng.choice(5, count, p=(0.5, 0.15, 0.15, 0.1, 0.1))
    shown = np.eye(5)[kind][:, :4] * signal
    film = np.concatenate([shown, np.zeros((count, 4))], 1) + rng.normal(0, 1, (count, 8))
    note = np.concatenate([shown, np.zeros((count, 4))], 1) + rng.normal(0, 1, (count, 8))
    note[rng.random(count) < 0.4] = np.nan
    return Table(film, note, kind, np.array([f"p{n // 2}" for n in range(count)]))


def test_no_patient_is_in_two_folds_and_kinds_are_dealt_evenly() -> None:
    data = table()
    fold = deal(data, 5, 3)
    for group in np.unique(data.groups):
        assert len(np.unique(fold[data.groups == group])) == 1
    sizes = np.bincount(fold[data.kind == 0], minlength=5)
    assert sizes.max() - sizes.min() < 0.4 * sizes.mean()


def test_what_is_left_out_was_not_learnt_from() -> None:
    blind = table(signal=0.0, count=160)
    for repeat in leave_out(blind, RECIPE, 0):
        assert macro_auroc(repeat.image, blind.kind) < 0.62
        assert np.isnan(repeat.text[~blind.noted]).all()


def test_two_sides_part_the_kinds_better_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "DRAWS", 40)
    data = table()
    figures = crossval_figures(data, leave_out(data, RECIPE, 0), leave_out(data, RECIPE, 0, 0.0))
    assert figures["shufflings of five folds by patient"] == "2"
    for side in ("image only", "text only"):
        assert float(figures[f"fused minus {side}, paired"].split()[0]) > 0
        assert f"{KINDS[0]}, {side}" in figures


def test_without_news_every_kind_has_the_same_small_chance() -> None:
    data = table(signal=0.0)
    found = fit_scales(np.zeros((240, 4)), data.kind, data.groups)
    p = 1 / (1 + np.exp(-found.offsets))
    assert np.allclose(p, PRIOR, atol=0.06)


def test_a_collection_full_of_one_kind_does_not_make_it_likely() -> None:
    data = table()
    _, three = calibrate_kinds(data, leave_out(data, RECIPE, 0))
    at_zero = [1 / (1 + np.exp(-each[0].offset)) for each in three]
    assert max(at_zero) < 0.6
    assert all(calibration.scale > 0 for each in three for calibration in each)


def test_the_textbook_is_where_notes_start() -> None:
    said = clue_channels(["He has AIDS with a low CD4 count.", "No HIV infection."])
    note = np.concatenate([np.zeros((1, 384)), said.mean(0)[None]], 1)
    fungal = KINDS.index("fungal")
    strengths = [float((note @ textbook(kind, note.shape[1]))[0]) for kind in range(len(KINDS))]
    assert int(np.argmax(strengths)) == fungal
    assert textbook(fungal, 384 + 2 * len(CLUES)).any()
    assert not textbook(fungal, 10).any()


def test_a_cascades_words_are_understood() -> None:
    rng = np.random.default_rng(0)
    words = rng.normal(0, 1, (4, 6))  # kind 0 said and denied, kind 1 said and denied
    told = Told(words, np.array([1, 1, 2, 2]), np.array([True, False, True, False]))
    note, kind = rng.normal(0, 1, (40, 6)), np.arange(40) % 5
    found = fit_notes(note, kind, 0.01, told=told)
    said = np.stack([one.logits(words) for one in found[:2]], 1)
    assert said[0, 0] > said[1, 0]
    assert said[0, 0] > said[2, 0]
    assert said[2, 1] > said[3, 1]
    assert told.of(0)[1].size == 0


def test_strength_0_leaves_the_textbook_out() -> None:
    rng = np.random.default_rng(0)
    note = np.concatenate([rng.normal(0, 1, (40, 4)), np.zeros((40, 2 * len(CLUES)))], 1)
    kind = np.arange(40) % 5
    plain = fit_notes(note, kind, 1.0, strength=0.0)
    taught = fit_notes(note, kind, 1.0)
    assert not plain[3].weight[4:].any()
    assert np.allclose(taught[3].weight[4:], textbook(3, note.shape[1])[4:])


@given(seed=st.integers(0, 1000), times=st.floats(0.1, 10))
@settings(max_examples=15, deadline=None)
def test_a_few_patients_never_make_an_answer_sure(seed: int, times: float) -> None:
    rng = np.random.default_rng(seed)
    kind = np.array([0] * 40 + [1] * 5)
    logits = np.zeros((45, 4))
    logits[:, 1] = np.where(kind == 1, 8.0, -8.0) * times + rng.normal(0, 0.1, 45)
    found = fit_scales(logits, kind, np.arange(45).astype(str))
    p = 1 / (1 + np.exp(-(found.slope * logits[:, 1] + found.offsets[1])))
    assert p[kind == 1].mean() <= 6 / 7 + 0.02
