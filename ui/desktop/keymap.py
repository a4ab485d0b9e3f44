"""Every key of the reading page in one table: what the window binds and what ``?`` shows."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class Key:
    """One intention and its keys.

    Attributes:
        action: Name of the intention.
        keys: Key sequences in Qt's words.
        text: What it does, for the help.
        group: Heading in the help.
    """

    action: str
    keys: tuple[str, ...]
    text: str
    group: str


def key_table() -> tuple[Key, ...]:
    """Return the table, in the language of the interface."""
    tr = QCoreApplication.translate
    images, look = tr("Keys", "Images"), tr("Keys", "Look")
    answer, window = tr("Keys", "Model"), tr("Keys", "Window")
    return (
        Key("previous", ("Up", "Left"), tr("Keys", "Image before"), images),
        Key("next", ("Down", "Right"), tr("Keys", "Image after"), images),
        Key("back10", ("PgUp",), tr("Keys", "Ten images back"), images),
        Key("on10", ("PgDown",), tr("Keys", "Ten images on"), images),
        Key("first", ("Home",), tr("Keys", "First image"), images),
        Key("last", ("End",), tr("Keys", "Last image"), images),
        Key("cine", ("C",), tr("Keys", "Cine on or off"), images),
        Key("series_before", ("Shift+Up",), tr("Keys", "Series before"), images),
        Key("series_after", ("Shift+Down",), tr("Keys", "Series after"), images),
        Key("preset0", ("0",), tr("Keys", "Window of the file"), look),
        Key("preset1", ("1",), tr("Keys", "Soft tissue"), look),
        Key("preset2", ("2",), tr("Keys", "Lung"), look),
        Key("preset3", ("3",), tr("Keys", "Liver"), look),
        Key("preset4", ("4",), tr("Keys", "Bone"), look),
        Key("preset5", ("5",), tr("Keys", "Brain"), look),
        Key("invert", ("I",), tr("Keys", "Invert"), look),
        Key("fit", ("F",), tr("Keys", "Fit to the view"), look),
        Key("one", ("Shift+F",), tr("Keys", "One pixel on one pixel"), look),
        Key("zoom_in", ("+", "="), tr("Keys", "Larger"), look),
        Key("zoom_out", ("-",), tr("Keys", "Smaller"), look),
        Key("rotate_right", ("Ctrl+Right",), tr("Keys", "Turn right"), look),
        Key("rotate_left", ("Ctrl+Left",), tr("Keys", "Turn left"), look),
        Key("flip", ("X",), tr("Keys", "Flip left to right"), look),
        Key("flip_vertical", ("Y",), tr("Keys", "Flip top to bottom"), look),
        Key("smooth", ("S",), tr("Keys", "Smooth or plain pixels"), look),
        Key("annotations", ("H",), tr("Keys", "Hide or show the texts"), look),
        Key("reset", ("Backspace",), tr("Keys", "Everything as at the start"), look),
        Key("analyse", ("Space", "F5"), tr("Keys", "Let the model read the case"), answer),
        Key("heat", ("M",), tr("Keys", "Heat map on or off"), answer),
        Key("accept", ("A",), tr("Keys", "Accept the finding"), answer),
        Key("reject", ("R",), tr("Keys", "Reject the finding"), answer),
        Key("edit", ("E",), tr("Keys", "Change the finding"), answer),
        Key("back", ("Esc",), tr("Keys", "Back to the worklist"), window),
        Key("help", ("?",), tr("Keys", "These keys"), window),
    )


def mouse() -> tuple[tuple[str, str], ...]:
    """Return what the mouse does over the image."""
    tr = QCoreApplication.translate
    return (
        (tr("Keys", "Left drag"), tr("Keys", "Window: across width, down level")),
        (tr("Keys", "Middle drag"), tr("Keys", "Pan")),
        (tr("Keys", "Right drag"), tr("Keys", "Zoom")),
        (tr("Keys", "Wheel"), tr("Keys", "Scroll through the images")),
        (tr("Keys", "Ctrl + wheel"), tr("Keys", "Zoom under the pointer")),
        (tr("Keys", "Double click"), tr("Keys", "Fit to the view")),
    )
