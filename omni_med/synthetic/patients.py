"""The synthetic patients of the demo: who comes, with which images and which record.

None of them ever lived. Names say so; films are drawn (see ``appearance``), the CT is a phantom.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydicom.dataset import FileDataset

from omni_med.synthetic import knee
from omni_med.synthetic.appearance import DETECTOR_SPACING, add_grain, add_opacity, draw_chest
from omni_med.synthetic.objects import chest_ct, projection
from omni_med.synthetic.people import Order, Person
from omni_med.synthetic.record import Entry, bundle

ANNA = Person("anna", "SYNTHETIC^ANNA", "SYN-0001", date(1963, 5, 17), "F")
BORIS = Person("boris", "SYNTHETIC^BORIS", "SYN-0002", date(1970, 11, 2), "M")
CLARA = Person("clara", "SYNTHETIC^CLARA", "SYN-0003", date(1988, 2, 29), "F")
DORA = Person("dora", "SYNTHETIC^DORA", "SYN-0004", date(1951, 8, 9), "F")
LING = Person("ling", "SYNTHETIC^LING=合成^玲", "SYN-0005", date(1979, 1, 23), "F")

_DAY = datetime(2026, 3, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SyntheticCase:
    """One study on disk.

    Attributes:
        key: Name among the cases: ``"fits"``, ``"contradicts"``, ``"knee"``, ``"stat"``,
            ``"chinese"``, ``"ct"``.
        order: The examination.
        what: What it is there to show, in words.
        folder: Its DICOM files.
        record: Its FHIR Bundle; None where the patient has no record.
    """

    key: str
    order: Order
    what: str
    folder: Path
    record: Path | None

    @property
    def study_uid(self) -> str:
        """Study Instance UID."""
        return self.order.uid("study")


@dataclass(frozen=True, slots=True)
class _Plan:
    key: str
    order: Order
    what: str
    images: Callable[[Order], Iterator[FileDataset]]
    notes: tuple[Entry, ...] = ()


def write_patients(folder: Path, only: Collection[str] | None = None) -> tuple[SyntheticCase, ...]:
    """Write the patients below a folder: one sub-folder of DICOM files and one record each.

    File names say nothing about the order of slices, as on real media.

    Args:
        folder: Made where it is missing.
        only: Keys of the cases to write; all where None.
    """
    return tuple(_write(plan, folder) for plan in _plans() if only is None or plan.key in only)


def _write(plan: _Plan, folder: Path) -> SyntheticCase:
    images = folder / plan.key
    images.mkdir(parents=True)
    datasets = list(plan.images(plan.order))
    numbers = list(range(1, len(datasets) + 1))
    random.Random(1).shuffle(numbers)  # noqa: S311 - shuffles file names, protects nothing
    for number, dataset in zip(numbers, datasets, strict=True):
        dataset.save_as(images / f"IM{number:05}", enforce_file_format=True)
    record = None
    if plan.notes:
        record = folder / f"{plan.key}.fhir.json"
        text = json.dumps(bundle(plan.order, plan.notes), ensure_ascii=False, indent=1)
        record.write_text(text, encoding="utf-8")
    return SyntheticCase(plan.key, plan.order, plan.what, images, record)


def _plans() -> Iterator[_Plan]:
    seen = _DAY + timedelta(hours=9, minutes=20)
    film = "Chest PA"
    yield _Plan(
        "fits",
        Order(ANNA, "film", "SYN26-1001", seen, film, "Fever and cough for five days"),
        "a chest film with opacities, and a record that fits it",
        lambda order: _film(order, seed=13, opacities=_BOTH_SIDES),
        (_entry(seen, 60, _FITS),),
    )
    yield _Plan(
        "contradicts",
        Order(BORIS, "film", "SYN26-1002", seen + timedelta(minutes=25), film, "Before surgery"),
        "a film with opacities, and a record that says there is nothing",
        lambda order: _film(order, seed=14, opacities=_WHOLE_LUNGS),
        (_entry(seen, 90, _CONTRADICTS),),
    )
    yield _Plan(
        "knee",
        Order(CLARA, "film", "SYN26-1003", seen + timedelta(minutes=40), film, "Pain after a fall"),
        "a knee whose header says CHEST",
        _knee,
    )
    yield _Plan(
        "stat",
        Order(
            DORA,
            "film",
            "SYN26-1004",
            seen + timedelta(minutes=55),
            film,
            "Dyspnoea, oxygen saturation 84 %",
            "STAT",
        ),
        "a film with opacities, ordered STAT",
        lambda order: _film(order, seed=10, opacities=_WHOLE_LUNGS),
        (_entry(seen, 10, _STAT),),
    )
    chinese = Order(LING, "film", "SYN26-1005", seen + timedelta(minutes=70), film, "体检，无不适")
    yield _Plan(
        "chinese",
        chinese,
        "a film without an opacity, with a record in Chinese",
        lambda order: _film(order, seed=17, opacities=[]),
        (_entry(seen, 30, _CHINESE),),
    )
    later = seen + timedelta(minutes=100)
    yield _Plan(
        "ct",
        replace(chinese, key="ct", accession="SYN26-1006", started=later, description="CT chest"),
        "a phantom CT with a nodule, for the viewer",
        lambda order: chest_ct(order, seed=1),
        (_entry(later, 20, _CT),),
    )


def _entry(before: datetime, minutes: int, text: str) -> Entry:
    return Entry(before - timedelta(minutes=minutes), text)


Opacity = tuple[tuple[float, float], tuple[float, float], float]

_BOTH_SIDES: list[Opacity] = [
    ((0.50, 0.27), (0.17, 0.12), 0.85),
    ((0.62, 0.33), (0.12, 0.10), 0.85),
    ((0.52, 0.72), (0.17, 0.10), 0.85),
]
_WHOLE_LUNGS: list[Opacity] = [
    ((0.55, 0.28), (0.22, 0.13), 0.85),
    ((0.55, 0.72), (0.22, 0.11), 0.85),
]


def _film(order: Order, *, seed: int, opacities: list[Opacity]) -> Iterator[FileDataset]:
    film = draw_chest(seed)
    for number, (centre, size, density) in enumerate(opacities):
        film = add_opacity(film, centre=centre, size=size, density=density, seed=seed + number)
    film = add_grain(film, seed)
    yield projection(order, film, spacing=DETECTOR_SPACING, body_part="CHEST", view="PA")


def _knee(order: Order) -> Iterator[FileDataset]:
    film = add_grain(knee.draw_knee(3), 3)
    yield projection(order, film, spacing=knee.SPACING, body_part="CHEST", view="")


_FITS = """History: 62-year-old woman, no chronic disease, does not smoke.
Fever up to 39.1 °C, chills and a productive cough for five days. Short of breath on stairs.
Examination: temperature 38.9 °C, respiratory rate 26, oxygen saturation 91 % on room air. \
Crackles over both lungs, more on the right.
Laboratory: white cells 16.2, C-reactive protein 184 mg/l.
"""

_CONTRADICTS = """History: 55-year-old man, seen before a hernia operation.
No fever, no cough, no shortness of breath. He has no pneumonia and never had one.
Examination: temperature 36.6 °C, oxygen saturation 98 % on room air. Lungs clear on auscultation.
Laboratory: white cells 6.1, C-reactive protein below 1 mg/l.
"""

_STAT = """74-year-old woman brought in by ambulance, short of breath since yesterday.
Fever 38.4 °C, dry cough, muscle pain for eight days.
Oxygen saturation 84 % on room air, respiratory rate 34. Crackles on both sides.
"""

_CHINESE = """既往体健，无吸烟史。
无发热，无咳嗽，无胸痛。双肺呼吸音清，未闻及啰音。
体温36.5℃，血氧饱和度98%。
"""

_CT = """体检胸片后建议进一步检查。无咳嗽，无咯血，无发热。
既往无肿瘤病史，无结核病史。
"""
