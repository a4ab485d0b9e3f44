"""Draw what `omni-med finetune fit --json` printed.

python docs/images/make_teaching_picture.py PRINTED.json OUT.png
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import json
import sys
from pathlib import Path

from matplotlib.figure import Figure

NAMES = {
    "head": "this head",
    "prior": "the model without it",
    "probe": "linear probe",
    "means": "nearest class means",
    "full": "the parts taught whole",
    "image_only": "film alone",
    "text_only": "note alone",
    "dark": "lungs blacked out",
}


def draw(printed: Path, out: Path) -> None:
    """Draw each method's AUROC with its interval."""
    found = json.loads(printed.read_text("utf-8"))
    areas = {"head": found, **found["baselines"], "dark": found["lungs_blacked_out"]}
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.add_subplot()
    for row, name in enumerate(reversed(NAMES)):
        low, high = areas[name]["interval"]
        colour = "#1f5fa8" if name == "head" else "#777777"
        axes.plot([low, high], [row, row], color=colour, linewidth=2)
        axes.plot(areas[name]["auroc"], row, "o", color=colour)
    axes.axvline(0.5, color="#bbbbbb", linewidth=1)
    axes.set_yticks(range(len(NAMES)), [NAMES[name] for name in reversed(NAMES)])
    axes.set_xlabel("AUROC out of fold, 95 % over patients")
    axes.set_title(
        f"{found['head']}: {found['positives']} films of {found['patients']} patients", fontsize=10
    )
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
