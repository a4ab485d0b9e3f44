"""The domain's nouns as JSON and back, checked on the way in."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from omni_med.errors import DamagedRecordError

T = TypeVar("T")


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}  # building one costs milliseconds


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_json(value: object) -> bytes:
    """Return a domain dataclass as UTF-8 JSON; datetimes as ISO 8601, tuples as arrays."""
    return _adapter(type(value)).dump_json(value)


def to_plain(value: object) -> Any:
    """Return a domain dataclass as what ``json.dumps`` takes."""
    return _adapter(type(value)).dump_python(value, mode="json")


def from_json(kind: type[T], data: bytes) -> T:
    """Read a domain dataclass from JSON.

    Raises:
        DamagedRecordError: If the JSON is not one of ``kind``. Its message names the fields,
            never their contents.
    """
    try:
        result: T = _adapter(kind).validate_json(data)
    except ValidationError as error:
        fields = sorted({".".join(map(str, item["loc"])) or "document" for item in error.errors()})
        raise DamagedRecordError(kind.__name__, tuple(fields)) from None
    return result
