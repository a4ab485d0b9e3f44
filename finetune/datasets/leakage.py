"""What gives the answer away before anything is learnt: looked for, and said, before training.

Four ways in which a small set of cases flatters itself: the same patient or film under two keys,
a note that holds the label, a place or device that goes with the label, and films whose making
(size, borders, corners) goes with the label.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from finetune.datasets.dataset import Dataset, Sample
from finetune.datasets.films import Films
from finetune.datasets.looks import Look, look_at
from finetune.errors import DatasetError
from finetune.metrics import Estimate, estimate
from omni_med.progress import Progress, no_progress

FloatArray = NDArray[np.float64]

ALIKE = 0.93  # correlation of two fingerprints above which two films are one
NOTE_LONG_ENOUGH = 40  # characters: shorter notes are alike by chance
TELLING_SHARE = 0.4  # of the patients of one label whose notes hold a word
FOREIGN_SHARE = 0.02  # of the patients of the other label
CHANCE = 0.01  # of one such word among all of them, by Fisher's exact test over patients
BETRAYED = 0.75  # lower end of an AUROC above which something gives the label away
LEANING = 0.55  # an AUROC above which what is no chance is said
ELSEWHERE = 0.2  # of the negatives: more than that from places without a positive is a confound
_LEAST_BESIDE = 10  # negatives from the positives' own places, to be compared with
_MOST_SHOWN = 8  # pairs in one message
_MOST_VALUES = 40  # of a column that says where or how a film was made

_ACQUISITION = re.compile(
    r".*(source|site|hospital|institution|centre|center|scanner|manufacturer|device|station|"
    r"detector|modality|view|projection|department|collection|dataset|archive|kvp|exposure|"
    r"model_?name|来源|医院|设备).*",
    re.IGNORECASE,
)
_REPEATS_THE_LABEL = re.compile(r".*(label|finding|diagnos|outcome|class).*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w-]{2,}", re.UNICODE)


@dataclass(frozen=True, slots=True, eq=False)
class Leakage:
    """What was found.

    Attributes:
        warnings: In words, each with what to do.
        dataset: The cases, with patients joined who share a film or a note.
        stratum: (cases,) the value of the most telling acquisition column; empty strings where
            none tells the label.
        by_column: Column to how well it alone tells the label.
        by_making: How well size, borders and corners alone tell it; None without films.
        words: Words that give the label away.
    """

    warnings: tuple[str, ...]
    dataset: Dataset
    stratum: NDArray[np.str_]
    by_column: dict[str, Estimate]
    by_making: Estimate | None
    words: tuple[str, ...]


def look_for_leakage(dataset: Dataset, films: Films, progress: Progress = no_progress) -> Leakage:
    """Look at the cases of a head before it is taught.

    Raises:
        DatasetError: If a film is there under both labels.
    """
    samples = list(dataset.samples)
    prints = look_at(samples, films, progress)
    _refuse_both_labels(samples, prints)
    joined, shared = _join(samples, prints)
    warnings = list(dataset.warnings)
    warnings += _alike_with_both_labels(samples, prints)
    if shared:
        warnings.append(
            f"{shared} pairs of patients share a film or a note: they count as one patient now, so "
            "that none is learnt from and judged by. Look whether their keys are right."
        )
    words = telling_words(joined, dataset.label.value)
    if words:
        shown = ", ".join(repr(word) for word in words[:8])
        warnings.append(
            f"Words of the notes may give the label away: {shown}. Take out of the notes what was "
            "written after the diagnosis was known."
        )
    columns = _columns(joined)
    place, elsewhere = _place(joined, columns)
    warnings += [*_telling_columns(columns), *_leaning_columns(joined, columns, place)]
    stratum = np.array([sample.extras.get(place, "") for sample in joined])
    if place:
        warnings.append(
            f"{elsewhere:.0%} of the cases without the finding come from places ({place!r}) that "
            "have none with it: the place must not stand for the disease. The head is judged "
            "within the places that have both."
        )
    making = _making(joined, prints)
    if making is not None and making.low > BETRAYED:
        warnings.append(
            f"How the films were made (size, borders, corners) tells the label (AUROC "
            f"{making.value:.2f}): a head may learn the archive in place of the disease."
        )
    changed = replace(dataset, samples=tuple(joined))
    return Leakage(tuple(warnings), changed, stratum, columns, making, words)


def _telling_columns(columns: dict[str, Estimate]) -> list[str]:
    return [
        f"The column {name!r} alone tells the label (AUROC {found.value:.2f}). If it says where or "
        "how films were made, no figure here can be believed; if it only repeats the label, leave "
        "it out."
        for name, found in columns.items()
        if found.low > BETRAYED
    ]


def _leaning_columns(
    samples: Sequence[Sample], columns: dict[str, Estimate], place: str
) -> list[str]:
    """Warn of what goes with the label beyond chance, where an interval is too wide to say so."""
    return [
        f"The column {name!r} goes with the label more than chance would have it (AUROC "
        f"{found.value:.2f}): see to it that films with and without the finding were made alike."
        for name, found in columns.items()
        if name != place
        and found.low <= BETRAYED
        and found.value > LEANING
        and _unequal(samples, name) * len(columns) < CHANCE
    ]


def _unequal(samples: Sequence[Sample], name: str) -> float:
    """Return how probable the most unequal value of a column is by chance, over patients.

    An interval over six patients is too wide to say what nine of ten of their films show.
    """
    patients: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for sample in samples:
        patients[sample.extras.get(name, "")][sample.label].add(sample.group)
    everyone = [len({item.group for item in samples if item.label == label}) for label in (0, 1)]
    chances = [_by_chance([len(part) for part in pair], everyone) for pair in patients.values()]
    return min(chances) * len(chances)


def _place(samples: Sequence[Sample], columns: dict[str, Estimate]) -> tuple[str, float]:
    """Return the column by which most negatives come from elsewhere, and their share."""
    best, most = "", ELSEWHERE
    negatives = [sample for sample in samples if not sample.label]
    for name in columns:
        homes = {sample.extras.get(name, "") for sample in samples if sample.label}
        beside = sum(sample.extras.get(name, "") in homes for sample in negatives)
        share = 1 - beside / len(negatives)
        if beside >= _LEAST_BESIDE and share > most:
            best, most = name, share
    return best, most


def _join(samples: list[Sample], looks: list[Look | None]) -> tuple[list[Sample], int]:
    """Give one key to patients who share a film or a note; return how many pairs did."""
    parent = {sample.group: sample.group for sample in samples}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    shared = 0
    for one, other in [*_alike_films(samples, looks), *_alike_notes(samples)]:
        first, second = root(samples[one].group), root(samples[other].group)
        if first != second:
            parent[second] = first
            shared += 1
    return [replace(sample, group=root(sample.group)) for sample in samples], shared


def _refuse_both_labels(samples: Sequence[Sample], looks: list[Look | None]) -> None:
    first: dict[str, Sample] = {}
    pairs = []
    for sample, seen in zip(samples, looks, strict=True):
        known = sample if seen is None else first.setdefault(seen.digest, sample)
        if known.label != sample.label:
            pairs.append(f"{known.index} and {sample.index}")
    if pairs:
        more = f" and {len(pairs) - _MOST_SHOWN} more" if len(pairs) > _MOST_SHOWN else ""
        raise DatasetError(
            f"The same film is there with contradicting labels: cases "
            f"{'; '.join(pairs[:_MOST_SHOWN])}{more}.",
            hint="Decide which one holds, and leave the other out.",
        )


def _alike_with_both_labels(samples: Sequence[Sample], looks: list[Look | None]) -> list[str]:
    pairs = [
        f"{samples[one].index} and {samples[other].index}"
        for one, other in _alike_films(samples, looks, others_only=False)
        if samples[one].label != samples[other].label
    ]
    if not pairs:
        return []
    shown = "; ".join(pairs[:_MOST_SHOWN])
    return [
        f"Films that look the same have contradicting labels (cases {shown}): look which holds."
    ]


def _alike_films(
    samples: Sequence[Sample], looks: list[Look | None], *, others_only: bool = True
) -> list[tuple[int, int]]:
    """Return pairs that look the same; of different patients only, unless told otherwise."""
    known = [index for index, look in enumerate(looks) if look is not None]
    if not known:
        return []
    table = np.stack([look.fingerprint for look in looks if look is not None])
    close = np.triu(table @ table.T > ALIKE, 1)
    return [
        (known[one], known[other])
        for one, other in zip(*np.nonzero(close), strict=True)
        if not others_only or samples[known[one]].group != samples[known[other]].group
    ]


def _alike_notes(samples: Sequence[Sample]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    pairs = []
    for index, sample in enumerate(samples):
        note = " ".join(sample.note.casefold().split())
        if len(note) < NOTE_LONG_ENOUGH:
            continue
        other = first.setdefault(note, index)
        if samples[other].group != sample.group:
            pairs.append((other, index))
    return pairs


def telling_words(samples: Sequence[Sample], value: str) -> tuple[str, ...]:
    """Return words that are in the notes of one label and hardly in those of the other.

    The words of the label itself count from the first patient on.
    """
    notes = [sample for sample in samples if sample.note]
    totals = Counter(sample.label for sample in notes)
    if len(totals) < 2:
        return ()
    patients: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    everyone = [{sample.group for sample in notes if sample.label == label} for label in (0, 1)]
    for sample in notes:
        for word in set(_WORD.findall(sample.note.casefold())):
            patients[word][sample.label].add(sample.group)
    own = {word for word in _WORD.findall(value.casefold().replace("/", " ")) if len(word) > 3}
    found = {}
    for word, pair in patients.items():
        shares = [len(pair[label]) / len(everyone[label]) for label in (0, 1)]
        if word in own and shares[1] > 2 * shares[0]:
            found[word] = 2.0 + shares[1]
        elif max(shares) >= TELLING_SHARE and min(shares) <= FOREIGN_SHARE:
            chance = _by_chance([len(part) for part in pair], [len(part) for part in everyone])
            if chance * len(patients) < CHANCE:
                found[word] = max(shares)
    return tuple(sorted(found, key=lambda word: -found[word]))


def _by_chance(having: Sequence[int], all_of: Sequence[int]) -> float:
    """Return how probable so unequal a word is by chance (Fisher's exact test)."""
    from scipy.stats import fisher_exact

    table = [[having[0], all_of[0] - having[0]], [having[1], all_of[1] - having[1]]]
    return float(fisher_exact(table).pvalue)


def _columns(samples: Sequence[Sample]) -> dict[str, Estimate]:
    """Return how well each column on where or how a film was made tells the label."""
    names = samples[0].extras if samples else {}
    truth = np.array([sample.label for sample in samples])
    groups = np.array([sample.group for sample in samples])
    found = {}
    for name in names:
        values = np.array([sample.extras.get(name, "") for sample in samples])
        asked = _ACQUISITION.fullmatch(name) and not _REPEATS_THE_LABEL.fullmatch(name)
        if asked and 1 < len(set(values)) <= _MOST_VALUES:
            found[name] = estimate(_out_of_fold_rate(values, truth, groups), truth, groups)
    return found


def _out_of_fold_rate(
    values: NDArray[np.str_], truth: NDArray[np.int64], groups: NDArray[np.str_]
) -> FloatArray:
    """Return for each case how often its value is positive among other patients, drawn to 1/2."""
    positive, total = Counter(values[truth == 1].tolist()), Counter(values.tolist())
    own: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for value, label, name in zip(values.tolist(), truth.tolist(), groups.tolist(), strict=True):
        own[(value, name)][0] += label
        own[(value, name)][1] += 1
    rates = []
    base = float(truth.mean())
    for value, name in zip(values.tolist(), groups.tolist(), strict=True):
        mine = own[(value, name)]
        rates.append((positive[value] - mine[0] + base) / (total[value] - mine[1] + 1))
    return np.array(rates)


def _making(samples: Sequence[Sample], looks: list[Look | None]) -> Estimate | None:
    """Return how well a film's making tells its label, out of fold by patient."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    known = [index for index, look in enumerate(looks) if look is not None]
    truth = np.array([samples[index].label for index in known])
    groups = np.array([samples[index].group for index in known])
    folds = min(5, len(set(groups[truth == 1])), len(set(groups[truth == 0])))
    if folds < 2:
        return None
    table = np.array([look.making for look in looks if look is not None])
    model = HistGradientBoostingClassifier(
        max_iter=60, max_depth=3, min_samples_leaf=5, class_weight="balanced", random_state=0
    )
    cut = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    scores = cross_val_predict(model, table, truth, groups=groups, cv=cut, method="predict_proba")[
        :, 1
    ]
    return estimate(scores, truth, groups)
