"""HL7 version 2 messages as records: whose they are, what they say, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.domain import NoteKind
from omni_med.emr import parse_record
from omni_med.emr.document import RecordDocument
from omni_med.emr.hl7 import is_hl7
from omni_med.errors import UnreadableRecordError

MSH = r"MSH|^~\&|HIS|H|RIS|H|20260102080000||ORU^R01|1|P|2.5"
PID = "PID|1|old|77^^^LAB&1.2.3&ISO^AN~4711^^^HOSP&1.9&ISO^MR||Zhang^Wei^A~张^伟||19720131|M"
OBR = "OBR|1|||71020^Chest film|||20260101093000|||||||||||||||20260102||RAD|F"
OBX = "OBX|1|TX|IMP^IMPRESSION||No pneumonia.||||||F"


def record(*segments: str, end: str = "\r") -> tuple[RecordDocument, ...]:
    return parse_record(end.join(segments).encode())


def only(*segments: str) -> str:
    (document,) = record(*segments)
    (note,) = document.notes
    return note.text


def test_a_result_is_a_report_of_the_patient_that_it_names() -> None:
    (document,) = record(MSH, PID, OBR, OBX)
    who, (note,) = document.identity, document.notes
    assert (who.patient_id, who.issuer) == ("4711", "HOSP&1.9&ISO")
    assert (who.name, who.birth_date) == ("Zhang^Wei A=张^伟", date(1972, 1, 31))
    assert note.text == "IMPRESSION:\nNo pneumonia."
    assert (note.kind, note.source) == (NoteKind.REPORT, "hl7")
    assert note.written == datetime(2026, 1, 2)  # noqa: DTZ001 - HL7 states no zone
    assert "4711" not in repr(document)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "\x0b", "\ufeff", "\n\n", "FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r"])
def test_however_messages_are_framed(begin: str, end: str) -> None:
    data = (begin + end.join((MSH, PID, OBR, OBX)) + "\x1c\r").encode()
    assert is_hl7(data)
    (document,) = parse_record(data)
    assert document.identity.patient_id == "4711"


def test_any_characters_may_separate() -> None:
    (document,) = record(
        "MSH#*!?+#HIS#H#R#H#20260101##ORU*R01#1#P#2.5",
        "PID#1##4711***HOSP+1.9+ISO*MR##Li*Na",
        "OBR#1",
        "OBX#1#TX#X##Line | one?.br?a?F?b?S?c?R?d?T?e?E?f!second##",
    )
    assert (document.identity.issuer, document.identity.name) == ("HOSP&1.9&ISO", "Li^Na")
    assert document.notes[0].text == "Line | one\na#b*c!d+e?f\nsecond"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"38.5 \X C2B0\C", "38.5  C"),  # no hexadecimal
        (r"38.5 \XC2B0\C", "38.5 °C"),
        (r"a\.br\b\.sp+2\c", "a\nb\nc"),
        (r"\H\bold\N\ \Zxyz\ end", "bold   end"),
        (r"a\X000d0a\b", "a \n\nb"),
        ("5 & 6 ^ 7", "5 & 6 ^ 7"),
        ("lone \\ mark", "lone \\ mark"),
    ],
)
def test_escapes_are_undone(written: str, read: str) -> None:
    assert only(MSH, PID, OBR, f"OBX|1|FT|X||{written}||||||F") == read


def test_a_line_that_is_no_segment_goes_on() -> None:
    assert only(MSH, PID, OBR, "OBX|1|TX|X||Fever", "and cough", "", "for days.") == (
        "Fever\nand cough\nfor days."
    )


def test_a_document_is_of_its_kind_and_time() -> None:
    message = MSH.replace("ORU^R01", "MDM^T02")
    txa = "TXA|1|HP^History and physical|TX|20260101083000+0100|||||9^Chen^Yi"
    (document,) = record(message, PID, txa, "OBX|1|TX|N||Fever and cough.||||||F")
    (note,) = document.notes
    assert (note.kind, note.author) == (NoteKind.CLINICAL, "Yi Chen")
    assert note.written == datetime(2026, 1, 1, 8, 30, tzinfo=timezone(timedelta(hours=1)))
    (document,) = record(message, PID, txa.replace("HP^History and physical", "DI"), OBX)
    assert document.notes[0].kind is NoteKind.REPORT


def test_a_laboratory_result_is_told_with_its_number() -> None:
    lab = "OBR|1|||CRP|||20260101||||||||||||||||||"
    (document,) = record(MSH, PID, lab, "OBX|1|NM|CRP^C-reactive protein||80|mg/L|||||F")
    assert document.notes[0].text == "C-reactive protein: 80 mg/L"
    assert document.notes[0].kind is NoteKind.CLINICAL


def test_an_orders_words_are_a_request() -> None:
    order = "OBR|1|||71020|||20260101||||||Fever for 3 days" + "|" * 18 + "^Cough"
    (document,) = record(MSH.replace("ORU^R01", "OMG^O19"), PID, order)
    (note,) = document.notes
    assert (note.kind, note.text) == (NoteKind.REQUEST, "Fever for 3 days\nCough")


def test_two_patients_of_one_message_and_of_two_are_two_records() -> None:
    other = "PID|1||99^^^HOSP^MR||Li^Na"
    for parts in (
        (MSH, PID, OBR, OBX, other, OBR, OBX),
        (MSH, PID, OBR, OBX, MSH, other, OBR, OBX),
    ):
        found = record(*parts)
        assert [one.identity.patient_id for one in found] == ["4711", "99"]


def test_study_and_accession_of_an_imaging_order() -> None:
    (document,) = record(MSH, PID, OBR, OBX, "IPC|A12^RIS|RP1|1.2.3^^1.2.3^ISO")
    assert (document.identity.accession, document.identity.study_uid) == ("A12", "1.2.3")
    (document,) = record(MSH, PID, OBR, OBX, "ZDS|1.2.3^^Application^DICOM")
    assert document.identity.study_uid == "1.2.3"


def test_what_was_withdrawn_or_is_no_text_is_left_out_and_said() -> None:
    (document,) = record(
        MSH, PID, OBR, OBX, OBX.replace("No pneu", "A pneu").replace("|F", "|W"),
        "OBX|3|ED|PDF||X^APPLICATION^PDF^Base64^JVBERi0=||||||F",
    )  # fmt: skip
    assert "A pneu" not in document.notes[0].text
    assert any("withdrawn" in one for one in document.remarks)
    assert any("not text" in one for one in document.remarks)


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [("8859/1", "latin-1", "38 °C"), ("GB 18030-2000", "gb18030", "发热三天，右下肺实变")],
)
def test_the_character_set_that_the_message_names(charset: str, codec: str, text: str) -> None:
    lines = (f"{MSH}||||||{charset}", PID.replace("张^伟", ""), OBR, OBX.replace("No", text))
    (document,) = parse_record("\r".join(lines).encode(codec))
    assert text in document.notes[0].text


@pytest.mark.parametrize(
    ("segments", "words"),
    [
        ((MSH, OBR, OBX), "names no patient"),
        ((MSH, "PID|1||", OBR, OBX), "names no patient"),
        ((MSH, PID), "hold no text"),
        ((MSH, PID, OBR, OBX, "MSH", OBR, OBX), "no message"),
        ((MSH, PID, OBR, OBX, "MSH|", OBR, OBX), "no message"),
        ((MSH, PID, OBR, OBX.replace("|F", "|W")), "hold no text"),
        (("FHS|^~\\&|HIS", "FTS|1"), "holds no message"),
    ],
)
def test_refused_without_a_word_of_it(segments: tuple[str, ...], words: str) -> None:
    with pytest.raises(UnreadableRecordError, match=words) as caught:
        record(*segments)
    assert caught.value.hint
    assert "Zhang" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("text", ["MSH is an abbreviation.", "BHS| a note", "Fever|cough"])
def test_a_note_is_no_message(text: str) -> None:
    assert not is_hl7(text.encode())
    assert parse_record(text.encode())[0].notes[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><ClinicalDocument/>",
        "<!-- export --><ClinicalDocument/>",
        "<ns0:ClinicalDocument xmlns:ns0='urn:hl7-org:v3'/>",
        "<ClinicalDocument xmlns='urn:hl7-org:v3'><title>x</title></ClinicalDocument>",
        "<Bundle><entry/></Bundle>",
        "<root xmlns='urn:x'>Zhang</root>",
    ],
)
def test_xml_is_never_taken_for_a_plain_note(text: str) -> None:
    with pytest.raises(UnreadableRecordError, match="XML"):
        parse_record(text.encode())


@pytest.mark.parametrize("text", ["<PATIENT> is 54 years old.", "<5 mm nodule", "<Name> has fever"])
def test_marks_of_a_deidentified_note_are_words(text: str) -> None:
    assert parse_record(text.encode())[0].notes[0].text == text


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [MSH, PID, OBR, OBX, "TXA|1|HP", "NTE|1||x", "ZDS", "IPC", "OBX", "MSH", "PID"]
        )
    )
    | st.lists(st.text(alphabet="|^~\\&MSHPIDOBX17\r\n", max_size=30)),
    st.binary(max_size=8),
)
def test_whatever_follows_it_is_a_record_or_one_error(lines: list[str], tail: bytes) -> None:
    with suppress(UnreadableRecordError):
        found = parse_record("\r".join([MSH, *lines]).encode() + tail)
        assert all(not one.identity.is_empty and one.notes for one in found)
