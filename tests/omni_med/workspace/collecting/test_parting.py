"""Who is kept back stays so, and nobody who may have been learnt from is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.errors import WorkspaceError
from omni_med.workspace.collecting.parting import LEAST, kept_back


@dataclass(frozen=True)
class Case:
    patient: str
    present: bool


def cases(ill: int, well: int) -> list[Case]:
    return [Case(f"i{n}", present=True) for n in range(ill)] + [
        Case(f"w{n}", present=False) for n in range(well)
    ]


@given(st.integers(4, 40), st.integers(1, 60), st.floats(0.1, 0.6))
def test_both_parts_have_the_finding_and_no_patient_is_in_both(
    ill: int, well: int, share: float
) -> None:
    members = cases(ill, well)
    if ill - max(LEAST, round(share * ill)) < LEAST:
        return
    drawn = kept_back(members, share, before=(), taught=())
    assert sum(name[0] == "i" for name in drawn) == max(LEAST, round(share * ill))
    assert drawn == kept_back(members[::-1], share, before=(), taught=())


def test_nobody_moves_when_more_come() -> None:
    first = kept_back(cases(10, 20), 0.3, before=(), taught=())
    taught = {case.patient for case in cases(10, 20)} - first
    second = kept_back(cases(20, 40), 0.3, before=first, taught=taught)
    assert first <= second
    assert not second & taught
    assert sum(name[0] == "i" for name in second) == 6


def test_a_patient_with_and_without_it_counts_as_having_it() -> None:
    members = [*cases(4, 4), Case("w0", present=True)]
    drawn = kept_back(members, 0.5, before=(), taught=())
    assert len(drawn & {"i0", "i1", "i2", "i3", "w0"}) == LEAST


@pytest.mark.parametrize(("ill", "share"), [(3, 0.3), (4, 0.9), (9, 0.0), (9, 1.0)])
def test_too_few_or_no_share_is_a_clear_line(ill: int, share: float) -> None:
    with pytest.raises(WorkspaceError, match=r"too few|share of the patients"):
        kept_back(cases(ill, 9), share, before=(), taught=())


def test_who_was_learnt_from_cannot_be_kept_back() -> None:
    taught = {f"i{n}" for n in range(6)}
    with pytest.raises(WorkspaceError, match="too few"):
        kept_back(cases(6, 6), 0.4, before=(), taught=taught)
