"""Holds, first impressions, the blind second reader, reports that stay as they were signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.errors import WrongPassphraseError
from omni_med.domain import (
    Analysis,
    Answer,
    Decision,
    Finding,
    Impression,
    KeyImage,
    Measurement,
    MeasurementKind,
    ModelVersion,
    Outcome,
    Priority,
    Provenance,
    ReadingState,
    Report,
    ReportSection,
    ReportStatus,
    SitePolicy,
    Status,
    Triage,
    Verdict,
)
from omni_med.errors import (
    ReportSignedError,
    StudyHeldError,
    UnknownReportError,
    UnknownStudyError,
    WorkspaceError,
)
from omni_med.workspace import StudyRow, Workspace
from omni_med.workspace.readers import states

PASSPHRASE = "a horse and a stapler"
UID = "1.2.826.0.1.3680043.10.543.1"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
As = Callable[[str], Workspace]


@pytest.fixture
def as_user(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> As:
    """Let another reader use the workspace: who it is, the vault says; pass phrases have a test."""
    monkeypatch.setattr("omni_med.workspace.readers.reporting.confirm", lambda *_: None)
    monkeypatch.setattr("omni_med.workspace.people.door._FRESH", 1e9)  # rights have their tests

    def change(name: str) -> Workspace:
        filled.user = filled._vault.user = name
        return filled

    return change


def row(workspace: Workspace) -> StudyRow:
    (found,) = workspace.studies()
    return found


def a_report(author: str = "ada", **changes: object) -> Report:
    made = Report(
        report_id=hashlib.md5(author.encode()).hexdigest(),
        study_uid=UID,
        author=author,
        template="general/en/1",
        language="en",
        title="Report",
        status=ReportStatus.DRAFT,
        saved=NOW,
        sections=(ReportSection("findings", "Findings", f"{author}: no stones."),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def an_analysis(status: Status = Status.PRESENT) -> Analysis:
    return Analysis(
        analysis_id="a" * 32,
        study_uid=UID,
        model=ModelVersion("m", "1"),
        created=NOW,
        assessed=("opacity",),
        not_assessed=(),
        findings=(Finding("opacity", None, 0.9, 0.9, None, 0.5, status),),
        modalities=(),
        conflicts=(),
        triage=Triage(Priority.ROUTINE),
        provenance=Provenance("p", ()),
    )


def a_decision(reader: str, verdict: Verdict, number: int = 1, **changes: object) -> Decision:
    made = Decision(f"{number:032x}", "a" * 32, "opacity", verdict, reader, NOW, ai_shown=True)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_who_holds_a_study_keeps_others_from_deciding(as_user: As) -> None:
    workspace = as_user("ada")
    workspace.save_analysis(an_analysis())
    hold = workspace.take(UID)
    assert (hold.reader, row(workspace).holder) == ("ada", "ada")
    assert workspace.take(UID).since == hold.since, "renewed, not taken anew"
    workspace = as_user("bob")
    with pytest.raises(StudyHeldError, match="ada has held"):
        workspace.take(UID)
    for act in (
        lambda: workspace.decide(a_decision("bob", Verdict.ACCEPT)),
        lambda: workspace.save_report(a_report("bob")),
        lambda: workspace.keep_impression(Impression(UID, "bob", NOW)),
    ):
        with pytest.raises(StudyHeldError):
            act()
    workspace.release(UID)
    assert row(workspace).holder == "ada", "only who holds it gives it back"
    assert workspace.take(UID, over="ada has gone home").reader == "bob"
    entry = next(e for e in reversed(workspace.trail()) if e.action == "study.take")
    assert entry.detail["over"] == "ada"
    assert entry.detail["reason"] == "ada has gone home"
    workspace.release(UID)
    assert workspace.holder(UID) is None


def test_a_hold_ends_when_its_program_is_silent(
    as_user: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user("ada").take(UID)
    later = states.utc_now() + states.HOLD_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(states, "utc_now", lambda: later)
    assert as_user("bob").take(UID).reader == "bob"


def test_states_go_from_new_to_signed(as_user: As) -> None:
    workspace = as_user("ada")
    assert row(workspace).state is ReadingState.NEW
    workspace.take(UID)
    assert row(workspace).state is ReadingState.IN_READING
    workspace.release(UID)
    assert row(workspace).state is ReadingState.NEW
    workspace.save_report(a_report())
    assert row(workspace).state is ReadingState.IN_READING
    workspace.sign_report(a_report(), PASSPHRASE, second_read=True)
    assert row(workspace).state is ReadingState.SECOND_READ
    workspace = as_user("bob")
    workspace.sign_report(a_report("bob"), PASSPHRASE)
    assert row(workspace).state is ReadingState.SIGNED


def test_a_second_reader_sees_nothing_of_the_first(as_user: As) -> None:
    workspace = as_user("ada")
    workspace.save_analysis(an_analysis())
    workspace.keep_impression(Impression(UID, "ada", NOW, {"opacity": Answer.ABSENT}))
    workspace.decide(a_decision("ada", Verdict.REJECT))
    line = ((1.0, 2.0), (3.0, 4.0))
    length = Measurement("1" * 32, f"{UID}.1.1", 0, MeasurementKind.LENGTH, line, "ada", NOW)
    workspace.save_measurements(UID, [length])
    workspace.add_key_image(key_image(b"png"), b"png")
    workspace.set_site_policy(SitePolicy(second_read=True))
    workspace.sign_report(a_report(), PASSPHRASE)

    def seen(by: str) -> tuple[int, ...]:
        w = as_user(by)
        return (
            len(w.reports(UID)),
            len(w.decisions("a" * 32)),
            len(w.measurements(UID)),
            len(w.impressions(UID)),
            len(w.key_images(UID)),
        )

    assert seen("ada") == (1, 1, 1, 1, 1)
    assert seen("bob") == (0, 0, 0, 0, 0)
    as_user("bob").sign_report(a_report("bob"), PASSPHRASE)
    assert seen("bob") == (2, 1, 1, 1, 1)


def key_image(png: bytes, author: str = "ada") -> KeyImage:
    digest = hashlib.sha256(png).hexdigest()
    return KeyImage("b" * 32, UID, f"{UID}.1.1", 0, "the stone", author, NOW, digest)


def test_a_signed_report_is_only_amended(filled: Workspace) -> None:
    draft = filled.save_report(a_report())
    assert filled.reports(UID) == (draft,)
    signed = filled.sign_report(draft, PASSPHRASE)
    assert signed.signed is not None
    for act in (
        lambda: filled.save_report(signed),
        lambda: filled.sign_report(draft, PASSPHRASE),
        lambda: filled.drop_report(signed.report_id),
    ):
        with pytest.raises(ReportSignedError):
            act()
    assert filled.reports(UID) == (signed,)
    addendum = a_report(report_id="c" * 32, amends=signed.report_id)
    filled.sign_report(addendum, PASSPHRASE)
    assert [item.amends for item in filled.reports(UID)] == ["", signed.report_id]
    assert row(filled).state is ReadingState.SIGNED
    with pytest.raises(WorkspaceError, match="Only a signed report"):
        filled.save_report(a_report(report_id="d" * 32, amends="e" * 32))
    assert filled.verify().ok


def test_signing_asks_for_the_pass_phrase_again(filled: Workspace) -> None:
    filled.save_report(a_report())
    with pytest.raises(WrongPassphraseError):
        filled.sign_report(a_report(), "guessed")
    assert not filled.reports(UID)[0].is_signed
    failed = next(e for e in reversed(filled.trail()) if e.action == "report.sign")
    assert failed.outcome == "failure"
    empty = a_report(sections=(ReportSection("findings", "Findings", "  "),))
    with pytest.raises(WorkspaceError, match="empty"):
        filled.sign_report(empty, PASSPHRASE)


def test_nobody_writes_in_anothers_name(filled: Workspace) -> None:
    for act in (
        lambda: filled.save_report(a_report("bob")),
        lambda: filled.sign_report(a_report("bob"), PASSPHRASE),
        lambda: filled.keep_impression(Impression(UID, "bob", NOW)),
        lambda: filled.add_key_image(key_image(b"x", "bob"), b"x"),
        lambda: filled.set_outcome(Outcome(UID, "opacity", True, "culture", "bob", NOW)),
    ):
        with pytest.raises(WorkspaceError):
            act()
    with pytest.raises(UnknownStudyError):
        filled.save_report(a_report(study_uid="1.9"))
    with pytest.raises(UnknownStudyError):
        filled.take("1.9")


def test_drafts_survive_and_go(filled: Workspace) -> None:
    assert filled.draft(UID, "words") == b""
    filled.keep_draft(UID, "words", b"half a sen")
    filled.keep_draft(UID, "words", b"half a sentence")
    home = filled.home
    filled.close()
    with Workspace.open(home, passphrase=PASSPHRASE) as again:
        assert again.draft(UID, "words") == b"half a sentence"
        again.keep_draft(UID, "words", b"")
        assert again.draft(UID, "words") == b""
        assert again.verify().ok


def test_key_images_belong_to_what_was_signed(filled: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="digest"):
        filled.add_key_image(key_image(b"png"), b"other")
    filled.add_key_image(key_image(b"png"), b"png")
    ((image, png),) = filled.key_images(UID)
    assert (image.caption, png) == ("the stone", b"png")
    filled.sign_report(a_report(key_images=(image,)), PASSPHRASE)
    with pytest.raises(ReportSignedError):
        filled.remove_key_image(image.image_id)
    with pytest.raises(UnknownReportError):
        filled.remove_key_image("f" * 32)


def test_the_first_impression_is_the_first(filled: Workspace) -> None:
    first = Impression(UID, "ada", NOW, {"opacity": Answer.UNSURE}, "hazy left base")
    filled.keep_impression(first)
    with pytest.raises(WorkspaceError, match="kept before"):
        filled.keep_impression(replace(first, text="clear"))
    assert filled.impressions(UID) == (first,)
    assert row(filled).own


@pytest.mark.parametrize(
    ("first", "verdict", "truth", "counted"),
    [
        (Answer.ABSENT, Verdict.ACCEPT, True, "wrong_right"),
        (Answer.ABSENT, Verdict.ACCEPT, False, "right_wrong"),
        (Answer.PRESENT, Verdict.REJECT, True, "right_wrong"),
        (Answer.PRESENT, Verdict.ACCEPT, True, "right_right"),
        (Answer.ABSENT, Verdict.REJECT, True, "wrong_wrong"),
        (Answer.ABSENT, None, False, "right_right"),
        (Answer.UNSURE, Verdict.ACCEPT, True, "open"),
        (Answer.ABSENT, Verdict.EDIT, True, "open"),
        (Answer.ABSENT, Verdict.ACCEPT, None, "without_outcome"),
    ],
)
def test_what_the_answer_did_to_first_impressions(
    filled: Workspace, first: Answer, verdict: Verdict | None, truth: bool | None, counted: str
) -> None:
    filled.save_analysis(an_analysis())
    filled.keep_impression(Impression(UID, "ada", NOW, {"opacity": first}))
    if verdict is not None:
        filled.decide(a_decision("ada", verdict, edited="a scar"))
    if truth is not None:
        filled.set_outcome(Outcome(UID, "opacity", truth, "CT a week later", "ada", NOW))
        assert filled.outcomes(UID)[0].present is truth
    changes = filled.reading_changes()
    assert getattr(changes, counted) == 1
    assert filled.reading_changes("nobody") == type(changes)()


def test_an_impression_formed_beside_the_answer_is_not_counted(filled: Workspace) -> None:
    filled.keep_impression(Impression(UID, "ada", NOW, {"opacity": Answer.ABSENT}, ai_shown=True))
    assert filled.reading_changes() == type(filled.reading_changes())()


def test_the_policy_is_kept_and_checked(filled: Workspace) -> None:
    assert filled.site_policy() == SitePolicy()
    policy = SitePolicy(unaided_first=True, prevalence={"opacity": 0.12})
    filled.set_site_policy(policy)
    assert filled.site_policy() == policy
    with pytest.raises(ValueError, match="between 0 and 1"):
        SitePolicy(prevalence={"opacity": 1.0})


def test_shredding_takes_reports_and_drafts_too(filled: Workspace, tmp_path: Path) -> None:
    filled.keep_draft(UID, "words", b"x")
    filled.add_key_image(key_image(b"png"), b"png")
    filled.sign_report(a_report(), PASSPHRASE)
    filled.take(UID)
    filled.shred(UID, "asked for")
    assert filled.studies() == ()
    assert filled.reports(UID) == ()
    assert filled.verify().ok


def test_it_is_known_who_has_seen_an_answer(as_user: As) -> None:
    workspace = as_user("ada")
    workspace.save_analysis(an_analysis())
    assert not workspace.was_shown(UID)
    workspace.note_shown("a" * 32)
    workspace.note_shown("a" * 32)
    assert workspace.was_shown(UID)
    assert [e.action for e in workspace.trail(subject=UID)].count("analysis.show") == 1
    assert not as_user("bob").was_shown(UID)
