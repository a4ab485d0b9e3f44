"""Make the tutorial's pictures: Pneumocystis taught from 12 films, by the pages of the desktop.

    python docs/images/make_teaching_pages.py DATA WORK

The films are the Pneumocystis films of the train split of DATA/cxr/cases.csv and 60 others of that
archive and split, one a patient, each wrapped as a DICOM object with its masked note, if any, as
history. They come into a workspace in WORK, get their outcomes and are signed; then the pages do
the rest. Prints what each step took and what came of it.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import csv
import hashlib
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Outcome, Report, ReportSection, ReportStatus
from omni_med.inference.films import film
from omni_med.models.heads.bundle import NUMBERS, read_head
from omni_med.synthetic.objects import projection
from omni_med.synthetic.people import Order, Person
from omni_med.workspace import Workspace
from ui.desktop.app import application
from ui.desktop.comfort import Comfort
from ui.desktop.panels.teaching.collect import Asked
from ui.desktop.panels.teaching.data import DataPage
from ui.desktop.panels.teaching.window import TeachingDialog

HERE = Path(__file__).resolve().parent
PASSPHRASE = "only for these pictures"  # noqa: S105 - of a workspace of public films
FINDING, LABEL = "Pneumocystis", "Pneumonia/Fungal/Pneumocystis"
OTHERS = 60
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PATIENCE_S = 3000


def rows(data: Path) -> list[dict[str, str]]:
    """Return the films: all with the finding, and others, one a patient."""
    with (data / "cxr" / "cases.csv").open(encoding="utf-8", newline="") as stream:
        found = [
            row
            for row in csv.DictReader(stream)
            if row["split"] == "train" and row["source"] == "covid-chestxray"
        ]
    ill = [row for row in found if row["finding"] == LABEL]
    groups = {row["group_id"] for row in ill}
    others = {
        row["group_id"]: row
        for row in found
        if row["group_id"] not in groups and row["frontal"] == "1" and row["clinical_notes_masked"]
    }
    return ill + list(others.values())[:OTHERS]


def wrap(row: dict[str, str], number: int, data: Path, folder: Path) -> str:
    """Write a film as a DICOM object; returns its study."""
    name = hashlib.sha256(row["group_id"].encode()).hexdigest()[:8]
    person = Person(name, f"Case^{name}", name.upper(), date(1960, 1, 1), row["sex"] or "O")
    when = NOW + timedelta(minutes=number)
    order = Order(person, f"film{number}", f"TUT{number:03}", when, "Chest", "Cough")
    gray = film((data / "cxr" / row["file"]).read_bytes())
    made = projection(order, gray, spacing=0.6, body_part="CHEST", view=row["view"][:2])
    if row["clinical_notes_masked"]:
        made.AdditionalPatientHistory = row["clinical_notes_masked"][:10_000]
    made.SpecificCharacterSet = "ISO_IR 192"
    made.save_as(folder / f"IM{number:05}", enforce_file_format=True)
    return str(made.StudyInstanceUID)


def prepare(data: Path, work: Path) -> Workspace:
    """Make the workspace: imported, with outcomes, signed."""
    films = work / "films"
    films.mkdir(parents=True)
    found = rows(data)
    studies = [wrap(row, number, data, films) for number, row in enumerate(found)]
    home = work / "home"
    workspace = Workspace.create(home, user="eva", passphrase=PASSPHRASE, kdf=MINIMUM_COST)
    with DecodePool(1) as pool:
        workspace.import_paths([films], pool=pool)
    for uid, row in zip(studies, found, strict=True):
        ill = row["finding"] == LABEL
        source = "lavage, as published" if ill else f"PCR or culture: {row['finding']}"
        workspace.set_outcome(Outcome(uid, FINDING, ill, source, "eva", NOW))
        sections = (ReportSection("findings", "Findings", "As published."),)
        report = Report(
            hashlib.md5(uid.encode(), usedforsecurity=False).hexdigest(), uid, "eva",
            "general/en/1", "en", "Report", ReportStatus.DRAFT, NOW, sections,
        )  # fmt: skip
        workspace.sign_report(report, PASSPHRASE)
    return workspace


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def until(what: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    """Wait for something that the window does.

    Raises:
        TimeoutError: If it does not.
    """
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise TimeoutError
        QTest.qWait(100)


def take(widget: QWidget, name: str) -> None:
    """Write a picture of a window once it has settled."""
    QTest.qWait(500)
    widget.grab().save(str(HERE / f"teaching-{name}.png"))


def pages(workspace: Workspace, work: Path) -> None:
    """Go through the pages as ML staff would."""
    dialog = TeachingDialog(workspace)
    dialog.show()
    data, training, gate = dialog.tabs.widget(0), dialog.training, dialog.gate
    if not isinstance(data, DataPage) or data.sets is None or training is None:
        return
    asked = Asked("pcp", FINDING, unnamed_absent=False, contaminated=False, lock=0.3)
    data.sets.gather(asked)
    until(data.use.isEnabled, 60)
    take(dialog, "data-set")
    data.use.click()
    heads = work / "heads"
    heads.mkdir()
    training.set_out(heads)
    training.name.setText("pneumocystis")
    began = time.monotonic()
    training.start.click()
    until(lambda: not training.running)
    say(f"taught in {time.monotonic() - began:.0f} s: {training.state.text()}")
    until(lambda: dialog.tabs.currentIndex() != 1 or bool(dialog.problem.text()), 60)
    take(dialog, "comparison")
    dialog.tabs.setCurrentWidget(training)
    take(dialog, "training")
    dialog.tabs.setCurrentWidget(gate)
    gate.refresh()
    until(lambda: gate.locked.count() > 1, 60)
    gate.locked.setCurrentIndex(1)
    folder = heads / "pneumocystis"
    began = time.monotonic()
    gate.evaluate(
        lambda: (read_head(folder).card, (folder / NUMBERS).read_bytes()), gate.locked.currentData()
    )
    until(lambda: bool(gate.answer.text() or dialog.problem.text()))
    say(f"measured in {time.monotonic() - began:.0f} s: {gate.answer.text()}")
    say(dialog.problem.text())
    take(dialog, "gate")
    dialog.done(0)


def main() -> None:
    """Prepare, and go through the pages."""
    data, work = Path(sys.argv[1]), Path(sys.argv[2])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when the application is made
    os.environ["XDG_CONFIG_HOME"] = str(work)
    held = application(Comfort(language="en"))
    began = time.monotonic()
    with prepare(data, work) as workspace:
        say(f"prepared in {time.monotonic() - began:.0f} s")
        pages(workspace, work)
        for found in workspace.datasets():
            say(f"{found.title}: {len(found.members)} studies, {found.positives} with it")
    del held


if __name__ == "__main__":
    main()
