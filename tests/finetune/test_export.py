from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import helper, numpy_helper
from torch import nn

from finetune.export import export_fusion, export_image, fold_norms
from finetune.network import Fusion, ImageEncoder, KindBranch
from finetune.quantise import quantise, shrink_tables

SIZE = 64


class Teacher(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.encoder = ImageEncoder((8, 8, 12, 16))
        self.view = nn.Linear(16, 3)
        for module in self.encoder.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.data.uniform_(0.5, 1.5)
                module.running_mean.uniform_(-0.2, 0.2)
                module.running_var.uniform_(0.5, 1.5)
        self.eval()


def films(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(0, 1, (1, 1, SIZE, SIZE)).astype(np.float32) for _ in range(count)]


def test_folding_changes_nothing() -> None:
    encoder = Teacher().encoder
    film = torch.from_numpy(films(1)[0])
    with torch.inference_mode():
        assert torch.allclose(encoder(film), fold_norms(encoder)(film), atol=1e-4)


def test_eight_bits_are_a_quarter_of_the_size_and_nearly_the_same_answer(tmp_path: Path) -> None:
    export_image(Teacher(), KindBranch(12, 6).eval(), SIZE, tmp_path / "full.onnx")
    feeds = [{"film": film} for film in films(8)]
    quantise(tmp_path / "full.onnx", tmp_path / "small.onnx", feeds)
    assert not (tmp_path / "small.prepared.onnx").exists()
    full, small = (
        ort.InferenceSession(str(tmp_path / name), providers=["CPUExecutionProvider"])
        for name in ("full.onnx", "small.onnx")
    )
    for feed in feeds:
        one, two = full.run(["tokens"], feed)[0], small.run(["tokens"], feed)[0]
        assert np.corrcoef(one.ravel(), two.ravel())[0, 1] > 0.98


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
