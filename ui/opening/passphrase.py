"""Pass phrases and other secrets: from a file, the system's keyring, or asked for."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path

from ui.errors import PassphraseError
from ui.settings import PASSPHRASE_VARIABLE, Settings

LARGEST_PASSPHRASE = 4096  # bytes; a file beyond that is no pass phrase


def existing_passphrase(current: Settings) -> str:
    """Return the pass phrase: of the file, the system's keyring, or asked for.

    Raises:
        VaultNotFoundError: If there is not.
        PassphraseError: If it cannot be had.
    """
    from audit.errors import VaultNotFoundError

    if not current.home.is_dir():
        raise VaultNotFoundError(f"There is no workspace at {current.home}.")
    if current.passphrase_file is None:
        from ui.opening import os_keyring

        held = os_keyring.kept(current.home, current.user)
        if held is not None:
            return held
    return read_passphrase(current)


def read_passphrase(current: Settings, *, confirm: bool = False) -> str:
    """Return the pass phrase from the named file, or ask on the terminal.

    Args:
        current: The settings.
        confirm: Ask twice, for a new one.

    Raises:
        PassphraseError: If the file cannot be used, nobody is there to ask, or two answers differ.
    """
    if current.passphrase_file is not None:
        return _passphrase_of(current.passphrase_file)
    if not sys.stdin.isatty():
        raise PassphraseError("The pass phrase is needed, and nobody is there to ask.")
    answer = _ask("Pass phrase: ")
    if confirm and _ask("The same once more: ") != answer:
        raise PassphraseError("The two pass phrases differ.", hint="Try again.")
    return answer


def read_secret(path: Path | None, question: str, *, option: str, confirm: bool = False) -> str:
    """Return another secret than the pass phrase in use: from a file, or asked for.

    Args:
        path: A file whose one line it is, or None to ask.
        question: What to ask.
        option: The option that names the file.
        confirm: Ask twice, for a new one.

    Raises:
        PassphraseError: If the file cannot be used, nobody is there to ask, or two answers differ.
    """
    if path is not None:
        return _passphrase_of(path, option)
    if not sys.stdin.isatty():
        raise PassphraseError(
            f"{question.strip(': ')}: nobody is there to ask.",
            hint=f"Name a file whose one line it is, with {option}.",
        )
    answer = _ask(question)
    if confirm and _ask("The same once more: ") != answer:
        raise PassphraseError("The two answers differ.", hint="Try again.")
    return answer


def _ask(question: str) -> str:
    try:
        return str(getpass(question, stream=sys.stderr))
    except EOFError:
        raise PassphraseError("No pass phrase was given.") from None


def _passphrase_of(path: Path, source: str = PASSPHRASE_VARIABLE) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_PASSPHRASE + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise PassphraseError(
            f"The pass phrase's file cannot be read: {path}",
            hint=f"Check {source}; it names a file with one line of text.",
        ) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(data) > LARGEST_PASSPHRASE or "\n" in text:
        raise PassphraseError(
            f"The pass phrase's file must hold one line: {path}",
            hint=f"Check {source}.",
        )
    return text
