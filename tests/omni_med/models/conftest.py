"""Tiny models of four families, built once a run."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from omni_med.models.language.local.registered import RegisteredModel, register

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

FAMILIES = ("qwen3_omni_moe", "qwen3_vl", "gemma3", "llava")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def _tiny() -> ModuleType:
    """Import the maker when it is needed (torch is slow); tests are no packages."""
    name = "omni_med_tiny_models"
    if name not in sys.modules:
        place = Path(__file__).parent / "language" / "tiny.py"
        spec = importlib.util.spec_from_file_location(name, place)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folder of each family."""
    root = tmp_path_factory.mktemp("models")
    return {name: make(root / name) for name, make in _tiny().FAMILIES.items()}


@pytest.fixture(scope="session")
def tiny_tokenizers() -> dict[str, PreTrainedTokenizerFast]:
    """Tokenizer of each family."""
    made = _tiny()
    qwen = made.qwen_tokenizer()
    return {
        "qwen3_omni_moe": qwen,
        "qwen3_vl": qwen,
        "gemma3": made.gemma_tokenizer(),
        "llava": made.llava_tokenizer(),
    }


@pytest.fixture(scope="session")
def registered(tiny_models: dict[str, Path]) -> dict[str, RegisteredModel]:
    """Each family as it is registered."""
    return {
        name: register(folder, name.replace("_", "-"), added=NOW, added_by="ada")
        for name, folder in tiny_models.items()
    }


@pytest.fixture
def a_folder(tiny_models: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of one model's folder, to be damaged."""
    return Path(shutil.copytree(tiny_models["llava"], tmp_path / "model"))
