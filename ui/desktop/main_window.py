"""The window: worklist page and reading page, their presenters, one line of messages."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
)

from omni_med.domain import Verdict
from ui.desktop import keymap, theme
from ui.desktop.collecting import Collector
from ui.desktop.comfort import ComfortStore
from ui.desktop.i18n.told import told, told_error
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.common import label
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.panels.viewing.second import SecondWindow
from ui.desktop.panels.worklist.page import WorklistPage
from ui.desktop.presenters.analysis import AnalysisPresenter
from ui.desktop.presenters.deciding.outlining import Kept
from ui.desktop.presenters.deciding.readers import ReaderMenu
from ui.desktop.presenters.desk import Desk
from ui.desktop.presenters.reading import ReadingPresenter
from ui.desktop.presenters.viewing.documents import DocumentsPresenter
from ui.desktop.presenters.viewing.fusing import FusingPresenter
from ui.desktop.presenters.viewing.hanging import HangingPresenter
from ui.desktop.presenters.viewing.layers import LayersPresenter
from ui.desktop.presenters.viewing.making import PictureMaker
from ui.desktop.presenters.viewing.measuring import MeasuringPresenter
from ui.desktop.presenters.viewing.opening import Preview, PreviewPresenter
from ui.desktop.presenters.worklist import WorklistPresenter
from ui.desktop.reach import is_lost
from ui.desktop.warm import warm_up
from ui.desktop.worker import Jobs
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.domain import Case
    from omni_med.inference.process import InferenceProcess
    from omni_med.workspace import ImportReport, Workspace

_log = logging.getLogger(__name__)
_MESSAGE_MS = 12_000


class MainWindow(QMainWindow):
    """Everything the radiologist sees. Closing it stops what still runs, then the processes."""

    closed = pyqtSignal()

    def __init__(
        self,
        workspace: Workspace,
        pool: DecodePool,
        inference: InferenceProcess,
        store: ComfortStore | None = None,
    ) -> None:
        super().__init__()
        self.study_uid = ""
        self.setWindowTitle(self.tr("OmniMed"))
        self.jobs = Jobs(self)
        self.collector = Collector(lambda: self.jobs.idle, self)
        self._inference, self._home = inference, workspace.home
        self._open_next = False
        self._to_import: list[Path] = []
        self.worklist = WorklistPage()
        self.reading = ReadingPage(ViewportModel())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.worklist)
        self.pages.addWidget(self.reading)
        self.setCentralWidget(self.pages)
        self._fill_status_bar(workspace)
        self.worklist_presenter = WorklistPresenter(self.worklist, workspace, self.jobs, pool)
        self.reading_presenter = ReadingPresenter(self.reading, workspace, self.jobs, pool)
        self.layers_presenter = LayersPresenter(self.reading, workspace, self.jobs, pool)
        self.documents_presenter = DocumentsPresenter(self.reading, workspace, self.jobs, pool)
        self.fusing_presenter = FusingPresenter(self.reading, workspace, self.jobs, pool)
        self.second = SecondWindow(
            self.reading.toolbox, self.reading.measurements, self.reading.preferences
        )
        self.reading.findings.reader = self.worklist.reader = workspace.user
        self.reading.grid.linker.join(self.second.grid.linker)
        self.preview = PreviewPresenter(self.jobs, pool, self)
        self.maker = PictureMaker(self)
        for model in (*self.reading.grid.models, *self.second.grid.models):
            model.make_with(self.maker)
        self.hanging_presenter = HangingPresenter(self.reading, self.reading_presenter, self.second)
        self.measuring_presenter = MeasuringPresenter(
            self.reading.measurements, workspace, self.jobs, self
        )
        self.analysis_presenter = AnalysisPresenter(
            self.reading, workspace, self.jobs, pool, inference
        )
        self.readers = ReaderMenu(
            self.reading, workspace, self.jobs, self.analysis_presenter.reader
        )
        self.desk = Desk(self.reading, workspace, self.jobs, pool, inference, store=store)
        self.desk.serve(self.worklist, self.worklist_presenter)
        self._connect()
        self._bind_keys()
        self.setMinimumSize(960, 600)
        self.resize(self._fitting(1440, 900))
        self.worklist_presenter.refresh()
        self.worklist.view.setFocus()

    @property
    def model(self) -> ViewportModel:
        """The active viewport's model."""
        return self.reading.model

    def _fitting(self, width: int, height: int) -> QSize:
        """Return a size that the screen has room for."""
        screen = self.screen()
        if screen is None:
            return QSize(width, height)
        return QSize(width, height).boundedTo(screen.availableSize())

    def _fill_status_bar(self, workspace: Workspace) -> None:
        bar = self.statusBar()
        if bar is None:
            return
        self.probe = label("", "muted", wrap=False)
        self.loading = QProgressBar()
        self.loading.setMinimumWidth(180)
        self.loading.setMaximumWidth(360)
        self.loading.setAccessibleName(self.tr("Loading images"))
        self.loading.hide()
        who = label(self.tr("User: {0}").format(workspace.user), "muted", wrap=False)
        use = label(self.tr("Research use. Not a medical device."), "muted", wrap=False)
        for widget in (self.loading, self.probe, who, use):
            bar.addPermanentWidget(widget)
        self._use: QLabel = use

    def _connect(self) -> None:
        self.worklist.study_opened.connect(self.open_study)
        self.worklist.open_wanted.connect(self._import_here)
        self.preview.found.connect(self._show_preview)
        self.preview.ended.connect(self._begin_import)
        self.reading.back_wanted.connect(self.show_worklist)
        self.reading.remarked.connect(self.say)
        self.reading.import_wanted.connect(self._import_here)
        self.reading.grid.probed.connect(self.probe.setText)
        self.reading_presenter.opened.connect(self._on_opened)
        self.reading_presenter.shown.connect(self.hanging_presenter.open)
        self.reading.second_wanted.connect(self.second.open)
        self.second.wanted.connect(self._load_second)
        self.second.remarked.connect(self.say)
        self.hanging_presenter.remarked.connect(self.say)
        self.reading_presenter.loading.connect(self._on_loading)
        self.reading_presenter.loaded.connect(self.layers_presenter.dress)
        self.reading_presenter.loaded.connect(lambda _key: self.fusing_presenter.offer())
        self.reading.document.image_wanted.connect(self._go_to_image)
        for presenter in (self.reading_presenter, self.analysis_presenter, self.desk):
            presenter.remarked.connect(self.say)
        self.reading.findings.reasoned.connect(
            lambda name, why: self.analysis_presenter.decide(name, Verdict.REJECT, reason=why)
        )
        self.desk.next_wanted.connect(self.open_next)
        self.desk.serving.answered.connect(self.analysis_presenter.take)
        self.desk.outlining.outlined.connect(self._on_outlined)
        self.analysis_presenter.stored.connect(lambda _decision: self.desk.decided())
        self.reading.measured.jump_wanted.connect(self._jump)
        self.worklist_presenter.failed.connect(self._leave_preview)
        for failing in (
            self.worklist_presenter,
            self.reading_presenter,
            self.layers_presenter,
            self.documents_presenter,
            self.fusing_presenter,
            self.analysis_presenter,
            self.measuring_presenter,
            self.desk,
            self.maker,
        ):
            failing.failed.connect(self.complain)
        self.jobs.failed.connect(self.complain)
        self.worklist_presenter.imported.connect(self._on_imported)

    def _bind_keys(self) -> None:
        """Bind the keys that hold everywhere."""
        setting = self.desk.setting
        acts = {
            "settings": setting.open,
            "larger_text": lambda: setting.step_text(1),
            "smaller_text": lambda: setting.step_text(-1),
            "usual_text": lambda: setting.step_text(0),
        }
        for key in keymap.key_table():
            act = acts.get(key.action)
            if act is None:
                continue
            for sequence in key.keys:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
                shortcut.activated.connect(act)

    def warm_up(self) -> None:
        """Make ready, off the GUI thread, what the first study would wait for."""
        self.collector.start()
        self.jobs.start("warm", lambda task: warm_up(task.cancelled), lambda _bytes: None)

    def open_study(self, study_uid: str) -> None:
        """Go to the reading page and open a study there."""
        self.jobs.cancel("warm")
        self._fall_silent()
        self.preview.leave()
        self._begin_import()
        self._open_next = False
        self.study_uid = study_uid
        self.pages.setCurrentWidget(self.reading)
        self.reading_presenter.open(study_uid)
        self.reading.viewport.setFocus()

    def open_next(self) -> None:
        """Open the study that comes next in the worklist as it stands now."""
        order = self.worklist.order()

        def go() -> None:
            self.worklist_presenter.refreshed.disconnect(go)
            found = self.worklist.next_after(self.study_uid, order)
            if found:
                self.open_study(found)
            else:
                self.say(self.tr("No other study waits in the list as it is narrowed"))

        self.worklist_presenter.refreshed.connect(go)
        self.worklist_presenter.refresh()

    def show_worklist(self) -> None:
        """Leave the study and go back to the worklist."""
        self._fall_silent()
        self.study_uid, self._open_next = "", False
        self.preview.leave()
        self._begin_import()
        self.analysis_presenter.open(None)
        self.desk.open(None)
        self.measuring_presenter.open("")
        self.layers_presenter.open(None)
        self.fusing_presenter.open(None, {})
        self.hanging_presenter.open(None)
        self.second.show_case(None)
        self.documents_presenter.open(None)
        self.reading_presenter.leave()
        self.probe.clear()
        self.pages.setCurrentWidget(self.worklist)
        self.worklist_presenter.refresh()
        self.worklist.view.setFocus()
        self.collector.tidy()

    def _jump(self, measurement_id: str) -> None:
        """Go to the image of a measurement and choose it."""
        found = self.reading.measurements.get(measurement_id)
        if found is not None:
            self.reading_presenter.show_image(found.sop_instance_uid, found.frame)
            self.reading.measurements.select(measurement_id)
            self.reading.viewport.setFocus()

    def _load_second(self, view: int, key: str) -> None:
        model = self.second.grid.models[view]
        self.reading_presenter.load_into(model, key, f"second{view}")

    def _go_to_image(self, sop_instance_uid: str, frame: int) -> None:
        """Go from a report to the image that it names, where the study holds it."""
        if self.reading_presenter.show_image(sop_instance_uid, frame):
            self.reading.show_images()
            self.reading.viewport.setFocus()
        else:
            self.say(self.tr("The image that the report names is not in this study"))

    def _on_opened(self, case: Case) -> None:
        self.second.show_case(case)
        self.layers_presenter.open(case)
        self.fusing_presenter.open(case, self.reading_presenter.stacks)
        self.documents_presenter.open(case)
        self.measuring_presenter.open(case.study.study_uid)
        self.analysis_presenter.open(case)
        self.readers.open()
        self.desk.open(case)

    def _on_outlined(self, kept: Kept) -> None:
        """Lay new masks over the images, and show the volumes."""
        self.layers_presenter.open(kept.case)
        for model in self.reading.grid.models[: self.reading.grid.count]:
            if model.stack is not None:
                self.layers_presenter.dress(model.stack.key)
        self.analysis_presenter.take()
        self.say(
            self.tr("The masks lie over the images and are kept in the study (D hides them)")
            if kept.segmented.sop_instance_uid
            else self.tr("Nothing was found to outline")
        )

    def _import_here(self, paths: list[Path]) -> None:
        """Import what is to be read next; its first study is opened when it is there.

        Until then one image of it is shown: the import begins when that is found.
        """
        self.say(self.tr("Importing …"))
        self._open_next, self._to_import = True, paths
        self.preview.open(paths)

    def _begin_import(self) -> None:
        paths, self._to_import = self._to_import, []
        if paths:
            self.worklist_presenter.import_paths(paths)

    def _show_preview(self, preview: Preview) -> None:
        """Show an image of what is being imported, in the place of what was open."""
        if not self._open_next:
            return
        paths, self._to_import = self._to_import, []
        self.show_worklist()
        self._open_next, self._to_import = True, paths
        self.pages.setCurrentWidget(self.reading)
        self.reading.show_images()
        self.reading.show_patient(preview.study)
        self.model.show(preview.stack)
        self.say(self.tr("Importing … One image of what is imported is shown meanwhile"))
        self.reading.viewport.setFocus()
        self.reading.viewport.repaint()  # before the import takes the processors

    def _leave_preview(self) -> None:
        """Take an image away whose import failed."""
        if self._open_next and not self.study_uid:
            self.show_worklist()

    def _on_loading(self, done: int, total: int) -> None:
        self.loading.setVisible(0 < done < total)
        self.loading.setRange(0, max(total, 1))
        self.loading.setValue(done)

    def _on_imported(self, report: ImportReport) -> None:
        line = self.tr("{0} images of {1} studies imported").format(
            report.instances, len(report.studies)
        )
        if report.duplicates:
            line += self.tr(", {0} were there already").format(report.duplicates)
        if self._open_next and report.studies:
            self.open_study(report.studies[0])
        elif self._open_next and not self.study_uid:
            self.show_worklist()
        self._open_next = False
        self.say(line)
        problems = [f"{item.source}\n    {told(item.message)}" for item in report.unreadable]
        problems += [told(words) for words in report.notes_refused]
        if problems:
            self._show_problems(line, problems)

    def _show_problems(self, line: str, problems: list[str]) -> None:
        dialog = QDialog(self)
        dialog.setWindowTitle(self.tr("Import"))
        theme.roomy(dialog, 760, 420)
        layout = QVBoxLayout(dialog)
        layout.addWidget(label(line))
        layout.addWidget(label(self.tr("{0} were not imported:").format(len(problems)), "heading"))
        text = QPlainTextEdit("\n".join(problems))
        text.setReadOnly(True)
        layout.addWidget(text)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(dialog.reject)
        layout.addWidget(box)
        dialog.open()

    def say(self, text: str) -> None:
        """Show one line for a while."""
        bar = self.statusBar()
        if bar is not None:
            bar.setStyleSheet("")
            bar.showMessage(text, _MESSAGE_MS)
            bar.setToolTip(text)

    def _fall_silent(self) -> None:
        """Take away what was said of another study."""
        bar = self.statusBar()
        if bar is not None:
            bar.clearMessage()
            bar.setToolTip("")

    def complain(self, error: Exception) -> None:
        """Show an error in words; one of the program itself goes to the log, without data."""
        rendered = render(error)
        if rendered is None:
            _log.error("unexpected error in the window: %s", type(error).__name__)
            text = self.tr("Something went wrong in the program ({0}). Nothing was lost.").format(
                type(error).__name__
            )
        elif is_lost(error, self._home):
            text = self.tr(
                "The folder of the workspace cannot be reached. What was kept is safe: connect the "
                "drive or the network again, then repeat the last step."
            )
        else:
            text = told_error(rendered)
        bar = self.statusBar()
        if bar is not None:
            bar.setStyleSheet(f"QStatusBar {{ color: {theme.CRITICAL}; }}")
            bar.showMessage(text, 3 * _MESSAGE_MS)
            bar.setToolTip(text)  # where the line is too short for it

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop what runs, keep what the reader said, and leave no thread behind."""
        self.reading.grid.release()
        self.second.release()
        self.reading.measured.release()
        self.measuring_presenter.close()
        self.analysis_presenter.close()
        self.desk.close()
        self._inference.close()
        self.maker.close()
        self.jobs.close()
        self.collector.stop()
        super().closeEvent(event)
        self.closed.emit()
