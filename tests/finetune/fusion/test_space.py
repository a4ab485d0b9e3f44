import zlib
from pathlib import Path

import numpy as np
import pytest

from finetune import metrics
from finetune.films.data import NIH_SIDE_LABELS, Film
from finetune.fusion import space
from finetune.fusion.encode import Encoded
from finetune.fusion.space import NORMAL, Pairs, fit_space, pairs_of, sentences_of, space_figures
from omni_med.models.space import cosine, unit

FILM, WORDS = 20, 384


def speak(text: str) -> np.ndarray:
    rng = np.random.default_rng(zlib.crc32(text.encode()))
    return rng.normal(0, 1, (1, WORDS)).astype(np.float32)


def pairs(count: int = 120, shared: float = 3.0, seed: int = 0) -> Pairs:
    rng = np.random.default_rng(seed)
    hidden = rng.normal(0, 1, (count, 6))
    into_film, into_words = rng.normal(0, 1, (6, FILM)), rng.normal(0, 1, (6, WORDS))
    film = shared * hidden @ into_film + rng.normal(0, 1, (count, FILM))
    words = shared * hidden @ into_words + rng.normal(0, 1, (count, WORDS))
    return Pairs(
        film,
        words,
        np.ones(count, np.bool_),
        np.arange(count) % 4,
        np.array([f"p{n}" for n in range(count)]),
        np.full((count, 1 + len(NIH_SIDE_LABELS)), -1),
        np.zeros(count, np.bool_),
    )


def test_films_are_led_to_their_words() -> None:
    data = pairs()
    learnt = np.arange(120) < 90
    found = fit_space(data, learnt)
    films = found.films(data.film[~learnt].astype(np.float32))
    words = found.sentences(data.words[~learnt].astype(np.float32))
    nearest = cosine(films, words).argmax(1)
    assert (nearest == np.arange(30)).mean() > 0.6


def test_strangers_are_no_more_alike_than_strangers() -> None:
    data = pairs(shared=0.0)
    found = fit_space(data, np.ones(120, np.bool_))
    films = found.films(data.film.astype(np.float32))
    likeness = found.likeness("film-film", cosine(films, films))
    others = likeness[~np.eye(120, dtype=bool)]
    assert others.mean() == pytest.approx(0, abs=0.1)
    assert others.std() == pytest.approx(1, abs=0.1)


def test_figures_of_pairs_are_above_chance_and_of_none_at_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "DRAWS", 40)
    monkeypatch.setattr(space, "REPEATS", 1)
    told = space_figures(pairs(), speak, 0)["space: film finds its note"]
    blind = space_figures(pairs(shared=0.0), speak, 0)["space: film finds its note"]
    assert float(told.split()[1]) > 0.6
    assert float(blind.split()[1]) < 0.4
    assert told.endswith("chance 0.21")


def test_labels_are_told_as_a_report_would() -> None:
    none = [0] * len(NIH_SIDE_LABELS)
    effusion = [int(name == "Effusion") for name in NIH_SIDE_LABELS]
    assert sentences_of(0, none, 0) == [NORMAL[0]]
    assert any("effusion" in text.lower() for text in sentences_of(1, effusion, 0))


def test_vectors_of_no_length_stay() -> None:
    assert not unit(np.zeros((2, 3), np.float32)).any()


def test_films_without_words_are_no_pairs() -> None:
    def film(source: str, note: str) -> Film:
        side = tuple([0] * len(NIH_SIDE_LABELS)) if source.startswith("nih") else ()
        side = side or tuple([-1] * len(NIH_SIDE_LABELS))
        return Film(
            note, Path("x"), "train", note, source, "PA", "", None, True, 1, 0, side, note, ""
        )  # fmt: skip

    rng = np.random.default_rng(0)
    said = rng.normal(0, 1, (2, WORDS)).astype(np.float32)
    none = np.zeros((0, WORDS), np.float32)
    tokens = rng.normal(0, 1, (4, FILM)).astype(np.float32)
    made = pairs_of(
        [
            Encoded(film("covid-chestxray", "a"), tokens, tokens[0], tokens[0], said),
            Encoded(film("covid-chestxray", ""), tokens, tokens[0], tokens[0], none),
            Encoded(film("nih-chestxray14", ""), tokens, tokens[0], tokens[0], none),
        ],
        speak,
    )
    assert made.said.tolist() == [True, False, True]
    assert made.is_note.tolist() == [True, False, False]
    assert made.labels[0, 0] == -1
    assert made.labels[2, 0] == 1
