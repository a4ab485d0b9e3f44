"""A MONAI bundle as it is registered: where it lies, what it is, and the hashes of its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_med.models.bundles.card import card_of
from omni_med.models.bundles.folder import (
    CLASSIFICATION,
    SEGMENTATION,
    BundleCard,
    inspect,
    refused,
)

if TYPE_CHECKING:
    from omni_med.models.bundles.running import Bundle
    from omni_med.models.protocols import BackendFactory, ModelBackend, ModelCard

_PACKAGES = ("monai", "torch", "highdicom", "nibabel", "yaml")


@dataclass(frozen=True, slots=True)
class RegisteredBundle:
    """A bundle that was looked into and is known by a name.

    Attributes:
        id: Name, as in ``--model``.
        place: Absolute path of the folder.
        card: What it said it was, and the hashes of its files.
        added: When, in UTC.
        added_by: User name.
    """

    id: str
    place: str = field(repr=False)
    card: BundleCard
    added: datetime
    added_by: str

    @property
    def sha256(self) -> str:
        """Over the hashes of all files that take part, hexadecimal."""
        return self.card.sha256

    @property
    def title(self) -> str:
        """One line for a list."""
        return f"{self.card.name} {self.card.version}: {', '.join(self.card.found.values())}"

    @property
    def licence(self) -> str:
        """As the bundle states it."""
        return self.card.licence

    @property
    def modalities(self) -> tuple[str, ...]:
        """What it is given."""
        return ("image",)

    @property
    def family(self) -> str:
        """What kind of model it is."""
        return f"MONAI bundle, {self.card.kind}"

    @property
    def device(self) -> str:
        """Where it runs."""
        return "cpu"

    @property
    def segments(self) -> bool:
        """True where it outlines what it finds in a volume."""
        return self.card.kind == SEGMENTATION

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words."""
        lacking = [name for name in _PACKAGES if find_spec(name) is None]
        packages = "the Python packages of omni-med[bundles]: " + ", ".join(lacking)
        gone = not Path(self.place).is_dir()
        return ((packages,) if lacking else ()) + (("its folder",) if gone else ())

    def factory(self) -> BackendFactory:
        """Return what makes a backend of it."""
        return BundleFactory(self)

    def open(self) -> Bundle:
        """Check the files and load the network.

        Raises:
            ModelUnavailableError: If something is missing, a file changed, or it would run code.
        """
        if lacking := self.missing():
            raise refused(f"this machine lacks {'; '.join(lacking)}")
        from omni_med.models.bundles.running import Bundle  # noqa: PLC0415 - torch

        return Bundle(Path(self.place), self.card)


def register_bundle(folder: Path, name: str, *, added: datetime, added_by: str) -> RegisteredBundle:
    """Look into a bundle's folder, hash its files, and build it once to see that it can run.

    Raises:
        ModelUnavailableError: If it cannot be used, with why.
    """
    made = RegisteredBundle(name, str(folder.absolute()), inspect(folder), added, added_by)
    made.open()
    return made


class BundleFactory:
    """Makes the backend of a classifying bundle."""

    def __init__(self, source: RegisteredBundle) -> None:
        self._source = source
        self.id = source.id

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words."""
        return self._source.missing()

    def card(self) -> ModelCard:
        """Return the card without loading the weights."""
        return card_of(self.id, self._source.card)

    def load(self, **options: Any) -> ModelBackend:
        """Load the weights; takes no options.

        Raises:
            ModelUnavailableError: If it segments, or as ``RegisteredBundle.open``.
        """
        del options
        if self._source.card.kind != CLASSIFICATION:
            raise refused(
                "it outlines what it finds in volumes",
                hint="Use it for one study: omni-med analyze STUDY --model NAME",
            )
        if lacking := self.missing():
            raise refused(f"this machine lacks {'; '.join(lacking)}")
        from omni_med.models.bundles.classify import BundleBackend  # noqa: PLC0415 - torch

        return BundleBackend(self.id, Path(self._source.place), self._source.card)
