from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from onnx import helper, numpy_helper
from torch import nn

from finetune.image.encoders import LiteEncoder
from finetune.image.export import export_fusion, export_image, export_top
from finetune.image.network import Fusion
from finetune.image.quantise import IN_BETWEEN, KINDS, quantise, shrink_tables

SIZE = 64


class Teacher(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.encoder = LiteEncoder("tiny")
        self.view = nn.Linear(self.encoder.channels, 3)
        for module in self.encoder.modules():
            if isinstance(module, nn.Conv2d):
                module.bias.data.uniform_(-0.2, 0.4)
        with torch.inference_mode():
            early = self.encoder.early(torch.from_numpy(np.concatenate(films(8))))
        self.encoder.level(early.clone())
        self.eval()


def films(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(0, 1, (1, 1, SIZE, SIZE)).astype(np.float32) for _ in range(count)]


def session(file: Path) -> ort.InferenceSession:
    return ort.InferenceSession(str(file), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("spared", [0, 3])
def test_eight_bits_say_nearly_the_same(tmp_path: Path, spared: int) -> None:
    export_image(Teacher(), SIZE, tmp_path / "full.onnx")
    feeds = [{"film": film} for film in films(8)]
    small = tmp_path / "small.onnx"
    quantise(tmp_path / "full.onnx", small, feeds, kinds=(*KINDS, *IN_BETWEEN), spared=spared)
    assert not (tmp_path / "small.prepared.onnx").exists()
    nodes = onnx.load(str(small)).graph.node
    plain = [n for n in nodes if n.op_type == "Conv" and "QuantizeLinear" not in n.input[1]]
    assert len([n for n in plain if not n.input[1].endswith("_DequantizeLinear_Output")]) == spared
    full = session(tmp_path / "full.onnx")
    for feed in feeds:
        one, two = full.run(["tokens"], feed)[0], session(small).run(["tokens"], feed)[0]
        assert np.corrcoef(one.ravel(), two.ravel())[0, 1] > 0.95


def test_the_top_alone_gives_the_last_channels_of_the_tokens(tmp_path: Path) -> None:
    teacher = Teacher()
    export_image(teacher, SIZE, tmp_path / "full.onnx")
    export_top(teacher, SIZE, tmp_path / "top.onnx")
    tokens, pooled, view, tap = session(tmp_path / "full.onnx").run(None, {"film": films(1)[0]})
    upper = session(tmp_path / "top.onnx").run(None, {"tap": tap})[0]
    first = teacher.encoder.middle_channels
    assert np.allclose(upper, tokens[:, :, first:], atol=1e-4)
    assert np.allclose(pooled, tokens.mean(1), atol=1e-4)
    assert view.shape == (1, 3)
    names = {item.name for item in onnx.load(str(tmp_path / "top.onnx")).graph.initializer}
    parts = ("expand", "depthwise", "project")
    assert {f"{part}.{kind}" for part in parts for kind in ("weight", "bias")} <= names


def test_the_exported_fusion_hides_exactly(tmp_path: Path) -> None:
    torch.manual_seed(0)
    export_fusion(Fusion(16, 10, 3, 8), 2, 4, 5, tmp_path / "f.onnx")
    session = ort.InferenceSession(str(tmp_path / "f.onnx"), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    bias = np.zeros((3, 13), np.float32)
    bias[:, 8:] = -1e4
    sentences = [rng.normal(0, 9, (1, 5, 10)).astype(np.float32) for _ in range(2)]
    patches = rng.normal(0, 1, (1, 8, 16)).astype(np.float32)
    one, two = (
        session.run(None, {"patches": patches, "sentences": words, "bias": bias})[1]
        for words in sentences
    )
    assert np.array_equal(one, two)


def test_a_table_of_words_becomes_bytes(tmp_path: Path) -> None:
    table = np.random.default_rng(0).normal(0, 1, (500, 64)).astype(np.float32)
    ids = np.arange(12)[None]
    node = helper.make_node("Gather", ["table", "ids"], ["rows"], axis=0)
    graph = helper.make_graph(
        [node],
        "words",
        [helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, [1, 12])],
        [helper.make_tensor_value_info("rows", onnx.TensorProto.FLOAT, [1, 12, 64])],
        [numpy_helper.from_array(table, "table")],
    )
    file = tmp_path / "t.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, str(file))
    before = file.stat().st_size
    shrink_tables(file, smallest=1000)
    assert file.stat().st_size < before * 0.35
    session = ort.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    assert np.abs(session.run(None, {"ids": ids})[0] - table[ids]).max() < 0.02
