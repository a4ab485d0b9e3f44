"""The scenes about what is kept: nothing readable on the disk, and nothing bent unseen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from audit.errors import VaultError
from omni_med.workspace import Workspace
from ui.demo.scenes import Scene
from ui.demo.stage import USER, Stage

ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
LONGEST = 32  # characters of a word
SHORTEST = 6  # bytes; shorter ones stand in random bytes by chance
SEALED_NAME = re.compile(r"[0-9a-f]{64}")


def nothing_readable(stage: Stage) -> Scene:
    """Search every byte of the workspace for what the patients' files show in the clear."""
    needles = set(_needles(stage))
    clear, clear_files, _ = _search(stage.patients, needles)
    found, files, size = _search(stage.home, needles)
    lines = (
        f"{len(needles)} spellings of names, ids and words of the notes,",
        f"in {files} files, {size / 2**20:.0f} MiB of the workspace: found {found} times",
        f"the same search in the {clear_files} files they came from: found {clear} times",
    )
    return Scene("Nobody reads the disk", lines, found == 0 and clear > 0)


def flipped_byte_found(stage: Stage) -> Scene:
    """Flip one bit in a copy of the workspace, and verify the copy."""
    copy = stage.folder / "copy"
    shutil.copytree(stage.home, copy)
    try:
        target = _largest_object(copy)
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 1
        target.write_bytes(data)
        said = _first_break(copy, stage.passphrase)
    finally:
        shutil.rmtree(copy)
    lines = (f"one bit of {len(data)} bytes flipped in a copy; verification says:", said)
    return Scene("One flipped bit is found", lines if said else (*lines, "NOTHING"), bool(said))


def verified(stage: Stage) -> Scene:
    """Verify the workspace itself, and count its trail."""
    report = stage.workspace.verify()
    lines = [f"{item.name}: {_short(item.detail)}" for item in report.checks]
    actions = dict.fromkeys(entry.action for entry in stage.workspace.trail())
    lines.append(f"on the trail: {', '.join(actions)}")
    return Scene("The workspace itself verifies", tuple(lines), report.ok)


def _short(detail: str) -> str:
    """Return a detail without the middle of what is too long to read (the public key)."""
    return " ".join(
        word if len(word) <= LONGEST else f"{word[:LONGEST]}..." for word in detail.split()
    )


def _needles(stage: Stage) -> Iterator[bytes]:
    for case in stage.cases.values():
        person = case.order.person
        words = {*person.name.split("="), *person.name.replace("=", "^").split("^")}
        words |= {person.patient_id, case.order.accession, case.study_uid}
        for word in (*words, "Crackles over both lungs", "双肺呼吸音清"):
            for encoding in ENCODINGS:
                if len(spelled := word.encode(encoding)) >= SHORTEST:
                    yield spelled


def _search(folder: Path, needles: set[bytes]) -> tuple[int, int, int]:
    """Return how often any needle stands below a folder, and how many files and bytes there are.

    Names of files and folders are searched too.
    """
    found = files = size = 0
    for path in folder.rglob("*"):
        name = path.name.encode()
        found += sum(needle in name for needle in needles)
        if path.is_file():
            data = path.read_bytes()
            found += sum(data.count(needle) for needle in needles)
            files += 1
            size += len(data)
    return found, files, size


def _largest_object(home: Path) -> Path:
    """Return the largest sealed object: one of the films."""
    files = (path for path in home.rglob("*") if SEALED_NAME.fullmatch(path.name))
    return max(files, key=lambda path: path.stat().st_size)


def _first_break(home: Path, passphrase: str) -> str:
    try:
        with Workspace.open(home, user=USER, passphrase=passphrase) as workspace:
            return workspace.verify().first_break
    except VaultError as error:  # it does not even open: that is found, too
        return str(error)


VAULT: tuple[Callable[[Stage], Scene], ...] = (nothing_readable, flipped_byte_found, verified)
"""The scenes about what is kept, in the order of the tour."""
