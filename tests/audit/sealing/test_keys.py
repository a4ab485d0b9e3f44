from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import TamperedError, WrongPassphraseError
from audit.sealing.keys import MINIMUM_COST, KdfCost, KeySlot, RootKey, frame

ROOT = RootKey(bytes(range(32)), "00" * 16)
FILM_ID = "1390a8e3ef35e94da307bb887a3f6153673afae341b074e65c9b2d6f7d88cb40"
WRAPPED = bytes.fromhex(
    "202122232425262728292a2ba49a32b44525001c5ef65186d4abaa8f6faa75be1f5c1b095427bd0d4b126d56"
    "7d8aca4eb72e42d7d91dbd3c098cdc37"
)


def test_derivations_stay_what_they_are() -> None:
    keys = ROOT.class_key("instance")
    assert keys.object_id("1.2.3", b"film") == FILM_ID
    assert keys.unwrap("ab" * 32, WRAPPED) == bytes(range(64, 96))
    assert ROOT.derive("catalog", "1").hex() == (
        "73e9cc4f19ec23b05df5d8b404174357ac72ea495d99eb5b3909e29e089094d3"
    )


@given(st.lists(st.binary(max_size=9)), st.lists(st.binary(max_size=9)))
def test_frames_are_unambiguous(one: list[bytes], two: list[bytes]) -> None:
    assert (frame(*one) == frame(*two)) == (one == two)


def test_ids_depend_on_class_scope_and_vault() -> None:
    ids = {
        ROOT.class_key("instance").object_id("s", b"film"),
        ROOT.class_key("note").object_id("s", b"film"),
        ROOT.class_key("instance").object_id("sf", b"ilm"),
        RootKey(bytes(range(32)), "11" * 16).class_key("instance").object_id("s", b"film"),
    }
    assert len(ids) == 4


def test_the_name_of_an_object_outlives_a_new_version_of_its_class_key() -> None:
    one, two = ROOT.class_key("instance", 1), ROOT.class_key("instance", 2)
    assert one.object_id("s", b"film") == two.object_id("s", b"film")
    with pytest.raises(TamperedError):
        two.unwrap("ab" * 32, one.wrap("ab" * 32, bytes(32)))


def test_a_wrapped_key_answers_to_its_object_only() -> None:
    keys = ROOT.class_key("instance")
    wrapped = keys.wrap("ab" * 32, bytes(range(32)))
    assert keys.unwrap("ab" * 32, wrapped) == bytes(range(32))
    for name, blob in (("cd" * 32, wrapped), ("ab" * 32, wrapped[:-1]), ("ab" * 32, b"")):
        with pytest.raises(TamperedError):
            keys.unwrap(name, blob)


def test_a_slot_moved_to_another_user_vault_or_cost_does_not_open() -> None:
    slot = KeySlot.seal(
        bytes(range(32)), vault_id="v", user="ada", passphrase="p", cost=MINIMUM_COST
    )
    plain = slot.to_plain()
    assert KeySlot.from_plain(plain) == slot
    slot.open(vault_id="v", passphrase="p")
    costly = KdfCost(MINIMUM_COST.memory_kib, 3, 1)
    for moved, vault_id in (
        (replace(slot, user="eve"), "v"),
        (slot, "w"),
        (replace(slot, cost=costly), "v"),
    ):
        with pytest.raises(WrongPassphraseError):
            moved.open(vault_id=vault_id, passphrase="p")


@pytest.mark.parametrize("change", [{"memory_kib": 8}, {"salt": "!"}, {"iterations": "x"}])
def test_a_damaged_slot_is_said_to_be(change: dict[str, object]) -> None:
    slot = KeySlot.seal(bytes(32), vault_id="v", user="ada", passphrase="p", cost=MINIMUM_COST)
    with pytest.raises(TamperedError):
        KeySlot.from_plain(slot.to_plain() | change)


def test_no_repr_shows_a_key() -> None:
    slot = KeySlot.seal(bytes(32), vault_id="v", user="ada", passphrase="p", cost=MINIMUM_COST)
    for text in (repr(ROOT), repr(ROOT.class_key("instance")), repr(slot)):
        assert "\\x" not in text
        assert "wrapped" not in text
