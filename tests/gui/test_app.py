"""Log-in, screenshots, and what never enters the desktop's process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace
from ui.desktop.app import log_in, screenshots
from ui.desktop.panels.login import LoginDialog
from ui.desktop.warm import warm_up


def test_the_desktop_imports_no_model_runtime() -> None:
    code = (
        "import sys, ui.desktop.app, omni_med.inference.run; "
        "print([n for n in ('torch', 'onnxruntime', 'transformers', 'tokenizers') "
        "if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_wrong_pass_phrase_is_one_line_and_the_right_one_opens(
    qtbot: QtBot, dressed: None, home: Path
) -> None:
    seen: list[str] = []

    def drive(dialog: LoginDialog) -> None:
        def first() -> None:
            dialog.passphrase.setText("not the right one")
            dialog.go.click()
            assert not dialog.go.isEnabled()
            QTimer.singleShot(20, second)

        def second() -> None:
            if not dialog.problem.text():
                QTimer.singleShot(20, second)
                return
            seen.append(dialog.problem.text())
            dialog.passphrase.setText("six words are easy to remember")
            dialog.go.click()

        QTimer.singleShot(0, first)

    workspace = log_in(home, None, watch=drive)
    assert workspace is not None
    assert workspace.user == "reader"
    workspace.close()
    assert seen[0].startswith("Wrong pass phrase.")
    assert "\n" not in seen[0]


def test_giving_up_opens_nothing(qtbot: QtBot, dressed: None, tmp_path: Path) -> None:
    def drive(dialog: LoginDialog) -> None:
        QTimer.singleShot(0, dialog.reject)

    assert log_in(tmp_path / "none", None, watch=drive) is None


def test_a_missing_workspace_is_said(qtbot: QtBot, dressed: None, tmp_path: Path) -> None:
    seen: list[str] = []

    def drive(dialog: LoginDialog) -> None:
        def look() -> None:
            if not dialog.problem.text():
                QTimer.singleShot(20, look)
                return
            seen.append(dialog.problem.text())
            dialog.reject()

        QTimer.singleShot(0, dialog.go.click)
        QTimer.singleShot(0, look)

    assert log_in(tmp_path / "none", None, watch=drive) is None
    assert "omni-med init" in seen[0]


def test_screenshots_show_worklist_and_reading(
    qtbot: QtBot, dressed: None, workspace: Workspace, pool: DecodePool, tmp_path: Path
) -> None:
    made = screenshots(workspace, tmp_path / "out", model="fake", pool=pool, size=(1280, 720))
    names = [path.name for path in made]
    assert names[0] == "worklist.png"
    assert {"reading-1.png", "reading-2.png"} <= set(names)
    assert any(name.endswith("-heat-map.png") for name in names)
    for path in made:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1280, 720)
        colours = {image.pixel(x, y) for x in range(0, 1280, 9) for y in range(0, 720, 9)}
        assert len(colours) > 20, f"{path.name} shows something"
    assert all(row.analysed == 1 for row in workspace.studies())


def test_the_application_starts_and_ends_as_a_program(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from PyQt6.QtCore import QTimer\n"
        "if __name__ == '__main__':\n"
        "    from ui.desktop.app import application, run_desktop\n"
        "    running = application()\n"
        "    QTimer.singleShot(300, running.closeAllWindows)\n"
        "    sys.exit(run_desktop(Path(sys.argv[1]), None, sys.argv[2], model='fake'))\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    script = home.parent / "start.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script), str(home), "six words are easy to remember"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_closes_the_window(home: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from PyQt6.QtCore import QTimer\n"
        "if __name__ == '__main__':\n"
        "    from ui.desktop.app import application, run_desktop\n"
        "    running = application()\n"
        "    QTimer.singleShot(300, lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "    sys.exit(run_desktop(Path(sys.argv[1]), None, sys.argv[2], model='fake'))\n"
    )
    script = home.parent / "start.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script), str(home), "six words are easy to remember"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("uid", ["1.2.3"])
def test_an_unknown_study_is_said_and_the_window_lives(
    qtbot: QtBot, window: object, uid: str
) -> None:
    window.open_study(uid)  # type: ignore[attr-defined]
    bar = window.statusBar()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "no such study" in bar.currentMessage())


def test_warming_up_stays_modest_and_can_be_stopped() -> None:
    assert 0 < warm_up(lambda: False, 20 << 20) <= 20 << 20
    assert warm_up(lambda: True, 20 << 20) == 0
    assert warm_up(lambda: False, 1 << 20) == 0, "not worth it"
