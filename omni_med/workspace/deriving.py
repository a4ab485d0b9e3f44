"""DICOM objects that this program made of a study's images: segmentations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.trail import Event
from omni_med.dicom.scan import ScannedFile
from omni_med.errors import WorkspaceError
from omni_med.progress import never
from omni_med.workspace.importer import Importer
from omni_med.workspace.similar import Comparing

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool


class Deriving(Comparing):
    """The part of the workspace that keeps what was made of images, beside them."""

    def keep_derived(self, study_uid: str, data: bytes, *, made_by: str, pool: DecodePool) -> str:
        """Keep a DICOM object in the study that it was made of, sealed.

        Args:
            study_uid: The study.
            data: The file.
            made_by: Model and version, for the trail.
            pool: Reads its header, as that of any other file.

        Returns:
            Its SOP Instance UID.

        Raises:
            UnknownStudyError: If there is no such study.
            DicomError: If it cannot be read.
            WorkspaceError: If it belongs to another study or patient, or is here already.
        """
        self._access.clear(study_uid)
        parsed = pool.parse(data)
        if parsed.study.study_uid != study_uid:
            raise WorkspaceError("What was made of one study cannot be kept in another.")
        importer = Importer(self._vault)
        importer.run(iter([ScannedFile("made here", parsed, lambda: data)]), never)
        if not importer.instances:
            reasons = [item.message for item in importer.unreadable] or ["It is here already."]
            raise WorkspaceError(f"The object was not kept: {reasons[0]}")
        uid = parsed.instance.sop_instance_uid
        detail = {"instance": uid, "sop_class": parsed.instance.sop_class_uid, "made_by": made_by}
        with self._vault.act(Event("object.derive", study_uid, detail)):
            pass
        return uid
