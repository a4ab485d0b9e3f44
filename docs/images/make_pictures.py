"""Make the pictures of README and user guide anew: the real window over the synthetic patients.

python docs/images/make_pictures.py
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from omni_med.dicom.pool import DecodePool
from omni_med.synthetic.patients import write_patients
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.space.slab import Projection
from ui.desktop.models.tools import Tool
from ui.desktop.screenshots import screenshots

HERE = Path(__file__).resolve().parent
MANY = 8  # slices that make a volume worth cutting
PASSPHRASE = "only for these pictures"  # noqa: S105 - of a workspace that lives seconds
WANTED = {
    "worklist": "worklist",
    "contradicts-heat-map": "reading-heat-map",
    "contradicts-record": "record",
    "knee": "cannot-assess",
    "ct": "ct",
    "ct-measured": "ct-measured",
    "ct-planes": "ct-planes",
    "ct-turned": "ct-turned",
}
"""Picture of the tour (case, then what is shown of it) to its name here."""


def measure_and_cut(window: MainWindow, take: Callable[[str], None]) -> None:
    """Measure on a volume as a hand would, then show it in three planes."""
    page, stack = window.reading, window.model.stack
    if stack is None or stack.geometry is None or stack.count < MANY:
        return
    view = page.viewport
    centre = QPoint(view.width() // 2, view.height() // 2)
    for tool, points in (
        (Tool.LENGTH, ((-190, -70), (-60, -40))),
        (Tool.ELLIPSE, ((60, -60), (150, 30))),
        (Tool.ANGLE, ((-150, 60), (-60, 130), (30, 90))),
        (Tool.COBB, ((-40, -190), (60, -170), (-30, -120), (70, -130))),
    ):
        page.take(tool)
        for point in points:
            at = centre + QPoint(*point)
            QTest.mouseMove(view, at)
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    page.take(Tool.FREEHAND)
    turns = [2 * math.pi * step / 60 for step in range(60)]
    around = [
        centre + QPoint(round(160 + 45 * math.cos(t)), round(120 + 30 * math.sin(t))) for t in turns
    ]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=around[0])
    for at in around[1:]:
        QTest.mouseMove(view, at)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=around[-1])
    page.take(Tool.WINDOW)
    page.tabs.setCurrentWidget(page.measured)
    take("measured")
    page.tabs.setCurrentWidget(page.findings)
    page.arrange("mpr")
    take("planes")
    for _ in range(4):
        page.viewing.turn(5.0)
    page.viewing.slab(Projection.MAX, 12.0)
    page.grid.repaint()
    QTest.qWait(100)
    while not window.maker.idle:
        QTest.qWait(20)
    take("turned")
    page.arrange("layout1")


def main() -> None:
    """Write the patients, import them, tour the window, copy the pictures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when the application is made
    with tempfile.TemporaryDirectory() as name, DecodePool() as pool:
        place = Path(name)
        cases = write_patients(place / "patients")
        home = place / "workspace"
        with Workspace.create(home, user="reader", passphrase=PASSPHRASE) as workspace:
            records = [case.record for case in cases if case.record is not None]
            workspace.import_paths([case.folder for case in cases], notes=records, pool=pool)
            uids = [case.study_uid for case in cases]
            made = screenshots(
                workspace,
                place / "out",
                studies=uids,
                pool=pool,
                size=(1366, 800),
                more=measure_and_cut,
            )
        for path in made:
            stem = path.stem
            for number, case in reversed(list(enumerate(cases, start=1))):
                stem = stem.replace(f"reading-{number}", case.key)
            if stem in WANTED:
                shutil.copy(path, HERE / f"{WANTED[stem]}.png")


if __name__ == "__main__":
    main()
