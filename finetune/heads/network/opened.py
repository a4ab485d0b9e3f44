"""The embedded model's text encoder laid open at its last layer, found by its shape.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch

from finetune.heads.network.parts import Tail
from omni_med.models.compact.settings import FOLDER, TEXT
from omni_med.models.heads.words import Tap, open_tap

_PASSED = ("QuantizeLinear", "DequantizeLinear")


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What reads words piece by piece, and the end that a head adapts."""

    tap: Tap
    tail: Tail


def lay_open(folder: Path = FOLDER) -> Opened | None:
    """Open the text encoder at its last layer; None where it is built otherwise.

    The last norm's input is the sum; of the maps whose products are summed there, the one of most
    neurons is LoRA's, and what enters it the neurons.
    """
    graph = onnx.load(folder / TEXT).graph
    makers = {name: node for node in graph.node for name in node.output}
    held = {item.name: item for item in graph.initializer}
    norms = [node for node in graph.node if node.op_type == "LayerNormalization"]
    if not norms:
        return None
    last = norms[-1]
    found = [
        (held_weight.dims, entering)
        for entering, held_weight in _maps_into(last.input[0], makers, held)
    ]
    if not found:
        return None
    dims, entering = max(found, key=lambda item: max(item[0]))
    weight, bias = (
        torch.from_numpy(onnx.numpy_helper.to_array(held[name]).copy()) for name in last.input[1:3]
    )
    return Opened(open_tap((entering, last.input[0]), folder), Tail(weight, bias, max(dims)))


def _maps_into(name: str, makers: dict[str, Any], held: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what enters each map whose product is added up in a tensor, and its weights."""
    node = makers.get(name)
    if node is None:
        return []
    if node.op_type == "Add":
        return [found for part in node.input for found in _maps_into(part, makers, held)]
    if node.op_type not in {"Gemm", "MatMul"}:
        return []
    weight = held.get(_source(node.input[1], makers))
    return [] if weight is None else [(_source(node.input[0], makers), weight)]


def _source(name: str, makers: dict[str, Any]) -> str:
    """Return the tensor before it was brought to 8 bits and back."""
    node = makers.get(name)
    while node is not None and node.op_type in _PASSED:
        name = node.input[0]
        node = makers.get(name)
    return name
