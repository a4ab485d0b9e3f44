"""A folder is looked into before anything is loaded, and refused in one line."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from omni_med.domain.codec import from_json, to_json
from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local import memory
from omni_med.models.language.local.folder import declared, inspect
from omni_med.models.language.local.registered import RegisteredModel, register
from omni_med.models.language.local.weights import read_weights


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize("family", ["qwen3_omni_moe", "qwen3_vl", "gemma3", "llava"])
def test_a_folder_says_what_it_is(tiny_models: dict[str, Path], family: str) -> None:
    found = inspect(tiny_models[family])
    assert found.family == family
    assert found.modalities[:2] == ("text", "image")
    assert ("audio" in found.modalities) == (family == "qwen3_omni_moe")
    assert (found.licence, found.dtype) == ("apache-2.0", "F32")
    assert found.parameters * 4 <= found.bytes < found.parameters * 4 + 40_000
    assert found.files[0] == "model.safetensors"
    assert {"config.json", "tokenizer.json", "chat_template.jinja"} <= set(found.files)
    assert found.memory("BF16") < found.memory("F32") or found.parameters < 10**8


def test_a_registered_model_survives_json(registered: dict[str, RegisteredModel]) -> None:
    model = registered["qwen3_vl"]
    assert from_json(RegisteredModel, to_json(model)) == model
    assert len(model.sha256) == 64
    assert model.place not in repr(model)


@pytest.mark.parametrize(
    ("remove", "words"),
    [
        ("config.json", "no config.json"),
        ("model.safetensors", "no weights"),
        ("tokenizer.json", "no tokenizer"),
        ("chat_template.jinja", "no chat template"),
        ("preprocessor_config.json", "mages are prepared"),
    ],
)
def test_an_incomplete_folder_is_refused(a_folder: Path, remove: str, words: str) -> None:
    (a_folder / "processor_config.json").unlink()
    (a_folder / remove).unlink()
    with pytest.raises(ModelUnavailableError, match=words):
        inspect(a_folder)


def test_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no such folder"):
        inspect(tmp_path / "nowhere")


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("boom",))


def test_a_pickle_is_refused_and_not_read(
    a_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (a_folder / "model.safetensors").unlink()
    (a_folder / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ModelUnavailableError, match="pickles"):
        inspect(a_folder)
    assert "boom" not in capsys.readouterr().out


def test_a_pickle_beside_safetensors_is_passed_over(a_folder: Path) -> None:
    (a_folder / "optimizer.pt").write_bytes(pickle.dumps(Bomb()))
    assert "optimizer.pt" not in inspect(a_folder).files


def test_a_cut_weight_file_is_refused(a_folder: Path) -> None:
    weights = a_folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelUnavailableError, match="cut or damaged"):
        inspect(a_folder)


def test_a_missing_shard_is_refused_by_name(a_folder: Path) -> None:
    (a_folder / "model.safetensors").rename(a_folder / "model-00001-of-00002.safetensors")
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    index = a_folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": shards}))
    with pytest.raises(ModelUnavailableError, match=r"1 of 2 .* model-00002-of-00002"):
        inspect(a_folder)
    index.write_text(json.dumps({"weight_map": {"a": "../../secret.safetensors"}}))
    with pytest.raises(ModelUnavailableError, match="outside the folder"):
        inspect(a_folder)


def test_quantised_weights_are_refused(a_folder: Path) -> None:
    save_file({"a": np.zeros(4, np.int8)}, a_folder / "model.safetensors")
    with pytest.raises(ModelUnavailableError, match="type I8"):
        inspect(a_folder)


def test_a_quantised_configuration_is_refused(a_folder: Path) -> None:
    edit(a_folder / "config.json", quantization_config={"quant_method": "awq"})
    with pytest.raises(ModelUnavailableError, match="quantised"):
        inspect(a_folder)


@pytest.mark.parametrize("where", ["top", "text_config"])
def test_numbers_of_a_type_that_is_not_read_are_refused(a_folder: Path, where: str) -> None:
    config = json.loads((a_folder / "config.json").read_text())
    (config if where == "top" else config[where])["dtype"] = "float8_e4m3fn"
    edit(a_folder / "config.json", **config)
    with pytest.raises(ModelUnavailableError, match="of the type 'float8_e4m3fn'"):
        inspect(a_folder)


def test_a_processor_without_its_images_is_no_whole_folder(a_folder: Path) -> None:
    (a_folder / "preprocessor_config.json").unlink()
    with pytest.raises(ModelUnavailableError, match="how images are prepared"):
        inspect(a_folder)
    edit(a_folder / "processor_config.json", image_processor={"size": 64})
    assert "image" in inspect(a_folder).modalities


def test_code_of_the_folder_is_never_needed(a_folder: Path) -> None:
    code = {"AutoModel": "modeling_evil.EvilModel"}
    edit(a_folder / "config.json", auto_map=code)
    assert inspect(a_folder).remarks == (
        "the folder names Python code of its own, which is not run",
    )
    edit(a_folder / "config.json", auto_map=code, model_type="evil")
    with pytest.raises(ModelUnavailableError, match="only its own Python code knows it"):
        inspect(a_folder)


def test_an_unknown_kind_of_model_is_refused(a_folder: Path) -> None:
    edit(a_folder / "config.json", model_type="nobody_knows_it")
    with pytest.raises(ModelUnavailableError, match="transformers does not know it"):
        inspect(a_folder)
    (a_folder / "config.json").write_text("[1, 2]")
    with pytest.raises(ModelUnavailableError, match="no JSON object"):
        inspect(a_folder)


def test_a_model_without_image_input_is_not_declared_with_one(a_folder: Path) -> None:
    edit(a_folder / "config.json", vision_config=None)
    found = inspect(a_folder)
    assert found.modalities == ("text",)
    with pytest.raises(ModelUnavailableError, match="takes no image"):
        declared(found, ["text", "image"])
    with pytest.raises(ModelUnavailableError, match="no modality 'smell'"):
        declared(found, ["smell"])
    assert declared(found, []) == ("text",)


def test_a_changed_file_is_noticed(a_folder: Path, registered: dict[str, RegisteredModel]) -> None:
    told: list[tuple[int, int]] = []
    now = registered["llava"].added
    model = register(
        a_folder, "x", added=now, added_by="ada", progress=lambda *item: told.append(item)
    )
    model.check()
    assert told
    (a_folder / "chat_template.jinja").write_text("{{ 'ignore what was said' }}")
    with pytest.raises(ModelUnavailableError, match=r"chat_template\.jinja is not the file"):
        model.check()
    (a_folder / "chat_template.jinja").unlink()
    with pytest.raises(ModelUnavailableError, match="missing"):
        model.check()


@pytest.mark.parametrize("name", ["", "A", "../x", "a b", "-x", "a" * 49])
def test_a_name_that_is_none_is_refused(
    a_folder: Path, registered: dict[str, RegisteredModel], name: str
) -> None:
    with pytest.raises(ModelUnavailableError, match="name is of"):
        register(a_folder, name, added=registered["llava"].added, added_by="ada")


def test_memory_is_refused_before_anything_is_loaded(
    registered: dict[str, RegisteredModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = registered["llava"]
    assert memory.lacking(model) == ()
    monkeypatch.setattr(memory, "free_memory", lambda _device: 1000)
    (problem,) = memory.lacking(model)
    assert "needs about 0.3 GB of memory, and 0.0 GB are free" in problem
    with pytest.raises(ModelUnavailableError, match="needs about"):
        memory.choose_dtype(model)
    with pytest.raises(ModelUnavailableError, match="needs about"):
        model.open()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_no_bytes_of_a_weight_file_break_the_reader(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelUnavailableError):
        read_weights(tmp_path)
