"""Every key of the reading page in one table: what the window binds and what ``?`` shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PyQt6.QtCore import QCoreApplication

translate = QCoreApplication.translate


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


EVERYWHERE = frozenset({"settings", "larger_text", "smaller_text", "usual_text"})
"""Actions whose keys hold in the whole window, the worklist too."""

_changed: dict[str, tuple[str, ...]] = {}


def use(changed: Mapping[str, tuple[str, ...]]) -> None:
    """Give actions other keys from now on; windows that are open keep those they have."""
    _changed.clear()
    _changed.update(changed)


def key_table() -> tuple[Key, ...]:
    """Return the table with the keys in use, in the language of the interface."""
    return with_keys(_changed)


def with_keys(changed: Mapping[str, tuple[str, ...]]) -> tuple[Key, ...]:
    """Return the table with other keys for some actions; an action without keys keeps its own."""
    return tuple(
        replace(key, keys=changed[key.action]) if changed.get(key.action) else key for key in _own()
    )


def _own() -> tuple[Key, ...]:
    images, look = translate("Keys", "Images"), translate("Keys", "Look")
    tools, views = translate("Keys", "Tools"), translate("Keys", "Views")
    answer, window = translate("Keys", "Model"), translate("Keys", "Window")
    study = translate("Keys", "Study")
    return (
        Key("previous", ("Up", "Left"), translate("Keys", "Image before"), images),
        Key("next", ("Down", "Right"), translate("Keys", "Image after"), images),
        Key("back10", ("PgUp",), translate("Keys", "Ten images back"), images),
        Key("on10", ("PgDown",), translate("Keys", "Ten images on"), images),
        Key("first", ("Home",), translate("Keys", "First image"), images),
        Key("last", ("End",), translate("Keys", "Last image"), images),
        Key("cine", ("C",), translate("Keys", "Cine on or off"), images),
        Key("slower", (",",), translate("Keys", "Cine slower"), images),
        Key("faster", (".",), translate("Keys", "Cine faster"), images),
        Key("series_before", ("Shift+Up",), translate("Keys", "Series before"), images),
        Key("series_after", ("Shift+Down",), translate("Keys", "Series after"), images),
        Key("preset0", ("0",), translate("Keys", "Window of the file"), look),
        Key("preset1", ("1",), translate("Keys", "Soft tissue"), look),
        Key("preset2", ("2",), translate("Keys", "Lung"), look),
        Key("preset3", ("3",), translate("Keys", "Liver"), look),
        Key("preset4", ("4",), translate("Keys", "Bone"), look),
        Key("preset5", ("5",), translate("Keys", "Brain"), look),
        Key("auto", ("U",), translate("Keys", "Window of what is seen"), look),
        Key("next_window", ("Shift+W",), translate("Keys", "Next window of the file"), look),
        Key("invert", ("I",), translate("Keys", "Invert"), look),
        Key("fit", ("F",), translate("Keys", "Fit to the view"), look),
        Key("one", ("Shift+F",), translate("Keys", "One pixel on one pixel"), look),
        Key("true_size", ("Shift+S",), translate("Keys", "True size"), look),
        Key("zoom_in", ("+", "="), translate("Keys", "Larger"), look),
        Key("zoom_out", ("-",), translate("Keys", "Smaller"), look),
        Key("rotate_right", ("Ctrl+Right",), translate("Keys", "Turn right"), look),
        Key("rotate_left", ("Ctrl+Left",), translate("Keys", "Turn left"), look),
        Key("flip", ("X",), translate("Keys", "Flip left to right"), look),
        Key("flip_vertical", ("Y",), translate("Keys", "Flip top to bottom"), look),
        Key("smooth", ("S",), translate("Keys", "Smooth or plain pixels"), look),
        Key("annotations", ("H",), translate("Keys", "Hide or show the texts"), look),
        Key("graphics", ("D",), translate("Keys", "Overlays, contours, masks"), look),
        Key("shutter", ("Shift+D",), translate("Keys", "Shutter on or off"), look),
        Key("reset", ("Backspace",), translate("Keys", "Everything as at the start"), look),
        Key("window", ("W",), translate("Keys", "Window by left drag"), tools),
        Key("pan", ("Q",), translate("Keys", "Pan by left drag"), tools),
        Key("zoom", ("Z",), translate("Keys", "Zoom by left drag"), tools),
        Key("magnifier", ("Shift+Z",), translate("Keys", "Magnifying glass"), tools),
        Key("crosshair", ("G",), translate("Keys", "Crosshair in all views"), tools),
        Key("length", ("L",), translate("Keys", "Length"), tools),
        Key("angle", ("Shift+L",), translate("Keys", "Angle"), tools),
        Key("rectangle", ("T",), translate("Keys", "Rectangle"), tools),
        Key("ellipse", ("O",), translate("Keys", "Ellipse"), tools),
        Key("probe", ("P",), translate("Keys", "Value at a point"), tools),
        Key("cobb", ("Shift+B",), translate("Keys", "Cobb angle: two lines"), tools),
        Key("ratio", ("Shift+R",), translate("Keys", "Cardiothoracic ratio"), tools),
        Key("freehand", ("Shift+O",), translate("Keys", "Outline by hand"), tools),
        Key("arrow", ("Shift+P",), translate("Keys", "Arrow"), tools),
        Key("text", ("Shift+T",), translate("Keys", "Text"), tools),
        Key("copy_next", ("Ctrl+D",), translate("Keys", "Copy to the next image"), tools),
        Key("remove", ("Del",), translate("Keys", "Remove a measurement"), tools),
        Key("undo", ("Ctrl+Z",), translate("Keys", "Undo"), tools),
        Key("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), translate("Keys", "Redo"), tools),
        Key("layout1", ("Alt+1",), translate("Keys", "One view"), views),
        Key("layout2", ("Alt+2",), translate("Keys", "Two views"), views),
        Key("layout3", ("Alt+3",), translate("Keys", "Three views"), views),
        Key("layout4", ("Alt+4",), translate("Keys", "Four views"), views),
        Key("layout6", ("Alt+6",), translate("Keys", "Six views"), views),
        Key("layout9", ("Alt+9",), translate("Keys", "Nine views"), views),
        Key("layout16", ("Alt+0",), translate("Keys", "Sixteen views"), views),
        Key("mpr", ("V",), translate("Keys", "Axial, coronal, sagittal"), views),
        Key("slab", ("B",), translate("Keys", "Thick slab: MIP, MinIP, mean"), views),
        Key("turn_left", ("[",), translate("Keys", "Turn the other planes left"), views),
        Key("turn_right", ("]",), translate("Keys", "Turn the other planes right"), views),
        Key("next_view", ("N",), translate("Keys", "Next view"), views),
        Key("link", ("K",), translate("Keys", "Scroll views together"), views),
        Key("alike", ("Shift+K",), translate("Keys", "Other views as this one"), views),
        Key("lines", ("J",), translate("Keys", "Reference lines"), views),
        Key("prior", ("Shift+Q",), translate("Keys", "Earlier study beside"), views),
        Key("second", ("Ctrl+N",), translate("Keys", "Second window"), views),
        Key("save_hanging", ("Ctrl+H",), translate("Keys", "Save what I see"), views),
        Key("analyse", ("Space", "F5"), translate("Keys", "Let the model read the case"), answer),
        Key("heat", ("M",), translate("Keys", "Heat map on or off"), answer),
        Key("accept", ("A",), translate("Keys", "Accept the finding"), answer),
        Key("reject", ("R",), translate("Keys", "Reject the finding"), answer),
        Key("reason1", ("F6",), translate("Keys", "Rejected: not to be seen"), answer),
        Key("reason2", ("F7",), translate("Keys", "Rejected: artefact, device"), answer),
        Key("reason3", ("F8",), translate("Keys", "Rejected: known, or old"), answer),
        Key("reason4", ("F9",), translate("Keys", "Rejected: another cause"), answer),
        Key("edit", ("E",), translate("Keys", "Change the finding"), answer),
        Key("add", ("Ins", "Shift+A"), translate("Keys", "Add a finding"), answer),
        Key("next_finding", ("Shift+N",), translate("Keys", "Next finding"), answer),
        Key("compare", ("Shift+M",), translate("Keys", "Compare two answers"), answer),
        Key("page_findings", ("Ctrl+1",), translate("Keys", "Findings"), study),
        Key("page_record", ("Ctrl+2",), translate("Keys", "Record"), study),
        Key("page_header", ("Ctrl+3",), translate("Keys", "Header"), study),
        Key("page_measured", ("Ctrl+4",), translate("Keys", "Measured"), study),
        Key("page_layers", ("Ctrl+5",), translate("Keys", "Layers"), study),
        Key("report", ("Ctrl+R",), translate("Keys", "Write the report"), study),
        Key("key_image", ("Ctrl+K",), translate("Keys", "Key image of the report"), study),
        Key("copy_report", ("Ctrl+Shift+C",), translate("Keys", "Copy the report"), study),
        Key("sign", ("Ctrl+Return",), translate("Keys", "Sign the report"), study),
        Key(
            "next_study",
            ("Ctrl+PgDown",),
            translate("Keys", "Next study that is not signed"),
            study,
        ),
        Key("settings", ("Ctrl+,",), translate("Keys", "Settings"), window),
        Key("larger_text", ("Ctrl++", "Ctrl+="), translate("Keys", "Larger text"), window),
        Key("smaller_text", ("Ctrl+-",), translate("Keys", "Smaller text"), window),
        Key("usual_text", ("Ctrl+0",), translate("Keys", "Text as at first"), window),
        Key("back", ("Esc",), translate("Keys", "Tool down; image; worklist"), window),
        Key("help", ("?",), translate("Keys", "These keys"), window),
    )


def mouse() -> tuple[tuple[str, str], ...]:
    """Return what the mouse does over the image."""
    return (
        (
            translate("Keys", "Left drag"),
            translate("Keys", "The tool: first, window"),
        ),
        (translate("Keys", "Middle drag"), translate("Keys", "Pan")),
        (translate("Keys", "Right drag"), translate("Keys", "Zoom")),
        (translate("Keys", "Wheel"), translate("Keys", "Scroll through the images")),
        (translate("Keys", "Ctrl + wheel"), translate("Keys", "Zoom under the pointer")),
        (translate("Keys", "Double click"), translate("Keys", "Fit to the view")),
        (translate("Keys", "Drag a series"), translate("Keys", "Show it in that view")),
    )
