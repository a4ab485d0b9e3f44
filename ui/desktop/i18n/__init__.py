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
    ours = _InMemory(application)
    return ours.read(locale) and application.installTranslator(ours)


class _InMemory(QTranslator):
    """A catalogue that is read whole.

    Qt would map the file: an update that writes it anew would end the program in the middle.
    """

    def read(self, locale: QLocale) -> bool:
        """Read the catalogue of a locale; False where there is none."""
        for name in (locale.name(), *locale.uiLanguages()):
            file = FOLDER / f"{NAME}_{name.replace('-', '_')}.qm"
            if file.is_file():
                self._data = file.read_bytes()  # Qt does not copy it
                return self.loadFromData(self._data)  # type: ignore[arg-type]
        return False
