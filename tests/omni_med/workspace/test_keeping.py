"""Backup, restore and shredding of whole workspaces."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import event, func, select

from audit.errors import VaultError, WeakPassphraseError, WrongPassphraseError
from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import (
    Analysis,
    Decision,
    ModelVersion,
    Priority,
    Provenance,
    Triage,
    Verdict,
)
from omni_med.errors import UnknownStudyError, WorkspaceError
from omni_med.workspace import Workspace
from omni_med.workspace.tables import Base, DecisionTable

PASSPHRASE = "a horse and a stapler"
UID = "1.2.826.0.1.3680043.10.543.1"
TIME = datetime(2026, 1, 2, tzinfo=UTC)


def an_analysis() -> Analysis:
    return Analysis(
        analysis_id="a", study_uid=UID, model=ModelVersion("fake", "1"), created=TIME,
        assessed=(), not_assessed=(), findings=(), modalities=(), conflicts=(),
        triage=Triage(Priority.CRITICAL, ()), provenance=Provenance("test/1", ()), timings_ms={},
    )  # fmt: skip


def a_decision() -> Decision:
    return Decision(
        decision_id="d", analysis_id="a", finding="pneumonia", verdict=Verdict.REJECT,
        reader="ada", decided=TIME, ai_shown=True, reason="a skin fold",
    )  # fmt: skip


def test_a_restored_workspace_is_the_same_and_says_that_it_was_restored(
    filled: Workspace, tmp_path: Path
) -> None:
    filled.cache("key", b"features")
    case = filled.open_case(UID)
    snapshot = filled.backup(tmp_path / "backups").snapshot
    restored, report = Workspace.restore(
        tmp_path / "backups", tmp_path / "new", passphrase=PASSPHRASE
    )
    with restored:
        assert report.snapshot == snapshot
        assert restored.open_case(UID) == case
        for instance in case.study.instances:
            uid = instance.sop_instance_uid
            assert restored.read_instance(uid) == filled.read_instance(uid)
        assert restored.cached("key") == b"features"
        entry = next(item for item in restored.trail() if item.action == "workspace.restore")
        assert entry.detail["snapshot"] == snapshot
        assert restored.verify().ok


def test_a_shredded_study_leaves_no_row_and_no_object(
    filled: Workspace, write_file: Callable[..., Path], pool: DecodePool, tmp_path: Path
) -> None:
    other = f"{UID[:-1]}2"
    note = tmp_path / "note.txt"
    note.write_text("Words.")
    filled.import_paths([], notes=[note], pool=pool)
    filled.save_analysis(an_analysis())
    filled.decide(a_decision())
    filled.import_paths([write_file("z.dcm", study=2)], pool=pool)
    filled.cache("key", b"features")
    filled.open_case(UID)
    for reason, uid, error in (("", UID, WorkspaceError), ("why", "9.9", UnknownStudyError)):
        with pytest.raises(error):
            filled.shred(uid, reason)
    filled.shred(UID, "patient's wish")
    assert [row.study_uid for row in filled.studies()] == [other]
    with pytest.raises(UnknownStudyError):
        filled.open_case(UID)
    with pytest.raises(UnknownStudyError):
        filled.read_instance(f"{UID}.1.1")
    assert filled.cached("key") is None
    with filled._vault.look() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                values = session.execute(select(column)).scalars()
                assert not [value for value in values if value in {UID, f"{UID}.1.1"}], column
        assert session.scalar(select(func.count()).select_from(DecisionTable)) == 0
    files = [path for path in (filled.home / "vault/objects").rglob("*") if path.is_file()]
    assert len(files) == 1, "the other study's file"
    assert filled.verify().ok
    entry = next(item for item in filled.trail() if item.action == "study.shred")
    assert entry.detail["reason"] == "patient's wish"
    assert UID not in str(entry.to_leaf())
    again = filled.import_paths([tmp_path / "files" / "a.dcm"], pool=pool)
    assert again.instances == 1, "importing it again is allowed"


def test_a_restore_beside_the_workspace_leaves_out_what_was_shredded_there(
    filled: Workspace, write_file: Callable[..., Path], pool: DecodePool, tmp_path: Path
) -> None:
    filled.import_paths([write_file("z.dcm", study=2)], pool=pool)
    filled.backup(tmp_path / "backups")
    filled.shred(UID, "patient's wish")
    for number, (beside, count) in enumerate(((None, 2), (filled.home, 1), (tmp_path, 2))):
        restored, report = Workspace.restore(
            tmp_path / "backups", tmp_path / f"r{number}", passphrase=PASSPHRASE, beside=beside
        )
        with restored:
            assert len(restored.studies()) == count
            assert (report.shredded > 0) == (count == 1)
            assert restored.verify().ok
    assert filled.backup(tmp_path / "backups").shredded > 0
    restored, _ = Workspace.restore(
        tmp_path / "backups", tmp_path / "last", passphrase=PASSPHRASE, snapshot=report.snapshot
    )
    with restored:
        assert len(restored.studies()) == 1
        assert restored.verify().ok


def test_a_recovery_code_opens_the_workspace_and_sets_a_new_pass_phrase(filled: Workspace) -> None:
    sheet = filled.make_recovery(kdf=MINIMUM_COST)
    case = filled.open_case(UID)
    filled.close()
    with Workspace.recover(
        filled.home, code=sheet.code, passphrase="new words", kdf=MINIMUM_COST
    ) as recovered:
        assert recovered.user == "ada"
        assert recovered.open_case(UID) == case
        actions = [(entry.action, dict(entry.detail)) for entry in recovered.trail()]
        assert ("vault.open", {"with": "recovery code"}) in actions
        assert "keys.passphrase" in [action for action, _ in actions]
    with pytest.raises(WrongPassphraseError):
        Workspace.open(filled.home, passphrase=PASSPHRASE)
    with pytest.raises(WeakPassphraseError):
        Workspace.recover(filled.home, code=sheet.code, passphrase=" ", kdf=MINIMUM_COST)
    Workspace.open(filled.home, passphrase="new words").close()


def test_shredding_reaches_every_table_that_holds_something_of_a_study(filled: Workspace) -> None:
    seen: list[str] = []
    engine = filled._vault.parts.catalog.engine
    event.listen(
        engine, "before_cursor_execute", lambda _c, _r, statement, *_: seen.append(statement)
    )
    filled.shred(UID, "patient's wish")
    deleted = {words[2] for words in map(str.split, seen) if words[:2] == ["DELETE", "FROM"]}
    # A data set holds no member itself; looks at a locked set are counted under keyed hashes.
    of_no_study = {"journal", "calibration", "head", "locked_set", "policy"}
    of_no_study |= {"dataset", "locked_case", "user_model"}
    assert set(Base.metadata.tables) - deleted == of_no_study


def test_an_exported_trail_that_found_no_room_leaves_no_piece(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_entries: object, stream: BinaryIO, **_how: object) -> int:
        stream.write(b"<AuditMessages>")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("omni_med.workspace.watching.export.to_dicom", full)
    with pytest.raises((OSError, VaultError)):
        workspace.export_trail(tmp_path / "trail.xml", "dicom")
    assert not (tmp_path / "trail.xml").exists()
    monkeypatch.undo()
    assert workspace.export_trail(tmp_path / "trail.xml", "dicom") > 0
    with pytest.raises(VaultError, match="of that name"):
        workspace.export_trail(tmp_path / "trail.xml", "dicom")
