"""On which side of a frontal film, and how high, an answer's influence lies. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from omni_med.domain import HeatMap

ONE_SIDED = 0.75
"""Share of the positive influence that one half must hold to be called the side."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the influence lies.

    Attributes:
        side: The patient's ``"left"`` or ``"right"``; empty where it is on both.
        height: ``"upper"``, ``"mid"`` or ``"lower"`` third of the film; empty where spread.
        share: Share of the positive influence in the stronger half, 0.5 to 1.
    """

    side: str
    height: str
    share: float

    @property
    def words(self) -> str:
        """As it is written: ``"right lower"``, ``"left"``, ``"both sides"``."""
        if not self.side:
            return "both sides"
        return f"{self.side} {self.height}".strip()


def place_of(maps: Sequence[HeatMap], mirrored: Collection[str] = ()) -> Place | None:
    """Return where the positive influence of one finding lies over its frontal films.

    A frontal film is shown as if facing the patient: the image's left is the patient's right, in
    PA and AP alike, unless the header says that it is ``mirrored`` (SOP instance UIDs). None where
    there is no map or nothing speaks for the finding.

    Source: DICOM PS3.3 C.7.6.1.1.1 (Patient Orientation).
    """
    right = left = 0.0
    thirds = np.zeros(3)
    for one in maps:
        grid = np.asarray(one.values, np.float64).reshape(one.rows, one.columns).clip(min=0)
        if one.sop_instance_uid in mirrored:
            grid = grid[:, ::-1]
        centres = (np.arange(one.columns) + 0.5) / one.columns
        columns = grid.sum(axis=0)
        right += float(columns[centres < 0.5].sum() + columns[centres == 0.5].sum() / 2)
        left += float(columns[centres > 0.5].sum() + columns[centres == 0.5].sum() / 2)
        rows = ((np.arange(one.rows) + 0.5) * 3 / one.rows).astype(np.intp)
        thirds += np.bincount(rows, weights=grid.sum(axis=1), minlength=3)
    total = right + left
    if total <= 0:
        return None
    share = max(right, left) / total
    side = "" if share < ONE_SIDED else ("right" if right > left else "left")
    height = ("upper", "mid", "lower")[int(thirds.argmax())] if thirds.max() >= total / 2 else ""
    return Place(side, height, share)
