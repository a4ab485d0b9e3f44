"""What of a study a language model is given, on a workspace of synthetic patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Instance, Series, Status
from omni_med.errors import CancelledError, ModelUnavailableError
from omni_med.inference.language import (
    RemoteSource,
    ask_study,
    draft_study,
    gather,
    remote_model,
    with_dictation,
)
from omni_med.inference.language.material import _evenly, _telling
from omni_med.inference.run import analyze_study
from omni_med.models.fake import FakeFactory
from omni_med.models.language.drafting import Standing
from omni_med.models.language.fake import FakeLanguage
from omni_med.models.language.server.entry import ServerEntry
from omni_med.sound.cues import Cue
from omni_med.sound.read import RATE, Sound
from omni_med.synthetic import SyntheticCase, write_patients
from omni_med.workspace import Workspace


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(1) as made:
        yield made


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SyntheticCase]:
    folder = tmp_path_factory.mktemp("patients")
    return {case.key: case for case in write_patients(folder, ("fits", "chinese"))}


@pytest.fixture(scope="module")
def workspace(
    tmp_path_factory: pytest.TempPathFactory,
    patients: dict[str, SyntheticCase],
    pool: DecodePool,
) -> Iterator[Workspace]:
    home = tmp_path_factory.mktemp("workspace") / "home"
    with Workspace.create(
        home, user="ada", passphrase="a horse and a stapler", kdf=MINIMUM_COST
    ) as made:
        records = [Path(case.record) for case in patients.values() if case.record]
        made.import_paths([case.folder for case in patients.values()], notes=records, pool=pool)
        yield made


def test_films_record_and_findings_are_gathered(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    uid = patients["fits"].study_uid
    model = FakeLanguage()
    before = gather(workspace, uid, model, pool=pool)
    assert len(before.images) == 1
    assert before.images[0].pixels.ndim == 2
    assert before.findings == ()
    assert any("no analysis" in item for item in before.remarks)
    texts = {note.note_id: note.text for note in before.case.notes}
    assert before.sentences
    assert all(texts[s.note_id][s.start : s.end] == s.text for s in before.sentences)

    analyze_study(workspace, uid, backend=FakeFactory().load(), pool=pool)
    after = gather(workspace, uid, model, pool=pool)
    assert after.analysis is not None
    drafted = draft_study(model, after)
    assert drafted.analysis_id == after.analysis.analysis_id
    assert {Standing.SUPPORTED, Standing.UNSUPPORTED} <= {s.standing for s in drafted.sentences}
    assert drafted.origin.startswith("fake-language ")


def test_a_question_in_chinese(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    model = FakeLanguage()
    gathered = gather(workspace, patients["chinese"].study_uid, model, pool=pool)
    pieces: list[str] = []
    drafted = ask_study(model, gathered, "有气胸吗？", language="zh", told=pieces.append)
    assert drafted.template == "question/1/zh"
    assert drafted.language == "zh"
    assert "".join(pieces).endswith("骨骼由玻璃构成。")
    assert drafted.sentences[0].record
    with pytest.raises(ModelUnavailableError, match="no question"):
        ask_study(model, gathered, " ")
    with pytest.raises(CancelledError):
        ask_study(model, gathered, "?", cancelled=lambda: True)


def test_an_analysis_that_cannot_tell_is_passed_over(
    workspace: Workspace, patients: dict[str, SyntheticCase], pool: DecodePool
) -> None:
    telling = analyze_study(
        workspace, patients["chinese"].study_uid, backend=FakeFactory().load(), pool=pool
    )
    unsure = replace(
        telling,
        findings=tuple(replace(item, status=Status.UNCERTAIN) for item in telling.findings),
    )
    assert _telling((unsure, telling)) is telling
    assert _telling((unsure,)) is None


def test_of_many_slices_four_are_taken_evenly_apart() -> None:
    slices = tuple(
        Instance(f"1.{n}", "1", "1", instance_number=n, rows=4, columns=4, frames=1)
        for n in range(100)
    )
    series = Series("1", "CT", instances=tuple(reversed(slices)))
    assert [item.instance_number for item in _evenly(series).instances] == [12, 37, 62, 87]
    short = replace(series, instances=slices[:4])
    assert _evenly(short) is short


def test_a_bound_server_goes_to_no_other_process(
    workspace: Workspace, patients: dict[str, SyntheticCase]
) -> None:
    workspace.add_server(ServerEntry("far", "https://a.example/v1", "m"), "sk-key")
    workspace.allow_server("far", "a test")
    source = remote_model(workspace, "far", patients["fits"].study_uid)
    assert isinstance(source, RemoteSource)
    assert "sk-key" not in repr(source)
    assert source.missing() == ()
    assert (source.id, source.title) == ("far", "m at a.example")
    with pytest.raises(TypeError, match="writes down"):
        source.__reduce__()
    source.open().close()


def a_cine(folder: Path) -> Path:
    """Write ten ultrasound frames, a tenth of a second apart, each brighter than the one before."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = Dataset()
    dataset.file_meta = meta
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.3.1"  # Ultrasound Multi-frame Image Storage
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID = "1.2.826.0.1.3680043.10.543.9.1.1"
    dataset.StudyInstanceUID = "1.2.826.0.1.3680043.10.543.9"
    dataset.SeriesInstanceUID = "1.2.826.0.1.3680043.10.543.9.1"
    dataset.PatientName, dataset.PatientID, dataset.Modality = "Quill^Zelda", "Z1", "US"
    dataset.Rows = dataset.Columns = 40
    dataset.NumberOfFrames, dataset.FrameTime = 10, "100"
    dataset.FrameIncrementPointer = 0x00181063
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    frames = np.repeat(np.arange(10, dtype=np.uint8) * 20, 1600).reshape(10, 40, 40)
    dataset.PixelData = frames.tobytes()
    file = folder / "cine.dcm"
    dataset.save_as(file, enforce_file_format=True)
    return file


def test_a_dictation_brings_the_frames_that_it_points_at(
    workspace: Workspace, pool: DecodePool, tmp_path: Path
) -> None:
    (uid,) = workspace.import_paths([a_cine(tmp_path)], pool=pool).studies
    model = FakeLanguage()
    sound = Sound(np.zeros(RATE, np.float32))
    found = [Cue("here", 0.32, 0.5), Cue("on the left", 0.6, 0.9)]
    plain = gather(workspace, uid, model, pool=pool)
    for hears in (True, False):
        dictated = with_dictation(
            plain, workspace, sound, found, pool=pool, header=workspace.header, hears=hears
        )
        assert 0.3 in [round(item.seconds or 0.0, 3) for item in dictated.images]
        assert len(dictated.images) == 8
        assert dictated.pointed == ("Dictation at 0.3 s: here, left; frame 4 at 0.30 s.",)
        assert len(dictated.sound) == hears
        assert any("recording itself was not given" in item for item in dictated.remarks) != hears
        material = dictated.material("en")
        assert material.record[-1] == dictated.pointed[0]
        assert len(material.sound) == hears
    silent = with_dictation(
        plain, workspace, sound, [], pool=pool, header=workspace.header, hears=True
    )
    assert any("no pointing phrase" in item for item in silent.remarks)
