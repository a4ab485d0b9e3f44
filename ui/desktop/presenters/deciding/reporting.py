"""The report of the open study: filled, kept as it is written, signed, handed out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PyQt6.QtCore import QBuffer, QIODevice, QLocale, QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication, QFileDialog

from omni_med.domain import Case, KeyImage, Report
from omni_med.errors import WorkspaceError
from omni_med.models.language.drafting import Drafted
from omni_med.report import (
    Material,
    Template,
    addendum_to,
    draft_report,
    filled,
    report_text,
    template_for,
    templates,
)
from omni_med.report.drafted import with_draft
from omni_med.report.words import standing, template_of
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.deciding.report import ReportPanel
from ui.desktop.panels.deciding.sign import SignDialog
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.report_pdf import report_pdf
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.workspace import Workspace

_MOST = 1600  # pixels of a key image's longer side


@dataclass(frozen=True, slots=True)
class _Held:
    """What is known of the open study's reports."""

    material: Material
    reports: tuple[Report, ...] = ()
    pictures: tuple[tuple[KeyImage, bytes], ...] = field(default=(), repr=False)
    holder: str = ""


class ReportPresenter(QObject):
    """Brings reports from the workspace to the panel, and words back as they are written."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    shown = pyqtSignal()
    stored = pyqtSignal(object)

    def __init__(
        self,
        page: ReadingPage,
        panel: ReportPanel,
        workspace: Workspace,
        jobs: Jobs,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(page)
        self._page, self._panel, self._workspace, self._jobs = page, panel, workspace, jobs
        self._clock = clock
        self._writes = Jobs(self, threads=1)
        self._writes.failed.connect(self.failed)
        self._case: Case | None = None
        self._held: _Held | None = None
        self._template: Template | None = None
        self._signing: SignDialog | None = None
        panel.written.connect(self._keep)
        panel.template_chosen.connect(self._change_template)
        panel.fill_wanted.connect(lambda: self.refresh(keep=True))
        panel.sign_wanted.connect(self.ask_to_sign)
        panel.addendum_wanted.connect(self._amend)
        panel.copy_wanted.connect(self.copy)
        panel.pdf_wanted.connect(self._choose_pdf)
        panel.image_removed.connect(self._remove_image)

    def open(self, case: Case | None) -> None:
        """Begin with another case; what was written of the one before is kept first."""
        self._panel.tell()
        self._jobs.cancel("report")
        self._case, self._held, self._template = case, None, None
        self._panel.clear()
        if case is not None:
            self.refresh()

    def refresh(self, *, keep: bool = False) -> None:
        """Read again what the report is made of; ``keep`` keeps the draft filled so."""
        case = self._case
        if case is None:
            return
        self._panel.tell()

        def work(_task: Task) -> _Held:
            self._writes.wait()
            return self._read(case)

        def done(held: _Held) -> None:
            self._show(held, keep=keep)

        self._jobs.start("report", work, done, failed=self.failed.emit)

    def _read(self, case: Case) -> _Held:
        """Read everything of a study that a report is made of. Runs on a worker thread."""
        uid, me = case.study.study_uid, self._workspace.user
        analyses = self._workspace.analyses(uid)
        decisions = [
            item
            for analysis in analyses
            for item in self._workspace.decisions(analysis.analysis_id)
            if item.reader == me
        ]
        measurements = [item for item in self._workspace.measurements(uid) if item.author == me]
        pictures = self._workspace.key_images(uid)
        own = tuple(image for image, _png in pictures if image.author == me)
        hold = self._workspace.holder(uid)
        material = Material(case, analyses, tuple(decisions), tuple(measurements), own)
        holder = hold.reader if hold is not None and hold.reader != me else ""
        return _Held(material, self._workspace.reports(uid), pictures, holder)

    def _show(self, held: _Held, *, keep: bool) -> None:
        self._held = held
        if self._panel.is_being_written:
            return  # who writes is not interrupted; the next change brings it up to date
        me = self._workspace.user
        signed = tuple(item for item in held.reports if item.is_signed)
        drafts = [item for item in held.reports if not item.is_signed and item.author == me]
        if drafts:
            report, earlier = drafts[-1], signed
        elif any(item.author == me for item in signed):
            report, earlier = signed[-1], signed[:-1]
        else:
            self._template = self._template or template_for(held.material.case.study, self.language)
            report = self._draft(held, self._template)
            earlier = signed
        template = self._template_of(report)
        self._template = template
        if not report.is_signed and not report.amends and drafts:
            before = report
            report = filled(report, held.material, template)
            keep = keep and report != before
        self._panel.offer(templates(), template.key)
        state = standing(report, template)
        if held.holder:
            state += " · " + self.tr("held by {0}").format(held.holder)
        self._panel.show_report(report, state, earlier, locked=bool(held.holder))
        self._panel.show_images(held.pictures)
        if keep and not report.is_signed and not held.holder:
            self._keep(report)
        self.shown.emit()

    @property
    def language(self) -> str:
        """Language of a new report: that of the interface."""
        return "zh" if QLocale().language() is QLocale.Language.Chinese else "en"

    def _draft(self, held: _Held, template: Template) -> Report:
        return draft_report(held.material, template, author=self._workspace.user, now=self._clock())

    def _template_of(self, report: Report) -> Template:
        found = [item for item in templates() if item.key == report.template]
        return found[0] if found else template_of(report)

    def _change_template(self, key: str) -> None:
        """Use another template; what the reader wrote in sections of the same kind stays."""
        held, before = self._held, self._panel.current()
        wanted = next((item for item in templates() if item.key == key), None)
        if held is None or before is None or wanted is None or before.is_signed:
            return
        self._template = wanted
        written = {item.key: item for item in before.sections if item.touched}
        report = replace(self._draft(held, wanted), report_id=before.report_id)
        sections = tuple(
            replace(item, text=written[item.key].text, touched=True)
            if item.key in written
            else item
            for item in report.sections
        )
        report = replace(report, sections=sections)
        earlier = tuple(item for item in held.reports if item.is_signed)
        self._panel.show_report(report, standing(report, wanted), earlier)
        self._keep(report)

    def take_draft(self, drafted: Drafted) -> bool:
        """Take a language model's sentences into the report that is being written, and keep it.

        Returns whether it was: a report that is signed, or that the reader wrote in, stays.
        """
        self._panel.tell()
        held, before = self._held, self._panel.current()
        if held is None or before is None:
            return False
        try:
            report = with_draft(before, drafted)
        except WorkspaceError as error:
            self.failed.emit(error)
            return False
        earlier = tuple(item for item in held.reports if item.is_signed)
        template = self._template_of(report)
        self._panel.show_report(report, standing(report, template), earlier)
        self._keep(report)
        return True

    # Kept as it is written

    def _keep(self, report: Report) -> None:
        def work(_task: Task) -> Report:
            return self._workspace.save_report(report)

        self._writes.start(f"report {report.report_id}", work, self.stored.emit)

    def close(self) -> None:
        """Keep what was written, and wait for it."""
        self._panel.tell()
        self._writes.drain()

    # Signing

    def ask_to_sign(self) -> None:
        """Ask for the pass phrase, then sign what the reader sees."""
        self._panel.tell()
        report = self._panel.current()
        if report is None or report.is_signed:
            return
        dialog = SignDialog(self._workspace.user, amends=bool(report.amends), parent=self._page)
        dialog.entered.connect(lambda words, second: self._sign(report, words, second))
        self._signing = dialog
        dialog.open()

    def _sign(self, report: Report, passphrase: str, second: bool) -> None:
        def work(_task: Task) -> Report:
            return self._workspace.sign_report(report, passphrase, second_read=second)

        def done(signed: Report) -> None:
            if self._signing is not None:
                self._signing.accept()
            self.remarked.emit(
                self.tr("Signed. It can be amended, not changed. Ctrl+PgDown: next study")
            )
            self.stored.emit(signed)
            self.refresh()

        def refused(error: Exception) -> None:
            words = render(error)
            if self._signing is not None and words is not None:
                self._signing.refuse(told_error(words))
            else:
                self.failed.emit(error)

        self._writes.start(f"sign {report.report_id}", work, done, failed=refused)

    def _amend(self) -> None:
        """Begin an addendum to the newest signed report of this reader."""
        held = self._held
        signed = [item for item in held.reports if item.is_signed] if held is not None else []
        if held is None or not signed:
            return
        base = next((item for item in reversed(signed) if not item.amends), signed[-1])
        report = addendum_to(
            base, self._template_of(base), author=self._workspace.user, now=self._clock()
        )
        self._panel.show_report(report, standing(report, self._template_of(report)), tuple(signed))
        editor = self._panel.editors["addendum"]
        editor.setFocus()

    # Key images

    def take_image(self) -> None:
        """Make what the active view shows a key image, without heat map."""
        case, model = self._case, self._page.model
        if case is None or model.stack is None:
            return
        if not model.is_exact:
            self.remarked.emit(self.tr("The image is still coarse: take it when it is made"))
            return
        heat = self._page.findings.heat.toggle
        shown = heat.isChecked()
        heat.setChecked(False)  # influence is never burned in
        picture = self._page.viewport.grab().toImage()
        heat.setChecked(shown)
        if max(picture.width(), picture.height()) > _MOST:
            picture = picture.scaled(_MOST, _MOST)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")
        png = bytes(buffer.data().data())
        place = model.stack.places[model.index]
        image = KeyImage(
            image_id=uuid4().hex,
            study_uid=case.study.study_uid,
            sop_instance_uid=place.sop_instance_uid,
            frame=place.frame,
            caption=f"{model.stack.label} {model.index + 1}/{model.stack.count}".strip(),
            author=self._workspace.user,
            made=self._clock(),
            sha256=hashlib.sha256(png).hexdigest(),
        )

        def work(_task: Task) -> None:
            self._workspace.add_key_image(image, png)

        def done(_none: object) -> None:
            self.remarked.emit(self.tr("Key image taken into the report"))
            self.refresh(keep=True)

        self._writes.start(f"image {image.image_id}", work, done)

    def _remove_image(self, image_id: str) -> None:
        def work(_task: Task) -> None:
            self._workspace.remove_key_image(image_id)

        self._writes.start(f"image {image_id}", work, lambda _none: self.refresh(keep=True))

    # Handed out

    def _family(self) -> tuple[Report, tuple[Report, ...]] | None:
        """Return the report to hand out, and its addenda."""
        report, held = self._panel.current(), self._held
        if report is None or held is None:
            return None
        signed = [item for item in held.reports if item.is_signed]
        base = next((item for item in signed if item.report_id == report.amends), report)
        return base, tuple(item for item in signed if item.amends == base.report_id)

    def copy(self) -> None:
        """Put the report as text on the clipboard; that goes on the trail."""
        found, held = self._family(), self._held
        clipboard = QApplication.clipboard()
        if found is None or held is None or clipboard is None:
            return
        study = held.material.case.study
        self._record(found[0], "clipboard")
        clipboard.setText(report_text(found[0], study, found[1]))
        self.remarked.emit(self.tr("The report is on the clipboard"))

    def _record(self, report: Report, way: str) -> None:
        detail = {"report": report.report_id, "as": way, "status": report.status.value}

        def work(_task: Task) -> None:
            self._workspace.record_export("report.export", report.study_uid, detail)

        self._writes.start(f"export {uuid4().hex}", work, lambda _none: None)

    def _choose_pdf(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self._page, self.tr("Write the report"), "report.pdf", self.tr("PDF (*.pdf)")
        )
        if name:
            self.write_pdf(Path(name))

    def write_pdf(self, path: Path) -> None:
        """Write the report as PDF, readable by its owner only; that goes on the trail."""
        found, held = self._family(), self._held
        if found is None or held is None:
            return
        pictures = {image.image_id: png for image, png in held.pictures}
        pngs = [pictures[image.image_id] for image in found[0].key_images]
        data = report_pdf(found[0], held.material.case.study, found[1], pngs)
        self._record(found[0], "pdf")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except OSError as error:
            self.failed.emit(error)
            return
        self.remarked.emit(self.tr("Written: it holds patient data, unsealed"))
