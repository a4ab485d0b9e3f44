"""A head as one ONNX file: the model's last block with the head in it, for other programs.

Inputs: ``tap``, float32 (films, channels, rows, columns), what enters the last block of
``image.onnx``; ``lower``, float32 (films, patches, channels), the patches' features below it.
Outputs: ``upper``, the block's own features; ``patches``, float32 (films, patches), what the head
says of each; ``shares``, float32 (films, patches), together 1: how it attends to them. The sum of
both multiplied is its logit of the film, before calibration.

The record's side stays out: a LoRA on words is not merged into the 8-bit text encoder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.settings import FOLDER, TOP
from omni_med.models.heads.bundle import PROJECT, Head
from omni_med.models.heads.lora import KEY_LENGTH

PATCHES, LOWER, SHARES = "patches", "lower", "shares"


def merged_block(head: Head, base: Path = FOLDER) -> bytes:
    """Return the last block with a head merged into it, as an ONNX file.

    Raises:
        ModelUnavailableError: If ``onnx`` is not installed, or the head does not fit the block.
    """
    try:
        import onnx  # noqa: PLC0415 - only the training extra has it
    except ImportError:
        raise ModelUnavailableError(
            "Merging a head needs onnx, which is not installed.",
            hint="pip install 'omni-med[train]'",
        ) from None
    model = onnx.load(base / TOP)
    _put(onnx, model.graph, {f"{name}.weight": value for name, value in head.convolutions.items()})
    upper = model.graph.output[0].name
    _extend(onnx, model.graph, upper, head)
    model.doc_string = f"{head.card.title} on {head.card.base_id} {head.card.base_version}"
    try:
        onnx.checker.check_model(model)
    except onnx.checker.ValidationError:
        raise _misfit(head) from None
    data: bytes = model.SerializeToString()
    return data


def _put(onnx: Any, graph: Any, weights: dict[str, Any]) -> None:
    """Replace weights of the block by the head's."""
    held = {item.name: item for item in graph.initializer}
    for name, value in weights.items():
        if name not in held or list(held[name].dims) != list(value.shape):
            raise ModelUnavailableError("The head does not fit the embedded model's last block.")
        held[name].CopyFrom(onnx.numpy_helper.from_array(value, name))


def _extend(onnx: Any, graph: Any, upper: str, head: Head) -> None:
    """Add what the head says of each patch."""
    project = next(item for item in graph.initializer if item.name == f"{PROJECT}.weight")
    rest = len(head.image_value) - project.dims[0]
    if rest < 0:
        raise _misfit(head)
    helper, kinds = onnx.helper, onnx.TensorProto
    graph.input.append(helper.make_tensor_value_info(LOWER, kinds.FLOAT, ["films", PATCHES, rest]))
    graph.initializer.extend(
        onnx.numpy_helper.from_array(value, name)
        for name, value in (
            ("head.value", head.image_value),
            ("head.bias", head.image_value.dtype.type(head.image_bias)),
        )
    )
    graph.node.extend(
        [
            helper.make_node("Concat", [LOWER, upper], ["head.tokens"], axis=2),
            helper.make_node("MatMul", ["head.tokens", "head.value"], ["head.said"]),
            helper.make_node("Add", ["head.said", "head.bias"], [PATCHES]),
        ]
    )
    graph.output.append(helper.make_tensor_value_info(PATCHES, kinds.FLOAT, ["films", PATCHES]))
    _attend(onnx, graph, head)


def _attend(onnx: Any, graph: Any, head: Head) -> None:
    """Add how the head attends to the patches: to all alike where it has no attention."""
    helper = onnx.helper
    attention = head.attention
    key, query = np.zeros((len(head.image_value), 1), np.float32), np.zeros(1, np.float32)
    if attention is not None:
        if attention.image_key.shape[1] != len(head.image_value):
            raise _misfit(head)
        key, query = attention.image_key.T.copy(), attention.query
    numbers = {"key": key, "query": query, "least": np.float32(KEY_LENGTH), "axis": np.array([2])}
    graph.initializer.extend(
        onnx.numpy_helper.from_array(np.asarray(value), f"head.{name}")
        for name, value in numbers.items()
    )
    graph.node.extend(
        helper.make_node(kind, [f"head.{name}" for name in given], [made], **said)
        for kind, given, made, said in (
            ("MatMul", ["tokens", "key"], "head.keys", {}),
            ("MatMul", ["keys", "query"], "head.towards", {}),
            ("Mul", ["keys", "keys"], "head.squares", {}),
            ("ReduceSum", ["squares", "axis"], "head.square", {"keepdims": 0}),
            ("Add", ["square", "least"], "head.above", {}),
            ("Sqrt", ["above"], "head.length", {}),
            ("Div", ["towards", "length"], "head.score", {}),
            ("Softmax", ["score"], SHARES, {"axis": 1}),
        )
    )
    graph.output.append(
        helper.make_tensor_value_info(SHARES, onnx.TensorProto.FLOAT, ["films", PATCHES])
    )


def _misfit(head: Head) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"The head {head.card.title} does not fit the embedded model's last block."
    )
