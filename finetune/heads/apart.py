"""A head measured or taught in a process of its own, for a window that must not wait.

The child holds no key: it asks its parent for each film, and to count the look, over the pipe.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from finetune.datasets.dataset import Dataset
from finetune.datasets.films import Films
from finetune.datasets.piped import FILM, PipedFilms, answer_of
from finetune.heads.locked import LockedCases
from omni_med.errors import CancelledError, ModelError
from omni_med.inference.child import Failed, failure_of
from omni_med.models.heads.bundle import HeadCard
from omni_med.progress import Cancelled, Progress, never, no_progress
from omni_med.workspace.teaching.gate import LockedEvaluation

NICENESS = 10
_POLL = 0.1  # seconds between two looks at whether it was cancelled

Measured = tuple[HeadCard, LockedEvaluation]
Look = Callable[[HeadCard, str, tuple[str, ...]], object]


@dataclass(frozen=True, slots=True)
class Teaching:
    """How a data set is taught on; the attributes are those of ``omni-med finetune fit``."""

    name: str
    out: Path
    compare: str = "quick"
    finding: str = ""


def measure_apart(
    card: HeadCard,
    numbers: bytes,
    cases: LockedCases,
    look: Look,
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Measured:
    """Measure a head on a locked set; returns its card on this model, and the figures.

    Args:
        card: Of the head.
        numbers: Bytes of its file.
        cases: The locked set.
        look: Called with the card, the set's digest and by what its cases are known: it counts
            the look, or raises.
        progress: Told how many cases are done.
        cancelled: Asked ten times a second.

    Raises:
        OmniMedError: Whatever the head or the set is refused for.
        CancelledError: If asked to stop; a look that was counted stays counted.
    """
    given = ((card, numbers), cases.dataset, cases.name, cases.films.is_sealed)
    found: Measured = _apart(
        _measure,
        given,
        {"look": lambda pipe, *said: _counted(pipe, look, *said), "progress": _told(progress)},
        cases.films,
        cancelled,
    )
    return found


def teach_apart(
    dataset: Dataset, films: Films, teaching: Teaching, *, cancelled: Cancelled = never
) -> Path:
    """Teach a head on a data set whose films only this process can read; returns its folder.

    How far it is stands in ``NAME.live.jsonl`` beside the head's folder, as the command writes it.

    Args:
        dataset: The cases.
        films: Read here, asked for there.
        teaching: How.
        cancelled: Asked ten times a second.

    Raises:
        OmniMedError: Whatever the cases are refused for.
        CancelledError: If asked to stop.
    """
    given = (dataset, teaching, films.is_sealed)
    folder: Path = _apart(_teach, given, {}, films, cancelled)
    return folder


def _apart(
    work: Callable[..., None],
    given: tuple[object, ...],
    hear: dict[str, Callable[..., object]],
    films: Films,
    cancelled: Cancelled,
) -> Any:
    """Let a child do it, and answer what it asks until it is done."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    try:
        return _listen(ours, hear, films, cancelled)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise ModelError(
            "The process that worked on the head ended before it was done.",
            hint="If memory ran out, close other programs, or use fewer cases.",
        ) from None
    finally:
        ours.close()
        process.terminate()
        process.join()


def _listen(
    pipe: Connection, hear: dict[str, Callable[..., object]], films: Films, cancelled: Cancelled
) -> Any:
    while True:
        if cancelled():
            raise CancelledError
        if not pipe.poll(_POLL):
            continue
        kind, *items = pipe.recv()
        if kind == FILM:
            pipe.send(answer_of(films, *items))
        elif kind == "failed":
            failure: Failed = items[0]
            raise failure.error()
        elif kind == "done":
            return items[0]
        else:
            hear[kind](pipe, *items)


def _counted(pipe: Connection, look: Look, *said: Any) -> None:
    look(*said)
    pipe.send("go")


def _told(progress: Progress) -> Callable[..., object]:
    return lambda _pipe, done, total: progress(done, total)


def _serve(pipe: Connection, work: Callable[..., None], given: tuple[object, ...]) -> None:
    """Work, and tell the parent; Ctrl+C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()  # a session of its own can give way to the window's
    os.nice(NICENESS)
    try:
        work(pipe, *given)
    except (BrokenPipeError, EOFError):
        return
    except MemoryError:
        error = ModelError(
            "There is not enough memory.", hint="Close other programs, or use fewer cases."
        )
        pipe.send(("failed", failure_of(0, error)))
    except Exception as error:  # noqa: BLE001 - told in words, never with contents
        pipe.send(("failed", failure_of(0, error)))


def _measure(
    pipe: Connection, meant: tuple[HeadCard, bytes], dataset: Dataset, name: str, sealed: bool
) -> None:
    from finetune.heads import locked
    from omni_med.models import registry
    from omni_med.models.heads.bundle import load_head, rebound

    card, numbers = meant
    plain = registry.get(registry.DEFAULT_MODEL).card()
    if card.base_id == plain.id and card.base_sha256 != plain.sha256:
        card = rebound(card, (plain.id, plain.version, plain.sha256))
    head = load_head(card, numbers)
    backend = registry.load(registry.DEFAULT_MODEL, heads=[head])

    def look(digest: str, marks: tuple[str, ...]) -> None:
        pipe.send(("look", card, digest, marks))
        pipe.recv()

    def told(done: int, total: int) -> None:
        pipe.send(("progress", done, total))

    cases = locked.LockedCases(dataset, PipedFilms(pipe, is_sealed=sealed), name)
    found = locked.evaluate_locked(head, backend, cases, look, told)
    pipe.send(("done", (card, found)))


def _teach(pipe: Connection, dataset: Dataset, teaching: Teaching, sealed: bool) -> None:
    from finetune.heads.fit import fit_head
    from finetune.heads.reporting.options import FitOptions
    from finetune.heads.running.live import SUFFIX, Live

    def silent(_title: str) -> Progress:
        return no_progress

    options = FitOptions(
        dataset=dataset,
        name=teaching.name,
        out=teaching.out,
        columns=("images", "note", "patient_key"),
        thorough=teaching.compare,
        finding=teaching.finding,
    )
    live = Live(teaching.out / f"{teaching.name}{SUFFIX}", silent)
    fitted = fit_head(options, PipedFilms(pipe, is_sealed=sealed), live)
    pipe.send(("done", teaching.out / teaching.name if fitted is None else fitted.folder))
