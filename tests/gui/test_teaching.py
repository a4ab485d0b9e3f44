"""The pages of teaching: by role, with what is stored, and a process that can be stopped."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtWidgets import QApplication, QInputDialog, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from audit.sealing.keys import MINIMUM_COST
from finetune.heads.apart import Teaching as Taught
from finetune.heads.locked import LockedCases
from omni_med.models.heads.bundle import HeadCard
from omni_med.models.heads.samples import sample_card, sample_numbers
from omni_med.workspace import Workspace
from omni_med.workspace.collecting.sets import Member, Query, StudySet
from omni_med.workspace.collecting.truth import Basis
from omni_med.workspace.teaching.drift import Change, Seen, drift_report
from omni_med.workspace.teaching.gate import LockedEvaluation
from ui.desktop.models.teaching.live import LiveReader, LiveState
from ui.desktop.models.teaching.series import Mark, Series, marks, of_shares, span
from ui.desktop.panels.teaching import training
from ui.desktop.panels.teaching.chart import Chart, ticks
from ui.desktop.panels.teaching.collect import Asked, CollectDialog
from ui.desktop.panels.teaching.data import DataPage
from ui.desktop.panels.teaching.forest import lines_of
from ui.desktop.panels.teaching.gate import GatePage
from ui.desktop.panels.teaching.training import TrainingPage
from ui.desktop.panels.teaching.window import Teaching, TeachingDialog
from ui.desktop.worker import Jobs

WORDS, FIRST, OWN = "six easy words", "seven green bottles", "eight brown bottles"
GOOD = LockedEvaluation("d" * 64, 50, 9, 7, 0.9, 0.8, 0.97, 0.8, 0.9, True)
MANIFEST = "file,note,patient,finding\n" + "".join(
    f"{n}.png,cough,p{n},{'Rare' if n % 3 == 0 else 'None'}\n" for n in range(30)
)


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(
        tmp_path / "mine", user="eva", passphrase=WORDS, kdf=MINIMUM_COST
    ) as made:
        yield made


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def evaluated(workspace: Workspace, card: HeadCard) -> None:
    workspace.look_at_locked(card, GOOD.digest)
    workspace.evaluated_head(card, sample_numbers(), GOOD)


def at_gate(qtbot: QtBot, workspace: Workspace, jobs: Jobs, heads: int = 1) -> GatePage:
    page = GatePage(workspace, jobs)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: len(page.table.texts()) == heads)
    return page


def test_a_head_is_signed_promoted_and_rolled_back_on_its_page(
    qtbot: QtBot, mine: Workspace, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated(mine, sample_card())
    page = at_gate(qtbot, mine, jobs)
    monkeypatch.setattr(
        QInputDialog, "getMultiLineText", lambda *_: ("looked at all missed films", True)
    )
    for button, stage in (
        ("sign_off_head", "signed off"),
        ("promote_head", "IN FORCE"),
        ("rollback_head", "retired"),
    ):
        page.table.selectRow(0)
        page.buttons[button].click()
        qtbot.waitUntil(lambda stage=stage: page.table.texts()[0][2] == stage)
    actions = [entry.action for entry in mine.trail()]
    assert [item for item in actions if item.startswith("head.")][-4:-1] != []
    assert "head.rollback" in actions


def test_a_refused_step_is_a_line_and_changes_nothing(
    qtbot: QtBot, mine: Workspace, jobs: Jobs
) -> None:
    evaluated(mine, sample_card(offered=False))
    page = at_gate(qtbot, mine, jobs)
    with qtbot.waitSignal(
        page.failed, check_params_cb=lambda error: "was not offered" in str(error)
    ):
        page.buttons["promote_head"].click()
    assert page.table.texts()[0][2] == "evaluated"


def test_silence_is_begun_told_and_ended(qtbot: QtBot, mine: Workspace, jobs: Jobs) -> None:
    evaluated(mine, sample_card())
    page = at_gate(qtbot, mine, jobs)
    page.buttons["start_shadow"].click()
    qtbot.waitUntil(lambda: "in silence" in page.table.texts()[0][2])
    unread = "no study was read since"
    with qtbot.waitSignal(page.failed, check_params_cb=lambda e: unread in str(e)):
        page.buttons["shadow_report"].click()
    page.table.selectRow(0)
    page.buttons["stop_shadow"].click()
    qtbot.waitUntil(lambda: page.table.texts()[0][2] == "evaluated")


def test_a_head_is_measured_in_a_process_that_is_asked_to_count_the_look(
    qtbot: QtBot, mine: Workspace, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    card, manifest = sample_card(), a_manifest(tmp_path)

    def measured(
        card: HeadCard, numbers: bytes, cases: LockedCases, look: object, **_: object
    ) -> object:
        assert callable(look)
        assert cases.dataset.positives == 10
        look(card, GOOD.digest, ("0123456789abcdef",))
        return card, GOOD

    monkeypatch.setattr("finetune.heads.apart.measure_apart", measured)
    page = GatePage(mine, jobs)
    qtbot.addWidget(page)
    page.evaluate(lambda: (card, sample_numbers()), manifest)
    qtbot.waitUntil(lambda: "0.900" in page.answer.text())
    qtbot.waitUntil(lambda: len(page.table.texts()) == 1)
    assert [entry.action for entry in mine.trail()].count("locked.look") == 1


def a_manifest(folder: Path) -> Path:
    manifest = folder / "cases.csv"
    manifest.write_text(MANIFEST)
    for n in range(30):
        (folder / f"{n}.png").write_bytes(bytes([n]))
    return manifest


def a_set(name: str = "rare", version: int = 1, *, locked: bool = False) -> StudySet:
    members = tuple(
        Member(f"1.2.{n}", f"p{n}", present=n % 2 == 0, basis=Basis.UNAIDED) for n in range(8)
    )
    made = datetime(2026, 3, 1, tzinfo=UTC)
    return StudySet(
        name, version, Query("Rare"), made, "eva", members, 12, {"not signed": 4}, locked=locked
    )


def test_signed_cases_are_collected_taught_on_and_measured_by_the_pages(
    qtbot: QtBot, mine: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept: list[StudySet] = []
    asked: list[tuple[str, Query, float]] = []

    def create(name: str, query: Query, lock: float) -> StudySet:
        asked.append((name, query, lock))
        kept.extend([a_set(name), a_set(f"{name}-locked", locked=True)])
        return kept[0]

    monkeypatch.setattr(mine, "create_dataset", create, raising=False)
    monkeypatch.setattr(mine, "datasets", lambda: tuple(kept), raising=False)
    dialog = TeachingDialog(mine)
    qtbot.addWidget(dialog)
    data, training, gate = dialog.tabs.widget(0), dialog.training, dialog.gate
    assert isinstance(data, DataPage)
    assert data.sets is not None
    assert training is not None
    data.sets.gather(Asked("rare", "Rare", True, False, 0.3))
    qtbot.waitUntil(data.use.isEnabled)
    assert asked == [("rare", Query("Rare", unnamed_is_absent=True), 0.3)]
    assert ["4", "with the finding"] in data.table.texts()
    assert ["4", "left out: not signed"] in data.table.texts()
    assert data.sets.box.count() == 2, "locked sets are not offered for teaching"
    data.use.click()
    assert "rare@1, Rare" in training.data.text()
    assert training.finding.text() == "Rare"

    taught: list[object] = []

    def teach(dataset: object, films: object, teaching: object, **_: object) -> Path:
        taught.append(teaching)
        return tmp_path / "rare"

    monkeypatch.setattr("finetune.datasets.stored.read_stored", lambda *_a: "cases")
    monkeypatch.setattr("finetune.heads.apart.teach_apart", teach)
    training.set_out(tmp_path)
    training.name.setText("rare")
    with qtbot.waitSignal(training.taught, timeout=20_000) as told:
        training.start.click()
    assert told.args == [tmp_path / "rare"]
    assert taught == [Taught("rare", tmp_path, "quick", "Rare")]

    gate.refresh()
    qtbot.waitUntil(lambda: gate.locked.count() == 3)
    gate.locked.setCurrentIndex(1)
    given: list[object] = []
    monkeypatch.setattr(gate, "evaluate", lambda _meant, source: given.append(source))
    gate._evaluate(lambda: None)
    assert given == [kept[1]], "the locked set comes first"
    dialog.done(0)


def test_what_is_asked_for_is_read_from_the_dialog(qtbot: QtBot) -> None:
    dialog = CollectDialog()
    qtbot.addWidget(dialog)
    dialog.name.setText(" pcp ")
    dialog.finding.setText("Pneumocystis")
    dialog.contaminated.setChecked(True)
    dialog.lock.setValue(25)
    assert dialog.asked() == Asked("pcp", "Pneumocystis", False, True, 0.25)


def test_pages_are_by_role(qtbot: QtBot, mine: Workspace) -> None:
    for name, role in (("mia", "ml-staff"), ("ray", "radiologist"), ("tim", "trainee")):
        mine.add_user(name, FIRST, [role], kdf=MINIMUM_COST)
    seen = {}
    for name in ("mia", "ray", "tim"):
        with Workspace.open(mine.home, user=name, passphrase=FIRST) as his:
            his.change_passphrase(OWN, kdf=MINIMUM_COST)
            window = QMainWindow()
            window.setCentralWidget(QLabel("a film"))
            qtbot.addWidget(window)
            teaching = Teaching(window, his)
            teaching.open() if name != "tim" else None
            dialog = teaching.dialog
            if dialog is not None:
                seen[name] = [dialog.tabs.tabText(n) for n in range(dialog.tabs.count())]
                buttons = set(dialog.gate.buttons)
                assert ("evaluated_head" in buttons) == (name == "mia")
                assert "promote_head" in buttons
            teaching.close()
    assert seen == {
        "mia": ["Data set", "Training", "Comparison", "Gate", "Dashboard"],
        "ray": ["Gate", "Dashboard"],
    }


def test_a_data_set_is_checked_before_it_is_taught_on(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    manifest = a_manifest(tmp_path)
    page = DataPage(jobs)
    qtbot.addWidget(page)
    page.load(manifest)
    qtbot.waitUntil(lambda: page.column.currentText() == "finding")
    page.value.setCurrentText("Rare")
    assert not page.use.isEnabled()
    page.check.click()
    qtbot.waitUntil(page.use.isEnabled)
    assert ["10", "with the finding"] in page.table.texts()
    with qtbot.waitSignal(page.chosen) as told:
        page.use.click()
    assert told.args == [
        [
            str(manifest), "--label", "finding=Rare", "--image-column", "file",
            "--text-column", "note", "--group-column", "patient",
        ]
    ]  # fmt: skip
    page.value.setCurrentText("Measles")
    with qtbot.waitSignal(page.failed):
        page.check.click()


TEACHER = """
import json, sys, time
out, name = sys.argv[1], sys.argv[2]
def tell(**line):
    with open(f"{out}/{name}.live.jsonl", "a") as stream:
        stream.write(json.dumps(line) + "\\n")
tell(stage="encoding", done=3, total=10, left_s=4.2)
tell(stage="curve", fold="0-0", rank=4, step=20, loss=0.7, held_auroc=0.6)
tell(stage="curve", fold="0-0", rank=4, step=40, loss=0.5, held_auroc=None)
if sys.argv[3] == "wait":
    time.sleep(60)
if sys.argv[3] == "fail":
    print("omni-med: Too few cases.")
    sys.exit(1)
tell(stage="done", folder=f"{out}/{name}", offered=False, auroc=0.8)
"""


def a_training(
    qtbot: QtBot, jobs: Jobs, folder: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> TrainingPage:
    def command(options: list[str]) -> tuple[str, list[str]]:
        assert options[options.index("--head") + 1] == "rare"
        return sys.executable, ["-c", TEACHER, str(folder), "rare", how]

    monkeypatch.setattr(training, "command", command)
    page = TrainingPage(jobs)
    qtbot.addWidget(page)
    assert not page.start.isEnabled()
    page.take(["cases.csv", "--label", "finding=Rare"])
    page.set_out(folder)
    page.name.setText("Not a name")
    assert not page.start.isEnabled()
    page.name.setText("rare")
    page.start.click()
    assert page.running
    return page


def test_a_teaching_is_followed_to_its_end(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_training(qtbot, jobs, tmp_path, monkeypatch, "end")
    with qtbot.waitSignal(page.taught, timeout=20_000) as told:
        pass
    assert told.args == [tmp_path / "rare"]
    assert "Not yet" in page.state.text()
    assert page.loss.accessibleDescription() == "0-0 · 4: 0.5"
    assert page.start.isEnabled()


def test_a_teaching_is_stopped(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_training(qtbot, jobs, tmp_path, monkeypatch, "wait")
    qtbot.waitUntil(lambda: "Encoding" in page.state.text(), timeout=20_000)
    assert "4 s left" in page.state.text()
    page.stop.click()
    qtbot.waitUntil(lambda: not page.running, timeout=10_000)
    assert "goes on where it was" in page.state.text()


def test_a_teaching_that_fails_says_why(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_training(qtbot, jobs, tmp_path, monkeypatch, "fail")
    qtbot.waitUntil(lambda: not page.running, timeout=20_000)
    assert page.state.text() == "omni-med: Too few cases."


def test_what_is_taught_is_started_lowered_and_by_the_console_script_s_module() -> None:
    program, arguments = training.command(["cases.csv"])
    whole = [program, *arguments]
    assert whole[whole.index("-m") + 1 :] == ["ui.cli.main", "finetune", "fit", "cases.csv"]
    assert "nice" in Path(program).name


def test_a_window_that_is_closed_stops_the_teaching(
    qtbot: QtBot, mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = TeachingDialog(mine)
    qtbot.addWidget(dialog)
    page = dialog.training
    assert page is not None
    monkeypatch.setattr(
        training, "command", lambda _o: (sys.executable, ["-c", "import time; time.sleep(60)"])
    )
    page.take(["cases.csv", "--label", "finding=Rare"])
    page.set_out(tmp_path)
    page.name.setText("rare")
    page.start.click()
    assert page.running
    dialog.done(0)
    qtbot.waitUntil(lambda: not page.running, timeout=10_000)


@given(st.binary(max_size=300))
def test_a_live_file_of_anything_is_read(data: bytes) -> None:
    state = LiveState()
    for line in data.splitlines():
        try:
            item = json.loads(line)
        except ValueError:
            continue
        if isinstance(item, dict):
            state.take(item)
    assert state.done >= 0


@given(
    st.dictionaries(
        st.sampled_from(["stage", "done", "total", "left_s", "step", "loss", "held_auroc"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    )
)
def test_a_line_with_odd_values_is_taken_or_passed_over(line: dict[str, object]) -> None:
    state = LiveState()
    state.take(line)
    state.take({**line, "stage": "curve"})
    assert all(x == x for points in state.loss.values() for _, x in points)


def test_a_curve_that_begins_anew_is_drawn_anew() -> None:
    state = LiveState()
    for step, loss in ((20, 0.7), (40, 0.5), (20, 0.6)):
        state.take({"stage": "curve", "fold": "0", "rank": 4, "step": step, "loss": loss})
    assert state.loss == {"0 · 4": [(20.0, 0.6)]}


def test_a_live_file_is_read_as_it_grows_and_anew_when_it_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "rare.live.jsonl"
    reader = LiveReader(file)
    assert reader.read().stage == ""
    file.write_text('{"stage": "encoding", "done": 1, "total": 3}\n{"stage": "enc')
    assert (reader.read().stage, reader.read().done) == ("encoding", 1)
    with file.open("a") as stream:
        stream.write('oding", "done": 2, "total": 3}\n')
    assert reader.read().done == 2
    file.write_text('{"stage": "looking"}\n')
    assert reader.read().stage == "looking"


def test_figures_of_a_card_become_lines_the_head_first() -> None:
    figures = {}
    for name, value in (("probe", 0.9), ("head", 0.8), ("prior", 0.7)):
        figures |= {
            f"AUROC, {name}": value,
            f"AUROC, {name}, low": value - 0.1,
            f"AUROC, {name}, high": value + 0.1,
        }
    assert [line.name for line in lines_of({**figures, "AUROC, odd": 1.0})] == [
        "head", "probe", "prior",
    ]  # fmt: skip


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_lie_within_and_are_few(low: float, width: float) -> None:
    found = ticks(low, low + width)
    assert len(found) <= 7
    slack = width * 1e-6 + 1e-6
    assert all(low - slack <= at <= low + width + slack for at in found)


def test_a_chart_says_what_it_shows(qtbot: QtBot, qapp: QApplication) -> None:
    chart = Chart("Agreement", dates=True, unit=True)
    qtbot.addWidget(chart)
    chart.resize(500, 200)
    chart.show()
    qtbot.waitExposed(chart)
    empty = chart.grab().toImage()
    when = datetime(2026, 3, 1, tzinfo=UTC)
    seen = [
        Seen(when, "compact 2", 0.8, None, 0.5, True, False, {"a": True}, {}),
        Seen(when.replace(month=4), "compact 3", 0.7, None, 0.5, True, False, {"a": False}, {}),
    ]
    report = drift_report(seen, [Change("2026-04-02", "head rare 1 promoted")])
    series = of_shares(report, "agreed", lambda item: item.agreement)
    chart.show_series([series], marks(report))
    assert chart.accessibleDescription().startswith("agreed: 0; compact 2; compact 3")
    assert "2026-04-02" in chart.toolTip()
    assert chart.grab().toImage() != empty
    assert span(Series("one", ((1.0, 2.0),))) == (1.0, 1.0, 2.0, 2.0)
    chart.show_series([Series("one", ((1.0, 2.0),))], [Mark(1.0, "x")])
    chart.grab()


def test_the_dashboard_reads_what_is_stored(qtbot: QtBot, mine: Workspace) -> None:
    dialog = TeachingDialog(mine)
    qtbot.addWidget(dialog)
    page = dialog.tabs.widget(dialog.tabs.count() - 1)
    qtbot.waitUntil(lambda: "No study was analysed yet" in page.alerts.text())
    dialog.done(0)
