from __future__ import annotations

from pathlib import Path

import pytest

from ui.errors import PassphraseError
from ui.logs import LARGEST, LOG_NAME, record_unexpected
from ui.opening.passphrase import read_passphrase
from ui.settings import Settings, read_settings


def test_an_option_wins_over_the_environment() -> None:
    environment = {"OMNI_MED_HOME": "/from/environment", "OMNI_MED_USER": "eva"}
    found = read_settings(home=Path("/option"), user="jan", environment=environment)
    assert (found.home, found.user) == (Path("/option"), "jan")
    found = read_settings(home=None, user=None, environment=environment)
    assert (found.home, found.user) == (Path("/from/environment"), "eva")


def test_defaults_follow_xdg() -> None:
    found = read_settings(home=None, user=None, environment={"XDG_DATA_HOME": "/data"})
    assert found.home == Path("/data/omni-med")
    assert found.user is None


def settings_with(path: Path) -> Settings:
    return Settings(home=path.parent, user=None, passphrase_file=path, logs=path.parent)


@pytest.mark.parametrize("data", [b"secret words", b"secret words\n", b"secret words\r\n"])
def test_a_pass_phrase_file_is_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(data)
    assert read_passphrase(settings_with(path)) == "secret words"


@pytest.mark.parametrize("data", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe", b"x" * 5000])
def test_what_is_no_pass_phrase_is_refused_without_quoting_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(data)
    with pytest.raises(PassphraseError) as caught:
        read_passphrase(settings_with(path))
    assert "two" not in str(caught.value)


def test_a_missing_pass_phrase_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PassphraseError, match="cannot be read"):
        read_passphrase(settings_with(tmp_path / "nowhere"))


def failing() -> Exception:
    try:
        {}["SYNTHETIC^ANNA"]
    except KeyError as cause:
        error = RuntimeError("Patient SYNTHETIC^ANNA, born 1963")
        error.__cause__ = cause
    return error


def test_the_log_holds_types_and_frames_but_no_words(tmp_path: Path) -> None:
    incident, path = record_unexpected(failing(), tmp_path / "logs")
    assert path is not None
    text = path.read_text()
    assert incident in text
    assert "builtins.RuntimeError" in text
    assert "builtins.KeyError" in text
    assert "in failing" in text
    assert "ANNA" not in text
    assert "1963" not in text
    assert path.stat().st_mode & 0o077 == 0


def test_the_log_starts_over_when_it_is_large(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text("x" * (LARGEST + 1))
    record_unexpected(failing(), tmp_path)
    assert (tmp_path / LOG_NAME).stat().st_size < LARGEST
    assert (tmp_path / f"{LOG_NAME}.1").exists()


def test_a_log_that_cannot_be_written_is_no_second_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    incident, path = record_unexpected(failing(), tmp_path / "file" / "logs")
    assert incident
    assert path is None
