"""Choose how a head is taught, on patients held back inside the cases that it learns from.

What may be chosen: which parts LoRA adapts, its rank, and after how many steps it stops; a head
without LoRA is one of the choices. Nested validation: whoever judges the head is not among them.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from finetune.heads.cases.encoded import Encoded
from finetune.heads.network.parts import IMAGE_BLOCK, TARGETS, TEXT_LAYER, Parts
from finetune.heads.running.live import Watch, unwatched
from finetune.heads.teaching.recipe import PROBE, Choice, HeadRecipe
from finetune.heads.teaching.teach import teach
from finetune.heads.teaching.trial import LEAST_PATIENTS, FloatArray, IntArray, Trial


def choose(
    data: Encoded, rows: IntArray, parts: Parts, recipe: HeadRecipe, watch: Watch = unwatched
) -> Choice:
    """Choose on patients held back inside ``rows``: parts at the first rank, then the rank.

    LoRA is chosen only where it is better than the probe with 95 % (one-sided, over patients):
    among some twenty choices the best is one or two standard errors ahead by luck alone.
    """
    groups = len(set(data.group[rows][data.label[rows] == 1]))
    ranks = [rank for rank in recipe.ranks if rank]
    if groups < LEAST_PATIENTS or not ranks:
        return PROBE

    def lesson(choice: Choice, learn: IntArray, held: IntArray) -> dict[int, FloatArray]:
        return teach(data, learn, parts, recipe, choice=choice, held=held, watch=watch).looks

    trial = Trial(data, rows, recipe.seed, lesson)
    wide = [Choice(ranks[0], recipe.steps, targets) for targets in _teachable(data, recipe)]
    for choice in wide[: recipe.teachings]:
        trial.run(choice)
    found = _beyond_the_probe(trial)
    if found == PROBE:
        return PROBE
    narrow = [Choice(rank, recipe.steps, found.targets) for rank in ranks[1:]]
    for choice in narrow[: max(0, recipe.teachings - len(wide))]:
        trial.run(choice)
    return _beyond_the_probe(trial)


def _beyond_the_probe(trial: Trial) -> Choice:
    """Return what was best, or the probe where that is not clearly worse."""
    best = trial.best()
    return best if best != PROBE and trial.is_clearly_better(best, PROBE) else PROBE


def _teachable(data: Encoded, recipe: HeadRecipe) -> list[tuple[str, ...]]:
    """Return the sets of parts that these cases can teach, each once."""
    known = set(TARGETS)
    if not data.pieces or not bool(data.has_sentence.any()):
        known -= {TEXT_LAYER}
    if not bool(data.has_image.any()):
        known -= {IMAGE_BLOCK}
    found = [tuple(part for part in wanted if part in known) for wanted in recipe.targets]
    return list(dict.fromkeys(targets for targets in found if targets))
