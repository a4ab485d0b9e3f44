"""A model's card as a page to read."""

from __future__ import annotations

from omni_med.models.protocols import Assessed, ModelCard


def render(card: ModelCard) -> str:
    """Return the card as a Markdown page: the facts in a list, then its own text."""
    lines = [
        f"# {card.title}",
        "",
        f"- Model: {card.id} {card.version}, licence {card.licence}",
        f"- Weights: SHA-256 {card.sha256}",
        f"- Reads: {', '.join(card.modalities)}",
        f"- Images: {', '.join((*card.dicom_modalities, *card.body_parts, *card.views))}",
        f"- Record: in {', '.join(card.languages) or 'no language'}",
        f"- Validated on: {card.population or 'nobody'}",
        "- Assesses:",
        *(f"    - {_line(item)}" for item in card.assessed),
        f"- Does not look for: {', '.join(card.not_assessed) or 'not stated'}",
    ]
    if card.figures:
        lines.append("- Measured:")
        lines += [f"    - {name}: {value:.4g}" for name, value in card.figures.items()]
    return "\n".join(lines) + "\n\n" + card.text


def _line(item: Assessed) -> str:
    if item.differential or item.threshold is None:
        return f"{item.name} (ranked differential)"
    parts = [f"present from {item.threshold:.2f}"]
    if item.uncertain_below is not None and item.uncertain_above is not None:
        parts = [f"absent below {item.uncertain_below:.2f}"]
        parts.append(f"present from {item.uncertain_above:.2f}")
        parts.append(f"cannot tell between; threshold {item.threshold:.2f}")
    if item.critical:
        parts.append("critical")
    return f"{item.name} ({', '.join(parts)})"
