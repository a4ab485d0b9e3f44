"""Which files a media directory (DICOMDIR) lists, read inside a worker.

Source: PS3.3 annex F (basic directory information object); PS3.10 8.2 (file ids).
"""

from __future__ import annotations

import json

from omni_med.dicom import values
from omni_med.dicom.dataset import Source, damage_is_an_error, open_dataset
from omni_med.dicom.limits import DecodeLimits
from omni_med.errors import DamagedFileError


def listed_files(file: Source, size: int, limits: DecodeLimits) -> bytes:
    """Return the referenced file ids as JSON: a list of lists of path components.

    Raises:
        DamagedFileError: If there is no directory in it, or it cannot be read.
        NotDicomError: If it is no DICOM file.
    """
    opened = open_dataset(file, size, limits)
    with damage_is_an_error():
        if "DirectoryRecordSequence" not in opened.dataset:
            raise DamagedFileError("The DICOMDIR holds no directory.")
        found = [
            list(components)
            for record in values.items(opened.dataset, "DirectoryRecordSequence")
            if (components := values.texts(record, "ReferencedFileID"))
        ]
    return json.dumps(found).encode()
