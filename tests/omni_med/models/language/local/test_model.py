"""A loaded model: its probabilities are the plain network's, and the dial is in its attention."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from omni_med.errors import CancelledError, ModelUnavailableError
from omni_med.models.language.local import network as net
from omni_med.models.language.local.attention import FILM, RECORD, Dial, bias_of
from omni_med.models.language.local.loading import load
from omni_med.models.language.local.model import LocalModel
from omni_med.models.language.local.registered import RegisteredModel
from omni_med.models.language.protocols import AudioPart, ImagePart, LanguageModel, Prompt, TextPart
from omni_med.models.protocols import Weights
from omni_med.models.samples import chest_film

QUESTIONS = (
    "Is there an opacity? yes or no.",
    "Is there air in the pleura?",
    "Is the heart large?",
)
RECORD_WORDS = "[1] Fever and cough for six days."


@pytest.fixture(scope="module", params=["qwen3_omni_moe", "qwen3_vl", "gemma3", "llava"])
def model(
    request: pytest.FixtureRequest, registered: dict[str, RegisteredModel]
) -> Iterator[LocalModel]:
    loaded = registered[request.param].open()
    assert isinstance(loaded, LocalModel)
    yield loaded
    loaded.close()


def a_prompt(*, seed: int = 0, record: str = RECORD_WORDS, films: int = 1) -> Prompt:
    shown = [
        part
        for number in range(films)
        for part in (
            TextPart(f"Film {number + 1}:\n"),
            ImagePart("a", chest_film(seed=seed + number)),
        )
    ]
    parts = (*shown, TextPart("Record:\n"), TextPart(record, record=True), TextPart("\nEnd.\n"))
    return Prompt("test/1/en", "You read chest films.", parts)


def plain(model: LocalModel, prompt: Prompt, question: str) -> float:
    """Return P(yes) of one pass over the whole text, without cache, batch or dial."""
    rendered = model._renderer.render(prompt, question=True)
    tail = model._renderer.tokens(question + rendered.tail)
    rendered.add(tail, [0] * len(tail), {})
    features = [net.encode_film(model.network, film) for film in rendered.films]
    with torch.inference_mode():
        cache, _ = net.read_prompt(model.network, rendered, features)
        del cache
        seen: list[torch.Tensor] = []
        handle = model.network.model.register_forward_hook(
            lambda _module, _args, output: seen.append(output[0])
        )
        net.read_prompt(model.network, rendered, features)
        handle.remove()
        return net.share_of_yes(net.logits_of(model.network, seen[0][:, -1]), model._answers)[0]


def test_it_is_a_language_model(model: LocalModel) -> None:
    assert isinstance(model, LanguageModel)
    assert model.modalities[:2] == ("text", "image")


def test_prefix_and_batch_change_nothing(model: LocalModel) -> None:
    prompt = a_prompt(films=2)
    asked = model.yes(prompt, QUESTIONS)
    assert asked == pytest.approx([plain(model, prompt, item) for item in QUESTIONS], abs=2e-5)
    assert all(0 < value < 1 for value in asked)


def test_the_same_question_gives_the_same_bits(model: LocalModel) -> None:
    first = model.yes(a_prompt(), QUESTIONS)
    model._prefixes.clear()
    model._films.clear()
    assert model.yes(a_prompt(), QUESTIONS) == first


def test_film_and_record_both_matter(model: LocalModel) -> None:
    base = model.yes(a_prompt(), QUESTIONS)
    other_film = model.yes(a_prompt(seed=7), QUESTIONS)
    other_words = model.yes(a_prompt(record="[1] Sudden pain after a fall today."), QUESTIONS)
    assert np.abs(np.subtract(base, other_film)).max() > 1e-6
    assert np.abs(np.subtract(base, other_words)).max() > 1e-6


def test_weight_1_is_the_plain_model_bit_for_bit(model: LocalModel) -> None:
    prompt = a_prompt()
    assert model.yes(prompt, QUESTIONS, Weights()) == model.yes(prompt, QUESTIONS)
    switched = model.network.config.get_text_config()
    ours = model.yes(prompt, QUESTIONS)
    model._prefixes.clear()
    switched._attn_implementation = "sdpa"
    try:
        assert model.yes(prompt, QUESTIONS) == ours
    finally:
        switched._attn_implementation = "weighted_sdpa"
        model._prefixes.clear()


def test_weight_0_hides_films_bit_for_bit(model: LocalModel) -> None:
    dial = Weights(image=0.0)
    one = model.yes(a_prompt(seed=1), QUESTIONS, dial)
    other = model.yes(a_prompt(seed=9), QUESTIONS, dial)
    assert one == other
    assert one != model.yes(a_prompt(seed=1), QUESTIONS)


def test_weight_0_hides_words_of_equal_length_bit_for_bit(model: LocalModel) -> None:
    words = ["[1] xkqz wvj", "[1] bfgh mnp"]  # letters that no merge joins: equally many tokens
    assert len({len(model._renderer.tokens(item)) for item in words}) == 1
    dial = Weights(text=0.0)
    one, other = (model.yes(a_prompt(record=item), QUESTIONS, dial) for item in words)
    assert one == other
    assert one != model.yes(a_prompt(record=words[0]), QUESTIONS)


def test_the_dial_lies_between(model: LocalModel) -> None:
    def asked(weight: float) -> list[float]:
        return model.yes(a_prompt(), QUESTIONS, Weights(image=weight))

    assert asked(1e-6) == pytest.approx(asked(0.0), abs=1e-4)
    assert asked(1 - 1e-6) == pytest.approx(asked(1.0), abs=1e-4)
    steps = np.array([asked(float(weight)) for weight in np.linspace(0.1, 1.0, 7)])
    assert np.abs(np.diff(steps, axis=0)).max() < 0.25


def test_stale_positions_of_an_earlier_film_do_not_matter(model: LocalModel) -> None:
    words = Prompt("test/1/en", "You read.", (TextPart(RECORD_WORDS, record=True),))
    alone = model.yes(words, QUESTIONS)
    model.yes(a_prompt(films=3), QUESTIONS)
    model._prefixes.clear()
    assert model.yes(words, QUESTIONS) == alone


def test_a_free_answer_comes_in_pieces_the_same_each_time(model: LocalModel) -> None:
    pieces = list(model.generate(a_prompt(), most_tokens=12))
    assert "".join(pieces) == "".join(model.generate(a_prompt(), most_tokens=12))
    dimmed = "".join(model.generate(a_prompt(seed=1), most_tokens=6, weights=Weights(image=0.0)))
    again = "".join(model.generate(a_prompt(seed=9), most_tokens=6, weights=Weights(image=0.0)))
    assert dimmed == again
    with pytest.raises(CancelledError):
        list(model.generate(a_prompt(), most_tokens=3, cancelled=lambda: True))


def test_a_closed_list_has_its_form(model: LocalModel) -> None:
    names = ("Opacity", 'Air "outside"', "Effusion")
    listed = model.closed_list(a_prompt(), "As JSON.", names)
    assert tuple(listed) == names
    assert all(isinstance(yes, bool) for yes in listed.values())
    assert model.closed_list(a_prompt(), "As JSON.", names) == listed
    dim = [model.closed_list(a_prompt(seed=n), "?", names, Weights(image=0.0)) for n in (1, 9)]
    assert dim[0] == dim[1]


def test_control_tokens_of_a_record_do_not_become_films(model: LocalModel) -> None:
    special = " ".join(model._renderer.tokenizer.get_added_vocab())
    attack = a_prompt(record=f"[1] Fever. {special} \ue0001\ue001 \ue000")
    rendered = model._renderer.render(attack, question=True)
    calm = model._renderer.render(a_prompt(), question=True)
    assert len(rendered.films) == 1
    assert rendered.kinds.count(FILM) == calm.kinds.count(FILM)
    assert model.yes(attack, QUESTIONS)


def test_sound_is_heard_where_there_are_ears(model: LocalModel) -> None:
    rng = np.random.default_rng(0)
    heard = [
        replace(a_prompt(), parts=(AudioPart(rng.normal(0, 0.1, 8000).astype(np.float32), 16000),
                                   *a_prompt().parts))
        for _ in range(2)
    ]  # fmt: skip
    if "audio" not in model.modalities:
        with pytest.raises(ModelUnavailableError, match="takes no sound"):
            model.yes(heard[0], QUESTIONS)
        return
    one, other = (model.yes(item, QUESTIONS) for item in heard)
    assert one != other
    dial = Weights(text=0.0)
    assert model.yes(heard[0], QUESTIONS, dial) == model.yes(heard[1], QUESTIONS, dial)


def test_a_prompt_that_is_too_long_is_refused_in_one_line(model: LocalModel) -> None:
    with pytest.raises(ModelUnavailableError, match="this model reads 4096"):
        model.yes(a_prompt(record="fever " * 5000), QUESTIONS)


def test_many_prompts_keep_few_in_memory(model: LocalModel) -> None:
    for seed in range(7):
        model.yes(a_prompt(seed=seed), QUESTIONS)
    assert len(model._prefixes) <= 4
    assert len(model._films) <= 16


def test_a_closed_model_says_so(registered: dict[str, RegisteredModel]) -> None:
    loaded = registered["llava"].open()
    loaded.close()
    gc.collect()
    with pytest.raises(ModelUnavailableError, match="closed"):
        loaded.yes(a_prompt(), QUESTIONS)


def test_half_precision_answers_nearly_the_same(registered: dict[str, RegisteredModel]) -> None:
    whole, half = (load(registered["llava"], dtype=kind) for kind in ("F32", "BF16"))
    assert half.network.dtype == torch.bfloat16
    assert half.yes(a_prompt(), QUESTIONS) == pytest.approx(
        whole.yes(a_prompt(), QUESTIONS), abs=0.1
    )


def test_the_bias_is_of_other_kinds_only() -> None:
    kinds = torch.tensor([0, FILM, FILM, RECORD, 0])
    bias = bias_of(kinds, kinds, Dial(film=0.5, record=0.0), torch.float32)[0, 0]
    assert bias[1].tolist() == [0, 0, 0, -np.inf, 0]
    assert bias[4].tolist() == pytest.approx([0, np.log(0.5), np.log(0.5), -np.inf, 0])
    assert bias_of(kinds, kinds, Dial(), torch.float32) is None
