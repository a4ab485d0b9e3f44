"""Distil, prune, quantise: from a model to a lighter one, measured before and after.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

import finetune
from finetune.base import save_half
from finetune.config import Recipe, read_recipe
from finetune.errors import TrainingError
from finetune.films.views import early_maps
from finetune.fusion.minilm import SentenceEncoder
from finetune.image.encoders import LiteEncoder
from finetune.light.card import LightCard, write_card
from finetune.light.follow import (
    Films,
    Lessons,
    Sentences,
    every_other,
    follow_films,
    follow_sentences,
)
from finetune.light.half import FLOAT16, INT8, TENSORRT, check_form, measure_half, measure_tensorrt
from finetune.light.material import Material
from finetune.light.measure import Measured, Scores, compare, measure_folder, measure_whole
from finetune.light.slim import slim_image, slim_text
from finetune.light.whole import Whole, open_whole, write_half
from finetune.light.write import plain_films, some_texts, write_model
from omni_med.errors import ModelUnavailableError
from omni_med.models import registry
from omni_med.models.compact.preprocess import make_square
from omni_med.models.protocols import ImageInput, ModelInputs, Weights
from omni_med.progress import Progress, no_progress

Tell = Callable[[str], Progress]

RECIPE = "compact-v2.toml"
FITTED_ON, TEXTS = 96, 1500  # films and sentences that the closed forms look at
SENTENCES = 64  # of a batch
QUICK, FULL = 2, 6  # epochs of films; sentences take twice as many
FILM_RATE, TEXT_RATE = 2e-4, 3e-4


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for.

    Attributes:
        model: ``compact`` or a folder of weights.
        out: Folder for the light model and its card.
        thorough: ``"quick"`` or ``"full"``: how long a student is taught.
        image: Share of the image encoder's hidden channels that stay.
        text: Share of the text encoder's hidden neurons that stay.
        layers: Of the text encoder; 0 for all.
        teachers: Further backends of the registry whose opacity the student learns; the mean of
            all that answer.
        form: Of quantise.
        seed: Of choices and order.
    """

    model: str
    out: Path
    thorough: str = "quick"
    image: float = 1.0
    text: float = 1.0
    layers: int = 0
    teachers: tuple[str, ...] = ()
    form: str = INT8
    seed: int = 0

    @property
    def epochs(self) -> int:
        """Times that films are gone through."""
        return FULL if self.thorough == "full" else QUICK


def distil(options: Options, material: Material, tell: Tell) -> LightCard:
    """Teach a smaller student what the model gives, films and sentences apart.

    The student of films begins with a share of the model's channels, that of sentences as some of
    its layers. Opacity is learnt from the model itself, or from the mean of further teachers.

    Raises:
        TrainingError: If the model is none that can be taught.
        UnknownModelError: If there is no such teacher.
    """
    job = _Job(options, material, tell)
    soft = job.soft()
    text = job.whole.text
    if options.layers and options.layers < len(text.stack()):
        text = every_other(text, options.layers)
    text = job.taught_text(job.slim_text(text))
    light = replace(job.whole, encoder=job.taught_films(job.slim_films(), soft), text=text)
    return job.finish("distil", light)


def prune(options: Options, material: Material, tell: Tell) -> LightCard:
    """Remove hidden channels of both encoders, repair what reads them, and teach on shortly.

    Raises:
        TrainingError: If the model is none that can be taught.
    """
    job = _Job(options, material, tell)
    text = job.slim_text(job.whole.text)
    encoder = job.taught_films(job.slim_films(), job.soft())
    return job.finish("prune", replace(job.whole, encoder=encoder, text=text))


def quantise(options: Options, material: Material, tell: Tell) -> LightCard:
    """Write a model in 8 bits, or in half precision where a GPU is, and measure both.

    Raises:
        TrainingError: If the model is none that can be taught.
        ModelUnavailableError: If this form needs what is not here.
    """
    check_form(options.form)
    job = _Job(options, material, tell)
    if options.form == INT8:
        return job.finish("quantise", job.whole)
    tell("Measuring")
    folder = options.out / "weights"
    folder.mkdir(parents=True, exist_ok=True)
    if options.form == TENSORRT:
        before, _ = measure_half(job.whole, FLOAT16, material)
        return job.done("quantise", [before, measure_tensorrt(job.whole, material, folder)], folder)
    save_half(job.whole.teacher, job.whole.fusion, folder)
    write_half(job.whole.text, folder)
    return job.done("quantise", list(measure_half(job.whole, options.form, material)), folder)


class _Job:
    """One model on its way to a lighter one."""

    def __init__(self, options: Options, material: Material, tell: Tell) -> None:
        self.options, self.material, self.tell = options, material, tell
        self.started = time.monotonic()
        self.whole = open_whole(options.model)
        if (options.out / "weights").resolve() == self.whole.folder.resolve():
            raise TrainingError(
                "The light model would replace the one that it is made from.",
                hint="Give another folder with --out.",
            )
        self.work = options.out.with_name(f".{options.out.name}.work")

    def slim_films(self) -> LiteEncoder:
        """Return the image encoder with a share of its hidden channels."""
        tell = self.tell("Narrowing the image encoder")
        options, size = self.options, self.whole.settings.size
        films = plain_films(self.material.train, FITTED_ON, size, options.seed)
        return slim_image(self.whole.encoder, films, options.image, tell, seed=options.seed)

    def slim_text(self, text: SentenceEncoder) -> SentenceEncoder:
        """Return a text encoder with a share of its hidden neurons."""
        if self.options.text >= 1:
            return text
        texts = some_texts(self.material.texts, TEXTS, self.options.seed)
        return slim_text(text, *self.whole.batch(texts), self.options.text)

    def taught_text(self, student: SentenceEncoder) -> SentenceEncoder:
        """Teach sentences."""
        texts = sorted(self.material.texts, key=len)  # of one length: no padding
        starts = range(0, len(texts), SENTENCES)
        batches = [self.whole.batch(texts[start : start + SENTENCES]) for start in starts]
        how = Lessons(2 * self.options.epochs, TEXT_RATE, self.options.seed)
        lessons = Sentences(self.whole.text, batches)
        store = self._store("text.pt")
        return follow_sentences(student, lessons, how, store, self.tell("Teaching sentences"))

    def taught_films(self, student: LiteEncoder, soft: Scores) -> LiteEncoder:
        """Teach films."""
        whole, options = self.whole, self.options
        shots = self.material.train
        squares = [make_square(shot.read(), whole.settings.size).pixels for shot in shots]
        value = whole.fusion.image_value
        films = Films(
            torch.from_numpy(early_maps(student, squares)),
            torch.stack([torch.from_numpy(whole.tokens(square)).half() for square in squares]),
            torch.from_numpy(soft).float(),
            value.weight[0].detach(),
            float(value.bias[0]),
        )
        how = Lessons(options.epochs, FILM_RATE, options.seed)
        return follow_films(
            student, films, how, self._store("image.pt"), self.tell("Teaching films")
        )

    def soft(self) -> Scores:
        """Return the mean opacity that further teachers give each film; NaN where none answers."""
        shots = self.material.train
        backends = [registry.load(name) for name in self.options.teachers]
        found = np.full((len(shots), max(1, len(backends))), np.nan)
        progress = self.tell("Asking the teachers") if backends else no_progress
        for row, shot in enumerate(shots if backends else ()):
            inputs = ModelInputs((ImageInput("film", shot.read()),))
            for column, backend in enumerate(backends):
                answers = backend.infer(backend.encode(inputs), Weights()).answers
                found[row, column] = next((a.fused for a in answers if "opacity" in a.name), np.nan)
            progress(row + 1, len(shots))
        if backends and np.isnan(found).all():
            raise ModelUnavailableError(
                "None of the teachers says anything of an opacity on these films.",
                hint="`omni-med models show NAME` tells what a model assesses.",
            )
        known = ~np.isnan(found)
        total = np.where(known, found, 0).sum(1)
        return np.where(known.any(1), total / np.maximum(known.sum(1), 1), np.nan)

    def finish(self, verb: str, light: Whole) -> LightCard:
        """Write the light model, measure all forms, and write the card."""
        whole, material, tell = self.whole, self.material, self.tell
        plan = recipe_of(whole, self.options.seed)
        forms = [measure_whole(whole, material, plan, tell("Measuring before"))]
        if light is not whole:
            smaller = measure_whole(light, material, plan, tell("Measuring the smaller one"))
            forms.append(replace(smaller, form=f"{smaller.form}, after {verb}"))
        tell("Writing")
        folder = self.options.out / "weights"
        write_model(light, material, plan, self._version(verb), folder)
        form = f"ONNX Runtime, 8 bits, after {verb}"
        forms.append(measure_folder(folder, form, material, plan, tell("Measuring after")))
        return self.done(verb, forms, folder)

    def done(self, verb: str, forms: list[Measured], folder: Path) -> LightCard:
        """Write the card and put away what a stopped run would have gone on from."""
        change, kinds = compare(forms[-1], forms[0], self.material)
        card = LightCard(
            verb=verb,
            model=self.options.model,
            version=self._version(verb),
            folder=folder,
            options=options_of(self.options),
            material=self.material.name,
            forms=tuple(forms),
            change=change,
            kinds_change=kinds,
            seconds=time.monotonic() - self.started,
        )
        write_card(card, self.options.out)
        shutil.rmtree(self.work, ignore_errors=True)
        return card

    def _version(self, verb: str) -> str:
        """Return the version of the weights: another for other options."""
        mark = hashlib.sha256(repr(options_of(self.options)).encode()).hexdigest()[:8]
        return f"{self.whole.settings.version}+{verb}.{mark}"

    def _store(self, name: str) -> Path:
        self.work.mkdir(parents=True, exist_ok=True)
        return self.work / name


def recipe_of(whole: Whole, seed: int) -> Recipe:
    """Return the recipe of the last stages, for films of the model's size."""
    plan = read_recipe(Path(finetune.__path__[0]) / "recipes" / RECIPE)
    return replace(plan, seed=plan.seed + seed, image=replace(plan.image, size=whole.settings.size))


def options_of(options: Options) -> dict[str, object]:
    """Return the options as the card shows them."""
    return {
        "compare": options.thorough,
        "form": options.form,
        "image channels": options.image,
        "text neurons": options.text,
        "text layers": options.layers or "all",
        "teachers": list(options.teachers) or [options.model],
        "seed": options.seed,
    }
