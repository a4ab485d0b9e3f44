from __future__ import annotations

import hashlib
import inspect
import io
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pydicom
import pytest
from safetensors.numpy import save

from audit.sealing.keys import MINIMUM_COST
from audit.sealing.signing import signer_of
from audit.trail.syslog import Collector, CollectorError
from audit.vault import Vault
from omni_med.dicom.pool import DecodePool
from omni_med.domain import (
    Analysis,
    Answer,
    Code,
    Conformal,
    Decision,
    Finding,
    Impression,
    KeyImage,
    Measurement,
    MeasurementKind,
    ModalityContribution,
    ModelVersion,
    Outcome,
    Patient,
    Priority,
    Provenance,
    Report,
    ReportSection,
    ReportStatus,
    SiteCalibration,
    SiteFinding,
    SitePolicy,
    Status,
    Triage,
    Verdict,
)
from omni_med.domain.shadow import ShadowAnswer
from omni_med.errors import UnknownAnalysisError, UnknownStudyError, WorkspaceError
from omni_med.models.compact.settings import AnswerSettings, Calibration
from omni_med.models.heads.bundle import HeadCard
from omni_med.models.heads.parcel import SUFFIX, pack
from omni_med.models.language.local.folder import Inspection
from omni_med.models.language.local.registered import RegisteredModel, SealedFile
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.guard import Sent
from omni_med.workspace import Workspace, scratch
from omni_med.workspace.collecting.sets import Query
from omni_med.workspace.teaching.gate import LockedEvaluation
from omni_med.workspace.teaching.power import GateRule

WriteFile = Callable[..., Path]
UID = "1.2.826.0.1.3680043.10.543.1"
SERIES = f"{UID}.1"
SLICE = f"{UID}.1.1"


def a_derived(workspace: Workspace) -> bytes:
    """Another object of the same study, in a series of its own."""
    dataset = pydicom.dcmread(io.BytesIO(workspace.read_instance(SLICE)))
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"{UID}.9.1"
    dataset.SeriesInstanceUID = f"{UID}.9"
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def an_analysis(number: int = 1, study_uid: str = UID) -> Analysis:
    finding = Finding(
        name="pneumonia",
        code=Code("http://snomed.info/sct", "233604007", "Pneumonia"),
        probability=0.75,
        image_only=0.5,
        text_only=None,
        threshold=0.4,
        status=Status.PRESENT,
    )
    return Analysis(
        analysis_id=f"{number:032x}",
        study_uid=study_uid,
        model=ModelVersion("fake", "1"),
        created=datetime(2026, 1, number, tzinfo=UTC),
        assessed=("pneumonia",),
        not_assessed=("fracture",),
        findings=(finding,),
        modalities=(ModalityContribution("image", 1.0, 0.9),),
        conflicts=(),
        triage=Triage(Priority.CRITICAL, ("pneumonia",)),
        provenance=Provenance("test/1", (SLICE,)),
        timings_ms={"infer": 1.5},
    )


def a_decision(number: int = 1) -> Decision:
    return Decision(
        decision_id=f"{number:032x}",
        analysis_id=f"{1:032x}",
        finding="pneumonia",
        verdict=Verdict.REJECT,
        reader="ada",
        decided=datetime(2026, 2, number, tzinfo=UTC),
        ai_shown=True,
        reason="a skin fold",
    )


def a_length(number: int = 1, author: str = "ada") -> Measurement:
    return Measurement(
        measurement_id=f"{number:032x}",
        sop_instance_uid=SLICE,
        frame=0,
        kind=MeasurementKind.LENGTH,
        points=((1.0, 2.5), (3.0, 4.0)),
        author=author,
        made=datetime(2026, 2, number, tzinfo=UTC),
        reading="2.5 mm",
    )


PASSPHRASE = "a horse and a stapler"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
PNG = b"not looked into"


def a_calibration(number: int = 1) -> SiteCalibration:
    scores = tuple(n / 40 for n in range(20))
    conformal = Conformal(tuple(0.5 + p for p in scores), scores)
    one = SiteFinding("opacity", 40, 20, 1.0, -0.5, 0.4, "sensitivity 0.9", conformal, 1, 0.1, 0.1)
    return SiteCalibration(
        f"{number:032x}", "compact", "1", "a" * 64, NOW, "ada", "40 cases", (one,)
    )


def a_model() -> RegisteredModel:
    found = Inspection("llava", "", ("text", "image"), "mit", "F32", 9, 36, ("model.safetensors",))
    files = (SealedFile("model.safetensors", 36, "a" * 64),)
    return RegisteredModel("large", "/models/x", "cpu", ("text",), found, files, NOW, "ada")


def a_report() -> Report:
    return Report(
        report_id=f"{7:032x}",
        study_uid=UID,
        author="ada",
        template="general/en/1",
        language="en",
        title="Report",
        status=ReportStatus.DRAFT,
        saved=NOW,
        sections=(ReportSection("findings", "Findings", "No stones."),),
    )


def a_key_image() -> KeyImage:
    digest = hashlib.sha256(PNG).hexdigest()
    return KeyImage(f"{8:032x}", UID, SLICE, 0, "", "ada", NOW, digest)


def add_bob(workspace: Workspace) -> Workspace:
    workspace.add_user("bob", "seven green bottles", ["radiologist"], kdf=MINIMUM_COST)
    return workspace


def witnessed(workspace: Workspace) -> None:
    home = workspace.home.parent / "witness"
    with Workspace.create(
        home, user="eve", passphrase="nine blue bottles", kdf=MINIMUM_COST
    ) as other:
        workspace.anchor_with(other)


def kept_witnessed(workspace: Workspace) -> None:
    home = workspace.home.parent / "watcher"
    with (
        Workspace.create(
            home, user="eve", passphrase="nine blue bottles", kdf=MINIMUM_COST
        ) as other,
        workspace.keep_witnessed(other),
    ):
        pass


def of_another(workspace: Workspace, then: Callable[[Vault], object]) -> None:
    home = workspace.home.parent / "watched"
    with Vault.create(
        home, user="eve", passphrase="nine blue bottles", kdf=MINIMUM_COST
    ) as another:
        then(another)


def review(workspace: Workspace) -> None:
    """Somebody else's emergency, reviewed by the owner."""
    add_bob(workspace)
    with Workspace.open(workspace.home, user="bob", passphrase="seven green bottles") as bob:
        bob.change_passphrase("eight brown bottles", kdf=MINIMUM_COST)
        made = bob.break_glass(UID, "unconscious patient")
    workspace.review_emergency(made.id, "agreed")


def a_head_in(workspace: Workspace) -> Workspace:
    """The workspace with a head at the gate."""
    numbers = save(
        {
            name: np.zeros(2 if name == "modality" else 1, np.float32)
            for name in ("image.value", "image.bias", "text.value", "text.bias", "modality")
        }
    )
    plain = Calibration(1.0, 0.0)
    card = HeadCard(
        name="rare",
        version="1",
        answer=AnswerSettings("Rare", "", "", False, 0.5, None, None, plain, plain, plain),
        base_id="compact",
        base_version="2",
        base_sha256="a" * 64,
        rank=0,
        taught=NOW,
        label="finding=Rare",
        columns=("file", "note", "patient"),
        dataset="0" * 64,
        seen=(),
        cases=60,
        positives=12,
        patients=9,
        offered=True,
        reason="above all",
        figures={},
        sha256=hashlib.sha256(numbers).hexdigest(),
    )
    good = LockedEvaluation("d" * 64, 50, 9, 7, 0.9, 0.8, 0.97, 0.8, 0.9, True)
    workspace.look_at_locked(card, good.digest)
    workspace.evaluated_head(card, numbers, good)
    return workspace


def a_shadow_answer() -> ShadowAnswer:
    return ShadowAnswer(
        UID, an_analysis(1).analysis_id, "rare", "1", "b" * 64, NOW, "Rare", 0.7, 0.7, None, 0.5,
        Status.PRESENT,
    )  # fmt: skip


def a_bundle(workspace: Workspace) -> Path:
    """A head of this workspace in a file, under a new name, as if it came from elsewhere."""
    card, numbers = a_head_in(workspace).candidate("rare")
    file = workspace.home.parent / f"other{SUFFIX}"
    signer = signer_of(workspace._vault, "head-bundle")
    file.write_bytes(pack(replace(card, name="other"), numbers, signer))
    return file


def a_server(workspace: Workspace) -> Workspace:
    """The workspace with a server that is not allowed yet."""
    workspace.add_server(ServerEntry("far", "https://a.example/v1", "m"), "a-key")
    return workspace


def collect(workspace: Workspace) -> None:
    workspace.keep_impression(Impression(UID, "ada", NOW, {"pneumonia": Answer.PRESENT}))
    workspace.sign_report(a_report(), PASSPHRASE)
    workspace.create_dataset("all", Query("pneumonia"))


def no_dataset(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError):
        workspace.dataset("none")


def send_to_nobody(workspace: Workspace) -> None:
    with pytest.raises(CollectorError):
        workspace.send_trail(Collector("localhost", 1))


# Each public operation, how it is called, and the entry that it must put on the trail.
OPERATIONS: dict[str, tuple[Callable[[Workspace, DecodePool], object], str]] = {
    "import_paths": (lambda w, p: w.import_paths([], pool=p), "workspace.import"),
    "studies": (lambda w, _: w.studies("zelda"), "studies.list"),
    "open_case": (lambda w, _: w.open_case(UID), "study.open"),
    "comparable": (lambda w, _: w.comparable(UID), "studies.similar"),
    "header": (lambda w, _: w.header(SLICE), "study.read"),
    "rendering": (lambda w, _: w.rendering(SLICE), "study.read"),
    "renderings": (lambda w, _: w.renderings(SERIES), "study.read"),
    "read_instance": (lambda w, _: w.read_instance(SLICE), "study.read"),
    "read_into": (lambda w, _: w.read_into(SLICE, 0, memoryview(bytearray(9))), "study.read"),
    "open_series": (lambda w, _: w.open_series(SERIES), "study.read"),
    "open_instance": (lambda w, _: w.open_instance(SLICE).close(), "study.read"),
    "save_analysis": (lambda w, _: w.save_analysis(an_analysis(2)), "analysis.save"),
    "create_dataset": (lambda w, _: collect(w), "dataset.create"),
    "datasets": (lambda w, _: w.datasets(), "dataset.read"),
    "dataset": (lambda w, _: no_dataset(w), "dataset.read"),
    "keep_derived": (
        lambda w, p: w.keep_derived(UID, a_derived(w), made_by="m 1", pool=p),
        "object.derive",
    ),
    "analyses": (lambda w, _: w.analyses(UID), "study.read"),
    "analysis": (lambda w, _: w.analysis(an_analysis(1).analysis_id), "study.read"),
    "decide": (lambda w, _: w.decide(a_decision(2)), "finding.decide"),
    "decisions": (lambda w, _: w.decisions(an_analysis(1).analysis_id), "study.read"),
    "save_measurements": (lambda w, _: w.save_measurements(UID, [a_length()]), "measurements.save"),
    "measurements": (lambda w, _: w.measurements(UID), "study.read"),
    "take": (lambda w, _: w.take(UID), "study.take"),
    "release": (lambda w, _: w.release(UID), "study.release"),
    "holder": (lambda w, _: w.holder(UID), "study.read"),
    "reading_state": (lambda w, _: w.reading_state(UID), "study.read"),
    "keep_draft": (lambda w, _: w.keep_draft(UID, "words", b"x"), "draft.keep"),
    "draft": (lambda w, _: w.draft(UID, "words"), "study.read"),
    "site_policy": (lambda w, _: w.site_policy(), "site_policy.read"),
    "set_site_policy": (lambda w, _: w.set_site_policy(SitePolicy()), "site_policy.set"),
    "gate_rule": (lambda w, _: w.gate_rule(), "gate_rule.read"),
    "set_gate_rule": (lambda w, _: w.set_gate_rule(GateRule(3)), "gate_rule.set"),
    "keep_impression": (
        lambda w, _: w.keep_impression(Impression(UID, "ada", NOW)),
        "impression.keep",
    ),
    "impressions": (lambda w, _: w.impressions(UID), "study.read"),
    "note_shown": (lambda w, _: w.note_shown(an_analysis(1).analysis_id), "analysis.show"),
    "was_shown": (lambda w, _: w.was_shown(UID), "study.read"),
    "set_outcome": (
        lambda w, _: w.set_outcome(Outcome(UID, "pneumonia", True, "culture", "ada", NOW)),
        "outcome.set",
    ),
    "outcomes": (lambda w, _: w.outcomes(UID), "study.read"),
    "reading_changes": (lambda w, _: w.reading_changes(), "readings.compare"),
    "save_report": (lambda w, _: w.save_report(a_report()), "report.save"),
    "sign_report": (lambda w, _: w.sign_report(a_report(), PASSPHRASE), "report.sign"),
    "drop_report": (
        lambda w, _: w.save_report(a_report()) and w.drop_report(a_report().report_id),
        "report.drop",
    ),
    "reports": (lambda w, _: w.reports(UID), "study.read"),
    "add_key_image": (lambda w, _: w.add_key_image(a_key_image(), PNG), "key_image.add"),
    "remove_key_image": (
        lambda w, _: (
            w.add_key_image(a_key_image(), PNG),
            w.remove_key_image(a_key_image().image_id),
        ),
        "key_image.remove",
    ),
    "key_images": (lambda w, _: w.key_images(UID), "study.read"),
    "save_calibration": (lambda w, _: w.save_calibration(a_calibration()), "calibration.save"),
    "calibration": (lambda w, _: w.calibration("compact"), "calibration.read"),
    "evaluated_head": (lambda w, _: a_head_in(w), "head.evaluate"),
    "promote_head": (lambda w, _: a_head_in(w).promote_head("rare"), "head.promote"),
    "rollback_head": (
        lambda w, _: (
            a_head_in(w).promote_head("rare"),
            w.rollback_head("rare", "false alarms"),
        ),
        "head.rollback",
    ),
    "look_at_locked": (lambda w, _: a_head_in(w), "locked.look"),
    "sign_off_head": (lambda w, _: a_head_in(w).sign_off_head("rare"), "head.sign"),
    "candidate": (lambda w, _: a_head_in(w).candidate("rare"), "head.read"),
    "try_head": (lambda w, _: w.try_head(a_head_in(w).candidate("rare")[0], kept=True), "head.try"),
    "heads_in_force": (lambda w, _: w.heads_in_force(), "head.read"),
    "export_head": (
        lambda w, _: a_head_in(w).export_head("rare", w.home.parent / "rare.omhead"),
        "head.export",
    ),
    "import_head": (lambda w, _: w.import_head(a_bundle(w)), "head.import"),
    "bundle_key": (lambda w, _: w.bundle_key(), "signer.read"),
    "signers": (lambda w, _: w.signers(), "signer.read"),
    "trust_signer": (lambda w, _: w.trust_signer(w.bundle_key().key, "Kweichow"), "signer.trust"),
    "distrust_signer": (
        lambda w, _: w.distrust_signer(
            w.trust_signer(w.bundle_key().key, "Kweichow").fingerprint, "left"
        ),
        "signer.remove",
    ),
    "start_shadow": (lambda w, _: a_head_in(w).start_shadow("rare"), "shadow.start"),
    "stop_shadow": (
        lambda w, _: (a_head_in(w).start_shadow("rare"), w.stop_shadow("rare")),
        "shadow.stop",
    ),
    "shadow_heads": (lambda w, _: w.shadow_heads(), "head.read"),
    "save_shadow": (lambda w, _: w.save_shadow([a_shadow_answer()]), "shadow.answer"),
    "shadow_report": (
        lambda w, _: (w.save_shadow([a_shadow_answer()]), w.shadow_report("rare")),
        "shadow.read",
    ),
    "drift": (lambda w, _: w.drift(), "drift.read"),
    "heads": (lambda w, _: w.heads(), "heads.read"),
    "head": (lambda w, _: (a_head_in(w).promote_head("rare"), w.head("rare")), "head.read"),
    "calibrations": (lambda w, _: w.calibrations(), "calibration.read"),
    "register_model": (lambda w, _: w.register_model(a_model()), "model.add"),
    "registered_models": (lambda w, _: w.registered_models(), "models.read"),
    "registered_model": (
        lambda w, _: (w.register_model(a_model()), w.registered_model("large")),
        "model.read",
    ),
    "unregister_model": (
        lambda w, _: (w.register_model(a_model()), w.unregister_model("large")),
        "model.remove",
    ),
    "add_server": (lambda w, _: a_server(w), "server.add"),
    "allow_server": (lambda w, _: a_server(w).allow_server("far", "agreed"), "server.allow"),
    "forbid_server": (lambda w, _: a_server(w).forbid_server("far"), "server.forbid"),
    "remove_server": (lambda w, _: a_server(w).remove_server("far"), "server.remove"),
    "servers": (lambda w, _: w.servers(), "servers.read"),
    "use_server": (
        lambda w, _: (a_server(w).allow_server("far", "agreed"), w.use_server("far")),
        "server.use",
    ),
    "record_sent": (
        lambda w, _: (
            a_server(w).allow_server("far", "agreed"),
            w.record_sent(UID, Sent("far", "a.example", "m", "draft/1/en", "a" * 64, "words")),
        ),
        "server.send",
    ),
    "sent": (lambda w, _: w.sent(UID), "server.sent"),
    "withdraw_calibration": (
        lambda w, _: (
            w.save_calibration(a_calibration()),
            w.withdraw_calibration("compact", "new detector"),
        ),
        "calibration.withdraw",
    ),
    "cached": (lambda w, _: w.cached("key"), "derived.read"),
    "cache": (lambda w, _: w.cache("key", b"data"), "derived.store"),
    "journal": (lambda w, _: w.journal("job"), "journal.read"),
    "append_journal": (lambda w, _: w.append_journal("job", {"a": b"1"}), "journal.append"),
    "drop_journal": (lambda w, _: w.drop_journal("job"), "journal.drop"),
    "record_export": (lambda w, _: w.record_export("report.export", UID), "report.export"),
    "record_failure": (lambda w, _: w.record_failure("model.run", UID), "model.run"),
    "trail": (lambda w, _: w.trail(), "trail.read"),
    "verify": (lambda w, _: w.verify(), "workspace.verify"),
    "anchor": (lambda w, _: w.anchor(w.home.parent / "anchors"), "trail.anchor"),
    "backup": (lambda w, _: w.backup(w.home.parent / "backup"), "workspace.backup"),
    "repair": (
        lambda w, _: w.backup(w.home.parent / "backup") and w.repair(w.home.parent / "backup"),
        "workspace.repair",
    ),
    "shred": (lambda w, _: w.shred(UID, "patient's wish"), "study.shred"),
    "controls": (lambda w, p: w.controls(w.verify(), p), "workspace.controls"),
    "rotate_keys": (lambda w, _: w.rotate_keys(), "keys.rotate"),
    "change_passphrase": (
        lambda w, _: w.change_passphrase("a horse and a stapler", kdf=MINIMUM_COST),
        "keys.passphrase",
    ),
    "make_recovery": (lambda w, _: w.make_recovery(kdf=MINIMUM_COST), "keys.recovery"),
    "patient_report": (lambda w, _: w.patient_report("CANARY-4711"), "trail.patient"),
    "export_trail": (lambda w, _: w.export_trail(w.home.parent / "x", "dicom"), "trail.export"),
    "keep_witnessed": (lambda w, _: kept_witnessed(w), "trail.anchor"),
    "purge_trail": (lambda w, _: w.purge_trail(), "trail.purge"),
    "prove": (lambda w, _: w.prove(0), "trail.prove"),
    "send_trail": (lambda w, _: send_to_nobody(w), "trail.send"),
    "keep_anchored": (lambda w, _: w.keep_anchored(w.home.parent / "a").close(), "trail.anchor"),
    "note_keyring": (lambda w, _: w.note_keyring(on=True), "keys.keyring"),
    "anchor_with": (lambda w, _: witnessed(w), "trail.anchor"),
    "keep_checkpoint": (lambda w, _: of_another(w, w.keep_checkpoint), "witness.keep"),
    "vouch": (
        lambda w, _: of_another(w, lambda v: (w.keep_checkpoint(v), w.vouch(v))),
        "witness.read",
    ),
    "lock": (lambda w, _: w.lock(), "session.lock"),
    "unlock": (lambda w, _: w.unlock("a horse and a stapler"), "session.unlock"),
    "users": (lambda w, _: w.users(), "users.list"),
    "add_user": (lambda w, _: add_bob(w), "user.add"),
    "change_user": (lambda w, _: add_bob(w).change_user("bob", enabled=False), "user.change"),
    "reset_passphrase": (
        lambda w, _: add_bob(w).reset_passphrase("bob", "two brown bottles", kdf=MINIMUM_COST),
        "user.passphrase",
    ),
    "enrol_factor": (lambda w, _: w.enrol_factor(), "user.factor"),
    "remove_factor": (lambda w, _: w.remove_factor("ada"), "user.factor"),
    "policy": (lambda w, _: w.policy(), "policy.read"),
    "set_policy": (lambda w, _: w.set_policy(days=90), "policy.change"),
    "locate": (lambda w, _: w.locate(UID), "study.locate"),
    "set_label": (lambda w, _: w.set_label(UID, vip=True), "study.label"),
    "break_glass": (lambda w, _: w.break_glass(UID, "unconscious patient"), "access.break-glass"),
    "emergencies": (lambda w, _: w.emergencies(), "access.list"),
    "review_emergency": (lambda w, _: review(w), "access.review"),
    "close": (lambda w, _: w.close(), "workspace.close"),
}
# These touch nothing that is kept: a pure calculation, and the two that return an open workspace,
# whose vault writes vault.create and vault.open. What restores writes to the restored trail, as
# test_keeping.py shows; so does what recovers.
WITHOUT = {"me", "pseudonym", "create", "open", "restore", "recover"}


def test_every_public_operation_is_listed_with_its_event() -> None:
    public = {
        name
        for name, member in inspect.getmembers(Workspace)
        if not name.startswith("_") and callable(member)
    }
    assert public == set(OPERATIONS) | WITHOUT


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_public_operation_is_on_the_trail(
    filled: Workspace, pool: DecodePool, name: str
) -> None:
    filled.save_analysis(an_analysis(1))
    before = len(filled._vault.trail())
    call, action = OPERATIONS[name]
    call(filled, pool)
    if name == "close":
        filled = Workspace.open(filled.home, passphrase="a horse and a stapler")
    with filled:
        after = filled._vault.trail()[before:]
        assert action in [entry.action for entry in after]
        if action == "study.read":
            call(filled, pool)
            assert filled._vault.trail()[before:] == after, "reading is recorded once a session"


def test_reading_after_opening_belongs_to_the_opening(filled: Workspace) -> None:
    filled.open_case(UID)
    filled.read_instance(SLICE)
    actions = [entry.action for entry in filled.trail(subject=UID)]
    assert actions[-1] == "study.open"
    assert "study.read" not in actions


def test_analyses_come_back_whole_newest_first(filled: Workspace) -> None:
    first, second = an_analysis(1), an_analysis(2)
    filled.save_analysis(first)
    filled.save_analysis(second)
    assert filled.analyses(UID) == (second, first)
    assert filled.analysis(first.analysis_id) == first
    (row,) = filled.studies()
    assert (row.analysed, row.triage, row.status) == (2, "critical", "analysed")
    with pytest.raises(WorkspaceError, match="before"):
        filled.save_analysis(first)
    with pytest.raises(UnknownStudyError):
        filled.save_analysis(an_analysis(3, study_uid="9.9"))


def test_decisions_are_kept_in_the_readers_name(filled: Workspace) -> None:
    filled.save_analysis(an_analysis(1))
    filled.decide(a_decision(1))
    assert filled.decisions(an_analysis(1).analysis_id) == (a_decision(1),)
    assert filled.studies()[0].status == "decided"
    entry = next(item for item in filled.trail(subject=UID) if item.action == "finding.decide")
    assert entry.detail["verdict"] == "reject"
    with pytest.raises(WorkspaceError, match="name of who"):
        filled.decide(replace(a_decision(2), reader="eve"))
    with pytest.raises(UnknownAnalysisError):
        filled.decide(replace(a_decision(2), analysis_id="0"))


def test_unknown_things_are_typed_errors(filled: Workspace) -> None:
    for call in (filled.open_case, filled.header, filled.rendering, filled.renderings,
                 filled.read_instance, filled.open_instance, filled.analyses):  # fmt: skip
        with pytest.raises(UnknownStudyError):
            call("9.9.9")
    for ask in (filled.analysis, filled.decisions):
        with pytest.raises(UnknownAnalysisError):
            ask("0")


def test_the_worklist(workspace: Workspace, write_file: WriteFile, pool: DecodePool) -> None:
    workspace.import_paths(
        [write_file("a.dcm"), write_file("b.dcm", study=3, series=2, PatientAge="063Y")], pool=pool
    )
    newest, oldest = workspace.studies()
    assert (newest.study_uid, oldest.study_uid) == (f"{UID[:-1]}3", UID)
    assert (newest.patient, newest.patient_id, newest.accession) == (
        "Quirrell^Zelda",
        "CANARY-4711",
        "ACC3",
    )
    assert (newest.series, newest.instances, newest.analysed) == (1, 1, 0)
    assert (newest.modalities, newest.sex, newest.age) == (("CT",), "F", 63.0)
    assert (newest.triage, newest.status) == ("", "new")
    assert newest.started == datetime(2024, 1, 3, 10, 11, 12)  # noqa: DTZ001 - DICOM has no zone
    assert newest.imported.tzinfo is not None
    assert "Quirrell" not in repr(newest)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2), ("zelda", 1), ("Zelda Quirrell", 1), ("quirrell, zelda", 1), ("CANARY-4711", 1),
        ("acc2", 1), ("1960-01-02", 2), ("appendicitis", 2),
        ("王小东", 1), ("王 小东", 1), ("小东", 1), ("wang", 1),
        (f"{UID}.1.1", 1), ("toolstation", 1), ("-1024", 2), ("zelda wang", 0), ("nothing", 0),
        ("HOSPITAL-A", 2), ("%", 0),
    ],
)  # fmt: skip
def test_search_finds_any_header_value(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool, query: str, found: int
) -> None:
    workspace.import_paths(
        [
            write_file("a.dcm", number=1, StationName="ToolStation 7"),
            write_file(
                "b.dcm", study=2, PatientID="W-1", PatientName="Wang^XiaoDong=王^小东",
                SpecificCharacterSet="GB18030",
            ),
        ],
        pool=pool,
    )  # fmt: skip
    assert len(workspace.studies(query)) == found


def test_priors_are_earlier_studies_of_the_same_patient(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    workspace.import_paths(
        [
            write_file("1.dcm", study=1),
            write_file("2.dcm", study=2),
            write_file("3.dcm", study=3),
            write_file("4.dcm", study=4, StudyDate="20230101", PatientID="OTHER"),
            write_file("5.dcm", study=5, StudyDate="20230101", IssuerOfPatientID="HOSPITAL-B"),
        ],
        pool=pool,
    )
    base = UID[:-1]
    priors = workspace.open_case(f"{base}3").priors
    assert [study.study_uid for study in priors] == [f"{base}2", f"{base}1"]
    assert [series.modality for series in priors[0].series] == ["CT"]
    assert workspace.open_case(f"{base}1").priors == ()


def test_a_search_of_the_folder_finds_no_patient(
    filled: Workspace, tmp_path: Path, pool: DecodePool
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Words of a canary in a coal mine.")
    filled.import_paths([], notes=[note], pool=pool)
    filled.save_analysis(an_analysis(1))
    filled.decide(a_decision(1))
    filled.cache("CANARY-4711", b"thumbnail of CANARY-4711")
    filled.append_journal("job", {"CANARY-4711": b"CANARY-4711"})
    filled.studies("Quirrell")
    needles = (
        b"CANARY-4711", b"Quirrell", b"quirrell", b"Zelda", b"ACC1", b"19600102", UID.encode(),
        b"HOSPITAL-A", b"appendicitis", b"canary in a coal", b"pneumonia", b"skin fold", b"DICM",
    )  # fmt: skip
    searched = 0
    for open_too in (True, False):
        if not open_too:
            filled.close()
        for path in filled.home.rglob("*"):
            assert not any(needle.decode() in str(path) for needle in needles)
            if path.is_file():
                data = path.read_bytes()
                searched += len(data)
                assert not [needle for needle in needles if needle in data], path
    assert searched > 10_000
    original = (tmp_path / "files/a.dcm").read_bytes()
    assert b"CANARY-4711" in original, "the control: the needles are what the files held"


def test_derived_data_is_replaced_and_the_oldest_goes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workspace.cached("a") is None
    workspace.cache("a", b"one")
    workspace.cache("a", b"two")
    assert workspace.cached("a") == b"two"
    workspace.cache("a", b"two")
    assert workspace.cached("a") == b"two"
    for key in "bcd":
        scratch.cache(workspace._vault, key, bytes(100), limit=250)
    assert [key for key in "abcd" if workspace.cached(key) is not None] == ["c", "d"]
    files = [path for path in (workspace.home / "vault/objects").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert workspace.verify().ok


def test_a_journal_remembers_until_it_is_dropped(workspace: Workspace) -> None:
    workspace.append_journal("one", {"a": b"1", "b": b"2"})
    workspace.append_journal("one", {"b": b"3"})
    workspace.append_journal("two", {"a": b"4"})
    assert workspace.journal("one") == {"a": b"1", "b": b"3"}
    workspace.drop_journal("one")
    assert workspace.journal("one") == {}
    assert workspace.journal("two") == {"a": b"4"}


def test_pseudonyms_tell_patients_apart_and_nothing_else(workspace: Workspace) -> None:
    one = workspace.pseudonym(Patient("1", "A", "Quirrell^Zelda"))
    assert one == workspace.pseudonym(Patient("1", "A", "otherwise written"))
    others = [Patient("2", "A"), Patient("1", "B"), Patient("", "A", "1"), Patient("", "A", "2")]
    assert len({one, *map(workspace.pseudonym, others)}) == 5
    assert "Quirrell" not in one


def test_failures_are_recorded_as_such(workspace: Workspace) -> None:
    workspace.record_failure("model.run", "s", {"reason": "memory"})
    entry = workspace.trail()[-1]
    assert (entry.action, entry.outcome, entry.detail["reason"]) == (
        "model.run",
        "failure",
        "memory",
    )


def test_a_flipped_byte_in_a_film_fails_verification_and_is_refused(filled: Workspace) -> None:
    assert filled.verify().ok
    found = filled._vault.object_id("instance", UID, filled.read_instance(SLICE))
    path = filled.home / "vault/objects" / found[:2] / found
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    report = filled.verify()
    assert not report.ok
    assert found[:12] in report.first_break
    failed = next(item for item in filled.trail() if item.outcome == "failure")
    assert failed.action == "workspace.verify"


@pytest.mark.parametrize(
    ("attack", "word"),
    [
        ("DELETE FROM vault_object WHERE kind = 'note'", "table note"),
        ("DELETE FROM header", "0 headers"),
        ("DELETE FROM instance WHERE number = 2", "3 instances, but 2"),
    ],
)
def test_rows_that_lost_their_counterpart_are_noticed(
    filled: Workspace, tmp_path: Path, pool: DecodePool, attack: str, word: str
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Words.")
    filled.import_paths([], notes=[note], pool=pool)
    raw = filled._vault._catalog._connect()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute(attack)
    raw.close()
    report = filled.verify()
    check = report.checks[-1]
    assert check.name == "studies"
    assert check.ok is False
    assert word in check.detail


def test_two_open_workspaces_see_each_other(
    filled: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    with Workspace.open(filled.home, passphrase="a horse and a stapler") as other:
        other.import_paths([write_file("z.dcm", study=2)], pool=pool)
        filled.save_analysis(an_analysis(1))
        assert len(filled.studies()) == len(other.studies()) == 2
        assert other.analyses(UID) == (an_analysis(1),)


def test_importing_the_same_files_from_two_threads_keeps_them_once(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    for number in range(1, 9):
        folder = write_file(f"{number}.dcm", number=number).parent
    reports = []

    def work() -> None:
        reports.append(workspace.import_paths([folder], pool=pool))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.instances for report in reports) == 8
    assert sum(report.duplicates for report in reports) == 8
    assert all(report.unreadable == () for report in reports)
    assert workspace.studies()[0].instances == 8
    assert workspace.verify().ok


def test_each_reader_keeps_a_sheet_of_measurements(filled: Workspace) -> None:
    first, second = a_length(1), a_length(2)
    filled.save_measurements(UID, [first, second])
    assert filled.measurements(UID) == (first, second)
    filled.save_measurements(UID, [second])
    assert filled.measurements(UID) == (second,)
    assert filled.verify().ok
    with pytest.raises(WorkspaceError):
        filled.save_measurements(UID, [a_length(3, author="eve")])
    with pytest.raises(UnknownStudyError):
        filled.save_measurements("1.2.3", [])
    with pytest.raises(UnknownStudyError):
        filled.measurements("1.2.3")
    filled.shred(UID, "patient's wish")
    assert filled.verify().ok
