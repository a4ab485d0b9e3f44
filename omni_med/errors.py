"""Everything that ``omni_med`` raises on purpose.

    OmniMedError
    ├── DicomError
    │   ├── NotDicomError            the file is no DICOM object
    │   ├── MediaDirectoryError      a DICOMDIR: it lists images and holds none
    │   ├── DamagedFileError         cut, or its parts contradict each other
    │   ├── UnsupportedPixelsError   no decoder for this transfer syntax or pixel format
    │   ├── TooLargeError            claims more than the limits allow
    │   └── DecodeTimeoutError       the worker was stopped
    ├── RecordError
    │   ├── UnreadableRecordError    the record's file cannot be read
    │   ├── UnreadableSoundError     a recording cannot be read
    │   └── IdentityMismatchError    record and study are of different patients
    ├── WorkspaceError
    │   ├── UnknownStudyError
    │   ├── UnknownAnalysisError
    │   ├── UnknownReportError
    │   ├── ReportSignedError        it was signed: it can only be amended
    │   ├── StudyHeldError           another reader works on it
    │   └── DamagedRecordError       a stored document does not fit its type
    ├── ModelError
    │   ├── UnknownModelError
    │   ├── ModelUnavailableError    the backend misses something
    │   ├── HeadBundleError          a head's bundle is not what its signer signed
    │   ├── InferenceDiedError       the process that computes ended; it is started again
    │   └── ReplayError              an analysis cannot be computed again from this
    ├── ManifestError                a batch manifest cannot be used
    └── CancelledError               the user asked to stop

A message says what happened and never holds patient data, file names of patients included; the
hint says what to do.
"""

from __future__ import annotations

from datetime import datetime


class OmniMedError(Exception):
    """Base of all errors of this package: a message and a hint, both for the user."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message; ``hint`` overrides the class's own."""
        super().__init__(message)
        if hint:
            self.hint = hint


class CancelledError(OmniMedError):
    """The user asked to stop; nothing half-done was kept."""

    def __init__(self) -> None:
        super().__init__("Stopped on request.")


class DicomError(OmniMedError):
    """A DICOM file cannot be used."""


class NotDicomError(DicomError):
    """The file is no DICOM object."""

    hint = "Check that this is a DICOM file; other files in the folder are not affected."


class MediaDirectoryError(DicomError):
    """The file is a media directory (DICOMDIR): it lists images and holds none."""

    hint = "Give the folder or the DICOMDIR to `omni-med import`; its files are found from there."


class DamagedFileError(DicomError):
    """The file is cut, or its parts contradict each other."""

    hint = "Ask the sending system for the file again; the copy here is incomplete or damaged."


class UnsupportedPixelsError(DicomError):
    """No decoder takes this transfer syntax or pixel format."""

    hint = "Ask the sending system for the images uncompressed or as JPEG 2000."


class TooLargeError(DicomError):
    """The file claims more pixels or bytes than the limits allow."""

    hint = "The header claims an impossible size: the file is damaged or made to do harm."


class DecodeTimeoutError(DicomError):
    """Reading took longer than the limit and was stopped."""

    hint = "The file is damaged or made to do harm; the rest of the folder is not affected."


class RecordError(OmniMedError):
    """The patient's record cannot be used."""


class UnreadableRecordError(RecordError):
    """The record's file cannot be read."""

    hint = "Give plain text, JSON lines, a FHIR Bundle or HL7 version 2, as UTF-8 or GB18030."


class UnreadableSoundError(RecordError):
    """A recording cannot be read."""

    hint = "Give a WAV or FLAC file of up to an hour."


class IdentityMismatchError(RecordError):
    """Record and study are of different patients."""

    hint = "Check the patient; to attach it all the same, give a reason with --force-notes REASON."


class WorkspaceError(OmniMedError):
    """The workspace cannot do this."""


class UnknownStudyError(WorkspaceError):
    """No study has this UID."""

    hint = "List the studies with `omni-med studies`."


class UnknownAnalysisError(WorkspaceError):
    """No analysis has this id."""


class UnknownReportError(WorkspaceError):
    """No report or key image has this id."""


class ReportSignedError(WorkspaceError):
    """A report that was signed cannot be changed."""

    hint = "Write an addendum."


class StudyHeldError(WorkspaceError):
    """Another reader works on the study.

    Attributes:
        reader: User name of who holds it.
        since: When it was taken, in UTC.
    """

    hint = "Wait until it is given back, or take it over with a reason."

    def __init__(self, reader: str, since: datetime) -> None:
        super().__init__(f"{reader} has held this study since {since:%Y-%m-%d %H:%M} UTC.")
        self.reader, self.since = reader, since


class DamagedRecordError(WorkspaceError):
    """A stored document does not fit its type."""

    hint = "Run `omni-med audit verify`."

    def __init__(self, kind: str, fields: tuple[str, ...]) -> None:
        super().__init__(f"A stored {kind} cannot be read: {', '.join(fields)}.")


class ModelError(OmniMedError):
    """A model cannot answer."""


class UnknownModelError(ModelError):
    """No backend is registered under this name."""

    hint = "List the models with `omni-med models list`."


class ModelUnavailableError(ModelError):
    """The backend misses something on this machine."""


class HeadBundleError(ModelError):
    """A head's bundle is no bundle, is damaged, or is not what its signer signed."""

    hint = "Nothing was imported. Ask who sent it for the file again."


class InferenceDiedError(ModelError):
    """The process that computes ended before it answered."""

    hint = "It was started again; ask once more. If it ends each time, the machine lacks memory."


class ReplayError(ModelError):
    """An analysis cannot be computed again: model or input are not the ones it was made of."""


class ManifestError(OmniMedError):
    """A batch manifest cannot be used."""
