"""From the DICOM file to the exit code, through the console script."""

from __future__ import annotations

import csv
import json
import resource
import shutil
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from omni_med.models.registry import get
from omni_med.synthetic import SyntheticCase

pytestmark = pytest.mark.slow  # every call is a process of its own

MODELS = [
    "fake",
    pytest.param(
        "compact",
        marks=pytest.mark.skipif(
            bool(get("compact").missing()), reason="the embedded model's weights are not there"
        ),
    ),
]
KEYS = {
    "study_uid", "model", "assessed", "not_assessed", "findings", "modalities", "conflicts",
    "conflict_score", "triage", "timings_ms", "provenance", "calibrated_at_this_site",
}  # fmt: skip
FINDING_KEYS = {
    "name", "code", "probability", "image_only", "text_only", "threshold", "status", "evidence",
    "prediction_set", "within",
}  # fmt: skip


def clear_lines(stderr: str) -> list[str]:
    """Return the lines of an error; none may look like a traceback."""
    lines = [line for line in stderr.splitlines() if line.strip()]
    assert "Traceback" not in stderr
    assert 1 <= len(lines) <= 2, stderr
    assert lines[0].startswith("omni-med: ")
    return lines


def test_help_and_version(cli: Any) -> None:
    assert "analyze" in cli("--help").stdout
    assert cli("--version").stdout.startswith("omni-med ")


def test_init_says_where_and_refuses_a_second_time(cli: Any) -> None:
    assert cli.json("init", "--user", "eva") == {"home": str(cli.home), "user": "eva"}
    clear_lines(cli("init", code=1).stderr)


def test_the_worklist(loaded: Any, cases: dict[str, SyntheticCase]) -> None:
    rows = loaded.json("studies")
    assert {row["study_uid"] for row in rows} == {case.study_uid for case in cases.values()}
    keys = {"study_uid", "accession", "patient", "modalities", "series", "instances", "analysed"}
    for row in rows:
        assert set(row) == keys
        assert all(type(row[key]) is int for key in ("series", "instances", "analysed"))
        assert row["patient"].startswith("SYNTHETIC^")
    found = loaded.json("studies", "boris")
    assert [row["accession"] for row in found] == [cases["contradicts"].order.accession]


def test_show_by_accession_uid_and_beginning(loaded: Any, cases: dict[str, SyntheticCase]) -> None:
    case = cases["fits"]
    for name in (case.order.accession, case.study_uid, case.study_uid[:20]):
        assert loaded.json("show", name)["study_uid"] == case.study_uid
    shown = loaded.json("show", case.study_uid)
    assert {note["source"] for note in shown["notes"]} == {"dicom", "fhir"}
    lines = clear_lines(loaded("show", "2.25", code=1).stderr)
    assert "5 studies" in lines[0]
    clear_lines(loaded("show", "1.2.3", code=1).stderr)


@pytest.mark.parametrize("model", MODELS)
def test_analyze_prints_the_contract_s_keys(
    loaded: Any, cases: dict[str, SyntheticCase], model: str
) -> None:
    case = cases["fits"]
    answer = loaded.json("analyze", case.study_uid, "--model", model)
    assert set(answer) == KEYS
    assert set(answer["model"]) == {"id", "version", "adapter"}
    assert set(answer["modalities"]["image"]) == {"weight", "quality"}
    text = answer["modalities"]["text"]
    assert set(text) == {"weight", "quality", "sentences_read", "sentences"}
    assert 0 < text["sentences_read"] <= text["sentences"]
    assert set(answer["triage"]) == {"priority", "reasons"}
    assert [item["name"] for item in answer["findings"]] == answer["assessed"]
    for item in answer["findings"]:
        assert set(item) == FINDING_KEYS
        assert item["status"] in {"present", "absent", "uncertain", "differential"}
        assert 0 <= item["probability"] <= 1
        assert item["code"] is None or set(item["code"]) == {"system", "code", "display"}
    sentences = [
        piece["text"]
        for item in answer["findings"]
        for piece in item["evidence"]
        if piece["kind"] == "sentence"
    ]
    assert sentences
    assert all(sentences)
    row = next(row for row in loaded.json("studies") if row["study_uid"] == case.study_uid)
    assert row["analysed"] >= 1


def test_weights_hide_a_modality(loaded: Any, cases: dict[str, SyntheticCase]) -> None:
    arguments = ("analyze", cases["stat"].study_uid, "--model", "fake", "--weights")
    answer = loaded.json(*arguments, "image=1,text=0")
    assert answer["modalities"]["text"]["weight"] == 0
    assert all(item["probability"] == item["image_only"] for item in answer["findings"])


def test_cascade_is_another_way_to_the_answer(loaded: Any, cases: dict[str, SyntheticCase]) -> None:
    arguments = ("analyze", cases["fits"].study_uid, "--model", "fake", "--json", "--mode")
    parallel, cascade = (
        json.loads(loaded(*arguments, mode).stdout) for mode in ("parallel", "cascade")
    )
    assert parallel["provenance"]["mode"] == "parallel"
    assert cascade["provenance"]["mode"] == "cascade"
    one, other = parallel["findings"][0], cascade["findings"][0]
    assert one["probability"] != other["probability"]
    assert one["image_only"] == other["image_only"]


@pytest.mark.parametrize("weights", ["image", "image=2", "sound=1", "image=1,image=1", "text=x"])
def test_wrong_weights_are_a_usage_error(loaded: Any, weights: str) -> None:
    done = loaded("analyze", "any", "--model", "fake", "--weights", weights, code=2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("model", MODELS)
def test_a_knee_is_not_assessed(loaded: Any, cases: dict[str, SyntheticCase], model: str) -> None:
    answer = loaded.json("analyze", cases["knee"].study_uid, "--model", model)
    assert answer["findings"] == []
    assert answer["triage"]["priority"] == "not-assessed"
    assert "not assessed" in loaded("show", cases["knee"].study_uid).stdout.lower().replace(
        "-", " "
    )


def test_another_patient_s_record_is_refused_and_may_be_forced(
    cli: Any, cases: dict[str, SyntheticCase]
) -> None:
    cli("init")
    arguments = ("import", cases["knee"].folder, "--notes", cases["fits"].record)
    done = cli(*arguments, code=5)
    assert "refused" in done.stdout
    assert cases["fits"].order.person.name not in done.stderr
    assert cases["knee"].order.person.name not in done.stderr
    report = cli.json(*arguments, "--force-notes", "twins swapped at registration")
    assert report["notes"] == 1
    trail = json.dumps(cli.json("audit", "show"))
    assert "twins swapped at registration" in trail


def test_import_names_each_unreadable_file_once(
    cli: Any, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    folder = tmp_path / "medium"
    shutil.copytree(cases["knee"].folder, folder)
    (folder / "letter.txt").write_text("Dear colleague")
    film = (folder / "IM00001").read_bytes()
    (folder / "cut").write_bytes(film[: len(film) // 2])
    cli("init")
    done = cli("import", folder)
    assert "1 image file imported" in done.stdout
    assert "2 files not kept" in done.stdout
    for name in ("letter.txt", "cut"):
        assert done.stderr.count(str(folder / name)) == 1
    again = cli.json("import", folder)
    assert (again["instances"], again["duplicates"], len(again["unreadable"])) == (0, 1, 2)
    (folder / "IM00001").unlink()
    cli("import", folder, code=1)


def test_a_truncated_zip_is_one_clear_line(
    cli: Any, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(cases["knee"].folder / "IM00001", "IM00001")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-100])
    cli("init")
    done = cli("import", cut, code=1)
    assert len(done.stderr.splitlines()) == 1
    assert str(cut) in done.stderr
    assert "Traceback" not in done.stderr
    assert cli.json("import", whole)["instances"] == 1


def test_a_missing_file_is_one_clear_line(cli: Any) -> None:
    cli("init")
    assert "nowhere.dcm" in clear_lines(cli("import", "nowhere.dcm", code=1).stderr)[0]
    lines = clear_lines(cli("import", cli.home, "--notes", "no-notes.txt", code=1).stderr)
    assert "no-notes.txt" in lines[0]


def test_a_wrong_pass_phrase_has_its_own_code(cli: Any, tmp_path: Path) -> None:
    cli("init")
    wrong = tmp_path / "wrong"
    wrong.write_text("not this one at all")
    done = cli("studies", code=3, OMNI_MED_PASSPHRASE_FILE=str(wrong))
    assert clear_lines(done.stderr)[0] == "omni-med: Wrong pass phrase."
    assert "not this one" not in done.stderr


def test_without_a_terminal_nobody_is_asked(cli: Any) -> None:
    done = cli("init", code=1, OMNI_MED_PASSPHRASE_FILE="")
    assert "nobody is there to ask" in clear_lines(done.stderr)[0]


def test_no_workspace_is_said(cli: Any) -> None:
    assert "omni-med init" in clear_lines(cli("studies", code=1).stderr)[1]


def test_an_unknown_model_is_said(loaded: Any, cases: dict[str, SyntheticCase]) -> None:
    done = loaded("analyze", cases["fits"].study_uid, "--model", "oracle", code=1)
    assert "'oracle'" in clear_lines(done.stderr)[0]


def test_view_without_a_display_is_said(loaded: Any) -> None:
    clear_lines(loaded("view", code=1).stderr)


def test_models(loaded: Any) -> None:
    rows = loaded.json("models", "list")
    assert {"compact", "fake"} <= {row["id"] for row in rows}
    assert loaded.json("models", "card", "fake")["id"] == "fake"
    assert loaded("models", "card", "fake").stdout.startswith("# ")
    assert loaded.environment.get("OMNI_MED_HOME")


def test_export_is_private_and_on_the_trail(
    loaded: Any, cases: dict[str, SyntheticCase], tmp_path: Path
) -> None:
    uid = cases["contradicts"].study_uid
    loaded("analyze", uid, "--model", "fake")
    target = tmp_path / "answer.json"
    loaded("export", uid, "--out", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert set(json.loads(target.read_text())) == KEYS
    actions = {entry["action"] for entry in loaded.json("audit", "show", "--subject", uid)}
    assert {"analysis.save", "analysis.export"} <= actions
    clear_lines(loaded("export", uid, "--out", target, code=1).stderr)
    clear_lines(
        loaded("export", cases["chinese"].study_uid, "--out", tmp_path / "x", code=1).stderr
    )


def test_verify_and_a_flipped_byte(cli: Any, cases: dict[str, SyntheticCase]) -> None:
    cli("init")
    cli("import", cases["knee"].folder)
    report = cli.json("audit", "verify")
    assert report["ok"]
    assert all(item["ok"] for item in report["checks"])
    checked = cli("check", "--json", code=None)
    answers = {item["id"]: item for item in json.loads(checked.stdout)}
    assert answers["workspace.objects"]["status"] == "pass"
    assert answers["confidentiality.rest"]["status"] == "pass"
    assert answers["environment.python"]["status"] == "pass"
    assert "complian" not in checked.stdout.lower()
    sealed = max(
        (path for path in cli.home.rglob("*") if len(path.name) == 64),
        key=lambda path: path.stat().st_size,
    )
    data = bytearray(sealed.read_bytes())
    data[len(data) // 2] ^= 1
    sealed.write_bytes(data)
    done = cli("audit", "verify", "--json", code=4)
    assert not json.loads(done.stdout)["ok"]
    assert json.loads(done.stdout)["first_break"] in clear_lines(done.stderr)[0]
    cli("check", code=4)


def test_a_full_disk_is_one_clear_line_and_loses_nothing(
    cli: Any, cases: dict[str, SyntheticCase]
) -> None:
    cli("init")
    cli("import", cases["knee"].folder)

    def small_disk() -> None:
        """Files end at 1 MiB; a write beyond it fails as on a full disk."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    script = Path(sys.executable).with_name("omni-med")
    done = subprocess.run(
        [str(script), "import", str(cases["fits"].folder)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=dict(cli.environment),
        preexec_fn=small_disk,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert "disk is full" in clear_lines(done.stderr)[0]
    assert [row["instances"] for row in cli.json("studies")] == [1]
    assert cli.json("audit", "verify")["ok"]
    assert cli.json("import", cases["fits"].folder)["instances"] == 1


def test_batch_over_pictures(loaded: Any, tmp_path: Path, cases: dict[str, SyntheticCase]) -> None:
    manifest = tmp_path / "cases.csv"
    with manifest.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["name", "file", "words"])
        for key in ("fits", "stat"):
            writer.writerow([key, cases[key].folder / "IM00001", "Fever and cough."])
        writer.writerow(["gone", "missing.dcm", ""])
    out = tmp_path / "out"
    arguments = (
        "batch", manifest, "--out", out, "--image-column", "file", "--text-column", "words",
        "--id-column", "name", "--model", "fake", "--workers", 1,
    )  # fmt: skip
    done = loaded(*arguments, code=5)
    assert "1 failed" in done.stdout
    assert stat.S_IMODE((out / "results.csv").stat().st_mode) == 0o600
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["cases"], summary["failures"]) == (3, 1)
    clear_lines(loaded("batch", tmp_path / "none.csv", "--out", out, code=1).stderr)


def test_several_processes_work_on_one_workspace_at_once(
    cli: Any, cases: dict[str, SyntheticCase]
) -> None:
    cli("init")
    cli("import", cases["fits"].folder)
    calls = [("import", cases[key].folder) for key in ("fits", "knee", "stat")]
    calls += [("analyze", cases["fits"].study_uid, "--model", "fake"), ("studies",)]
    with ThreadPoolExecutor(len(calls)) as threads:
        codes = list(threads.map(lambda words: cli(*words, code=None).returncode, calls))
    assert codes == [0] * len(calls)
    assert len(cli.json("studies")) == 3
    assert cli.json("audit", "verify")["ok"]
