"""What the house promises of itself, beyond the import contracts that ``make arch`` keeps."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import omni_med.domain

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("audit", "omni_med", "finetune", "ui")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_there_are_sources() -> None:
    assert len(SOURCES) > 50


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 450


def test_only_the_user_interface_prints_or_exits() -> None:
    offenders = []
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] == "ui":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if called in {"print", "input", "exit", "quit"}:
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert offenders == []


def test_the_nouns_are_frozen_and_slotted() -> None:
    seen = 0
    for module_info in pkgutil.iter_modules(omni_med.domain.__path__, "omni_med.domain."):
        module = importlib.import_module(module_info.name)
        for value in vars(module).values():
            if (
                dataclasses.is_dataclass(value)
                and getattr(value, "__module__", "") == module.__name__
            ):
                seen += 1
                assert value.__dataclass_params__.frozen, value
                assert hasattr(value, "__slots__"), value
    assert seen > 15


@pytest.mark.parametrize("heavy", ["torch", "transformers", "onnxruntime", "PyQt6", "cv2"])
def test_help_does_not_load(heavy: str) -> None:
    loaded = run_python(
        "import sys, contextlib, io\n"
        "sys.argv = ['omni-med', '--help']\n"
        "from ui.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try:\n"
        "        main()\n"
        "    except SystemExit:\n"
        "        pass\n"
        f"print({heavy!r} in sys.modules)"
    )
    assert loaded == "False"


@pytest.mark.parametrize("heavy", ["torch", "transformers", "onnxruntime"])
def test_the_desktop_does_not_load(heavy: str) -> None:
    assert run_python(f"import sys, ui.desktop.app; print({heavy!r} in sys.modules)") == "False"


@pytest.mark.parametrize("told", [None, "0"])
def test_no_library_reports_home(tmp_path: Path, told: str | None) -> None:
    """ONNX Runtime leaves its identifier and its queue of events in the home of who is watched."""
    quiet = {"CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME"}
    environment = {key: value for key, value in os.environ.items() if key not in quiet}
    environment |= {"HOME": str(tmp_path)} | ({"ORT_DISABLE_TELEMETRY": told} if told else {})
    code = (
        "import omni_med.models.registry as registry\n"
        "model = registry.get('compact')\n"
        "loaded = None if model.missing() else model.load()\n"
        "import onnxruntime"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
    assert [path for path in tmp_path.rglob("*") if "icrosoft" in path.name] == []
