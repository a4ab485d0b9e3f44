"""The manifest of a batch: CSV or Parquet as rows of strings.

CSV as programs write it: comma, semicolon, tab or bar between the cells, UTF-8, GB18030, or UTF-16
with its mark, any line ends, a line ``sep=;`` of Excel, gzip around it.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from omni_med.emr.text import decode_text
from omni_med.errors import ManifestError, UnreadableRecordError

_MOST_BYTES = 4 << 30
_MOST_UNPACKED = 4 << 30
_MOST_FIELD = 16 << 20  # characters of one note
_LONGEST_NAME = 80  # of a column
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n?\Z", re.IGNORECASE)  # Excel's first line
_QUOTED = re.compile(r'"[^"]*"')
_FILE = re.compile(r".*\.(?:dcm|dicom|png|jpe?g|tiff?)(?:\.gz)?\Z", re.IGNORECASE)


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
            f"The manifest cannot be read: {error.strerror or type(error).__name__}.",
            hint="Check the path, and that you may read it.",
        ) from None
    inner = _unpacked(data)
    columns, rows = _parquet(inner) if inner[:4] == b"PAR1" else _csv(inner)
    columns, rows = _without_empty(columns, rows)
    for name in columns:
        if columns.count(name) > 1:
            words = f"have the same name: {name!r}" if name else "have no name"
            raise ManifestError(
                f"Two columns of the manifest {words}.",
                hint="Give each column a name of its own in the head line.",
            )
    return Manifest(
        columns, tuple(dict(zip(columns, row, strict=True)) for row in rows), _sha256(data)
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _unpacked(data: bytes) -> bytes:
    """Return what gzip packed; anything else as it is."""
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise ManifestError(
            "The manifest is a workbook (Excel) or an archive.",
            hint="Save the sheet as CSV (UTF-8).",
        )
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff")) or data[128:132] == b"DICM":
        raise ManifestError(
            "This is an image, not a manifest.",
            hint="Give the folder it lies in, or a manifest that names it.",
        )
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            inner = stream.read(_MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        raise ManifestError(
            "The manifest is a damaged gzip file.", hint="Ask for the file again."
        ) from None
    if len(inner) > _MOST_UNPACKED:
        raise ManifestError(
            f"The manifest unpacks to more than {_MOST_UNPACKED >> 30} GB.", hint="Split it."
        )
    return inner


def _csv(data: bytes) -> tuple[tuple[str, ...], list[list[str]]]:
    text = _decode(data)
    before = csv.field_size_limit(_MOST_FIELD)
    lines = io.StringIO(text, newline="")
    skipped, delimiter = _head(lines)
    try:
        reader = csv.reader(lines, strict=True, delimiter=delimiter, skipinitialspace=True)
        columns = tuple(name.strip() for name in next(reader, []))
        _check_head(columns)
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            rows.append(_fitted(cells, len(columns), skipped + reader.line_num))
    except csv.Error:
        raise ManifestError(
            f"Line {skipped + reader.line_num} of the manifest is no CSV.",
            hint="Give comma-separated values with a head line, or Parquet.",
        ) from None
    finally:
        csv.field_size_limit(before)
    return columns, rows


def _head(lines: io.StringIO) -> tuple[int, str]:
    """Stand before the head line; return how many lines lie before it, and its delimiter."""
    skipped, told = 0, ""
    while True:
        place = lines.tell()
        line = lines.readline()
        if not line:
            raise ManifestError(
                "The manifest is empty.", hint="Give a head line and one line a case."
            )
        found = _SEPARATOR.match(line)
        if line.strip() and (found is None or told):
            break
        told = found[1] if found else told
        skipped += 1
    lines.seek(place)
    plain = _QUOTED.sub("", line)
    return skipped, told or max(_DELIMITERS, key=plain.count)


def _check_head(columns: tuple[str, ...]) -> None:
    """Refuse a first line that is a case: its cells must not be told as names of columns."""
    if columns and columns[0][:1] in ("[", "{"):
        raise ManifestError("The manifest is JSON.", hint="Save it as CSV (UTF-8) or Parquet.")
    if any(len(name) > _LONGEST_NAME or _FILE.match(name) for name in columns):
        raise ManifestError(
            "The first line of the manifest does not name the columns.",
            hint="Put a head line before the cases, such as case_id,images,note.",
        )


def _fitted(cells: list[str], count: int, line: int) -> list[str]:
    """Return the cells of a line; empty ones beyond the head, as Excel leaves them, are cut."""
    if len(cells) > count and not any(cell.strip() for cell in cells[count:]):
        return cells[:count]
    if len(cells) != count:
        raise ManifestError(
            f"Line {line} of the manifest has {len(cells)} fields, its head has {count}.",
            hint="Put texts that hold commas or line breaks in double quotes.",
        )
    return cells


def _without_empty(
    columns: tuple[str, ...], rows: list[list[str]]
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Drop columns without a name in which nothing stands, as Excel leaves them at the edge."""
    kept = [
        index
        for index, name in enumerate(columns)
        if name or any(row[index].strip() for row in rows)
    ]
    if len(kept) == len(columns):
        return columns, rows
    return tuple(columns[i] for i in kept), [[row[i] for i in kept] for row in rows]


def _decode(data: bytes) -> str:
    try:
        return decode_text(data)
    except UnreadableRecordError:
        raise ManifestError(
            "The manifest is neither CSV in UTF-8 or GB18030 nor Parquet.",
            hint="Save it as CSV (UTF-8).",
        ) from None


def _parquet(data: bytes) -> tuple[tuple[str, ...], list[list[str]]]:
    import pyarrow as pa  # noqa: PLC0415 - half a second that CSV does not need
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        raise ManifestError(
            "The manifest is a damaged Parquet file.", hint="Ask for the file again."
        ) from None
    columns = tuple(str(name) for name in table.column_names)
    cells = [[_string(value) for value in column.to_pylist()] for column in table.columns]
    return columns, [list(row) for row in zip(*cells, strict=True)]


def _string(value: Any) -> str:
    """Return a cell as CSV would hold it; a list of files is joined by semicolons."""
    if value is None or value != value:  # noqa: PLR0124 - NaN, how pandas writes "empty"
        return ""
    if isinstance(value, list):
        return ";".join(_string(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
