"""A bundle's configuration -> MONAI objects, without running what a stranger wrote.

MONAI evaluates every string that begins with ``$`` as Python, and a ``_target_`` may name any
callable there is. Here a target must be one of MONAI's networks, transforms or inferers, and an
expression a literal, a reference, arithmetic on those, or a choice between them: anything else is
refused by its name. Only the parts that inference needs are looked at; handlers, data sets and
loaders never are.

Source: MONAI Bundle specification 0.4; ``monai.bundle.ConfigParser``.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, Final

from omni_med.models.bundles.folder import refused

_REFERENCE: Final = re.compile(r"@(\w+(?:(?:::|#)\w+)*)")
_OURS: Final = frozenset(
    f"{name}{ending}"
    for name in ("LoadImage", "SaveImage", "Invert", "PushToDevice", "ToDevice")
    for ending in ("", "d", "D", "Dict")
)
"""Transforms that read, write or invert: this program does that itself."""
_REFUSED: Final = re.compile(r"^(Lambda|RandLambda|SimulateDelay|DataStats|LoadImage|SaveImage)")
_MOST_DEPTH: Final = 32

_ARITHMETIC: Final[Mapping[type[ast.AST], Callable[..., Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}


class Configuration:
    """Builds parts of one configuration.

    Attributes:
        document: As it stands in the file.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._made: dict[str, Any] = {}

    def build(self, name: str) -> Any:
        """Build a part of the top level.

        Raises:
            ModelUnavailableError: If it is not there, refers in a circle, names what is not
                allowed, or MONAI refuses its arguments.
        """
        return self._reference(name, 0)

    def transforms(self, name: str) -> list[tuple[str, Any]]:
        """Return the transforms of a chain, in order: short name and object.

        Those that read, write or invert an image are given by their name and arguments (a
        dictionary) only, since this program does that itself.

        Raises:
            ModelUnavailableError: As ``build``.
        """
        found = self.document.get(name)
        if found is None:
            return []
        listed = found.get("transforms") if isinstance(found, dict) else found
        if isinstance(listed, str):
            listed = self._source(listed.removeprefix("@").replace("#", "::"))
        if not isinstance(listed, list):
            raise refused(f"its {name} is no list of transforms")
        chain: list[tuple[str, Any]] = []
        for item in listed:
            short = _short(item)
            if short in _OURS:
                chain.append((_plain(short), item))
            elif not self._is_off(item):
                chain.append((_plain(short), self._resolve(item, 0)))
        return chain

    def _is_off(self, item: Any) -> bool:
        return isinstance(item, dict) and bool(self._resolve(item.get("_disabled_", False), 0))

    def _source(self, name: str) -> Any:
        """Return what stands at ``a::b::0`` of the document."""
        found: Any = self.document
        for part in re.split(r"::|#", name):
            try:
                found = found[int(part)] if isinstance(found, list) else found[part]
            except (KeyError, IndexError, ValueError, TypeError):
                raise refused(f"its configuration has no {name!r}") from None
        return found

    def _reference(self, name: str, depth: int) -> Any:
        name = name.replace("#", "::")
        if name not in self._made:
            if depth > _MOST_DEPTH:
                raise refused(f"{name!r} of its configuration refers to itself")
            self._made[name] = self._resolve(self._source(name), depth + 1)
        return self._made[name]

    def _resolve(self, value: Any, depth: int) -> Any:
        if depth > _MOST_DEPTH:
            raise refused("its configuration is nested too deep")
        if isinstance(value, list):
            return [self._resolve(item, depth + 1) for item in value]
        if isinstance(value, dict):
            if "_target_" in value:
                return self._object(value, depth)
            return {key: self._resolve(item, depth + 1) for key, item in value.items()}
        if isinstance(value, str):
            return self._text(value, depth)
        return value

    def _text(self, value: str, depth: int) -> Any:
        if value.startswith("$"):
            return self._expression(value[1:], depth)
        if value.startswith("%"):
            raise refused("its configuration includes other files (%)")
        if whole := _REFERENCE.fullmatch(value):
            return self._reference(whole[1], depth + 1)
        return value

    def _object(self, value: dict[str, Any], depth: int) -> Any:
        make = _allowed(str(value["_target_"]))
        arguments = {
            key: self._resolve(item, depth + 1)
            for key, item in value.items()
            if not (key.startswith("_") and key.endswith("_"))
        }
        if value.get("_mode_") == "callable":
            return partial(make, **arguments)
        try:
            with warnings.catch_warnings():  # MONAI's news for its own developers
                warnings.simplefilter("ignore")
                return make(**arguments)
        except Exception as error:  # noqa: BLE001 - MONAI raises anything
            name = str(value["_target_"]).rpartition(".")[2]
            raise refused(f"{name} refuses its arguments ({type(error).__name__})") from None

    def _expression(self, text: str, depth: int) -> Any:
        """Evaluate literals, references and arithmetic; nothing is called.

        Raises:
            ModelUnavailableError: If it is anything else.
        """
        names: dict[str, str] = {}

        def named(match: re.Match[str]) -> str:
            names[f"reference{len(names)}"] = match[1]
            return f"reference{len(names) - 1}"

        try:
            tree = ast.parse(_REFERENCE.sub(named, text.strip()), mode="eval")
            return self._evaluate(tree.body, names, depth)
        except (SyntaxError, ValueError, TypeError, ZeroDivisionError, MemoryError):
            raise _runs_code(text) from None

    def _evaluate(self, node: ast.AST, names: Mapping[str, str], depth: int) -> Any:
        inner = partial(self._evaluate, names=names, depth=depth)
        match node:
            case ast.Constant(value=value) if not isinstance(value, bytes):
                return value
            case ast.Name(id=name) if name in names:
                return self._reference(names[name], depth + 1)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [inner(item) for item in items]
            case ast.IfExp(test=test, body=chosen, orelse=other):
                return inner(chosen if inner(test) else other)
            case ast.UnaryOp(op=operation) | ast.BinOp(op=operation):
                sides = [item for item in ast.iter_child_nodes(node) if isinstance(item, ast.expr)]
                return _calculate(operation, [inner(item) for item in sides], node)
            case ast.Attribute(value=ast.Name(id="torch"), attr=attribute):
                return _dtype(attribute, ast.unparse(node))
        raise _runs_code(ast.unparse(node))


def _calculate(operation: ast.AST, operands: list[Any], node: ast.AST) -> Any:
    """Calculate with numbers; sequences and strings could be made to fill the memory."""
    known = _ARITHMETIC.get(type(operation))
    if known is None or not all(isinstance(item, int | float) for item in operands):
        raise _runs_code(ast.unparse(node))
    return known(*operands)


def _runs_code(text: str) -> Exception:
    shown = text.strip().splitlines()[0][:60] if text.strip() else ""
    return refused(
        f"its configuration would run code: ${shown}",
        hint="Only literals, references and arithmetic are read; write the value instead.",
    )


def _dtype(name: str, text: str) -> Any:
    import torch  # noqa: PLC0415 - only a bundle that runs needs it

    found = getattr(torch, name, None)
    if not isinstance(found, torch.dtype):
        raise _runs_code(text)
    return found


def _short(item: Any) -> str:
    if not isinstance(item, dict) or "_target_" not in item:
        raise refused("one of its transforms has no _target_")
    return str(item["_target_"]).rpartition(".")[2]


def _plain(short: str) -> str:
    """``Invertd``, ``InvertD`` and ``InvertDict`` are all ``Invert``."""
    return re.sub(r"(Dict|[dD])$", "", short)


def _allowed(target: str) -> Callable[..., Any]:
    """Return one of MONAI's networks, transforms or inferers.

    Raises:
        ModelUnavailableError: If it is anything else.
    """
    module, _, short = target.rpartition(".")
    found = _monai().get(short)
    stated = not module or module.startswith("monai.")
    if found is None or not stated or _REFUSED.match(short):
        raise refused(
            f"its configuration names {target[:80]!r}, which is none of MONAI's networks, "
            "transforms or inferers"
        )
    return found


@cache
def _monai() -> dict[str, Callable[..., Any]]:
    import monai.inferers  # noqa: PLC0415 - only a bundle that runs needs it
    import monai.networks.blocks  # noqa: PLC0415
    import monai.networks.nets  # noqa: PLC0415
    import monai.transforms  # noqa: PLC0415

    rooms = (monai.networks.nets, monai.networks.blocks, monai.inferers, monai.transforms)
    found: dict[str, Callable[..., Any]] = {}
    for room in rooms:
        for name in dir(room):
            made = getattr(room, name)
            if isinstance(made, type) and made.__module__.startswith("monai."):
                found.setdefault(name, made)
    return found
