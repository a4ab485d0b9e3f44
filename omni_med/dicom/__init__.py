"""DICOM: scan, read, decode, stack, show."""

from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.parsed import ParsedFile
from omni_med.dicom.pool import DecodePool
from omni_med.dicom.rendering import FrameRendering, Lut, Rendering, Window
from omni_med.dicom.scan import ScannedFile, UnreadableFile, scan
from omni_med.dicom.stacks import SliceRef, Stack, StackGeometry, build_stacks, group
from omni_med.dicom.volume import Volume, load_volume

__all__ = [
    "DecodeLimits",
    "DecodePool",
    "FrameRendering",
    "Lut",
    "ParsedFile",
    "Rendering",
    "ScannedFile",
    "SliceRef",
    "Stack",
    "StackGeometry",
    "UnreadableFile",
    "Volume",
    "Window",
    "build_stacks",
    "group",
    "load_volume",
    "scan",
]
