"""What the evaluation says of answers that are made up, and of the shipped model."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import precision_recall_curve, roc_curve

from finetune.card import _kinds
from finetune.evaluate import Answered, answer_films
from finetune.evaluate.answers import kinds_of, logit, of_kinds, of_nih
from finetune.evaluate.baselines import FUSED, compare_readings, kind_baselines, probe
from finetune.evaluate.figures import groups_of, kind_figures
from finetune.evaluate.plots import precision_points, reliability_bins, roc_points
from finetune.evaluate.population import population
from finetune.evaluate.run import evaluate_base
from finetune.evaluate.shortcuts import blackened, view_figure
from finetune.films.data import Film, read_films
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import CARD, FOLDER


def film(number: int, **changes: object) -> Film:
    values = {
        "image_id": str(number),
        "file": Path("none.png"),
        "split": "val",
        "group_id": f"p{number // 2}",
        "source": "nih-chestxray14",
        "view": "PA" if number % 3 else "AP",
        "sex": "MF"[number % 2],
        "age": 20.0 + number,
        "frontal": True,
        "opacity": number % 2,
        "kind": -1,
        "side_labels": (),
    }
    return Film(**(values | changes))


def answered(one: Film, p: float, kinds: tuple[float, ...] = (0.1,) * 4) -> Answered:
    row = np.array([p, *(p * kind for kind in kinds)])
    return Answered(one, False, row, row, row)


def test_groups_are_cut_by_view_sex_and_age_and_refusals_stay_out() -> None:
    answers = [answered(film(n), 0.9 if n % 2 else 0.1) for n in range(40)]
    nan = np.full(5, np.nan)
    answers.append(Answered(film(41), True, nan, nan, nan))
    found = {group.name: group for group in groups_of(answers)}
    assert found["opacity, NIH"].auroc.value == 1.0
    assert found["opacity, NIH"].auroc.count == 40
    assert found["opacity, NIH"].patients == 20
    parts = found["opacity, NIH, PA"].auroc.count + found["opacity, NIH, AP"].auroc.count
    assert parts == 40
    assert found["opacity, NIH, under 40"].auroc.count == 20
    assert "opacity, covid-chestxray" not in found


def test_the_view_that_counts_as_ill_is_learnt_on_training_films() -> None:
    taught = [film(n, view="AP" if n % 2 else "PA") for n in range(20)]
    looked = [film(n, view="PA" if n % 2 else "AP") for n in range(20)]
    (name, found), *_ = view_figure(looked, taught).items()
    assert "AP counts as ill" in name
    assert found.value == 0.0


def test_a_kinds_share_is_taken_apart_from_the_opacity() -> None:
    answers = [answered(film(0, kind=1), 0.5, (0.1, 0.7, 0.1, 0.1))]
    assert kinds_of(answers, "fused")[0] == pytest.approx([0.1, 0.7, 0.1, 0.1])


def test_fused_is_compared_with_each_way_on_the_same_draws() -> None:
    rng = np.random.default_rng(0)
    rows = [answered(film(n, kind=n % 4), 0.9) for n in range(40)]
    kind = np.array([a.film.kind for a in of_kinds(rows)])
    good, bad = np.eye(4)[kind] + rng.normal(0, 0.1, (40, 4)), rng.random((40, 4))
    values, gaps = kind_baselines(rows, {FUSED: good, "noise": bad})
    assert values["kinds given a pneumonia, fused"].value == 1.0
    gap = gaps["kinds given a pneumonia: fused minus noise"]
    assert gap.low > 0.2
    assert gap.value == pytest.approx(1 - values["kinds given a pneumonia, noise"].value)


def test_two_readings_are_compared_only_where_both_answered() -> None:
    rows = [answered(film(n, kind=n % 4), 0.9, tuple(np.eye(4)[n % 4] * 0.5)) for n in range(12)]
    values, gaps = compare_readings(rows, rows[:8], ("first", "second"))
    assert {item.count for item in values.values()} == {8}
    assert gaps["kinds given a pneumonia: first minus second"].value == 0


def test_a_probe_learns_what_a_line_parts() -> None:
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1], 50)
    features = rng.normal(0, 1, (100, 3)) + truth[:, None] * 3
    assert ((probe(features, list(truth))(features) > 0) == truth).mean() > 0.95


def test_curves_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    truth = (np.arange(60) % 2).astype(int)
    p = np.round(np.clip(rng.normal(0.4 + 0.2 * truth, 0.2), 0, 1), 1)
    x, y, _ = roc_curve(truth, p, drop_intermediate=False)
    assert roc_points(p, truth) == pytest.approx(np.interp(np.linspace(0, 1, 101), x, y))
    sharp = p + rng.normal(0, 1e-6, 60)
    precision, recall, _ = precision_recall_curve(truth, sharp)
    found = precision_points(sharp, truth)
    for at in (0.1, 0.5, 0.9):
        assert found[round(at * 100)] == pytest.approx(precision[recall >= at - 1e-9].max())


def test_the_band_of_a_perfect_model_holds_what_is_well_calibrated() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(0.02, 0.98, 400)
    truth = (rng.random(400) < p).astype(int)
    _, seen, low, high, counts = reliability_bins(p, truth)
    assert counts.sum() == 400
    assert ((seen >= low) & (seen <= high)).mean() >= 0.75
    _, proud, low, high, _ = reliability_bins(np.where(p > 0.5, 0.99, 0.01), truth)
    assert ((proud >= low) & (proud <= high)).mean() < 0.75


def test_blackening_leaves_the_edge() -> None:
    dark = blackened(np.ones((100, 200), np.float32))
    assert dark[50, 100] == 0
    assert dark[5, 100] == dark[50, 5] == dark[90, 100] == 1


def test_the_population_is_counted() -> None:
    words = population([film(n, split="train") for n in range(10)] + [film(20)], "val")
    assert "taught on 10 films of 5 patients (5 women, 5 men" in words
    assert "measured on 1 films of 1 patients" in words
    assert "CR, DX or RG" in words


def test_logits_stay_finite() -> None:
    assert np.isfinite(logit(np.array([0.0, 0.5, 1.0]))).all()


@pytest.mark.data
@pytest.mark.slow
def test_an_evaluation_writes_card_page_and_plots(test_data: Path, tmp_path: Path) -> None:
    """The whole way on a table cut down to a few films of each kind."""
    weights = tmp_path / "weights"
    shutil.copytree(FOLDER, weights)
    few = tmp_path / "data" / "cxr"
    few.mkdir(parents=True)
    (few / "images").symlink_to(test_data / "cxr" / "images")
    _cut(test_data / "cxr" / "cases.csv", few / "cases.csv")
    report = tmp_path / "report"
    card = evaluate_base(weights, tmp_path / "data", split="val", report=report)
    assert json.loads((weights / CARD).read_bytes()) == card
    page = (report / "README.md").read_text("utf-8")
    assert "fused minus plain late fusion" in page
    assert "raw notes minus masked notes" in page
    assert "parallel minus cascade" in page
    for name in ("roc", "precision-recall", "reliability", "groups", "kinds", "differences"):
        assert (report / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert f"({name}.png)" in page
    first = json.loads((FOLDER / CARD).read_bytes())
    assert card["looked_at"] == first["looked_at"]  # the validation split is no look
    CompactBackend(weights)  # the card still fits the weights
    figures = json.loads((report / "figures.json").read_bytes())
    assert figures["estimates"]["opacity, NIH"]["count"] > 10


def _cut(table: Path, target: Path) -> None:
    """Keep some training and validation films of NIH and all validation films with a note."""
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    nih = [row for row in rows if row["source"].startswith("nih")]
    kept = [row for row in nih if row["split"] == "train"][:24]
    kept += [row for row in nih if row["split"] == "val"][:20]
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["split"], row["finding_group"])
        noted = row["clinical_notes_masked"].strip() and row["frontal"] == "1"
        if noted and row["split"] != "test" and counts.get(key, 0) < 4:
            counts[key] = counts.get(key, 0) + 1
            kept.append(row)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)


@pytest.mark.data
def test_raw_notes_and_cascade_are_other_questions(test_data: Path) -> None:
    films = [f for f in read_films(test_data / "cxr") if f.split == "val" and len(f.note) > 80][:2]
    table, backend = test_data / "cxr" / "cases.csv", CompactBackend()
    masked = answer_films(films, table, backend)
    cascade = answer_films(films, table, backend, cascade=True)
    assert len(of_kinds(masked)) == 2
    assert of_nih(masked) == []
    for first, second in zip(masked, cascade, strict=True):
        assert first.image == pytest.approx(second.image)
        assert not np.allclose(first.fused, second.fused)
    assert kind_figures(masked)


def test_the_cards_word_on_fusion_is_that_of_its_differences() -> None:
    def gap(value: float, low: float, high: float) -> dict[str, float]:
        return {"value": value, "low": low, "high": high, "count": 38}

    start = "kinds given a pneumonia: fused minus "
    gaps = {
        start + "film alone": gap(0.2, 0.1, 0.3),
        start + "record alone": gap(0.01, -0.1, 0.1),
        start + "late fusion": gap(-0.2, -0.3, -0.1),
        "opacity: model minus probe": gap(0.2, 0.1, 0.3),
    }
    said = _kinds({"differences": gaps, "split": "test"})
    assert "better than: film alone (+0.200)" in said
    assert "worse than: late fusion (-0.200)" in said
    assert "not shown to be better or worse than: record alone" in said
    assert "probe" not in said
    assert _kinds({}) == ""
