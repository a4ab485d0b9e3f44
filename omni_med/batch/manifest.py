"""The manifest of a batch: CSV or Parquet as rows of strings."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from omni_med.emr.text import decode_text
from omni_med.errors import ManifestError, UnreadableRecordError

_MOST_BYTES = 4 << 30
_MOST_FIELD = 16 << 20  # characters of one note


@dataclass(frozen=True, slots=True)
class Manifest:
    """Columns in their order, rows as column to string, SHA-256 of the file."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...] = field(repr=False)
    sha256: str


def read_manifest(path: Path) -> Manifest:
    """Read a manifest, CSV (UTF-8, or GB18030) or Parquet by its first bytes.

    Raises:
        ManifestError: If it cannot be read. The message holds nothing of its contents.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ManifestError("The manifest is larger than 4 GB.", hint="Split it.")
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(
            f"The manifest cannot be read: {error.strerror or type(error).__name__}."
        ) from None
    columns, rows = _parquet(data) if data[:4] == b"PAR1" else _csv(data)
    if len(set(columns)) != len(columns):
        raise ManifestError("Two columns of the manifest have the same name.")
    return Manifest(columns, rows, hashlib.sha256(data).hexdigest())


def _csv(data: bytes) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    text = _decode(data)
    before = csv.field_size_limit(_MOST_FIELD)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        columns = tuple(name.strip() for name in next(reader, []))
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                raise ManifestError(
                    f"Line {reader.line_num} of the manifest has {len(cells)} fields, "
                    f"its head has {len(columns)}.",
                    hint="Put texts that hold commas or line breaks in double quotes.",
                )
            rows.append(dict(zip(columns, cells, strict=True)))
    except csv.Error:
        raise ManifestError(
            f"Line {reader.line_num} of the manifest is no CSV.",
            hint="Give comma-separated values with a head line, or Parquet.",
        ) from None
    finally:
        csv.field_size_limit(before)
    if not columns:
        raise ManifestError("The manifest is empty.")
    return columns, tuple(rows)


def _decode(data: bytes) -> str:
    try:
        return decode_text(data)
    except UnreadableRecordError:
        raise ManifestError(
            "The manifest is neither CSV in UTF-8 or GB18030 nor Parquet.",
            hint="Save it as CSV (UTF-8).",
        ) from None


def _parquet(data: bytes) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    import pyarrow as pa  # noqa: PLC0415 - half a second that CSV does not need
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        raise ManifestError("The manifest is a damaged Parquet file.") from None
    columns = tuple(str(name) for name in table.column_names)
    rows = tuple({name: _string(value) for name, value in row.items()} for row in table.to_pylist())
    return columns, rows


def _string(value: Any) -> str:
    """Return a cell as CSV would hold it; a list of files is joined by semicolons."""
    if value is None or value != value:  # noqa: PLR0124 - NaN, how pandas writes "empty"
        return ""
    if isinstance(value, list):
        return ";".join(_string(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
