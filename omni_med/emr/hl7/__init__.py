"""HL7 version 2 messages as records: who they are of, and the texts in them."""

from omni_med.emr.hl7.records import documents, is_hl7

__all__ = ["documents", "is_hl7"]
