import numpy as np

from omni_med.inference.pairing import likeness_maps, place_sentences
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import Features, ImageFeatures, ImageInput, TextFeatures
from omni_med.models.space import Embedded, Space

AXES = 6


class Spaced(FakeBackend):
    @property
    def space(self) -> Space:
        eye, zero = np.eye(AXES, dtype=np.float32), np.zeros(AXES, np.float32)
        return Space(zero, eye, zero, eye, np.array([[0, 1]] * 3, np.float32))

    def embed(self, features: Features) -> Embedded:
        raise AssertionError("not asked for")


def film(rows: int = 5) -> tuple[ImageFeatures, ImageInput]:
    tokens = np.zeros((rows * rows, AXES), np.float32)
    tokens[:, 0] = 1
    tokens[6] = np.eye(AXES)[3]  # row 1, column 1
    features = ImageFeatures("1.2", tokens, (rows, rows), (0, 0, 100, 100), 0.5)
    return features, ImageInput("1.2", np.zeros((100, 100), np.float32))


def text(*axes: int) -> TextFeatures:
    return TextFeatures(np.eye(AXES, dtype=np.float32)[list(axes)], tuple(range(1, 1 + len(axes))))


def test_a_sentence_lies_where_the_film_is_like_it() -> None:
    found = place_sentences(Spaced(), [film()], text(3, 5))
    assert found[1].box == (20, 20, 40, 40)
    assert found[1].sop_instance_uid == "1.2"
    assert 2 not in found


def test_a_film_that_is_alike_everywhere_says_nothing_of_a_place() -> None:
    features, _ = film()
    maps = likeness_maps(Spaced().space, features, text(0, 3).tokens)
    assert maps.shape == (2, 5, 5)
    assert np.allclose(maps.mean(axis=(1, 2)), 0, atol=1e-6)


def test_without_a_space_a_film_or_a_record_there_is_no_place() -> None:
    assert place_sentences(FakeBackend(), [film()], text(3)) == {}
    assert place_sentences(Spaced(), [], text(3)) == {}
    assert place_sentences(Spaced(), [film()], None) == {}
    assert place_sentences(Spaced(), [film()], TextFeatures(np.zeros((0, AXES)), ())) == {}
