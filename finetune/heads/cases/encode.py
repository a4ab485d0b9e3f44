"""Cases through the frozen part of the embedded model, once: what all heads and baselines learn on.

Films are kept as the maps that enter the encoder's last block, plain and varied; notes as the
vectors of their sentences. Everything after that is small enough to be taught many times over.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.datasets.dataset import Dataset, Sample
from finetune.datasets.films import Films
from finetune.evaluate.shortcuts import blackened
from finetune.films.augment import Augmentation, vary
from finetune.heads.cases.encoded import VIEWS, Encoded, check_people, choose_cases
from finetune.heads.cases.kept import Part, Row, key_of, part_file, read_part, write_part
from finetune.heads.cases.stack import stack
from finetune.heads.network.opened import lay_open
from finetune.heads.network.parts import Parts
from finetune.heads.network.trunk import Trunk
from finetune.heads.running.crew import ALONE, Crew
from omni_med.errors import DicomError
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.preprocess import make_square, standardise
from omni_med.models.compact.settings import FOLDER
from omni_med.models.heads.lora import Words
from omni_med.models.heads.words import Tap
from omni_med.models.protocols import Features, FloatArray, ModelInputs, Weights
from omni_med.progress import Progress, no_progress

PARTS = 16  # files in which encoded cases are kept: what a stop loses, and what processes share
STORED = 1.15  # times the encoder's size at which a film is kept while it is varied


@dataclass(frozen=True, slots=True, eq=False)
class Readers:
    """What encodes cases.

    Attributes:
        backend: The shipped model: reads notes, refuses films, gives the prior.
        trunk: The frozen part of its image encoder.
        parts: What LoRA may adapt.
        tap: Its text encoder with the last layer laid open; None where that cannot be.
    """

    backend: CompactBackend
    trunk: Trunk
    parts: Parts
    tap: Tap | None = None

    @classmethod
    def shipped(cls, folder: Path = FOLDER, device: str = "cpu") -> Readers:
        """Read the embedded model from its folder.

        Raises:
            HeadError: If what heads are taught on is missing beside it.
            ModelUnavailableError: If the model is damaged.
        """
        trunk, opened = Trunk.shipped(folder, device), lay_open(folder)
        tail, tap = (opened.tail, opened.tap) if opened else (None, None)
        parts = Parts.shipped(trunk.top, tail, folder)
        return cls(CompactBackend(folder), trunk, parts, tap)


def encode_dataset(
    dataset: Dataset,
    stratum: NDArray[np.str_],
    readers: Readers,
    films: Films,
    *,
    most: int,
    store: Path | None = None,
    seed: int = 0,
    crew: Crew = ALONE,
    progress: Progress = no_progress,
) -> Encoded:
    """Encode the cases of a head; what was encoded before is read from ``store``.

    Args:
        dataset: The cases.
        stratum: (cases,) place of each; negatives from the positives' places are taken first.
        readers: What encodes.
        films: Where the cases' films lie.
        most: Negatives at most.
        store: Folder of an earlier run, in which what is encoded is kept in clear; several
            processes need one.
        seed: Of the choice of negatives and of the variation.
        crew: Who else encodes.
        progress: Told how many parts are done.

    Raises:
        DatasetError: If too few cases are left.
        OSError: If they cannot be kept.
    """
    chosen = choose_cases(dataset, stratum, most, seed)
    count = min(PARTS, len(chosen))
    for number in crew.share(range(count)):
        part = chosen[number::count]
        if store is None:
            continue
        key, file = key_of(dataset, part, readers.backend, seed), part_file(store, number)
        if read_part(file, key) is None:
            write_part(file, key, _encode_all(dataset, part, readers, films, seed))
        progress(number + 1, count)
    crew.wait()
    kept = []
    for number in range(count):
        part = chosen[number::count]
        key = key_of(dataset, part, readers.backend, seed)
        found = None if store is None else read_part(part_file(store, number), key)
        kept.append(found or _encode_all(dataset, part, readers, films, seed))
        progress(number + 1, count)
    excluded: Counter[str] = Counter()
    rows: dict[int, Row] = {}
    for used, encoded, reasons in kept:
        rows |= zip(used, encoded, strict=True)
        excluded.update(reasons)
    left_out = len(dataset.samples) - len(chosen)
    if left_out:
        excluded["more cases without the finding than are needed"] = left_out
    order = sorted(rows)
    samples = tuple(dataset.samples[index] for index in order)
    check_people(samples, excluded)
    stacked = [rows[index] for index in order]
    return stack(samples, stacked, readers.trunk, stratum[order], dict(excluded))


def _encode_all(
    dataset: Dataset,
    chosen: list[int],
    readers: Readers,
    films: Films,
    seed: int,
) -> Part:
    """Return which cases can be used, their features, and why others cannot."""
    used, rows, excluded = [], [], Counter[str]()
    for index in chosen:
        row = _encode(dataset.samples[index], readers, films, dataset.label.value, seed)
        if isinstance(row, str):
            excluded[row] += 1
        else:
            rows.append(row)
            used.append(index)
    return Part(used, rows, dict(excluded))


def _encode(sample: Sample, readers: Readers, films: Films, value: str, seed: int) -> Row | str:
    """Return a case encoded, or why it cannot be used."""
    backend, trunk = readers.backend, readers.trunk
    try:
        prepared = films.prepared(sample, backend.card)
    except (DicomError, OSError):
        return "the image cannot be read"
    features = backend.encode(prepared.inputs)
    meant = [image for image in features.images if image.is_meant]
    if sample.has_image and not meant:
        return "a film that the model refuses to read"
    sentences = features.text.tokens if features.text is not None else np.zeros((0, 0), np.float32)
    if not meant and not len(sentences):
        return "nothing that the model reads"
    answers = backend.infer(features, Weights()).answers
    prior = _prior(value, {answer.name: answer.fused for answer in answers})
    words = _words(readers, prepared.inputs, features)
    if not meant:
        return Row(None, sentences, prior, words)
    pixels = _pixels(prepared.inputs, meant[0].image_id)
    maps = trunk.maps(_views(pixels, trunk.size, sample.index, seed))
    maps = torch.cat([trunk.served(meant[0])[None], maps[1:]])
    return Row(maps, sentences, prior, words)


def _words(readers: Readers, inputs: ModelInputs, features: Features) -> Words:
    """Return the sentences that the model read, piece by piece; none without a tap."""
    read = features.text.read if features.text is not None and readers.tap is not None else ()
    if readers.tap is None or not read:
        return Words(np.zeros((0, 0), np.float16), np.zeros(0, np.int64))
    return readers.tap.read([inputs.sentences[index].text for index in read])


def _pixels(inputs: ModelInputs, image_id: str) -> FloatArray:
    return next(image.pixels for image in inputs.images if image.image_id == image_id)


def _views(pixels: FloatArray, size: int, number: int, seed: int) -> FloatArray:
    """Return a film as it is, varied, and with the lungs blacked out: (views + 1, size, size)."""
    rng = np.random.default_rng([seed, number])
    large = make_square(pixels, round(size * STORED)).pixels
    squares = [make_square(pixels, size).pixels]
    squares += [vary(large, size, Augmentation(), rng) for _ in range(VIEWS - 1)]
    squares.append(blackened(squares[0]))
    return np.stack([standardise(square) for square in squares])


def _prior(value: str, answers: dict[str, float]) -> float:
    """Return the model's own answer nearest to the label: one its words name, else the first."""
    words = value.casefold().replace("/", " ").split()
    for name, answer in answers.items():
        if any(word in name.casefold().split() for word in words[1:]):
            return answer
    return next(iter(answers.values()), 0.5)
