"""A series on its way from the strip to a viewport."""

from __future__ import annotations

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
