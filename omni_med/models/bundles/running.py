"""A bundle's network with its preprocessing and postprocessing, ready to run on arrays.

Importing this module loads torch: import it where it is used.

Source: MONAI Bundle specification 0.4; MONAI ``SlidingWindowInferer``, ``Invertd``.
"""

from __future__ import annotations

import math
import pickle
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from monai.data.meta_tensor import MetaTensor
from monai.inferers.inferer import Inferer, SimpleInferer, SlidingWindowInferer
from monai.transforms.compose import Compose
from monai.transforms.post.dictionary import Invertd
from numpy.typing import NDArray

from omni_med.errors import CancelledError, OmniMedError
from omni_med.models.bundles.configuration import Configuration
from omni_med.models.bundles.folder import (
    BundleCard,
    check,
    configuration,
    inspect,
    refused,
    weights_file,
)
from omni_med.progress import Cancelled, Progress, never, no_progress

FloatArray = NDArray[np.float32]

IMAGE, PRED = "image", "pred"  # keys that the specification gives input and output
LPS_TO_RAS: Final = np.diag([-1.0, -1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Soft:
    """What a network said of an image, on the image's own grid.

    Attributes:
        values: float32 (channels, ...) as the chain left them.
        probabilities: The same before it was made discrete, 0 to 1; None where there are none.
    """

    values: torch.Tensor = field(repr=False)
    probabilities: torch.Tensor | None = field(repr=False)


class Bundle:
    """A loaded bundle. Not for several threads at once.

    Attributes:
        card: What it is.
    """

    def __init__(self, folder: Path, card: BundleCard | None = None) -> None:
        """Check the files against ``card`` (as registered) and load the network.

        Raises:
            ModelUnavailableError: If it is incomplete, changed, would run code, or does not fit.
        """
        self.card = card or inspect(folder)
        check(folder, self.card)
        parts = Configuration({**configuration(folder), "device": "cpu", "bundle_root": ""})
        part = "network_def" if "network_def" in parts.document else "network"
        network = parts.build(part)
        if not isinstance(network, torch.nn.Module):
            raise refused(f"its {part} is no network")
        self._network = _with_weights(network, weights_file(folder)).eval()
        self._before = parts.transforms("preprocessing")
        self._after = parts.transforms("postprocessing")
        inferer = parts.build("inferer") if "inferer" in parts.document else SimpleInferer()
        if not isinstance(inferer, Inferer):
            raise refused("its inferer is no inferer")
        self._inferer = inferer
        self._chain = Compose([made for name, made in self._before if name != "LoadImage"])
        self._adds_channel = any(
            name == "LoadImage" and isinstance(made, dict) and made.get("ensure_channel_first")
            for name, made in self._before
        )

    def run(
        self,
        values: FloatArray,
        affine: NDArray[np.float64],
        *,
        progress: Progress = no_progress,
        cancelled: Cancelled = never,
        invert: bool = True,
    ) -> Soft:
        """Run an image through the whole bundle.

        Args:
            values: float32 (x, y) or (x, y, z): columns, rows, slices.
            affine: 4 x 4 from these indices to RAS millimetres.
            progress: Told (windows done, windows).
            cancelled: Asked before each window.
            invert: Whether the output is brought back onto the image's grid.

        Raises:
            CancelledError: If ``cancelled`` said so.
            ModelUnavailableError: If the bundle fails on this image.
        """
        meta = {"original_channel_dim": "no_channel", "space": "RAS"}
        place = torch.from_numpy(affine)
        image: Any = MetaTensor(torch.from_numpy(values), affine=place, meta=meta)
        if self._adds_channel:
            image = image[None]
            image.meta["original_channel_dim"] = 0
        try:
            with torch.inference_mode(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # MONAI's news for its own developers
                data = self._chain({IMAGE: image})
                data[PRED] = self._infer(data[IMAGE], progress, cancelled)
                return self._finish(data, invert=invert)
        except OmniMedError:
            raise
        except Exception as error:  # noqa: BLE001 - MONAI and torch raise anything
            raise refused(
                f"it fails on this image ({type(error).__name__})",
                hint="Its card says what it is made for: modality, size, number of images.",
            ) from None

    def _infer(self, image: Any, progress: Progress, cancelled: Cancelled) -> Any:
        total = windows(self._inferer, image.shape[1:])
        done = 0

        def predict(batch: torch.Tensor, *rest: Any, **named: Any) -> Any:
            nonlocal done
            if cancelled():
                raise CancelledError
            answer = self._network(batch, *rest, **named)
            done = min(total, done + len(batch))
            progress(done, total)
            return answer

        found = self._inferer(image[None].float(), predict)
        if not isinstance(found, torch.Tensor):
            raise refused("its network gives more than one output")
        return found[0]

    def _finish(self, data: dict[Any, Any], *, invert: bool) -> Soft:
        """Run the postprocessing, bringing the output back where the bundle does or first."""
        soft: torch.Tensor | None = None
        waits = invert
        if waits and all(name != "Invert" for name, _ in self._after):
            data, waits = self._back(data, nearest=False), False
        for name, made in self._after:
            if name == "Invert" and waits:
                nearest = isinstance(made, dict) and made.get("nearest_interp") is True
                data, waits = self._back(data, nearest=nearest), False
            elif name == "AsDiscrete":
                soft = torch.as_tensor(data[PRED]).clone()
                data = made(data)
            elif not isinstance(made, dict):
                data = made(data)
        values = torch.as_tensor(data[PRED])
        return Soft(values, _probabilities(values if soft is None else soft, self.card))

    def _back(self, data: dict[Any, Any], *, nearest: bool) -> dict[Any, Any]:
        if not isinstance(data[PRED], MetaTensor):
            data[PRED] = MetaTensor(data[PRED], affine=data[IMAGE].affine)
        inverse = Invertd(
            keys=PRED,
            transform=self._chain,
            orig_keys=IMAGE,
            nearest_interp=nearest,
            to_tensor=True,
        )
        back: dict[Any, Any] = inverse(data)
        return back


def windows(inferer: object, shape: tuple[int, ...]) -> int:
    """Return how many windows an inferer looks through in an image of ``shape``."""
    if not isinstance(inferer, SlidingWindowInferer):
        return 1
    sizes = inferer.roi_size
    roi = tuple(sizes) if not isinstance(sizes, int) else (sizes,) * len(shape)
    overlap = inferer.overlap
    shares = tuple(overlap) if not isinstance(overlap, int | float) else (overlap,) * len(shape)
    total = 1
    for size, wanted, share in zip(shape, roi, shares, strict=False):
        window = min(wanted, size) if wanted > 0 else size
        step = window if window == size else max(1, int(window * (1 - share)))
        total *= max(1, math.ceil((max(size, window) - window) / step) + 1)
    return total


def _probabilities(values: torch.Tensor, card: BundleCard) -> torch.Tensor | None:
    """Return probabilities of each channel; None where the values are labels."""
    if len(values) != len(card.channels):
        return None
    if float(values.min()) < 0 or float(values.max()) > 1:
        return torch.softmax(values, 0) if len(values) > 1 else torch.sigmoid(values)
    return values


def _with_weights(network: torch.nn.Module, file: Path) -> torch.nn.Module:
    """Load numbers into a network; a file with anything else in it is refused."""
    found = _numbers(file)
    for name in ("model", "state_dict", "network"):
        if isinstance(found.get(name), dict):
            found = found[name]
            break
    try:
        network.load_state_dict(found)
    except (RuntimeError, TypeError, AttributeError):
        raise refused(
            f"its {file.name} does not fit its network",
            hint="Copy configs/ and models/ of the same version of the bundle.",
        ) from None
    return network


def _numbers(file: Path) -> dict[str, Any]:
    if file.suffix == ".safetensors":
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.torch import load_file  # noqa: PLC0415

        try:
            return dict(load_file(file))
        except (SafetensorError, OSError):
            raise refused(f"its {file.name} is damaged") from None
    try:
        found = torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise refused(
            f"its {file.name} holds more than numbers (a pickle can run code)",
            hint="Ask its makers for safetensors, or for the bare state_dict.",
        ) from None
    except (RuntimeError, EOFError, OSError, ValueError, KeyError):
        raise refused(f"its {file.name} is damaged") from None
    if not isinstance(found, dict):
        raise refused(f"its {file.name} holds no state_dict")
    return found
