"""Copies of a model in which something was changed, to see what that does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from omni_med.models.compact.settings import CARD, hash_weights, read_settings, write_settings


def twin_of(weights: Path, place: Path, changes: Mapping[str, Callable[[Path], None]]) -> Path:
    """Return a copy of a folder of weights in which files were changed, with a card to match.

    Args:
        weights: The folder.
        place: Where the copy goes.
        changes: File name to what changes that file of the copy.
    """
    twin = place / "weights"
    shutil.copytree(weights, twin)
    for name, change in changes.items():
        change(twin / name)
    _stamp(twin)
    return twin


def bare(weights: Path) -> Path:
    """Take the usual maps and the conformal scores from a copy; they are of other weights."""
    settings = read_settings(weights)
    answers = tuple(replace(answer, usual=(), conformal=None) for answer in settings.answers)
    write_settings(replace(settings, answers=answers), weights)
    _stamp(weights)
    return weights


def _stamp(weights: Path) -> None:
    card = json.loads((weights / CARD).read_bytes()) | {"sha256": hash_weights(weights)}
    (weights / CARD).write_text(json.dumps(card), encoding="utf-8")


def shuffled(file: Path, seed: int) -> None:
    """Shuffle each weight tensor of an ONNX file within itself: its values stay, its sense goes."""
    import onnx
    from onnx import numpy_helper

    rng = np.random.default_rng(seed)
    model = onnx.load(str(file))
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.ndim >= 2 and values.size > 16:
            mixed = rng.permutation(values.ravel()).reshape(values.shape)
            tensor.CopyFrom(numpy_helper.from_array(mixed, tensor.name))
    onnx.save(model, str(file))
