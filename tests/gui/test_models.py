"""The models, which know no Qt."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from omni_med.domain import HeatMap
from ui.desktop.models.header import tag_rows
from ui.desktop.models.names import display_name
from ui.desktop.models.space.orientation import Borders, borders, directions, letters, opposite
from ui.desktop.models.stack import ImageStack, Window
from ui.desktop.models.viewport import ViewportModel


def test_the_models_know_no_qt() -> None:
    code = (
        "import sys, ui.desktop.models.viewport, ui.desktop.models.header, "
        "ui.desktop.viewport.render; print(any(n.startswith('PyQt6') for n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ((1, 0, 0), "L"),
        ((-1, 0, 0), "R"),
        ((0, 1, 0), "P"),
        ((0, -1, 0), "A"),
        ((0, 0, 1), "H"),
        ((0, 0, -1), "F"),
        ((0.8, -0.6, 0), "LA"),
        ((0.99, 0.1, 0.1), "L"),
    ],
)
def test_letters_name_the_direction(direction: tuple[float, ...], expected: str) -> None:
    assert letters(direction) == expected
    assert opposite(opposite(expected)) == expected


def test_letters_follow_flip_and_turn(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack)
    assert model.borders() == Borders("R", "A", "L", "P")
    model.rotate(90)
    assert model.borders() == Borders("P", "R", "A", "L")
    model.flip()  # of what is seen: left and right change places
    assert model.borders() == Borders("A", "R", "P", "L")
    model.flip(vertical=True)
    assert model.borders() == Borders("A", "L", "P", "R")


def test_letters_turn_with_the_pixels() -> None:
    for rotation in (0, 90, 180, 270):
        for flipped in (False, True):
            pixels = np.array([["", "top", ""], ["left", "", "right"], ["", "bottom", ""]])
            seen = pixels[:, ::-1] if flipped else pixels
            seen = np.rot90(seen, -rotation // 90)
            names = {"left": "R", "top": "A", "right": "L", "bottom": "P"}
            found = borders("L", "P", rotation=rotation, flipped=flipped)
            around = (seen[1, 0], seen[0, 1], seen[1, 2], seen[2, 1])
            assert found == Borders(*(names[str(name)] for name in around))


def test_a_film_has_letters_from_the_header() -> None:
    assert directions(None, ("L", "F")) == ("L", "F")
    assert directions(None, ("l", "FP")) == ("L", "FP")
    assert directions(None, ("", "F")) == ("", "")
    assert directions(None, ()) == ("", "")


def test_scrolling_stops_at_the_ends(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack, 5)
    model.step(100)
    assert model.index == 11
    model.step(-1000)
    assert model.index == 0
    model.move_to(11)
    model.cycle()
    assert model.index == 0


def test_zoom_keeps_what_is_under_the_pointer(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack)
    model.resize(600, 500)
    before = model.geometry()
    assert before is not None
    point = before.to_image(420, 130)
    for factor in (1.5, 1.3, 0.7, 2.0):
        model.zoom_by(factor, (420, 130))
    after = model.geometry()
    assert after is not None
    assert after.to_image(420, 130) == pytest.approx(point, abs=1 / after.zoom)


def test_presets_on_ct_and_elsewhere(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack)
    assert model.choose_preset(2)
    assert (model.shown_window.center, model.shown_window.width) == (-600.0, 1500.0)
    assert model.choose_preset(0)
    assert model.shown_window == stack.window
    stack.modality = "MR"
    assert not model.choose_preset(2)
    stack.windows = (Window(1, 2), Window(3, 4))
    assert model.choose_preset(2)
    assert model.shown_window == Window(3, 4)


def test_a_drag_widens_and_darkens(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack)
    model.drag_window(50, 0)
    assert model.shown_window.width > 400
    assert model.shown_window.center == 40
    model.drag_window(0, 50)
    assert model.shown_window.center > 40
    model.drag_window(-100_000, 0)
    assert model.shown_window.width == 1.0


def test_a_heat_map_shows_on_its_image_and_only_when_on(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack, 3)
    heat = HeatMap("x", "1.2.3", 0, 1, 1, (1.0,), (0, 0, 1, 1))
    model.set_heat(heat, shown=False, opacity=0.5)
    assert model.visible_heat_map() is None
    model.set_heat(heat, shown=True, opacity=0.5)
    assert model.visible_heat_map() is heat
    model.step(1)
    assert model.visible_heat_map() is None


def test_watchers_are_told_and_can_leave(stack: ImageStack) -> None:
    model, told = ViewportModel(), []
    leave = model.watch(told.append)
    model.show(stack)
    model.step(1)
    model.step(0)
    leave()
    model.step(1)
    assert told == ["stack", "index"]


def test_names_are_written_as_read() -> None:
    assert display_name("Wang^XiaoMing=王^小明=") == "Wang XiaoMing 王小明"
    assert display_name("DOE^JANE^^^") == "DOE JANE"
    assert display_name("") == ""


def test_a_header_becomes_rows() -> None:
    rows = tag_rows(
        {
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B", "Ideographic": "王"}]},
            "00081140": {"vr": "SQ", "Value": [{"00081150": {"vr": "UI", "Value": ["1.2"]}}]},
            "00091001": {"vr": "OB", "InlineBinary": "AAAA"},
            "00280030": {"vr": "DS", "Value": [0.5, 0.5]},
        }
    )
    assert [(row.tag, row.value) for row in rows] == [
        ("(0008,1140)", "1 item"),
        ("› (0008,1150)", "1.2"),
        ("(0009,1001)", "3 bytes"),
        ("(0010,0010)", "A^B = 王"),
        ("(0028,0030)", "0.5 \\ 0.5"),
    ]
    assert rows[3].name == "Patient's Name"
    assert rows[3].holds("王")
    assert "王" not in repr(rows[3])
