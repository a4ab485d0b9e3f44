"""Folders that look right and are not: one clear line, never random numbers in a model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from omni_med.errors import ModelUnavailableError
from omni_med.models import registry
from omni_med.models.language.local.answers import answer_tokens
from omni_med.models.language.local.registered import RegisteredModel, register
from omni_med.models.language.protocols import ImagePart, LanguageModel, Prompt, TextPart
from omni_med.models.samples import chest_film

PROMPT = Prompt("test/1/en", "You read.", (TextPart("A film:"), ImagePart("a", chest_film())))


def opened(
    folder: Path, registered: dict[str, RegisteredModel], **options: object
) -> LanguageModel:
    entry = register(folder, "x", added=registered["llava"].added, added_by="ada", **options)  # type: ignore[arg-type]
    return entry.open()


def test_missing_weights_are_never_made_up(
    a_folder: Path, registered: dict[str, RegisteredModel]
) -> None:
    tensors = load_file(a_folder / "model.safetensors")
    name = next(key for key in tensors if key.endswith("q_proj.weight"))
    kept = {key: value for key, value in tensors.items() if key != name}
    save_file(kept, a_folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(
        ModelUnavailableError, match="1 of the model's weights are not in its files"
    ):
        opened(a_folder, registered)
    save_file(
        {**kept, name: np.zeros((3, 3), np.float32)},
        a_folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    with pytest.raises(ModelUnavailableError):
        opened(a_folder, registered)


@pytest.mark.parametrize(
    "template",
    [
        "{% for m in messages %}{{ m.nothing.there }}{% endfor %}",
        "{{ broken",
        "{{ messages[0].role }}",
        "{% for m in messages %}{% for c in m.content %}{{ c.text }}{% endfor %}{% endfor %}",
        "{% for m in messages %}{{ m.content[0].text }}{{ m.content[0].text }}{% endfor %}",
    ],
)
def test_an_unknown_chat_template_is_refused(
    a_folder: Path, registered: dict[str, RegisteredModel], template: str
) -> None:
    (a_folder / "chat_template.jinja").write_text(template)
    model = opened(a_folder, registered)
    with pytest.raises(ModelUnavailableError, match=r"[Cc]hat template"):
        model.yes(PROMPT, ["Is it?"])
    assert registry.load("fake").card.id == "fake"


def test_a_damaged_tokenizer_or_configuration_is_refused(
    a_folder: Path, registered: dict[str, RegisteredModel]
) -> None:
    config = json.loads((a_folder / "config.json").read_text())
    (a_folder / "config.json").write_text(
        json.dumps({**config, "text_config": {"hidden_size": "x"}})
    )
    with pytest.raises(ModelUnavailableError, match="cannot be loaded"):
        opened(a_folder, registered)
    (a_folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelUnavailableError, match="tokenizer or processor"):
        opened(a_folder, registered)


def test_a_model_of_text_alone_takes_no_film(
    tiny_models: dict[str, Path], registered: dict[str, RegisteredModel]
) -> None:
    model = opened(tiny_models["llava"], registered, modalities=["text"])
    with pytest.raises(ModelUnavailableError, match="takes no images"):
        model.yes(PROMPT, ["Is it?"])
    words = Prompt("test/1/en", "You read.", (TextPart("Fever.", record=True),))
    assert 0 < model.yes(words, ["Is it?"])[0] < 1


class Mute:
    """A tokenizer in which every word begins with the same token."""

    def encode(self, _text: str, **_options: object) -> list[int]:
        return [7, 8]

    def decode(self, _ids: list[int]) -> str:
        return "yes"


def test_a_tokenizer_that_cannot_tell_yes_from_no_is_refused() -> None:
    with pytest.raises(ModelUnavailableError, match="cannot tell yes from no"):
        answer_tokens(Mute())
