"""A head measured on a locked set in a process of its own, for a window that must not wait.

The child holds no key: it asks its parent to count the look, over the pipe, before it answers any.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from omni_med.errors import CancelledError, ModelError
from omni_med.inference.child import Failed, failure_of
from omni_med.models.heads.bundle import HeadCard
from omni_med.progress import Cancelled, Progress, never, no_progress
from omni_med.workspace.teaching.gate import LockedEvaluation

NICENESS = 10
_POLL = 0.1  # seconds between two looks at whether it was cancelled

Measured = tuple[HeadCard, LockedEvaluation]


def measure_apart(
    card: HeadCard,
    numbers: bytes,
    manifest: Path,
    look: Callable[[HeadCard, str], object],
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Measured:
    """Measure a head on a locked set; returns its card on this model, and the figures.

    Args:
        card: Of the head.
        numbers: Bytes of its file.
        manifest: The locked set.
        look: Called with the card and the set's digest: it counts the look, or raises.
        progress: Told how many cases are done.
        cancelled: Asked ten times a second.

    Raises:
        OmniMedError: Whatever the head or the set is refused for.
        CancelledError: If asked to stop; a look that was counted stays counted.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, card, numbers, manifest), daemon=True)
    process.start()
    theirs.close()
    try:
        return _listen(ours, look, progress, cancelled)
    except (EOFError, OSError):
        raise ModelError("The process that measured the head ended before it was done.") from None
    finally:
        ours.close()
        process.terminate()
        process.join()


def _listen(
    pipe: Connection,
    look: Callable[[HeadCard, str], object],
    progress: Progress,
    cancelled: Cancelled,
) -> Measured:
    while True:
        if cancelled():
            raise CancelledError
        if not pipe.poll(_POLL):
            continue
        kind, *items = pipe.recv()
        if kind == "look":
            look(*items)
            pipe.send("go")
        elif kind == "progress":
            progress(*items)
        elif kind == "failed":
            failure: Failed = items[0]
            raise failure.error()
        else:
            card, evaluation = items
            return card, evaluation


def _serve(pipe: Connection, card: HeadCard, numbers: bytes, manifest: Path) -> None:
    """Measure, and tell the parent; Ctrl+C is the parent's business."""
    from finetune.heads import locked
    from omni_med.models import registry
    from omni_med.models.heads.bundle import load_head, rebound

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)

    try:
        plain = registry.get(registry.DEFAULT_MODEL).card()
        if card.base_id == plain.id and card.base_sha256 != plain.sha256:
            card = rebound(card, (plain.id, plain.version, plain.sha256))
        head = load_head(card, numbers)
        backend = registry.load(registry.DEFAULT_MODEL, heads=[head])

        def look(digest: str) -> None:
            pipe.send(("look", card, digest))
            pipe.recv()

        def told(done: int, total: int) -> None:
            pipe.send(("progress", done, total))

        found = locked.evaluate_locked(head, backend, manifest, look, told)
        pipe.send(("done", card, found))
    except (BrokenPipeError, EOFError):
        return
    except Exception as error:  # noqa: BLE001 - told in words, never with contents
        pipe.send(("failed", failure_of(0, error)))
