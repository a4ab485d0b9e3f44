"""The kinds of pneumonia as a tree, from an inflamed lung down to what a differential ranks.

In SNOMED CT "pneumonia" is an infection and "pneumonitis" is not (Editorial Guide, Pneumonia vs.
Pneumonitis), and the former lies below the latter: so the root is a pneumonitis, and the kinds
without a germ lie beside the pneumonia. A node for which no concept is certain has no code: "other
viral pneumonia" is a rest and no concept, and no code of non-infectious pneumonia could be
confirmed.

Source: SNOMED CT International Edition; of the branches, Pneumonia below Pneumonitis (its normal
form), Infective pneumonia below Pneumonia and Bacterial pneumonia below that (SNOMED CT Starter
Guide), Viral pneumonia two steps below Pneumonia, and the COVID-19 pneumonia among Pneumonia's
descendants.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PARENTS = {
    "pneumonia": "pneumonitis",
    "infective pneumonia": "pneumonia",
    "viral pneumonia": "infective pneumonia",
    "COVID-19 pneumonia": "viral pneumonia",
    "other viral pneumonia": "viral pneumonia",
    "bacterial pneumonia": "infective pneumonia",
    "fungal pneumonia": "infective pneumonia",
    "non-infectious pneumonia": "pneumonitis",
}
PARENTS: Mapping[str, str] = MappingProxyType(_PARENTS)
"""Name -> name of what it is one of; the root has none."""

LEAVES = tuple(name for name in _PARENTS if name not in set(_PARENTS.values()))
"""The kinds that have no kinds: what a differential ranks, in this order."""


def path_of(name: str) -> tuple[str, ...]:
    """Return what a kind is one of, the most general first; empty for a name not in the tree."""
    path: list[str] = []
    while name in PARENTS:
        name = PARENTS[name]
        path.insert(0, name)
    return tuple(path)


def totals(shares: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of kinds added up in each node above some, but not all of them.

    Of nodes with the same kinds under them the most specific is named.

    Args:
        shares: Of kinds that exclude one another. Names that are not in the tree are passed over.

    Returns:
        Node -> share, the most general first.
    """
    known = [name for name in shares if name in PARENTS]
    above = {node: path_of(node) for name in known for node in path_of(name)}
    under: dict[tuple[str, ...], str] = {}
    for node in sorted(above, key=lambda node: len(above[node])):
        under[tuple(name for name in known if node in path_of(name))] = node
    return {
        node: min(1.0, sum(shares[name] for name in kinds))
        for kinds, node in under.items()
        if 1 < len(kinds) < len(known)
    }
