from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.dicom.charset import undeclared

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
LATIN = [
    "Müller^Jürgen", "Jérôme^Hélène", "Åström^Ängla", "Ñuñez^Íñigo", "Groß^Käthe", "Søren^Bjørn",
    "Übung", "Façade", "Größe 37 °C", "Æsir^Ølaf",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["王^小明", "张伟", "欧阳^修", "陶喆", "李镕基", "影像号：发热三天"]
)
@pytest.mark.parametrize("declared", ["", "ISO_IR 6"])
def test_chinese_without_a_character_set(name, declared):
    assert undeclared([b"PLAIN", name.encode("gb18030")], declared) == "gb18030"


def test_chinese_behind_a_latin_character_set():
    assert undeclared(["王^小明".encode("gb18030")], "ISO_IR 100") == "gb18030"


@pytest.mark.parametrize("name", LATIN)
@pytest.mark.parametrize("declared", ["", "ISO_IR 100"])
def test_latin_names_stay(name, declared):
    assert undeclared([name.encode("latin-1")], declared) == ""


def test_utf8_without_a_character_set():
    assert undeclared(["王^小明".encode()], "") == "utf-8"


@pytest.mark.parametrize("declared", ["GB18030", "ISO_IR 192", "ISO 2022 IR 58", "ISO_IR 13"])
def test_a_declared_character_set_is_believed(declared):
    assert undeclared(["王^小明".encode("gb18030")], declared) == ""


def test_plain_ascii_needs_nothing():
    assert undeclared([b"Smith^John", b"Chest"], "") == ""


@given(st.text(HANZI, min_size=3, max_size=30))
def test_a_run_of_hanzi_is_found_or_left_alone(text):
    codec = undeclared([text.encode("gb18030")], "")
    assert codec in ("gb18030", "utf-8", "")
    if codec == "gb18030":
        assert text.encode("gb18030").decode(codec) == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x8000), min_size=2, max_size=12))
def test_utf8_is_preferred_where_it_fits(text):
    assert undeclared([text.encode("utf-8")], "") == "utf-8"
