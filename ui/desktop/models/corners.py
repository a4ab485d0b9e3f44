"""What stands in the corners of a view, item by item, and which of it is wanted. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

CORNERS: dict[str, tuple[str, ...]] = {
    "top_left": ("name", "id", "born"),
    "top_right": ("study", "date", "accession"),
    "bottom_left": ("series", "image", "position", "thickness"),
    "bottom_right": ("window", "zoom", "turns", "rate"),
}
"""Items of each corner, from above."""

EXTRAS = ("ruler", "bar", "letters")
"""What else can be hidden: ruler, grey bar, letters of the sides."""

_LAST = ("image", "window", "name", "rate", "turns", "study", "zoom", "position", "id", "date")
"""What stays longest where a view is small, the most important first."""

ITEMS = (*(item for items in CORNERS.values() for item in items), *EXTRAS)


@dataclass(frozen=True, slots=True)
class CornerTexts:
    """The text of each item that there is something to say about."""

    texts: dict[str, str] = field(default_factory=dict, repr=False)

    def lines(
        self, corner: str, hidden: frozenset[str] = frozenset(), room: int | None = None
    ) -> tuple[str, ...]:
        """Return the lines of a corner, without what is hidden or empty.

        Args:
            corner: Its name.
            hidden: Items that are not wanted.
            room: How many lines fit; the most important ones stay. None for all.
        """
        items = [item for item in CORNERS[corner] if item not in hidden and self.texts.get(item)]
        if room is not None and len(items) > room:
            ranks = {item: rank for rank, item in enumerate(_LAST)}
            kept = sorted(items, key=lambda item: ranks.get(item, len(ranks)))[:room]
            items = [item for item in items if item in kept]
        return tuple(self.texts[item] for item in items)

    def also(self, texts: dict[str, str]) -> CornerTexts:
        """Return these and more."""
        return CornerTexts({**self.texts, **texts})
