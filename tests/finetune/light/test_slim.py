from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.fusion.minilm import SentenceEncoder
from finetune.image.encoders import LiteEncoder
from finetune.light.follow import (
    Films,
    Lessons,
    Sentences,
    every_other,
    follow_films,
    follow_sentences,
)
from finetune.light.slim import fit_shapes, kept_of, slim_image, slim_text
from finetune.light.whole import read_encoder

SIZE = 64


def films(count: int = 12) -> torch.Tensor:
    rng = np.random.default_rng(0)
    smooth = rng.normal(0, 1, (count, 1, 8, 8)).astype(np.float32)
    return torch.nn.functional.interpolate(torch.from_numpy(smooth), size=SIZE, mode="bilinear")


def image_encoder() -> LiteEncoder:
    torch.manual_seed(0)
    encoder = LiteEncoder("lite0").eval().requires_grad_(False)
    for block in encoder.blocks():
        for conv in block.convs:
            conv.bias.data.uniform_(-0.1, 0.3)
    encoder.level(encoder.early(films()))
    return encoder


def text_encoder() -> SentenceEncoder:
    torch.manual_seed(0)
    return SentenceEncoder([64, 64, 64, 64], words=200, positions=32).eval().requires_grad_(False)


def batch(rows: int = 40) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1, 200, (rows, 12), generator=generator)
    mask = torch.ones_like(ids)
    mask[::2, 7:] = 0
    return ids * mask, mask


def test_the_pruned_image_encoder_really_is_smaller_and_nearly_the_same() -> None:
    whole = image_encoder()
    small = slim_image(whole, films(), 0.5)
    before, after = (sum(p.numel() for p in e.parameters()) for e in (whole, small))
    assert after < 0.6 * before
    for old, new in zip(whole.blocks(), small.blocks(), strict=True):
        assert new.convs[-1].out_channels == old.convs[-1].out_channels
        if len(new.convs) == 3:
            assert new.convs[0].out_channels == kept_of(old.convs[0].out_channels, 0.5)
            assert new.convs[1].groups == new.convs[0].out_channels == new.convs[2].in_channels
    one, two = whole(films()).flatten().numpy(), small(films()).flatten().numpy()
    assert np.corrcoef(one, two)[0, 1] > 0.9


def test_at_a_share_of_one_nothing_changes() -> None:
    whole = image_encoder()
    same = slim_image(whole, films(), 1.0)
    assert (whole(films()) - same(films())).abs().mean() < 0.05
    text = text_encoder()
    assert torch.allclose(text(*batch()), slim_text(text, *batch(), 1.0)(*batch()), atol=0.02)


def test_pruned_weights_are_read_back_by_their_shapes() -> None:
    small = slim_image(image_encoder(), films(), 0.5)
    again = read_encoder(dict(small.state_dict()))
    assert torch.equal(again(films()), small(films()))
    wide = LiteEncoder("lite0")
    fit_shapes(wide, dict(small.state_dict()))
    assert torch.equal(wide(films()), small(films()))


def test_the_pruned_text_encoder_has_fewer_neurons_and_nearly_the_same_to_say() -> None:
    whole = text_encoder()
    small = slim_text(whole, *batch(), 0.5)
    assert [layer.wide.out_features for layer in small.stack()] == [32] * 4
    assert (whole(*batch()) * small(*batch())).sum(1).min() > 0.95


def test_a_student_of_sentences_begins_as_some_layers_and_comes_nearer(tmp_path: Path) -> None:
    teacher = text_encoder()
    student = every_other(teacher, 2)
    assert torch.equal(student.stack()[1].mix.weight, teacher.stack()[3].mix.weight)
    lessons = Sentences(teacher, [batch(16)] * 4)
    store = tmp_path / "text.pt"
    taught = follow_sentences(student, lessons, Lessons(8, 1e-3), store)
    wanted = teacher(*batch())
    near = [(wanted * one(*batch())).sum(1).mean() for one in (student, taught)]
    assert near[1] > near[0]
    assert torch.equal(taught.words.weight, teacher.words.weight)


def test_stopped_and_continued_gives_the_same_student(tmp_path: Path) -> None:
    whole = image_encoder()
    student = slim_image(whole, films(), 0.5)
    for parameter in student.late_blocks.parameters():
        parameter.data *= 1.2
    lesson = Films(
        student.early(films()).half(),
        whole(films()).half(),
        torch.full((12,), torch.nan),
        torch.zeros(whole.channels),
        0.0,
    )
    how = Lessons(3, 1e-3, 5)
    through = follow_films(student, lesson, how, tmp_path / "a.pt")

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        follow_films(student, lesson, how, tmp_path / "b.pt", stop)
    again = follow_films(student, lesson, how, tmp_path / "b.pt")
    for one, two in zip(through.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, two)
    gap = [(e.rest(lesson.maps.float()) - whole(films())).square().mean() for e in (student, again)]
    assert gap[1] < gap[0]
