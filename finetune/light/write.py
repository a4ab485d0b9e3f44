"""Write a light model as a folder of weights that answers like any other.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from finetune.base import SPARED, save_half, write_text, write_unmeasured_card
from finetune.base import finish as teach_answers
from finetune.config import Recipe
from finetune.films.equalise import equalise
from finetune.films.views import plain_batch
from finetune.fusion.encode import Encoders
from finetune.image.export import export_image, export_top
from finetune.image.graph import fold_pads
from finetune.image.quantise import IN_BETWEEN, KINDS, quantise
from finetune.light.material import Material, Shot
from finetune.light.whole import Whole, write_half
from finetune.site.settle import settle
from omni_med.models.compact.preprocess import make_square
from omni_med.models.compact.settings import (
    FUSION,
    GUARD,
    IMAGE,
    TOKENIZER,
    TOP,
    write_settings,
)
from omni_med.models.space import FILE as SPACE

logger = logging.getLogger(__name__)

LICENCES = ("LICENSE.md", "LICENSE-APACHE-2.0.txt")


def plain_films(shots: Sequence[Shot], count: int, size: int, seed: int) -> torch.Tensor:
    """Return some films as the encoder takes them: float32 (n, 1, size, size)."""
    order = np.random.default_rng(seed).permutation(len(shots))[:count]
    squares = [make_square(shots[int(row)].read(), size).pixels for row in order]
    return torch.from_numpy(plain_batch(squares))


def some_texts(texts: Sequence[str], count: int, seed: int) -> list[str]:
    """Return some sentences."""
    rng = np.random.default_rng(seed)
    return [texts[int(row)] for row in rng.permutation(len(texts))[:count]]


def write_model(model: Whole, material: Material, plan: Recipe, version: str, folder: Path) -> None:
    """Write all files of a model, in 8 bits; ``folder`` is there afterwards, whole or not at all.

    With a folder of data everything that stands on the encoders (kinds, text side, calibration,
    guard, space) is taught anew, as by ``finetune base``. Otherwise it is that of the model it
    came from, whose tokens and sentences the light one gives as nearly as it can.

    Args:
        model: In float32.
        material: What ranges are measured on and, where it can be, answers taught with.
        plan: The recipe of those last stages.
        version: Of the new weights.
        folder: Is replaced.

    Raises:
        ExportError: If an exported network does not answer as the float32 one.
    """
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in (TOKENIZER, *LICENCES):
        if (model.folder / name).is_file():
            shutil.copyfile(model.folder / name, part / name)
    seed = plan.seed
    texts = some_texts(material.texts, plan.export.calibration_sentences, seed)
    write_text(model.text, texts, part)
    write_half(model.text, part)
    films = plain_films(material.train, plan.export.calibration_films, plan.image.size, seed)
    even = replace(model, encoder=equalise(model.encoder, films))
    _write_films(even, films, part)
    if material.folder is None:
        _take_over(even, version, part)
    else:
        plan = replace(plan, version=version)
        encoders = Encoders(part, replace(model.settings, version=version))
        teach_answers(
            even.teacher, material.films, material.reports, encoders, plan=plan, weights=part
        )
        settle(part, material.folder)
    shutil.rmtree(folder, ignore_errors=True)
    part.replace(folder)


def _write_films(model: Whole, films: torch.Tensor, folder: Path) -> None:
    """Write ``image.onnx`` (INT8) and ``top.onnx``."""
    teacher, size = model.teacher, model.settings.size
    whole = folder / "image-float32.part"
    export_image(teacher, size, whole)
    export_top(teacher, size, folder / TOP)
    feeds = [{"film": film[None].numpy()} for film in films]
    quantise(whole, folder / IMAGE, feeds, kinds=(*KINDS, *IN_BETWEEN), spared=SPARED)
    fold_pads(folder / IMAGE)
    whole.unlink()


def _take_over(model: Whole, version: str, folder: Path) -> None:
    """Let what stands on the encoders be that of the model it came from."""
    for name in (FUSION, GUARD, SPACE):
        if (model.folder / name).is_file():
            shutil.copyfile(model.folder / name, folder / name)
    write_settings(replace(model.settings, version=version), folder)
    save_half(model.teacher, model.fusion, folder)
    write_unmeasured_card(folder, {})
