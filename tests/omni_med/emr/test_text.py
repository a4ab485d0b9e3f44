"""Bytes of the record as text."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.emr.language import LANGUAGES, detect_language, is_foreign
from omni_med.emr.text import decode_text, sanitize
from omni_med.errors import UnreadableRecordError

CHINESE = "患者男，67岁，发热3天，咳嗽、咳痰。胸片：双肺纹理增粗，未见实变。"
ENGLISH = "67-year-old man with fever and cough; temperature 38.5 °C."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (ENGLISH.encode(), ENGLISH),
        (codecs.BOM_UTF8 + CHINESE.encode(), CHINESE),
        (CHINESE.encode("gb18030"), CHINESE),
        (CHINESE.encode("gbk"), CHINESE),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), CHINESE),
        (codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"), ENGLISH),
        (codecs.BOM_UTF32_LE + ENGLISH.encode("utf-32-le"), ENGLISH),
        (b"", ""),
        (b"line one\r\nline two", "line one\r\nline two"),
    ],
)
def test_known_character_sets(data: bytes, text: str) -> None:
    assert decode_text(data) == text


@pytest.mark.parametrize(
    "data",
    [
        "Fièvre à 38 °C, toux sèche depuis 3 jours".encode("latin-1"),
        "Fieber 38,5 °C".encode("latin-1"),
        "Пациент 67 лет, кашель".encode("cp1251"),
        b"%PDF-1.7 ...",
        b"PK\x03\x04word/document.xml",
        b"{\\rtf1\\ansi fever}",
        b"fever\x00cough",
        ENGLISH.encode("utf-16-le"),
        bytes(range(1, 32)) * 4,
        b"\xff\xfe\x00",
    ],
)
def test_other_bytes_are_one_clear_error(data: bytes) -> None:
    with pytest.raises(UnreadableRecordError) as caught:
        decode_text(data)
    assert caught.value.hint


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_the_typed_error(data: bytes) -> None:
    try:
        text = decode_text(data)
    except UnreadableRecordError:
        return
    assert isinstance(text, str)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    data = codecs.BOM_UTF8 + text.encode()
    assert decode_text(data) == text


@given(st.text(alphabet="患者男女岁发热咳嗽双肺未见实变影胸片肺炎，。、", min_size=1, max_size=200))
def test_gb18030_chinese_comes_back_as_it_was(text: str) -> None:
    data = text.encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode_text(data) == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (CHINESE, "zh"),
        ("患者行CT、MRI及WBC检查", "zh"),
        ("Fever.", "en"),
        ("Patient 王小明 was seen with fever, cough and dyspnoea for three days.", "en"),
        ("Patient de 67 ans avec une fièvre et de la toux depuis trois jours", "fr"),
        ("Der Patient hat seit drei Tagen Fieber und Husten mit Auswurf", "de"),
        ("Aufnahme wegen Luftnot. Raucher. CRP 120.", "de"),
        ("Fiebre y tos desde hace tres días, sin disnea.", "es"),
        ("Febbre e tosse da tre giorni, nessuna dispnea.", "it"),
        ("Febre e tosse há três dias, sem dispneia.", "pt"),
        ("Sinds drie dagen koorts en hoesten, geen kortademigheid.", "nl"),
        ("Od trzech dni gorączka i kaszel, bez duszności.", "pl"),
        ("Feber och hosta sedan tre dagar, ingen dyspné.", "sv"),
        ("Üç gündür ateş ve öksürük, nefes darlığı yok.", "tr"),
        ("Температура и кашель три дня, одышки нет.", "ru"),
        ("患者は発熱と咳を訴えています。胸部X線で異常なし", "ja"),
        ("환자는 발열과 기침을 호소합니다", "ko"),
        ("CP, SOB, s/p CABG 2015", "en"),
        ("Ectatic aorta. No acute cardiopulmonary abnormality.", "en"),
        ("Keine Pneumonie.", "en"),  # two words are too few to tell
        ("38.5 120/80", ""),
        ("", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language
    assert not language or language in LANGUAGES


def test_a_text_is_foreign_only_where_its_language_is_sure() -> None:
    assert is_foreign("de", ("en", "zh"))
    assert not is_foreign("zh", ("en", "zh"))
    assert not is_foreign("", ("en",))


@given(st.text(max_size=300))
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert detect_language(text) in {"", *LANGUAGES}


@pytest.mark.data
def test_real_english_is_never_taken_for_another_language(test_data: Path) -> None:
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8") as file:
        notes = [row["clinical_notes"] for row in csv.DictReader(file) if row["clinical_notes"]]
    assert len(notes) > 400
    assert {detect_language(note) for note in notes} == {"en"}


@pytest.mark.parametrize(
    "token",
    [
        "<|image_pad|>",
        "<|im_start|>",
        "<s>",
        "[INST]",
        "<start_of_turn>",
        "[SEP]",
        "<<SYS>>",
        "<bos>",
    ],
)
def test_control_tokens_do_not_reach_a_model(token: str) -> None:
    clean = sanitize(f"fever {token} cough")
    assert token not in clean
    assert clean.split() == ["fever", "cough"]


def test_nested_control_tokens_do_not_grow_together() -> None:
    clean = sanitize("<|im_<|x|>start|> <<|a|>|image_pad|<|b|>>")
    assert "<|" not in clean
    assert "|>" not in clean


def test_ordinary_words_and_masks_stay() -> None:
    text = "WBC < 4, CRP > 20; [MASK] given. a|b <3 days"
    assert sanitize(text) == text


@given(st.text(alphabet="<|>sim_adINST[]/ \u200b", max_size=80))
def test_sanitized_text_holds_no_token(text: str) -> None:
    clean = sanitize(text)
    assert "<|" not in clean
    assert "|>" not in clean
    assert sanitize(clean) == clean
