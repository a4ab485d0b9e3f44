"""Make the user guide's pictures of worklist, deciding, report, settings and the Chinese window.

python docs/images/make_deciding_pictures.py
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from waiting import awaited

from omni_med.dicom.pool import DecodePool
from omni_med.domain import SitePolicy, Verdict
from omni_med.inference.process import InferenceProcess
from omni_med.synthetic.patients import write_patients
from omni_med.workspace import Workspace
from ui.desktop.app import application
from ui.desktop.comfort import Comfort, ComfortStore
from ui.desktop.main_window import MainWindow

HERE = Path(__file__).resolve().parent
PASSPHRASE = "only for these pictures"  # noqa: S105 - of a workspace that lives seconds


def take(widget: QWidget, name: str) -> None:
    """Write a picture of a window once it has settled."""
    QTest.qWait(400)
    widget.grab().save(str(HERE / f"{name}.png"))


def tour(window: MainWindow, workspace: Workspace, contradicts: str, stat: str) -> None:
    """Go through the window as a reader would."""
    awaited(window.worklist_presenter.refreshed, window.show)
    window.worklist.read_all.click()
    while window.desk.queue.states:
        QTest.qWait(50)
    take(window, "worklist")
    awaited(window.analysis_presenter.shown, lambda: window.open_study(contradicts))
    page, desk = window.reading, window.desk
    awaited(desk.comparing.shown, page.findings.compare_wanted.emit)
    dialog = desk.comparing.dialog
    if dialog is not None:
        box = dialog.choices[1]
        box.setCurrentIndex(box.findData("ask:compact:cascade"))
        awaited(desk.comparing.shown, lambda: box.activated.emit(box.currentIndex()))
        take(dialog, "compare")
        dialog.close()
    name, presenter = page.findings.current, window.analysis_presenter
    awaited(presenter.stored, lambda: presenter.decide(name, Verdict.REJECT))
    take(window, "rejected")
    awaited(presenter.stored, lambda: presenter.decide(name, Verdict.ACCEPT))
    awaited(desk.reporting.shown, desk.show_report)
    awaited(desk.reporting.stored, desk.reporting.take_image)
    take(window, "report")
    awaited(desk.setting.shown, desk.setting.open)
    if desk.setting.dialog is not None:
        desk.setting.dialog.tabs.setCurrentIndex(1)
        take(desk.setting.dialog, "settings")
        desk.setting.dialog.reject()
    workspace.set_site_policy(SitePolicy(unaided_first=True))
    awaited(presenter.asked, lambda: window.open_study(stat))
    take(window, "first-impression")


def main() -> None:
    """Write the patients, import them, tour the window."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when the application is made
    with tempfile.TemporaryDirectory() as name, DecodePool() as pool:
        place = Path(name)
        os.environ["XDG_CONFIG_HOME"] = str(place)
        running = application(Comfort(language="en"))
        cases = {case.key: case for case in write_patients(place / "patients")}
        home = place / "workspace"
        with Workspace.create(home, user="reader", passphrase=PASSPHRASE) as workspace:
            records = [case.record for case in cases.values() if case.record is not None]
            folders = [case.folder for case in cases.values()]
            workspace.import_paths(folders, notes=records, pool=pool)
            workspace.set_site_policy(SitePolicy(prevalence={"pneumonia-type opacity": 0.12}))
            with InferenceProcess() as inference:
                window = MainWindow(workspace, pool, inference, ComfortStore())
                window.resize(1366, 768)
                keys = (cases["contradicts"].study_uid, cases["stat"].study_uid)
                tour(window, workspace, *keys)
                window.close()
                running.processEvents()
            application(Comfort(language="zh_CN"))
            workspace.set_site_policy(SitePolicy(prevalence={"pneumonia-type opacity": 0.12}))
            with InferenceProcess() as inference:
                window = MainWindow(workspace, pool, inference, ComfortStore())
                window.resize(1366, 768)
                awaited(window.worklist_presenter.refreshed, window.show)
                study = cases["chinese"].study_uid
                inference.card()
                awaited(window.analysis_presenter.shown, lambda: window.open_study(study))
                take(window, "chinese")
                window.close()
                running.processEvents()


if __name__ == "__main__":
    main()
