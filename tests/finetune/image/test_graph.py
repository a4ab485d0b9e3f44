"""Paddings folded into convolutions: the same answer bit for bit, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from finetune.image.graph import fold_pads
from finetune.image.quantise import IN_BETWEEN, KINDS, quantise

FILM = np.random.default_rng(1).normal(0, 1, (1, 2, 10, 10)).astype(np.float32)


def network(
    file: Path,
    sides: list[int],
    mode: str = "constant",
    value: float = 0.0,
    *,
    read_twice: bool = False,
) -> Path:
    """A convolution, ReLU6, a padding, and a convolution of stride 2 that pads one more itself."""
    rng = np.random.default_rng(0)
    constants = {
        "w1": rng.normal(0, 0.3, (4, 2, 3, 3)).astype(np.float32),
        "w2": rng.normal(0, 0.3, (3, 4, 3, 3)).astype(np.float32),
        "sides": np.array([0, 0, *sides[:2], 0, 0, *sides[2:]], np.int64),
        **({"value": np.array(value, np.float32)} if value else {}),
        "low": np.array(0, np.float32),
        "high": np.array(6, np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["film", "w1"], ["a"], pads=[1, 1, 1, 1]),
        helper.make_node("Clip", ["a", "low", "high"], ["b"]),
        # Without a value, as torch writes it: ONNX Runtime folds only those that have one.
        helper.make_node("Pad", ["b", "sides", "value" if value else ""], ["c"], mode=mode),
        helper.make_node("Conv", ["c", "w2"], ["out"], strides=[2, 2], pads=[1, 0, 0, 0]),
    ]
    outputs = ["out"]
    if read_twice:
        nodes.append(helper.make_node("Identity", ["c"], ["seen"]))
        outputs.append("seen")
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("film", TensorProto.FLOAT, [1, 2, 10, 10])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", "c", "h", "w"])
            for name in outputs
        ],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]), str(file))
    return file


def said(file: Path) -> list[Any]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"film": FILM})


def pads(file: Path) -> int:
    return sum(node.op_type == "Pad" for node in onnx.load(str(file)).graph.node)


@pytest.mark.parametrize("sides", [[0, 0, 1, 1], [1, 1, 2, 2], [2, 0, 0, 1]])
def test_a_padding_with_zeros_goes_and_the_answer_stays(tmp_path: Path, sides: list[int]) -> None:
    file = network(tmp_path / "net.onnx", sides)
    before = said(file)
    assert fold_pads(file) == 1
    assert pads(file) == 0
    assert {item.name for item in onnx.load(str(file)).graph.initializer} >= {"w1", "w2"}
    assert "sides" not in {item.name for item in onnx.load(str(file)).graph.initializer}
    for one, two in zip(before, said(file), strict=True):
        assert one.shape == two.shape
        assert np.allclose(one, two, rtol=0, atol=1e-6)
    assert fold_pads(file) == 0


@pytest.mark.parametrize("sides", [[0, 0, 1, 1], [1, 1, 2, 2]])
def test_in_8_bits_it_stays_bit_for_bit(tmp_path: Path, sides: list[int]) -> None:
    whole, small = network(tmp_path / "whole.onnx", sides), tmp_path / "small.onnx"
    rng = np.random.default_rng(2)
    feeds = [{"film": rng.normal(0, 1, FILM.shape).astype(np.float32)} for _ in range(4)]
    quantise(whole, small, feeds, kinds=(*KINDS, *IN_BETWEEN))
    before = said(small)
    assert fold_pads(small) == 1
    assert pads(small) == 0
    assert np.array_equal(before[0], said(small)[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "reflect"},
        {"mode": "edge"},
        {"value": 1.0},
        {"read_twice": True},
        {"sides": [-1, 0, 1, 1]},
    ],
    ids=str,
)
def test_any_other_padding_stays(tmp_path: Path, changes: dict[str, Any]) -> None:
    file = network(tmp_path / "net.onnx", **{"sides": [0, 0, 1, 1], **changes})
    before = said(file)
    assert fold_pads(file) == 0
    assert pads(file) == 1
    for one, two in zip(before, said(file), strict=True):
        assert np.array_equal(one, two)


def test_a_padding_with_a_range_of_its_own_stays(tmp_path: Path) -> None:
    """Folded, bytes would be read by another range than the convolution was measured for."""
    whole, small = network(tmp_path / "whole.onnx", [0, 0, 1, 1]), tmp_path / "small.onnx"
    quantise(whole, small, [{"film": FILM}], kinds=(*KINDS, *IN_BETWEEN))
    model = onnx.load(str(small))
    after = [node for node in model.graph.node if node.name.startswith("c_")]
    assert {node.op_type for node in after} == {"QuantizeLinear", "DequantizeLinear"}
    scales = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    model.graph.initializer.append(numpy_helper.from_array(2 * scales[after[0].input[1]], "other"))
    for node in after:
        node.input[1] = "other"
    onnx.save(model, str(small))
    before = said(small)
    assert fold_pads(small) == 0
    assert np.array_equal(before[0], said(small)[0])
