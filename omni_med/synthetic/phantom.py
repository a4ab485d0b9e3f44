"""A phantom of the chest for the CT viewer: simple solids with the densities of tissue.

Axes of the volume are (z, y, x): z towards the head, y towards the back, x towards the patient's
left, as in DICOM's LPS. Lengths are millimetres.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from omni_med.synthetic.images import Array, blur

SLICES, SIDE = 90, 320
SPACING = (3.0, 1.15, 1.15)  # z, y, x
ORIGIN = (-135.0, -SIDE / 2 * 1.15, -SIDE / 2 * 1.15)  # z, y, x of the first voxel
NODULE = (45.0, -10.0, -78.0)  # z, y, x: right upper lobe
NODULE_RADIUS = 7.0

AIR, LUNG, FAT, WATER, MUSCLE, BLOOD, LIVER, MARROW, CORTEX = (
    -1000, -860, -100, 0, 50, 45, 60, 220, 750,
)  # fmt: skip


def draw_chest_ct(seed: int = 0) -> NDArray[np.int16]:
    """Draw the phantom.

    Returns:
        int16 (90, 320, 320) in Hounsfield units, axes (z, y, x).
    """
    random = np.random.default_rng(seed)
    y, x = _plane()
    vessels = _vessels(random)
    volume = np.empty((SLICES, SIDE, SIDE), np.int16)
    for index in range(SLICES):
        z = ORIGIN[0] + index * SPACING[0]
        values = _slice(z, y, x, vessels)
        values = blur(values, 0.6)  # the scanner's kernel
        values += random.standard_normal(values.shape, dtype=np.float32) * 14
        volume[index] = np.clip(np.round(values), -1024, 3071)
    return volume


def _plane() -> tuple[Array, Array]:
    grid = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    return ORIGIN[1] + grid[0] * SPACING[1], ORIGIN[2] + grid[1] * SPACING[2]


def _slice(z: float, y: Array, x: Array, vessels: Array) -> Array:
    values = np.full(y.shape, AIR, np.float32)
    shoulders = 1 + 0.10 / (1 + np.exp(-(z - 95) / 12))
    body = _oval(y, x, (0, 0), (118, 168 * shoulders))
    values[body < 1] = FAT
    values[_oval(y, x, (0, 0), (106, 154 * shoulders)) < 1] = MUSCLE
    lungs = _lungs(z, y, x)
    values[(_oval(y, x, (0, 0), (98, 142)) < 1) & ~lungs & (z < -55)] = LIVER
    values[lungs] = LUNG
    _draw_vessels(values, lungs, vessels, z, y=y, x=x)
    _draw_middle(values, z, y, x)
    _draw_bones(values, z, y, x)
    nodule = NODULE_RADIUS**2 - (z - NODULE[0]) ** 2
    if nodule > 0:
        values[(y - NODULE[1]) ** 2 + (x - NODULE[2]) ** 2 < nodule] = 30
    values[(y > 126) & (y < 132) & (np.abs(x) < 178)] = -650  # the table
    return values


def _oval(y: Array, x: Array, centre: tuple[float, float], axes: tuple[float, float]) -> Array:
    result: Array = np.hypot((y - centre[0]) / axes[0], (x - centre[1]) / axes[1])
    return result


def _lungs(z: float, y: Array, x: Array) -> NDArray[np.bool_]:
    """Two cones with round tops, above the domes of the diaphragm."""
    wide = np.sqrt(max(0.0, 1 - max(0.0, (z + 40) / 175) ** 2))
    result = np.zeros(y.shape, bool)
    for side in (-1, 1):
        lung = _oval(y, x, (2, side * 76), (88 * wide + 1e-3, 60 * wide + 1e-3)) < 1
        dome = -62 - 75 * _oval(y, x, (-5, side * 76), (95, 66)) ** 2 + (8 if side < 0 else 0)
        result |= lung & (z > dome)
    return result


def _vessels(random: np.random.Generator) -> Array:
    """Return straight vessels that fan out from the hila: rows of (start, end, radius)."""
    rows = []
    for side in (-1, 1):
        for _ in range(70):
            start = np.array([5, 8, side * 32]) + random.normal(0, 5, 3)
            angle, lift = random.uniform(0, 2 * np.pi), random.uniform(-1, 1)
            reach = random.uniform(35, 95)
            outwards = side * (0.35 + 0.6 * random.random())
            step = np.array([lift * 0.9, np.sin(angle) * 0.75, outwards])
            end = start + reach * step / np.linalg.norm(step)
            rows.append([*start, *end, random.uniform(1.2, 3.2)])
    return np.array(rows, np.float32)


def _draw_vessels(
    values: Array, lungs: NDArray[np.bool_], vessels: Array, z: float, *, y: Array, x: Array
) -> None:
    for row in vessels:
        start, end, radius = row[:3], row[3:6], row[6]
        rise = end[0] - start[0]
        if abs(rise) < 1:
            rise = 1.0
        along = (z - start[0]) / rise
        if not 0 <= along <= 1:
            continue
        centre = start + along * (end - start)
        thin = float(radius * (1.1 - 0.7 * along))
        slant = 1 + 0.8 * float(np.hypot(end[1] - start[1], end[2] - start[2]) / abs(rise))
        here = _oval(y, x, (centre[1], centre[2]), (thin, thin * min(slant, 4))) < 1
        values[here & lungs] = BLOOD


def _draw_middle(values: Array, z: float, y: Array, x: Array) -> None:
    """Mediastinum, heart, aorta, trachea with its bifurcation."""
    values[_oval(y, x, (5, 0), (78, 30)) < 1] = 20
    heart = 1 - ((z + 40) / 52) ** 2
    if heart > 0:
        size = np.sqrt(heart)
        values[_oval(y, x, (-32, 22), (48 * size, 58 * size)) < 1] = BLOOD
    if z < 60:
        values[_oval(y, x, (48, 22), (12, 12)) < 1] = BLOOD
    if -5 < z < 65:
        values[_oval(y, x, (-18, -8), (15, 15)) < 1] = BLOOD
    if 48 < z < 66:
        values[(np.abs(x - 8) < 18) & (y > -25) & (y < 58) & (np.abs(x - y / 5) < 24)] = BLOOD
    offsets = (0.0,) if z > 25 else (-1.0, 1.0)
    if z > -5:
        for side in offsets:
            fork = max(0.0, 25 - z) * 0.9 * side
            values[_oval(y, x, (18, fork), (9, 9 if side == 0 else 7)) < 1] = AIR


def _draw_bones(values: Array, z: float, y: Array, x: Array) -> None:
    """Spine with discs, ribs that fall towards the front, the breast bone."""
    level = (z % 26) / 26
    spine = _oval(y, x, (74, 0), (17, 20))
    if level < 0.8:
        values[spine < 1] = CORTEX
        values[spine < 0.86] = MARROW
    else:
        values[spine < 1] = 90
    canal = _oval(y, x, (99, 0), (9, 10))
    values[canal < 1.5] = MARROW
    values[canal < 1] = 25
    around = np.arctan2(x, y)  # 0 at the back, pi in front
    falling = 58 * (1 - np.cos(around)) / 2
    wall = _oval(y, x, (0, 0), (99, 143))
    height = np.abs((z + falling + 13) % 26 - 13)
    rib = (np.abs(wall - 1) < 0.045) & (np.abs(around) < 2.6) & (np.abs(around) > 0.25)
    rib &= z < 120 - 60 * np.abs(np.cos(around / 2)) + 25
    values[rib & (height < 6)] = CORTEX
    values[rib & (height < 4) & (np.abs(wall - 1) < 0.026)] = MARROW
    if -40 < z < 80:
        values[_oval(y, x, (-101, 0), (7, 22)) < 1] = MARROW
