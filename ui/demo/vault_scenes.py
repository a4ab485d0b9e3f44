"""The scenes about what is kept: nothing readable on the disk, and nothing bent unseen."""

from __future__ import annotations

import re
import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from audit.errors import VaultError
from omni_med.workspace import Workspace
from ui.demo.scenes import Scene
from ui.demo.stage import USER, Stage

ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
OF_NOTES = ("Crackles over both lungs", "双肺呼吸音清")
LONGEST = 32  # characters of a word
SHORTEST = 6  # bytes; shorter ones stand in random bytes by chance
SEALED_NAME = re.compile(r"[0-9a-f]{64}")


def nothing_readable(stage: Stage) -> Scene:
    """Search every byte of the workspace for what the patients' files show in the clear."""
    words = dict(_words(stage))
    needles = {spelled for spellings in words.values() for spelled in spellings}
    clear, clear_files, _ = _search(stage.patients, needles)
    found, files, size = _search(stage.home, needles)
    plain = [word for word in words if len(word.encode()) >= SHORTEST]
    seen = sum(any(clear[spelled] for spelled in words[word]) for word in plain)
    hits = found.total()
    lines = (
        f"{len(words)} names, ids and words of the notes, in {len(needles)} spellings,",
        f"in {files} files, {size / 2**20:.0f} MiB of the workspace: found {hits} times",
        f"the same search in the {clear_files} files they came from: found {clear.total()} times",
    )
    return Scene("Nobody reads the disk", lines, hits == 0 and seen == len(plain) > 0)


def flipped_byte_found(stage: Stage) -> Scene:
    """Flip one bit in a copy of the workspace, and verify the copy."""
    copy = stage.folder / "copy"
    shutil.copytree(stage.home, copy)
    try:
        before = _first_break(copy, stage.passphrase)
        target = _largest_object(copy)
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 1
        target.write_bytes(data)
        said = _first_break(copy, stage.passphrase)
    finally:
        shutil.rmtree(copy)
    lines = (
        f"a copy of the workspace: {before or 'verifies'}",
        f"one bit of {len(data)} bytes flipped in it; verification says:",
        said or "NOTHING",
    )
    return Scene("One flipped bit is found", lines, bool(said) and not before)


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


def _words(stage: Stage) -> Iterator[tuple[str, set[bytes]]]:
    """Yield each word to search with its spellings that are long enough."""
    for case in stage.cases.values():
        person = case.order.person
        words = {*person.name.split("="), *person.name.replace("=", "^").split("^")}
        words |= {person.patient_id, case.order.accession, case.study_uid}
        for word in (*words, *OF_NOTES):
            spellings = {word.encode(encoding) for encoding in ENCODINGS}
            if word in OF_NOTES:
                spellings |= {part for spelled in spellings for part in _base64(spelled)}
            spellings = {spelled for spelled in spellings if len(spelled) >= SHORTEST}
            if spellings:
                yield word, spellings


def _base64(spelled: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of it wherever it stands in a text: FHIR keeps notes like that."""
    for shift in range(3):
        text = b64encode(bytes(shift) + spelled)
        yield text[-(-shift * 8 // 6) : (shift + len(spelled)) * 8 // 6]


def _search(folder: Path, needles: set[bytes]) -> tuple[Counter[bytes], int, int]:
    """Return how often each needle stands below a folder, and how many files and bytes there are.

    Names of files and folders are searched too.
    """
    found: Counter[bytes] = Counter()
    files = size = 0
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        files += path.is_file()
        size += len(data)
        for needle in needles:
            found[needle] += path.name.encode().count(needle) + data.count(needle)
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
