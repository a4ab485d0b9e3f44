"""LoRA on the text encoder of the embedded model, beside its 8-bit file, which stays as it is.

A head adapts the map at the end of the last layer (neurons to a piece's vector). The file is run
with two more outputs: the layer's neurons, and the sum that enters its last norm. What LoRA adds
to the sum is a product of two small matrices; norm and mean follow here. So the shipped weights
are not merged, not copied and not needed in float.

The two outputs are added to the file's bytes: a protocol buffer followed by more of the same
message is that message with both.

Source: Protocol Buffers, encoding ("last one wins", embedded messages are merged); Devlin et al.,
BERT, NAACL 2019, for the layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.settings import FOLDER, TEXT, TOKENIZER, read_settings
from omni_med.models.compact.text import CHUNK, sanitise
from omni_med.models.heads.lora import Words

_GRAPH, _OUTPUT, _NAME = 7, 12, 1  # field numbers of onnx.proto


class Tap:
    """The text encoder with its last layer laid open.

    Attributes:
        outputs: Names of the two tensors it gives: neurons, sum.
    """

    def __init__(self, outputs: tuple[str, str], folder: Path = FOLDER) -> None:
        """Load the encoder with two more outputs.

        Raises:
            ModelUnavailableError: If it has no tensors of these names.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        data = with_outputs((folder / TEXT).read_bytes(), outputs)
        try:
            self._session = ort.InferenceSession(data, options, ["CPUExecutionProvider"])
        except Exception:  # noqa: BLE001 - ONNX Runtime raises classes of its own
            raise ModelUnavailableError(
                "The head does not fit the embedded model's text encoder.",
                hint="Teach it again on this model: omni-med finetune fit",
            ) from None
        self.outputs = outputs
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._most = read_settings(folder).tokens

    def read(self, sentences: Sequence[str]) -> Words:
        """Run sentences that the model reads, cut where it cuts them."""
        parts, counts = [], []
        for start in range(0, len(sentences), CHUNK):
            ids = [self._cut(text) for text in sentences[start : start + CHUNK]]
            width = max(map(len, ids))
            table = np.zeros((2, len(ids), width), np.int64)
            for row, values in enumerate(ids):
                table[0, row, : len(values)], table[1, row, : len(values)] = values, 1
            given = {"input_ids": table[0], "attention_mask": table[1]}
            neurons, total = self._session.run(list(self.outputs), given)
            parts.append(np.concatenate([total, neurons], axis=1).astype(np.float16))
            counts += [len(values) for values in ids]
        pieces = np.concatenate(parts) if parts else np.zeros((0, 0), np.float16)
        return Words(pieces, np.array(counts, np.int64))

    def _cut(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(sanitise(text)).ids
        return ids if len(ids) <= self._most else [*ids[: self._most - 1], ids[-1]]


def open_tap(outputs: tuple[str, str], folder: Path = FOLDER) -> Tap:
    """Return the text encoder laid open; one of the last two, where it is the same file still.

    Raises:
        ModelUnavailableError: If it has no tensors of these names.
    """
    return _open(outputs, folder, (folder / TEXT).stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _open(outputs: tuple[str, str], folder: Path, _written: int) -> Tap:
    return Tap(outputs, folder)


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """Return an ONNX file that also gives these tensors of its graph."""
    graph = b"".join(_field(_OUTPUT, _field(_NAME, name.encode())) for name in names)
    return model + _field(_GRAPH, graph)


def _field(number: int, data: bytes) -> bytes:
    """Return one length-delimited field."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
