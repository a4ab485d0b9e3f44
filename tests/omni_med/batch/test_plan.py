"""Manifests become cases, or one clear error."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.batch.options import Columns
from omni_med.batch.plan import plan_manifest, state_of, years
from omni_med.errors import ManifestError


def written(folder: Path, text: str | bytes, name: str = "m.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_default_columns_are_read_and_paths_are_relative_to_the_manifest(
    tmp_path: Path,
) -> None:
    text = (
        "case_id,images,note,patient_key,study_uid,sex,age\n"
        'A,"x.png; y/z.dcm","Cough, ""dry"".",p,1.2,F,054Y\n'
    )
    (case,) = plan_manifest(written(tmp_path, text), Columns()).cases
    assert (case.case_id, case.group, case.study_uid) == ("A", "p", "1.2")
    assert case.images == (tmp_path / "x.png", tmp_path / "y/z.dcm")
    assert case.note == 'Cough, "dry".'
    assert (case.sex, case.age) == ("F", 54.0)


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    path = written(tmp_path, "file,words,number\na.png,Cough.,7\n")
    (case,) = plan_manifest(path, Columns(images="file", note="words", case_id="number")).cases
    assert (case.case_id, case.note) == ("7", "Cough.")


def test_without_an_id_cases_are_numbered(tmp_path: Path) -> None:
    cases = plan_manifest(written(tmp_path, "images\na.png\nb.png\n"), Columns()).cases
    assert [case.case_id for case in cases] == ["1", "2"]


@pytest.mark.parametrize("columns", [Columns(images="film"), Columns(group="ward")])
def test_a_column_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, columns: Columns
) -> None:
    path = written(tmp_path, "images,note\na.png,Cough.\n")
    with pytest.raises(ManifestError, match=r"no column '(film|ward)'") as caught:
        plan_manifest(path, columns)
    assert "images, note" in caught.value.hint


def test_neither_images_nor_notes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="neither a column 'images' nor 'note'") as caught:
        plan_manifest(written(tmp_path, "file,text\na,b\n"), Columns())
    assert "--image-column" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"images,note\n", "no cases"),
        (b"images,note\na.png\n", "Line 2 of the manifest has 1 fields, its head has 2"),
        (b'images,note\na.png,"open\n', "no CSV"),
        (b"images,images\na,b\n", "same name"),
        (b"\x00\x01\x02\xff\xfe", "neither CSV"),
        (b"PAR1 rubbish", "damaged Parquet"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        plan_manifest(written(tmp_path, content), Columns())


def test_a_manifest_that_is_not_there_is_refused_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="No such file") as caught:
        plan_manifest(tmp_path / "Mueller.csv", Columns())
    assert "Mueller" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_notes_are_read_in_their_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "images,note\na.png,咳嗽六天\n".encode(encoding))
    assert plan_manifest(path, Columns()).cases[0].note == "咳嗽六天"


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    table = pa.table(
        {
            "case_id": [1, 2],
            "images": [["a.png", "b.png"], ["c.png"]],
            "note": ["Cough.", None],
            "age": [54.0, float("nan")],
        }
    )
    pq.write_table(table, tmp_path / "m.parquet")
    first, second = plan_manifest(tmp_path / "m.parquet", Columns()).cases
    assert (first.case_id, second.case_id) == ("1", "2")
    assert first.images == (tmp_path / "a.png", tmp_path / "b.png")
    assert (first.age, second.age) == (54.0, None)
    assert second.note == ""


@pytest.mark.parametrize(
    ("written_age", "expected"),
    [("54", 54.0), ("054Y", 54.0), ("018M", 1.5), ("004D", 0.01), ("", None), ("adult", None)],
)
def test_ages_are_years(written_age: str, expected: float | None) -> None:
    assert years(written_age) == expected


@given(st.text(max_size=12))
def test_any_age_gives_years_or_nothing(value: str) -> None:
    result = years(value)
    assert result is None or result >= 0


def test_nothing_of_the_patient_shows_in_a_repr(tmp_path: Path) -> None:
    path = written(tmp_path, "case_id,images,note\nMueller,mueller.png,Zanzibar\n")
    shown = repr(plan_manifest(path, Columns()))
    assert "ueller" not in shown
    assert "Zanzibar" not in shown


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    one = plan_manifest(written(tmp_path, "images\na.png\n"), Columns()).digest
    assert plan_manifest(written(tmp_path, "images\na.png\n", "n.csv"), Columns()).digest == one
    assert plan_manifest(written(tmp_path, "images\nb.png\n"), Columns()).digest != one


def test_a_film_that_is_replaced_under_its_name_is_another_state(tmp_path: Path) -> None:
    (case,) = plan_manifest(written(tmp_path, "images\na.png\n"), Columns()).cases
    gone = state_of(case)
    (tmp_path / "a.png").write_bytes(b"one film")
    one = state_of(case)
    assert one not in {gone, ""}
    assert state_of(case) == one
    (tmp_path / "a.png").write_bytes(b"another film")
    assert state_of(case) != one


def test_an_id_of_two_cases_is_refused_without_being_named(tmp_path: Path) -> None:
    path = written(tmp_path, "case_id,note\nMueller,Cough.\nb,Fever.\nMueller,Chills.\n")
    with pytest.raises(ManifestError, match=r"Case 3 .* same id as case 1\.") as caught:
        plan_manifest(path, Columns())
    assert "Mueller" not in str(caught.value) + caught.value.hint
    assert "--id-column" in caught.value.hint


def test_a_case_without_an_id_gets_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, "case_id,note\na,Cough.\n ,Fever.\n")
    assert [case.case_id for case in plan_manifest(path, Columns()).cases] == ["a", "2"]
    with pytest.raises(ManifestError, match="same id"):
        plan_manifest(written(tmp_path, "case_id,note\n2,Cough.\n,Fever.\n"), Columns())


def test_lines_of_blanks_are_no_cases(tmp_path: Path) -> None:
    path = written(tmp_path, "case_id,note\n\n , \na,Cough.\n,\n")
    assert [case.case_id for case in plan_manifest(path, Columns()).cases] == ["a"]


def test_latin_1_is_refused_instead_of_becoming_chinese(tmp_path: Path) -> None:
    text = "case_id,note\na,Fi\xe8vre \xe0 38 \xb0C.\n".encode("latin-1")
    with pytest.raises(ManifestError, match="UTF-8"):
        plan_manifest(written(tmp_path, text), Columns())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "case_id,note\na,Fièvre.\n".encode(encoding))
    (case,) = plan_manifest(path, Columns()).cases
    assert (case.case_id, case.note) == ("a", "Fièvre.")


def test_a_path_as_windows_writes_it_is_found(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.png").touch()
    (tmp_path / r"films\b.png").touch()
    text = "images\nfilms\\a.png\nfilms\\b.png\n"
    first, second = plan_manifest(written(tmp_path, text), Columns()).cases
    assert first.images == (tmp_path / "films" / "a.png",)
    assert second.images == (tmp_path / r"films\b.png",)
