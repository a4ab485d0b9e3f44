"""INT8 without losing the answer: static, per channel, and only where it is safe.

Convolutions, Gemm and MatMul with a constant side get 8-bit weights and activations; products of
two activations (attention) stay float32; the word table is kept as bytes with one scale a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Feed = Mapping[str, NDArray[Any]]
KINDS = ("Conv", "Gemm", "MatMul")
IN_BETWEEN = ("Clip", "Add", "Pad", "AveragePool")
"""What stands between an image encoder's convolutions: left in float32, each of them would turn
bytes into floats and back, and the ranges after a ReLU6 would be measured before it."""


def quantise(
    source: Path,
    target: Path,
    feeds: Iterable[Feed],
    *,
    plain: str = "",
    kinds: tuple[str, ...] = KINDS,
    spared: int = 0,
    outputs: bool = True,
) -> None:
    """Write ``source`` (float32 ONNX) as INT8 to ``target``, ranges measured on ``feeds``.

    Args:
        source: Float32 ONNX.
        target: Where to.
        feeds: Inputs that activation ranges are measured on.
        plain: Regular expression of the operators that stay float32.
        kinds: Operators that are turned to 8 bits.
        spared: Convolutions at the beginning that stay float32, with all that stands before the
            next: an input in 8 bits costs more than all the rest.
        outputs: Whether what an operator gives is turned to 8 bits too. Where float32 follows (a
            bend, a norm) that costs accuracy and time, and saves nothing.
    """
    from onnxruntime.quantization import (
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = target.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared),
        str(target),
        _Reader(feeds),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=list(kinds),
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[
            *_two_sided(prepared),
            *_named(prepared, plain),
            *_beginning(prepared, spared),
        ],
        calibrate_method=CalibrationMethod.MinMax,
        extra_options={} if outputs else {"OpTypesToExcludeOutputQuantization": list(kinds)},
    )
    prepared.unlink()


def _named(file: Path, pattern: str) -> list[str]:
    import onnx

    if not pattern:
        return []
    nodes = onnx.load(str(file)).graph.node
    return [node.name for node in nodes if re.search(pattern, node.name)]


def _beginning(file: Path, convolutions: int) -> list[str]:
    """Return the names of all nodes before the convolution of that number, the input's too."""
    import onnx

    names: list[str] = []
    left = convolutions
    for node in onnx.load(str(file)).graph.node:
        if node.op_type == "Conv":
            left -= 1
        if left < 0:
            break
        names.append(node.name)
    return names if convolutions else []


class _Reader:
    """Hands out the feeds one by one, as the calibrator asks."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds = iter(feeds)

    def get_next(self) -> Feed | None:
        return next(self._feeds, None)

    def set_range(self, start_index: int, end_index: int) -> None:
        """Not asked of a reader that is read once."""


def _two_sided(file: Path) -> list[str]:
    """Return the names of the products in which both sides are activations."""
    import onnx

    graph = onnx.load(str(file)).graph
    constant = {item.name for item in graph.initializer}
    return [
        node.name
        for node in graph.node
        if node.op_type == "MatMul" and not constant.intersection(node.input)
    ]


def shrink_tables(file: Path, smallest: int = 100_000) -> None:
    """Keep every table that is only looked up in as bytes with one scale a row, in place."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(file))
    graph = model.graph
    tables = {item.name: item for item in graph.initializer}
    nodes = []
    for node in graph.node:
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or int(np.prod(table.dims)) < smallest:
            nodes.append(node)
            continue
        values = numpy_helper.to_array(table)
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127.0, 1e-12)
        whole = np.clip(np.round(values / scale), -127, 127).astype(np.int8)
        name = table.name
        graph.initializer.remove(table)
        graph.initializer.append(numpy_helper.from_array(whole, name + ".bytes"))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), name + ".scale"))
        row, step, ids = name + ".row", name + ".step", node.input[1]
        nodes += [
            helper.make_node("Gather", [name + ".bytes", ids], [row], axis=0),
            helper.make_node("Cast", [row], [row + ".float"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Gather", [name + ".scale", ids], [step], axis=0),
            helper.make_node("Mul", [row + ".float", step], list(node.output)),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(file))
