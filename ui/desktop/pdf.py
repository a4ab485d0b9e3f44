"""Pages of a PDF as pictures, drawn by a process of its own that holds no keys.

A PDF out of a DICOM file is foreign: it is parsed where a fault costs one picture and nothing else.

Source: PS3.3 C.24.2 (encapsulated document).
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from typing import BinaryIO

from omni_med.errors import DamagedFileError

MOST_PAGES = 200
WIDTH = 1400
"""Pixels of a page across."""

_SECONDS = 60.0
_MEMORY = 3 << 30
_CPU_SECONDS = 50
_KEEP = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")


def pages(data: bytes) -> tuple[bytes, ...]:
    """Return the pages of a PDF as PNGs, at most 200 of them. Blocks: for worker threads.

    Raises:
        DamagedFileError: If it cannot be read, or takes too long.
    """
    environment = {name: os.environ[name] for name in _KEEP if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ui.desktop.pdf"],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        )
    except (subprocess.SubprocessError, OSError):
        raise DamagedFileError(
            "The document is damaged and cannot be shown.", hint="Ask the sender for it again."
        ) from None
    return _unpacked(done.stdout)


def _unpacked(data: bytes) -> tuple[bytes, ...]:
    found, at = [], 0
    while at + 4 <= len(data):
        (length,) = struct.unpack_from("<I", data, at)
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return tuple(found)


def draw(data: bytes, out: BinaryIO) -> None:
    """Write each page as the length of a PNG (little endian, 4 bytes) and the PNG.

    Raises:
        ValueError: If it is no PDF that can be read.
    """
    from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize  # noqa: PLC0415
    from PyQt6.QtGui import QColor, QGuiApplication, QImage, QPainter  # noqa: PLC0415
    from PyQt6.QtPdf import QPdfDocument  # noqa: PLC0415

    application = QGuiApplication.instance() or QGuiApplication(["pdf"])
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(application)
    document.load(source)
    if document.status() is not QPdfDocument.Status.Ready:
        raise ValueError("no PDF")
    for number in range(min(document.pageCount(), MOST_PAGES)):
        size = document.pagePointSize(number)
        high = min(max(round(WIDTH * size.height() / max(size.width(), 1.0)), 1), 4 * WIDTH)
        drawn = document.render(number, QSize(WIDTH, high))
        page = QImage(WIDTH, high, QImage.Format.Format_RGB888)
        page.fill(QColor("white"))
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        png = QBuffer()
        png.open(QIODevice.OpenModeFlag.WriteOnly)
        page.save(png, "PNG")
        content = bytes(png.data().data())
        out.write(struct.pack("<I", len(content)) + content)
    out.flush()


def _main() -> int:
    import resource  # noqa: PLC0415 - of this process only

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # PDFium reserves far more address space than it uses: what is written to is bounded.
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    try:
        draw(sys.stdin.buffer.read(), sys.stdout.buffer)
    except ValueError:
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
