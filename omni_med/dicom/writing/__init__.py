"""DICOM objects that this program makes."""
