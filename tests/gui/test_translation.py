"""No string that a reader sees is written past Qt Linguist."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QCoreApplication, QLocale, QTranslator
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from audit.errors import StorageFullError, WrongPassphraseError
from omni_med.dicom.pool import DecodePool
from omni_med.emr import use
from omni_med.errors import ReportSignedError, StudyHeldError
from omni_med.inference.process import InferenceProcess
from omni_med.models import compact
from omni_med.workspace import Workspace
from ui.desktop import i18n
from ui.desktop.i18n.told import told, told_population
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.admin.window import Administration
from ui.desktop.panels.finding import wording
from ui.desktop.panels.teaching.window import Teaching

COMPACT = Path(compact.__file__).parent

if TYPE_CHECKING:
    from conftest import Studies

CATALOGUES = sorted(i18n.FOLDER.glob("*.ts"))
Message = tuple[str, str, str]
DESKTOP = Path(__file__).resolve().parents[2] / "ui" / "desktop"
SHOWING = {
    "label",
    "QPushButton",
    "QLabel",
    "QCheckBox",
    "setText",
    "setToolTip",
    "setPlaceholderText",
    "setWindowTitle",
    "setAccessibleName",
    "setAccessibleDescription",
    "setFormat",
    "addRow",
    "addTab",
    "showMessage",
    "say",
}


def _translates(function: ast.expr) -> bool:
    """Tell Qt's ``translate`` from that of a painter."""
    if isinstance(function, ast.Attribute):
        return function.attr == "translate" and ast.unparse(function.value) == "QCoreApplication"
    return isinstance(function, ast.Name) and function.id == "translate"


@pytest.mark.parametrize("path", sorted(DESKTOP.rglob("*.py")), ids=lambda path: path.stem)
def test_what_is_shown_goes_through_the_translator(path: Path) -> None:
    offenders = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        shown = node.args[1:2] if name == "addTab" else node.args[:1]
        for argument in shown:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = argument.value.removesuffix("%").strip()
                if name in SHOWING and any(letter.isalpha() for letter in text):
                    offenders.append(f"{path.name}:{node.lineno}: {argument.value!r}")
            if name == "tr" or _translates(node.func):
                assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno}"
    assert offenders == []


def messages(path: Path) -> dict[Message, ET.Element]:
    """Return a catalogue's translations by (context, source, comment)."""
    found = {}
    for context in ET.parse(path).getroot().findall("context"):
        name = context.findtext("name", "")
        for item in context.findall("message"):
            key = (name, item.findtext("source", ""), item.findtext("comment", ""))
            translation = item.find("translation")
            assert translation is not None
            found[key] = translation
    return found


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> set[Message]:
    """Every string of the desktop, as Qt Linguist's own tool finds it."""
    out = tmp_path_factory.mktemp("ts") / "all.ts"
    tool = Path(sys.executable).with_name("pylupdate6")
    sources = sorted(map(str, DESKTOP.rglob("*.py")))
    subprocess.run([tool, *sources, "--ts", out], check=True, capture_output=True)
    return set(messages(out))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_string_is_translated(path: Path, gathered: set[Message]) -> None:
    known = messages(path)
    lacking = sorted(gathered - set(known))
    assert lacking == [], "run `make translations`, then translate what is new"
    left = sorted(key for key in set(known) - gathered)
    assert left == [], "these strings are gone: run `make translations`"
    unfinished = [
        key for key, item in known.items() if item.get("type") == "unfinished" or not item.text
    ]
    assert unfinished == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_keep_their_places_for_values(path: Path) -> None:
    wrong = [
        (key[1], item.text)
        for key, item in messages(path).items()
        if set(re.findall(r"\{\d\}", key[1])) != set(re.findall(r"\{\d\}", item.text or ""))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    translator = QTranslator()
    assert translator.load(str(path.with_suffix(".qm"))), "run `make translations`"
    stale = [
        key
        for key, item in messages(path).items()
        if translator.translate(*(part.encode() for part in key)) != (item.text or "")
    ]
    assert stale == [], "run `make translations`"


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    assert i18n.install(qapp, "zh_CN")
    yield
    i18n.install(qapp, "en")
    QLocale.setDefault(QLocale("en"))


def shown_texts(root: QWidget) -> Iterator[str]:
    """Yield what a window says: labels, buttons, tabs, boxes, tips, names for screen readers."""
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QGroupBox):
            yield widget.title()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        if isinstance(widget, QTabWidget):
            yield from (widget.tabText(at) for at in range(widget.count()))
        yield widget.toolTip()
        yield widget.accessibleName()


FOREIGN = re.compile(
    r"<[^>]*>|OmniMed|OHIF|Weasis|DICOM(DIR)?|ZIP|PDF|VOI LUT|M(in)?IP|SHA-256|Ctrl|Shift|Alt|Esc|"
    r"Space|Enter|Return|Home|End|PgUp|PgDown|Pg Up|Pg Down|Backspace|Del|Ins|Insert|Delete|"
    r"Right|Left|Up|Down|COVID-19|CT|STAT|English|Cobb|F\d+|AUROC|TOTP|CSV|Parquet"
)
"""Names, keys and terms that Chinese hospitals write so too."""


def test_the_window_speaks_chinese(
    qtbot: QtBot,
    chinese: None,
    dressed: None,
    workspace: Workspace,
    pool: DecodePool,
    studies: Studies,
) -> None:
    with InferenceProcess("fake") as inference:
        window = MainWindow(workspace, pool, inference)
        administration, teaching = (
            Administration(window, workspace, pool),
            Teaching(window, workspace),
        )
        window.show()
        administration.open()
        teaching.open()
        with qtbot.waitSignal(window.desk.reporting.shown, timeout=20_000):
            window.open_study(studies.film)
        with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
            window.analysis_presenter.analyse()
        texts = set(shown_texts(window))
        assert administration.dialog is not None
        assert teaching.dialog is not None
        assert texts >= set(shown_texts(teaching.dialog.tabs)), "the dialogs are the window's own"
        administration.close()
        teaching.close()
        window.close()
    english = {
        text
        for text in texts
        if re.search(r"[A-Za-z]{3,}", FOREIGN.sub("", text)) and not data(text)
    }
    assert english == set()
    assert "检查列表" in texts


def data(text: str) -> bool:
    """Say whether a text is of the study, the model or the user, not of the interface."""
    return any(
        word in text
        for word in (
            "(en, 1)",
            "SYNTHETIC",
            "Chest PA",
            "ACC-",
            "Fever and cough",
            "fake",
            "reader",
            "ANNA",
            "nobody: it is no model",
        )
    )


def test_without_a_catalogue_it_speaks_english(qapp: QApplication) -> None:
    assert not i18n.install(qapp, "fi_FI")
    assert i18n.install(qapp, "en")


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("written before the acquisition", "写于检查之前"),
        ("not meant for this: body part KNEE", "不适用：部位 KNEE"),
        ("later than the acquisition; no words", "晚于检查；没有文字"),
        (
            'Record (clinical note, 14 Mar): "Well." Film: no pneumothorax, 0.04. Which holds?',
            "病历（临床记录，3月14日）：“Well.” 图像：未见气胸，0.04。哪一个成立？",
        ),
        ("something nobody has heard of", "something nobody has heard of"),
        ("pleural effusion", "胸腔积液"),
        ("", ""),
    ],
)
def test_what_comes_from_below_is_told_in_chinese(chinese: None, english: str, said: str) -> None:
    assert told(english) == said


def test_whom_a_model_was_measured_on_is_told_in_chinese(chinese: None) -> None:
    card = json.loads((COMPACT / "weights" / "card.json").read_text())
    said = told_population(card["population"])
    words = set(re.findall(r"[A-Za-z]{4,}", said))
    names = {"covid", "chestxray", "ChestX", "DICOM", "JPEG"}
    assert words <= names, f"English is left: {words - names}"
    alone = told_population(wording.measured(card["population"]))
    assert set(re.findall(r"[A-Za-z]{4,}", alone)) <= names
    assert re.findall(r"\d+", said)[:2] == re.findall(r"\d+", card["population"])[1::-1]
    assert told("14 Mar") == "3月14日"
    assert told("the record is in German, a language the model does not read").startswith(
        "病历为德文"
    )


def test_what_comes_from_below_stays_english_in_english(qapp: QApplication) -> None:
    assert told("written before the acquisition") == "written before the acquisition"


def test_reasons_that_the_rooms_below_give_are_known_here(chinese: None) -> None:
    known = (
        *(value for name, value in vars(use).items() if name.isupper() and isinstance(value, str)),
        str(WrongPassphraseError()),
        WrongPassphraseError.hint,
        StorageFullError.hint,
        ReportSignedError.hint,
        StudyHeldError.hint,
        str(StudyHeldError("ada", datetime(2026, 3, 1, tzinfo=UTC))),
    )
    assert [text for text in known if told(text) == text] == []


def test_a_catalogue_written_anew_does_not_end_the_program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update of the program replaces files that run: Qt would have mapped this one."""
    copy = tmp_path / "omni_med_zh_CN.qm"
    copy.write_bytes((i18n.FOLDER / copy.name).read_bytes())
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    try:
        assert i18n.install(qapp, "zh_CN")
        before = QCoreApplication.translate("Worklist", "Patient")
        assert before != "Patient"
        with copy.open("wb") as file:
            file.write(b"")
        assert QCoreApplication.translate("Worklist", "Patient") == before
        assert QCoreApplication.translate("Worklist", "Accession") != "Accession"
    finally:
        i18n.install(qapp, "en")
