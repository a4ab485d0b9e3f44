"""On which device and in which precision a head is taught, through Accelerate's mixed precision.

Gradient steps run in bf16 or fp16 where that is asked for; what a head answers is reckoned in
float32 always, as it will be read. The rest is the same on every device.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

import torch
from torch import Tensor

from finetune.errors import HeadError
from omni_med.models.heads.bundle import CPU, FLOAT32

CUDA, MPS, AUTO = "cuda", "mps", "auto"
BF16, FP16 = "bf16", "fp16"
_CUBLAS = ("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # what cuBLAS wants to repeat itself


def device_here(device: str) -> str:
    """Return what ``auto`` is here: a GPU where torch can use one, else the processor."""
    if device != AUTO:
        return device
    if torch.cuda.is_available():
        return CUDA
    return MPS if torch.backends.mps.is_available() else CPU


def check_machine(device: str, precision: str) -> None:
    """Say plainly where it cannot be taught so here.

    Raises:
        HeadError: If there is no such device, or it has no such precision.
    """
    there = {CPU: True, CUDA: torch.cuda.is_available(), MPS: torch.backends.mps.is_available()}
    if not there[device]:
        raise HeadError(
            f"There is no GPU here that torch can use as {device!r}.",
            hint="Use --device cpu, or --device auto; a GPU needs torch's build for it.",
        )
    if device == CPU and precision == FP16:
        raise HeadError(
            "fp16 is taught on a GPU only: a processor does not scale its gradients.",
            hint="Use --precision bf16, or --device cuda where a GPU is.",
        )
    if device == CUDA and precision == BF16 and not torch.cuda.is_bf16_supported():
        raise HeadError("This GPU has no bf16.", hint="Use --precision fp16 or float32.")


class Machine:
    """Takes gradient steps on a device, in a precision."""

    def __init__(self, device: str, precision: str) -> None:
        """Prepare Accelerate where the precision is mixed.

        Raises:
            HeadError: If it cannot be taught so here.
        """
        check_machine(device, precision)
        self.device = torch.device(device)
        if device == CUDA:
            rank = int(os.environ.get("LOCAL_RANK", "0"))
            self.device = torch.device(CUDA, rank % torch.cuda.device_count())
            os.environ.setdefault(*_CUBLAS)
            torch.use_deterministic_algorithms(True, warn_only=True)
        self._accelerator = None if precision == FLOAT32 else accelerated(device, precision)

    def precise(self) -> AbstractContextManager[object]:
        """Return a context in which the network runs in this precision."""
        if self._accelerator is None:
            return nullcontext()
        context: AbstractContextManager[object] = self._accelerator.autocast()
        return context

    def optimiser(self, plain: torch.optim.Optimizer) -> Any:
        """Return an optimiser that undoes the scaling of gradients, where there is one.

        The scale begins anew with it: what comes out must not depend on what was taught before.
        """
        if self._accelerator is None:
            return plain
        from accelerate.optimizer import AcceleratedOptimizer

        if self._accelerator.scaler is not None:
            self._accelerator.scaler = torch.amp.GradScaler(self.device.type)
        return AcceleratedOptimizer(plain, device_placement=False, scaler=self._accelerator.scaler)

    def backward(self, loss: Tensor) -> None:
        """Reckon gradients, scaled where the precision needs it."""
        if self._accelerator is None:
            torch.autograd.backward(loss)
        else:
            self._accelerator.backward(loss)


def accelerated(device: str, precision: str) -> Any:
    """Return Accelerate's; the network is not wrapped: each process teaches folds of its own.

    Raises:
        HeadError: If it has been set up otherwise in this process, or lacks the precision.
    """
    from accelerate import Accelerator

    try:
        return Accelerator(mixed_precision=precision, cpu=device == CPU)
    except ValueError as error:
        raise HeadError(
            f"{precision} is not to be had on {device} here: {error}",
            hint="Use --precision float32.",
        ) from None


@cache
def machine(device: str = CPU, precision: str = FLOAT32) -> Machine:
    """Return what takes gradient steps; one of a kind in a process.

    Raises:
        HeadError: If it cannot be taught so here.
    """
    return Machine(device, precision)
