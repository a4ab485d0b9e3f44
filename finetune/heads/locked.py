"""A head on a locked set, read as patients would be: through the shipped model with the head on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from finetune.datasets.dataset import (
    Dataset,
    DatasetColumns,
    Label,
    Sample,
    film_digest,
    read_dataset,
)
from finetune.errors import DatasetError, HeadError
from finetune.metrics import estimate
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Note
from omni_med.errors import DicomError
from omni_med.inference.files import prepare_files
from omni_med.inference.prepare import assemble
from omni_med.models.heads.bundle import Head, model_fingerprint
from omni_med.models.protocols import ModelBackend, Weights
from omni_med.progress import Progress, no_progress
from omni_med.workspace.teaching.gate import LockedEvaluation


def evaluate_locked(
    head: Head,
    backend: ModelBackend,
    manifest: Path,
    look: Callable[[str], object],
    progress: Progress = no_progress,
) -> LockedEvaluation:
    """Answer every case of a locked set with a head and measure it.

    Args:
        head: What is measured.
        backend: The model with the head on it.
        manifest: With the columns that the head was taught on.
        look: Called with the set's digest before any case is answered: it counts the look, and
            raises where there may be none.
        progress: Told how many cases are done.

    Raises:
        DatasetError: If the set cannot be used, or holds films that the head was taught on.
    """
    columns = DatasetColumns(*head.card.columns)
    dataset = read_dataset(manifest, Label.parse(head.card.label), columns, least=2)
    _check_apart(head, dataset)
    look(dataset.digest)
    scores, truth, groups = [], [], []
    with DecodePool(workers=1) as pool:
        for number, sample in enumerate(dataset.samples):
            answer = _answer(sample, head, backend, pool)
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
        auroc=found.value,
        low=found.low,
        high=found.high,
        sensitivity=float(called[label == 1].mean()),
        specificity=float((~called[label == 0]).mean()),
        passed=bool(found.low > 0.5),
        model=model_fingerprint(backend.card.sha256),
    )


def _check_apart(head: Head, dataset: Dataset) -> None:
    seen = set(head.card.seen)
    again = [s.index for s in dataset.samples if s.image and film_digest(s.image) in seen]
    if again:
        lines = ", ".join(str(line) for line in again[:8])
        raise HeadError(
            f"The head was taught on {len(again)} films of this set (lines {lines}).",
            hint="A locked set holds other patients than the ones a head was taught on.",
        )


def _answer(sample: Sample, head: Head, backend: ModelBackend, pool: DecodePool) -> float | None:
    """Return what the head says of a case; None where the model does not read it."""
    notes = (Note("note", sample.note),) if sample.note else ()
    try:
        if sample.image is None:
            prepared = assemble(backend.card, (), notes)
        else:
            prepared = prepare_files(
                (sample.image,), notes, card=backend.card, pool=pool, view=sample.view
            )
    except (DicomError, OSError):
        return None
    prediction = backend.infer(backend.encode(prepared.inputs), Weights())
    name = head.card.answer.name
    return next((answer.fused for answer in prediction.answers if answer.name == name), None)
