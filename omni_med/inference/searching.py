"""Look through a workspace for studies that lie near one, or near words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from omni_med.dicom.pool import DecodePool
from omni_med.errors import CancelledError, DicomError, ModelError, WorkspaceError
from omni_med.inference.run import WorkspaceLike
from omni_med.inference.similar import (
    Hit,
    Placed,
    key_of,
    place_study,
    place_text,
    rank,
    read_place,
    space_of,
)
from omni_med.models.space import Embedder
from omni_med.progress import Cancelled, Progress, never, no_progress


class Comparable(WorkspaceLike, Protocol):
    """What the search needs of a workspace."""

    def comparable(self, like: str = "") -> dict[str, str]:
        """Return the studies to look among, each with a stamp; it goes on the trail."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives.

    Attributes:
        hits: The others, the most alike first.
        not_indexed: Studies whose place was not kept and was not to be made.
        empty: Studies of which the model reads neither film nor record on the side looked at.
        unreadable: Studies that could not be opened.
    """

    hits: tuple[Hit, ...]
    not_indexed: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def search(
    workspace: Comparable,
    study_uid: str,
    text: str = "",
    *,
    backend: Embedder,
    pool: DecodePool,
    side: str = "both",
    add: bool = True,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Found:
    """Return the studies most like a study, or like words.

    A study that was not looked at under these weights is placed now; its place is kept, sealed,
    until its films or notes or the weights change.

    Args:
        workspace: Where to look.
        study_uid: The study asked with; empty to ask with words.
        text: The words.
        backend: The model.
        pool: Decodes compressed frames.
        side: What of the others is looked at.
        add: Whether studies without a place are given one.
        progress: Told (done, total) in studies.
        cancelled: Asked between studies; what was placed stays.

    Raises:
        UnknownStudyError: If there is no such study.
        ModelError: If the model has no space, or can read nothing of what was asked with.
        CancelledError: If asked to stop.
    """
    backend, space = space_of(backend)
    query = None if study_uid else place_text(text, backend)
    stamps = workspace.comparable(study_uid)
    if query is None:
        stamp = stamps.pop(study_uid, "")
        query = place_study(workspace, study_uid, stamp, backend=backend, pool=pool)
    if query.is_empty:
        raise ModelError(
            "The model reads neither a film nor a record of this study.",
            hint="It reads frontal chest films and records in English.",
        )
    placed: dict[str, Placed] = {}
    missing, broken = [], []
    for done, (uid, stamp) in enumerate(stamps.items()):
        if cancelled():
            raise CancelledError
        kept = read_place(workspace, key_of(backend, space, uid, stamp))
        if kept is None and add:
            try:
                kept = place_study(workspace, uid, stamp, backend=backend, pool=pool)
            except (DicomError, WorkspaceError):
                broken.append(uid)
                continue
        if kept is None:
            missing.append(uid)
        else:
            placed[uid] = kept
        progress(done + 1, len(stamps))
    hits = rank(query, placed, space, side=side)
    near = {hit.study_uid for hit in hits}
    empty = tuple(uid for uid in placed if uid not in near)
    return Found(hits, tuple(missing), empty, tuple(broken))
