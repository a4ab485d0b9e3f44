"""The worklist: order, filters, what is kept from who reads unaided, the queue, holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from omni_med.domain import Case, Impression, ReadingState, SitePolicy
from omni_med.report import Material, draft_report, template_for
from omni_med.workspace import StudyRow, Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models import names
from ui.desktop.panels.worklist.table import (
    ai_words,
    filters,
    fits,
    reason,
    shown_to,
    state_words,
    titles,
    waiting_words,
    worklist_order,
)
from ui.desktop.presenters.deciding.queue import AiState

if TYPE_CHECKING:
    from conftest import Studies

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rights_are_tested_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test say who somebody is."""
    monkeypatch.setattr("omni_med.workspace.people.door._FRESH", 1e9)


def row(name: str = "1", **changes: object) -> StudyRow:
    made = StudyRow(
        study_uid=name,
        accession="",
        patient="",
        patient_id="",
        sex="F",
        birth_date=None,
        age=None,
        modalities=("CR",),
        series=1,
        instances=1,
        analysed=1,
        description="",
        started=NOW - timedelta(hours=3),
        imported=NOW,
        priority="",
        triage="routine",
        status="analysed",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def order(*rows: StudyRow, unaided: bool = False) -> list[str]:
    shown = [shown_to(item, {}, unaided=unaided, now=NOW) for item in rows]
    return [item.row.study_uid for item in sorted(shown, key=worklist_order)]


def test_critical_then_stat_then_waiting_and_signed_last() -> None:
    rows = (
        row("signed", triage="critical", state=ReadingState.SIGNED),
        row("unsure", triage="unsure", started=NOW - timedelta(hours=1)),
        row("old", started=NOW - timedelta(days=2)),
        row("stat", priority="STAT", started=NOW),
        row("critical", triage="critical", started=NOW),
    )
    assert order(*rows) == ["critical", "stat", "old", "unsure", "signed"]


def test_who_reads_unaided_sees_nothing_of_the_model_but_critical_findings() -> None:
    unsure = row("unsure", triage="unsure")
    shown = shown_to(unsure, {}, unaided=True, now=NOW)
    assert (shown.triage, ai_words(shown)) == ("", "after you")
    assert not fits(shown, "unsure")
    own = shown_to(replace(unsure, own=True), {}, unaided=True, now=NOW)
    assert (own.triage, ai_words(own)) == ("unsure", "done")
    critical = shown_to(row(triage="critical"), {}, unaided=True, now=NOW)
    assert critical.triage == "critical"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=7), "7 h"),
        (timedelta(days=9), "9 d"),
        (timedelta(hours=-1), "0 min"),
    ],
)
def test_waiting_is_told_in_what_one_counts_in(ago: timedelta, words: str) -> None:
    assert waiting_words(shown_to(row(started=NOW - ago), {}, unaided=False, now=NOW)) == words


def test_a_signed_study_waits_no_more() -> None:
    shown = shown_to(row(state=ReadingState.SIGNED), {}, unaided=False, now=NOW)
    assert waiting_words(shown) == ""
    assert fits(shown, "signed")
    assert not fits(shown, "open")


def test_every_state_and_filter_has_words() -> None:
    assert {state_words(row(state=state)) for state in ReadingState} == {
        "new",
        "in reading",
        "second read",
        "signed",
    }
    assert state_words(row(state=ReadingState.IN_READING, holder="ada")) == "in reading: ada"
    assert {state.value for state in ReadingState} <= {key for key, _words in filters()}
    for state, words in (("queued", "queued"), ("reading", "reading …"), ("failed", "failed")):
        assert ai_words(shown_to(row(), {"1": state}, unaided=False, now=NOW)) == words


def cell(window: MainWindow, study_uid: str, title: str) -> str:
    table = window.worklist.table
    number = table.find(study_uid)
    assert number is not None
    return str(table.data(table.index(number, titles().index(title))))


def test_the_queue_reads_all_and_says_what_failed(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    studies: Studies,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = workspace.open_case

    def open_case(uid: str) -> object:
        if uid == studies.ct:
            raise OSError(5, "the disk is ill")
        return real(uid)

    monkeypatch.setattr(workspace, "open_case", open_case)
    queue = window.desk.queue
    window.worklist.read_all.click()
    assert set(queue.states.values()) == {AiState.READING, AiState.QUEUED}
    qtbot.waitUntil(lambda: queue.states == {studies.ct: AiState.FAILED}, timeout=60_000)
    qtbot.waitUntil(lambda: cell(window, studies.film, "Model") == "done", timeout=20_000)
    assert cell(window, studies.ct, "Model") == "failed"
    failed = [e for e in workspace.trail() if e.action == "model.run" and e.outcome == "failure"]
    assert [e.subject for e in failed] == [studies.ct]


def test_filters_narrow_the_list(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    page = window.worklist
    workspace.keep_impression(Impression(studies.film, workspace.user, NOW))
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.worklist_presenter.refresh()
    page.filter.setCurrentIndex(page.filter.findData("in reading"))
    assert page.table.rowCount() == 1
    assert page.table.study(0).study_uid == studies.film
    page.filter.setCurrentIndex(page.filter.findData("signed"))
    assert page.table.rowCount() == 0
    assert "No study here" in page.empty.text()


def test_a_study_is_held_while_it_is_open_and_given_back(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    with qtbot.waitSignal(window.desk.holding.taken, timeout=10_000):
        window.open_study(studies.film)
    hold = workspace.holder(studies.film)
    assert hold is not None
    assert hold.reader == workspace.user
    window.activateWindow()
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        QTest.keyClick(window.reading.viewport, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: workspace.holder(studies.film) is None, timeout=10_000)


def test_what_another_holds_can_be_looked_at_and_taken_over(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    me = workspace.user
    workspace._vault.user = "bob"
    workspace.take(studies.film)
    workspace._vault.user = me
    banner = window.reading.banner
    with qtbot.waitSignal(window.desk.holding.taken, timeout=10_000):
        window.open_study(studies.film)
    assert "bob reads this study" in banner.hold.text()
    assert banner.take_over.isVisibleTo(banner)
    assert not window.desk.holding.is_mine
    with qtbot.waitSignal(window.desk.holding.taken, timeout=10_000):
        window.desk.holding.take_over("bob is at lunch")
    assert banner.hold.text() == ""
    hold = workspace.holder(studies.film)
    assert hold is not None
    assert hold.reader == me


def test_a_second_reader_is_told_so(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    me = workspace.user
    workspace.set_site_policy(SitePolicy(second_read=True))
    case = workspace.open_case(studies.film)
    template = template_for(case.study)
    report = draft_report(Material(Case(case.study)), template, author=me, now=NOW)
    workspace.sign_report(report, "six words are easy to remember")
    workspace._vault.user = "bob"
    with qtbot.waitSignal(window.desk.holding.taken, timeout=10_000):
        window.open_study(studies.film)
    assert "Second read" in window.reading.banner.hold.text()
    assert workspace.reports(studies.film) == ()
    workspace._vault.user = me


def test_a_long_name_of_two_scripts_gives_way_in_its_longer_part() -> None:
    def elide(text: str, room: float) -> str:
        return text if len(text) <= room else text[: int(room) - 1] + "…"

    latin_first = ("Aleksandrova-Konstantinopolskaya Ekaterina", "欧阳震华")
    assert names.fitted(latin_first, 60, elide) == " ".join(latin_first)
    assert names.fitted(latin_first, 20, elide) == "Aleksandrova-K… 欧阳震华"
    assert names.fitted(latin_first[::-1], 20, elide) == "欧阳震华 Aleksandrova-K…"
    assert names.fitted(latin_first, 7, elide) == " ".join(latin_first), "Qt cuts the end"
    assert names.fitted(("Müller-Lüdenscheidt Anna",), 9, elide) == "Müller-Lüdenscheidt Anna"


@pytest.mark.parametrize(
    ("order", "chinese", "shown"),
    [
        ("", False, "Wang XiaoDong 王小东"),
        ("", True, "王小东 Wang XiaoDong"),
        ("latin", True, "Wang XiaoDong 王小东"),
        ("native", False, "王小东 Wang XiaoDong"),
    ],
)
def test_which_script_comes_first_is_a_setting(order: str, chinese: bool, shown: str) -> None:
    names.use(order, chinese=chinese)
    try:
        assert names.display_name("Wang^XiaoDong=王^小东=おう") == shown
        assert names.display_name("Wang^XiaoDong") == "Wang XiaoDong"
        assert names.display_name("=王^小东") == "王小东"
    finally:
        names.use("", chinese=False)


def test_the_reason_begins_with_the_reason() -> None:
    text = "Reason for requested procedure: Fever\nPatient comments: none"
    assert reason(row(reason=text)) == "Fever Patient comments: none"
    assert reason(row(reason="Requested procedure: CT CHEST")) == "CT CHEST"
    assert reason(row(reason="Reason for study: Cough")) == "Cough"
