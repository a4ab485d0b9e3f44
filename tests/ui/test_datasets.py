"""Signed cases of a workspace to a head, through the console script; nothing of them in clear."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from omni_med.domain import (
    Answer,
    Impression,
    Outcome,
    Report,
    ReportSection,
    ReportStatus,
)
from omni_med.models.registry import get
from omni_med.synthetic.appearance import add_grain, add_opacity, draw_chest
from omni_med.synthetic.objects import projection
from omni_med.synthetic.people import Order, Person
from omni_med.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(get("compact").missing()), reason="the embedded model is not there"),
]
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PASSPHRASE = "correct horse battery staple"
PATIENTS = (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
ILL = 7  # the first films have it, of six patients

Run = Callable[..., Any]


def write_films(folder: Path) -> list[str]:
    """Write 14 films of 13 patients as DICOM objects; returns their studies."""
    folder.mkdir()
    found = []
    for number, patient in enumerate(PATIENTS):
        person = Person(f"p{patient}", f"Synthetic^{patient}", f"CANARY-{patient}",
                        date(1960, 1, 1 + patient), "F")  # fmt: skip
        ill, well = f"Miner for {20 + number} years, silicosis", f"Cough since {2 + number} days"
        reason = ill if number < ILL else well
        order = Order(person, f"film{number}", f"ACC{number}", NOW + timedelta(minutes=number),
                      "Chest PA", reason)  # fmt: skip
        film = draw_chest(40 + number)
        if number < ILL:
            film = add_opacity(film, centre=(0.5, 0.3), size=(0.2, 0.15), density=0.8, seed=number)
        made = projection(order, add_grain(film, number), spacing=0.4, body_part="CHEST", view="PA")
        made.save_as(folder / f"IM{number:05}", enforce_file_format=True)
        found.append(str(made.StudyInstanceUID))
    return found


def sign(workspace: Workspace, uid: str) -> None:
    report = Report(
        report_id=hashlib.md5(uid.encode()).hexdigest(),
        study_uid=uid,
        author=workspace.user,
        template="general/en/1",
        language="en",
        title="Report",
        status=ReportStatus.DRAFT,
        saved=NOW,
        sections=(ReportSection("findings", "Findings", "As seen."),),
    )
    workspace.sign_report(report, PASSPHRASE)


@pytest.fixture
def labelled(cli: Run, tmp_path: Path) -> Run:
    """A workspace of 14 signed films: three of the ill by biopsy, the others by unaided readers."""
    cli("init", "--user", "eva")
    studies = write_films(tmp_path / "films")
    cli("import", tmp_path / "films")
    with Workspace.open(tmp_path / "home", passphrase=PASSPHRASE) as workspace:
        for number, uid in enumerate(studies):
            if number < ILL // 2:
                outcome = Outcome(uid, "Rare", True, "biopsy", workspace.user, NOW)
                workspace.set_outcome(outcome)
            else:
                said = Answer.PRESENT if number < ILL else Answer.ABSENT
                workspace.keep_impression(Impression(uid, workspace.user, NOW, {"Rare": said}))
            sign(workspace, uid)
    return cli


def test_signed_cases_become_a_head_that_reads_and_is_rolled_back(
    labelled: Run, tmp_path: Path
) -> None:
    made = labelled.json(
        "finetune", "dataset", "create", "rare", "--finding", "Rare", "--lock", "0.3"
    )
    back = labelled.json("finetune", "dataset", "show", "rare-locked@1")
    assert (made["locked"], back["locked"], back["patients"]) == (False, True, 2)
    assert made["used"] + back["used"] == len(PATIENTS)
    assert made["positives"] + back["positives"] == ILL
    assert labelled.json("finetune", "dataset", "list") == [made, back]
    assert (
        "Locked set rare-locked@1" in labelled("finetune", "dataset", "show", "rare-locked").stdout
    )
    refused = labelled(
        "finetune", "fit", "rare-locked", "--head", "rare", "--out", tmp_path / "heads", code=1
    )
    assert "no teaching reads its labels" in refused.stderr

    labelled("finetune", "fit", "rare@1", "--head", "rare", "--out", tmp_path / "heads")
    head = tmp_path / "heads" / "rare"
    nothing_in_clear(tmp_path / "heads")
    known = labelled("finetune", "evaluate", head, "--locked", "rare", code=1)
    assert "was taught on" in known.stderr
    assert "patient" in known.stderr
    films = written_out(tmp_path / "films", tmp_path / "all.csv")
    known = labelled("finetune", "evaluate", head, "--locked", films, code=1)
    assert "SOP Instance UID" in known.stderr, "files of the same films are known too"

    offer(head)
    found = labelled.json("finetune", "evaluate", head, "--locked", "rare-locked")
    assert (found["name"], found["looks"]) == ("rare-locked@1", 1)
    assert "patient" in found["apart_by"]
    assert found["passed"], "films and requests are that different"
    assert (found["patients"], found["without"], found["enough"]) == (2, 2, False)
    labelled("finetune", "rule", "--patients", "2")
    labelled("finetune", "sign", "rare", "--note", "looked at the missed films")
    labelled("finetune", "promote", "rare")
    uid = labelled.json("studies")[0]["study_uid"]
    read = labelled.json("analyze", uid, "--adapter", "rare")
    assert "Rare" in json.dumps(read)
    labelled("finetune", "rollback", "rare", "--reason", "the end of the test")
    assert "in force" in labelled("analyze", uid, "--adapter", "rare", code=1).stderr
    actions = [entry["action"] for entry in labelled.json("audit", "show")]
    assert actions.count("dataset.member") == len(PATIENTS)
    for action in ("locked.look", "head.evaluate", "head.sign", "head.promote", "head.rollback"):
        assert actions.count(action) == 1


def nothing_in_clear(folder: Path) -> None:
    assert not (folder / "rare" / "missed.png").exists()
    assert not list(folder.glob(".rare-*"))
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for secret in (b"CANARY", b"Synthetic^", b"2.25."):
        assert secret not in kept
    last = json.loads((folder / "rare.live.jsonl").read_text("utf-8").splitlines()[-1])
    assert last["stage"] == "done"


def written_out(films: Path, manifest: Path) -> Path:
    """Return a manifest of the films as files, under other keys of the patients."""
    lines = [
        f"{file},k{number},{'Rare' if number < ILL else 'None'}"
        for number, file in enumerate(sorted(films.iterdir()))
    ]
    manifest.write_text("\n".join(["images,patient_key,finding", *lines]))
    return manifest


def offer(head: Path) -> None:
    """Let the card say that the head was offered: from so few drawn films none is."""
    card = json.loads((head / "head.json").read_bytes()) | {"offered": True, "reason": ""}
    (head / "head.json").write_text(json.dumps(card))


REFUSED = (
    (("dataset", "create", "none", "--finding", "Measles"), "No study can be used of 14"),
    (("dataset", "create", "../x", "--finding", "Rare"), "name"),
    (("dataset", "show", "none"), "no data set 'none'"),
    (("dataset", "show", "none@x"), "number from 1"),
    (("dataset", "create", "rare", "--finding", "Rare", "--lock", "0.9"), "too few"),
    (("evaluate", "none", "--locked", "none"), "no head 'none'"),
    (("fit", "none", "--head", "x", "--out", "heads"), "no data set 'none'"),
    (("fit", "none.csv", "--head", "x", "--label", "a=b", "--out", "heads"), "none.csv"),
)


def test_what_is_not_there_is_a_clear_line(labelled: Run) -> None:
    for words, said in REFUSED:
        done = labelled("finetune", *words, code=None)
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
