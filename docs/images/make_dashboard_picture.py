"""Make the user guide's picture of the dashboard: made-up months, its looks and nobody's figures.

python docs/images/make_dashboard_picture.py
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import os
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

from audit.sealing.keys import MINIMUM_COST
from omni_med.workspace import Workspace
from omni_med.workspace.teaching.drift import Change, DriftReport, Seen, drift_report
from ui.desktop.app import application
from ui.desktop.comfort import Comfort
from ui.desktop.panels.teaching.dashboard import DashboardPage
from ui.desktop.panels.teaching.window import TeachingDialog

HERE = Path(__file__).resolve().parent
PASSPHRASE = "only for these pictures"  # noqa: S105 - of a workspace that lives seconds


def take(widget: QWidget, name: str) -> None:
    """Write a picture of a window once it has settled."""
    QTest.qWait(500)
    widget.grab().save(str(HERE / f"{name}.png"))


def months() -> DriftReport:
    """Return a year in which the films grew worse and a new version came; nobody's figures."""
    numbers = random.Random(7)  # noqa: S311 - a picture
    seen = []
    for month in range(1, 13):
        for day in range(1, 25):
            worse = 0.02 * max(0, month - 8)
            ill = numbers.random() < 0.3
            told = min(0.95, max(0.05, (0.7 if ill else 0.2) + numbers.gauss(0, 0.15) + worse))
            seen.append(
                Seen(
                    datetime(2026, month, day, tzinfo=UTC),
                    "compact 2.0.0" if month < 6 else "compact 2.1.0",
                    0.93 - 4 * worse + numbers.gauss(0, 0.02),
                    0.8 + numbers.gauss(0, 0.05),
                    min(1.0, numbers.random() + 3 * worse),
                    numbers.random() > 0.05,
                    numbers.random() < 0.1 + worse,
                    {"pneumonia-type opacity": numbers.random() > 0.12 + 2 * worse},
                    {"pneumonia-type opacity": (told, ill)},
                )
            )
    return drift_report(seen, [Change("2026-06-01", "compact 2.1.0")])


def main() -> None:
    """Open the page over an empty workspace."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when the application is made
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CONFIG_HOME"] = name
        running = application(Comfort(language="en"))
        home = Path(name) / "workspace"
        with Workspace.create(
            home, user="eva", passphrase=PASSPHRASE, kdf=MINIMUM_COST
        ) as workspace:
            dialog = TeachingDialog(workspace)
            dialog.resize(1366, 768)
            dialog.show()
            page = dialog.findChild(DashboardPage)
            if page is None:
                raise SystemExit("There is no dashboard.")
            dialog.tabs.setCurrentWidget(page)
            QTest.qWait(1000)
            page._show(months())  # noqa: SLF001 - what is stored has one month
            take(dialog, "teaching-dashboard")
            dialog.close()
            running.processEvents()


if __name__ == "__main__":
    main()
