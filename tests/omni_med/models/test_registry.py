"""The registry knows its backends, and says what one lacks."""

from __future__ import annotations

from typing import Any

import pytest

from omni_med.errors import ModelUnavailableError, UnknownModelError
from omni_med.models import registry
from omni_med.models.fake import FakeBackend, FakeFactory
from omni_med.models.protocols import ModelCard


def test_the_default_comes_first_and_the_fake_is_there() -> None:
    ids = [factory.id for factory in registry.backends()]
    assert ids[0] == registry.DEFAULT_MODEL == "compact"
    assert "fake" in ids


def test_a_backend_is_loaded_by_its_name() -> None:
    assert isinstance(registry.get("fake").load(threads=1), FakeBackend)
    assert registry.get("fake").card().id == "fake"


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownModelError, match=r"no model 'gpt'; there are: compact, fake"):
        registry.get("gpt")


def test_a_backend_whose_module_is_missing_says_so_and_cannot_be_loaded() -> None:
    factory = registry.LazyFactory("ghost", "omni_med.models.no_such_module", "Ghost")
    assert factory.missing() == ("the Python module omni_med.models.no_such_module",)
    with pytest.raises(ModelUnavailableError, match="ghost cannot run here"):
        factory.load()
    with pytest.raises(ModelUnavailableError):
        factory.card()


def test_what_a_factory_lacks_stops_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lacking(FakeFactory):
        id = "lacking"

        def missing(self) -> tuple[str, ...]:
            return ("a GPU",)

    factory = registry.LazyFactory("lacking", __name__, "unused")
    factory._factory = Lacking()
    with pytest.raises(ModelUnavailableError, match="missing: a GPU"):
        factory.load()


def test_a_registered_factory_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_FACTORIES", dict(registry._FACTORIES))

    class Other(FakeFactory):
        id = "other"

        def card(self) -> ModelCard:
            return super().card()

        def load(self, **options: Any) -> FakeBackend:
            return super().load(**options)

    registry.register(Other())
    assert registry.get("other").id == "other"
