"""Every control's evidence can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from audit.catalogue.catalog import MetaRow
from audit.sealing.keys import MINIMUM_COST
from audit.sealing.shred import SCRUB
from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace, controls, lying
from omni_med.workspace.controls import Control
from omni_med.workspace.people import evidence

Look = Callable[[Workspace], dict[str, Control]]
UID = "1.2.826.0.1.3680043.10.543.1"


@pytest.fixture
def look(pool: DecodePool) -> Look:
    def found(workspace: Workspace) -> dict[str, Control]:
        return {item.id: item for item in workspace.controls(workspace.verify(), pool)}

    return found


def test_every_control_has_a_standard_an_answer_and_advice(look: Look, filled: Workspace) -> None:
    found = look(filled)
    assert len(found) == 16
    for item in found.values():
        assert "HIPAA" in item.standard or "GB/T 28448" in item.standard
        assert item.title
        assert item.evidence
        assert bool(item.advice) == (item.status != "pass")
        assert "complian" not in f"{item.title} {item.evidence} {item.advice}".lower()
        for word in ("Quirrell", "CANARY-4711", UID):
            assert word not in repr(item)
    assert {name for name, item in found.items() if item.status == "fail"} == {
        "identity.unique", "identity.factors", "audit.protection", "availability.backup",
        "privacy.minimum",
    }  # fmt: skip


def test_anchors_and_backups_are_seen_when_they_are_made(
    look: Look, filled: Workspace, tmp_path: Path
) -> None:
    for name, do in (
        ("audit.protection", lambda: filled.anchor(tmp_path / "anchors")),
        ("availability.backup", lambda: filled.backup(tmp_path / "backups")),
    ):
        assert look(filled)[name].status == "fail"
        do()
        assert look(filled)[name].status == "pass"


def test_a_readable_name_on_the_disk_is_found(look: Look, filled: Workspace) -> None:
    assert look(filled)["confidentiality.rest"].status == "pass"
    (filled.home / "thumbnail.txt").write_bytes(bytes(2_000_000) + b"CANARY-4711" + bytes(10))
    found = look(filled)["confidentiality.rest"]
    assert found.status == "fail"
    assert "1 of 2" in found.evidence


def test_a_name_across_two_pieces_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes((1 << 20) - 4) + b"CANARY-4711")
    assert controls._search(tmp_path, (b"CANARY-4711", b"another name"))[0] == 1


def test_a_damaged_object_fails_integrity(look: Look, filled: Workspace) -> None:
    assert look(filled)["integrity.rest"].status == "pass"
    path = max(
        (path for path in (filled.home / "vault/objects").rglob("*") if path.is_file()),
        key=lambda path: path.stat().st_size,
    )
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    found = look(filled)
    assert found["integrity.rest"].status == "fail"
    assert found["confidentiality.rest"].status == "fail"
    assert "while some is broken" in found["confidentiality.rest"].evidence
    assert "repair" in found["confidentiality.rest"].advice


def test_an_envelope_that_would_take_flipped_bits_is_noticed(
    look: Look, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controls.SealedReader, "open_file", lambda *_: _Careless())
    assert controls._flips_found() == (0, 64)


class _Careless:
    """Opens anything."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self) -> bytes:
        return b""


def test_a_log_that_is_still_to_be_emptied_fails(look: Look, filled: Workspace) -> None:
    assert look(filled)["residual.shredding"].status == "pass"
    with filled._vault.parts.catalog.write() as session:
        session.merge(MetaRow(key=SCRUB, value="1"))
        session.commit()
    assert look(filled)["residual.shredding"].status == "fail"


def test_a_cut_trail_fails_its_controls(look: Look, filled: Workspace, tmp_path: Path) -> None:
    filled.anchor(tmp_path / "anchors")
    raw = filled._vault._catalog._connect()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("DELETE FROM vault_trail WHERE sequence = 0")
    raw.close()
    found = look(filled)
    assert found["audit.protection"].status == "fail"
    assert found["audit.retention"].status == "fail"


def test_a_pool_that_would_take_a_lying_film_fails(look: Look, filled: Workspace) -> None:
    assert look(filled)["input.validation"].status == "pass"

    class Credulous:
        def parse(self, data: bytes) -> None:
            assert data == lying.lying_film()

        def confined(self) -> tuple[int, int]:
            return 0, 1

    found = filled.controls(filled.verify(), Credulous())  # type: ignore[arg-type]
    assert {item.id: item.status for item in found}["input.validation"] == "fail"


def test_rules_and_a_second_factor_are_seen_when_they_are_there(
    look: Look, filled: Workspace
) -> None:
    filled.set_policy(days=90)
    filled.enrol_factor()
    found = look(filled)
    assert found["identity.unique"].status == "pass"
    assert "1 of 1" in found["identity.factors"].evidence
    assert found["identity.factors"].status == "pass"
    for name in ("access.roles", "access.labels", "access.break-glass"):
        assert found[name].status == "not-applicable"


def test_a_department_passes_only_without_an_owner(look: Look, filled: Workspace) -> None:
    for name, role in (("sam", "security-admin"), ("sys", "system-admin"), ("aud", "audit-admin")):
        filled.add_user(name, "seven green bottles", [role], kdf=MINIMUM_COST)
    filled.set_label(UID, vip=True)
    found = look(filled)
    assert found["access.roles"].status == "fail"
    assert "1 may still do everything" in found["access.roles"].evidence
    assert found["identity.factors"].status == "fail"
    assert "0 of 4" in found["identity.factors"].evidence
    assert found["access.labels"].status == "pass"
    assert "1 studies are labelled" in found["access.labels"].evidence
    assert found["access.break-glass"].status == "pass"
    filled.break_glass(UID, "unconscious patient")
    assert "1 wait for review" in look(filled)["access.break-glass"].evidence
    filled.change_user("ada", roles=["radiologist"])
    assert evidence.roles(filled._vault)[0] == "pass"


@pytest.mark.parametrize(
    ("target", "careless", "control"),
    [
        ("refusals.check", lambda *_: None, "identity.lockout"),
        ("factor.Factor.admit", lambda self, *_: (self, "", ""), "identity.factors"),
        ("Policy.check", lambda *_: None, "identity.unique"),
    ],
)
def test_a_probe_that_would_let_anybody_in_fails(
    look: Look, filled: Workspace, monkeypatch: pytest.MonkeyPatch,
    target: str, careless: Callable[..., object], control: str,
) -> None:  # fmt: skip
    filled.set_policy(days=90)
    filled.enrol_factor()
    assert look(filled)[control].status == "pass"
    monkeypatch.setattr(f"omni_med.workspace.people.evidence.{target}", careless)
    assert look(filled)[control].status == "fail"
