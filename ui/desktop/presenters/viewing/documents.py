"""Objects that are no images: structured reports, encapsulated documents, waveforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from omni_med.dicom.objects.element import Path, binary, text
from omni_med.dicom.objects.report import Report, report
from omni_med.dicom.objects.waveform import Multiplex, multiplexes
from omni_med.domain import Case, Instance, Series
from ui.desktop import pdf
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace

_REPORT = "1.2.840.10008.5.1.4.1.1.88."
_WAVEFORM = "1.2.840.10008.5.1.4.1.1.9."
_PDF = "1.2.840.10008.5.1.4.1.1.104.1"

Pages = tuple[bytes, ...]


def kind_of(instance: Instance) -> str:
    """Return ``"report"``, ``"document"`` or ``"curves"``; empty for other objects."""
    if instance.sop_class_uid.startswith(_REPORT):
        return "report"
    if instance.sop_class_uid.startswith(_WAVEFORM):
        return "curves"
    return "document" if instance.sop_class_uid == _PDF else ""


def readable(series: Series) -> tuple[tuple[Instance, str], ...]:
    """Return the objects of a series that can be read, and what the strip says of them."""
    names = {
        "report": QCoreApplication.translate("Strip", "report"),
        "document": QCoreApplication.translate("Strip", "document"),
        "curves": QCoreApplication.translate("Strip", "curves"),
    }
    found = ((instance, kind_of(instance)) for instance in series.instances)
    return tuple((instance, names[kind]) for instance, kind in found if kind)


class DocumentsPresenter(QObject):
    """Reads an object that is no image and shows it in the place of the images."""

    failed = pyqtSignal(object)
    shown = pyqtSignal(str)

    def __init__(
        self, page: ReadingPage, workspace: Workspace, jobs: Jobs, pool: DecodePool
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._jobs, self._pool = page, workspace, jobs, pool
        self._instances: dict[str, Instance] = {}
        page.strip.chosen.connect(self.show)

    def open(self, case: Case | None) -> None:
        """Know the objects of another case from now on."""
        self._jobs.cancel("document")
        instances = case.study.instances if case is not None else ()
        self._instances = {item.sop_instance_uid: item for item in instances if kind_of(item)}
        self._page.show_images()

    def show(self, key: str) -> None:
        """Show an object; any other key brings the images back."""
        instance = self._instances.get(key)
        if instance is None:
            self._jobs.cancel("document")
            self._page.show_images()
            return
        view = self._page.document
        view.show_message(self.tr("Loading …"))
        self._page.show_document()
        self._jobs.start(
            "document",
            lambda _task: self._read(instance, _task),
            lambda found: self._on_read(key, found),
            failed=self._on_failed,
        )

    def _read(self, instance: Instance, _task: Task) -> Report | Pages | tuple[Multiplex, ...]:
        uid = instance.sop_instance_uid
        header = self._workspace.header(uid)
        kind = kind_of(instance)

        def fetch(path: Path) -> bytes:
            return self._pool.element(self._workspace.read_instance(uid), path)

        if kind == "curves":
            return multiplexes(header, fetch)
        if kind == "document":
            return pdf.pages(binary(header, ("00420011",), fetch))
        found = report(header)
        return found or Report(text(header, "0008103E"), "", "", ())

    def _on_read(self, key: str, found: Report | Pages | tuple[Multiplex, ...]) -> None:
        view = self._page.document
        if isinstance(found, Report):
            view.show_report(found)
        elif not found:
            view.show_message(self.tr("This object holds nothing that can be shown"))
        elif isinstance(found[0], bytes):
            view.show_pages([page for page in found if isinstance(page, bytes)])
        else:
            view.show_curves([group for group in found if isinstance(group, Multiplex)])
        self.shown.emit(key)

    def _on_failed(self, error: Exception) -> None:
        self._page.document.show_message(self.tr("This object cannot be shown"))
        self.failed.emit(error)
