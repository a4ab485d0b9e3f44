"""What runs the embedded model's ONNX files: ONNX Runtime, or OpenVINO where it is installed.

The files are the same. OpenVINO comes with ``pip install omni-med[openvino]``; it is told to
compute in float32 where the file says so: its default on newer processors is bfloat16.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from omni_med.errors import ModelUnavailableError

ONNX_RUNTIME: Final = "onnxruntime"
OPENVINO: Final = "openvino"
EXECUTIONS: Final = (ONNX_RUNTIME, OPENVINO)
_TELEMETRY: Final = "openvino_telemetry"


class Port(Protocol):
    """An input or output of a network."""

    @property
    def name(self) -> str:
        """As in the file."""
        ...

    @property
    def shape(self) -> Sequence[Any]:
        """One entry a dimension: a number, or something else where it is free."""
        ...


class Session(Protocol):
    """A network that is ready to run."""

    def run(
        self, names: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]:
        """Return the outputs of these names, by default all, in their order."""
        ...

    def get_inputs(self) -> Sequence[Port]:
        """Return the inputs."""
        ...

    def get_outputs(self) -> Sequence[Port]:
        """Return the outputs."""
        ...


@dataclass(frozen=True, slots=True)
class Execution:
    """How networks are run.

    Attributes:
        name: One of ``EXECUTIONS``.
        threads: Of each network.

    Raises:
        ModelUnavailableError: If there is no such way, or it is not installed.
    """

    name: str = ONNX_RUNTIME
    threads: int = 1

    def __post_init__(self) -> None:
        if self.name not in EXECUTIONS:
            raise ModelUnavailableError(
                f"There is no execution {self.name!r}; it is one of {', '.join(EXECUTIONS)}."
            )
        if self.name == OPENVINO and not has_openvino():
            raise ModelUnavailableError(
                "OpenVINO is not installed.",
                hint="Install it (pip install omni-med[openvino]) or leave the execution out.",
            )

    def session(self, file: Path) -> Session:
        """Load a network."""
        if self.name == OPENVINO:
            return _OpenVino(file, self.threads)
        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Values take no place of others that are done with: the text encoder is 6 % faster, and a
        # long record takes 38 MiB less at its peak.
        options.enable_mem_reuse = False
        return make_session(file, options)


Runs: TypeAlias = Execution | ort.SessionOptions
"""How to run a network; ONNX Runtime's own options mean ONNX Runtime."""


def make_session(file: Path, how: Runs) -> Session:
    """Load a network."""
    if isinstance(how, Execution):
        return how.session(file)
    found: Session = ort.InferenceSession(str(file), how, providers=["CPUExecutionProvider"])
    return found


def has_openvino() -> bool:
    """Say whether OpenVINO is installed."""
    return importlib.util.find_spec(OPENVINO) is not None


@dataclass(frozen=True, slots=True)
class _Port:
    name: str
    shape: tuple[int | None, ...]

    @classmethod
    def of(cls, port: Any) -> _Port:
        sides = port.get_partial_shape()
        return cls(
            port.get_any_name(),
            tuple(side.get_length() if side.is_static else None for side in sides),
        )


class _OpenVino:
    """A network in OpenVINO, with the calls of ONNX Runtime that are used here."""

    def __init__(self, file: Path, threads: int) -> None:
        openvino = _import_openvino()
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
            # Its own INT8 convolutions move answers twice as far from ONNX Runtime's as this does.
            "LP_TRANSFORMS_MODE": "NO",
        }
        core = openvino.Core()
        self._network = core.compile_model(core.read_model(str(file)), "CPU", settings)
        self._request = self._network.create_infer_request()
        self._inputs = tuple(map(_Port.of, self._network.inputs))
        self._outputs = tuple(map(_Port.of, self._network.outputs))

    def run(
        self, names: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]:
        """Return the outputs of these names, by default all, in their order."""
        results = self._request.infer(dict(feeds), share_inputs=True)
        wanted = names or [port.name for port in self._outputs]
        return [np.array(results[name]) for name in wanted]  # copies: the request keeps its own

    def get_inputs(self) -> Sequence[Port]:
        """Return the inputs."""
        return self._inputs

    def get_outputs(self) -> Sequence[Port]:
        """Return the outputs."""
        return self._outputs


def _import_openvino() -> Any:
    """Import OpenVINO without its module that tells its maker what is done."""
    absent: Any = None
    sys.modules.setdefault(_TELEMETRY, absent)  # imports of it fail, and it does without
    import openvino  # noqa: PLC0415 - an extra, and large

    return openvino
