"""Structured reports: templates, what fills them, and how they read. Pure functions."""

from omni_med.report.build import Material, addendum_to, draft_report, filled
from omni_med.report.templates import Template, template_for, templates
from omni_med.report.words import report_html, report_text

__all__ = [
    "Material",
    "Template",
    "addendum_to",
    "draft_report",
    "filled",
    "report_html",
    "report_text",
    "template_for",
    "templates",
]
