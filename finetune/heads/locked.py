"""A head on a locked set, read as patients would be: through the shipped model with the head on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from finetune.datasets.dataset import Dataset, DatasetColumns, Label, Sample, read_dataset
from finetune.datasets.films import Films, file_films
from finetune.datasets.stored import Collected, WorkspaceFilms, read_stored
from finetune.datasets.traces import check_apart, compared_by, marks_of, trace_all
from finetune.errors import DatasetError
from finetune.metrics import estimate
from omni_med.dicom.pool import DecodePool
from omni_med.errors import DicomError
from omni_med.models import registry
from omni_med.models.heads.bundle import Head, HeadCard, model_fingerprint
from omni_med.models.protocols import ModelBackend, Weights
from omni_med.progress import Progress, no_progress
from omni_med.workspace.collecting.sets import StudySet
from omni_med.workspace.teaching.gate import LockedEvaluation

LEAST: Final = 2  # cases with the finding
Look = Callable[[str, tuple[str, ...]], object]


@dataclass(frozen=True, slots=True, eq=False)
class LockedCases:
    """A locked set, wherever it lies.

    Attributes:
        dataset: Its cases, labelled.
        films: Where their films lie.
        name: Of a data set of the workspace, ``NAME@VERSION``; empty for a manifest.
    """

    dataset: Dataset
    films: Films
    name: str = ""


def of_manifest(card: HeadCard, manifest: Path, films: Films) -> LockedCases:
    """Return a manifest, or a folder, as a locked set of a head; its columns are the head's.

    Raises:
        ManifestError: If the file cannot be read.
        DatasetError: If the set cannot be used.
    """
    columns = DatasetColumns(*card.columns)
    dataset = read_dataset(manifest, Label.parse(card.label), columns, least=LEAST)
    return LockedCases(dataset, films)


def of_workspace(card: HeadCard, found: StudySet, films: WorkspaceFilms) -> LockedCases:
    """Return a data set of the workspace as a locked set of a head.

    Raises:
        DatasetError: If it is labelled with something else, or cannot be used.
    """
    wanted = Label.parse(card.label).value
    names = {wanted, wanted.rsplit("/", maxsplit=1)[-1], card.answer.name}
    plain = {name.replace("-", " ").casefold() for name in names}
    if found.query.finding.strip().replace("-", " ").casefold() not in plain:
        raise DatasetError(
            f"{found.title} is labelled with {found.query.finding!r}, and {card.title} finds "
            f"{card.answer.name!r}.",
            hint="A head is measured on cases of which it is known whether they have its finding.",
        )
    return LockedCases(read_stored(found, films, least=LEAST, teach=False), films, found.title)


@contextmanager
def open_locked(
    workspace: Collected, card: HeadCard, source: Path | StudySet
) -> Iterator[LockedCases]:
    """Give a locked set of a head, from files or out of a workspace.

    Args:
        workspace: Open; it knows the patients of either.
        card: Of the head.
        source: A manifest, a folder, or a data set of the workspace.

    Raises:
        ManifestError: If the file cannot be read.
        DatasetError: If the set cannot be used.
    """
    if isinstance(source, Path):
        with file_films(workspace.pseudonym) as films:
            yield of_manifest(card, source, films)
        return
    plain = registry.get(registry.DEFAULT_MODEL).card()
    with DecodePool(workers=1) as pool:
        stored = WorkspaceFilms(workspace, pool, plain, named=True)
        yield of_workspace(card, source, stored)


def evaluate_locked(
    head: Head,
    backend: ModelBackend,
    cases: LockedCases,
    look: Look,
    progress: Progress = no_progress,
) -> LockedEvaluation:
    """Answer every case of a locked set with a head and measure it.

    Args:
        head: What is measured.
        backend: The model with the head on it.
        cases: The set.
        look: Called with the set's digest, and by what its cases are known, before any case is
            answered: it counts the look, and raises where there may be none.
        progress: Told how many cases are done.

    Raises:
        DatasetError: If the model reads no case of either label.
        HeadError: If it holds patients or films that the head was taught on.
    """
    dataset = cases.dataset
    traces = trace_all(dataset.samples, cases.films)
    check_apart(head.card, [sample.index for sample in dataset.samples], traces)
    look(dataset.digest, marks_of(traces))
    scores, truth, groups = [], [], []
    for number, sample in enumerate(dataset.samples):
        answer = _answer(sample, head, backend, cases.films)
        if answer is not None:
            scores.append(answer)
            truth.append(sample.label)
            groups.append(sample.group)
        progress(number + 1, len(dataset.samples))
    p, label, group = np.array(scores), np.array(truth), np.array(groups)
    if len(set(truth)) < 2:
        raise DatasetError("The model reads no case with, or none without, the finding.")
    found = estimate(p, label, group)
    called = p >= float(head.card.answer.threshold or 0.5)
    return LockedEvaluation(
        digest=dataset.digest,
        cases=len(p),
        positives=int(label.sum()),
        patients=len(set(group[label == 1])),
        without=len(set(group[label == 0])),
        auroc=found.value,
        low=found.low,
        high=found.high,
        sensitivity=float(called[label == 1].mean()),
        specificity=float((~called[label == 0]).mean()),
        passed=bool(found.low > 0.5),
        model=model_fingerprint(backend.card.sha256),
        name=cases.name,
        apart_by=compared_by(head.card),
    )


def _answer(sample: Sample, head: Head, backend: ModelBackend, films: Films) -> float | None:
    """Return what the head says of a case; None where the model does not read it."""
    try:
        prepared = films.prepared(sample, backend.card)
    except (DicomError, OSError):
        return None
    prediction = backend.infer(backend.encode(prepared.inputs), Weights())
    name = head.card.answer.name
    return next((answer.fused for answer in prediction.answers if answer.name == name), None)
