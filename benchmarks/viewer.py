"""The viewer at work: frames a second, gaps of the GUI thread, memory of the desktop's process.

``viewer_desk.py`` is the process that is measured: the real window over a sealed workspace that
holds a CT of 500 slices and five chest films, drawn offscreen without a GPU, views of 1000 x 1000
and 3840 x 2160 (asserted). The peer of the frames is what one writes first: numpy looks grey up,
Qt draws it smoothly to size; it draws no text over the image, ours does. A gap is the longest of
five loads, of five films, of five turns of the planes by 5 degrees, and of one thick slab in them;
and of some of all these while ``omni-med finetune fit`` teaches a head in another process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import films
import numpy as np
from common import ROOT, Result
from open_ct import write_series

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom import DecodePool
from omni_med.workspace import Workspace

HERE = Path(__file__).resolve().parent
WORDS = "a pass phrase for measuring"
GAP_MS, BESIDE_MB, FILMS, TAUGHT = 50.0, 300.0, 5, 40
GOALS = {"1000": ("1000 x 1000", 120.0), "4k": ("3840 x 2160", 60.0)}
PEER = "numpy LUT, smooth QImage"


def fill(folder: Path) -> tuple[Path, str, list[str]]:
    """Make a workspace; return it, the study of the CT and those of the films."""
    plain, home = folder / "plain", folder / "home"
    plain.mkdir()
    write_series(plain)
    with (
        Workspace.create(home, user="bench", passphrase=WORDS, kdf=MINIMUM_COST) as workspace,
        DecodePool(2) as pool,
    ):
        (ct,) = workspace.import_paths([plain], pool=pool).studies
        paths = [folder / f"film-{number}.dcm" for number in range(FILMS)]
        made = zip(films.pictures(FILMS), paths, strict=True)
        studies = [films.write(film, path, number) for number, (film, path) in enumerate(made)]
        workspace.import_paths(paths, pool=pool)
    return home, ct, studies


def cases_to_teach(folder: Path) -> Path:
    """Write films with notes, every second one called diseased; return their folder."""
    folder.mkdir()
    rows = ["images,note,patient_key,disease"]
    for number, film in enumerate(films.pictures(TAUGHT)):
        ill = number % 2 == 0
        cv2.imwrite(str(folder / f"{number}.png"), np.clip(film * 255, 0, 255).astype(np.uint8))
        note = "Fever and cough for days." if ill else "Before an operation. No complaints."
        rows.append(f"{folder / f'{number}.png'},{note},p{number},{'yes' if ill else 'no'}")
    (folder / "cases.csv").write_text("\n".join(rows) + "\n")
    return folder


def at_the_desk() -> dict[str, Any]:
    """Return what the desk measured."""
    with tempfile.TemporaryDirectory() as name:
        home, ct, studies = fill(Path(name))
        teaching = cases_to_teach(Path(name) / "teaching")
        done = subprocess.run(
            [sys.executable, str(HERE / "viewer_desk.py"), str(home), str(teaching), ct, *studies],
            input=f"{WORDS}\n",
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the desk failed:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> list[Result]:
    """Measure frames, gaps and memory."""
    found = at_the_desk()
    results = []
    for size, kinds in found["rates"].items():
        words, goal = GOALS[size]
        for kind, (ours, peer) in kinds.items():
            results.append(
                Result(
                    f"viewer-{kind}-{size}", ours, "1/s", PEER, peer,
                    f">= {goal:.0f} frames a second at {words}",
                    met=ours >= goal, less_is_better=False,
                )
            )  # fmt: skip
    sizes = ", ".join(f"{width} x {height}" for width, height in found["crosshair_sizes"])
    beside = found["memory"] - found["pixels"]
    results.append(
        Result(
            "viewer-crosshair", found["crosshair"], "1/s", "", None,
            f">= 60 frames a second of three views ({sizes})",
            met=found["crosshair"] >= 60, less_is_better=False,
        )
    )  # fmt: skip
    for kind in ("load", "infer", "turn", "slab", "train"):
        longest = max(found[kind])
        results.append(
            Result(
                f"viewer-gap-{kind}", longest, "ms", "idle, the same timer", found["idle"],
                "no gap of the GUI thread over 50 ms",
                met=longest <= GAP_MS,
            )
        )  # fmt: skip
    results += [
        Result(
            f"viewer-{kind}-exact", max(found[f"{kind}_exact"]), "ms", "", None,
            "until the last of three views is exact; coarse before", met=None,
        )
        for kind in ("turn", "slab")
    ]  # fmt: skip
    results.append(
        Result(
            "viewer-memory", beside, "MB", "", None,
            f"<= 300 MB beside {found['pixels']:.0f} MB of pixels", met=beside <= BESIDE_MB,
        )
    )  # fmt: skip
    return results
