"""Which images go to the model, and why the others do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omni_med.domain import Instance, Patient, Series, Study
from omni_med.inference.select import MOST_IMAGES, is_mirrored, select
from omni_med.models.fake import FakeFactory

CARD = FakeFactory().card()
DX = "1.2.840.10008.5.1.4.1.1.1.1"


def film(uid: str, view: str = "PA", **changes: object) -> Instance:
    plain = Instance(
        sop_instance_uid=uid,
        sop_class_uid=DX,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        rows=10,
        columns=10,
        frames=1,
        view_position=view,
        body_part="CHEST",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def study(*series: Series) -> Study:
    return Study("1.2.3", Patient("p"), series=series)


def series(modality: str, *instances: Instance, number: int = 1) -> Series:
    return Series(f"1.2.3.{number}", modality, number, instances=instances)


def chosen(*items: Series) -> list[str]:
    return [item.instance.sop_instance_uid for item in select(study(*items), CARD).chosen]


def test_pa_comes_before_ap_whatever_their_order() -> None:
    assert chosen(series("DX", film("ap", "AP"), film("pa", "PA"))) == ["pa", "ap"]


def test_a_ct_is_left_out_as_a_series() -> None:
    selection = select(study(series("CT", film("1"), film("2"))), CARD)
    assert selection.chosen == ()
    assert selection.left_out == (("1.2.3.1", "not meant for this: CT"),)
    assert selection.pixels


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"view_position": "LL"}, "not meant for this: view LL"),
        ({"view_position": "Lateral"}, "not meant for this: view LATERAL"),
        (
            {"patient_orientation": ("A", "F")},
            "not meant for this: lateral by its patient orientation",
        ),
        (
            {"patient_orientation": ("PL", "F")},
            "not meant for this: lateral by its patient orientation",
        ),
        ({"samples_per_pixel": 3}, "not meant for this: colour image"),
        ({"photometric": "PALETTE COLOR"}, "not meant for this: colour image"),
        ({"sop_class_uid": DX + ".1"}, "not meant for this: raw image, meant for processing"),
    ],
)
def test_an_image_of_another_kind_is_left_out_with_the_reason(
    change: dict[str, object], reason: str
) -> None:
    selection = select(study(series("DX", film("x", **change))), CARD)  # type: ignore[arg-type]
    assert selection.chosen == ()
    assert selection.left_out == (("x", reason),)


def test_another_body_part_gives_way_to_a_chest() -> None:
    knee, chest = film("knee", body_part="KNEE"), film("chest")
    selection = select(study(series("DX", knee, chest)), CARD)
    assert [item.instance.sop_instance_uid for item in selection.chosen] == ["chest"]
    assert selection.left_out == (("knee", "not meant for this: body part KNEE"),)


def test_a_lone_image_of_another_body_part_is_left_to_the_pixels() -> None:
    assert chosen(series("DX", film("alone", body_part="KNEE"))) == ["alone"]


@pytest.mark.parametrize("part", ["", "THORAX", "chest", "CHEST "])
def test_a_missing_or_loosely_written_body_part_is_no_reason(part: str) -> None:
    assert chosen(series("CR", film("x", body_part=part))) == ["x"]


@pytest.mark.parametrize("modality", ["", "OT"])
def test_an_unknown_modality_is_left_to_the_pixels(modality: str) -> None:
    assert chosen(series(modality, film("x"))) == ["x"]


def test_at_most_four_images_are_read_and_the_rest_is_named() -> None:
    films = [film(str(number), instance_number=number) for number in range(6)]
    selection = select(study(series("DX", *films)), CARD)
    assert len(selection.chosen) == MOST_IMAGES
    assert selection.left_out == (("4", "more than 4 images"), ("5", "more than 4 images"))


def test_objects_without_pixels_are_no_images() -> None:
    selection = select(study(series("SR", film("sr", frames=0))), CARD)
    assert selection.chosen == ()
    assert selection.left_out == ()
    assert not selection.pixels


@pytest.mark.parametrize(
    ("orientation", "mirrored"),
    [(("L", "F"), False), (("R", "F"), True), (("R", "H"), True), ((), False), (("", ""), False)],
)
def test_a_mirrored_film_is_known_by_its_orientation(
    orientation: tuple[str, ...], mirrored: bool
) -> None:
    instance = film("1", patient_orientation=orientation)
    assert is_mirrored(instance) is mirrored
    assert chosen(series("DX", instance)) == ["1"]


@pytest.mark.parametrize("kind", ["float", "double"])
def test_floating_point_pixels_are_no_radiograph(kind: str) -> None:
    found = select(study(series("DX", film("1", pixel_kind=kind), film("2"))), CARD)
    assert [item.instance.sop_instance_uid for item in found.chosen] == ["2"]
    assert found.left_out == (
        ("1", "not meant for this: pixels are floating-point numbers, which no radiograph has"),
    )
