"""A case reduced to what a model may see, with everything that was decided on the way."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from omni_med.domain import Case, Instance, Note, NoteUse, Study
from omni_med.emr.text import sanitize
from omni_med.emr.use import note_use
from omni_med.errors import DicomError
from omni_med.inference.conflict import Subject
from omni_med.inference.known import FilmFacts, KnownImage, Remembers
from omni_med.inference.quality import Quality, TextFacts, image_quality, text_quality
from omni_med.inference.reading import Reading, read_notes
from omni_med.inference.select import TOO_MANY, Candidate, Selection, is_mirrored, select
from omni_med.models.protocols import (
    FloatArray,
    ImageInput,
    ModelCard,
    ModelInputs,
    SentenceInput,
)

UNREADABLE = "cannot be read"
PASSED_OVER = (UNREADABLE, TOO_MANY)
"""How the reasons begin for images that the model is meant for and yet did not see."""

MOST_CHARACTERS = 1_000_000
"""Of a record that are looked at, some 300 pages: the newest notes first, the rest is said."""

_NOT_READ = np.zeros((0, 0), np.float32)

LoadImage = Callable[[Instance, int], FloatArray]
"""Reads one frame: float32 (rows, columns) in 0 to 1, bone white; raises ``DicomError``."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What an ``Analyst`` takes.

    Attributes:
        study_uid: The study.
        inputs: What the model sees.
        notes: The notes that inference may use, in full.
        shown: The others of the record: only compared with the header's sex and age.
        mirrored: Ids of the images whose header says that left and right are exchanged.
        facts: Of each image in ``inputs``: what was measured on its pixels.
        record: How many sentences the record has, and what of it the model is not given.
        note_use: Each note, used or not, and why.
        images_left_out: (UID, reason); see ``Selection.left_out``.
        image_quality: Of each image in ``inputs``.
        text_quality: Of the record; None where there is none that may be used.
        has_pixels: True where the case is about images, readable or not: then the record alone
            is not answered.
        timings_ms: Stage to milliseconds.
        subject: What the header says of the patient, to compare the record with.
    """

    study_uid: str
    inputs: ModelInputs
    notes: tuple[Note, ...] = field(default=(), repr=False)
    note_use: tuple[NoteUse, ...] = ()
    images_left_out: tuple[tuple[str, str], ...] = ()
    image_quality: tuple[Quality, ...] = ()
    text_quality: Quality | None = None
    has_pixels: bool = False
    timings_ms: dict[str, float] = field(default_factory=dict)
    subject: Subject = field(default_factory=Subject)
    shown: tuple[Note, ...] = field(default=(), repr=False)
    mirrored: tuple[str, ...] = ()
    facts: tuple[FilmFacts, ...] = ()
    record: Reading = field(default_factory=Reading)


def prepare(
    case: Case, load: LoadImage, card: ModelCard, forced_notes: Collection[str] = ()
) -> Prepared:
    """Choose and read the images, choose the notes, cut them into sentences, measure quality.

    An image that cannot be read is left out with the reason; the rest goes on.

    Args:
        case: The study with its record.
        load: Reads one frame.
        card: Of the model that will answer.
        forced_notes: Ids of notes that enter although they are later than the acquisition or the
            study's own report.
    """
    began = time.perf_counter()
    takes_images = "image" in card.modalities
    selection = select(case.study, card) if takes_images else Selection((), (), pixels=False)
    images, unreadable = _read(selection.chosen, load, card)
    read = time.perf_counter()
    uses = note_use(case.notes, acquired(case.study), forced_notes)
    used = {use.note_id for use in uses if use.used}
    prepared = assemble(
        card,
        images,
        tuple(note for note in case.notes if note.note_id in used),
        study_uid=case.study.study_uid,
        acquired_at=acquired(case.study),
        has_pixels=selection.pixels or bool(case.study.series),
    )
    return Prepared(
        study_uid=prepared.study_uid,
        inputs=prepared.inputs,
        notes=prepared.notes,
        note_use=uses,
        images_left_out=(*selection.left_out, *unreadable),
        image_quality=prepared.image_quality,
        facts=prepared.facts,
        record=prepared.record,
        text_quality=prepared.text_quality,
        has_pixels=prepared.has_pixels,
        timings_ms={"read_image": (read - began) * 1e3, **prepared.timings_ms},
        subject=Subject(case.study.patient.sex, case.study.patient_age, acquired(case.study)),
        shown=_looked_at(tuple(note for note in case.notes if note.note_id not in used)),
        mirrored=tuple(
            item.instance.sop_instance_uid
            for item in selection.chosen
            if is_mirrored(item.instance)
        ),
    )


def assemble(
    card: ModelCard,
    images: Sequence[ImageInput],
    notes: Sequence[Note],
    *,
    study_uid: str = "",
    acquired_at: datetime | None = None,
    has_pixels: bool | None = None,
) -> Prepared:
    """Prepare images and notes that are at hand already, all of them to be used.

    Of a record beyond ``MOST_CHARACTERS`` the rest is left out, and that is said.
    """
    began = time.perf_counter()
    takes_text = "text" in card.modalities
    whole, notes = sum(len(note.text) for note in notes), _looked_at(notes)
    record = read_notes(notes, card.languages) if takes_text else Reading()
    if whole > MOST_CHARACTERS:
        said = f"only {MOST_CHARACTERS:,} of {whole:,} characters of the record were looked at"
        record = replace(record, remarks=(*record.remarks, said))
    written = [note.written.replace(tzinfo=None) for note in notes if note.written]
    plain = [(note.text, sanitize(note.text)) for note in notes if note.text.strip()]
    text_facts = TextFacts(
        [text for _, text in plain],
        newest=max(written, default=None),
        acquired=acquired_at,
        languages=card.languages,
        taken_out=_taken_out(plain),
    )
    cut_at = time.perf_counter()
    facts = film_facts(images)
    return Prepared(
        study_uid=study_uid,
        inputs=ModelInputs(tuple(images), record.sentences),
        record=record,
        notes=tuple(notes),
        note_use=tuple(NoteUse(note.note_id, True, "given by the caller") for note in notes),
        image_quality=tuple(item.quality for item in facts),
        facts=facts,
        text_quality=text_quality(text_facts) if takes_text else None,
        has_pixels=bool(images) if has_pixels is None else has_pixels,
        timings_ms={
            "sentences": (cut_at - began) * 1e3,
            "quality": (time.perf_counter() - cut_at) * 1e3,
        },
    )


def _looked_at(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return notes of ``MOST_CHARACTERS`` together, the newest whole, in the order given."""
    left, kept = MOST_CHARACTERS, {}
    newest = sorted(range(len(notes)), key=lambda number: _day(notes[number]), reverse=True)
    for number in newest:
        note = notes[number]
        kept[number] = note if len(note.text) <= left else replace(note, text=_begun(note, left))
        left -= len(kept[number].text)
    return tuple(kept[number] for number in range(len(notes)))


def _begun(note: Note, most: int) -> str:
    """Return the beginning of a note's words, no word cut."""
    begun = note.text[:most]
    return begun[: max(begun.rfind(" "), begun.rfind("\n")) + 1] or begun


def _day(note: Note) -> str:
    """Return when a note was written, to be compared; an undated one is the oldest."""
    return note.written.replace(tzinfo=None).isoformat() if note.written else ""


def acquired(study: Study) -> datetime | None:
    """Return when the first image was made, else when the study started; None if unknown."""
    times = [instance.acquired for instance in study.instances if instance.acquired]
    if times:
        return min(times, key=lambda time_: time_.replace(tzinfo=None))
    return study.started


def _taken_out(texts: Sequence[tuple[str, str]]) -> float:
    """Return which share of the characters ``sanitize`` took out; white space does not count."""
    before = sum(len("".join(raw.split())) for raw, _ in texts)
    after = sum(len("".join(plain.split())) for _, plain in texts)
    return 1 - after / before if before else 0.0


def film_facts(images: Sequence[ImageInput]) -> tuple[FilmFacts, ...]:
    """Measure images whose facts are not known: the hash beside the quality, on another core."""
    fresh = [image for image in images if not isinstance(image, KnownImage)]
    with ExitStack() as stack:
        hashes = {}
        if fresh:
            thread = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="hash"))
            hashes = {id(image): thread.submit(image_sha256, image) for image in fresh}
        qualities = {id(image): image_quality(image.pixels) for image in fresh}
        return tuple(
            image.facts
            if isinstance(image, KnownImage)
            else FilmFacts(
                _rows_and_columns(image), hashes[id(image)].result(), qualities[id(image)]
            )
            for image in images
        )


def _rows_and_columns(image: ImageInput) -> tuple[int, int]:
    shape = image.pixels.shape
    return (shape[0], shape[1]) if len(shape) > 1 else (1, shape[0] if shape else 1)


def inputs_sha256(inputs: ModelInputs, facts: Sequence[FilmFacts] = ()) -> str:
    """Return the SHA-256 over the exact arrays and words that enter the model, hexadecimal.

    With the images' ``facts`` their pixels are not looked at again.
    """
    total = hashlib.sha256()
    for image in [item.sha256 for item in facts] or map(image_sha256, inputs.images):
        total.update(image.encode())
    total.update(sentences_sha256(inputs.sentences).encode())
    return total.hexdigest()


def image_sha256(image: ImageInput) -> str:
    """Return the SHA-256 over shape, pixels and what the header says, without the image's name."""
    total = hashlib.sha256()
    header = (image.pixels.shape, image.modality, image.body_part, image.view_position)
    total.update(repr(header).encode())
    total.update(np.ascontiguousarray(image.pixels, dtype="<f4").data)
    return total.hexdigest()


def sentences_sha256(sentences: Sequence[SentenceInput]) -> str:
    """Return the SHA-256 over the words, hexadecimal."""
    total = hashlib.sha256()
    for sentence in sentences:
        words = sentence.text.encode("utf-8", "surrogatepass")
        total.update(len(words).to_bytes(8, "big") + words)
    return total.hexdigest()


def _read(
    chosen: Sequence[Candidate], load: LoadImage, card: ModelCard
) -> tuple[list[ImageInput], list[tuple[str, str]]]:
    images: list[ImageInput] = []
    unreadable: list[tuple[str, str]] = []
    for item in chosen:
        try:
            images.append(_image(item, load, card))
        except DicomError as error:
            unreadable.append((item.instance.sop_instance_uid, f"{UNREADABLE}: {error}"))
    return images, unreadable


def _image(item: Candidate, load: LoadImage, card: ModelCard) -> ImageInput:
    """Read one frame, unless who reads remembers enough of it."""
    reader: object = load
    memory = reader if isinstance(reader, Remembers) else None
    image = ImageInput(
        image_id=item.instance.sop_instance_uid,
        pixels=_NOT_READ,
        frame=item.frame,
        modality=item.series.modality,
        body_part=item.body_part,
        view_position=item.instance.view_position,
        source=memory.source(item) if memory else "",
    )
    known = memory.recall(image, item, card) if memory else None
    if known is not None:
        return known
    pixels = np.ascontiguousarray(load(item.instance, item.frame), np.float32)
    return replace(image, pixels=pixels)
