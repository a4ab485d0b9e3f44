"""Runs every benchmark beside this file and prints one table: ``make bench [ONLY=name]``."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
SHARED = {"run", "common", "films", "readme", "viewer_desk", "viewer_gaps", "ohif_desk"}
"""Files beside this one that measure nothing by themselves."""
sys.path.insert(0, str(HERE))

import readme  # noqa: E402 - the folder must be on the path first
from common import Result, hardware  # noqa: E402 - the folder must be on the path first


def main() -> int:
    """Run them; exit 1 where one could not run."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in SHARED)
    only = os.environ.get("ONLY", "")
    results: list[Result] = []
    failed: list[str] = []
    for name in names:
        if only and only not in name:
            continue
        try:
            results += importlib.import_module(name).measure()
        except Exception:  # noqa: BLE001 - one that fails must not hide the others
            traceback.print_exc()
            failed.append(name)
    table = Table(title=f"OmniMed on {hardware()}")
    for heading in ("name", "value", "unit", "peer", "peer value", "ratio", "goal", "met"):
        table.add_column(heading)
    for result in results:
        result.write()
        table.add_row(
            result.name,
            f"{result.value:.4g}",
            result.unit,
            result.peer,
            "" if result.peer_value is None else f"{result.peer_value:.4g}",
            "" if result.ratio is None else f"{result.ratio:.2f}",
            result.goal,
            {True: "yes", False: "no", None: ""}[result.met],
        )
    Console(width=160).print(table)
    readme.write()
    for name in failed:
        print(f"could not run: {name}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    # Spawned workers import this file again; the guard keeps them from measuring.
    raise SystemExit(main())
