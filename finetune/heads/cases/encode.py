"""Cases through the frozen part of the embedded model, once: what all heads and baselines learn on.

Films are kept as the maps that enter the encoder's last block, plain and varied; notes as the
vectors of their sentences. Everything after that is small enough to be taught many times over.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file, save
from torch import Tensor, nn

from finetune.datasets.dataset import Dataset, Sample
from finetune.datasets.films import Films
from finetune.errors import DatasetError, HeadError
from finetune.evaluate.shortcuts import blackened
from finetune.films.augment import Augmentation, vary
from finetune.heads.network.opened import lay_open
from finetune.heads.network.parts import Parts, Top
from finetune.heads.running.crew import ALONE, Crew
from finetune.heads.running.work import write_whole
from finetune.image.encoders import LiteEncoder
from omni_med.errors import DicomError
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.preprocess import make_square, standardise
from omni_med.models.compact.settings import FOLDER, HALF, read_settings
from omni_med.models.heads.lora import Words
from omni_med.models.heads.words import Tap
from omni_med.models.protocols import (
    Features,
    FloatArray,
    ImageFeatures,
    ModelInputs,
    Weights,
)
from omni_med.progress import Progress, no_progress

MOST_PIECES = 512 << 20  # bytes of all cases' word pieces: above it no LoRA adapts words
PARTS = 16  # files in which encoded cases are kept: what a stop loses, and what processes share
VIEWS = 4  # of each film: as it is, then varied
STORED = 1.15  # times the encoder's size at which a film is kept while it is varied
PLAIN, DARK = 0, -1  # views: as it is, and with the lungs blacked out


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """The cases of a data set, encoded.

    Attributes:
        samples: The cases, those that the model refuses left out.
        maps: float16 (cases, views + 1, channels, rows, columns) for ``Top``: as it is, varied,
            and last with the lungs blacked out; zeros without a film.
        pooled: float32 (cases, views + 1, channels): the mean token under the frozen last block.
        has_image: (cases,) bool.
        sentences: float32 (cases, most sentences, channels).
        has_sentence: (cases, most sentences) bool.
        label: (cases,) 0 or 1.
        group: (cases,) keys of patients.
        prior: (cases,) what the model without the head says: its nearest own answer.
        stratum: (cases,) the place that a case comes from; empty where it does not matter.
        excluded: Why cases were left out here, and how many.
        pieces: (cases,) their sentences piece by piece; empty where there are too many to be kept,
            and where the text encoder cannot be laid open.
    """

    samples: tuple[Sample, ...]
    maps: Tensor
    pooled: Tensor
    has_image: Tensor
    sentences: Tensor
    has_sentence: Tensor
    label: NDArray[np.int64]
    group: NDArray[np.str_]
    prior: NDArray[np.float64]
    stratum: NDArray[np.str_]
    excluded: dict[str, int]
    pieces: tuple[Words, ...] = ()


class Trunk:
    """The shipped image encoder as torch modules, cut before its last block."""

    def __init__(self, encoder: LiteEncoder, size: int) -> None:
        """Take a folded encoder, for films of ``size`` pixels."""
        encoder.eval().requires_grad_(False)
        self.size, self.top = size, Top(encoder)
        self._encoder = encoder

    @classmethod
    def shipped(cls, folder: Path = FOLDER) -> Trunk:
        """Read the weights beside the shipped model.

        Raises:
            HeadError: If they are not there, or of another network.
        """
        file = folder / HALF
        if not file.is_file():
            raise HeadError(
                f"{HALF} is missing beside the embedded model's weights.",
                hint="Install OmniMed again: heads are taught on it.",
            )
        prefix = "encoder."
        state = {
            name.removeprefix(prefix): value.float()
            for name, value in load_file(file).items()
            if name.startswith(prefix)
        }
        encoder = LiteEncoder()
        try:
            encoder.load_state_dict(state)
        except RuntimeError:
            raise HeadError("The embedded model's weights are of another network.") from None
        return cls(encoder, read_settings(folder).size)

    def maps(self, films: FloatArray) -> Tensor:
        """Map standardised films (n, size, size) to what a head's ``Top`` takes, float16."""
        with torch.no_grad():
            x = torch.from_numpy(films)[:, None].contiguous(memory_format=torch.channels_last)
            tap, tokens = self._encoder.both(x)
            middle = tokens[:, :, : self._encoder.middle_channels].transpose(1, 2)
            middle = middle.reshape(len(films), -1, *tap.shape[2:])
            return torch.cat([tap, middle], dim=1).half().contiguous()

    def served(self, image: ImageFeatures) -> Tensor:
        """Return the same of a film as the shipped 8-bit encoder gives it: what heads get later."""
        tap = torch.from_numpy(image.tap)
        middle = torch.from_numpy(image.tokens[:, : self._encoder.middle_channels].T.copy())
        return torch.cat([tap, middle.reshape(-1, *tap.shape[1:])]).half()


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
    def shipped(cls, folder: Path = FOLDER) -> Readers:
        """Read the embedded model from its folder.

        Raises:
            HeadError: If what heads are taught on is missing beside it.
            ModelUnavailableError: If the model is damaged.
        """
        trunk, opened = Trunk.shipped(folder), lay_open(folder)
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
        key, file = _key(dataset, part, readers.backend, seed), _part_file(store, number)
        if _read(file, key) is None:
            _write(file, key, _encode_all(dataset, part, readers, films, seed))
        progress(number + 1, count)
    crew.wait()
    kept = []
    for number in range(count):
        part = chosen[number::count]
        key = _key(dataset, part, readers.backend, seed)
        found = None if store is None else _read(_part_file(store, number), key)
        kept.append(found or _encode_all(dataset, part, readers, films, seed))
        progress(number + 1, count)
    excluded: Counter[str] = Counter()
    rows: dict[int, _Row] = {}
    for used, encoded, reasons in kept:
        rows |= zip(used, encoded, strict=True)
        excluded.update(reasons)
    left_out = len(dataset.samples) - len(chosen)
    if left_out:
        excluded["more cases without the finding than are needed"] = left_out
    order = sorted(rows)
    samples = tuple(dataset.samples[index] for index in order)
    check_people(samples)
    stacked = [rows[index] for index in order]
    return _stack(samples, stacked, readers.trunk, stratum[order], dict(excluded))


def _part_file(store: Path, number: int) -> Path:
    return store / f"features-{number}.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    maps: Tensor | None
    sentences: FloatArray
    prior: float
    words: Words


def choose_cases(dataset: Dataset, stratum: NDArray[np.str_], most: int, seed: int) -> list[int]:
    """Return the cases to use: all positives, and negatives, those from their places first."""
    rng = np.random.default_rng(seed)
    label = np.array([sample.label for sample in dataset.samples])
    homes = set(stratum[label == 1].tolist())
    negatives = rng.permutation(np.flatnonzero(label == 0))
    beside = np.array([stratum[index] in homes for index in negatives])
    ordered = np.concatenate([negatives[beside], negatives[~beside]])
    return sorted([*np.flatnonzero(label == 1).tolist(), *ordered[:most].tolist()])


def _key(dataset: Dataset, chosen: list[int], backend: CompactBackend, seed: int) -> str:
    parts = f"{dataset.digest}/{chosen}/{backend.card.sha256}/{seed}/{VIEWS}/words"
    return hashlib.sha256(parts.encode()).hexdigest()


def _encode_all(
    dataset: Dataset,
    chosen: list[int],
    readers: Readers,
    films: Films,
    seed: int,
) -> tuple[list[int], list[_Row], dict[str, int]]:
    """Return which cases can be used, their features, and why others cannot."""
    used, rows, excluded = [], [], Counter[str]()
    for index in chosen:
        row = _encode(dataset.samples[index], readers, films, dataset.label.value, seed)
        if isinstance(row, str):
            excluded[row] += 1
        else:
            rows.append(row)
            used.append(index)
    return used, rows, dict(excluded)


def _write(file: Path, key: str, kept: tuple[list[int], list[_Row], dict[str, int]]) -> None:
    """Keep encoded cases for the next run, whole or not at all."""
    used, rows, excluded = kept
    table: dict[str, Tensor] = {"used": torch.tensor(used, dtype=torch.int64)}
    table["prior"] = torch.tensor([row.prior for row in rows], dtype=torch.float64)
    for number, row in enumerate(rows):
        table[f"sentences.{number}"] = torch.from_numpy(row.sentences)
        table[f"pieces.{number}"] = torch.from_numpy(row.words.pieces)
        table[f"counts.{number}"] = torch.from_numpy(row.words.counts)
        if row.maps is not None:
            table[f"maps.{number}"] = row.maps.contiguous()
    data = save(table, metadata={"key": key, "excluded": json.dumps(excluded)})
    write_whole(file, data)


def _read(cache: Path, key: str) -> tuple[list[int], list[_Row], dict[str, int]] | None:
    """Return what an earlier run encoded; None where it was of other cases or another model."""
    if not cache.is_file():
        return None
    with safe_open(cache, framework="pt") as file:
        said = file.metadata()
        if said["key"] != key:
            return None
        names = set(file.keys())
        used = file.get_tensor("used").tolist()
        prior = file.get_tensor("prior").tolist()
        rows = [
            _Row(
                file.get_tensor(f"maps.{number}") if f"maps.{number}" in names else None,
                file.get_tensor(f"sentences.{number}").numpy(),
                prior[number],
                Words(
                    file.get_tensor(f"pieces.{number}").numpy(),
                    file.get_tensor(f"counts.{number}").numpy(),
                ),
            )
            for number in range(len(used))
        ]
    return used, rows, json.loads(said["excluded"])


def _encode(sample: Sample, readers: Readers, films: Films, value: str, seed: int) -> _Row | str:
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
        return _Row(None, sentences, prior, words)
    pixels = _pixels(prepared.inputs, meant[0].image_id)
    maps = trunk.maps(_views(pixels, trunk.size, sample.index, seed))
    maps = torch.cat([trunk.served(meant[0])[None], maps[1:]])
    return _Row(maps, sentences, prior, words)


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


def check_people(samples: tuple[Sample, ...]) -> None:
    """See that patients with and without the finding are left.

    Raises:
        DatasetError: If not.
    """
    positive = {sample.group for sample in samples if sample.label}
    negative = {sample.group for sample in samples if not sample.label}
    if len(positive) < 2 or len(negative) < 2:
        raise DatasetError(
            "Fewer than two patients with or without the finding remain: what the model cannot "
            "read is left out, and patients who share a film or a note are one.",
            hint="Look at the films (upright frontal chest films are read) and at copied notes.",
        )


def _stack(
    samples: tuple[Sample, ...],
    rows: list[_Row],
    trunk: Trunk,
    stratum: NDArray[np.str_],
    excluded: dict[str, int],
) -> Encoded:
    shape = next((row.maps.shape for row in rows if row.maps is not None), None)
    if shape is None:  # notes alone: as large as films' would be
        black = np.zeros((VIEWS + 1, trunk.size, trunk.size), np.float32)
        shape = trunk.maps(black).shape
    channels = max(row.sentences.shape[1] for row in rows)
    most = max(1, *(len(row.sentences) for row in rows))
    maps = torch.zeros((len(rows), *shape), dtype=torch.float16)
    sentences = np.zeros((len(rows), most, max(channels, 1)), np.float32)
    has = np.zeros((len(rows), most), np.bool_)
    for index, row in enumerate(rows):
        if row.maps is not None:
            maps[index] = row.maps
        if len(row.sentences):
            sentences[index, : len(row.sentences)] = row.sentences
            has[index, : len(row.sentences)] = True
    return Encoded(
        samples,
        maps,
        pool(maps, trunk.top),
        torch.tensor([row.maps is not None for row in rows]),
        torch.from_numpy(sentences),
        torch.from_numpy(has),
        np.array([sample.label for sample in samples]),
        np.array([sample.group for sample in samples]),
        np.array([row.prior for row in rows]),
        stratum,
        excluded,
        _kept_pieces(rows),
    )


def _kept_pieces(rows: list[_Row]) -> tuple[Words, ...]:
    """Return all cases' word pieces; none where there are none, or too many."""
    size = sum(row.words.pieces.nbytes for row in rows)
    return tuple(row.words for row in rows) if 0 < size <= MOST_PIECES else ()


def pool(maps: Tensor, top: nn.Module) -> Tensor:
    """Return the mean token of each map under ``top``: float32 (cases, views, channels)."""
    with torch.no_grad():
        return torch.stack(
            [
                torch.cat([top(part.float()) for part in torch.split(maps[:, view], 64)])
                for view in range(maps.shape[1])
            ],
            dim=1,
        )
