"""The kinds of pneumonia as a tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.knowledge.codes import DCM, SNOMED_CT, code_of
from omni_med.knowledge.pneumonias import LEAVES, PARENTS, path_of, totals


def test_there_is_one_root_and_every_kind_lies_below_it() -> None:
    roots = {path_of(name)[0] for name in PARENTS}
    assert roots == {"pneumonitis"}
    assert LEAVES == (
        "COVID-19 pneumonia", "other viral pneumonia", "bacterial pneumonia", "fungal pneumonia",
        "non-infectious pneumonia",
    )  # fmt: skip


def test_every_node_above_a_kind_has_a_code_and_a_rest_has_none() -> None:
    for node in set(PARENTS.values()):
        code = code_of(node)
        assert code is not None
        assert code.system == SNOMED_CT
    assert code_of("other viral pneumonia") is None
    assert code_of("non-infectious pneumonia") is None


@pytest.mark.parametrize("name", ["opacity", "pneumonia-type opacity", "Lung opacity"])
def test_an_opacity_is_coded_as_what_is_seen(name: str) -> None:
    code = code_of(name)
    assert code is not None
    assert (code.system, code.code, code.display) == (DCM, "112001", "Opacity")


def test_what_lies_under_infective_is_not_under_the_rest() -> None:
    assert path_of("COVID-19 pneumonia") == (
        "pneumonitis", "pneumonia", "infective pneumonia", "viral pneumonia",
    )  # fmt: skip
    assert path_of("non-infectious pneumonia") == ("pneumonitis",)
    assert path_of("pneumothorax") == ()


def test_kinds_add_up_where_more_than_one_lies_under_a_node() -> None:
    shares = dict(zip(LEAVES, (0.4, 0.1, 0.2, 0.05, 0.15), strict=True))
    found = totals(shares)
    assert list(found) == ["infective pneumonia", "viral pneumonia"]
    assert found["infective pneumonia"] == pytest.approx(0.75)
    assert found["viral pneumonia"] == pytest.approx(0.5)
    assert totals({"COVID-19 pneumonia": 0.4, "pneumothorax": 0.2}) == {}
    assert totals({}) == {}


@given(st.lists(st.floats(0, 0.2), min_size=5, max_size=5))
def test_no_node_claims_more_than_its_kinds_or_less_than_one_of_them(values: list[float]) -> None:
    shares = dict(zip(LEAVES, values, strict=True))
    for node, total in totals(shares).items():
        under = [shares[name] for name in LEAVES if node in path_of(name)]
        assert max(under) <= total + 1e-12
        assert total == pytest.approx(sum(under))
