"""A volume of a workspace, through a bundle, to masks that every viewer can show."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
import torch

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Status
from omni_med.errors import CancelledError, ModelError, UnknownStudyError
from omni_med.inference.volumes import Segmented, choose_stack, segment_study
from omni_med.models.bundles.running import Bundle
from omni_med.workspace import Workspace
from omni_med.workspace.filing import SeriesFiles

MakeBundle = Callable[..., Path]

SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=1) as made:
        yield made


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(
        tmp_path / "home", user="ada", passphrase="a horse and a stapler", kdf=MINIMUM_COST
    ) as made:
        yield made


@pytest.fixture
def chest(workspace: Workspace, pool: DecodePool, test_data: Path) -> str:
    """The real CT of a chest, imported; its Study Instance UID."""
    report = workspace.import_paths([test_data / "dicom" / "series" / "ct_chest_b"], pool=pool)
    return report.studies[0]


def run(workspace: Workspace, study_uid: str, folder: Path, pool: DecodePool) -> Segmented:
    return segment_study(workspace, study_uid, model_id="dense", bundle=Bundle(folder), pool=pool)


@pytest.mark.data
def test_a_real_ct_gets_masks_a_volume_and_a_segmentation(
    workspace: Workspace, chest: str, make_bundle: MakeBundle, pool: DecodePool
) -> None:
    bundle = Bundle(make_bundle())
    stack = choose_stack(workspace.open_case(chest), ("CT",))
    assert stack.geometry is not None
    spacing = float(np.prod(stack.geometry.spacing))
    rendering = workspace.renderings(stack.series_uid)
    dense = 0
    for item in stack.slices:
        pixels = pydicom.dcmread(io.BytesIO(workspace.read_instance(item.sop_instance_uid)))
        found = rendering[item.sop_instance_uid].frame(0)
        dense += int((pixels.pixel_array * found.slope + found.intercept > -300).sum())
    done = run(workspace, chest, make_bundle(), pool)

    (finding,) = done.analysis.findings
    assert finding.status is Status.PRESENT
    assert finding.volume_ml == pytest.approx(dense * spacing / 1000, rel=0.03)
    assert workspace.analyses(chest) == (done.analysis,)
    assert done.analysis.model.sha256 == bundle.card.sha256

    kept = pydicom.dcmread(io.BytesIO(workspace.read_instance(done.sop_instance_uid)))
    assert kept.SOPClassUID == SEGMENTATION
    assert kept.StudyInstanceUID == chest
    assert [item.SegmentLabel for item in kept.SegmentSequence] == ["dense tissue"]
    voxels = int(kept.pixel_array.sum())
    assert voxels * spacing / 1000 == pytest.approx(finding.volume_ml, rel=1e-5)
    trail = [entry for entry in workspace.trail(subject=chest) if entry.action == "object.derive"]
    assert trail[0].detail["made_by"] == "dense 0.1.0"


@pytest.mark.data
def test_the_wrong_modality_and_series_are_refused(
    workspace: Workspace, chest: str, pool: DecodePool
) -> None:
    case = workspace.open_case(chest)
    with pytest.raises(ModelError, match="volume of MR"):
        choose_stack(case, ("MR",))
    with pytest.raises(UnknownStudyError):
        choose_stack(case, ("CT",), "1.2.3")


@pytest.mark.data
def test_a_tilted_head_is_refused(workspace: Workspace, pool: DecodePool, test_data: Path) -> None:
    report = workspace.import_paths([test_data / "dicom" / "series" / "ct_head_tilt"], pool=pool)
    with pytest.raises(ModelError, match="tilted"):
        choose_stack(workspace.open_case(report.studies[0]), ("CT",))


@pytest.mark.data
def test_stopping_keeps_nothing(
    workspace: Workspace, chest: str, make_bundle: MakeBundle, pool: DecodePool
) -> None:
    before = workspace.open_case(chest)
    with pytest.raises(CancelledError):
        segment_study(
            workspace,
            chest,
            model_id="dense",
            bundle=Bundle(make_bundle()),
            pool=pool,
            cancelled=lambda: True,
        )
    assert workspace.analyses(chest) == ()
    assert workspace.open_case(chest).study == before.study


@pytest.mark.data
def test_a_slice_that_cannot_be_read_stops_the_measurement(
    workspace: Workspace,
    chest: str,
    make_bundle: MakeBundle,
    pool: DecodePool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = choose_stack(workspace.open_case(chest), ("CT",)).slices[1].sop_instance_uid
    read_into = SeriesFiles.read_into

    def cut(files: SeriesFiles, uid: str, offset: int, buffer: memoryview) -> int:
        return 0 if uid == first else read_into(files, uid, offset, buffer)

    monkeypatch.setattr(SeriesFiles, "read_into", cut)
    with pytest.raises(ModelError, match="cannot be read"):
        run(workspace, chest, make_bundle(), pool)


@pytest.mark.data
def test_what_is_not_there_makes_no_object(
    workspace: Workspace, chest: str, make_bundle: MakeBundle, pool: DecodePool
) -> None:
    nothing = {
        "conv.weight": torch.zeros(2, 1, 1, 1, 1),
        "conv.bias": torch.tensor([10.0, -10.0]),
    }
    done = run(workspace, chest, make_bundle(weights=nothing), pool)
    assert done.sop_instance_uid == ""
    (finding,) = done.analysis.findings
    assert (finding.status, finding.volume_ml) == (Status.ABSENT, 0.0)


@pytest.mark.data
def test_an_object_of_another_study_is_not_kept(
    workspace: Workspace, chest: str, pool: DecodePool, test_data: Path
) -> None:
    data = (test_data / "dicom" / "seg" / "liver.dcm").read_bytes()
    with pytest.raises(Exception, match="another"):
        workspace.keep_derived(chest, data, made_by="x", pool=pool)
