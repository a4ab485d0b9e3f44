"""Users, roles, lock-out, second factor; each with what must fail."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from audit.errors import (
    LockedOutError,
    RoleError,
    SecondFactorError,
    TamperedError,
    UnknownUserError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from audit.identity import accounts, factor, refusals
from audit.identity.accounts import (
    add_user,
    change_account,
    change_policy,
    enrol_factor,
    list_users,
    remove_factor,
    reset_passphrase,
)
from audit.identity.factor import Enrolment, Factor, Proof, code_at
from audit.identity.policy import Policy, calibrate
from audit.identity.roles import Role, check_roles, excludes, read_roles
from audit.identity.slots import change_passphrase
from audit.sealing.keys import MINIMUM_COST, KdfCost
from audit.vault import Vault, users

WORDS = "seven green bottles on a wall"
OTHER = "eight brown bottles in a hall"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def add(vault: Vault, name: str, *roles: Role, words: str = WORDS) -> None:
    add_user(vault, name, words, frozenset(roles), cost=MINIMUM_COST)


def test_each_user_opens_with_their_own_words_and_must_change_them(vault: Vault) -> None:
    add(vault, "bob", Role.RADIOLOGIST)
    assert users(vault.home) == ("ada", "bob")
    with Vault.open(vault.home, user="bob", passphrase=WORDS) as bob:
        assert bob.pending == {"passphrase"}
        change_passphrase(bob, OTHER, MINIMUM_COST)
    with Vault.open(vault.home, user="bob", passphrase=OTHER) as bob:
        assert bob.pending == frozenset()
        assert bob.account.roles == {Role.RADIOLOGIST}
        assert bob.verify().ok
    with pytest.raises(WrongPassphraseError):
        Vault.open(vault.home, user="ada", passphrase=OTHER)
    with pytest.raises(UnknownUserError, match="several"):
        Vault.open(vault.home, passphrase=OTHER)


@pytest.mark.parametrize("name", ["ada", "ADA", "", "a/b", "eva/recovery"])
def test_taken_and_impossible_names_are_refused(vault: Vault, name: str) -> None:
    with pytest.raises(UnknownUserError):
        add(vault, name, Role.RADIOLOGIST)
    assert users(vault.home) == ("ada",)


@pytest.mark.parametrize(
    "words", ["", "short", "password1234", "qwertyuiop12", "bob-bob-bob-bob", "aaaaaaaaaaaaaaaa"]
)
def test_pass_phrases_that_anybody_would_try_are_refused(vault: Vault, words: str) -> None:
    with pytest.raises(WeakPassphraseError):
        add(vault, "bob", Role.RADIOLOGIST, words=words)
    assert users(vault.home) == ("ada",)


def test_a_disabled_user_has_no_slot_left_and_comes_back(vault: Vault) -> None:
    add(vault, "bob", Role.RADIOLOGIST)
    change_account(vault, "bob", lambda item: replace(item, enabled=False))
    assert "bob" not in (vault.home / "vault/keyslots.json").read_text()
    with pytest.raises(UnknownUserError):
        Vault.open(vault.home, user="bob", passphrase=WORDS)
    assert [item.account.enabled for item in list_users(vault)] == [True, False]
    change_account(vault, "bob", lambda item: replace(item, enabled=True))
    Vault.open(vault.home, user="bob", passphrase=WORDS).close()


def test_the_role_matrix_excludes_what_must_be_apart() -> None:
    allowed = {
        frozenset({Role.RADIOLOGIST, Role.ML_STAFF}), frozenset({Role.TRAINEE, Role.ML_STAFF}),
    }  # fmt: skip
    for one, other in combinations(Role, 2):
        pair = frozenset({one, other})
        assert excludes(one, other) == excludes(other, one) == (pair not in allowed)
        if pair not in allowed:
            with pytest.raises(RoleError):
                check_roles(pair)
    for administrators in combinations((Role.SYSTEM, Role.SECURITY, Role.AUDIT), 2):
        assert excludes(*administrators)
    with pytest.raises(RoleError):
        read_roles([])
    with pytest.raises(RoleError, match="Roles are"):
        read_roles(["chief"])


def test_the_last_of_each_administrator_stays(vault: Vault) -> None:
    add(vault, "sys", Role.SYSTEM)
    add(vault, "sec", Role.SECURITY)
    with pytest.raises(RoleError, match="audit-admin"):
        change_account(vault, "ada", lambda a: replace(a, roles=frozenset({Role.RADIOLOGIST})))
    add(vault, "aud", Role.AUDIT)
    change_account(vault, "ada", lambda a: replace(a, roles=frozenset({Role.RADIOLOGIST})))
    for name in ("sys", "sec", "aud"):
        with pytest.raises(RoleError, match="any more"):
            change_account(vault, name, lambda a: replace(a, enabled=False))
    with pytest.raises(RoleError, match="one owner"):
        change_account(vault, "ada", lambda a: replace(a, roles=frozenset({Role.OWNER})))
    with pytest.raises(RoleError, match="one owner"):
        add(vault, "eve", Role.OWNER)


def test_administrators_need_a_second_factor(vault: Vault) -> None:
    add(vault, "sec", Role.SECURITY)
    with Vault.open(vault.home, user="sec", passphrase=WORDS) as sec:
        assert sec.pending == {"passphrase", "factor"}
        enrol_factor(sec, "sec")
        change_passphrase(sec, OTHER, MINIMUM_COST)
    with pytest.raises(SecondFactorError, match="second factor as well"):
        Vault.open(vault.home, user="sec", passphrase=OTHER)


def fresh(tmp_path: Path, clock: Clock) -> Vault:
    return Vault.create(tmp_path, user="ada", passphrase=WORDS, kdf=MINIMUM_COST, clock=clock)


def enter(home: Path, clock: Clock, words: str = WORDS, **proof: str) -> str:
    with Vault.open(home, user="ada", passphrase=words, proof=Proof(**proof), clock=clock) as vault:
        return vault.token


def test_a_factor_whose_code_is_wrong_does_not_come_into_force(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        before = enrol_factor(vault, "ada")
        clock.forward(minutes=5)
        for wrong in ("", "00000", "abcdef", code_at(before.secret, clock.now), "９" * 6):
            with pytest.raises(SecondFactorError, match="nothing was changed"):
                enrol_factor(vault, "ada", lambda _shown, wrong=wrong: wrong)
        with pytest.raises(BrokenPipeError):
            enrol_factor(vault, "ada", _cut_off)
        failed = [e for e in vault.trail() if e.outcome == "failure"]
        assert {entry.action for entry in failed} == {"users.factor"}
        assert len(failed) == 6
    enter(tmp_path, clock, code=code_at(before.secret, clock.now))


def _cut_off(_shown: Enrolment) -> str:
    raise BrokenPipeError


def test_a_confirmed_factors_first_code_is_used_up(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        shown = enrol_factor(vault, "ada", lambda new: code_at(new.secret, clock.now))
        assert vault.trail()[-2].detail["confirmed"] is True
    with pytest.raises(SecondFactorError, match="used before"):
        enter(tmp_path, clock, code=code_at(shown.secret, clock.now))
    clock.forward(seconds=30)
    enter(tmp_path, clock, code=code_at(shown.secret, clock.now))


def test_a_code_opens_once_and_a_replay_never(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        shown = enrol_factor(vault, "ada")
    assert shown.secret not in repr(shown)
    assert shown.uri.startswith("otpauth://totp/")
    clock.forward(minutes=5)
    code = code_at(shown.secret, clock.now)
    enter(tmp_path, clock, code=code)
    with pytest.raises(SecondFactorError, match="used before"):
        enter(tmp_path, clock, code=code)
    with pytest.raises(SecondFactorError):  # the step before the accepted one
        enter(tmp_path, clock, code=code_at(shown.secret, clock.now - timedelta(seconds=30)))
    clock.forward(seconds=30)
    enter(tmp_path, clock, code=code_at(shown.secret, clock.now))
    for late in (-2, 2):
        with pytest.raises(SecondFactorError):
            enter(tmp_path, clock, code=code_at(shown.secret, clock.now + timedelta(minutes=late)))


def test_recovery_codes_open_once_and_stand_nowhere(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        shown = enrol_factor(vault, "ada")
        with vault.look() as session:
            document = json.dumps(vault.rows.read(session, factor.KIND, "ada"))
    assert len(set(shown.codes)) == 10
    for code in shown.codes:
        assert code.replace("-", "").upper() not in document.upper()
    enter(tmp_path, clock, code=shown.codes[3])
    with pytest.raises(SecondFactorError):
        enter(tmp_path, clock, code=shown.codes[3])
    enter(tmp_path, clock, code=shown.codes[4].upper().replace("-", " "))
    with fresh_open(tmp_path, clock, shown.codes[5]) as vault:
        assert list_users(vault)[0].codes == 7
        remove_factor(vault, "ada")
    assert enter(tmp_path, clock) == ""


def fresh_open(home: Path, clock: Clock, code: str) -> Vault:
    return Vault.open(home, passphrase=WORDS, proof=Proof(code), clock=clock)


def test_a_proof_holds_while_it_is_used_and_no_longer(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        shown = enrol_factor(vault, "ada")
    token = enter(tmp_path, clock, code=code_at(shown.secret, clock.now))
    for _ in range(3):
        clock.forward(minutes=9)
        assert enter(tmp_path, clock, token=token) == token
    clock.forward(minutes=10)
    with pytest.raises(SecondFactorError):
        enter(tmp_path, clock, token=token)
    with pytest.raises(SecondFactorError):
        enter(tmp_path, clock, token=secrets.token_urlsafe(24))
    token = enter(tmp_path, clock, code=code_at(shown.secret, clock.now))
    with pytest.raises(WrongPassphraseError):
        enter(tmp_path, clock, "wrong words here", token=token)


def test_a_proof_ends_after_twelve_hours_however_busy() -> None:
    held, shown = factor.enrol("ada", "0" * 32)
    now = NOW
    held, token, _ = held.admit(Proof(code_at(shown.secret, now)), now)
    while (now := now + timedelta(minutes=9)) < NOW + timedelta(hours=12):
        held, _, how = held.admit(Proof(token=token), now)
        assert how == "earlier proof"
    with pytest.raises(SecondFactorError):
        held.admit(Proof(token=token), now)


def test_five_refusals_lock_a_name_for_half_an_hour(tmp_path: Path) -> None:
    clock = Clock()
    fresh(tmp_path, clock).close()
    for _ in range(5):
        clock.forward(seconds=10)
        with pytest.raises(WrongPassphraseError) as refused:
            enter(tmp_path, clock, "wrong")
        assert not isinstance(refused.value, LockedOutError)
    with pytest.raises(LockedOutError, match="30 more minutes"):
        enter(tmp_path, clock)  # the right one
    clock.forward(minutes=29, seconds=50)
    with pytest.raises(LockedOutError):
        enter(tmp_path, clock)
    clock.forward(seconds=10)
    enter(tmp_path, clock)
    with Vault.open(tmp_path, passphrase=WORDS, clock=clock) as vault:
        words = [entry.detail["what"] for entry in vault.trail() if "refused" in entry.detail]
        assert words == ["passphrase"] * 5 + ["locked"] * 2, "refused tries are counted too"
        assert vault.verify().ok


def test_four_refusals_lock_nobody_and_a_log_in_begins_anew(tmp_path: Path) -> None:
    clock = Clock()
    fresh(tmp_path, clock).close()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(WrongPassphraseError):
                enter(tmp_path, clock, "wrong")
        enter(tmp_path, clock)


def test_another_users_log_in_does_not_reset_the_count(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        add(vault, "bob", Role.RADIOLOGIST)
    for tries in range(6):
        with pytest.raises(WrongPassphraseError) as refused:
            Vault.open(tmp_path, user="bob", passphrase="wrong", clock=clock)
        assert isinstance(refused.value, LockedOutError) == (tries == 5)
        enter(tmp_path, clock)
    with Vault.open(tmp_path, user="ada", passphrase=WORDS, clock=clock) as vault:
        refused_ones = [entry for entry in vault.trail() if "refused" in entry.detail]
        assert len(refused_ones) == 6, "each once"


def test_wrong_codes_count_as_well(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        shown = enrol_factor(vault, "ada")
    right = code_at(shown.secret, clock.now)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(SecondFactorError):
            enter(tmp_path, clock, code=wrong)
    with pytest.raises(LockedOutError):
        enter(tmp_path, clock, code=right)


def no_file(folder: Path) -> None:
    (folder / refusals.FILE).unlink()


def emptied(folder: Path) -> None:
    document = json.loads((folder / refusals.FILE).read_text())
    document["lines"] = []
    (folder / refusals.FILE).write_text(json.dumps(document))


def last_taken_away(folder: Path) -> None:
    document = json.loads((folder / refusals.FILE).read_text())
    document["lines"].pop()
    (folder / refusals.FILE).write_text(json.dumps(document))


def renamed(folder: Path) -> None:
    text = (folder / refusals.FILE).read_text()
    (folder / refusals.FILE).write_text(text.replace('"ada"', '"bob"'))


def nonsense(folder: Path) -> None:
    (folder / refusals.FILE).write_bytes(b"\xff\x00 no JSON")


@pytest.mark.parametrize("attack", [no_file, emptied, last_taken_away, renamed, nonsense])
def test_who_bends_the_list_of_refusals_is_noticed(
    tmp_path: Path, attack: Callable[[Path], None]
) -> None:
    clock = Clock()
    fresh(tmp_path, clock).close()
    for _ in range(3):
        with pytest.raises(WrongPassphraseError):
            enter(tmp_path, clock, "wrong")
    attack(tmp_path / "vault")
    with Vault.open(tmp_path, passphrase=WORDS, clock=clock) as vault:
        assert "refusals.broken" in [entry.action for entry in vault.trail()]
    with Vault.open(tmp_path, passphrase=WORDS, clock=clock) as vault:
        assert [entry.action for entry in vault.trail()].count("refusals.broken") == 1


def test_an_untouched_list_is_not_called_bent(tmp_path: Path) -> None:
    """The control."""
    clock = Clock()
    fresh(tmp_path, clock).close()
    for _ in range(3):
        with pytest.raises(WrongPassphraseError):
            enter(tmp_path, clock, "wrong")
        enter(tmp_path, clock)
    with Vault.open(tmp_path, passphrase=WORDS, clock=clock) as vault:
        assert "refusals.broken" not in [entry.action for entry in vault.trail()]


def test_pass_phrases_expire_in_departments(tmp_path: Path) -> None:
    clock = Clock()
    with fresh(tmp_path, clock) as vault:
        add(vault, "bot", Role.SERVICE)
        assert list_users(vault)[0].expired is False
    clock.forward(days=91)
    with Vault.open(tmp_path, user="ada", passphrase=WORDS, clock=clock) as vault:
        assert vault.pending == {"passphrase"}
        change_passphrase(vault, OTHER, MINIMUM_COST)
    with Vault.open(tmp_path, user="ada", passphrase=OTHER, clock=clock) as vault:
        assert vault.pending == frozenset()
    with Vault.open(tmp_path, user="bot", passphrase=WORDS, clock=clock) as bot:
        assert bot.pending == frozenset(), "a program's does not"


def test_a_reset_pass_phrase_must_be_changed(vault: Vault) -> None:
    add(vault, "bob", Role.TRAINEE)
    reset_passphrase(vault, "bob", OTHER, MINIMUM_COST)
    with pytest.raises(WrongPassphraseError):
        Vault.open(vault.home, user="bob", passphrase=WORDS)
    with Vault.open(vault.home, user="bob", passphrase=OTHER) as bob:
        assert bob.pending == {"passphrase"}


def test_a_trail_is_never_kept_for_less_than_half_a_year(vault: Vault) -> None:
    with pytest.raises(RoleError, match="180"):
        change_policy(vault, lambda rules: replace(rules, retention=179))
    assert change_policy(vault, lambda rules: replace(rules, retention=180)).retention == 180


def test_calibration_never_goes_below_the_default() -> None:
    cost, floor = calibrate(0.0), KdfCost()
    assert (cost.memory_kib >= floor.memory_kib, cost.iterations) == (True, floor.iterations)
    assert calibrate(60).iterations == 16


def test_a_lying_row_of_a_user_is_refused(vault: Vault) -> None:
    """An old row, a foreign one, one slipped in, one that is gone: none is read."""
    add(vault, "bob", Role.RADIOLOGIST)
    raw = vault._catalog._connect()
    sql = raw.execute
    query = "SELECT version, sealed FROM vault_security WHERE kind = 'account' AND name = 'bob'"
    old = sql(query).fetchone()
    change_account(vault, "bob", lambda item: replace(item, roles=frozenset({Role.TRAINEE})))
    new = sql(query).fetchone()
    put = "UPDATE vault_security SET version = ?, sealed = ? WHERE name = 'bob'"
    other = sql("SELECT sealed FROM vault_security WHERE name = 'ada'").fetchone()[0]
    attacks = [
        (put, old),
        (put, (new[0], old[1])),
        (put, (new[0], other)),
        (put, (new[0], new[1][:-1] + bytes([new[1][-1] ^ 1]))),
        ("DELETE FROM vault_security WHERE name = 'bob'", ()),
    ]
    for statement, values in attacks:
        sql(statement, values)
        with pytest.raises(TamperedError), vault.look() as session:
            accounts.read_account(vault.rows, session, "bob")
        with pytest.raises(TamperedError):
            Vault.open(vault.home, user="bob", passphrase=WORDS)
        assert not vault.verify().ok
        sql(put, new)
    sql("INSERT INTO vault_security VALUES ('account', 'bob', ?, ?)", new)
    sql("INSERT INTO vault_security SELECT 'account', 'eve', version, sealed "
        "FROM vault_security WHERE name = 'ada'")  # fmt: skip
    with pytest.raises(TamperedError), vault.look() as session:
        accounts.read_account(vault.rows, session, "eve")
    sql("DELETE FROM vault_security WHERE name = 'eve'")
    raw.close()
    assert vault.verify().ok, "the control: put back, all holds"


def test_rules_of_the_policy() -> None:
    alone, department = Policy(), Policy.department()
    alone.check("a third one", "ada")
    with pytest.raises(WeakPassphraseError, match="12"):
        department.check("a third one", "ada")
    with pytest.raises(WeakPassphraseError, match="name"):
        alone.check("ada-ada1", "ada")
    assert not alone.expired(0, 1e12)
    assert department.expired(0, 91 * 86_400)


def test_codes_are_those_of_the_rfc() -> None:
    """RFC 6238, appendix B, SHA-1: the last six of the eight digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, digits in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert code_at(secret, datetime.fromtimestamp(seconds, UTC)) == digits
    held = Factor(secret)
    after, _, how = held.admit(Proof("287 082"), datetime.fromtimestamp(59, UTC))
    assert (after.step, how) == (1, "authenticator")
