"""Make the user guide's picture of a bundle that outlined a CT, and of the second window.

python docs/images/make_outline_picture.py

The bundle is one convolution made here: it outlines all above -300 HU. It shows the way, no model.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QPainter
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from waiting import awaited

from omni_med.dicom.pool import DecodePool
from omni_med.inference.process import InferenceProcess
from omni_med.models.bundles.registered import register_bundle
from omni_med.synthetic.patients import write_patients
from omni_med.workspace import Workspace
from ui.desktop.app import application
from ui.desktop.comfort import Comfort, ComfortStore
from ui.desktop.main_window import MainWindow
from ui.desktop.models.stack import Window

HERE = Path(__file__).resolve().parent
PASSPHRASE = "only for these pictures"  # noqa: S105 - of a workspace that lives seconds
METADATA: dict[str, Any] = {
    "name": "Dense tissue",
    "version": "0.1.0",
    "task": "All that is denser than lung",
    "license": "Apache-2.0",
    "network_data_format": {
        "inputs": {"image": {"type": "image", "format": "hounsfield", "modality": "CT"}},
        "outputs": {
            "pred": {
                "type": "image",
                "format": "segmentation",
                "num_channels": 2,
                "channel_def": {"0": "background", "1": "dense tissue"},
            }
        },
    },
}
INFERENCE: dict[str, Any] = {
    "network_def": {
        "_target_": "monai.networks.blocks.Convolution",
        "spatial_dims": 3,
        "in_channels": 1,
        "out_channels": 2,
        "kernel_size": 1,
        "conv_only": True,
    },
    "preprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "LoadImaged", "keys": "image"},
            {"_target_": "EnsureChannelFirstd", "keys": "image"},
            {
                "_target_": "ScaleIntensityRanged",
                "keys": "image",
                "a_min": -1000,
                "a_max": 1000,
                "b_min": 0,
                "b_max": 1,
                "clip": True,
            },
        ],
    },
    "inferer": {"_target_": "SlidingWindowInferer", "roi_size": [64, 64, 32], "sw_batch_size": 2},
    "postprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "Activationsd", "keys": "pred", "softmax": True},
            {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
        ],
    },
}


def write_bundle(folder: Path) -> Path:
    """Write the bundle as MONAI lays one out."""
    import torch  # noqa: PLC0415 - after the window's own modules

    (folder / "configs").mkdir(parents=True)
    (folder / "models").mkdir()
    (folder / "configs" / "metadata.json").write_text(json.dumps(METADATA))
    (folder / "configs" / "inference.json").write_text(json.dumps(INFERENCE))
    weights = {
        "conv.weight": torch.tensor([0.0, 200.0]).reshape(2, 1, 1, 1, 1),
        "conv.bias": torch.tensor([0.0, -70.0]),
    }
    torch.save(weights, folder / "models" / "model.pt")
    return folder


def take(widget: QWidget, name: str, over: QWidget | None = None) -> None:
    """Write a picture of a window once it has settled, with what is open over it."""
    QTest.qWait(600)
    picture = widget.grab()
    if over is not None:
        painter = QPainter(picture)
        painter.drawPixmap(widget.mapFromGlobal(over.mapToGlobal(QPoint())), over.grab())
        painter.end()
    picture.save(str(HERE / f"{name}.png"))


def tour(window: MainWindow, study: str) -> None:
    """Outline in the CT, then show it in the second window too."""
    awaited(window.worklist_presenter.refreshed, window.show)
    awaited(window.reading_presenter.settled, lambda: window.open_study(study))
    findings = window.reading.findings
    awaited(window.analysis_presenter.shown, findings.analyse_wanted.emit)
    menu = findings.others.choices
    menu.popup(findings.others.mapToGlobal(QPoint(-320, findings.others.height())))
    take(window, "other-models", menu)
    menu.close()
    action = menu.actions()[-1]
    awaited(window.desk.outlining.outlined, action.trigger)
    QTest.qWait(1500)
    take(window, "outlined")
    window.second.open()
    window.second.resize(1366, 768)
    window.second.arrange("layout2")
    stack = window.model.stack
    if stack is not None:
        for view in range(2):
            window.second.wanted.emit(view, stack.key)
        QTest.qWait(500)
        window.second.grid.models[1].set_window(Window(-600.0, 1500.0, "Lung"))
    take(window.second, "second-window")


def main() -> None:
    """Write the patients and the bundle, import them, tour the window."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when the application is made
    with tempfile.TemporaryDirectory() as name, DecodePool() as pool:
        place = Path(name)
        os.environ["XDG_CONFIG_HOME"] = str(place)
        running = application(Comfort(language="en"))
        cases = {case.key: case for case in write_patients(place / "patients")}
        home = place / "workspace"
        with Workspace.create(home, user="reader", passphrase=PASSPHRASE) as workspace:
            workspace.import_paths([cases["ct"].folder], pool=pool)
            folder = write_bundle(place / "dense-tissue")
            bundle = register_bundle(
                folder, "dense-tissue", added=datetime.now(UTC), added_by="reader"
            )
            workspace.register_model(bundle)
            with InferenceProcess() as inference:
                window = MainWindow(workspace, pool, inference, ComfortStore())
                window.resize(1366, 768)
                tour(window, cases["ct"].study_uid)
                window.close()
                running.processEvents()


if __name__ == "__main__":
    main()
