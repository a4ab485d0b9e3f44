"""Which images of a study go to the model: by what the header says, where it says anything.

The header's word on modality and on a lateral view excludes; body part only ranks, since it is
often missing or wrong. What is chosen here is checked once more against the pixels by the model
(``ImageFeatures.is_meant``).
"""

from __future__ import annotations

from dataclasses import dataclass

from omni_med.domain import Instance, Series, Study
from omni_med.models.protocols import ModelCard

MOST_IMAGES = 4
TOO_MANY = f"more than {MOST_IMAGES} images"

_UNKNOWN_MODALITIES = ("", "OT")  # "other" says nothing of what it is
_RAW_SOP_CLASSES = (
    "1.2.840.10008.5.1.4.1.1.1.1.1",  # Digital X-Ray, For Processing (PS3.4 B.5)
    "1.2.840.10008.5.1.4.1.1.1.2.1",  # Digital Mammography, For Processing
)
# View Position (0018,5101), PS3.3 C.8.1.2, C.8.7.1; and words that senders write.
_OTHER_VIEWS = frozenset(
    ("LL", "RL", "L", "LAT", "LATERAL", "LLO", "RLO", "RLD", "LLD", "OBLIQUE", "DECUBITUS")
)
_SAME_BODY_PART = {"THORAX": "CHEST", "LUNG": "CHEST", "PORTCHEST": "CHEST", "CHESTPA": "CHEST"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One frame that the model may be given.

    Attributes:
        series: Its series.
        instance: Its instance.
        frame: 0-based.
        rank: 0 where the header agrees with the card, 1 where it is silent, 2 where it does not.
    """

    series: Series
    instance: Instance
    frame: int
    rank: int

    @property
    def body_part(self) -> str:
        """Body part of the instance, or else of the series, as written."""
        return self.instance.body_part or self.series.body_part


@dataclass(frozen=True, slots=True)
class Selection:
    """What to give the model, and what not.

    Attributes:
        chosen: At most ``MOST_IMAGES``, best first.
        left_out: (UID, reason); the UID of the series where all of it stays out.
        pixels: True where the study holds any image at all.
    """

    chosen: tuple[Candidate, ...]
    left_out: tuple[tuple[str, str], ...]
    pixels: bool


def select(study: Study, card: ModelCard) -> Selection:
    """Choose the images that a model with this card is meant for."""
    candidates: list[Candidate] = []
    left_out: list[tuple[str, str]] = []
    pixels = False
    for series in study.series:
        images = [instance for instance in series.instances if instance.has_pixels]
        pixels = pixels or bool(images)
        reason = _series_reason(series, card)
        if images and reason:
            left_out.append((series.series_uid, reason))
            continue
        for instance in images:
            reason = _instance_reason(instance)
            if reason:
                left_out.append((instance.sop_instance_uid, reason))
            else:
                candidates += _frames(series, instance, card)
    candidates.sort(key=lambda item: _order(item, card))
    best = min((item.rank for item in candidates), default=0)
    chosen = [item for item in candidates if item.rank < 2 or best == 2][:MOST_IMAGES]
    left_out += [
        (item.instance.sop_instance_uid, _passed_over(item))
        for item in candidates
        if item not in chosen
    ]
    return Selection(tuple(chosen), tuple(left_out), pixels)


def is_other_view(view: str) -> bool:
    """True where a view position, as written, names a lateral, oblique or decubitus view."""
    return _word(view) in _OTHER_VIEWS


def is_mirrored(instance: Instance) -> bool:
    """True where the header says that the patient's left is on the image's left."""
    return _runs_towards(instance) == "R"


def _runs_towards(instance: Instance) -> str:
    """Return the first letter of where a row runs; empty where the header is silent.

    Source: PS3.3 C.7.6.1.1.1 (Patient Orientation).
    """
    stated = instance.patient_orientation
    return stated[0][:1].upper() if len(stated) == 2 else ""


def _series_reason(series: Series, card: ModelCard) -> str:
    modality = series.modality.strip().upper()
    if modality in _UNKNOWN_MODALITIES or modality in card.dicom_modalities:
        return ""
    return f"not meant for this: {modality}"


def _instance_reason(instance: Instance) -> str:
    if instance.sop_class_uid in _RAW_SOP_CLASSES:
        return "not meant for this: raw image, meant for processing"
    kind = _pixels_reason(instance)
    if kind:
        return f"not meant for this: {kind}"
    if is_other_view(instance.view_position):
        return f"not meant for this: view {_word(instance.view_position)}"
    if _runs_towards(instance) in ("A", "P"):
        return "not meant for this: lateral by its patient orientation"
    if "LOCALIZER" in instance.image_type:
        return "not meant for this: localizer"
    return ""


def _pixels_reason(instance: Instance) -> str:
    """Return why pixels are none of a radiograph's; empty where they may be.

    Floating-point pixels are those of a parametric map (PS3.3 A.75); a NaN may be among them.
    """
    if instance.samples_per_pixel != 1 or instance.photometric == "PALETTE COLOR":
        return "colour image"
    if instance.pixel_kind != "integer":
        return "pixels are floating-point numbers, which no radiograph has"
    return ""


def _frames(series: Series, instance: Instance, card: ModelCard) -> list[Candidate]:
    rank = _rank(instance.body_part or series.body_part, card)
    return [
        Candidate(series, instance, frame, rank)
        for frame in range(min(instance.frames, MOST_IMAGES))
    ]


def _rank(body_part: str, card: ModelCard) -> int:
    part = _word(body_part)
    if not part:
        return 1
    return 0 if _SAME_BODY_PART.get(part, part) in card.body_parts else 2


def _order(item: Candidate, card: ModelCard) -> tuple[int, int, int, int, str, int]:
    view = _word(item.instance.view_position)
    place = card.views.index(view) if view in card.views else len(card.views)
    number = item.instance.instance_number
    return (
        item.rank,
        place,
        item.series.number if item.series.number is not None else 1 << 30,
        number if number is not None else 1 << 30,
        item.instance.sop_instance_uid,
        item.frame,
    )


def _passed_over(item: Candidate) -> str:
    if item.rank == 2:
        return f"not meant for this: body part {_word(item.body_part)}"
    return TOO_MANY


def _word(value: str) -> str:
    """Return a code string bare: upper case, letters and digits only."""
    return "".join(character for character in value.upper() if character.isalnum())
