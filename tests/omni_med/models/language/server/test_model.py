from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from omni_med.emr.pseudonym import Identifiers, Pseudonymizer
from omni_med.errors import CancelledError, ModelUnavailableError, WorkspaceError
from omni_med.models.language.prompts import (
    PromptMaterial,
    closed_question,
    draft_prompt,
    findings_prompt,
    list_question,
    question_prompt,
)
from omni_med.models.language.protocols import AudioPart, ImagePart, LanguageModel
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.faults import Patience
from omni_med.models.language.server.guard import Guard, Sent, without_corners
from omni_med.models.language.server.model import NO_NUMBERS, UNLISTED, WHOLE, ServerModel
from omni_med.models.language.server.wire import png
from omni_med.models.protocols import Weights

Loopback = Any  # of conftest.py
Until = Callable[[int], Callable[[], bool]]
QUICK = Patience(tries=4, first_s=0.01)
KEY = "sk-a-key-of-a-test"
KNOWN = Identifiers(names=frozenset({"Zelda^Quill"}))
YES = np.exp(-0.5) + np.exp(-2.5)
EXPECTED = YES / (YES + np.exp(-1.5))  # of the tokens that the server names
FILM = np.linspace(0.2, 0.9, 60 * 40, dtype=np.float32).reshape(60, 40)
MATERIAL = PromptMaterial(
    images=(ImagePart("a", FILM),), record=("Zelda Quill has fever.", "No cough since 2024-11-18.")
)


def a_model(url: str, sent: list[Sent] | None = None, **changes: Any) -> ServerModel:
    plain = changes.pop("plain", frozenset())
    entry = ServerEntry("far", url, "qwen", **{"timeout_s": 2.0, **changes})
    kept = sent if sent is not None else []
    model = ServerModel(entry, KEY, Guard(Pseudonymizer(KNOWN), kept.append, plain), QUICK)
    OPEN.append(model)
    return model


OPEN: list[ServerModel] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def drafted(model: ServerModel, **options: Any) -> str:
    return "".join(model.generate(draft_prompt(MATERIAL), most_tokens=200, **options))


def test_it_is_a_language_model(loopback: Loopback) -> None:
    model = a_model(loopback.url("ok"))
    assert isinstance(model, LanguageModel)
    assert len(model.sha256) == 64
    assert KEY not in repr(model)
    assert KEY not in repr(model.__dict__)


def test_words_come_piece_by_piece_and_cost_is_counted(loopback: Loopback) -> None:
    model = a_model(loopback.url("ok"), price_in=2.0, price_out=10.0)
    pieces = list(model.generate(draft_prompt(MATERIAL), most_tokens=200))
    assert len(pieces) > 5
    assert "".join(pieces).startswith("FINDINGS: There is a pleural effusion.")
    assert (model.spent.requests, model.spent.tokens_in, model.spent.tokens_out) == (1, 1000, 100)
    assert model.spent.cost == pytest.approx(0.003)
    model.close()


def test_yes_is_read_off_the_first_token(loopback: Loopback) -> None:
    model = a_model(loopback.url("ok"))
    questions = [closed_question("pleural effusion"), closed_question("气胸", "zh")]
    assert model.yes(findings_prompt(MATERIAL), questions) == pytest.approx([EXPECTED] * 2)
    assert model.remarks == ()
    assert model.yes(findings_prompt(MATERIAL), []) == []


def test_without_probabilities_the_answer_is_yes_or_no_and_that_is_said(loopback: Loopback) -> None:
    model = a_model(loopback.url("plain"))
    assert model.yes(findings_prompt(MATERIAL), [closed_question("mass")] * 2) == [0.0, 0.0]
    assert model.remarks == (NO_NUMBERS,)
    assert model.spent.requests == 3


def test_a_server_that_only_streams_is_asked_so(loopback: Loopback) -> None:
    model = a_model(loopback.url("streams"))
    yes = model.yes(findings_prompt(MATERIAL), [closed_question("mass")] * 3)
    assert yes == pytest.approx([EXPECTED] * 3)
    assert model.spent.requests == 4, "what was refused once is not tried again"
    assert "effusion" in drafted(model)


def test_a_server_that_knows_little_is_asked_in_the_barest_form(loopback: Loopback) -> None:
    model = a_model(loopback.url("strict"))
    assert model.yes(findings_prompt(MATERIAL), [closed_question("mass")] * 2) == [0.0, 0.0]
    assert list(model.remarks) == [NO_NUMBERS]
    assert "effusion" in drafted(model)


def test_a_server_that_takes_no_form_says_so(loopback: Loopback) -> None:
    model = a_model(loopback.url("never"))
    with pytest.raises(ModelUnavailableError, match="refuses the request"):
        model.yes(findings_prompt(MATERIAL), [closed_question("mass")])
    with pytest.raises(ModelUnavailableError, match="refuses the request"):
        drafted(model)


@pytest.mark.parametrize(
    ("how", "found", "requests"),
    [("ok", {"mass": True, "edema": True}, 1), ("plain", {}, 1), ("strict", {}, 3)],
)
def test_all_answers_come_in_one_list_or_that_is_said(
    loopback: Loopback, how: str, found: dict[str, bool], requests: int
) -> None:
    model = a_model(loopback.url(how))
    names = ("mass", "edema")
    asked = list_question(names)
    assert model.closed_list(findings_prompt(MATERIAL), asked, names) == found
    assert model.remarks == (() if found else (UNLISTED,))
    assert model.spent.requests == requests
    model.closed_list(findings_prompt(MATERIAL), asked, names)
    assert model.spent.requests == requests + 1, "what was refused once is not tried again"


def test_what_is_neither_yes_nor_no_is_no_answer(loopback: Loopback) -> None:
    with pytest.raises(ModelUnavailableError, match="neither yes nor no"):
        a_model(loopback.url("vague")).yes(findings_prompt(MATERIAL), [closed_question("mass")])


def test_a_busy_server_is_asked_again(loopback: Loopback) -> None:
    assert "effusion" in drafted(a_model(loopback.url("busy")))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("full", "takes no more requests"),
        ("broken", "error of its own"),
        ("refuse", "refuses the key"),
        ("nowhere", "no such model or address"),
        ("elsewhere", "sends us elsewhere"),
        ("silent", "was silent for 1 seconds"),
        ("json", "cannot be understood"),
        ("page", "cannot be understood"),
        ("other", "cannot be understood"),
        ("endless", "has no end"),
    ],
)
def test_each_fault_is_one_clear_line(loopback: Loopback, how: str, words: str) -> None:
    model = a_model(loopback.url(how), timeout_s=1.0)
    with pytest.raises(ModelUnavailableError, match=words) as caught:
        model.yes(findings_prompt(MATERIAL), [closed_question("mass")])
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)
    assert "nobody checked" not in str(caught.value)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("cut", "broke the connection off"),
        ("short", "cut its answer off"),
        ("sick", "stopped in the middle"),
        ("page", "cut its answer off"),
        ("json", "cut its answer off"),
    ],
)
def test_a_stream_that_is_cut_is_no_answer(loopback: Loopback, how: str, words: str) -> None:
    with pytest.raises(ModelUnavailableError, match=words):
        drafted(a_model(loopback.url(how)))


def test_an_unreachable_server() -> None:
    with pytest.raises(ModelUnavailableError, match="cannot be reached") as caught:
        drafted(a_model("http://127.0.0.1:9/v1"))
    assert "embedded model" in caught.value.hint


@pytest.mark.parametrize("asked", [0, 1, 4])
@pytest.mark.parametrize("how", ["silent", "slow"])
def test_a_server_that_hangs_is_left_at_once(
    loopback: Loopback, how: str, asked: int, until: Until
) -> None:
    model = a_model(loopback.url(how), timeout_s=60.0)
    began = time.monotonic()
    with pytest.raises(CancelledError):
        drafted(model, cancelled=until(asked))
    while any(thread.name == "server" for thread in threading.enumerate()):
        assert time.monotonic() - began < 20  # the server would take 30 seconds
        time.sleep(0.02)


def test_an_abandoned_answer_leaves_no_thread(loopback: Loopback) -> None:
    model = a_model(loopback.url("slow"), timeout_s=60.0)
    pieces = model.generate(draft_prompt(MATERIAL), most_tokens=9)
    assert next(pieces) == "word "
    pieces.close()  # type: ignore[attr-defined]
    began = time.monotonic()
    while any(thread.name == "server" for thread in threading.enumerate()):
        assert time.monotonic() - began < 20
        time.sleep(0.02)


def test_a_connection_is_used_again_and_can_be_cut_then(loopback: Loopback) -> None:
    model = a_model(loopback.url("ok"))
    model.yes(findings_prompt(MATERIAL), [closed_question("mass")])
    first = model._connection._stream
    model.yes(findings_prompt(MATERIAL), [closed_question("mass")] * 3)
    assert model._connection._stream is first is not None


def test_so_many_requests_a_minute_and_no_more(loopback: Loopback, until: Until) -> None:
    model = a_model(loopback.url("ok"), per_minute=1)
    drafted(model)
    with pytest.raises(CancelledError):
        drafted(model, cancelled=until(3))


def test_a_certificate_is_verified(secured: tuple[Loopback, str, str]) -> None:
    server, authority, other = secured
    assert "effusion" in drafted(a_model(server.url("ok"), certificates=authority))
    server.forget()
    for wrong in ("", other):
        with pytest.raises(ModelUnavailableError, match="certificate of the server far") as caught:
            drafted(a_model(server.url("ok"), certificates=wrong))
        assert "Nothing was sent" in caught.value.hint
    named = server.url("ok").replace("127.0.0.1", "localhost")
    with pytest.raises(ModelUnavailableError, match="certificate"):
        drafted(a_model(named, certificates=authority))
    assert server.bytes == b""
    with pytest.raises(ModelUnavailableError, match="cannot be read"):
        a_model(server.url("ok"), certificates="no certificate")


def test_what_leaves_is_pseudonymised_masked_and_written_down_first(loopback: Loopback) -> None:
    loopback.forget()
    sent: list[Sent] = []
    drafted(a_model(loopback.url("ok"), sent))
    (body,) = loopback.received
    (record,) = sent
    words = "".join(part.get("text", "") for part in body["messages"][1]["content"])
    assert "[1] [name] has fever." in words
    assert "2024" not in words
    assert b"Zelda" not in loopback.bytes
    assert words[-60:] in record.text
    assert (record.server, record.model, record.masked) == ("far", "qwen", 1)
    (film,) = (part for part in body["messages"][1]["content"] if part["type"] == "image_url")
    data = base64.b64decode(film["image_url"]["url"].removeprefix("data:image/png;base64,"))
    pixels = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
    assert data == png(without_corners(FILM))
    assert pixels[0, 0] == pixels[-1, -1] == pixels[0, -1] == round(0.2 * 255)
    assert pixels[30, 20] == pytest.approx(FILM[30, 20] * 255, abs=1)


def test_a_film_known_to_be_clean_keeps_its_corners(loopback: Loopback) -> None:
    sent: list[Sent] = []
    drafted(a_model(loopback.url("ok"), sent, plain=frozenset({"a"})))
    assert sent[0].masked == 0


def test_where_it_cannot_be_written_down_nothing_leaves(loopback: Loopback) -> None:
    loopback.forget()

    def full(_: Sent) -> None:
        raise WorkspaceError("The disk is full.")

    entry = ServerEntry("far", loopback.url("ok"), "qwen")
    with pytest.raises(WorkspaceError, match="full"):
        drafted(ServerModel(entry, KEY, Guard(Pseudonymizer(KNOWN), full), QUICK))
    assert loopback.bytes == b""


def test_a_modality_at_weight_0_does_not_leave(loopback: Loopback) -> None:
    loopback.forget()
    model = a_model(loopback.url("ok"))
    drafted(model, weights=Weights(image=0.0))
    drafted(model, weights=Weights(text=0.0))
    kinds = [
        {part["type"] for part in body["messages"][1]["content"]} for body in loopback.received
    ]
    assert kinds == [{"text"}, {"text", "image_url"}]
    assert "fever" in str(loopback.received[0])
    assert "fever" not in str(loopback.received[1])
    assert not model.remarks
    drafted(model, weights=Weights(text=0.5))
    assert "fever" in str(loopback.received[2])
    assert list(model.remarks) == [WHOLE]


def test_what_a_server_is_not_said_to_take_does_not_leave(loopback: Loopback) -> None:
    loopback.forget()
    sound = PromptMaterial(sound=(AudioPart(np.zeros(160, np.float32), 16000),))
    with pytest.raises(ModelUnavailableError, match="not said to take audio"):
        list(a_model(loopback.url("ok")).generate(question_prompt(sound, "?"), most_tokens=9))
    hearing = a_model(loopback.url("ok"), modalities=("text", "audio"))
    assert "".join(hearing.generate(question_prompt(sound, "Here?"), most_tokens=9))
    (part,) = (p for p in loopback.received[0]["messages"][1]["content"] if "input_audio" in p)
    assert base64.b64decode(part["input_audio"]["data"]).startswith(b"RIFF")


def test_a_png_is_pixels_alone() -> None:
    data = png(np.zeros((3000, 1500), np.float32))
    kinds, offset = [], 8
    while offset < len(data):
        length = int.from_bytes(data[offset : offset + 4], "big")
        kinds.append(data[offset + 4 : offset + 8])
        offset += 12 + length
    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}
    assert data[16:24] == (512).to_bytes(4, "big") + (1024).to_bytes(4, "big")
    assert png(np.full((3, 3), np.nan, np.float32))
    with pytest.raises(ModelUnavailableError):
        png(np.zeros((0, 3), np.float32))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://server.example/v1", "plain HTTP"),
        ("https://user:key@server.example/v1", "more than host and path"),
        ("https://server.example/v1?key=1", "more than host and path"),
        ("ftp://server.example", "no address"),
        ("server.example", "no address"),
        ("https://server.example:99999/v1", "no address"),
        ("https://[::1", "no address"),
    ],
)
def test_addresses_that_are_refused(url: str, words: str) -> None:
    with pytest.raises(WorkspaceError, match=words):
        ServerEntry("far", url, "qwen")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Far Away"},
        {"model": " "},
        {"modalities": ("image",)},
        {"modalities": ("text", "smell")},
        {"per_minute": 0},
        {"timeout_s": 0.0},
        {"price_in": -1.0},
    ],
)
def test_values_that_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WorkspaceError):
        ServerEntry(**{"name": "far", "url": "https://a.example/v1", "model": "m", **changes})


def test_waiting_grows_and_has_an_end() -> None:
    patience = Patience(first_s=0.5, longest_s=3.0)
    assert [patience.wait(n, None) for n in range(4)] == [0.5, 1.0, 2.0, 3.0]
    assert patience.wait(0, 2.5) == 2.5
    assert patience.wait(0, 9000.0) == 3.0
