from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from omni_med.errors import ModelUnavailableError
from omni_med.models.bundles.classify import BundleBackend
from omni_med.models.protocols import ImageInput, ModelBackend, ModelInputs, Weights

MakeBundle = Callable[..., Path]


@pytest.fixture
def folder(make_bundle: MakeBundle) -> Path:
    """A classifier whose answer is the film's mean brightness against a half."""
    size = 16
    weights = {
        "output.weight": torch.stack(
            [torch.zeros(size * size), torch.full((size * size,), 20.0 / size**2)]
        ),
        "output.bias": torch.tensor([0.0, -10.0]),
    }
    return make_bundle(
        "films",
        weights=weights,
        metadata={
            "name": "Bright films",
            "network_data_format": {
                "inputs": {"image": {"type": "image", "format": "magnitude", "modality": "CXR"}},
                "outputs": {
                    "pred": {
                        "type": "probabilities",
                        "format": "classification",
                        "channel_def": {"0": "normal", "1": "bright"},
                    }
                },
            },
        },
        inference={
            "network_def": {
                "_target_": "monai.networks.nets.FullyConnectedNet",
                "in_channels": size * size,
                "out_channels": 2,
                "hidden_channels": [],
                "act": None,
            },
            "preprocessing": [
                {"_target_": "LoadImaged", "keys": "image", "ensure_channel_first": True},
                {"_target_": "Resized", "keys": "image", "spatial_size": [size, size]},
                {
                    "_target_": "ScaleIntensityRanged",
                    "keys": "image",
                    "a_min": 0,
                    "a_max": 255,
                    "b_min": 0.0,
                    "b_max": 1.0,
                },
            ],
            "inferer": {"_target_": "SimpleInferer"},
            "postprocessing": [{"_target_": "Activationsd", "keys": "pred", "softmax": True}],
        },
    )


def a_film(brightness: float, name: str = "a") -> ImageInput:
    return ImageInput(name, np.full((40, 32), brightness, np.float32), modality="DX")


def test_it_is_a_backend_that_answers_what_the_channels_say(folder: Path) -> None:
    backend: ModelBackend = BundleBackend("bright-films", folder)
    card = backend.card
    assert card.dicom_modalities == ("CR", "DX")
    assert [item.name for item in card.assessed] == ["bright"]
    dark, bright = (
        backend.infer(backend.encode(ModelInputs((a_film(value),))), Weights()).answers[0]
        for value in (0.1, 0.9)
    )
    assert dark.fused == pytest.approx(1 / (1 + np.exp(8)), abs=1e-4)
    assert bright.fused == pytest.approx(1 / (1 + np.exp(-8)), abs=1e-4)
    assert bright.image_only == bright.fused
    assert bright.text_only is None


def test_hidden_images_and_no_image_give_no_answer(folder: Path) -> None:
    backend = BundleBackend("bright-films", folder)
    features = backend.encode(ModelInputs((a_film(0.9),)))
    assert backend.infer(features, Weights(image=0.0)).answers == ()
    assert backend.infer(backend.encode(ModelInputs()), Weights()).answers == ()


def test_a_segmenting_bundle_is_no_classifier(make_bundle: MakeBundle) -> None:
    with pytest.raises(ModelUnavailableError, match="it segments"):
        BundleBackend("dense", make_bundle())
