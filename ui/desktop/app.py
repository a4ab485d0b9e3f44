"""The desktop as a program: log in, open the window, end every process it started."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QCoreApplication, QLocale, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QDialog

from audit.errors import SecondFactorError
from audit.identity import Proof
from omni_med.dicom.pool import DecodePool
from omni_med.inference.process import InferenceProcess
from omni_med.models.registry import DEFAULT_MODEL, backends
from omni_med.workspace import Workspace
from ui.desktop import i18n, keymap, keymaps, theme
from ui.desktop.comfort import Comfort, ComfortStore
from ui.desktop.i18n.told import told_error
from ui.desktop.main_window import MainWindow
from ui.desktop.models import names
from ui.desktop.panels.admin.account import FirstSteps
from ui.desktop.panels.admin.window import Administration
from ui.desktop.panels.login import LoginDialog
from ui.desktop.panels.teaching.window import Teaching
from ui.desktop.presenters.heads import options_with_heads
from ui.desktop.screenshots import screenshots
from ui.desktop.worker import Jobs
from ui.errors import ExitCode, render
from ui.opening.vouching import vouched
from ui.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_AWAKE_MS = 400
_log = logging.getLogger(__name__)

__all__ = ["application", "run_desktop", "screenshots"]


def application(comfort: Comfort = Comfort()) -> QApplication:  # noqa: B008 - frozen
    """Return the one application, dressed and speaking; made where there is none yet."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    made.setApplicationName("OmniMed")
    made.setDesktopFileName("omni-med")
    i18n.install(made, comfort.language)
    theme.apply(made, comfort.points)  # after the language: it chooses the font
    keymap.use(keymaps.changed(comfort.keymap, comfort.keys))
    names.use(comfort.names, chinese=QLocale().language() is QLocale.Language.Chinese)
    return made


def run_desktop(
    home: Path,
    user: str | None,
    passphrase: str | None,
    study_uid: str | None = None,
    *,
    model: str = DEFAULT_MODEL,
    model_options: Mapping[str, Any] | None = None,
    demo: bool = False,
) -> int:
    """Open the desktop and return when its window is closed.

    Args:
        home: Folder of the workspace.
        user: Who reads; None for the only user.
        passphrase: Asked for in a window where it is None.
        study_uid: Study to open at once.
        model: Name of the model in the registry, or of one that was added to the workspace.
        model_options: What it is loaded with.
        demo: Say in the title that the patients are synthetic.

    Returns:
        An exit code of ``ui.errors``.

    Raises:
        VaultError: If a pass phrase was given and the workspace does not open with it.
    """
    store = ComfortStore()
    running = application(store.now)
    if passphrase is None:
        workspace = log_in(home, user)
        if workspace is None:
            return ExitCode.STOPPED
    else:
        try:
            workspace = Workspace.open(home, user=user, passphrase=passphrase)
        except SecondFactorError:
            workspace = log_in(home, user)
            if workspace is None:
                return ExitCode.STOPPED
    with workspace, _anchored(workspace), DecodePool() as pool:
        if workspace.duties and FirstSteps(workspace).exec() != QDialog.DialogCode.Accepted:
            return ExitCode.STOPPED
        pool.warm()
        opening: str | None = study_uid
        while True:
            options = options_with_heads(workspace, model, model_options)
            if model not in {factory.id for factory in backends()}:
                options["source"] = workspace.registered_model(model)
            with InferenceProcess(model, options=options) as inference:
                window = MainWindow(workspace, pool, inference, store)
                administration = Administration(window, workspace, pool)
                window.closed.connect(administration.close)
                teaching = Teaching(window, workspace)
                window.closed.connect(teaching.close)
                again = _run_window(running, window, opening, store, demo=demo)
            if not again:
                return ExitCode.OK
            opening = window.study_uid
            application(store.now)  # another language, other keys, another size


def _anchored(workspace: Workspace) -> AbstractContextManager[object]:
    """Anchor the trail every minute, where the settings name a file or a witness for it."""
    return vouched(
        workspace, read_settings(home=None, user=None), lambda words: _log.warning("%s", words)
    )


def _run_window(
    running: QApplication,
    window: MainWindow,
    study_uid: str | None,
    store: ComfortStore,
    *,
    demo: bool,
) -> bool:
    """Show a window until it is closed; return whether it is wanted anew with other settings."""
    wanted_again: list[bool] = []

    def make_anew() -> None:
        wanted_again.append(True)
        window.close()

    window.desk.setting.again.connect(make_anew)
    if demo:
        window.setWindowTitle(
            QCoreApplication.translate(
                "MainWindow", "OmniMed: demonstration with synthetic patients"
            )
        )
    if store.now.geometry:
        window.restoreGeometry(QByteArray.fromHex(store.now.geometry.encode()))
        window.show()
    else:
        window.showMaximized()
    window.warm_up()
    if study_uid:
        window.open_study(study_uid)
    window.desk.setting.first_time()
    with _closing_on_interrupt(running):
        running.exec()
    geometry = window.saveGeometry().toHex().data().decode()
    store.change(replace(store.now, geometry=geometry))
    return bool(wanted_again)


@contextmanager
def _closing_on_interrupt(running: QApplication) -> Iterator[None]:
    """Let Ctrl+C in the terminal close the window as a click would."""
    before = signal.signal(signal.SIGINT, lambda *_: running.closeAllWindows())
    awake = QTimer()  # Python sees a signal only when Qt lets it run
    awake.timeout.connect(lambda: None)
    awake.start(_AWAKE_MS)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _LogIn(QObject):
    """Tries pass phrases off the GUI thread until one opens, or the user gives up."""

    def __init__(self, home: Path, user: str | None) -> None:
        super().__init__()
        self.dialog = LoginDialog(home, user)
        self.workspace: Workspace | None = None
        self.jobs = Jobs(self, threads=1)
        self.dialog.entered.connect(self._try)

    def _try(self, home: Path, user: str, passphrase: str) -> None:
        proof = Proof(self.dialog.code.text().strip())

        def work(_task: object) -> Workspace:
            return Workspace.open(home, user=user or None, passphrase=passphrase, proof=proof)

        self.jobs.start("open", work, self._opened, failed=self._refused)

    def _opened(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.dialog.accept()

    def _refused(self, error: Exception) -> None:
        words = render(error)
        if isinstance(error, SecondFactorError):
            self.dialog.ask_code()
        if words is None:
            self.dialog.refuse(QCoreApplication.translate("LoginDialog", "It cannot be opened."))
        else:
            self.dialog.refuse(told_error(words))


def log_in(
    home: Path,
    user: str | None,
    *,
    watch: Callable[[LoginDialog], None] = lambda _dialog: None,
) -> Workspace | None:
    """Ask for folder, user and pass phrase; return the workspace, or None where nobody enters.

    Args:
        home: Folder to suggest.
        user: User to suggest.
        watch: Given the dialog before it is shown.
    """
    asking = _LogIn(home, user)
    watch(asking.dialog)
    code = asking.dialog.exec()
    asking.jobs.drain()
    if code != QDialog.DialogCode.Accepted and asking.workspace is not None:
        asking.workspace.close()
        return None
    return asking.workspace
