"""What every room's tests share."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Before anything imports Qt: tests never open a window on somebody's screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests that load ONNX Runtime before OmniMed tell its maker nothing either.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# The suite runs several workers on few cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Images of containers set it: hundreds of processes would compile every module again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Six thousand tests and torch are millions of objects that stay: no cycles are looked for in them.
gc.set_threshold(100_000, 50, 100)

ROOT = Path(__file__).resolve().parent.parent


# Of the files with slow tests those that take longest: begun last, one core would wait for another.
LONGEST = (
    "tests/finetune/heads/running/test_kill.py",
    "tests/ui/test_datasets.py",
    "tests/ui/test_heads.py",
    "tests/ui/test_bundles.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests last: what fails fast fails first.

    Workers take files in this order (``--dist loadfile --no-loadscope-reorder``).
    """
    if not all((ROOT / name).is_file() for name in LONGEST):
        raise pytest.UsageError("tests/conftest.py names files as the longest that are not there")
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    turns = {ROOT / name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)) if item.path in slow else -1)


def pytest_collection_finish() -> None:
    """Leave what was loaded out of every later search for cycles."""
    gc.freeze()


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Folder of the real data; skips where it is absent."""
    folder = Path(os.environ.get("OMNI_MED_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "dicom" / "dicom.csv").is_file():
        pytest.skip(f"no real data at {folder}: set OMNI_MED_TEST_DATA to the folder that holds it")
    return folder


@pytest.fixture
def make_bundle(tmp_path: Path) -> Callable[..., Path]:
    """Return what writes a MONAI bundle that outlines everything above -300 HU.

    Its network is one convolution with chosen numbers, so that what it must answer is known.
    """

    def make(name: str = "dense", **changes: Any) -> Path:
        import torch  # noqa: PLC0415 - few tests need it

        folder = tmp_path / name
        (folder / "configs").mkdir(parents=True, exist_ok=True)
        (folder / "models").mkdir(exist_ok=True)
        inference = {"bundle_root": ".", "imports": ["$import glob"], **DENSE_INFERENCE}
        inference.update(changes.pop("inference", {}))
        (folder / "configs" / "inference.json").write_text(json.dumps(inference))
        metadata = {**DENSE_METADATA, **changes.pop("metadata", {})}
        (folder / "configs" / "metadata.json").write_text(json.dumps(metadata))
        weights = changes.pop("weights", None) or {
            "conv.weight": torch.tensor([0.0, 200.0]).reshape(2, 1, 1, 1, 1),
            "conv.bias": torch.tensor([0.0, -70.0]),  # 0.35 of -1000 to 1000 HU
        }
        torch.save(weights, folder / "models" / "model.pt")
        return folder

    return make


DENSE_METADATA: dict[str, Any] = {
    "name": "Dense tissue",
    "version": "0.1.0",
    "task": "Everything denser than lung",
    "license": "Apache-2.0",
    "data_source": "nobody: made in a test",
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

DENSE_INFERENCE: dict[str, Any] = {
    "device": "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
    "datalist": "$list(sorted(glob.glob('*.nii.gz')))",
    "pixdim": [2.0, 2.0, 2.0],
    "network_def": {
        "_target_": "monai.networks.blocks.Convolution",
        "spatial_dims": 3,
        "in_channels": 1,
        "out_channels": 2,
        "kernel_size": 1,
        "conv_only": True,
    },
    "network": "$@network_def.to(@device)",
    "preprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "LoadImaged", "keys": "image"},
            {"_target_": "EnsureChannelFirstd", "keys": "image"},
            {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"},
            {"_target_": "Spacingd", "keys": "image", "pixdim": "@pixdim", "mode": "bilinear"},
            {
                "_target_": "ScaleIntensityRanged",
                "keys": "image",
                "a_min": -1000,
                "a_max": "$2 * 500",
                "b_min": 0.0,
                "b_max": 1.0,
                "clip": True,
            },
            {"_target_": "EnsureTyped", "keys": "image"},
        ],
    },
    "inferer": {
        "_target_": "SlidingWindowInferer",
        "roi_size": [32, 32, 32],
        "sw_batch_size": 2,
        "overlap": 0.25,
    },
    "postprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "Activationsd", "keys": "pred", "softmax": True},
            {
                "_target_": "Invertd",
                "keys": "pred",
                "transform": "@preprocessing",
                "orig_keys": "image",
                "nearest_interp": False,
                "to_tensor": True,
            },
            {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
            {"_target_": "SaveImaged", "keys": "pred", "output_dir": "@output_dir"},
        ],
    },
}
