"""One small teaching, to be killed: run by path, the folder it works in as FOLDER or argument."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from finetune.datasets.dataset import Sample
from finetune.heads.cases.encoded import VIEWS, Encoded, pool
from finetune.heads.comparing.compare import compare
from finetune.heads.comparing.folds import Plan
from finetune.heads.network.numbers import numbers
from finetune.heads.network.parts import FUSION, IMAGE_BLOCK, Keys, Parts, Top
from finetune.heads.running.crew import crew_of_environment
from finetune.heads.running.live import Live
from finetune.heads.running.work import write_whole
from finetune.heads.teaching.choose import choose
from finetune.heads.teaching.recipe import HeadRecipe
from finetune.heads.teaching.teach import teach
from finetune.image.encoders import LiteEncoder
from omni_med.progress import Progress, no_progress

RECIPE = HeadRecipe(
    ranks=(0, 2), targets=((IMAGE_BLOCK,), (IMAGE_BLOCK, FUSION)), steps=20, every=10, batch=16
)
PLAN = Plan(folds=3, repeats=1)


def cases(top: Top, seed: int = 0) -> Encoded:
    """Return made-up cases: 12 with the finding, 36 without it, two of each patient."""
    rng = np.random.default_rng(seed)
    label = np.array([1] * 12 + [0] * 36)
    inside = top.block.convs[0].in_channels
    channels = inside + top.channels - top.mean.shape[0]
    maps = rng.normal(size=(len(label), VIEWS + 1, channels, 2, 2)).astype(np.float32)
    maps[label == 1, :VIEWS, -1] += 1.0
    words = rng.normal(size=(len(label), 3, 8)).astype(np.float32)
    half = torch.from_numpy(maps).half()
    return Encoded(
        tuple(
            Sample(number + 1, None, "note", f"p{number // 2}", int(value))
            for number, value in enumerate(label)
        ),
        half,
        pool(half, top),
        torch.ones(len(label), dtype=torch.bool),
        torch.from_numpy(words),
        torch.ones((len(label), 3), dtype=torch.bool),
        label,
        np.array([f"p{number // 2}" for number in range(len(label))]),
        np.full(len(label), 0.5),
        np.array([""] * len(label)),
        {},
    )


def run(folder: Path) -> None:
    """Cross-validate, teach the head, and write its weights; what was done before is kept."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    top = Top(LiteEncoder("tiny").eval())
    parts = Parts(top, Keys(torch.randn(4, top.channels), torch.zeros(4, 8)))
    data = cases(top)

    def silent(_title: str) -> Progress:
        return no_progress

    crew = crew_of_environment()
    live = Live(folder / "live.jsonl" if crew.is_first else None, silent)
    found = compare(data, parts, RECIPE, PLAN, store=folder, live=live, crew=crew)
    if not crew.is_first:
        return
    rows = np.arange(len(data.label))
    choice = choose(data, rows, parts, RECIPE)
    network = teach(data, rows, parts, RECIPE, choice=choice).network
    weights = b"".join(value.tobytes() for _, value in sorted(numbers(network).items()))
    answers = b"".join(found.logits[name].tobytes() for name in sorted(found.logits))
    write_whole(folder / "weights", weights + answers)


if __name__ == "__main__":
    run(Path(globals().get("FOLDER") or sys.argv[1]))
