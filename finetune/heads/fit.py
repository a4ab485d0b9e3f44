"""From labelled cases to a head with a report, or to an honest "not yet".

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage, look_for_leakage
from finetune.errors import HeadError
from finetune.heads.cases.encoded import Encoded
from finetune.heads.compact import CompactKind
from finetune.heads.comparing.compare import Comparison, gather
from finetune.heads.comparing.folds import FULL_PLAN, HEAD, QUICK, jobs, teach_folds
from finetune.heads.kinds import Encoding, Kind
from finetune.heads.reporting.card import Fitted, make_card
from finetune.heads.reporting.options import FitOptions
from finetune.heads.reporting.report import Report, write_report
from finetune.heads.running.crew import ALONE, Crew
from finetune.heads.running.live import COMPARING, ENCODING, LOOKING, TEACHING, Live
from finetune.heads.running.work import clear, held, place, work_folder
from omni_med.errors import OmniMedError
from omni_med.models.heads.bundle import CARD, NAME, NUMBERS, write_head

NO_MEMORY = (
    "allocate memory", "out of memory", "could not create a ", "could not execute a primitive",
)  # fmt: skip
"""What torch and oneDNN say where they could not have as much memory as they asked for."""
PLANS = {"quick": QUICK, "full": FULL_PLAN}


def fit_head(
    options: FitOptions,
    films: Films,
    live: Live,
    *,
    kind: Callable[[], Kind] = CompactKind,
    crew: Crew = ALONE,
) -> Fitted | None:
    """Teach a head and compare it; a run that was stopped goes on where it was.

    Args:
        options: What is asked for.
        films: Where the cases' films lie.
        live: Told how far it is.
        kind: Makes what it is taught on, and how: the embedded model, or another.
        crew: Who else works on it.

    Returns:
        The head; None in every process but the first.

    Raises:
        DatasetError: If the cases cannot be used.
        HeadError: If the name, the folder or the model cannot be used.
        MemoryError: If there is not enough of it.
        OSError: If something cannot be written; what was done before is kept.
    """
    _check(options, films, crew)
    with _told(live), _memory():
        return _Fitting(options, films, live, kind(), crew).run()


def _check(options: FitOptions, films: Films, crew: Crew) -> None:
    if not NAME.fullmatch(options.name):
        raise HeadError(
            "A head's name has lower-case letters, digits and hyphens, 40 at most.",
            hint="For instance --head pneumocystis",
        )
    folder = options.out / options.name
    if folder.exists() and not (folder / CARD).is_file() and any(folder.iterdir()):
        raise HeadError(
            f"{folder} is there already and holds no head.", hint="Give another folder with --out."
        )
    if films.is_sealed and crew.size > 1:
        raise HeadError(
            "Several processes would have to share the films in clear.",
            hint="Teach a data set of the workspace with one process.",
        )


@contextmanager
def _told(live: Live) -> Iterator[None]:
    """Let who follows know that it came to nothing."""
    try:
        yield
    except BaseException as error:
        live.failed(str(error) if isinstance(error, OmniMedError) else type(error).__name__)
        raise


@contextmanager
def _memory() -> Iterator[None]:
    """Call torch's word for it by its name.

    Raises:
        MemoryError: Where torch could not have as much as it asked for.
    """
    try:
        yield
    except RuntimeError as error:
        if any(words in str(error) for words in NO_MEMORY):
            raise MemoryError from None
        raise


@dataclass(slots=True)
class _Fitting:
    """One run."""

    options: FitOptions
    films: Films
    live: Live
    kind: Kind
    crew: Crew

    def run(self) -> Fitted | None:
        started = time.monotonic()
        leakage = look_for_leakage(
            self.options.dataset, self.films, self.live.stage(LOOKING, "Looking for leaks")
        )
        said = f"{leakage.dataset.digest}/{self.kind.said}/{self.options.thorough}"
        work = work_folder(self.options.out, self.options.name, f"{said}/{self.kind.card.sha256}")
        if not self.crew.is_first:
            self._share(leakage, work)
            return None
        with held(work):
            data, comparison = self._share(leakage, work)
            return self._finish(work, leakage, data, comparison, started)

    def _share(self, leakage: Leakage, work: Path) -> tuple[Encoded, Comparison]:
        """Do what several processes do together."""
        each, least, top = self.kind.negatives
        most = max(least, min(top, each * leakage.dataset.positives))
        told = self.live.stage(ENCODING, "Encoding")
        data = self.kind.encode(leakage, self.films, Encoding(work, most, self.crew, told))
        plan = PLANS[self.options.thorough]
        todo = jobs(data, plan)
        done = teach_folds(
            todo,
            lambda job, watch: self.kind.fold(data, job, watch),
            store=work,
            live=self.live,
            crew=self.crew,
            progress=self.live.stage(COMPARING, "Comparing"),
        )
        return data, gather(data, plan, todo, done)

    def _finish(
        self, work: Path, leakage: Leakage, data: Encoded, comparison: Comparison, started: float
    ) -> Fitted:
        """Teach the head itself, and put it where it belongs."""
        self.live.stage(TEACHING, "Teaching")
        own = time.monotonic()
        choice, found = self.kind.final(data, self.live.fold("final"))
        seconds = time.monotonic() - own
        made = work / "head"
        shutil.rmtree(made, ignore_errors=True)
        card = make_card(self.options, data, comparison, choice, self.kind.card, films=self.films)
        card = write_head(made, card, found)
        written = Report(self.options, card, data, leakage, comparison)
        card = write_report(made, written, self.films)
        folder = self.options.out / self.options.name
        place(made, folder)
        clear(work)
        auroc = comparison.estimates[HEAD].value
        self.live.figure("auroc", auroc)
        self.live.done(folder, offered=card.offered, auroc=auroc)
        size = (folder / NUMBERS).stat().st_size
        taken = time.monotonic() - started
        excluded = {**leakage.dataset.excluded, **data.excluded}
        return Fitted(folder, card, comparison, leakage, seconds, taken, size, excluded)
