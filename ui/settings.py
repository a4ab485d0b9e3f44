"""What the environment says: the only place where it is read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "OMNI_MED_HOME"
USER_VARIABLE = "OMNI_MED_USER"
PASSPHRASE_VARIABLE = "OMNI_MED_PASSPHRASE_FILE"  # noqa: S105 - names a file, holds no secret

CODE_VARIABLE = "OMNI_MED_CODE_FILE"
ANCHOR_VARIABLE = "OMNI_MED_ANCHOR_FILE"
WITNESS_VARIABLE = "OMNI_MED_WITNESS"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the workspace is, and who opens it.

    Attributes:
        home: Folder of the workspace.
        user: Name of the key slot; None for the only user.
        passphrase_file: File whose content is the pass phrase; None to ask on the terminal.
        code_file: File whose content is the code of the second factor; None to ask for it.
        anchor_file: File elsewhere to which the trail is anchored every minute; None for none.
        logs: Folder of the engineers' logs, which hold no patient data.
        witness: Folder of the workspace that keeps the trail's checkpoints; None for none.
        witness_user: Who opens it; None for its only user.
        witness_passphrase_file: File whose content is that user's pass phrase.
    """

    home: Path
    user: str | None
    passphrase_file: Path | None
    logs: Path
    code_file: Path | None = None
    anchor_file: Path | None = None
    witness: Path | None = None
    witness_user: str | None = None
    witness_passphrase_file: Path | None = None


def read_settings(
    *, home: Path | None, user: str | None, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Return the settings; an option of the command line wins over the environment.

    Source: XDG Base Directory Specification 0.8, for the two default folders.
    """
    data = Path(environment.get("XDG_DATA_HOME") or _own() / ".local" / "share")
    state = Path(environment.get("XDG_STATE_HOME") or _own() / ".local" / "state")
    named = environment.get(HOME_VARIABLE)
    file = environment.get(PASSPHRASE_VARIABLE)
    code = environment.get(CODE_VARIABLE)
    anchor = environment.get(ANCHOR_VARIABLE)
    witness = environment.get(WITNESS_VARIABLE)
    secret = environment.get(f"{WITNESS_VARIABLE}_PASSPHRASE_FILE")
    return Settings(
        home=home or (Path(named) if named else data / "omni-med"),
        user=user or environment.get(USER_VARIABLE) or None,
        passphrase_file=Path(file) if file else None,
        logs=state / "omni-med",
        code_file=Path(code) if code else None,
        anchor_file=Path(anchor) if anchor else None,
        witness=Path(witness) if witness else None,
        witness_user=environment.get(f"{WITNESS_VARIABLE}_USER") or None,
        witness_passphrase_file=Path(secret) if secret else None,
    )


def _own() -> Path:
    """Return the user's own folder; the working folder for a user who has none (a container)."""
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()
