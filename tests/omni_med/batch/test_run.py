"""A batch gives the same tables whatever happens on the way."""

from __future__ import annotations

import csv
import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from omni_med.batch.options import BatchOptions, Columns
from omni_med.batch.run import JournalLike, run_batch
from omni_med.batch.table import COLUMNS
from omni_med.domain import Note
from omni_med.errors import CancelledError, ManifestError, UnknownModelError
from omni_med.inference.analyst import Analyst
from omni_med.inference.films import read_film
from omni_med.inference.prepare import assemble
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import ImageInput, Weights
from omni_med.synthetic.patients import write_patients

ISSUE_COLUMNS = [
    *("id", "finding", "probability", "image_only", "text_only", "status", "threshold"),
    *("priority", "conflict", "ood", "quality_image", "quality_text", "notes_used", "view"),
    *("sex", "age", "study_uid", "model", "adapter", "model_sha256", "error_code", "error"),
    "calibration",
]


def options(manifest: Path, out: str = "out", **changes: object) -> BatchOptions:
    plain = BatchOptions(manifest, manifest.parent / out, model="fake", workers=1)
    return replace(plain, **changes)  # type: ignore[arg-type]


def table(out: Path) -> list[dict[str, str]]:
    with (out / "results.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def out(drawn: Path, new_journal: Callable[[], JournalLike]) -> Path:
    run_batch(options(drawn), new_journal())
    return drawn.parent / "out"


class TestTables:
    def test_columns_are_those_of_the_contract(self, out: Path) -> None:
        assert list(COLUMNS) == ISSUE_COLUMNS == list(table(out)[0])
        assert pq.read_table(out / "results.parquet").column_names == ISSUE_COLUMNS

    def test_cases_come_in_the_manifests_order_one_row_a_finding(self, out: Path) -> None:
        ids = [row["id"] for row in table(out)]
        assert list(dict.fromkeys(ids)) == [f"case-{number}" for number in range(1, 11)]
        assert ids.count("case-1") == len(FakeBackend().card.assessed)
        assert ids.count("case-4") == 1

    def test_a_failed_case_has_one_row_with_code_and_words(self, out: Path) -> None:
        codes = {row["id"]: (row["error_code"], row["finding"]) for row in table(out)}
        assert codes["case-4"] == ("missing-file", "")
        assert codes["case-6"] == ("damaged-file", "")
        assert codes["case-7"] == ("not-an-image", "")
        assert codes["case-10"] == ("not-an-image", "")
        assert codes["case-1"][0] == ""

    def test_errors_name_no_file_and_no_word_of_the_record(self, out: Path) -> None:
        for row in table(out):
            for secret in ("none.png", "Zanzibar", "films", str(out.parent)):
                assert secret not in row["error"]

    def test_what_the_model_is_not_meant_for_is_no_failure(self, out: Path) -> None:
        rows = {row["id"]: row for row in table(out)}
        for name, reason in (("case-3", "frontal chest film"), ("case-9", "view L")):
            assert rows[name]["priority"] == "not-assessed"
            assert rows[name]["error_code"] == ""
            assert reason in rows[name]["error"]

    def test_the_numbers_are_those_of_an_analysis(self, out: Path, drawn: Path) -> None:
        film = read_film(drawn.parent / "films" / "a.png")
        ready = assemble(
            FakeBackend().card,
            [ImageInput("x", film, view_position="PA")],
            [Note("note", "Fever and cough for six days.")],
        )
        expected = Analyst(FakeBackend()).analyze(ready)
        rows = [row for row in table(out) if row["id"] == "case-1"]
        for row, finding in zip(rows, expected.findings, strict=True):
            assert row["finding"] == finding.name
            assert float(row["probability"]) == finding.probability
            assert float(row["image_only"]) == finding.image_only
            assert float(row["text_only"]) == finding.text_only
            assert row["threshold"] == ("" if finding.threshold is None else str(finding.threshold))
            assert row["status"] == finding.status.value

    def test_what_there_is_not_is_an_empty_cell(self, out: Path) -> None:
        rows = {row["id"]: row for row in table(out)}
        assert rows["case-2"]["text_only"] == ""
        assert rows["case-2"]["quality_text"] == ""
        assert rows["case-8"]["image_only"] == ""
        assert rows["case-8"]["ood"] == ""
        assert rows["case-2"]["notes_used"] == "0"
        assert rows["case-1"]["notes_used"] == "1"

    def test_sex_age_and_view_are_passed_on(self, out: Path) -> None:
        rows = {row["id"]: row for row in table(out)}
        assert [rows["case-1"][name] for name in ("sex", "age", "view")] == ["F", "54.0", "PA"]
        assert rows["case-2"]["age"] == "1.5"

    def test_csv_and_parquet_say_the_same(self, out: Path) -> None:
        for row, typed in zip(
            table(out), pq.read_table(out / "results.parquet").to_pylist(), strict=True
        ):
            assert row == {
                name: "" if value is None else str(value) for name, value in typed.items()
            }

    def test_files_are_for_their_owner_only(self, out: Path) -> None:
        names = {"results.csv", "results.parquet", "summary.json"}
        assert {path.name for path in out.iterdir()} == names
        assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}

    def test_the_summary_counts(self, out: Path) -> None:
        summary = json.loads((out / "summary.json").read_text())
        assert summary["cases"] == 10
        assert summary["failures"] == 4
        assert summary["not_assessed"] == 2
        assert summary["patients"] == 6
        assert summary["cases_per_second"] > 0
        assert summary["errors"] == {"damaged-file": 1, "missing-file": 1, "not-an-image": 2}


def test_workers_and_neighbours_do_not_matter(manifest: Path, journal: JournalLike) -> None:
    run_batch(options(manifest, "one"), journal)
    run_batch(options(manifest, "two", workers=2), journal)
    folder = manifest.parent
    assert (folder / "one/results.csv").read_bytes() == (folder / "two/results.csv").read_bytes()
    lines = manifest.read_text().splitlines()
    alone = folder / "alone.csv"
    alone.write_text("\n".join([lines[0], lines[5]]))
    run_batch(options(alone, "three"), journal)
    assert table(folder / "three") == [
        row for row in table(folder / "one") if row["id"] == "case-5"
    ]


def test_the_export_is_on_the_trail_with_the_files_digests(manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
    run_batch(options(manifest), journal)
    ((action, _, detail),) = journal.exports
    assert action == "batch"
    assert detail["cases"] == 10
    assert len(str(detail["sha256 results.csv"])) == 64


def test_the_readers_weights_hold_for_all_cases(manifest: Path, journal: JournalLike) -> None:
    run_batch(options(manifest, weights=Weights(text=0.0)), journal)
    row = table(manifest.parent / "out")[0]
    assert row["probability"] == row["image_only"]


class CrashError(Exception):
    """Stands for the end of the process."""


class TestResume:
    def crashed(self, manifest: Path, journal, after: int) -> None:  # type: ignore[no-untyped-def]
        """Run until ``after`` cases are done, then fall over once they are sealed."""

        def crash(done: int, _total: int) -> None:
            if done >= after:
                raise CrashError

        with pytest.raises(CrashError):
            run_batch(options(manifest), journal, progress=crash)

    def test_what_was_sealed_is_not_done_twice(self, manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
        run_batch(options(manifest, "whole"), journal)
        journal.jobs.clear()
        self.crashed(manifest, journal, after=3)
        assert not (manifest.parent / "out" / "results.csv").exists()
        before = journal.appended
        summary = run_batch(options(manifest, resume=True), journal)
        assert summary.resumed == 3
        assert journal.appended - before == 10 - 3
        folder = manifest.parent
        whole = (folder / "whole/results.csv").read_bytes()
        assert (folder / "out/results.csv").read_bytes() == whole

    def test_without_resume_everything_is_done_again(self, manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
        self.crashed(manifest, journal, after=3)
        assert run_batch(options(manifest), journal).resumed == 0

    def test_another_manifest_or_dial_is_another_job(self, manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
        self.crashed(manifest, journal, after=3)
        other = run_batch(options(manifest, resume=True, weights=Weights(text=0.5)), journal)
        assert other.resumed == 0

    def test_failed_cases_get_another_try(self, manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
        run_batch(options(manifest), journal)
        films = manifest.parent / "films"
        (films / "none.png").write_bytes((films / "a.png").read_bytes())
        summary = run_batch(options(manifest, resume=True), journal)
        assert (summary.resumed, summary.failures) == (6, 3)
        row = next(row for row in table(manifest.parent / "out") if row["id"] == "case-4")
        assert row["probability"]

    def test_a_film_that_was_replaced_under_its_name_is_read_again(
        self, manifest: Path, journal
    ) -> None:  # type: ignore[no-untyped-def]
        run_batch(options(manifest), journal)
        film = manifest.parent / "films" / "a.png"
        os.utime(film, ns=(1, 1))
        named = sum("a.png" in line for line in manifest.read_text().splitlines())
        assert named
        summary = run_batch(options(manifest, resume=True), journal)
        assert summary.resumed == 6 - named

    def test_the_journal_is_forgotten_when_all_went_well(self, manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
        lines = manifest.read_text().splitlines()[:3]
        manifest.write_text("\n".join(lines))
        run_batch(options(manifest), journal)
        assert journal.jobs == {}

    def test_a_stop_on_request_keeps_what_is_done(self, manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
        counted: list[int] = []
        with pytest.raises(CancelledError):
            run_batch(
                options(manifest),
                journal,
                progress=lambda done, _total: counted.append(done),
                cancelled=lambda: bool(counted) and counted[-1] >= 2,
            )
        (records,) = journal.jobs.values()
        assert len(records) == counted[-1] >= 2


def test_a_killed_worker_is_replaced_and_nothing_is_lost(
    manifest: Path, journal: JournalLike
) -> None:
    run_batch(options(manifest, "whole"), journal)
    killed: list[int] = []

    def kill(done: int, _total: int) -> None:
        if done == 2 and not killed:
            for child in psutil.Process(os.getpid()).children():
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()
                    killed.append(child.pid)

    run_batch(options(manifest), journal, progress=kill)
    assert killed
    folder = manifest.parent
    assert (folder / "out/results.csv").read_bytes() == (folder / "whole/results.csv").read_bytes()


def test_no_process_is_left_behind(manifest: Path, journal: JournalLike) -> None:
    run_batch(options(manifest, workers=2), journal)
    left = [child.cmdline() for child in psutil.Process(os.getpid()).children()]
    assert not [line for line in left if "spawn_main" in " ".join(line)]


def test_a_full_disk_keeps_the_journal_and_no_half_file(
    manifest: Path, journal, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("omni_med.batch.table.os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            run_batch(options(manifest), journal)
    assert list((manifest.parent / "out").iterdir()) == []
    summary = run_batch(options(manifest, resume=True), journal)
    assert summary.resumed == 6


def test_no_result_is_there_that_is_not_on_the_trail(
    manifest: Path, journal, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    out = manifest.parent / "out"

    def closed(*_told: object) -> None:
        assert not (out / "results.csv").exists()
        raise OSError(28, "No space left for the trail")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "record_export", closed)
        with pytest.raises(OSError, match="for the trail"):
            run_batch(options(manifest), journal)
    assert list(out.iterdir()) == []
    run_batch(options(manifest, resume=True), journal)
    assert len(journal.exports) == 1
    assert sorted(path.name for path in out.iterdir()) == [
        "results.csv", "results.parquet", "summary.json",
    ]  # fmt: skip


def test_results_that_cannot_be_written_end_before_anything_is_read(
    manifest: Path, journal
) -> None:  # type: ignore[no-untyped-def]
    taken = manifest.parent / "taken"
    taken.write_text("a file")
    with pytest.raises(FileExistsError):
        run_batch(BatchOptions(manifest, taken, model="fake", workers=1), journal)
    assert journal.appended == 0
    assert taken.read_text() == "a file"


def test_an_unknown_model_ends_before_anything_starts(manifest: Path, journal: JournalLike) -> None:
    with pytest.raises(UnknownModelError):
        run_batch(options(manifest, model="gpt"), journal)


def test_a_source_that_is_not_there_is_refused(tmp_path: Path, journal: JournalLike) -> None:
    with pytest.raises(ManifestError, match="no such manifest or folder"):
        run_batch(BatchOptions(tmp_path / "x.csv", tmp_path / "out", model="fake"), journal)


def test_a_text_column_alone_is_enough(tmp_path: Path, journal: JournalLike) -> None:
    path = tmp_path / "m.csv"
    path.write_text("words\nFever and cough.\n")
    summary = run_batch(replace(options(path), columns=Columns(note="words")), journal)
    assert (summary.cases, summary.failures) == (1, 0)


def test_records_are_sealed_while_the_batch_runs(manifest: Path, journal) -> None:  # type: ignore[no-untyped-def]
    sizes: list[int] = []

    class Watching(type(journal)):  # type: ignore[misc]
        def append_journal(self, job: str, records: Mapping[str, bytes]) -> None:
            sizes.append(len(records))
            super().append_journal(job, records)

    run_batch(options(manifest), Watching())
    assert sum(sizes) == 10


def test_a_note_of_another_person_than_the_manifests_is_a_question(
    manifest: Path, journal: JournalLike
) -> None:
    text = "case_id,images,note,sex,age\n"
    for number, (sex, age) in enumerate([("F", "62"), ("M", "31"), ("female", ""), ("", "")]):
        text += f"{number},films/a.png,A 30-year-old man with cough.,{sex},{age}\n"
    manifest.write_text(text)
    out = manifest.parent / "out"
    run_batch(BatchOptions(manifest, out, model="fake", workers=1), journal)
    with (out / "results.csv").open(newline="") as stream:
        asked = {row["id"]: float(row["conflict"]) for row in csv.DictReader(stream)}
    assert {name for name, score in asked.items() if score == 1.0} == {"0", "2"}


def test_files_of_another_study_than_the_manifests_are_refused(
    tmp_path: Path, journal: JournalLike
) -> None:
    case = write_patients(tmp_path, only=("fits",))[0]
    film = next(case.folder.iterdir()).relative_to(tmp_path)
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        f"case_id,images,study_uid\nright,{film},{case.study_uid}\nwrong,{film},1.2.3\n"
    )
    run_batch(BatchOptions(manifest, tmp_path / "out", model="fake", workers=1), journal)
    with (tmp_path / "out" / "results.csv").open(newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    assert rows["right"]["probability"]
    assert not rows["wrong"]["probability"]
    assert "another study" in rows["wrong"]["error"]
