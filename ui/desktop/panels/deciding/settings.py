"""Settings: of this computer (language, keys, size), and what holds for all readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import ReadingChanges, SitePolicy
from ui.desktop import keymap, keymaps, theme
from ui.desktop.comfort import LANGUAGES, SIZES, Comfort, percent
from ui.desktop.models.names import LATIN, NATIVE, ORDERS
from ui.desktop.panels.common import label, paragraph
from ui.desktop.panels.finding import wording


class SettingsDialog(QDialog):
    """Shows the settings; emits what was changed of the computer's and of the site's."""

    comfort_changed = pyqtSignal(object)
    policy_changed = pyqtSignal(object)
    count_wanted = pyqtSignal()

    def __init__(self, comfort: Comfort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        theme.roomy(self, 620, 600)
        self._comfort = comfort
        self._policy = SitePolicy()
        self.problem = paragraph("", "held")
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        self._ok = box.button(buttons.Ok)
        layout = QVBoxLayout(self)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._computer(), self.tr("This computer"))
        self.tabs.addTab(self._keys(), self.tr("Keys"))
        self.tabs.addTab(self._site(), self.tr("All readers"))
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.problem)
        layout.addWidget(box)

    # This computer

    def _computer(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Language"))
        words = {"": self.tr("As the system"), "en": "English", "zh_CN": "简体中文"}
        for code in LANGUAGES:
            self.language.addItem(words[code], code)
        self.language.setCurrentIndex(max(self.language.findData(self._comfort.language), 0))
        self.points = QComboBox()
        self.points.setAccessibleName(self.tr("Size of the text"))
        for size in sorted({*SIZES, self._comfort.points}):
            self.points.addItem(f"{percent(size)} %", size)
        self.points.setCurrentIndex(max(self.points.findData(self._comfort.points), 0))
        self.names = QComboBox()
        self.names.setAccessibleName(self.tr("Names of two scripts"))
        orders = {
            "": self.tr("As the language"),
            LATIN: self.tr("Latin letters first"),
            NATIVE: self.tr("Own script first"),
        }
        for order in ORDERS:
            self.names.addItem(orders[order], order)
        self.names.setCurrentIndex(max(self.names.findData(self._comfort.names), 0))
        form.addRow(self.tr("Language"), self.language)
        form.addRow(self.tr("Names of two scripts"), self.names)
        form.addRow(self.tr("Size of the text"), self.points)
        form.addRow(
            paragraph(
                self.tr(
                    "Ctrl + and Ctrl - change the size of the text anywhere, Ctrl 0 sets it back. "
                    "For another language or order of names the window is made anew; studies "
                    "and drafts are kept."
                ),
                "muted",
            )
        )
        return page

    # Keys

    def _keys(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        self.keymap = QComboBox()
        self.keymap.setAccessibleName(self.tr("Key map"))
        for name, words in keymaps.names():
            self.keymap.addItem(words, name)
        self.keymap.setCurrentIndex(max(self.keymap.findData(self._comfort.keymap), 0))
        layout.addWidget(self.keymap)
        layout.addWidget(
            paragraph(self.tr("Click a key to change it; empty gives it back."), "muted")
        )
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName(self.tr("Keys"))
        self.table.setHorizontalHeaderLabels((self.tr("What"), self.tr("Key")))
        self.table.setShowGrid(False)
        header, side = self.table.horizontalHeader(), self.table.verticalHeader()
        if header is not None and side is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            side.hide()
        layout.addWidget(self.table, 1)
        self.keys = dict(self._comfort.keys)
        self.edits: dict[str, QKeySequenceEdit] = {}
        self.keymap.currentIndexChanged.connect(lambda _index: self._show_keys())
        self._show_keys()
        return page

    def _show_keys(self) -> None:
        """Show the keys of the chosen map with the reader's own over them."""
        self.edits = {}
        rows = self._table()
        self.table.setRowCount(len(rows))
        for number, key in enumerate(rows):
            item = QTableWidgetItem(f"{key.group}: {key.text}")
            item.setFlags(item.flags() & ~item.flags().ItemIsEditable)
            item.setToolTip(key.text)
            edit = QKeySequenceEdit(QKeySequence(key.keys[0]))
            edit.setMaximumSequenceLength(1)
            edit.setClearButtonEnabled(True)
            edit.setAccessibleName(key.text)
            edit.keySequenceChanged.connect(
                lambda sequence, action=key.action: self._set_key(action, sequence)
            )
            self.table.setItem(number, 0, item)
            self.table.setRowHeight(number, edit.sizeHint().height())
            self.table.setCellWidget(number, 1, edit)
            self.edits[key.action] = edit
        self._check()

    def _table(self) -> tuple[keymap.Key, ...]:
        return keymap.with_keys(keymaps.changed(str(self.keymap.currentData()), self.keys))

    def _set_key(self, action: str, sequence: QKeySequence) -> None:
        text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        if text:
            self.keys[action] = (text,)
        else:
            self.keys.pop(action, None)
        self._check()

    def _check(self) -> None:
        """Refuse keys that would do two things."""
        found = keymaps.clashes(self._table())
        words = self.tr("{0} would do two things: {1}; {2}")
        self.problem.setText(words.format(*found[0]) if found else "")
        self.problem.setVisible(bool(found))
        if self._ok is not None:
            self._ok.setEnabled(not found)

    # The site

    def _site(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        self.unaided = QCheckBox(self.tr("Read unaided first: the answer after one's impression"))
        self.second = QCheckBox(self.tr("Every study gets a second reader"))
        layout.addWidget(self.unaided)
        layout.addWidget(self.second)
        layout.addWidget(
            paragraph(self.tr("How common each finding is among your patients"), "heading")
        )
        self._prevalence = QFormLayout()
        layout.addLayout(self._prevalence)
        self.prevalence: dict[str, QDoubleSpinBox] = {}
        layout.addWidget(
            paragraph(self.tr("What the model's answer did to first impressions"), "heading")
        )
        self.counts = label("", "muted")
        layout.addWidget(self.counts)
        self.count = QPushButton(self.tr("Count"))
        self.count.clicked.connect(self.count_wanted)
        layout.addWidget(self.count)
        layout.addStretch(1)
        return page

    def show_policy(self, policy: SitePolicy, findings: Sequence[str]) -> None:
        """Show what holds for all readers; ``findings`` are those that the model judges."""
        self._policy = policy
        self.unaided.setChecked(policy.unaided_first)
        self.second.setChecked(policy.second_read)
        while self._prevalence.rowCount():
            self._prevalence.removeRow(0)
        self.prevalence = {}
        self.add_findings((*findings, *policy.prevalence))

    def add_findings(self, findings: Sequence[str]) -> None:
        """Offer a prevalence for findings that are not offered yet."""
        for name in dict.fromkeys(findings):
            if name in self.prevalence:
                continue
            box = QDoubleSpinBox()
            box.setRange(0.0, 99.0)
            box.setDecimals(1)
            box.setSuffix(" %")
            box.setSpecialValueText(self.tr("not set"))
            box.setValue(self._policy.prevalence.get(name, 0.0) * 100)
            box.setAccessibleName(self.tr("Prevalence of {0}").format(wording.shown(name)))
            self._prevalence.addRow(wording.titled(wording.shown(name)), box)
            self.prevalence[name] = box

    def show_changes(self, changes: ReadingChanges) -> None:
        """Show what the answers did to first impressions."""
        rows = (
            (self.tr("right, stayed right"), changes.right_right),
            (self.tr("right, became wrong"), changes.right_wrong),
            (self.tr("wrong, became right"), changes.wrong_right),
            (self.tr("wrong, stayed wrong"), changes.wrong_wrong),
            (self.tr("unsure or changed"), changes.open),
            (self.tr("outcome not known"), changes.without_outcome),
        )
        self.counts.setText("\n".join(f"{count}  {words}" for words, count in rows))

    def policy(self) -> SitePolicy:
        """Return what was set for all readers."""
        values: Mapping[str, float] = {
            name: box.value() / 100 for name, box in self.prevalence.items() if box.value() > 0
        }
        return SitePolicy(self.unaided.isChecked(), self.second.isChecked(), values)

    def accept(self) -> None:
        """Tell what was changed."""
        comfort = replace(
            self._comfort,
            language=str(self.language.currentData()),
            names=str(self.names.currentData()),
            points=float(self.points.currentData()),
            keymap=str(self.keymap.currentData()),
            keys=dict(self.keys),
        )
        policy = self.policy()
        if policy != self._policy:
            self.policy_changed.emit(policy)
        if comfort != self._comfort:
            self.comfort_changed.emit(comfort)
        super().accept()
