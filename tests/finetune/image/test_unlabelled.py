import numpy as np
import torch

from finetune.config import ImageRecipe
from finetune.films.views import windowed
from finetune.image import train
from finetune.image.encoders import LiteEncoder, from_nothing
from finetune.image.network import ImageTeacher
from finetune.image.residual import ResNet18
from finetune.image.unlabelled import teach_unlabelled, vicreg

RECIPE = ImageRecipe(
    encoder="tiny", size=64, ridge=0.01, epochs=2, batch=8, learning_rate=1e-3, middle_rate=1.0,
    late_rate=1.0, head_rate=1.0, weight_decay=0.0, shift=1, swap=0.0, mixing=0.2, dropout=0.1,
    smoothing=0.05, ema=0.9, sources="both", opacity_weight_covid=1.0, side_weight=0.0, members=1,
    negatives=0,
)  # fmt: skip


def test_features_that_fell_together_cost_and_good_ones_do_not() -> None:
    generator = torch.Generator().manual_seed(0)
    good = torch.randn(256, 8, generator=generator)
    assert vicreg(good, good) < 2.0
    assert vicreg(torch.zeros(256, 8), torch.zeros(256, 8)) > 20.0
    assert vicreg(good, torch.randn(256, 8, generator=generator)) > 20.0
    doubled = good[:, [0, 0, 1, 1, 2, 2, 3, 3]]
    assert vicreg(doubled, doubled) > vicreg(good, good)


def test_a_window_keeps_the_shape_and_shows_a_part() -> None:
    maps = torch.arange(32.0)[None, None, None, :].expand(2, 3, 32, 32)
    cut = windowed(maps, 0.5, np.random.default_rng(0))
    assert cut.shape == maps.shape
    assert bool((cut.amax((1, 2, 3)) - cut.amin((1, 2, 3)) < 31).all())


def test_unlabelled_teaching_changes_the_deeper_part_of_a_copy_only() -> None:
    torch.manual_seed(0)
    teacher = ImageTeacher(LiteEncoder("tiny"), 10).eval()
    maps = np.random.default_rng(0).normal(0, 1, (24, 8, 8, 8)).astype(np.float16)
    before = [p.clone() for p in teacher.parameters()]
    rows = np.arange(24)
    taught = teach_unlabelled(
        teacher, maps, rows, recipe=ImageRecipe(**{**_plain(), "self_epochs": 1}), seed=1
    )
    for old, now in zip(before, teacher.parameters(), strict=True):
        assert torch.equal(old, now)
    early = (teacher.encoder.stem, teacher.encoder.early_blocks)
    again = (taught.encoder.stem, taught.encoder.early_blocks)
    for one, two in zip(early, again, strict=True):
        for old, now in zip(one.parameters(), two.parameters(), strict=True):
            assert torch.equal(old, now)
    assert any(
        not torch.equal(old, now)
        for old, now in zip(
            teacher.encoder.late_blocks.parameters(),
            taught.encoder.late_blocks.parameters(),
            strict=True,
        )
    )


def _plain() -> dict[str, object]:
    return {name: getattr(RECIPE, name) for name in RECIPE.__slots__}


def test_an_encoder_of_random_weights_is_taught_from_its_first_convolution() -> None:
    """And told by the average of its weights, with what its normalisation has seen."""
    torch.manual_seed(0)
    encoder = from_nothing("tiny")
    assert not list(encoder.stem.parameters())
    films = torch.randn(2, 1, 64, 64)
    assert torch.equal(encoder.early(films), films * encoder.GRAY_SCALE)
    assert encoder.eval()(films).shape == (2, 4, encoder.channels)
    rng = np.random.default_rng(2)
    truth = (np.arange(48) % 2).astype(np.float32)
    maps = rng.normal(0, 0.3, (48, 1, 64, 64)).astype(np.float32)
    maps[truth == 1, :, 16:48:2] += 1.0
    targets = train.Targets(
        truth, np.ones(48, np.float32), np.full((48, 10), -1, np.float32), np.ones(48, np.bool_)
    )
    teacher = ImageTeacher(encoder, 10).eval()
    rows = np.arange(48)
    taught = train.fit(teacher, maps.astype(np.float16), targets, rows, recipe=RECIPE, seed=0)
    first, before = next(taught.encoder.parameters()), next(teacher.encoder.parameters())
    assert not torch.equal(first, before)
    assert all(
        not torch.equal(b, torch.zeros_like(b))
        for name, b in taught.named_buffers()
        if name.endswith("running_mean")
    )
    said, _ = train.answers(taught, maps.astype(np.float16))
    assert said[truth == 1].mean() > said[truth == 0].mean()


def test_resnet18_gives_tokens_of_two_scales() -> None:
    torch.manual_seed(0)
    encoder = ResNet18((4, 8, 12, 16)).eval()
    tap, tokens = encoder.both(torch.randn(2, 1, 160, 160))
    assert tap.shape == (2, 16, 5, 5)
    assert tokens.shape == (2, 25, 28)
    assert encoder.channels == 28
    assert sum(p.numel() for p in ResNet18().parameters()) == 11_170_240
