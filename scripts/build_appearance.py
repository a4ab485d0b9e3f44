"""Build omni_med/synthetic/appearance.npz: build_appearance.py CASES_CSV."""

from __future__ import annotations

import sys
from pathlib import Path

from finetune.films.appearance import learn, save, select_films

TARGET = Path(__file__).resolve().parent.parent / "omni_med" / "synthetic" / "appearance.npz"


def main() -> None:
    """Learn the model from the films of one table and write it into the package."""
    films = select_films(Path(sys.argv[1]))
    model = learn(films)
    save(model, TARGET)
    sys.stdout.write(
        f"{model.films} of {len(films)} films, {TARGET.stat().st_size / 2**20:.1f} MiB\n"
    )


if __name__ == "__main__":
    main()
