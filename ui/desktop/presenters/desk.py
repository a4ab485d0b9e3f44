"""What a reader does beside looking: compares, reports, holds the study, sets things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import Case
from omni_med.models.language.drafting import Drafted
from ui.desktop.comfort import ComfortStore
from ui.desktop.panels.common import keep_focus
from ui.desktop.panels.deciding.asking import AskPanel
from ui.desktop.panels.deciding.report import ReportPanel
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.panels.worklist.page import WorklistPage
from ui.desktop.presenters.deciding.asking import AskPresenter
from ui.desktop.presenters.deciding.comparing import ComparePresenter
from ui.desktop.presenters.deciding.holding import HoldPresenter
from ui.desktop.presenters.deciding.outlining import OutlinePresenter
from ui.desktop.presenters.deciding.queue import AnalysisQueue
from ui.desktop.presenters.deciding.reporting import ReportPresenter
from ui.desktop.presenters.deciding.serving import ServingPresenter
from ui.desktop.presenters.deciding.setting import SettingPresenter
from ui.desktop.presenters.worklist import WorklistPresenter
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.inference.process import InferenceProcess
    from omni_med.workspace import Workspace


class Desk(QObject):
    """The deciding half of the reading page: one presenter for each thing, told of each case."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    next_wanted = pyqtSignal()

    def __init__(
        self,
        page: ReadingPage,
        workspace: Workspace,
        jobs: Jobs,
        pool: DecodePool,
        inference: InferenceProcess,
        *,
        store: ComfortStore | None = None,
    ) -> None:
        super().__init__(page)
        self._case: Case | None = None
        self._page = page
        self.comparing = ComparePresenter(page, workspace, jobs, pool, inference)
        self.report = ReportPanel()
        page.tabs.addTab(self.report, self.tr("Report"))
        keep_focus(self.report)
        self.reporting = ReportPresenter(page, self.report, workspace, jobs)
        self.asked = AskPanel()
        page.tabs.addTab(self.asked, self.tr("Ask"))
        self._offer_asking(False)
        keep_focus(self.asked)
        self.asking = AskPresenter(self.asked, workspace, pool)
        self.asking.failed.connect(self.failed)
        self.asking.offered.connect(self._offer_asking)
        self.asking.taken.connect(self._take_draft)
        self.serving = ServingPresenter(page, workspace, pool)
        self.serving.failed.connect(self.failed)
        self.serving.remarked.connect(self.remarked)
        self.asking.found.connect(self.serving.offer)
        self.outlining = OutlinePresenter(page, workspace, pool)
        self.outlining.failed.connect(self.failed)
        self.comparing.failed.connect(self.failed)
        self.reporting.failed.connect(self.failed)
        self.reporting.remarked.connect(self.remarked)
        self.holding = HoldPresenter(page.banner, workspace, self)
        self.queue = AnalysisQueue(workspace, pool, inference, self)
        self.holding.failed.connect(self.failed)
        over = page.window() or page
        self.setting = SettingPresenter(over, workspace, jobs, inference, store or ComfortStore())
        self.setting.failed.connect(self.failed)
        self.setting.remarked.connect(self.remarked)
        page.findings.outcome_wanted.connect(
            lambda: self.setting.ask_outcome(self._case, page.findings)
        )
        self._acts = {
            "report": self.show_report,
            "key_image": self.reporting.take_image,
            "copy_report": self.reporting.copy,
            "sign": self.sign,
            "next_study": self.next_wanted.emit,
        }
        page.wanted.connect(self._act)
        page.tabs.currentChanged.connect(self._on_tab)

    def open(self, case: Case | None) -> None:
        """Begin with another case; None leaves the one that is open."""
        self._case = case
        self.comparing.study(case)
        self.outlining.open(case)
        self.serving.open(case)
        self.holding.open(case)
        self.reporting.open(case)
        self.asking.open(case)

    def _offer_asking(self, offered: bool) -> None:
        """Show the questions to a server only where one is allowed."""
        tabs = self._page.tabs
        tabs.setTabVisible(tabs.indexOf(self.asked), offered)

    def _take_draft(self, drafted: Drafted) -> None:
        """Take a model's draft into the report, and go there."""
        if self.reporting.take_draft(drafted):
            self._page.tabs.setCurrentWidget(self.report)

    def serve(self, worklist: WorklistPage, presenter: WorklistPresenter) -> None:
        """Serve the worklist too: the model's queue."""
        worklist.reading_wanted.connect(self.queue.add)
        worklist.settings_wanted.connect(self.setting.open)
        worklist.tour_wanted.connect(self.setting.tour.open)
        presenter.serve(self.queue)
        self.setting.stored.connect(presenter.refresh)

    def decided(self) -> None:
        """Take a new word of the reader into the report."""
        self.reporting.refresh()

    def show_report(self) -> None:
        """Go to the report and write; a second time back to findings and image."""
        tabs = self._page.tabs
        if tabs.currentWidget() is self.report:
            tabs.setCurrentWidget(self._page.findings)
            self._page.viewport.setFocus()
        else:
            tabs.setCurrentWidget(self.report)
            self.report.write()

    def sign(self) -> None:
        """Sign the report that is on the screen; show it first where it is not."""
        if not self.report.isVisible():
            self._page.tabs.setCurrentWidget(self.report)  # nobody signs what he cannot see
        elif self.report.sign.isEnabled():
            self.report.tell()
            self.report.sign.click()

    def _on_tab(self, _index: int) -> None:
        if self._page.tabs.currentWidget() is self.report:
            self.reporting.refresh()

    def _act(self, name: str) -> None:
        act = self._acts.get(name)
        if act is not None:
            act()

    def close(self) -> None:
        """Wait until what the reader wrote is kept."""
        self.outlining.close()
        self.serving.close()
        self.queue.close()
        self.asking.close()
        self.reporting.close()
        self.holding.close()
        self.setting.close()
