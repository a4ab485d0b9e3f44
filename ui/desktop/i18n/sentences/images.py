"""What is wrong with files, images and volumes."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("Told", "The ZIP unpacks to more than can be read."),
    QT_TRANSLATE_NOOP("Told", "A file in the ZIP is larger than can be read."),
    QT_TRANSLATE_NOOP("Told", "The ZIP holds more than {0} files."),
    QT_TRANSLATE_NOOP("Told", "The ZIP is cut or damaged."),
    QT_TRANSLATE_NOOP("Told", "Copy or download the ZIP again."),
    QT_TRANSLATE_NOOP("Told", "A file in the ZIP is damaged."),
    QT_TRANSLATE_NOOP(
        "Told", "A file in the ZIP is packed or protected in a way that cannot be read."
    ),
    QT_TRANSLATE_NOOP("Told", "Unpack the ZIP first and import the folder."),
    QT_TRANSLATE_NOOP("Told", "No decoder for this compression (transfer syntax {0})."),
    QT_TRANSLATE_NOOP("Told", "A compressed image does not have the size its header says."),
    QT_TRANSLATE_NOOP(
        "Told", "The image is {0} x {1} pixels inside, but its header says {2} x {3}."
    ),
    QT_TRANSLATE_NOOP("Told", "The image's colours do not fit its header."),
    QT_TRANSLATE_NOOP("Told", "The image has more bits per pixel than its header says."),
    QT_TRANSLATE_NOOP("Told", "This kind of JPEG compression has no decoder."),
    QT_TRANSLATE_NOOP("Told", "A frame is not the JPEG-LS it should be."),
    QT_TRANSLATE_NOOP("Told", "A compressed image is cut."),
    QT_TRANSLATE_NOOP("Told", "The image's RLE segments do not fit its header."),
    QT_TRANSLATE_NOOP("Told", "A compressed image is damaged and cannot be decoded."),
    QT_TRANSLATE_NOOP("Told", "The image's RLE segments reach beyond its end."),
    QT_TRANSLATE_NOOP("Told", "A compressed frame has no header."),
    QT_TRANSLATE_NOOP("Told", "A compressed image is cut: its end is missing."),
    QT_TRANSLATE_NOOP("Told", "A frame is not the JPEG it should be."),
    QT_TRANSLATE_NOOP("Told", "A compressed frame has a cut header."),
    QT_TRANSLATE_NOOP("Told", "A frame is not the JPEG 2000 it should be."),
    QT_TRANSLATE_NOOP("Told", "This is no DICOM file."),
    QT_TRANSLATE_NOOP(
        "Told", "This is no DICOM file: it has no DICOM mark and no known SOP class."
    ),
    QT_TRANSLATE_NOOP("Told", "The file unpacks to more than {0} MiB."),
    QT_TRANSLATE_NOOP("Told", "The compressed part of the file is cut."),
    QT_TRANSLATE_NOOP("Told", "The file ends in the middle of its header."),
    QT_TRANSLATE_NOOP("Told", "The file ends before its header."),
    QT_TRANSLATE_NOOP("Told", "The header ends before the file does: its parts do not fit."),
    QT_TRANSLATE_NOOP("Told", "The file ends before its pixel data."),
    QT_TRANSLATE_NOOP("Told", "The header is damaged just before the pixel data."),
    QT_TRANSLATE_NOOP("Told", "The pixel data is cut: {0} of {1} bytes are there."),
    QT_TRANSLATE_NOOP("Told", "The file ends inside its own file meta information."),
    QT_TRANSLATE_NOOP("Told", "The compressed part of the file is damaged."),
    QT_TRANSLATE_NOOP("Told", "The header nests sequences too deep to be genuine."),
    QT_TRANSLATE_NOOP("Told", "The header is damaged."),
    QT_TRANSLATE_NOOP("Told", "The header is too large to be read."),
    QT_TRANSLATE_NOOP("Told", "The file holds no image."),
    QT_TRANSLATE_NOOP("Told", "The pixel data is compressed, but the header says it is not."),
    QT_TRANSLATE_NOOP("Told", "The file holds fewer images than its header says ({0})."),
    QT_TRANSLATE_NOOP("Told", "The DICOMDIR holds no directory."),
    QT_TRANSLATE_NOOP("Told", "The file is shorter than its header says."),
    QT_TRANSLATE_NOOP("Told", "The colour image has an odd number of pixels and cannot be read."),
    QT_TRANSLATE_NOOP("Told", "There is pixel data, but no image height or width."),
    QT_TRANSLATE_NOOP("Told", "The number of frames is no number."),
    QT_TRANSLATE_NOOP("Told", "Pixels of {0} bits are not supported."),
    QT_TRANSLATE_NOOP("Told", "The header's bits per pixel contradict each other."),
    QT_TRANSLATE_NOOP("Told", "Pixels of {0} samples are not supported."),
    QT_TRANSLATE_NOOP(
        "Told", "The header claims {0} frames of {1} x {2} pixels, more than can be read."
    ),
    QT_TRANSLATE_NOOP("Told", "The pixel data is empty."),
    QT_TRANSLATE_NOOP("Told", "The pixel data is too short: {0} of {1} bytes are there."),
    QT_TRANSLATE_NOOP("Told", "The image's colour table is missing or damaged."),
    QT_TRANSLATE_NOOP("Told", "The object holds no such image."),
    QT_TRANSLATE_NOOP("Told", "The object holds no image."),
    QT_TRANSLATE_NOOP("Told", "The image is larger than can be read."),
    QT_TRANSLATE_NOOP("Told", "The decoder gave no answer."),
    QT_TRANSLATE_NOOP("Told", "The decoder was closed."),
    QT_TRANSLATE_NOOP("Told", "Reading took longer than {0} seconds and was stopped."),
    QT_TRANSLATE_NOOP("Told", "The file is damaged in a way that stopped the reader."),
    QT_TRANSLATE_NOOP("Told", "This is a media directory (DICOMDIR), not an image."),
    QT_TRANSLATE_NOOP("Told", "The folder may not be read."),
    QT_TRANSLATE_NOOP("Told", "Check who may read it."),
    QT_TRANSLATE_NOOP("Told", "There is no such file or folder."),
    QT_TRANSLATE_NOOP("Told", "Check the path."),
    QT_TRANSLATE_NOOP("Told", "The DICOMDIR lists this file, but it is not there."),
    QT_TRANSLATE_NOOP("Told", "The file cannot be read."),
    QT_TRANSLATE_NOOP("Told", "This is neither a file nor a folder."),
    QT_TRANSLATE_NOOP("Told", "The decoder returned less than it announced."),
    QT_TRANSLATE_NOOP("Told", "The file is empty."),
    QT_TRANSLATE_NOOP("Told", "The picture is cut or damaged."),
    QT_TRANSLATE_NOOP("Told", "The picture is larger than any film."),
    QT_TRANSLATE_NOOP("Told", "The file is neither DICOM nor PNG nor JPEG."),
    QT_TRANSLATE_NOOP("Told", "Give DICOM, PNG or JPEG files."),
    QT_TRANSLATE_NOOP("Told", "The picture claims {0} x {1} pixels."),
    QT_TRANSLATE_NOOP("Told", "Ask for the file again; this copy is damaged."),
    QT_TRANSLATE_NOOP("Told", "This is a colour picture, not a film."),
    QT_TRANSLATE_NOOP("Told", "Give the film itself, not a photograph of something else."),
    QT_TRANSLATE_NOOP("Told", "The slices have no geometry."),
    QT_TRANSLATE_NOOP("Told", "There is no such series in this study."),
    QT_TRANSLATE_NOOP(
        "Told", "No series of this study is a volume of {0} with {1} or more slices."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "The slices are tilted or unevenly spaced: masks would lie in the wrong place."
    ),
    QT_TRANSLATE_NOOP("Told", "Ask for the volume resampled without gantry tilt."),
    QT_TRANSLATE_NOOP("Told", "{0} of {1} slices cannot be read, the first: {2}"),
    QT_TRANSLATE_NOOP("Told", "Ask for the series again; a volume with gaps is not measured."),
    QT_TRANSLATE_NOOP("Told", "This series is no volume of {0} with {1} or more slices."),
    QT_TRANSLATE_NOOP("Told", "Show another series of the study first."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The masks cannot be written: the headers of these images lack what they refer to.",
    ),
    QT_TRANSLATE_NOOP("Told", "Ask for the series as the scanner sent it."),
)
"""As their own rooms write them, values in place of ``{0}``."""
