from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.text import CHANNELS, CHUNK, RUN_COST, in_runs, sanitise
from omni_med.models.protocols import ModelInputs, SentenceInput, TextFeatures

Make = Callable[..., tuple[SentenceInput, ...]]


def read(backend: CompactBackend, sentences: tuple[SentenceInput, ...]) -> TextFeatures:
    text = backend.encode(ModelInputs((), sentences)).text
    assert text is not None
    return text


def test_sentences_become_tokens_of_length_1_in_their_order(
    backend: CompactBackend, make_sentences: Make
) -> None:
    text = read(backend, make_sentences("Fever for six days.", "He smokes.", "Dry cough."))
    assert text.read == (0, 1, 2)
    assert text.remark == ""
    words = text.tokens[:, :CHANNELS]
    assert len(words) == 3
    assert np.linalg.norm(words, axis=1) == pytest.approx(1, abs=1e-4)
    assert words[0] @ words[2] > words[1] @ words[2] - 0.2


def test_likeness_survives_the_eight_bits(backend: CompactBackend, make_sentences: Make) -> None:
    text = read(
        backend,
        make_sentences(
            "The patient has a fever.", "He is febrile.", "She broke her arm playing tennis."
        ),
    )
    fever, febrile, arm = text.tokens[:, :CHANNELS]
    assert fever @ febrile == pytest.approx(0.304, abs=0.02)  # MiniLM in float32
    assert fever @ arm == pytest.approx(0.099, abs=0.02)


def test_a_long_record_is_read_up_to_64_sentences_and_says_so(
    backend: CompactBackend, make_sentences: Make
) -> None:
    text = read(backend, make_sentences(*[f"Cough on day {n}." for n in range(80)]))
    assert text.read == tuple(range(64))
    assert "read 64 of 80 sentences" in text.remark


def test_a_very_long_sentence_is_said_to_be_cut(
    backend: CompactBackend, make_sentences: Make
) -> None:
    text = read(backend, make_sentences("fever " * 400))
    assert text.read == (0,)
    assert "128" in text.remark


@pytest.mark.parametrize(
    "words", ["左侧气胸,发热三天。", "Лихорадка и кашель три дня.", "ゼロ発熱"]
)
def test_a_foreign_note_is_not_read_and_says_so(
    backend: CompactBackend, make_sentences: Make, words: str
) -> None:
    text = read(backend, make_sentences(words))
    assert text.read == ()
    assert len(text.tokens) == 0
    assert text.remark == "record not read by the model (language)"


def test_only_the_foreign_note_is_left_out(backend: CompactBackend, make_sentences: Make) -> None:
    both = (
        *make_sentences("Fever for six days.", note_id="a"),
        *make_sentences("左侧气胸。", note_id="b"),
    )
    text = read(backend, both)
    assert text.read == (0,)
    assert "language" in text.remark


def test_control_tokens_are_words_to_nobody(backend: CompactBackend, make_sentences: Make) -> None:
    assert sanitise("a<|image_pad|>b[SEP]c [mask] \x00d").split() == ["a", "b", "c", "d"]
    plain = read(backend, make_sentences("Fever and cough."))
    salted = read(backend, make_sentences("Fever[SEP] and<|im_end|> cough."))
    assert np.allclose(plain.tokens, salted.tokens, atol=1e-6)


def test_nothing_but_control_tokens_is_nothing(
    backend: CompactBackend, make_sentences: Make
) -> None:
    assert read(backend, make_sentences("[SEP][CLS]<|x|>", " ")).read == ()


@given(words=st.text(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_numbers(backend: CompactBackend, words: str) -> None:
    text = read(backend, (SentenceInput("n", 0, len(words), words),))
    assert np.isfinite(text.tokens).all()
    assert len(text.tokens) == len(text.read)


@given(st.lists(st.integers(3, 128), max_size=64))
def test_runs_hold_each_sentence_once_and_compute_no_more_than_runs_in_order(
    lengths: list[int],
) -> None:
    runs = in_runs(lengths)
    assert sorted(row for run in runs for row in run) == list(range(len(lengths)))
    assert all(len(run) <= CHUNK for run in runs)

    def cost(parts: list[list[int]]) -> int:
        return sum(RUN_COST + len(p) * max(lengths[row] for row in p) for p in parts)

    in_order = [list(range(n, min(n + CHUNK, len(lengths)))) for n in range(0, len(lengths), CHUNK)]
    assert cost(runs) <= cost(in_order)


def test_a_long_sentence_among_short_ones_is_run_apart() -> None:
    assert sorted(map(sorted, in_runs([10] * 12 + [120]))) == [list(range(12)), [12]]
    assert in_runs([]) == []
