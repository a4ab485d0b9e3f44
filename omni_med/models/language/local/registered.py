"""A user's model as it is registered: where it lies, what it is, and the hashes of its files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local.folder import Inspection, declared, inspect
from omni_med.models.language.local.weights import sha256_of
from omni_med.progress import Progress, no_progress

if TYPE_CHECKING:
    from omni_med.models.language.protocols import LanguageModel
    from omni_med.models.protocols import BackendFactory

DEVICES: Final = ("cpu", "cuda")
LANGUAGES: Final = ("en", "zh")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,47}")


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file of a model's folder, and its SHA-256, hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A folder that was looked into and is known by a name.

    Attributes:
        id: Name, as in ``--model``.
        place: Absolute path of the folder.
        device: ``"cpu"`` or ``"cuda"``.
        modalities: Declared by who added it: of text, image, audio, video.
        found: What the folder held then.
        files: All that decides what it answers, with hashes.
        added: When, in UTC.
        added_by: User name.
        language: Of its prompts: ``"en"`` or ``"zh"``.

    Raises:
        ValueError: If the name, a device, a modality or the language is none.
    """

    id: str
    place: str = field(repr=False)
    device: str
    modalities: tuple[str, ...]
    found: Inspection
    files: tuple[SealedFile, ...] = field(repr=False)
    added: datetime
    added_by: str
    language: str = "en"

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.id):
            raise ValueError("a model's name is of a-z, 0-9, dot, dash and underscore")
        if self.device not in DEVICES or self.language not in LANGUAGES:
            raise ValueError("no such device or language")

    @property
    def sha256(self) -> str:
        """Over the names and hashes of all files, hexadecimal."""
        lines = "".join(f"{item.name}\0{item.sha256}\n" for item in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def title(self) -> str:
        """One line for a list."""
        billions = self.found.parameters / 1e9
        size = f"{billions:.1f} billion" if billions >= 0.1 else f"{billions * 1e3:.2g} million"
        return f"{self.found.architecture or self.found.family}, {size} parameters"

    @property
    def family(self) -> str:
        """What kind of model it is, as its configuration calls it."""
        return self.found.family

    @property
    def licence(self) -> str:
        """Of the weights, as the folder states it."""
        return self.found.licence

    def check(self, progress: Progress = no_progress) -> None:
        """Hash every file again.

        Args:
            progress: Told in MiB.

        Raises:
            ModelUnavailableError: If one is missing or not what was registered.
        """
        _hashed(Path(self.place), [item.name for item in self.files], progress, self.files)

    def factory(self) -> BackendFactory:
        """Return what makes a backend of it."""
        from omni_med.models.language.backend import LanguageFactory  # noqa: PLC0415 - as used

        return LanguageFactory(self)

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words."""
        from omni_med.models.language.local.memory import lacking  # noqa: PLC0415 - as used

        return lacking(self)

    def open(self, progress: Progress = no_progress) -> LanguageModel:
        """Check the files, then load the model.

        Args:
            progress: Told in MiB hashed, then in weights loaded.

        Raises:
            ModelUnavailableError: If a file changed, memory will not do, or it cannot be loaded.
        """
        from omni_med.models.language.local.loading import load  # noqa: PLC0415 - torch

        return load(self, progress)


def register(
    folder: Path,
    name: str,
    *,
    added: datetime,
    added_by: str,
    modalities: Sequence[str] = (),
    device: str = "cpu",
    language: str = "en",
    progress: Progress = no_progress,
) -> RegisteredModel:
    """Look into a folder and hash its files.

    Args:
        folder: Where the model lies.
        name: What it is to be called.
        added: When, in UTC.
        added_by: User name.
        modalities: What it is to be given; all that it takes where empty.
        device: Where it is to run.
        language: Of its prompts.
        progress: Told in MiB.

    Raises:
        ModelUnavailableError: If the folder cannot be used, or the name is none.
    """
    if not _NAME.fullmatch(name):
        raise ModelUnavailableError(
            "A model's name is of a-z, 0-9, dot, dash and underscore, 48 at most.",
            hint="Choose another name with --id.",
        )
    found = inspect(folder)
    return RegisteredModel(
        id=name,
        place=str(folder.absolute()),
        device=device,
        modalities=declared(found, modalities),
        found=found,
        files=_hashed(folder, found.files, progress),
        added=added,
        added_by=added_by,
        language=language,
    )


def _hashed(
    folder: Path,
    names: Sequence[str],
    progress: Progress,
    expected: Sequence[SealedFile] = (),
) -> tuple[SealedFile, ...]:
    """Return each file's hash; with what is expected, raise at the first that differs."""
    try:
        sizes = [(folder / name).stat().st_size for name in names]
    except OSError:
        raise ModelUnavailableError(
            "A file of the model is missing.",
            hint="Put the folder back, or `omni-med models remove` it and add it again.",
        ) from None
    total, done, sealed = sum(sizes) >> 20, 0, []

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(min(done >> 20, total), total)

    for index, name in enumerate(names):
        made = SealedFile(name, sizes[index], sha256_of(folder / name, told))
        if expected and made != expected[index]:
            raise ModelUnavailableError(
                f"{name} is not the file that was registered.",
                hint="If the change was meant: `omni-med models remove`, then add it again.",
            )
        sealed.append(made)
    return tuple(sealed)
