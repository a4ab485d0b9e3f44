"""A model's card on disk (``card.json`` and ``card.md``) and as a page to read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from omni_med.domain.codec import from_json, to_json
from omni_med.errors import DamagedRecordError, ModelUnavailableError
from omni_med.models.protocols import Assessed, ModelCard


def read_card(folder: Path) -> ModelCard:
    """Read the card of a bundle: ``card.json``, and ``card.md`` into ``text`` where present.

    Raises:
        ModelUnavailableError: If there is no card, or it is damaged.
    """
    try:
        card = from_json(ModelCard, (folder / "card.json").read_bytes())
        page = folder / "card.md"
        return replace(card, text=page.read_text("utf-8") if page.exists() else "")
    except FileNotFoundError:
        problem = "it has no card.json"
    except (DamagedRecordError, UnicodeDecodeError):
        problem = "its card is damaged"
    raise ModelUnavailableError(
        f"The folder {folder.name!r} is no model of this program: {problem}.",
        hint="Give a folder that holds the weights together with their card.json.",
    )


def write_card(folder: Path, card: ModelCard) -> None:
    """Write ``card.json`` and ``card.md``."""
    (folder / "card.json").write_bytes(to_json(replace(card, text="")))
    (folder / "card.md").write_text(card.text, "utf-8")


def files_sha256(paths: Iterable[Path]) -> str:
    """Return the SHA-256 over names and contents of files, hexadecimal, in the order of names."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda item: item.name):
        total.update(path.name.encode() + b"\0")
        with path.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


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
