"""Instructions and tokens in notes, headers, file names, questions and pixels change no structure.

A tiny random model obeys nobody, so whether a real one is persuaded by plain words is not shown
here; what is shown is that no attack leaves its line, its fence or its turn.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from omni_med.models.language.prompts import (
    LANGUAGES,
    GivenFinding,
    PromptMaterial,
    clean,
    clean_prompt,
    closed_question,
    draft_prompt,
    findings_prompt,
    question_prompt,
)
from omni_med.models.language.protocols import ImagePart, Prompt, TextPart
from omni_med.models.language.server.wire import messages

ATTACKS: list[str] = json.loads(Path(__file__).with_name("attacks.json").read_text("ascii"))
FILM = np.full((8, 8), 0.5, np.float32)
ROLES = re.compile(r"(?:^|(?<=\s))(?:USER|ASSISTANT|SYSTEM):", re.MULTILINE)


def material(words: str, where: str) -> PromptMaterial:
    """Return a case with the words in one place, and harmless ones in the others."""
    at = {"note": "Fever.", "header": "CHEST PA", "finding": "pneumonia", "file": "IM00001"}
    at[where] = words
    return PromptMaterial(
        images=(ImagePart(at["file"], FILM),),
        record=("Cough for three days.", at["note"], at["header"], at["file"]),
        findings=(GivenFinding(at["finding"], 0.5),),
    )


def prompts(words: str, where: str) -> list[Prompt]:
    question = words if where == "question" else "Is there an effusion?"
    given = material("" if where == "question" else words, "none" if where == "question" else where)
    return [
        prompt
        for language in LANGUAGES
        for prompt in (
            findings_prompt(given, language),
            draft_prompt(given, language),
            question_prompt(given, question, language),
        )
    ]


def structure(prompt: Prompt) -> list[tuple[str, bool, int]]:
    """Return kind of each part, whether it is the record, and how many lines it has."""
    return [
        (type(part).__name__, part.record, len(part.text.splitlines()))
        if isinstance(part, TextPart)
        else (type(part).__name__, False, 0)
        for part in prompt.parts
    ]


def text(prompt: Prompt) -> str:
    return "".join(part.text for part in prompt.parts if isinstance(part, TextPart))


PLACES = ("note", "header", "finding", "file", "question")
HARMLESS = {where: prompts("harmless", where) for where in PLACES}


def test_the_list_is_long_and_in_both_languages() -> None:
    chinese = [item for item in ATTACKS if re.search("[\u4e00-\u9fff]", item)]
    assert len(set(ATTACKS)) >= 100
    assert len(chinese) >= 30


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_no_attack_leaves_its_line_or_its_fence(attack: str) -> None:
    for where in PLACES:
        for prompt, plain in zip(prompts(attack, where), HARMLESS[where], strict=True):
            assert structure(prompt) == structure(plain), where
            found = text(prompt)
            marks = re.findall(r"^<<<RECORD ([a-p]{8})$", found, re.MULTILINE)
            ends = re.findall(r"^RECORD ([a-p]{8})>>>$", found, re.MULTILINE)
            assert len(marks) == 1
            assert ends == marks
            assert found.count(marks[0]) == 3  # announced, opened, closed
            assert prompt.system == plain.system
            assert _outside(prompt, marks[0]) == _outside(plain, _mark(plain)) or where in {
                "finding",
                "question",
            }


def _mark(prompt: Prompt) -> str:
    (mark,) = re.findall(r"^<<<RECORD ([a-p]{8})$", text(prompt), re.MULTILINE)
    return str(mark)


def _outside(prompt: Prompt, mark: str) -> list[str]:
    """Return our own words, the mark taken out."""
    words = (part.text for part in prompt.parts if isinstance(part, TextPart) and not part.record)
    return [item.replace(mark, "") for item in words]


def templates() -> dict[str, str]:
    """Chat templates of the tiny models, as their makers' are."""
    made = sys.modules["omni_med_tiny_models"]
    qwen: str = made._QWEN_TEMPLATE
    gemma: str = made._GEMMA_TEMPLATE
    llava: str = made._LLAVA_TEMPLATE
    return {"qwen3_omni_moe": qwen, "qwen3_vl": qwen, "gemma3": gemma, "llava": llava}


def rendered(prompt: Prompt, tokenizer: Any, template: str) -> str:
    """Return a prompt as the model's own chat template writes it."""
    content = [
        {"type": "text", "text": part.text} if isinstance(part, TextPart) else {"type": "image"}
        for part in prompt.parts
    ]
    turns = [
        {"role": "system", "content": [{"type": "text", "text": prompt.system}]},
        {"role": "user", "content": content},
    ]
    done: str = tokenizer.apply_chat_template(
        turns, chat_template=template, tokenize=False, add_generation_prompt=True
    )
    return done


def specials(words: str, tokenizer: Any) -> list[int]:
    known = set(tokenizer.all_special_ids) | set(tokenizer.added_tokens_decoder)
    ids = tokenizer(words, add_special_tokens=False)["input_ids"]
    return [token for token in ids if token in known]


@pytest.mark.slow
def test_no_attack_changes_the_token_structure(tiny_tokenizers: dict[str, Any]) -> None:
    chat = templates()
    for family in ("qwen3_omni_moe", "gemma3", "llava"):
        tokenizer = tiny_tokenizers[family]
        declared = [str(token) for token in tokenizer.added_tokens_decoder.values()]
        for where in ("note", "question", "finding"):
            plain = [rendered(item, tokenizer, chat[family]) for item in HARMLESS[where]]
            wanted = [(specials(item, tokenizer), len(ROLES.findall(item))) for item in plain]
            for attack in ATTACKS:
                for prompt, expected in zip(prompts(attack, where), wanted, strict=True):
                    # the templates alone do it; of the record also as at a model's door
                    door = (clean_prompt(prompt, declared),) if where == "note" else ()
                    for ready in (prompt, *door):
                        words = rendered(ready, tokenizer, chat[family])
                        found = (specials(words, tokenizer), len(ROLES.findall(words)))
                        assert found == expected, (family, where, attack)


def test_every_attack_does_harm_where_it_is_not_taken_out(tiny_tokenizers: dict[str, Any]) -> None:
    """The test above can fail: raw, many of the attacks change the tokens of some family."""
    harmful = {
        attack
        for attack in ATTACKS
        for tokenizer in tiny_tokenizers.values()
        if specials(attack, tokenizer) or ROLES.search(attack)
    }
    assert len(harmful) >= 15
    assert not any(specials(clean(item), tiny_tokenizers["llava"]) for item in harmful)


@pytest.mark.parametrize("attack", ATTACKS[::10], ids=range(len(ATTACKS[::10])))
def test_words_burned_into_a_film_are_pixels(attack: str) -> None:
    ascii_ = attack.encode("ascii", "replace").decode("ascii")
    drawn = cv2.putText(
        np.zeros((64, 512), np.uint8), ascii_[:60], (2, 40), cv2.FONT_HERSHEY_PLAIN, 1.0, 255
    )
    pixels = np.asarray(drawn / 255, np.float32)
    burned = PromptMaterial(images=(ImagePart("a", pixels),))
    clear = PromptMaterial(images=(ImagePart("a", FILM),))
    for make in (findings_prompt, draft_prompt):
        prompt, plain = make(burned), make(clear)
        assert text(prompt) == text(plain)
        assert "inside a film" in prompt.system
        kinds = [
            [part["type"] for part in messages(item)[1]["content"]] for item in (prompt, plain)
        ]
        assert kinds[0] == kinds[1]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_no_attack_adds_a_turn_on_the_wire(attack: str) -> None:
    for prompt in prompts(attack, "note"):
        turns = messages(prompt, closed_question(attack))
        assert [turn["role"] for turn in turns] == ["system", "user"]
        assert sum(part["type"] == "image_url" for part in turns[1]["content"]) == 1
        assert json.loads(json.dumps(turns)) == turns
