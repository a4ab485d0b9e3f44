"""A stranger's configuration builds MONAI's objects, and runs nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from omni_med.errors import ModelUnavailableError
from omni_med.models.bundles.configuration import Configuration

CODE = [
    "$__import__('os').system('touch /tmp/owned')",
    "$open('/etc/passwd').read()",
    "$@network.__class__.__bases__",
    "$[item for item in (1, 2)]",
    "$(lambda: 1)()",
    "$'a' * 10**9",
    "$10 ** 10 ** 10",
    "$torch.load('x')",
    "$torch.hub",
    "$f'{1}'",
    "$1 if open else 2",
    "${'a': 1}",
    "$import glob",
    "$",
    "$(",
]


@pytest.mark.parametrize("text", CODE)
def test_expressions_that_run_code_are_refused(text: str) -> None:
    with pytest.raises(ModelUnavailableError, match="would run code") as refused:
        Configuration({"a": text, "network": 1}).build("a")
    assert refused.value.hint


TARGETS = [
    "os.system",
    "subprocess.run",
    "monai.bundle.run",
    "monai.apps.download_and_extract",
    "builtins.eval",
    "torch.load",
    "Lambda",
    "Lambdad",
    "monai.transforms.Lambdad",
    "LoadImage",
    "SaveImage",
    "evil.UNet",
    "DataStatsd",
]


@pytest.mark.parametrize("target", TARGETS)
def test_only_networks_transforms_and_inferers_are_made(target: str) -> None:
    with pytest.raises(ModelUnavailableError, match="none of MONAI's"):
        Configuration({"a": {"_target_": target, "func": "x"}}).build("a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$2 * 500", 1000),
        ("$-1", -1),
        ("$(1, 2)", [1, 2]),
        ("$@b", [96, 96]),
        ("@b", [96, 96]),
        ("@c#d", 3),
        ("@c::d", 3),
        ("$@c::d + 1", 4),
        ("$not @c::e", True),
        ("$[1.5, 1.5] if @c::e else [3.0, 3.0]", [3.0, 3.0]),
        ("plain", "plain"),
        ("$None", None),
    ],
)
def test_literals_references_and_arithmetic_are_read(text: str, expected: Any) -> None:
    document = {"a": text, "b": [96, 96], "c": {"d": 3, "e": False}}
    assert Configuration(document).build("a") == expected


def test_types_of_numbers_are_read() -> None:
    assert Configuration({"a": "$torch.float16"}).build("a") is torch.float16


def test_circles_and_missing_references_end_in_a_clear_line() -> None:
    with pytest.raises(ModelUnavailableError, match=r"refers to itself|too deep"):
        Configuration({"a": "@b", "b": "@a"}).build("a")
    with pytest.raises(ModelUnavailableError, match="no 'nowhere'"):
        Configuration({"a": "@nowhere"}).build("a")
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    with pytest.raises(ModelUnavailableError, match="too deep"):
        Configuration({"a": deep}).build("a")


def test_other_files_are_not_included() -> None:
    with pytest.raises(ModelUnavailableError, match="includes other files"):
        Configuration({"a": "%/etc/passwd::root"}).build("a")


@given(st.text(max_size=40))
def test_no_text_does_anything_but_build_or_refuse(text: str) -> None:
    configuration = Configuration({"a": f"${text}"})
    try:
        found = configuration.build("a")
    except ModelUnavailableError:
        return
    assert isinstance(found, int | float | str | list | bool | complex | type(None) | type(...))


def test_arguments_that_do_not_fit_are_one_clear_line() -> None:
    with pytest.raises(ModelUnavailableError, match="UNet refuses its arguments"):
        Configuration({"a": {"_target_": "UNet", "no_such": 1}}).build("a")


def test_disabled_transforms_are_left_out_and_our_own_are_named() -> None:
    chain = Configuration(
        {
            "chain": {
                "_target_": "Compose",
                "transforms": [
                    {"_target_": "LoadImaged", "keys": "$anything('at all')"},
                    {"_target_": "EnsureTyped", "keys": "image", "_disabled_": True},
                    {"_target_": "monai.transforms.EnsureTyped", "keys": "image"},
                ],
            }
        }
    ).transforms("chain")
    assert [name for name, _ in chain] == ["LoadImage", "EnsureType"]
