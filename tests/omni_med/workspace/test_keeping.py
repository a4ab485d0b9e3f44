"""Backup, restore and shredding of whole workspaces."""

from __future__ import annotations

from pathlib import Path

from omni_med.workspace import Workspace

PASSPHRASE = "a horse and a stapler"
UID = "1.2.826.0.1.3680043.10.543.1"


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
