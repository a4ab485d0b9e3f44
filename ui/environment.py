"""Whether this machine has what OmniMed needs; an answer is words, never a version alone."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

LEAST_FREE = 2 << 30  # bytes; a CT study with its derived images
CJK_FONT = "Noto Sans CJK"
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)([^;]*)(;.*)?$")


class Level(StrEnum):
    """How an answer is meant."""

    OK = "ok"
    REMARK = "remark"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about this machine, and its answer."""

    name: str
    level: Level
    detail: str


def inspect(home: Path, *, has_display: bool) -> tuple[Answer, ...]:
    """Return the answers on Python, packages, display, fonts, models, disk and keyring."""
    return (
        _python(),
        _packages(),
        _display(has_display),
        _fonts(),
        *_models(),
        _disk(home),
        _keyring(),
    )


def _python() -> Answer:
    found = platform.python_version()
    fits = sys.version_info[:2] == (3, 11)
    return Answer(
        "python", Level.OK if fits else Level.FAILED, found if fits else f"{found}; 3.11 is needed"
    )


def _packages() -> Answer:
    lacking, count = [], 0
    for line in requires("omni-med") or ():
        parts = _REQUIREMENT.match(line)
        if parts is None or "extra ==" in (parts[3] or ""):
            continue
        count += 1
        try:
            version(parts[1])
        except PackageNotFoundError:
            lacking.append(parts[1])
    if lacking:
        return Answer("packages", Level.FAILED, f"missing: {', '.join(lacking)}")
    return Answer("packages", Level.OK, f"all {count} are installed")


def _display(has_display: bool) -> Answer:
    if has_display:
        return Answer("display", Level.OK, os.environ.get("XDG_SESSION_TYPE") or "present")
    return Answer("display", Level.REMARK, "none; `omni-med view` needs a graphical session")


def _fonts() -> Answer:
    lister = shutil.which("fc-list")
    if lister is None:
        return Answer("fonts", Level.REMARK, "not known; fc-list (package fontconfig) is missing")
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False)
    if CJK_FONT in listed.stdout:
        return Answer("fonts", Level.OK, f"{CJK_FONT} shows Chinese, Japanese and Korean names")
    return Answer(
        "fonts", Level.REMARK, "Chinese shows as boxes; install the package fonts-noto-cjk"
    )


def _models() -> tuple[Answer, ...]:
    from omni_med.errors import ModelError  # noqa: PLC0415 - `--help` must be instant
    from omni_med.models.registry import DEFAULT_MODEL, backends  # noqa: PLC0415

    answers = []
    for factory in backends():
        bad = Level.FAILED if factory.id == DEFAULT_MODEL else Level.REMARK
        name = f"model {factory.id}"
        missing = factory.missing()
        if missing:
            answers.append(Answer(name, bad, f"missing: {', '.join(missing)}"))
            continue
        try:
            card = factory.load().card
        except ModelError as error:
            answers.append(Answer(name, bad, str(error)))
        else:
            answers.append(
                Answer(name, Level.OK, f"version {card.version}, SHA-256 {card.sha256[:16]}")
            )
    return tuple(answers)


def _disk(home: Path) -> Answer:
    place = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    words = f"{free / (1 << 30):.1f} GiB free at the workspace"
    return Answer("disk", Level.OK if free >= LEAST_FREE else Level.REMARK, words)


def _keyring() -> Answer:
    from ui.opening import os_keyring  # noqa: PLC0415 - `--help` must be instant

    try:
        found = os_keyring.backend()
    except os_keyring.KeyringError as error:
        return Answer("keyring", Level.REMARK, f"not used; {error}")
    name = os_keyring.name_of(found)
    return Answer("keyring", Level.OK, f"{name}; `omni-med keys keyring on` uses it")
