"""A head from one hospital to another: trusted first, a candidate then, and nothing by itself."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit.errors import ForbiddenError, StorageFullError
from audit.sealing.keys import MINIMUM_COST
from omni_med.errors import HeadBundleError, WorkspaceError
from omni_med.models.heads.samples import sample_card
from omni_med.workspace import Workspace
from omni_med.workspace.teaching.gate import Stage

Enter = Callable[..., Workspace]
Evaluated = Callable[..., int]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Workspace]:
    """Another hospital."""
    home = tmp_path / "elsewhere"
    words = "seven green bottles"
    with Workspace.create(home, user="otto", passphrase=words, kdf=MINIMUM_COST) as made:
        yield made


@pytest.fixture
def bundle(workspace: Workspace, evaluated: Evaluated, tmp_path: Path) -> Path:
    evaluated()
    workspace.promote_head("rare")
    file = tmp_path / "rare.omhead"
    workspace.export_head("rare", file)
    return file


def test_a_trusted_head_arrives_as_a_candidate(
    workspace: Workspace, elsewhere: Workspace, bundle: Path
) -> None:
    key = workspace.bundle_key()
    with pytest.raises(HeadBundleError, match="not trusted here") as refused:
        elsewhere.import_head(bundle)
    assert key.fingerprint in str(refused.value)
    made = elsewhere.trust_signer(key.key, "Kweichow General")
    assert made.fingerprint == key.fingerprint
    row = elsewhere.import_head(bundle)
    assert (row.stage, row.signer, row.in_force) == (Stage.CANDIDATE, key.fingerprint, False)
    for refusal in (elsewhere.promote_head, elsewhere.sign_off_head):
        with pytest.raises(WorkspaceError, match="waits to be promoted"):
            refusal("rare")
    with pytest.raises(WorkspaceError, match="in force"):
        elsewhere.head("rare")
    assert elsewhere.candidate("rare") == workspace.candidate("rare")
    said = [entry for entry in elsewhere.trail() if entry.action == "head.import"]
    assert [entry.outcome for entry in said] == ["failure", "success"]
    assert said[-1].detail["from"] == "Kweichow General"
    with pytest.raises(WorkspaceError, match="is here already"):
        elsewhere.import_head(bundle)
    with pytest.raises(WorkspaceError, match="lower-case letters"):
        elsewhere.import_head(bundle, "Rare Disease")
    other = elsewhere.import_head(bundle, "rare-kweichow")
    assert (other.name, other.version, other.stage) == ("rare-kweichow", row.version, row.stage)
    said = [entry for entry in elsewhere.trail() if entry.action == "head.import"]
    assert (said[-1].detail["head"], said[-1].detail["called"]) == ("rare-kweichow", "rare")


def test_an_imported_head_needs_its_own_evaluation(
    workspace: Workspace, elsewhere: Workspace, bundle: Path, evaluated: Evaluated
) -> None:
    elsewhere.trust_signer(workspace.bundle_key().key, "Kweichow General")
    elsewhere.import_head(bundle)
    evaluated(by=elsewhere)
    (row,) = elsewhere.heads()
    assert row.stage is Stage.EVALUATED
    assert row.signer
    assert elsewhere.promote_head("rare").in_force


def test_a_removed_signer_is_refused_and_what_is_here_stays(
    workspace: Workspace, elsewhere: Workspace, bundle: Path
) -> None:
    key = workspace.bundle_key()
    elsewhere.trust_signer(key.key, "Kweichow General")
    elsewhere.import_head(bundle)
    with pytest.raises(WorkspaceError, match="needs a reason"):
        elsewhere.distrust_signer(key.fingerprint, " ")
    with pytest.raises(WorkspaceError, match="No trusted signer"):
        elsewhere.distrust_signer("", "stolen")
    gone = elsewhere.distrust_signer(key.fingerprint[:9], "stolen")
    assert gone.removed == "stolen"
    other = bundle.with_name("other.omhead")
    workspace.export_head("rare", other)
    with pytest.raises(HeadBundleError, match="not trusted"):
        elsewhere.import_head(other)
    assert len(elsewhere.heads()) == 1
    assert elsewhere.signers() == (gone,)


def test_only_the_security_administrator_says_who_is_trusted(
    workspace: Workspace, enter: Enter
) -> None:
    mia, sam = enter("mia", "ml-staff"), enter("sam", "security-admin")
    key = workspace.bundle_key().key
    with pytest.raises(ForbiddenError):
        mia.trust_signer(key, "me")
    sam.trust_signer(key, "Kweichow General")
    with pytest.raises(ForbiddenError):
        mia.distrust_signer("00", "why not")
    with pytest.raises(ForbiddenError):
        sam.import_head(Path("x"))
    assert mia.signers()[0].added_by == "sam"


@pytest.mark.parametrize("text", ["", "a+b+c", "omni-med.head-bundle/x+00000000+AAAA", "x" * 5000])
def test_what_is_no_key_is_refused(workspace: Workspace, text: str) -> None:
    with pytest.raises(WorkspaceError, match="no signer's key"):
        workspace.trust_signer(text, "Nobody")


def test_nothing_of_a_patient_and_no_second_file_leaves(workspace: Workspace, bundle: Path) -> None:
    assert bundle.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(bundle) as file:
        assert sorted(file.namelist()) == [
            "head.json", "head.safetensors", "report.md", "signature.txt",
        ]  # fmt: skip
    with pytest.raises(WorkspaceError, match="file of that name"):
        workspace.export_head("rare", bundle)
    with pytest.raises(WorkspaceError, match="no such version"):
        workspace.export_head("rare", bundle.with_name("x"), "7")
    actions = [entry.action for entry in workspace.trail()]
    assert actions.count("head.export") == 1


def test_a_full_disk_leaves_no_half_bundle(
    workspace: Workspace, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    target = bundle.with_name("second.omhead")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageFullError):
            workspace.export_head("rare", target)
    assert not list(bundle.parent.glob("*second*"))


def test_a_bundle_of_ones_own_is_here_already(workspace: Workspace, bundle: Path) -> None:
    with pytest.raises(WorkspaceError, match="is here already"):
        workspace.import_head(bundle)
    with pytest.raises(WorkspaceError, match="was evaluated here before"):
        workspace.look_at_locked(sample_card(), "d" * 64)
