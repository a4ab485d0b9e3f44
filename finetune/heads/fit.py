"""From labelled cases to a head with a report, or to an honest "not yet".

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage, look_for_leakage
from finetune.errors import HeadError
from finetune.heads.card import FitOptions, Fitted, make_card, numbers
from finetune.heads.choose import choose
from finetune.heads.compare import FULL_PLAN, HEAD, QUICK, Comparison, compare
from finetune.heads.crew import ALONE, Crew
from finetune.heads.features import Encoded, Readers, encode_dataset
from finetune.heads.live import COMPARING, ENCODING, LOOKING, TEACHING, Live
from finetune.heads.network import HeadNetwork
from finetune.heads.report import Report, write_report
from finetune.heads.teach import Choice, HeadRecipe, teach
from finetune.heads.work import clear, held, place, work_folder
from omni_med.errors import OmniMedError
from omni_med.models.compact.settings import FOLDER
from omni_med.models.heads.bundle import CARD, NAME, NUMBERS, write_head

PLANS = {"quick": QUICK, "full": FULL_PLAN}
_NEGATIVES = 25  # for each positive case, at least ...
_LEAST_NEGATIVES, _MOST_NEGATIVES = 300, 600


def fit_head(
    options: FitOptions,
    films: Films,
    live: Live,
    *,
    recipe: HeadRecipe | None = None,
    base: Path = FOLDER,
    crew: Crew = ALONE,
) -> Fitted | None:
    """Teach a head and compare it; a run that was stopped goes on where it was.

    Args:
        options: What is asked for.
        films: Where the cases' films lie.
        live: Told how far it is.
        recipe: How the head is taught; the usual one where None.
        base: Folder of the embedded model's weights.
        crew: Who else works on it.

    Returns:
        The head; None in every process but the first.

    Raises:
        DatasetError: If the cases cannot be used.
        HeadError: If the name, the folder or the embedded model cannot be used.
        MemoryError: If there is not enough of it.
        OSError: If something cannot be written; what was done before is kept.
    """
    _check(options, films, crew)
    with _told(live), _memory():
        return _Fitting(options, films, live, recipe or HeadRecipe(), base, crew).run()


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
        if "allocate memory" in str(error) or "out of memory" in str(error):
            raise MemoryError from None
        raise


@dataclass(frozen=True, slots=True, eq=False)
class _Studied:
    """What all processes found together."""

    leakage: Leakage
    readers: Readers
    data: Encoded
    comparison: Comparison


@dataclass(slots=True)
class _Fitting:
    """One run."""

    options: FitOptions
    films: Films
    live: Live
    recipe: HeadRecipe
    base: Path
    crew: Crew

    def run(self) -> Fitted | None:
        started = time.monotonic()
        leakage = look_for_leakage(
            self.options.dataset, self.films, self.live.stage(LOOKING, "Looking for leaks")
        )
        readers = Readers.shipped(self.films, self.base)
        said = f"{leakage.dataset.digest}/{self.recipe}/{self.options.thorough}"
        work = work_folder(
            self.options.out, self.options.name, f"{said}/{readers.backend.card.sha256}"
        )
        if not self.crew.is_first:
            self._share(leakage, readers, work)
            return None
        with held(work):
            data, comparison = self._share(leakage, readers, work)
            return self._finish(work, _Studied(leakage, readers, data, comparison), started)

    def _share(self, leakage: Leakage, readers: Readers, work: Path) -> tuple[Encoded, Comparison]:
        """Do what several processes do together."""
        most = max(_LEAST_NEGATIVES, min(_MOST_NEGATIVES, _NEGATIVES * leakage.dataset.positives))
        data = encode_dataset(
            leakage.dataset,
            leakage.stratum,
            readers,
            store=None if self.films.is_sealed else work,
            most=most,
            crew=self.crew,
            progress=self.live.stage(ENCODING, "Encoding"),
        )
        comparison = compare(
            data,
            readers.parts,
            self.recipe,
            PLANS[self.options.thorough],
            store=work,
            live=self.live,
            crew=self.crew,
            progress=self.live.stage(COMPARING, "Comparing"),
        )
        return data, comparison

    def _finish(self, work: Path, found: _Studied, started: float) -> Fitted:
        """Teach the head itself, and put it where it belongs."""
        self.live.stage(TEACHING, "Teaching")
        own = time.monotonic()
        choice, network = self._teach(found.data, found.readers)
        seconds = time.monotonic() - own
        made = work / "head"
        shutil.rmtree(made, ignore_errors=True)
        base = found.readers.backend.card
        comparison = found.comparison
        card = make_card(self.options, found.data, comparison, choice, base, films=self.films)
        card = write_head(made, card, numbers(network, found.readers.tap))
        written = Report(self.options, card, found.data, found.leakage, comparison)
        card = write_report(made, written, self.films)
        folder = self.options.out / self.options.name
        place(made, folder)
        clear(work)
        auroc = comparison.estimates[HEAD].value
        self.live.figure("auroc", auroc)
        self.live.done(folder, offered=card.offered, auroc=auroc)
        size = (folder / NUMBERS).stat().st_size
        taken = time.monotonic() - started
        return Fitted(folder, card, comparison, found.leakage, seconds, taken, size)

    def _teach(self, data: Encoded, readers: Readers) -> tuple[Choice, HeadNetwork]:
        """Teach on all cases, as the same choice among held-back patients says."""
        rows, parts = np.arange(len(data.label)), readers.parts
        watch = self.live.fold("final")
        choice = choose(data, rows, parts, self.recipe, watch)
        return choice, teach(data, rows, parts, self.recipe, choice=choice, watch=watch).network
