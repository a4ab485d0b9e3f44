"""A department as its security administrator makes it, by typing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from audit.identity.factor import code_at

FIRST, OWN = "seven green bottles on a wall", "eight brown bottles in a hall"


class Person:
    """One user with files for pass phrase and code."""

    def __init__(self, cli: Any, folder: Path, name: str, words: str) -> None:
        self.cli, self.name = cli, name
        self.secret, self.code = folder / f"{name}.txt", folder / f"{name}.code"
        self.run_time = folder / f"{name}.run"
        self.secret.write_text(words + "\n")

    def __call__(self, *arguments: object, code: int | None = 0) -> Any:
        given = {
            "OMNI_MED_PASSPHRASE_FILE": str(self.secret),
            "OMNI_MED_USER": self.name,
            "XDG_RUNTIME_DIR": str(self.run_time),
        }
        if self.code.exists():
            given["OMNI_MED_CODE_FILE"] = str(self.code)
        return self.cli(*arguments, code=code, **given)

    def json(self, *arguments: object) -> Any:
        return json.loads(self("--user", self.name, *arguments, "--json").stdout)


@pytest.mark.slow
def test_a_department_from_the_first_user_to_the_first_refusal(cli: Any, tmp_path: Path) -> None:
    cli("init", "--user", "eva")
    first, own = tmp_path / "first", tmp_path / "own"
    first.write_text(FIRST + "\n")
    own.write_text(OWN + "\n")
    weak = tmp_path / "weak"
    weak.write_text("password1234\n")
    cli("users", "add", "sam", "--role", "security-admin", "--new", weak, code=1)
    cli("users", "add", "sam", "--role", "chief", "--new", first, code=1)
    for name, role in (("sam", "security-admin"), ("sys", "system-admin"), ("aud", "audit-admin")):
        made = cli.json("--user", "eva", "users", "add", name, "--role", role, "--new", first)
        assert made["roles"] == [role]
    cli("studies", code=1)  # several users now: one must be named
    assert cli.json("--user", "eva", "users", "role", "eva", "--role", "radiologist")["roles"] == [
        "radiologist"
    ]
    eva = Person(cli, tmp_path, "eva", "correct horse battery staple")
    eva("studies")
    for refused in (("audit", "show"), ("users", "list"), ("keys", "rotate")):
        assert "not for radiologist" in eva(*refused, code=1).stderr
    sam = Person(cli, tmp_path, "sam", FIRST)
    assert "comes first" in sam("users", "list", code=1).stderr
    sam("keys", "passphrase", "--new", own)
    sam.secret.write_text(OWN + "\n")
    assert "second factor" in sam("users", "list", code=1).stderr
    sheet = sam("users", "totp").stdout
    secret = re.search(r"authenticator +([A-Z2-7]{32})", sheet)
    assert secret is not None
    assert len(re.findall(r"^    \w{4}-\w{4}-\w{4}-\w{4}$", sheet, re.MULTILINE)) == 10
    assert "second factor as well" in sam("users", "list", code=3).stderr
    sam.code.write_text(code_at(secret[1], datetime.now(UTC)) + "\n")
    sam("users", "list")
    assert sam("users", "list").stdout.count("\n") >= 5, "the proof holds: no second code is asked"
    (token,) = (sam.run_time / "omni-med").iterdir()
    assert token.stat().st_mode & 0o077 == 0
    token.unlink()
    assert "used before" in sam("users", "list", code=3).stderr, "the same code is refused"
    sam.code.unlink()
    sam.code.write_text(re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", sheet)[0] + "\n")
    listed = {item["user"]: item for item in sam.json("users", "list")}
    assert listed["sam"]["factor"]
    assert listed["sam"]["codes"] == 9
    assert "not for security-admin" in sam("studies", code=1).stderr
    sam("users", "disable", "eva")
    eva("studies", code=1)
    sam("users", "enable", "eva")
    eva("studies")
    assert "any more" in sam("users", "disable", "aud", code=1).stderr


def test_five_wrong_pass_phrases_lock_the_name(cli: Any, tmp_path: Path) -> None:
    cli("init")
    wrong = tmp_path / "wrong"
    wrong.write_text("not it at all\n")
    for _ in range(5):
        cli("studies", code=3, OMNI_MED_PASSPHRASE_FILE=str(wrong))
    done = cli("studies", "--json", code=3)
    assert "locked for 30 more minutes" in json.loads(done.stdout)["error"]["message"]


@pytest.mark.slow
def test_a_label_and_an_emergency(cli: Any, tmp_path: Path, cases: Any) -> None:
    uid = cases["fits"].study_uid
    cli("init", "--user", "eva")
    cli("import", cases["fits"].folder)
    words = tmp_path / "first"
    words.write_text(FIRST + "\n")
    cli("users", "add", "bob", "--role", "trainee", "--new", words)
    bob = Person(cli, tmp_path, "bob", FIRST)
    words.write_text(OWN + "\n")
    bob("keys", "passphrase", "--new", words)
    bob.secret.write_text(OWN + "\n")
    assert bob.json("studies")
    cli("--user", "eva", "access", "label", uid, "--vip")
    assert bob.json("studies") == []
    assert bob("show", uid, code=1).stderr
    bob("access", "break-glass", uid, "--reason", "no", code=1)
    bob("access", "break-glass", uid, code=2)
    made = bob.json("access", "break-glass", uid, "--reason", "unconscious, nobody else here")
    assert [row["study_uid"] for row in bob.json("studies")] == [uid]
    bob("access", "list", code=1)
    listed = cli("--user", "eva", "access", "list").stdout
    assert "OPEN" in listed
    assert "1 wait for review" in listed
    cli("--user", "eva", "access", "review", made["id"], "--note", "right")
    assert "0 wait" in cli("--user", "eva", "access", "list").stdout
    rules = cli.json("--user", "eva", "users", "policy", "--days", "30")
    assert (rules["days"], rules["minimum"]) == (30, 12)
    cli("--user", "eva", "users", "policy", "--retention", "100", code=1)
    cli("--user", "eva", "users", "passphrase", "bob", "--new", words)
    bob("studies", code=1)
    cli("--user", "eva", "users", "totp", "--remove", "bob")
