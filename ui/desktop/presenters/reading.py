"""The reading page's presenter: opens a study, loads its images, reads its headers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from omni_med.dicom.stacks import Stack, build_stacks
from omni_med.domain import Case, Study
from omni_med.errors import CancelledError
from ui.desktop.models.hanging.priors import related
from ui.desktop.models.header import TagRow, tag_rows
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.case.banner import corner_texts
from ui.desktop.panels.case.strip import StripEntry
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.viewing.documents import readable
from ui.desktop.presenters.viewing.loader import load_stack, thumbnail
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace


_PRIOR = "prior:"


@dataclass(frozen=True, slots=True)
class OpenedStudy:
    """A case and what of it can be shown."""

    case: Case
    stacks: tuple[Stack, ...] = field(repr=False)
    entries: tuple[StripEntry, ...] = field(repr=False)


class ReadingPresenter(QObject):
    """Fills the reading page, from worker threads."""

    opened = pyqtSignal(object)
    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    loading = pyqtSignal(int, int)
    loaded = pyqtSignal(str)
    prior_ready = pyqtSignal(str)
    shown = pyqtSignal(object)  # the case, once its strip is filled and its first series chosen
    settled = pyqtSignal()  # all images are there, or it is known why not

    def __init__(
        self,
        page: ReadingPage,
        workspace: Workspace,
        jobs: Jobs,
        pool: DecodePool,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._workspace, self._jobs, self._pool = workspace, jobs, pool
        self._stacks: dict[str, Stack] = {}
        self._header_of = ""
        self._priors: list[Study] = []
        self._beside = ""
        self.prior_ready.connect(self._on_prior_ready)
        self._prior_of: dict[str, Study] = {}
        self._channels: set[str] = set()
        self._told: dict[int, tuple[int, int]] = {}
        page.strip.chosen.connect(self._choose)
        page.grid.dropped.connect(lambda view, key: self.load(key, view))
        page.grid.activated.connect(lambda _view: self._read_header())
        page.arranged.connect(self.fill)
        page.prior_wanted.connect(self.show_prior)
        page.tabs.currentChanged.connect(lambda _index: self._read_header())
        for model in page.grid.models:
            model.watch(self._model_changed)

    @property
    def stacks(self) -> dict[str, Stack]:
        """The stacks of the open study, by their keys."""
        return dict(self._stacks)

    def open(self, study_uid: str) -> None:
        """Open a study; one that is open is left."""
        self.leave()

        def work(_task: Task) -> OpenedStudy:
            case = self._workspace.open_case(study_uid)
            return opened_study(case)

        self._jobs.start("open", work, self._on_opened, failed=self._on_failed)

    def leave(self) -> None:
        """Drop the study that is open, and everything still to come of it."""
        for channel in ("open", "prior", "thumbnails", "header", *self._channels):
            self._jobs.cancel(channel)
        self._channels.clear()
        self._stacks, self._header_of = {}, ""
        self._priors, self._prior_of = [], {}
        self._page.strip.show_entries(())
        self._page.show_case(None)

    def _on_opened(self, study: OpenedStudy) -> None:
        self._stacks = {stack.key: stack for stack in study.stacks}
        self._priors = list(related(study.case.study, study.case.priors))
        self._page.show_case(study.case)
        self._page.strip.show_entries((*study.entries, *map(_prior_entry, self._priors)))
        if self._priors:
            words = (
                self.tr("An earlier study of the same region is here (Shift+Q shows it beside)")
                if len(self._priors) == 1
                else self.tr("{0} earlier studies of the same region (Shift+Q shows one beside)")
            )
            self.remarked.emit(words.format(len(self._priors)))
        self.opened.emit(study.case)
        if study.stacks:
            self._page.strip.choose(study.stacks[0].key)
        else:
            readings = [entry.key for entry in study.entries if entry.showable]
            if readings:
                self._page.strip.choose(readings[0])
            else:
                self.remarked.emit(self.tr("This study holds no images that can be shown"))
            self.settled.emit()
        self._make_thumbnails(study.stacks)
        self.shown.emit(study.case)

    def _choose(self, key: str) -> None:
        if key.startswith(_PRIOR):
            self.show_prior(key.removeprefix(_PRIOR))
        else:
            self.load(key)

    # Earlier studies

    def has_prior(self, study_uid: str) -> bool:
        """True where the series of an earlier study are known."""
        return any(prior.study_uid == study_uid for prior in self._prior_of.values())

    def prior_number(self, key: str) -> int:
        """Return which prior a stack belongs to, 1 for the first; 0 for the open study."""
        prior = self._prior_of.get(key)
        if prior is None:
            return 0
        uids = [one.study_uid for one in self._priors]
        return uids.index(prior.study_uid) + 1 if prior.study_uid in uids else 1

    def fetch_prior(self, study_uid: str) -> None:
        """Read the series of an earlier study; that it was opened goes on the trail."""

        def work(_task: Task) -> OpenedStudy:
            return opened_study(self._workspace.open_case(study_uid))

        self._jobs.start("prior", work, self._on_prior, failed=self._on_failed)

    def _on_prior(self, opened: OpenedStudy) -> None:
        study = opened.case.study
        if not any(prior.study_uid == study.study_uid for prior in self._priors):
            return
        for stack in opened.stacks:
            self._stacks[stack.key] = stack
            self._prior_of[stack.key] = study
        when = _when(study)
        known = {stack.key for stack in opened.stacks}
        entries = tuple(
            replace(entry, detail=self.tr("earlier: {0}").format(when))
            for entry in opened.entries
            if entry.key in known
        )
        self._page.strip.replace_entry(_PRIOR + study.study_uid, entries)
        self._make_thumbnails(opened.stacks, "prior thumbnails")
        self.prior_ready.emit(study.study_uid)

    def _on_prior_ready(self, study_uid: str) -> None:
        if self._beside == study_uid:
            self.show_prior(study_uid)

    def show_prior(self, study_uid: str = "") -> None:
        """Show an earlier study beside the open one: by default the most alike."""
        if not self._priors:
            self.remarked.emit(self.tr("No earlier study of the same patient and region is here"))
            return
        wanted = study_uid or self._priors[0].study_uid
        if not self.has_prior(wanted):
            self._beside = wanted
            self.fetch_prior(wanted)
            return
        self._beside = ""
        current = self._page.model.stack
        modality = current.modality if current is not None else ""
        keys = [key for key, prior in self._prior_of.items() if prior.study_uid == wanted]
        keys.sort(
            key=lambda key: (self._stacks[key].modality != modality, -len(self._stacks[key].slices))
        )
        if self._page.grid.count < 2 or self._page.grid.layout_name == "mpr":
            self._page.arrange("layout2")
        view = self._page.grid.count - 1
        if keys:
            self.load(keys[0], view)

    def load(self, key: str, view: int | None = None, start: int | None = None) -> None:
        """Load a stack into a viewport, by default the active one and the middle of a volume."""
        stack = self._stacks.get(key)
        if stack is None:
            return
        if self._page.grid.layout_name == "mpr":
            self._page.arrange("layout1")
        number = self._page.grid.active if view is None else view
        if number == self._page.grid.active:
            self._page.strip.mark(key)
        self.load_into(self._page.grid.models[number], key, f"images{number}", start)

    def load_into(
        self, model: ViewportModel, key: str, channel: str, start: int | None = None
    ) -> None:
        """Load a stack into any view; a newer request of a channel replaces the one before."""
        stack = self._stacks.get(key)
        if stack is None:
            return
        self._channels.add(channel)
        if model.stack is not None and model.stack.key == key:
            if start is not None:
                model.move_to(start)
            return
        # A volume is opened in its middle, a film or a cine at its beginning.
        first = len(stack.slices) // 2 if stack.geometry is not None else 0
        first = first if start is None else start
        self._jobs.cancel(channel)
        held = self._held(key)
        if held is not None:
            model.show(held, first)
            self._on_loaded(key, held)
            return
        model.show(None)
        self._jobs.start(
            channel,
            lambda task: load_stack(self._workspace, self._pool, stack, task, start=first),
            lambda images: self._on_loaded(key, images),
            failed=self._on_failed,
            progress=lambda done, total: self._on_progress(model, done, total),
            told=lambda images: self._on_first(model, images, first),
        )

    def _held(self, key: str) -> ImageStack | None:
        """Return a stack that another viewport holds complete."""
        for model in self._page.grid.models:
            stack = model.stack
            if stack is None or stack.key != key:
                continue
            if int(stack.loaded.sum()) + len(stack.failures) >= stack.count:
                return stack
        return None

    def fill(self) -> None:
        """Show series that are not shown yet in the views that are empty."""
        grid = self._page.grid
        if grid.layout_name == "mpr":
            return
        for number in range(grid.count, len(grid.models)):
            self._jobs.cancel(f"images{number}")
        shown = {model.stack.key for model in grid.models if model.stack is not None}
        waiting = [key for key in self._stacks if key not in shown and key not in self._prior_of]
        for number in range(grid.count):
            if grid.models[number].stack is None and number != grid.active and waiting:
                self.load(waiting.pop(0), number)

    def show_image(self, sop_instance_uid: str, frame: int) -> bool:
        """Go to an image of the study, loading its series; False where the study has no such."""
        for key, stack in self._stacks.items():
            for index, item in enumerate(stack.slices):
                if (item.sop_instance_uid, item.frame) == (sop_instance_uid, frame):
                    for number, model in enumerate(self._page.grid.models):
                        if model.stack is not None and model.stack.key == key:
                            self._page.grid.activate(number)
                            break
                    self.load(key, start=index)
                    self._page.strip.mark(key)
                    return True
        return False

    def _on_first(self, model: ViewportModel, images: ImageStack, start: int) -> None:
        prior = self._prior_of.get(images.key)
        if prior is not None:
            images.about = corner_texts(prior).texts
        model.show(images, start)
        for warning in images.warnings:
            self.remarked.emit(warning)

    def _on_progress(self, model: ViewportModel, done: int, total: int) -> None:
        self.loading.emit(done, total)
        stack = model.stack
        if stack is not None and not self._shown_already(model):
            model.arrived(model.index)
        for other in self._page.grid.models:
            if other.stack is not None and other.stack is stack:
                other.progressed()

    def _shown_already(self, model: ViewportModel) -> bool:
        """True where the image on the screen was there when it was last told."""
        key = (id(model.stack), model.index)
        there = model.stack is not None and bool(model.stack.loaded[model.index])
        before = self._told.get(id(model)) == key
        if there:
            self._told[id(model)] = key
        return before and there

    def _on_loaded(self, key: str, stack: ImageStack | None) -> None:
        for model in self._page.grid.models:
            if model.stack is not None and model.stack is stack:
                model.arrived(model.index)
        self.loading.emit(0, 0)
        if stack is not None and stack.failures:
            self.remarked.emit(
                self.tr("{0} of {1} images cannot be shown").format(
                    len(stack.failures), stack.count
                )
            )
        self.loaded.emit(key)
        self.settled.emit()

    def _on_failed(self, error: Exception) -> None:
        self.loading.emit(0, 0)
        self.failed.emit(error)
        self.settled.emit()

    def _make_thumbnails(self, stacks: tuple[Stack, ...], channel: str = "thumbnails") -> None:
        def work(task: Task) -> None:
            for stack in stacks:
                if task.cancelled():
                    raise CancelledError
                pixels = thumbnail(self._workspace, self._pool, stack)
                if pixels is not None:
                    task.tell((stack.key, pixels))

        def told(item: tuple[str, NDArray[np.uint8]]) -> None:
            self._page.strip.set_thumbnail(*item)

        self._jobs.start(channel, work, lambda _none: None, told=told)

    # The header of the image on the screen, read when somebody looks at it

    def _model_changed(self, what: str) -> None:
        if what in {"stack", "index"}:
            self._read_header()

    def _read_header(self) -> None:
        stack = self._page.model.stack
        if stack is None or self._page.tabs.currentWidget() is not self._page.metadata:
            return
        uid = stack.places[self._page.model.index].sop_instance_uid
        if not uid or uid == self._header_of:
            return
        self._header_of = uid

        def work(_task: Task) -> tuple[TagRow, ...]:
            return tag_rows(self._workspace.header(uid))

        self._jobs.start("header", work, self._page.metadata.show_header, failed=self.failed.emit)


def _when(study: Study) -> str:
    return study.started.strftime("%Y-%m-%d") if study.started else ""


def _prior_entry(study: Study) -> StripEntry:
    """Return what the strip says of an earlier study before its series are known."""
    title = " · ".join(part for part in (_when(study), study.description) if part)
    sign = " ".join(study.modalities)
    detail = QCoreApplication.translate("Strip", "earlier study")
    return StripEntry(_PRIOR + study.study_uid, title, detail, sign=sign)


def opened_study(case: Case) -> OpenedStudy:
    """Return the stacks of a case, and what the strip says of each series."""
    stacks: list[Stack] = []
    entries: list[StripEntry] = []
    for series in case.study.series:
        found = build_stacks(series)
        stacks += found
        entries += [
            StripEntry(stack.key, _title(stack.modality, stack.label), _count(len(stack.slices)))
            for stack in found
        ]
        others = readable(series)
        title = _title(series.modality, series.description)
        entries += [
            StripEntry(item.sop_instance_uid, title, what, sign=series.modality)
            for item, what in others
        ]
        if not found and not others:
            none = QCoreApplication.translate("Strip", "no images")
            sign = series.modality
            entries.append(StripEntry(series.series_uid, title, none, showable=False, sign=sign))
    derived = {stack.key for stack in stacks if stack.modality == "SEG"}
    keys = {stack.key for stack in stacks}
    entries.sort(
        key=lambda entry: (not entry.showable, entry.key not in keys, entry.key in derived)
    )
    stacks.sort(key=lambda stack: stack.key in derived)  # what was made of images comes after them
    return OpenedStudy(case, tuple(stacks), tuple(entries))


def _title(modality: str, label: str) -> str:
    return (
        f"{modality} · {label}" if label and not label.startswith(modality) else label or modality
    )


def _count(images: int) -> str:
    if images == 1:
        return QCoreApplication.translate("Strip", "1 image")
    return QCoreApplication.translate("Strip", "{0} images").format(images)
