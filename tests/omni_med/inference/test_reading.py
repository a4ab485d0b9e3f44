"""Which sentences of a record the model is given, and what is said of the others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import Note, NoteKind
from omni_med.inference import prepare
from omni_med.inference.reading import MOST_SENTENCES, cut, read_notes
from omni_med.models.fake import FakeFactory

DAY = datetime(2024, 11, 20, 9, 0)  # noqa: DTZ001 - as written


def note(text: str, name: str = "n", written: datetime | None = DAY) -> Note:
    return Note(name, text, NoteKind.CLINICAL, written)


def words(number: int) -> str:
    """One of many sentences, each with words of its own, none of them about a chest."""
    return (
        f"The {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)} stood."
    )


def long_note(sentences: int, telling: dict[int, str]) -> str:
    return " ".join(telling.get(index, words(index)) for index in range(sentences))


def test_a_short_record_is_read_whole() -> None:
    found = read_notes([note("Fever. Cough for six days.")], ("en",))
    assert [item.text for item in found.sentences] == ["Fever.", "Cough for six days."]
    assert (found.total, found.unread, found.remarks) == (2, (), ())
    assert "Fever" not in repr(found)


def test_of_a_long_record_what_tells_most_is_read_wherever_it_stands() -> None:
    telling = {3: "Fever for six days.", 900: "Right lower lobe pneumonia.", 1999: "HIV infection."}
    text = long_note(2000, telling)
    found = read_notes([note(text)], ("en",))
    read = [item.text for item in found.sentences]
    assert len(read) == MOST_SENTENCES
    assert set(telling.values()) <= set(read)
    assert [item.start for item in found.sentences] == sorted(i.start for i in found.sentences)
    assert all(text[item.start : item.end] == item.text for item in found.sentences)
    assert found.total == 2000
    assert found.remarks == (
        "read 64 of 2000 sentences, chosen by what they name, by section and date",
    )


def test_what_is_repeated_is_read_once_and_the_last_time() -> None:
    text = " ".join(["Temperature 38.1, cough."] * 200 + [words(i) for i in range(100)])
    found = read_notes([note(text)], ("en",))
    said = [item for item in found.sentences if "cough" in item.text]
    assert len(said) == 1
    assert said[0].start > text.index("The ") - 60


def test_newer_notes_and_telling_sections_come_first() -> None:
    old = note(long_note(100, {}), "old", DAY - timedelta(days=400))
    new = note(long_note(100, {}).replace("stood", "sat"), "new", DAY)
    read = {item.note_id for item in read_notes([old, new], ("en",)).sentences}
    assert read == {"new"}
    allergies = "Allergies: " + " ".join(words(i) for i in range(100))
    history = "\nHistory: " + " ".join(words(i).replace("stood", "lay") for i in range(64))
    found = read_notes([note(allergies + history)], ("en",))
    assert all("lay" in item.text for item in found.sentences)


def test_a_foreign_note_is_left_out_with_its_language() -> None:
    german = note("Seit drei Tagen Fieber und Husten, keine Atemnot.", "de")
    chinese = note("患者咳嗽发热六天，无胸痛。", "zh")
    found = read_notes([german, chinese, note("Fever.", "en")], ("en",))
    assert [item.note_id for item in found.sentences] == ["en"]
    assert found.total == 3
    assert found.unread == (
        ("de", "in German, a language the model does not read"),
        ("zh", "in Chinese, a language the model does not read"),
    )
    assert found.remarks == (
        "the record is in German, a language the model does not read",
        "the record is in Chinese, a language the model does not read",
    )


@given(st.text(max_size=400), st.integers(1, 5))
def test_any_record_is_read_within_bounds(text: str, most: int) -> None:
    found = read_notes([note(text)], ("en",), most)
    assert len(found.sentences) <= most
    assert found.total == len(cut(note(text)))
    if found.total > most and not found.unread:
        assert found.remarks


def test_of_a_record_without_end_the_newest_is_looked_at_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepare, "MOST_CHARACTERS", 60)
    old = note("Fever for six days. " * 50, "old", DAY - timedelta(days=9))
    undated = note("Cough since May. " * 50, "undated", None)
    notes = (old, note("Right lower lobe pneumonia.", "new"), undated)
    found = prepare.assemble(FakeFactory().card(), (), notes)
    assert [len(item.text) for item in found.notes] == [30, 27, 3]
    assert [item.text for item in found.inputs.sentences][:2] == [
        "Fever for six days.",
        "Fever for",
    ]
    whole = sum(len(item.text) for item in notes)
    said = f"only 60 of {whole:,} characters of the record were looked at"
    assert said in found.record.remarks
    assert not prepare.assemble(FakeFactory().card(), (), notes[1:2]).record.remarks
