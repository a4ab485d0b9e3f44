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
PATIENTS = (0, 0, 1, 2, 3, 4, 5, 6, 7, 8)
ILL = 4  # the first films have it, of three patients

Run = Callable[..., Any]


def write_films(folder: Path) -> list[str]:
    """Write ten films of nine patients as DICOM objects; returns their studies."""
    folder.mkdir()
    found = []
    for number, patient in enumerate(PATIENTS):
        person = Person(f"p{patient}", f"Synthetic^{patient}", f"CANARY-{patient}",
                        date(1960, 1, 1 + patient), "F")  # fmt: skip
        order = Order(person, f"film{number}", f"ACC{number}", NOW + timedelta(minutes=number),
                      "Chest PA", "Cough")  # fmt: skip
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
    """A workspace of ten signed films: half of the ill by biopsy, the others by unaided readers."""
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


def test_signed_cases_become_a_head_and_stay_sealed(labelled: Run, tmp_path: Path) -> None:
    made = labelled.json("finetune", "dataset", "create", "rare", "--finding", "Rare")
    assert (made["used"], made["positives"], made["patients"]) == (10, 4, 3)
    assert made["labels"] == {"pathology or microbiology": 2, "unaided reading": 8}
    assert labelled.json("finetune", "dataset", "show", "rare") == made
    assert labelled.json("finetune", "dataset", "list") == [made]
    assert "left out" not in labelled("finetune", "dataset", "show", "rare").stdout
    printed = labelled.json(
        "finetune", "fit", "rare", "--head", "rare", "--out", tmp_path / "heads"
    )
    assert printed["positives"] in {3, 4}, "the guard may refuse a drawn film"
    folder = tmp_path / "heads"
    assert not (folder / "rare" / "missed.png").exists()
    assert not list(folder.glob(".rare-*"))
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for secret in (b"CANARY", b"Synthetic^", b"2.25."):
        assert secret not in kept
    last = json.loads((folder / "rare.live.jsonl").read_text("utf-8").splitlines()[-1])
    assert last["stage"] == "done"
    trail = [entry["action"] for entry in labelled.json("audit", "show")]
    assert trail.count("dataset.member") == 10
    assert "dataset.create" in trail


REFUSED = (
    (("dataset", "create", "none", "--finding", "Measles"), "No study can be used of 10"),
    (("dataset", "create", "../x", "--finding", "Rare"), "name"),
    (("dataset", "show", "none"), "no data set 'none'"),
    (("fit", "none", "--head", "x", "--out", "heads"), "no data set 'none'"),
    (("fit", "none.csv", "--head", "x", "--label", "a=b", "--out", "heads"), "none.csv"),
)


def test_what_is_not_there_is_a_clear_line(labelled: Run) -> None:
    for words, said in REFUSED:
        done = labelled("finetune", *words, code=None)
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
