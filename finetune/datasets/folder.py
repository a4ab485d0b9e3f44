"""A data set that lies as folders: one for each class, in it films, or a folder for each patient.

``fungal/0001.png`` with ``fungal/0001.txt`` beside it is a film with its note;
``fungal/anna-7/0001.dcm`` is a film of the patient ``anna-7``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from finetune.errors import DatasetError
from omni_med.batch.manifest import Manifest
from omni_med.emr.text import decode_text
from omni_med.errors import UnreadableRecordError

CLASS, IMAGE, NOTE, GROUP = "class", "image", "note", "patient"
_NOTES = (".txt", ".md")
_MOST_FILES = 100_000


def read_folder(folder: Path) -> Manifest:
    """Return a folder as the lines of a manifest, in the order of their paths.

    Its columns are ``class``, ``image`` (below the folder), ``note`` and, where films lie in
    folders of patients, ``patient``.

    Raises:
        DatasetError: If there are fewer than two classes, or a note is no text.
        OSError: If a file cannot be read.
    """
    classes = [item for item in _visible(folder) if item.is_dir()]
    if len(classes) < 2:
        raise DatasetError(
            "The folder holds fewer than two folders: one is needed for each class.",
            hint="For instance films/pneumocystis and films/other.",
        )
    rows: list[dict[str, str]] = []
    digest = hashlib.sha256()
    for kind in classes:
        for file in _files(kind):
            name = file.relative_to(folder).as_posix()
            patient = file.parent.relative_to(kind).as_posix()
            row = {CLASS: kind.name, IMAGE: name, NOTE: _note(file)}
            row[GROUP] = "" if patient == "." else f"{kind.name}/{patient}"
            digest.update(repr((sorted(row.items()), _sum(file))).encode())
            rows.append(row)
    grouped = any(row[GROUP] for row in rows)
    columns = (CLASS, IMAGE, NOTE, GROUP) if grouped else (CLASS, IMAGE, NOTE)
    kept = tuple({name: row[name] for name in columns} for row in rows)
    return Manifest(columns, kept, digest.hexdigest())


def _visible(folder: Path) -> list[Path]:
    return sorted(item for item in folder.iterdir() if not item.name.startswith("."))


def _files(kind: Path) -> list[Path]:
    found = sorted(
        file
        for file in kind.rglob("*")
        if file.is_file() and not file.name.startswith(".") and file.suffix.lower() not in _NOTES
    )
    if len(found) > _MOST_FILES:
        raise DatasetError(f"More than {_MOST_FILES:,} films lie in one folder.", hint="Split it.")
    return found


def _note(film: Path) -> str:
    """Return the note beside a film; empty without one."""
    for suffix in _NOTES:
        file = film.with_suffix(suffix)
        if file.is_file():
            try:
                return decode_text(file.read_bytes()).strip()
            except UnreadableRecordError:
                raise DatasetError(
                    f"A note ({suffix}) beside a film is no text.",
                    hint="Save notes as UTF-8 or GB18030.",
                ) from None
    return ""


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
