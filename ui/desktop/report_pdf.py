"""A report as PDF with its key images, laid out by Qt; needs no window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PyQt6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from omni_med.domain import Report, Study
from omni_med.report import report_html
from omni_med.report.words import standing, template_of

_DPI = 1200  # letters are placed in whole dots: coarser, and words fall apart when searched
_MARGIN_MM = 18.0
_STYLE = """
h1 { font-size: 17pt; margin: 0 0 4px 0; }
h4 { margin: 12px 0 2px 0; }
p { font-size: 10pt; margin: 0 0 4px 0; }
p.foot, p.who { font-size: 9pt; color: #333333; }
p.draft { color: #a00000; }
small { font-size: 8pt; color: #333333; }
"""
FONTS = ("Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "sans-serif")


@dataclass(frozen=True, slots=True)
class _Page:
    width: float
    height: float
    footer: float


def report_pdf(
    report: Report, study: Study, addenda: Sequence[Report] = (), pngs: Sequence[bytes] = ()
) -> bytes:
    """Return a report with its addenda as PDF.

    Args:
        report: The report.
        study: Whom it is about.
        addenda: To it, oldest first.
        pngs: One PNG for each of the report's key images, in their order.

    Raises:
        ValueError: If there are not as many PNGs as key images.
    """
    if len(pngs) != len(report.key_images):
        raise ValueError("every key image needs its picture")
    application = _application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, report.title)
    font = QFont()
    font.setFamilies(list(FONTS))
    font.setPointSizeF(10)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    footer = _DPI * 0.28
    page = _Page(float(writer.width()), float(writer.height()) - 2 * footer, footer)
    document = QTextDocument()
    layout = document.documentLayout()
    if layout is not None:
        layout.setPaintDevice(writer)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    document.setDocumentMargin(0)
    pictures = []
    for number, png in enumerate(pngs):
        image = QImage.fromData(png)
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(f"key:{number}"), image
        )
        pictures.append((f"key:{number}", *_fitted(image, page)))
    document.setHtml(report_html(report, study, addenda, pictures=pictures))
    document.setPageSize(QSizeF(page.width, page.height))
    _paint(document, writer, page, report, font)
    buffer.close()
    data = bytes(buffer.data().data())
    del writer, document, application  # in this order: they live in it
    return data


def _application() -> QGuiApplication | None:
    """Return the application that text and pictures need; made without a display if none runs."""
    if QGuiApplication.instance() is not None:
        return None
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(sys.argv[:1])


def _writer(buffer: QBuffer, title: str) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("OmniMed")
    return writer


def _fitted(image: QImage, page: _Page) -> tuple[int, int]:
    """Return width and height of a picture: 60 % of the page at most, in its own shape."""
    if image.isNull():
        return (1, 1)
    width = min(page.width * 0.6, page.height * 0.45 * image.width() / image.height())
    scale = 96 / _DPI  # Qt reads these numbers as pixels of a screen, and scales them
    return round(width * scale), round(width * scale * image.height() / image.width())


def _paint(
    document: QTextDocument, writer: QPdfWriter, page: _Page, report: Report, font: QFont
) -> None:
    template = template_of(report)
    layout = document.documentLayout()
    if layout is None:
        return
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = QPalette(QColor("white"))  # paper, not the dark theme
    small = QFont(font)
    small.setPointSizeF(8)
    painter = QPainter(writer)
    count = document.pageCount()
    for number in range(count):
        if number:
            writer.newPage()
        top = number * page.height
        painter.save()
        painter.translate(0, -top)
        context.clip = QRectF(0, top, page.width, page.height)
        painter.setClipRect(context.clip)
        layout.draw(painter, context)
        painter.restore()
        painter.setFont(small)
        painter.setPen(QColor("#333333"))
        strip = QRectF(0, page.height + page.footer, page.width, page.footer)
        painter.drawText(strip, Qt.AlignmentFlag.AlignLeft, standing(report, template))
        painter.drawText(
            strip, Qt.AlignmentFlag.AlignRight, template.phrase("page", number + 1, count)
        )
    painter.end()
