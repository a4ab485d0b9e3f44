from __future__ import annotations

import errno

import pytest

import audit.errors
import omni_med.errors
from ui.errors import ExitCode, NotVerifiedError, PassphraseError, render


def subclasses(base: type[Exception]) -> list[type[Exception]]:
    return [base, *(one for child in base.__subclasses__() for one in subclasses(child))]


def raised(kind: type[Exception]) -> Exception:
    return kind.__new__(kind)


TREES = [
    *subclasses(omni_med.errors.OmniMedError),
    *subclasses(audit.errors.VaultError),
]


@pytest.mark.parametrize("kind", TREES, ids=lambda kind: kind.__name__)
def test_every_error_of_the_trees_is_words(kind: type[Exception]) -> None:
    rendered = render(raised(kind))
    assert rendered is not None
    assert rendered.code not in {ExitCode.OK, ExitCode.USAGE, ExitCode.UNEXPECTED}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (audit.errors.WrongPassphraseError(), ExitCode.WRONG_PASSPHRASE),
        (audit.errors.TamperedError("an object was altered"), ExitCode.NOT_VERIFIED),
        (NotVerifiedError("the trail was cut"), ExitCode.NOT_VERIFIED),
        (omni_med.errors.CancelledError(), ExitCode.STOPPED),
        (KeyboardInterrupt(), ExitCode.STOPPED),
        (PassphraseError("nobody is there to ask"), ExitCode.FAILED),
        (MemoryError(), ExitCode.FAILED),
    ],
)
def test_the_code_says_what_kind_of_failure(error: BaseException, code: ExitCode) -> None:
    rendered = render(error)
    assert rendered is not None
    assert rendered.code is code


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_in_words(number: int) -> None:
    rendered = render(OSError(number, "No space left on device", "/some/where"))
    assert rendered is not None
    assert "disk is full" in rendered.message
    assert "Make room" in rendered.hint


def test_a_missing_file_is_named() -> None:
    rendered = render(FileNotFoundError(errno.ENOENT, "No such file or directory", "notes.txt"))
    assert rendered is not None
    assert "notes.txt" in rendered.message


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), ImportError("x"), OSError("x")])
def test_a_fault_of_the_program_is_no_message_to_the_user(error: Exception) -> None:
    assert render(error) is None


def test_codes_are_those_that_the_shell_keeps() -> None:
    assert all(0 <= code < 256 for code in ExitCode)
    assert len({int(code) for code in ExitCode}) == len(list(ExitCode))


@pytest.mark.parametrize("number", [errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG])
def test_a_place_that_will_not_do_comes_with_what_to_do(number: int) -> None:
    rendered = render(OSError(number, "It will not do", "out"))
    assert rendered is not None
    assert rendered.hint
