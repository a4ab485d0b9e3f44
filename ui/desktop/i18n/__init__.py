"""The interface in other languages: Qt Linguist catalogues, compiled beside their sources.

``make translations`` gathers the strings (pylupdate6) and compiles the catalogues (lrelease).
"""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).parent
NAME = "omni_med"


def wanted(language: str) -> QLocale:
    """Return the locale of a language code; that of the system where it is empty."""
    return QLocale(language) if language else QLocale.system()


def install(application: QCoreApplication, language: str = "") -> bool:
    """Speak a language from now on; windows made before keep theirs.

    Args:
        application: The one that runs.
        language: ``"en"``, ``"zh_CN"``, or empty for that of the system.

    Returns:
        True where there is a catalogue for it; without one the interface speaks English.
    """
    for translator in application.findChildren(QTranslator):
        application.removeTranslator(translator)
        translator.setParent(None)
    locale = wanted(language)
    QLocale.setDefault(locale)
    if locale.language() is QLocale.Language.English:
        return True
    qt = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qt.load(locale, "qtbase", "_", folder):
        application.installTranslator(qt)
    ours = QTranslator(application)
    if not ours.load(locale, NAME, "_", str(FOLDER)):
        return False
    return application.installTranslator(ours)
