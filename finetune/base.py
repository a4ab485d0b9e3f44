"""Make the embedded model from a recipe: the whole way, in stages that can be resumed.

films -> image encoder -> INT8 -+
                  MiniLM -> INT8 -+-> encoded cases -> fusion -> calibration -> weights
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import calibrate
from finetune.config import Recipe, read_recipe
from finetune.films.data import Film, Indication, read_films, read_gray, read_indications
from finetune.image.folds import LeftOut, left_out
from omni_med.knowledge.codes import SNOMED_CT, code_of
from omni_med.knowledge.history import fingerprint
from omni_med.knowledge.pneumonias import LEAVES
from omni_med.models.compact.preprocess import make_square
from omni_med.models.compact.settings import (
    CARD,
    CARD_TEXT,
    FUSION,
    GUARD,
    HALF,
    IMAGE,
    TEXT,
    TOP,
    AnswerSettings,
    Calibration,
    Settings,
    hash_beside,
    hash_weights,
    write_settings,
)

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float32]

FILMS, SENTENCES, PIECES = 4, 64, 128
LEAST_FRONTAL = 0.9
FARTHEST = 0.995  # quantile of the validation films' distances
MARGIN = 1.5  # times that may a film lie away: other things are for the view to refuse
SPARED = 6  # convolutions of few channels: 8 bits hurt them most, and save least
LOUD = r"/loud_"  # products of the text encoder that 8 bits do not carry

NAMES = ("pneumonia-type opacity", *LEAVES)
"""Of the answers, in the order of the fusion's queries: the finding, then its kinds."""


def train_base(
    recipe: Path,
    data: Path,
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Train, quantise, calibrate and write the embedded model.

    What a run that was stopped had finished is not done again.

    Args:
        recipe: TOML, see ``finetune/recipes/compact-v2.toml``.
        data: Folder with ``cxr/cases.csv`` and ``reports/indiana.jsonl.gz``.
        out: Where checkpoints and, in ``weights/``, the finished files go.
        progress: Called with stages done and stages in all.

    Returns:
        The folder of the finished files, for ``finetune.evaluate``.

    Raises:
        RecipeError: If the recipe is not understood.
        DataError: If the data is not there.
        ExportError: If an exported model does not answer as the trained one.
    """
    from finetune.fusion.encode import Encoders

    tell = progress or (lambda _done, _total: None)
    plan = read_recipe(recipe)
    films = read_films(data / "cxr")
    reports = tuple(read_indications(data / "reports" / "indiana.jsonl.gz"))
    weights = out / "weights"
    weights.mkdir(parents=True, exist_ok=True)
    tell(0, 5)
    teacher = image_teacher(films, plan, out)
    tell(1, 5)
    left = left_out(films, plan, out)
    tell(2, 5)
    export_texts(films, reports, plan, out)
    tell(3, 5)
    export_films(teacher, films, plan, out)
    tell(4, 5)
    encoders = Encoders(weights, draft(plan))
    finish(teacher, films, reports, encoders, left=left, plan=plan, weights=weights)
    tell(5, 5)
    return weights


def image_teacher(films: Sequence[Film], plan: Recipe, out: Path) -> Any:
    """Return the taught image network, from its file where it is finished."""
    import torch

    from finetune.films.data import NIH_SIDE_LABELS
    from finetune.image.encoders import LiteEncoder
    from finetune.image.network import ANSWERS, TEXT_CHANNELS, ImageTeacher
    from finetune.image.train import train_image

    final = out / "image-final.pt"
    if not final.is_file():
        return train_image(films, plan.image, plan.seed, out)
    encoder = LiteEncoder(plan.image.encoder)
    teacher = ImageTeacher(encoder, len(NIH_SIDE_LABELS), TEXT_CHANNELS, ANSWERS)
    teacher.load_state_dict(torch.load(final, weights_only=True))
    return teacher.eval()


def export_texts(
    films: Sequence[Film], reports: Sequence[Indication], plan: Recipe, out: Path
) -> None:
    """Write ``text.onnx`` (INT8) and the tokenizer, where they are not yet."""
    from finetune.fusion.minilm import from_package
    from finetune.image.export import copy_tokenizer, minilm_folder

    weights = out / "weights"
    copy_tokenizer(weights)
    if (weights / TEXT).is_file():
        return
    rng = np.random.default_rng(plan.seed)
    train = [film for film in films if film.split == "train"]
    texts = _calibration_texts(train, reports, plan.export.calibration_sentences, rng)
    write_text(from_package(minilm_folder()), texts, weights)


def write_text(encoder: Any, texts: Sequence[str], weights: Path) -> None:
    """Write a sentence encoder as ``text.onnx`` (INT8).

    Args:
        encoder: A ``SentenceEncoder`` in float32.
        texts: Sentences that ranges are measured on.
        weights: Folder with the tokenizer; the file goes there, whole or not at all.
    """
    import torch

    from finetune.fusion.minilm import ready
    from finetune.image.export import export_text
    from finetune.image.quantise import quantise, shrink_tables

    feeds = _token_feeds(texts, weights)
    most = max(feed["input_ids"].shape[1] for feed in feeds)
    ids, mask = (
        np.concatenate([np.pad(f[name], ((0, 0), (0, most - f[name].shape[1]))) for f in feeds])
        for name in ("input_ids", "attention_mask")
    )
    whole, part = weights / "text-float32.part", weights / "text-int8.part"
    export_text(ready(encoder, torch.from_numpy(ids), torch.from_numpy(mask)), whole)
    quantise(whole, part, feeds, plain=LOUD, outputs=False)
    shrink_tables(part)
    whole.unlink()
    part.replace(weights / TEXT)


def export_films(teacher: Any, films: Sequence[Film], plan: Recipe, out: Path) -> None:
    """Write ``image.onnx`` (INT8) and ``top.onnx``; the float32 encoder stays in ``out``.

    The teacher's encoder is equalised first: it answers alike, and 8 bits carry it.
    """
    import torch

    from finetune.films.equalise import equalise
    from finetune.image.export import export_image, export_top
    from finetune.image.graph import fold_pads
    from finetune.image.quantise import IN_BETWEEN, KINDS, quantise

    rng = np.random.default_rng(plan.seed)
    train = [film for film in films if film.split == "train"]
    count = plan.export.calibration_films
    chosen = [_plain(train[int(i)], plan.image.size) for i in rng.permutation(len(train))[:count]]
    teacher.encoder = equalise(teacher.encoder, torch.from_numpy(np.concatenate(chosen)))
    export_image(teacher, plan.image.size, out / "image-float32.onnx")
    export_top(teacher, plan.image.size, out / "weights" / TOP)
    quantise(
        out / "image-float32.onnx",
        out / "weights" / IMAGE,
        ({"film": film} for film in chosen),
        kinds=(*KINDS, *IN_BETWEEN),
        spared=SPARED,
    )
    fold_pads(out / "weights" / IMAGE)


def _plain(film: Film, size: int) -> FloatArray:
    from finetune.films.views import plain_batch

    return plain_batch([make_square(read_gray(film.file), size).pixels])


def _calibration_texts(
    films: Sequence[Film], reports: Sequence[Indication], count: int, rng: np.random.Generator
) -> list[str]:
    from finetune.fusion.encode import as_sentences

    notes = sorted({s.text for film in films for s in as_sentences(film.note)})
    reasons = sorted({item.text for item in reports if item.split == "train"})
    half = count // 2
    return [*rng.permutation(notes)[:half], *rng.permutation(reasons)[:half]]


def _token_feeds(texts: Sequence[str], folder: Path) -> list[dict[str, NDArray[np.int64]]]:
    from tokenizers import Tokenizer

    from omni_med.models.compact.settings import TOKENIZER
    from omni_med.models.compact.text import sanitise

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(PIECES)
    tokenizer.enable_padding()
    feeds = []
    for start in range(0, len(texts), 8):
        batch = tokenizer.encode_batch([sanitise(str(t)) for t in texts[start : start + 8]])
        feeds.append(
            {
                "input_ids": np.array([item.ids for item in batch], np.int64),
                "attention_mask": np.array([item.attention_mask for item in batch], np.int64),
            }
        )
    return feeds


def draft(plan: Recipe) -> Settings:
    """Return settings that say how to encode and not yet how to answer."""
    from finetune.image.export import STRIDE

    side = plan.image.size // STRIDE
    return Settings(
        version=plan.version,
        size=plan.image.size,
        grid=(side, side),
        films=FILMS,
        sentences=SENTENCES,
        tokens=PIECES,
        frontal=LEAST_FRONTAL,
        distance=0.0,
        answers=(),
        clues=fingerprint(),
    )


def finish(
    teacher: Any,
    films: Sequence[Film],
    reports: Sequence[Indication],
    encoders: Any,
    *,
    plan: Recipe,
    weights: Path,
    left: LeftOut | None = None,
) -> None:
    """Teach kinds and text side, calibrate, and write all files but the two encoders'.

    Opacity is calibrated on ``left``, or on validation films without it.
    """
    from finetune.fusion.fusing import teach
    from finetune.fusion.space import teach_space
    from finetune.image.export import export_fusion
    from omni_med.models.space import write_space

    settings = draft(plan)
    encoded = [encoders.film(f) for f in films if f.split != "test" and f.frontal]
    logger.info("encoded %d films", len(encoded))
    learned = teach(teacher.fusion, encoded, encoders, reports, left=left, names=NAMES, plan=plan)
    places = settings.grid[0] * settings.grid[1]
    export_fusion(learned.fusion, FILMS, places, SENTENCES, weights / FUSION)
    distance = write_guard(encoded, weights)
    answers = _answers(learned.calibrations, learned.band)
    answers = (replace(answers[0], conformal=learned.conformal), *answers[1:])
    write_settings(replace(settings, distance=distance, answers=answers), weights)
    save_half(teacher, learned.fusion, weights)
    space = teach_space(encoded, encoders.note, plan.seed)
    write_space(space, weights)
    write_unmeasured_card(weights, {**learned.crossval, **space.figures})


def _answers(
    calibrations: Sequence[tuple[Calibration, Calibration, Calibration]], band: calibrate.Band
) -> tuple[AnswerSettings, ...]:
    result = []
    for index, (name, three) in enumerate(zip(NAMES, calibrations, strict=True)):
        decided, code = index == 0, code_of(name)
        result.append(
            AnswerSettings(
                name=name,
                snomed=code.code if code else "",
                display=code.display if code else "",
                differential=not decided,
                threshold=band.threshold if decided else None,
                uncertain_below=band.below if decided else None,
                uncertain_above=band.above if decided else None,
                fused=three[0],
                image=three[1],
                text=three[2],
                system=code.system if code else SNOMED_CT,
            )
        )
    return tuple(result)


def write_guard(encoded: Sequence[Any], weights: Path) -> float:
    """Write the guard from the training films; return the distance it refuses beyond."""
    from sklearn.covariance import LedoitWolf

    from omni_med.models.compact.image import Guard

    train = np.stack([e.pooled for e in encoded if e.film.split == "train"])
    fitted = LedoitWolf().fit(train.astype(np.float64))
    mean = fitted.location_.astype(np.float32)
    precision = fitted.precision_.astype(np.float32)
    guard = Guard(mean, precision, np.zeros(0, np.float32))
    val = np.sort([guard.distance(e.pooled) for e in encoded if e.film.split == "val"])
    np.savez(weights / GUARD, mean=mean, precision=precision, distances=val.astype(np.float32))
    return MARGIN * float(np.quantile(val, FARTHEST))


def save_half(teacher: Any, fusion: Any, weights: Path) -> None:
    """Write image encoder, view head and fusion in float16, for heads to be trained on."""
    import torch
    from safetensors.torch import save_file

    parts = {
        "encoder": teacher.encoder,
        "view": teacher.view,
        "fusion": fusion,
    }
    kept = {
        f"{part}.{name}": value.to(torch.float16).contiguous()
        for part, module in parts.items()
        for name, value in module.state_dict().items()
        if value.is_floating_point()
    }
    save_file(kept, str(weights / HALF))
    (weights / HALF).chmod(0o644)


def write_unmeasured_card(weights: Path, crossval: dict[str, str]) -> None:
    """Write a card that names the weights and says that nothing is measured on them yet."""
    card = {
        "title": "OmniMed compact: chest film and note, read together",
        "licence": "Research use only; see LICENSE.md beside the weights",
        "sha256": hash_weights(weights),
        "beside": hash_beside(weights),
        "population": "not measured yet",
        "figures": {},
        "crossval": crossval,
        "test_looks": 0,
    }
    (weights / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    (weights / CARD_TEXT).write_text("# Not measured yet\n", encoding="utf-8")
