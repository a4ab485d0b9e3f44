"""What is wrong with notes of a record."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("Told", "Entry {0} of the FHIR file ({1}) follows neither R5 nor R4: {2}."),
    QT_TRANSLATE_NOOP("Told", "Ask the exporting system for valid FHIR R4 or R5."),
    QT_TRANSLATE_NOOP("Told", "A FHIR {0} names no patient, and the file holds {1}."),
    QT_TRANSLATE_NOOP("Told", "Give each text its subject."),
    QT_TRANSLATE_NOOP("Told", "The FHIR Bundle's `entry` is no list."),
    QT_TRANSLATE_NOOP("Told", "An attachment is kept on another server and was not read."),
    QT_TRANSLATE_NOOP("Told", "An attachment that is not text was left out."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Notes are read from DocumentReference, DiagnosticReport and Composition with plain "
        "text or HTML inside.",
    ),
    QT_TRANSLATE_NOOP("Told", "A FHIR {0} is of a patient who is not in the file."),
    QT_TRANSLATE_NOOP("Told", "Export the Bundle with its Patient resource."),
    QT_TRANSLATE_NOOP("Told", "An attachment is damaged (no base64) and was left out."),
    QT_TRANSLATE_NOOP("Told", "Line {0} of the record: `{1}` is no text."),
    QT_TRANSLATE_NOOP("Told", "Put it in quotation marks."),
    QT_TRANSLATE_NOOP(
        "Told", "Line {0} of the record: `{1}` is no date that can be read without doubt."
    ),
    QT_TRANSLATE_NOOP("Told", "Write it as 2024-11-20 or 2024-11-20T08:30:00."),
    QT_TRANSLATE_NOOP("Told", "The record is empty."),
    QT_TRANSLATE_NOOP("Told", "Give a file with text in it."),
    QT_TRANSLATE_NOOP("Told", "The record is XML or HTML, which is not read."),
    QT_TRANSLATE_NOOP("Told", "Export it as FHIR JSON or as plain text."),
    QT_TRANSLATE_NOOP("Told", "The record is a JSON array."),
    QT_TRANSLATE_NOOP("Told", "Write one JSON object a line, or a FHIR Bundle."),
    QT_TRANSLATE_NOOP("Told", "The record file is larger than {0} MiB."),
    QT_TRANSLATE_NOOP("Told", "Split it: one file a patient."),
    QT_TRANSLATE_NOOP("Told", "The JSON has no `resourceType` and is no FHIR Bundle."),
    QT_TRANSLATE_NOOP("Told", "Line {0} of the record is no JSON object."),
    QT_TRANSLATE_NOOP("Told", "Write one complete JSON object a line, or give plain text."),
    QT_TRANSLATE_NOOP("Told", "Line {0} of the record has no field `text`."),
    QT_TRANSLATE_NOOP("Told", "The fields are {0}."),
    QT_TRANSLATE_NOOP("Told", "There is no such record file."),
    QT_TRANSLATE_NOOP("Told", "Check the path given with --notes."),
    QT_TRANSLATE_NOOP("Told", "The record is a folder, not a file."),
    QT_TRANSLATE_NOOP("Told", "Give the files in it one by one."),
    QT_TRANSLATE_NOOP("Told", "The record file cannot be opened."),
    QT_TRANSLATE_NOOP("Told", "Check that you may read it."),
    QT_TRANSLATE_NOOP("Told", "The character set of the record is neither UTF-8 nor GB18030."),
    QT_TRANSLATE_NOOP("Told", "Save it as UTF-8 and import it again."),
    QT_TRANSLATE_NOOP("Told", "This file is not text."),
    QT_TRANSLATE_NOOP("Told", "This is {0}, not plain text."),
    QT_TRANSLATE_NOOP("Told", "Save it as plain text (UTF-8), JSON lines or a FHIR Bundle."),
    QT_TRANSLATE_NOOP("Told", "The record is neither UTF-8 nor GB18030 text, or it is damaged."),
    QT_TRANSLATE_NOOP("Told", "The HL7 file holds no message."),
    QT_TRANSLATE_NOOP("Told", "It has no segment MSH."),
    QT_TRANSLATE_NOOP(
        "Told", "Texts are read from OBX, NTE and OBR of ORU, MDM and order messages."
    ),
    QT_TRANSLATE_NOOP("Told", "Export it with its segment PID."),
    QT_TRANSLATE_NOOP("Told", "Export it with PID-3 and PID-5."),
    QT_TRANSLATE_NOOP("Told", "Export it as FHIR JSON, HL7 version 2 or plain text."),
    QT_TRANSLATE_NOOP(
        "Told", "Save it as plain text (UTF-8), JSON lines, a FHIR Bundle or HL7 version 2."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "Give plain text, JSON lines, a FHIR Bundle or HL7 version 2, as UTF-8 or GB18030."
    ),
)
"""As their own rooms write them, values in place of ``{0}``."""
