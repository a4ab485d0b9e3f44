"""Where the demonstration plays: folders, the synthetic patients, and an open workspace."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from omni_med.dicom.pool import DecodePool
from omni_med.models.protocols import ModelBackend
from omni_med.models.registry import get
from omni_med.synthetic import SyntheticCase, write_patients
from omni_med.workspace import Workspace
from ui.errors import UiError

USER = "demo"


@dataclass(frozen=True, slots=True)
class Stage:
    """What the scenes play on.

    Attributes:
        folder: Holds everything below.
        patients: Folder of the synthetic patients' files, in the clear.
        home: Folder of the workspace.
        passphrase: Random; printed where the folder is kept.
        workspace: Open.
        pool: Parses and decodes.
        backend: The model that answers.
        cases: The synthetic studies, by key.
    """

    folder: Path
    patients: Path
    home: Path
    passphrase: str = field(repr=False)
    workspace: Workspace
    pool: DecodePool
    backend: ModelBackend
    cases: dict[str, SyntheticCase]


@contextmanager
def folder_for(keep: Path | None) -> Iterator[Path]:
    """Give an empty folder: the one to keep, or one that goes away at the end.

    Raises:
        UiError: If the folder to keep is not empty.
    """
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="omni-med-demo-") as name:
            yield Path(name)
        return
    if keep.exists() and any(keep.iterdir()):
        raise UiError(f"The folder is not empty: {keep}", hint="Name another with --keep.")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


@contextmanager
def set_stage(folder: Path, model: str) -> Iterator[Stage]:
    """Load the model, draw the patients and open a new workspace."""
    backend = get(model).load()
    patients, home = folder / "patients", folder / "workspace"
    passphrase = "-".join(secrets.token_hex(3) for _ in range(4))
    cases = {case.key: case for case in write_patients(patients)}
    with ExitStack() as stack:
        workspace = stack.enter_context(Workspace.create(home, user=USER, passphrase=passphrase))
        pool = stack.enter_context(DecodePool())
        yield Stage(folder, patients, home, passphrase, workspace, pool, backend, cases)
