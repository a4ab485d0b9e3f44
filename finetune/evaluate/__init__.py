"""Measuring a model: what it is worth, what it owes to shortcuts, and against what."""

from finetune.evaluate.answers import Answered, answer_films
from finetune.evaluate.figures import kind_figures, opacity_figures, refusal_figures
from finetune.evaluate.run import evaluate_base

__all__ = [
    "Answered",
    "answer_films",
    "evaluate_base",
    "kind_figures",
    "opacity_figures",
    "refusal_figures",
]
