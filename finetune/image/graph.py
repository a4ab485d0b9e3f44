"""A finished network's graph made faster without changing what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

QUANTISE, DEQUANTISE = "QuantizeLinear", "DequantizeLinear"


def fold_pads(file: Path) -> int:
    """Let convolutions pad for themselves, in place; return how many zero paddings went.

    A padding of its own between two convolutions is a copy of the whole map, and where ONNX Runtime
    keeps maps in blocks of channels it brings them out of the blocks and back. In 8 bits a padding
    has its range measured like any operator: it goes only where that is its input's, and then the
    answer stays the same bit for bit.
    """
    import onnx

    model = onnx.load(str(file))
    graph = _Graph(model.graph)
    folded = sum(_fold(graph, node) for node in list(model.graph.node) if node.op_type == "Pad")
    graph.sweep()
    onnx.checker.check_model(model)
    onnx.save(model, str(file))
    return folded


class _Graph:
    """Who makes a value, who reads it, and which values are constant."""

    def __init__(self, graph: Any) -> None:
        from onnx import numpy_helper

        self.proto = graph
        self.constants: Mapping[str, Any] = {
            item.name: numpy_helper.to_array(item) for item in graph.initializer
        }
        self.maker = {name: node for node in graph.node for name in node.output}
        self.readers: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self.readers.setdefault(name, []).append(node)
        self.results = {item.name for item in graph.output}

    def only_reader(self, name: str) -> Any:
        """Return the node that alone reads a value; None where there is none or several."""
        found = self.readers.get(name, [])
        return found[0] if len(found) == 1 and name not in self.results else None

    def sweep(self) -> None:
        """Drop nodes and constants that nothing reads any more."""
        wanted = set(self.results)
        kept = []
        for node in reversed(self.proto.node):
            if wanted.intersection(node.output):
                wanted.update(node.input)
                kept.append(node)
        used = [item for item in self.proto.initializer if item.name in wanted]
        del self.proto.node[:], self.proto.initializer[:]
        self.proto.node.extend(reversed(kept))
        self.proto.initializer.extend(used)


def _fold(graph: _Graph, pad: Any) -> bool:
    sides = _zeros_around(graph, pad)
    if sides is None:
        return False
    source, reader = pad.input[0], graph.only_reader(pad.output[0])
    if reader is not None and reader.op_type == QUANTISE:
        whole = graph.maker.get(source)
        if whole is None or whole.op_type != DEQUANTISE or not _alike(graph, whole, reader):
            return False
        back = graph.only_reader(reader.output[0])
        if back is None or back.op_type != DEQUANTISE:
            return False
        reader, last = graph.only_reader(back.output[0]), back.output[0]
    else:
        last = pad.output[0]
    if reader is None or reader.op_type != "Conv" or reader.input[0] != last:
        return False
    if any(a.name == "auto_pad" and a.s not in (b"", b"NOTSET") for a in reader.attribute):
        return False
    reader.input[0] = source
    _add_pads(reader, sides)
    return True


def _zeros_around(graph: _Graph, pad: Any) -> list[int] | None:
    """Return rows and columns of zeros (top, left, bottom, right); None for another padding."""
    mode = next((a.s for a in pad.attribute if a.name == "mode"), b"constant")
    value = pad.input[2] if len(pad.input) > 2 else ""
    sides = graph.constants.get(pad.input[1])
    if mode != b"constant" or sides is None or len(pad.input) > 3 or len(sides) != 8:
        return None
    if value and not (value in graph.constants and not np.any(graph.constants[value])):
        return None
    n, c, top, left, n_end, c_end, bottom, right = (int(side) for side in sides)
    if any((n, c, n_end, c_end)) or min(top, left, bottom, right) < 0:
        return None
    return [top, left, bottom, right]


def _alike(graph: _Graph, one: Any, other: Any) -> bool:
    """Return whether two nodes turn bytes and numbers into each other by the same range."""
    if len(one.input) != len(other.input):
        return False
    names = zip(list(one.input)[1:], list(other.input)[1:], strict=True)
    known = graph.constants
    return all(a in known and b in known and np.array_equal(known[a], known[b]) for a, b in names)


def _add_pads(conv: Any, sides: list[int]) -> None:
    from onnx import helper

    for attribute in conv.attribute:
        if attribute.name == "pads":
            sides = [a + b for a, b in zip(attribute.ints, sides, strict=True)]
            conv.attribute.remove(attribute)
            break
    conv.attribute.append(helper.make_attribute("pads", sides))
