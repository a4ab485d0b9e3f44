"""Which backends there are; each is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from omni_med.errors import ModelUnavailableError, UnknownModelError
from omni_med.models.protocols import BackendFactory, ModelBackend, ModelCard, ModelSource

if TYPE_CHECKING:
    from omni_med.models.heads.bundle import Head

DEFAULT_MODEL = "compact"


class LazyFactory:
    """A backend known by the place of its factory, imported on first use.

    Attributes:
        id: Name in the registry.
    """

    def __init__(self, backend_id: str, module: str, attribute: str) -> None:
        self.id = backend_id
        self._module = module
        self._attribute = attribute
        self._factory: BackendFactory | None = None

    def _resolve(self) -> BackendFactory:
        if self._factory is None:
            self._factory = getattr(import_module(self._module), self._attribute)()
        return self._factory

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words; empty where it is available."""
        try:
            return self._resolve().missing()
        except ImportError as error:
            return (f"the Python module {error.name or self._module}",)

    def card(self) -> ModelCard:
        """Return the card without loading the weights.

        Raises:
            ModelUnavailableError: If the backend cannot be imported.
        """
        return self._available().card()

    def load(self, **options: Any) -> ModelBackend:
        """Load the weights.

        Raises:
            ModelUnavailableError: If something is missing.
        """
        factory = self._available()
        lacking = factory.missing()
        if lacking:
            raise self._unavailable(lacking)
        return factory.load(**options)

    def _available(self) -> BackendFactory:
        try:
            return self._resolve()
        except ImportError:
            raise self._unavailable(self.missing()) from None

    def _unavailable(self, lacking: tuple[str, ...]) -> ModelUnavailableError:
        return ModelUnavailableError(
            f"The model {self.id} cannot run here; missing: {', '.join(lacking)}.",
            hint="Install what is missing, or choose another of `omni-med models list`.",
        )


_FACTORIES: dict[str, BackendFactory] = {
    factory.id: factory
    for factory in (
        LazyFactory("compact", "omni_med.models.compact.backend", "CompactFactory"),
        LazyFactory("fake", "omni_med.models.fake", "FakeFactory"),
    )
}


def register(factory: BackendFactory) -> None:
    """Add a backend, or replace the one of the same id."""
    _FACTORIES[factory.id] = factory


def backends() -> tuple[BackendFactory, ...]:
    """Return all factories, those that this machine cannot run included, the default first."""
    return tuple(_FACTORIES.values())


def get(backend_id: str) -> BackendFactory:
    """Return the factory of this name.

    Raises:
        UnknownModelError: If no backend is registered under it.
    """
    try:
        return _FACTORIES[backend_id]
    except KeyError:
        known = ", ".join(_FACTORIES)
        raise UnknownModelError(f"There is no model {backend_id!r}; there are: {known}.") from None


def find(backend_id: str, source: ModelSource | None = None) -> BackendFactory:
    """Return the factory of this name, or of a user's model that is given.

    Raises:
        UnknownModelError: If no backend is registered under it.
    """
    return source.factory() if source is not None else get(backend_id)


def load(
    backend_id: str,
    *,
    heads: Sequence[Head] = (),
    source: ModelSource | None = None,
    **options: Any,
) -> ModelBackend:
    """Load a backend, with LoRA heads on it where there are any.

    Args:
        backend_id: Name in the registry.
        heads: LoRA heads.
        source: A user's model, which the registry does not know; the name is passed over then.
        **options: For the backend.

    Raises:
        UnknownModelError: If no backend is registered under this name.
        ModelUnavailableError: If something is missing, or a head stands on other weights.
    """
    backend = find(backend_id, source).load(**options)
    if not heads:
        return backend
    from omni_med.models.heads.backend import attach  # noqa: PLC0415 - few need it

    return attach(backend, heads)
