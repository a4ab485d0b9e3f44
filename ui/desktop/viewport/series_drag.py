"""What is dragged to a viewport: a series of the strip, files."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QMimeData

SERIES_MIME = "application/x-omni-med-stack"


def series_mime(key: str) -> QMimeData:
    """Return what is dragged for a stack."""
    data = QMimeData()
    data.setData(SERIES_MIME, key.encode())
    return data


def series_of(data: QMimeData | None) -> str:
    """Return the key of the stack that is dragged; empty for anything else."""
    if data is None or not data.hasFormat(SERIES_MIME):
        return ""
    return bytes(data.data(SERIES_MIME).data()).decode(errors="replace")


def files_of(data: QMimeData | None) -> list[Path]:
    """Return the local files and folders that are dragged."""
    if data is None:
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
