"""The trail in the words of others: DICOM PS3.15 A.5 audit messages, FHIR AuditEvents."""

from audit.export.dicom import to_dicom
from audit.export.fhir import to_fhir

__all__ = ["to_dicom", "to_fhir"]
