"""Where and in which precision a head is taught: as asked, or refused in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from accelerate.state import AcceleratorState

from finetune.errors import HeadError
from finetune.heads.cases.encoded import Encoded
from finetune.heads.compact import CompactKind
from finetune.heads.network.numbers import numbers
from finetune.heads.network.parts import TARGETS, Parts
from finetune.heads.running.machine import Machine, accelerated, check_machine, device_here, machine
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.heads.teaching.teach import answer, teach

MakeCases = Callable[..., Encoded]
PLAIN = HeadRecipe(ranks=(0, 2), steps=20, every=10)
MIXED = replace(PLAIN, precision="bf16")
needs_no_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")


@pytest.fixture(autouse=True)
def one_precision_a_test() -> Iterator[None]:
    yield
    AcceleratorState._reset_state(reset_partial_state=True)
    machine.cache_clear()


def taught(data: Encoded, parts: Parts, recipe: HeadRecipe) -> Any:
    rows = np.arange(len(data.label))
    return teach(data, rows, parts, recipe, choice=Choice(2, 20, TARGETS)).network


def test_bf16_takes_its_steps_in_bf16_and_answers_in_float32(
    make_cases: MakeCases, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_cases(image=1.0, text=1.0)
    seen: list[tuple[bool, torch.dtype]] = []
    plain = torch.nn.Linear.forward

    def forward(layer: torch.nn.Linear, given: torch.Tensor) -> torch.Tensor:
        found = plain(layer, given)
        seen.append((torch.is_grad_enabled(), found.dtype))
        return found

    monkeypatch.setattr(torch.nn.Linear, "forward", forward)
    network = taught(data, parts, MIXED)
    answer(network, data, np.arange(4))
    assert {dtype for learning, dtype in seen if learning} == {torch.bfloat16}
    assert {dtype for learning, dtype in seen if not learning} == {torch.float32}
    assert all(parameter.dtype == torch.float32 for parameter in network.parameters())


def test_bf16_learns_the_same_to_a_few_digits_and_twice_the_same_bits(
    make_cases: MakeCases, parts: Parts
) -> None:
    data = make_cases(image=1.0, text=1.0)
    rows = np.arange(len(data.label))
    whole = taught(data, parts, PLAIN)
    first, second = (taught(data, parts, MIXED) for _ in range(2))
    one, two = numbers(first), numbers(second)
    assert all(np.array_equal(one[name], two[name]) for name in one)
    exact, mixed = (answer(network, data, rows) for network in (whole, first))
    assert not np.array_equal(exact, mixed)
    assert np.corrcoef(exact, mixed)[0, 1] > 0.99


def test_the_precision_is_part_of_what_a_stopped_run_goes_on_with() -> None:
    assert str(PLAIN) != str(MIXED)
    assert "bf16" in str(MIXED)
    assert str(PLAIN) != str(replace(PLAIN, device="cuda"))


@needs_no_gpu
@pytest.mark.parametrize(
    ("device", "precision", "said"),
    [
        ("cuda", "float32", "no GPU here"),
        ("cuda", "fp16", "no GPU here"),
        ("mps", "float32", "no GPU here"),
        ("cpu", "fp16", "on a GPU only"),
    ],
)
def test_what_is_not_here_is_one_line(device: str, precision: str, said: str) -> None:
    with pytest.raises(HeadError, match=said) as caught:
        check_machine(device, precision)
    assert caught.value.hint
    with pytest.raises(HeadError, match=said):
        CompactKind(HeadRecipe(device=device, precision=precision))


@needs_no_gpu
def test_auto_is_the_processor_without_a_gpu() -> None:
    assert device_here("auto") == "cpu"
    assert device_here("cuda") == "cuda"


def test_a_second_precision_in_one_process_is_said_not_mixed_up() -> None:
    Machine("cpu", "bf16")
    with pytest.raises(HeadError, match="not to be had"):
        accelerated("cpu", "fp16")
