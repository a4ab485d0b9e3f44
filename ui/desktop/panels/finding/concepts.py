"""Names that models give to findings, in the language of the interface."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def concept(name: str) -> str:
    """Return the name of a finding in the language of the interface; as it is where unknown."""
    return _names().get(name.casefold(), name)


def _names() -> dict[str, str]:
    return {
        "pneumonia-type opacity": translate("Concepts", "pneumonia-type opacity"),
        "lung opacity": translate("Concepts", "lung opacity"),
        "pneumothorax": translate("Concepts", "pneumothorax"),
        "pleural effusion": translate("Concepts", "pleural effusion"),
        "nodule or mass": translate("Concepts", "nodule or mass"),
        "nodule": translate("Concepts", "nodule"),
        "atelectasis": translate("Concepts", "atelectasis"),
        "cardiomegaly": translate("Concepts", "cardiomegaly"),
        "pulmonary oedema": translate("Concepts", "pulmonary oedema"),
        "tuberculosis": translate("Concepts", "tuberculosis"),
        "fracture": translate("Concepts", "fracture"),
        "lines and tubes": translate("Concepts", "lines and tubes"),
        "device position": translate("Concepts", "device position"),
        "free air under the diaphragm": translate("Concepts", "free air under the diaphragm"),
        "covid-19": translate("Concepts", "COVID-19"),
        "covid-19 pneumonia": translate("Concepts", "COVID-19 pneumonia"),
        "viral pneumonia": translate("Concepts", "viral pneumonia"),
        "other viral pneumonia": translate("Concepts", "other viral pneumonia"),
        "bacterial pneumonia": translate("Concepts", "bacterial pneumonia"),
        "fungal pneumonia": translate("Concepts", "fungal pneumonia"),
        "infective pneumonia": translate("Concepts", "infective pneumonia"),
        "non-infectious pneumonia": translate("Concepts", "non-infectious pneumonia"),
    }
