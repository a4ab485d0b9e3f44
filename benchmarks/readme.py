"""The table of figures in README.md, made from ``results/``: nobody writes one by hand.

``make bench`` writes it anew after measuring; a test compares it with the results.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
BEGIN, END = "<!-- figures: made by make bench -->", "<!-- end of figures -->"
BUSY = 3.0
"""Load average above which two cores had something else to do."""
ROWS = {
    "open-sealed-ct-500-first": "first image of an imported, sealed CT of 500 slices",
    "open-sealed-ct-500-all": "all 500 slices of it",
    "open-sealed-ct-500-envelope": "opening such a study, encryption and all",
    "open-sealed-ct-500-disk": "the same from the disk, nothing of it in memory",
    "viewer-scroll-1000": "scrolling in a view of 1,000 x 1,000, no GPU",
    "viewer-scroll-4k": "the same in 3,840 x 2,160",
    "viewer-window-1000": "window by drag in a view of 1,000 x 1,000",
    "viewer-window-4k": "the same in 3,840 x 2,160",
    "viewer-crosshair": "crosshair over three reslices",
    "viewer-gap-load": "longest gap of the GUI thread while 500 slices load",
    "viewer-gap-infer": "the same while a film is analysed",
    "viewer-gap-turn": "longest gap while three planes are turned",
    "viewer-gap-slab": "longest gap for a thick slab in turned planes",
    "viewer-gap-train": "longest gap in all these while a head is taught beside it",
    "ohif-first": "first image of a folder of 500 slices, not imported before",
    "ohif-scroll": "scrolling, the next notch when the last is drawn",
    "ohif-scroll-fed": "scrolling, a notch every 16 ms",
    "ohif-window": "window by drag, the next step when the last is drawn",
    "ohif-window-fed": "window by drag, a step every 16 ms",
    "ohif-memory": "memory of desktop and decode pool (without the model's process)",
    "viewer-memory": "memory of the desktop beside the pixels of 500 slices",
    "open-ct-500-plain": "500 plain slices, headers known",
    "open-ct-500-folder": "a folder of 500 slices never seen",
    "analysis-file": "DICOM film (2,000 x 2,000) and note in, sealed analysis out, p95",
    "analysis-again-weights": "other weights for a film that was read",
    "analysis-again-note": "another note for it",
    "inference-forward": "the networks alone, film and note",
    "inference-memory-peak": "memory of the model's process, at most",
    "trail-action": "one action on the trail, durable",
    "trail-64-clients": "events of 64 clients at once, each durable",
    "trail-actions-64-rows": "whole actions of 64 clients, a row each, durable",
    "trail-verify": "entries of the trail verified",
    "envelope-seal": "sealing 64 KiB chunks",
    "envelope-open": "opening them",
    "envelope-write": "sealing a film to the disk, flushed",
    "keys-rotate": "object keys wrapped again",
}
"""Names of results, and what they are in the words of the table, in its order."""


def read_results(folder: Path = HERE / "results") -> dict[str, dict[str, Any]]:
    """Return all results by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def figure(value: float, unit: str) -> str:
    """Return a figure as it stands in the table: three digits."""
    number = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
    return f"{number} a second" if unit == "1/s" else f"{number} {unit}"


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the table, and what is not reached, as Markdown."""
    lines = ["| measured (`make bench`) | OmniMed | peer |", "|---|---|---|"]
    missed, machines, load = [], [], 0.0
    for name, words in ROWS.items():
        result = results.get(name)
        if result is None:
            continue
        peer = ""
        if result["peer_value"] is not None:
            peer = f"{result['peer']}: {figure(result['peer_value'], result['unit'])}"
        lines.append(f"| {words} | {figure(result['value'], result['unit'])} | {peer} |")
        machines.append(result["hardware"])
        load = max(load, result.get("load", 0.0))
        if result["met"] is False:
            missed.append(f"{words} ({result['goal']})")
    lines += ["", f"*{'; '.join(dict.fromkeys(machines))}.*"]
    if load > BUSY:
        lines[-1] += (
            " Some of it while other programs kept the cores and the disk busy "
            f"(load average up to {load:.0f}; it stands beside each result)."
        )
    if missed:
        lines[-1] += " Goals not reached in these runs: " + "; ".join(missed) + "."
    return "\n".join(lines)


def with_table(text: str, results: dict[str, dict[str, Any]]) -> str:
    """Return README's text with the table between its marks.

    Raises:
        ValueError: If the marks are not there.
    """
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"README.md lacks the marks {BEGIN!r} and {END!r}.")
    return f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}"


def write() -> None:
    """Bring README's table up to date."""
    README.write_text(with_table(README.read_text("utf-8"), read_results()), "utf-8")


if __name__ == "__main__":
    write()
