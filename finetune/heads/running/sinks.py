"""Where else the curves of a teaching may go: TensorBoard's event files, MLflow's folder of runs.

MLflow's own package does not install beside ours (decision 35), and is not needed: its file store
is plain text.

Source: mlflow.store.tracking.file_store, the layout of ``mlruns``.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path


class TensorBoard:
    """Writes event files for ``tensorboard --logdir``, with TensorBoard's own writer."""

    def __init__(self, folder: Path) -> None:
        """Begin a new event file in ``folder``."""
        from tensorboard.summary import Writer

        folder.mkdir(parents=True, exist_ok=True)
        self._writer = Writer(str(folder))

    def scalar(self, name: str, value: float, step: int) -> None:
        """Take one number."""
        self._writer.add_scalar(name, value, step)

    def close(self) -> None:
        """Write what is left."""
        self._writer.close()


_EXPERIMENT = "0"  # the one that MLflow calls Default
_FINISHED, _RUNNING = 3, 1  # of mlflow.entities.RunStatus
_LOCAL = 4  # of mlflow.entities.SourceType


class MlflowFolder:
    """Writes a run into a folder for ``mlflow ui --backend-store-uri``: no name of a person."""

    def __init__(self, folder: Path, name: str, clock: Callable[[], float] = time.time) -> None:
        """Begin a new run in ``folder``, called after the head.

        Raises:
            OSError: If it cannot be written.
        """
        self._clock, self._name, self._began = clock, name, self._now(clock)
        self._run = uuid.uuid4().hex
        root = folder.absolute()
        self._place = root / _EXPERIMENT / self._run
        for part in ("metrics", "params", "tags", "artifacts"):
            (self._place / part).mkdir(parents=True)
        (self._place / "tags" / "mlflow.runName").write_text(name, "utf-8")
        experiment = root / _EXPERIMENT / "meta.yaml"
        if not experiment.exists():
            experiment.write_text(
                _yaml(
                    artifact_location=(root / _EXPERIMENT).as_uri(),
                    creation_time=self._began,
                    experiment_id=_EXPERIMENT,
                    last_update_time=self._began,
                    lifecycle_stage="active",
                    name="Default",
                ),
                "utf-8",
            )
        self._say(_RUNNING, None)

    @staticmethod
    def _now(clock: Callable[[], float]) -> int:
        return int(clock() * 1000)

    def scalar(self, name: str, value: float, step: int) -> None:
        """Take one number."""
        file = self._place / "metrics" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"{self._now(self._clock)} {value} {step}\n")

    def close(self) -> None:
        """End the run."""
        self._say(_FINISHED, self._now(self._clock))

    def _say(self, status: int, ended: int | None) -> None:
        text = _yaml(
            artifact_uri=(self._place / "artifacts").as_uri(),
            end_time=ended,
            entry_point_name="",
            experiment_id=_EXPERIMENT,
            lifecycle_stage="active",
            run_id=self._run,
            run_name=self._name,
            run_uuid=self._run,
            source_name="",
            source_type=_LOCAL,
            source_version="",
            start_time=self._began,
            status=status,
            tags=[],
            user_id="",
        )
        (self._place / "meta.yaml").write_text(text, "utf-8")


def _yaml(**items: object) -> str:
    """Return a mapping as YAML, whose flow scalars are those of JSON."""
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in items.items())
