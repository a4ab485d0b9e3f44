"""Grouping, sorting by geometry, splitting what cannot be one stack."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.dicom import Rendering, build_stacks, group
from omni_med.dicom.parsed import ParsedFile
from omni_med.domain.study import ImagePlane, Instance, Patient, Series, Study

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def image(uid, position=None, orientation=AXIAL, *, spacing=(0.7, 0.8), **values):
    planes = () if position is None else (ImagePlane(position, orientation, spacing, 5.0),)
    base = Instance(str(uid), "1.2", "1.2.840.10008.1.2.1", rows=10, columns=12, frames=1)
    return replace(base, planes=planes, bits_allocated=16, **values)


def series(instances, modality="CT"):
    return Series("1.9", modality, instances=tuple(instances))


def names(stack):
    return [item.sop_instance_uid for item in stack.slices]


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(9)), st.sampled_from([AXIAL, SAGITTAL]))
def test_sorted_by_geometry_whatever_the_order(order, orientation):
    step = {AXIAL: (0, 0, 2.5), SAGITTAL: (-2.5, 0, 0)}[orientation]
    images = [image(n, tuple(n * s for s in step), orientation) for n in order]
    (stack,) = build_stacks(series(images))
    assert names(stack) == [str(n) for n in range(9)]
    assert stack.geometry.spacing == (2.5, 0.7, 0.8)
    assert not stack.geometry.uneven
    assert stack.warnings == ()
    direction = np.array(stack.geometry.direction)
    assert np.linalg.det(direction) == pytest.approx(1.0)


@settings(max_examples=30, deadline=None)
@given(st.floats(-25, 25), st.integers(2, 12))
def test_the_affine_hits_every_slice_even_tilted(degrees, count):
    angle = math.radians(degrees)
    orientation = (1.0, 0.0, 0.0, 0.0, math.cos(angle), math.sin(angle))
    images = [image(n, (3.0, -7.0, 4.0 * n), orientation) for n in range(count)]
    (stack,) = build_stacks(series(images))
    affine = stack.geometry.affine()
    for k, item in enumerate(stack.slices):
        np.testing.assert_allclose((affine @ [0, 0, k, 1])[:3], item.plane.position, atol=1e-6)
    assert stack.geometry.tilt_degrees == pytest.approx(abs(degrees), abs=0.06)


def test_uneven_spacing_is_told():
    images = [image(n, (0.0, 0.0, z)) for n, z in enumerate((0, 4, 8, 12, 19, 26))]
    (stack,) = build_stacks(series(images))
    assert stack.geometry.uneven
    assert stack.geometry.spacing[0] == 4.0
    assert stack.geometry.positions[-1] == 26.0
    assert "not equally far apart (4.00 to 7.00 mm)" in stack.warnings[0]


def test_rounded_positions_are_even():
    images = [image(n, (0.0, 0.0, round(n * 10 / 3, 2))) for n in range(20)]
    (stack,) = build_stacks(series(images))
    assert not stack.geometry.uneven


def test_a_localiser_is_split_off():
    slices = [image(n, (0.0, 0.0, float(n))) for n in range(4)]
    scout = image("scout", (0.0, 0.0, 0.0), SAGITTAL)
    stacks = build_stacks(series([scout, *slices]))
    assert sorted(len(stack.slices) for stack in stacks) == [1, 4]


@pytest.mark.parametrize("change", [{"rows": 11}, {"spacing": (0.5, 0.5)}, {"signed": True}])
def test_what_differs_in_kind_is_split(change):
    images = [image(1, (0.0, 0.0, 0.0)), image(2, (0.0, 0.0, 1.0), **change)]
    assert len(build_stacks(series(images))) == 2


def test_time_points_are_split_and_acquisitions_of_one_volume_are_not():
    images = [
        image(f"{t}-{z}", (0.0, 0.0, float(z)), temporal_key=(str(t), str(t * 100 + z)))
        for z in range(5)
        for t in range(3)
    ]
    random.Random(1).shuffle(images)
    stacks = build_stacks(series(images))
    assert [len(stack.slices) for stack in stacks] == [5, 5, 5]
    for stack in stacks:
        assert len({name[0] for name in names(stack)}) == 1
    single = [image(z, (0.0, 0.0, float(z)), temporal_key=(str(z),)) for z in range(5)]
    assert len(build_stacks(series(single))) == 1


def test_repeats_that_nothing_tells_apart_are_split_by_order():
    images = [image(f"{t}-{z}", (0.0, 0.0, float(z))) for t in range(2) for z in range(4)]
    stacks = build_stacks(series(images))
    assert [names(stack) for stack in stacks] == [[f"{t}-{z}" for z in range(4)] for t in range(2)]


def test_projections_are_single_and_cines_keep_their_frames():
    films = [image(n) for n in range(3)]
    assert len(build_stacks(series(films, "DX"))) == 3
    cine = image("cine", frames=20)
    (stack,) = build_stacks(series([cine], "US"))
    assert [item.frame for item in stack.slices] == list(range(20))
    assert stack.geometry is None
    assert stack.shape == (20, 10, 12)


def test_objects_without_pixels_make_no_stack():
    assert build_stacks(series([image(1, rows=0, frames=0)])) == ()


def test_keys_are_stable_and_labels_hold_no_patient():
    images = [image(n, (0.0, 0.0, float(n % 3))) for n in range(6)]
    stacks = build_stacks(series(images))
    assert [stack.key for stack in stacks] == ["1.9#0", "1.9#1"]


def parsed(study, number, instance, **patient):
    return ParsedFile(
        Study(study, Patient("P", **patient), accession=(patient and "A") or ""),
        Series(f"{study}.{number}", "CT", number=number),
        instance,
        b"{}",
        Rendering(),
    )


def test_group_merges_sorts_and_drops_repeats():
    files = [
        parsed("2", 2, image("a", instance_number=2)),
        parsed("1", 1, image("z", instance_number=1)),
        parsed("2", 1, image("b", instance_number=1)),
        parsed("2", 2, image("c", instance_number=1), name="Later^Known"),
        parsed("2", 2, image("a", instance_number=2)),
    ]
    first, second = group(files)
    assert (first.study_uid, second.study_uid) == ("2", "1")
    assert [one.number for one in first.series] == [1, 2]
    assert [one.sop_instance_uid for one in first.series[1].instances] == ["c", "a"]
    assert first.patient.name == "Later^Known"
    assert first.accession == "A"


def test_one_slice_over_time_is_a_cine():
    plane = ImagePlane((0.0, 0.0, 5.0), AXIAL, (0.7, 0.8), 5.0)
    cine = replace(image("cine", frames=16), planes=(plane,) * 16)
    (stack,) = build_stacks(series([cine], "MR"))
    assert [item.frame for item in stack.slices] == list(range(16))
    assert stack.geometry is None
    assert stack.slices[3].plane == plane
    single = [image(n, (0.0, 0.0, 5.0), instance_number=n) for n in range(4)]
    (stack,) = build_stacks(series(single, "MR"))
    assert names(stack) == ["0", "1", "2", "3"]
