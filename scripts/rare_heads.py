"""Teaches a head for each rare class with at least four patients, and prints the guide's table.

    python scripts/rare_heads.py FOLDER [--data DIR] [--compare quick|full] [--only NAME ...]

Each is one ``omni-med finetune fit --json`` on the cases of DIR/cxr/cases.csv with masked notes:
one process, one thread. A run that was stopped goes on where it was. What was printed is kept in
FOLDER under the class and the model's hash, and not made again for the same model.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from omni_med.models import registry

CLASSES = {
    "pneumocystis": "Pneumonia/Fungal/Pneumocystis",
    "sars": "Pneumonia/Viral/SARS",
    "streptococcus": "Pneumonia/Bacterial/Streptococcus",
    "organizing": "Pneumonia/Organizing",
    "lipoid": "Pneumonia/Lipoid",
}
ROWS = {
    "the head, film and note": "",
    "the model without it": "prior",
    "linear probe on frozen features": "probe",
    "nearest class means": "means",
    "the parts taught whole": "full",
    "the head, film alone": "image_only",
    "the head, note alone": "text_only",
    "film alone, lungs blacked out": "lungs_blacked_out",
}


def teach(name: str, out: Path, data: Path, compare: str) -> Path | None:
    """Teach one, or leave what is there; returns where its figures are, None where it failed."""
    model = registry.get(registry.DEFAULT_MODEL).card()
    printed = out / f"{name}-{compare}-{model.sha256[:8]}.json"
    if printed.is_file():
        return printed
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("omni-med")), "finetune", "fit",
            str(data / "cxr" / "cases.csv"), "--head", name, "--label", f"finding={CLASSES[name]}",
            "--image-column", "file", "--text-column", "clinical_notes_masked",
            "--group-column", "group_id", "--compare", compare, "--out", str(out), "--json",
        ],
        stdout=subprocess.PIPE, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    if done.returncode:
        return None
    printed.write_bytes(done.stdout)
    return printed


def area(found: dict[str, Any]) -> str:
    """Return an AUROC with its interval."""
    low, high = found["interval"]
    return f"{found['auroc']:.3f} ({low:.2f} to {high:.2f})"


def table(heads: dict[str, dict[str, Any]]) -> str:
    """Return the guide's table."""
    lines = [["", *(CLASSES[name].split("/")[-1] for name in heads)], ["---"] * (len(heads) + 1)]
    lines.append(
        ["films, patients", *(f"{h['positives']}, {h['patients']}" for h in heads.values())]
    )
    for words, key in ROWS.items():
        found = [h if not key else {**h["baselines"], **h}[key] for h in heads.values()]
        lines.append([words, *map(area, found)])
    gains = [h["gains"]["probe"] for h in heads.values()]
    lines.append(
        [
            "head above the probe, paired",
            *(f"{g['value']:+.3f} ({g['low']:+.3f} to {g['high']:+.3f})" for g in gains),
        ]
    )
    chosen = [
        f"rank {h['rank']}: {', '.join(h['targets'])}" if h["rank"] else "none: the probe"
        for h in heads.values()
    ]
    lines.append(["LoRA chosen for the head itself", *chosen])
    lines.append(["offered", *("yes" if h["offered"] else "no" for h in heads.values())])
    lines.append(["its own fit, s", *(f"{h['seconds']:.0f}" for h in heads.values())])
    lines.append(["all, s", *(f"{h['seconds_all']:.0f}" for h in heads.values())])
    lines.append(["its file, kB", *(f"{h['bytes'] / 1000:.0f}" for h in heads.values())])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Read the arguments, teach, print; exit code 1 where one could not be taught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--compare", default="quick", choices=["quick", "full"])
    parser.add_argument("--only", nargs="*", default=list(CLASSES), choices=list(CLASSES))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    heads: dict[str, dict[str, Any]] = {}
    for name in given.only:
        printed = teach(name, given.folder, given.data, given.compare)
        if printed is not None:
            heads[name] = json.loads(printed.read_text("utf-8"))
            print(table(heads), flush=True)
    return 0 if len(heads) == len(given.only) else 1


if __name__ == "__main__":
    sys.exit(main())
