"""Who is on the screen: patient, study, STAT, and the way back to the worklist."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from omni_med.domain import Study
from ui.desktop.models.corners import CornerTexts
from ui.desktop.models.names import display_name
from ui.desktop.panels.common import label

translate = QCoreApplication.translate


def patient_lines(study: Study) -> tuple[str, ...]:
    """Return name, then id with sex and age, then birth date, as far as they are known."""
    patient = study.patient
    age = f"{study.patient_age:.0f}" if study.patient_age is not None else ""
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    lines = (
        display_name(patient.name) or translate("Banner", "(no name)"),
        " · ".join(part for part in (patient.patient_id, patient.sex, age) if part),
        translate("Banner", "born {0}").format(born) if born else "",
    )
    return tuple(line for line in lines if line)


def study_lines(study: Study) -> tuple[str, ...]:
    """Return description, date, accession number, as far as they are known."""
    when = study.started.strftime("%Y-%m-%d %H:%M") if study.started else ""
    accession = translate("Banner", "Acc. {0}").format(study.accession) if study.accession else ""
    return tuple(line for line in (study.description, when, accession) if line)


def corner_texts(study: Study) -> CornerTexts:
    """Return what the viewport's corners say of patient and study."""
    patient = study.patient
    age = f"{study.patient_age:.0f}" if study.patient_age is not None else ""
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    accession = translate("Banner", "Acc. {0}").format(study.accession) if study.accession else ""
    return CornerTexts(
        {
            "name": display_name(patient.name) or translate("Banner", "(no name)"),
            "id": " · ".join(part for part in (patient.patient_id, patient.sex, age) if part),
            "born": translate("Banner", "born {0}").format(born) if born else "",
            "study": study.description,
            "date": study.started.strftime("%Y-%m-%d %H:%M") if study.started else "",
            "accession": accession,
        }
    )


class Banner(QFrame):
    """The line over the reading page."""

    back_wanted = pyqtSignal()
    help_wanted = pyqtSignal()
    take_over_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(14)
        self.back = QPushButton(self.tr("‹ Worklist (Esc)"))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self.back_wanted)
        self.patient = label("", "patient", wrap=False)
        self.stat = label(self.tr("STAT"), "stat", wrap=False)
        self.study = label("", "muted", wrap=False)
        self.hold = label("", "held", wrap=False)
        self.take_over = QPushButton(self.tr("Take over …"))
        self.take_over.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.take_over.clicked.connect(self.take_over_wanted)
        self.keys = QPushButton(self.tr("Keys (?)"))
        self.keys.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.keys.clicked.connect(self.help_wanted)
        layout.addWidget(self.back)
        layout.addWidget(self.patient)
        layout.addWidget(self.stat)
        layout.addWidget(self.study, 1)
        layout.addWidget(self.hold)
        layout.addWidget(self.take_over)
        layout.addWidget(self.keys)
        self.stat.hide()
        self.show_hold("", may_take=False)

    def show_hold(self, words: str, *, may_take: bool) -> None:
        """Say who else works on the study, or how it is read; empty words say nothing."""
        self.hold.setText(words)
        self.hold.setToolTip(words)
        self.hold.setVisible(bool(words))
        self.take_over.setVisible(may_take)

    def show_study(self, study: Study | None) -> None:
        """Show another study; None empties the line."""
        if study is None:
            self.patient.clear()
            self.study.clear()
            self.stat.hide()
            return
        self.patient.setText("   ".join(patient_lines(study)[:2]))
        self.study.setText(" · ".join(study_lines(study)))
        self.stat.setVisible(study.priority == "STAT")
