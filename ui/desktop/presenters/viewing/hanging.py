"""Hanging protocols in the window: offered, applied, saved by example."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import Case
from ui.desktop.models.hanging.priors import related
from ui.desktop.models.hanging.protocol import (
    BUILT_IN,
    Candidate,
    Cell,
    Protocol,
    by_example,
    candidate,
    fill,
    offered,
)
from ui.desktop.models.stack import Window
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.panels.viewing.second import SecondWindow
from ui.desktop.presenters.reading import ReadingPresenter
from ui.desktop.viewport.grid import ViewGrid


class HangingPresenter(QObject):
    """Applies the best saved protocol when a study is opened, and others on demand."""

    remarked = pyqtSignal(str)
    hung = pyqtSignal(str)

    def __init__(self, page: ReadingPage, reading: ReadingPresenter, second: SecondWindow) -> None:
        super().__init__(page)
        self._page, self._reading, self._second = page, reading, second
        self._models = (*page.grid.models, *second.grid.models)
        self._case: Case | None = None
        self._pending: dict[int, tuple[str, Cell]] = {}
        self._waiting: Protocol | None = None
        page.protocols.chosen.connect(self._choose)
        page.protocols.saved.connect(self.save)
        page.protocols.removed.connect(self.remove)
        page.protocols.aboutToShow.connect(self._offer)
        reading.prior_ready.connect(self._on_prior)
        for number, model in enumerate(self._models):
            model.watch(lambda what, number=number: self._changed(number, what))  # type: ignore[misc]

    def open(self, case: Case | None) -> None:
        """Hang another case by the best protocol that was saved for such studies, if any."""
        self._case, self._waiting = case, None
        self._pending.clear()
        best = next(iter(self._fitting(self._page.preferences.now.protocols)), None)
        if best is not None:
            self.apply(best)

    def _fitting(self, protocols: tuple[Protocol, ...]) -> tuple[Protocol, ...]:
        if self._case is None:
            return ()
        study = self._case.study
        return offered(protocols, study, len(related(study, self._case.priors)))

    def _all(self) -> tuple[Protocol, ...]:
        return (*BUILT_IN, *self._page.preferences.now.protocols)

    def _offer(self) -> None:
        own = {protocol.name for protocol in self._page.preferences.now.protocols}
        names = [protocol.name for protocol in self._fitting(self._all())]
        self._page.protocols.fill(names, own, ready=self._case is not None)

    def _choose(self, name: str) -> None:
        protocol = next((one for one in self._all() if one.name == name), None)
        if protocol is not None:
            self.apply(protocol)

    def apply(self, protocol: Protocol) -> None:
        """Hang the open study; where a prior is needed, once that has been read."""
        if self._case is None:
            return
        priors = related(self._case.study, self._case.priors)
        if protocol.needs_prior and priors and not self._reading.has_prior(priors[0].study_uid):
            self._waiting = protocol
            self._reading.fetch_prior(priors[0].study_uid)
            return
        self._waiting = None
        self._page.show_images()
        self._page.arrange("layout1")
        self._page.arrange(protocol.layout)
        self._pending.clear()
        there = self._candidates()
        keys = self._hang(protocol.cells, fill(protocol.cells, there), 0)
        if protocol.beside:
            if not self._second.isVisible():
                self._second.open(take_over=False)
            self._second.arrange(protocol.beside)
            first = len(self._page.grid.models)
            keys += self._hang(protocol.beside_cells, fill(protocol.beside_cells, there), first)
        if "" in keys:
            self.remarked.emit(self.tr("Not every view of the protocol found a series"))
        self.hung.emit(protocol.name)

    def _hang(self, cells: tuple[Cell, ...], keys: tuple[str, ...], first: int) -> tuple[str, ...]:
        """Bring series into the views from number ``first``; returns what each view was to show."""
        for number, (key, cell) in enumerate(zip(keys, cells, strict=True), first):
            if not key:
                continue
            self._pending[number] = (key, cell)
            model = self._models[number]
            if model.stack is not None and model.stack.key == key:
                self._look(number, model)
            elif first:
                self._reading.load_into(model, key, f"second{number - first}")
            else:
                self._reading.load(key, number)
        wanted = zip(keys, cells, strict=True)
        return tuple(key for key, cell in wanted if cell.modality != "-")

    def _on_prior(self, _study_uid: str) -> None:
        if self._waiting is not None:
            self.apply(self._waiting)

    def _candidates(self) -> tuple[Candidate, ...]:
        return tuple(
            candidate(stack, self._reading.prior_number(key))
            for key, stack in self._reading.stacks.items()
        )

    def _changed(self, number: int, what: str) -> None:
        model = self._models[number]
        if what == "stack" and number in self._pending and model.stack is not None:
            self._look(number, model)

    def _look(self, number: int, model: ViewportModel) -> None:
        """Give a view the window and turns of its cell, once its series is there."""
        key, cell = self._pending[number]
        if model.stack is None or model.stack.key != key:
            return
        del self._pending[number]
        model.rotation, model.flipped = cell.rotation, cell.flipped
        model.inverted = cell.inverted
        model.set_window(Window(*cell.window) if cell.window is not None else None)

    # By example

    def save(self) -> None:
        """Keep what the views show as a protocol for studies like this."""
        if self._case is None or self._page.grid.layout_name == "mpr":
            self.remarked.emit(self.tr("Arrange views of series first; this cannot be saved"))
            return
        views, beside = self._seen(self._page.grid), ""
        beside_views: list[tuple[Candidate | None, Cell]] = []
        if self._second.isVisible() and self._second.grid.layout_name != "mpr":
            beside_views = self._seen(self._second.grid)
            if any(one is not None for one, _ in beside_views):
                beside = self._second.grid.layout_name
            else:
                beside_views = []
        if all(one is None for one, _ in (*views, *beside_views)):
            self.remarked.emit(self.tr("Arrange views of series first; this cannot be saved"))
            return
        now = self._page.preferences.now
        names = [one.name for one in self._all()]
        made = by_example(
            self._case.study,
            self._page.grid.layout_name,
            views,
            names,
            beside=beside,
            beside_views=beside_views,
        )
        kept = self._page.preferences.change(replace(now, protocols=(*now.protocols, made)))
        words = (
            self.tr("Saved: studies like this will be shown so ({0})")
            if kept
            else self.tr("Used until the program ends; the settings cannot be written ({0})")
        )
        self.remarked.emit(words.format(made.name))

    def _seen(self, grid: ViewGrid) -> list[tuple[Candidate | None, Cell]]:
        """Return what each view of a window shows, and how."""
        described = {one.key: one for one in self._candidates()}
        views: list[tuple[Candidate | None, Cell]] = []
        for model in grid.models[: grid.count]:
            stack, window = model.stack, model.window
            look = Cell(
                window=(window.center, window.width) if window is not None else None,
                inverted=model.inverted,
                rotation=model.rotation,
                flipped=model.flipped,
            )
            views.append((described.get(stack.key) if stack is not None else None, look))
        return views

    def remove(self, name: str) -> None:
        """Forget a protocol that was saved."""
        now = self._page.preferences.now
        left = tuple(protocol for protocol in now.protocols if protocol.name != name)
        self._page.preferences.change(replace(now, protocols=left))
        self.remarked.emit(self.tr("Removed: {0}").format(name))
