"""Learn how a chest film without finding looks: mean and principal components of many.

The films are brought onto one another first (an affine map, then a smooth flow), because ribs
that do not lie on ribs average to fog. What is kept is shape (principal components of the flows)
and texture (mean and principal components of the registered films), an active appearance model.
No film of a patient can be read off it: it holds means and directions over more than a hundred.

Source: Cootes, Edwards, Taylor: Active Appearance Models, IEEE TPAMI 23(6), 2001. The films:
Wang et al., ChestX-ray8, CVPR 2017 (NIH Clinical Center; use unrestricted).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from omni_med.progress import Progress, no_progress
from omni_med.synthetic.appearance import SIDE, AppearanceModel, warp
from omni_med.synthetic.images import Array, blur, resize

FLOW_SIDE = 32  # flows are smooth; a coarse grid holds them
ECC_SIDE = 128
REJECTED_SHARE = 0.35  # collimated, turned or darkened films, which agree least with the mean
TEXTURES = 28
SHAPES = 10
ROUNDS = 3


def select_films(table: Path) -> tuple[Path, ...]:
    """Return the frontal NIH films without finding of the train split, in the table's order.

    Args:
        table: ``cases.csv``, with the columns source, split, finding, frontal and file.
    """
    with table.open(encoding="utf-8", newline="") as handle:
        return tuple(
            table.parent / row["file"]
            for row in csv.DictReader(handle)
            if row["source"] == "nih-chestxray14"
            and row["split"] == "train"
            and row["finding"] == "No Finding"
            and row["frontal"] == "1"
        )


def learn(films: Sequence[Path], *, progress: Progress = no_progress) -> AppearanceModel:
    """Register the films onto their common mean and return their statistics."""
    pixels = [_read(path) for path in films]
    mean: Array = np.mean(np.stack(pixels), axis=0)
    kept = pixels
    total, done = len(pixels) * (2 + ROUNDS), 0
    for _ in range(2):
        aligned = []
        for image in pixels:
            aligned.append(_align(image, mean))
            done += 1
            progress(done, total)
        kept = _most_typical(aligned, mean)
        mean = np.median(kept, axis=0).astype(np.float32)
    registered, flows = kept, [np.zeros((SIDE, SIDE, 2), np.float32) for _ in kept]
    for _ in range(ROUNDS):
        flows = [_flow(mean, image) for image in kept]
        drift = np.mean(flows, axis=0)
        flows = [flow - drift for flow in flows]
        registered = [warp(image, flow) for image, flow in zip(kept, flows, strict=True)]
        mean = np.asarray(np.mean(np.stack(registered), axis=0), np.float32)
        done += len(pixels)
        progress(done, total)
    return _statistics(registered, flows, mean)


def save(model: AppearanceModel, target: Path) -> None:
    """Write the model quantised: textures to 8 bits each, shapes to half precision."""
    scale = np.abs(model.textures).max(axis=(1, 2))
    quantised = np.round(model.textures / scale[:, None, None] * 127).astype(np.int8)
    fields: dict[str, Any] = {
        "mean": np.round(model.mean * 65535).clip(0, 65535).astype(np.uint16),
        "textures": quantised,
        "texture_scale": scale.astype(np.float32),
        "texture_spread": model.texture_spread,
        "shapes": model.shapes.astype(np.float16),
        "shape_spread": model.shape_spread,
        "films": np.int32(model.films),
    }
    np.savez_compressed(target, **fields)


def _read(path: Path) -> Array:
    gray = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if gray is None:
        raise FileNotFoundError(path)
    small = resize(np.asarray(gray, np.float32), (SIDE, SIDE), cv2.INTER_AREA)
    low, high = np.percentile(small, (1, 99))
    return np.asarray(np.clip((small - low) / max(high - low, 1.0), 0, 1), np.float32)


def _align(image: Array, mean: Array) -> Array:
    """Return the film under the affine map that fits the mean best; unchanged if none is found."""
    centre = np.ones((ECC_SIDE, ECC_SIDE), np.uint8)
    small = [blur(resize(item, (ECC_SIDE, ECC_SIDE), cv2.INTER_AREA), 2) for item in (mean, image)]
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-4)
    try:
        _, matrix = cv2.findTransformECC(
            small[0],
            small[1],
            np.eye(2, 3, dtype=np.float32),
            cv2.MOTION_AFFINE,
            criteria,
            centre,
            5,
        )
    except cv2.error:  # did not converge: the film is an outlier and will be left out
        return image
    found = np.array(matrix, np.float32)
    found[:, 2] *= SIDE / ECC_SIDE
    moved = cv2.warpAffine(
        image,
        found,
        (SIDE, SIDE),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(moved, np.float32)


def _most_typical(images: Sequence[Array], mean: Array) -> list[Array]:
    agreement = [float(np.corrcoef(image.ravel(), mean.ravel())[0, 1]) for image in images]
    limit = np.quantile(agreement, REJECTED_SHARE)
    return [image for image, value in zip(images, agreement, strict=True) if value >= limit]


def _flow(mean: Array, image: Array) -> Array:
    """Return the smooth flow (x, y) in pixels that takes the film onto the mean."""
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    finder.setVariationalRefinementAlpha(60.0)
    equal = cv2.createCLAHE(3.0, (8, 8))
    as_bytes = [equal.apply((item.clip(0, 1) * 255).astype(np.uint8)) for item in (mean, image)]
    flow = finder.calc(as_bytes[0], as_bytes[1], np.zeros((SIDE, SIDE, 2), np.float32))
    return blur(np.asarray(flow, np.float32), 5)


def _statistics(images: Sequence[Array], flows: Sequence[Array], mean: Array) -> AppearanceModel:
    deviations = np.stack(images) - mean
    textures, texture_spread = _components(deviations, TEXTURES)
    coarse = np.stack([resize(flow, (FLOW_SIDE, FLOW_SIDE), cv2.INTER_AREA) for flow in flows])
    shapes, shape_spread = _components(coarse, SHAPES)
    return AppearanceModel(
        mean=mean,
        textures=textures,
        texture_spread=texture_spread,
        shapes=shapes,
        shape_spread=shape_spread,
        films=len(images),
    )


def _components(samples: Array, count: int) -> tuple[Array, Array]:
    """Return the first principal directions, shaped like a sample, and the spread along each."""
    flat = samples.reshape(len(samples), -1).astype(np.float64)
    _, singular, directions = np.linalg.svd(flat, full_matrices=False)
    spread = singular[:count] / np.sqrt(len(samples))
    shaped = directions[:count].reshape(count, *samples.shape[1:])
    return shaped.astype(np.float32), spread.astype(np.float32)
