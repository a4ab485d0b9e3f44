from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from finetune.config import ImageRecipe
from finetune.films.data import Film
from finetune.image import train
from finetune.image.encoders import LiteEncoder
from finetune.metrics import auroc

RECIPE = ImageRecipe(
    encoder="tiny",
    size=64,
    ridge=0.1,
    epochs=3,
    batch=4,
    learning_rate=1e-3,
    middle_rate=0.3,
    late_rate=1.0,
    head_rate=2.0,
    weight_decay=0.01,
    shift=1,
    swap=0.5,
    mixing=0.2,
    dropout=0.1,
    smoothing=0.05,
    ema=0.9,
    sources="both",
    opacity_weight_covid=0.5,
    side_weight=0.5,
    members=2,
    negatives=4,
)


@pytest.fixture(autouse=True)
def imagenet(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpretrained(name: str) -> LiteEncoder:
        torch.manual_seed(5)
        return LiteEncoder(name)

    monkeypatch.setattr("finetune.image.train.from_imagenet", unpretrained)


@pytest.fixture
def films(tmp_path: Path) -> list[Film]:
    rng = np.random.default_rng(0)
    result = []
    for number in range(24):
        x = np.tile(np.arange(80) / 80, (80, 1))
        pixels = x * 150 + rng.normal(0, 4, (80, 80)) + 20
        if number % 2:
            pixels[30:60, 20:40] += 70
        file = tmp_path / f"{number}.png"
        cv2.imwrite(str(file), pixels.clip(0, 255).astype(np.uint8))
        labels = (0,) * 10 if number % 3 else (-1,) * 10
        source = "covid-x" if number % 5 == 0 else "nih-x"
        split = "train" if number < 16 else "val"
        frontal = number != 7
        item = (str(number), file, split, str(number), source, "PA", "M", 50.0, frontal)
        result.append(Film(*item, number % 2, -1, labels))
    return result


def seen(films: list[Film]) -> tuple[train.ImageTeacher, train.Maps, train.Targets]:
    teacher = train.start(RECIPE, 0)
    return teacher, train.look(teacher, films, RECIPE), train.targets_of(films, RECIPE)


def test_unknown_labels_and_the_other_source_count_as_the_recipe_says(films: list[Film]) -> None:
    targets = train.targets_of(films, RECIPE)
    assert targets.weight[0] == 0.5
    assert targets.weight[1] == 1.0
    assert (targets.side[0] == -1).all()
    assert targets.nih.sum() == 19


def test_the_taught_part_learns_and_the_early_part_stays(films: list[Film]) -> None:
    teacher, maps, targets = seen(films)
    rows = np.arange(16)
    taught = train.fit(teacher, maps, targets, rows, recipe=RECIPE, seed=1)
    said, pooled = train.answers(taught, maps[16:])
    assert auroc(said.astype(np.float64), targets.opacity[16:].astype(np.int64)) > 0.9
    assert pooled.shape == (8, taught.encoder.channels)
    before, after = teacher.encoder.state_dict(), taught.encoder.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert not any(name.startswith(("stem", "early")) for name in changed)
    assert any(name.startswith("middle") for name in changed)
    assert any(name.startswith("late") for name in changed)


def test_frozen_means_frozen(films: list[Film]) -> None:
    teacher, maps, targets = seen(films)
    recipe = replace(RECIPE, middle_rate=0.0, late_rate=0.0)
    taught = train.fit(teacher, maps, targets, np.arange(16), recipe=recipe, seed=1)
    for name, value in taught.encoder.named_parameters():
        assert torch.equal(value, teacher.encoder.get_parameter(name)), name


def test_one_source_alone_never_sees_the_other(films: list[Film]) -> None:
    teacher, maps, targets = seen(films)
    recipe = replace(RECIPE, sources="nih", epochs=1)
    rows = np.flatnonzero(targets.nih)
    spoiled = maps.copy()
    both = []
    for each in (maps, spoiled):
        taught = train.fit(teacher, each, targets, rows, recipe=recipe, seed=1)
        both.append(train.answers(taught, maps)[0])
        spoiled[~targets.nih] = 7
    assert np.array_equal(*both)


def test_the_answer_taught_is_the_fusions_answer(films: list[Film]) -> None:
    teacher, maps, targets = seen(films)
    taught = train.fit(teacher, maps, targets, np.arange(16), recipe=RECIPE, seed=1)
    early = train.as_batch(maps, slice(0, 6))
    with torch.inference_mode():
        whole = taught.opacity(taught.encoder.rest(early))
        quick, _ = taught.taught(early)
    assert torch.allclose(whole, quick, atol=1e-4)


def test_a_stopped_run_goes_on_to_the_same_weights(films: list[Film], tmp_path: Path) -> None:
    teacher, maps, targets = seen(films)
    file, rows = tmp_path / "run.pt", np.arange(16)
    expected = train.fit(teacher, maps, targets, rows, recipe=RECIPE, seed=1)
    run = train._Run(
        train._begun(teacher, maps, targets, rows, RECIPE), (maps, targets, rows), RECIPE, 1
    )
    run.one_epoch()
    run.save(file)
    found = train.fit(teacher, maps, targets, rows, recipe=RECIPE, seed=1, checkpoint=file)
    for name, value in expected.state_dict().items():
        assert torch.allclose(value, found.state_dict()[name], atol=1e-6), name


def test_a_checkpoint_of_another_recipe_is_not_continued(
    films: list[Film], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    teacher, maps, targets = seen(films)
    for smoothing in (0.05, 0.1):
        recipe = replace(RECIPE, epochs=1, smoothing=smoothing)
        train.fit(
            teacher,
            maps,
            targets,
            np.arange(8),
            recipe=recipe,
            seed=1,
            checkpoint=tmp_path / "run.pt",
        )
    assert "another recipe" in caplog.text


def test_a_soup_is_the_mean_of_its_runs(films: list[Film]) -> None:
    teacher, maps, targets = seen(films)
    runs = [train.fit(teacher, maps, targets, np.arange(16), recipe=RECIPE, seed=s) for s in (1, 2)]
    mixed = train.soup(runs)
    name = "late_blocks.0.convs.0.weight"
    one, two = (run.encoder.state_dict()[name] for run in runs)
    assert not torch.equal(one, two)
    assert torch.allclose(mixed.encoder.state_dict()[name], (one + two) / 2)


def test_the_whole_way_leaves_a_guarded_encoder(films: list[Film], tmp_path: Path) -> None:
    taught = train.train_image(films, RECIPE, 3, tmp_path)
    assert taught.view.weight.abs().max() > 0
    state = torch.load(tmp_path / "image-final.pt", weights_only=True)
    assert torch.equal(state["view.weight"], taught.view.weight)
    assert {file.name for file in tmp_path.glob("image-*.pt")} == {
        "image-0.pt",
        "image-1.pt",
        "image-final.pt",
    }
