"""Half precision on a GPU: torch in float16 or bfloat16, TensorRT through ONNX Runtime.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray

from finetune import metrics
from finetune.image.export import export_image
from finetune.light.material import Material
from finetune.light.measure import NOTE, Measured, milliseconds, truth_of
from finetune.light.whole import Whole
from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.preprocess import make_square, standardise

FloatArray = NDArray[np.float32]

INT8, FLOAT16, BFLOAT16, TENSORRT = "int8", "float16", "bfloat16", "tensorrt"
DTYPES = {FLOAT16: torch.float16, BFLOAT16: torch.bfloat16}
PROVIDER = "TensorrtExecutionProvider"
BATCH = 32  # films at once: what a GPU is for


def check_form(form: str) -> None:
    """Say plainly where a form cannot be made here.

    Raises:
        ModelUnavailableError: If there is no GPU, or ONNX Runtime has no TensorRT.
    """
    if form in DTYPES and not torch.cuda.is_available():
        raise ModelUnavailableError(
            f"There is no GPU here that torch can use: {form} is measured on one.",
            hint="Use --form int8, which runs on any processor; or run this where a GPU is, with "
            "torch's CUDA build.",
        )
    if form == TENSORRT and PROVIDER not in ort.get_available_providers():
        raise ModelUnavailableError(
            "ONNX Runtime has no TensorRT here.",
            hint="Use --form int8; or install onnxruntime-gpu and TensorRT where a GPU is.",
        )


def measure_half(
    whole: Whole, form: str, material: Material, device: str = "cuda"
) -> tuple[Measured, Measured]:
    """Measure the image encoder in float32 and in half precision on one device, by the batch.

    Returns:
        Before and after; ``ms`` is of one film in a batch of 32 and of the six sentences.
    """
    before = _on(whole, torch.float32, "float32", material, device)
    return before, _on(whole, DTYPES[form], form, material, device)


def _on(whole: Whole, dtype: torch.dtype, form: str, material: Material, device: str) -> Measured:
    encoder = copy.deepcopy(whole.encoder).to(device)
    text = copy.deepcopy(whole.text).to(device)
    value = copy.deepcopy(whole.fusion.image_value).to(device)
    kind = torch.device(device).type
    ids, mask = (part.to(device) for part in whole.batch(list(NOTE)))

    def films(batch: FloatArray) -> FloatArray:
        with torch.inference_mode(), torch.autocast(kind, dtype, enabled=dtype != torch.float32):
            tokens = encoder(torch.from_numpy(batch).to(device)).float()
            said: FloatArray = value(tokens.mean(1))[:, 0].float().cpu().numpy()
        return said

    def both(batch: FloatArray) -> None:
        films(batch)
        with torch.inference_mode(), torch.autocast(kind, dtype, enabled=dtype != torch.float32):
            text(ids, mask).float().cpu()

    return _read(films, both, material, whole, (f"torch, {form}, {device}", _bytes(whole, dtype)))


def measure_tensorrt(whole: Whole, material: Material, folder: Path) -> Measured:
    """Measure the image encoder in float16 under TensorRT, a film at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "image-float32.onnx"
    export_image(whole.teacher, whole.settings.size, file)
    options: dict[str, Any] = {"trt_fp16_enable": True, "trt_engine_cache_enable": True}
    options["trt_engine_cache_path"] = str(folder)
    session = ort.InferenceSession(str(file), providers=[(PROVIDER, options)])
    weight = whole.fusion.image_value.weight[0].detach().numpy()
    bias = float(whole.fusion.image_value.bias[0])

    def films(batch: FloatArray) -> FloatArray:
        pooled = [session.run(["pooled"], {"film": film[None]})[0][0] for film in batch]
        return np.asarray(np.stack(pooled) @ weight + bias, np.float32)

    size = _bytes(whole, torch.float16)
    return _read(films, films, material, whole, ("TensorRT, float16", size))


def _bytes(whole: Whole, dtype: torch.dtype) -> int:
    return whole.bytes * torch.finfo(dtype).bits // 32


def _read(
    films: Callable[[FloatArray], FloatArray],
    timed: Callable[[FloatArray], object],
    material: Material,
    whole: Whole,
    what: tuple[str, int],
) -> Measured:
    size = whole.settings.size
    squares = [standardise(make_square(shot.read(), size).pixels) for shot in material.held]
    stacked = np.stack(squares)[:, None]
    parts = [films(stacked[start : start + BATCH]) for start in range(0, len(stacked), BATCH)]
    said = np.concatenate(parts).astype(np.float64)
    truth, groups = truth_of(material)
    batch = np.resize(stacked, (BATCH, *stacked.shape[1:]))
    ms = milliseconds(lambda: timed(batch), 5, time.perf_counter) / BATCH
    return Measured(*what, ms, said, metrics.estimate(said, truth, groups))
