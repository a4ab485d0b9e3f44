"""Real files in the real window: every kind is shown, and the right way round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.inference.process import InferenceProcess
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.space.orientation import Borders

PARTS = (
    "series/ct_chest_a",
    "series/ct_head_tilt",
    "series/mr_brain_axial",
    "projection/RG1_JLSN",
    "projection/Monochrome1-Jpeg.dcm",
    "projection/CR-ModalitySequenceLUT.dcm",
    "multiframe/US-PAL-8-10x-echo",
    "color/US1_UNCR.dcm",
    "slices/vlut_04.dcm",
    "other/pet.dcm",
)


@pytest.fixture
def real(
    qtbot: QtBot, dressed: None, home: Path, pool: DecodePool, test_data: Path
) -> Iterator[tuple[MainWindow, Workspace]]:
    paths = [test_data / "dicom" / part for part in PARTS]
    with (
        Workspace.open(home, passphrase="six words are easy to remember") as workspace,
        InferenceProcess("fake") as inference,
    ):
        workspace.import_paths(paths, pool=pool)
        window = MainWindow(workspace, pool, inference)
        window.resize(1366, 768)
        window.show()
        yield window, workspace
        window.close()


def picture(window: MainWindow) -> np.ndarray:
    image = window.reading.viewport.grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    data = image.constBits()
    assert data is not None
    data.setsize(image.sizeInBytes())
    return np.frombuffer(bytes(data), np.uint8).reshape(image.height(), -1)


@pytest.mark.data
@pytest.mark.slow
def test_every_kind_is_shown(qtbot: QtBot, real: tuple[MainWindow, Workspace]) -> None:
    window, workspace = real
    seen = {}
    for row in workspace.studies():
        with qtbot.waitSignal(window.reading_presenter.settled, timeout=60_000):
            window.open_study(row.study_uid)
        stack = window.model.stack
        if not row.modalities:  # a colour palette
            bar = window.statusBar()
            assert bar is not None
            assert "no images" in bar.currentMessage()
            assert stack is None
            continue
        assert stack is not None
        assert stack.loaded.all(), stack.failures
        window.model.set_annotated(False)
        shown = picture(window)[60:-60, 60:-60]
        assert shown.std() > 8, f"{row.modalities}: a flat picture"
        assert 2 < shown.mean() < 250, f"{row.modalities}: black or white"
        seen[row.modalities[0], stack.count] = window.model.borders()
        window.model.set_annotated(True)
    assert seen["CT", 60] == Borders("R", "A", "L", "P")
    assert seen["MR", 20].left.startswith("R")
    assert seen["MR", 20].top.startswith("A")
    assert ("US", 10) in seen
    assert len(seen) >= 6
