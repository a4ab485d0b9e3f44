"""Other models from the window: a bundle outlines the open series, a large model reads in a way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from omni_med.domain import SitePolicy
from omni_med.models.bundles.registered import register_bundle
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.finding.readers import Offer, OtherReaders

if TYPE_CHECKING:
    from conftest import Studies

WAIT = 180_000
MakeBundle = Callable[..., Path]


@pytest.fixture
def bundle(workspace: Workspace, make_bundle: MakeBundle) -> Path:
    """Give a registered bundle that outlines all above -300 HU, called dense; its folder."""
    folder = make_bundle()
    workspace.register_model(
        register_bundle(folder, "dense", added=datetime.now(UTC), added_by=workspace.user)
    )
    return folder


def entries(window: MainWindow) -> list[str]:
    return [action.text() for action in window.reading.findings.others.choices.actions()]


def click(window: MainWindow, words: str) -> None:
    actions = window.reading.findings.others.choices.actions()
    next(action for action in actions if words in action.text()).trigger()


def open_ct(qtbot: QtBot, window: MainWindow, study: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded, timeout=WAIT):
        window.open_study(study)
    qtbot.waitUntil(lambda: len(entries(window)) > 2, timeout=WAIT)


def test_the_menu_ticks_who_reads_and_says_what_lacks(qtbot: QtBot, dressed: None) -> None:
    menu = OtherReaders()
    qtbot.addWidget(menu)
    menu.offer(
        (Offer("compact"), Offer("large", lacking="8 GB of memory"), Offer("dense", outlines=True)),
        "compact",
        "cascade",
    )
    actions = [action for action in menu.choices.actions() if not action.isSeparator()]
    assert [action.isChecked() for action in actions] == [False, True, False, False, False]
    assert [action.isEnabled() for action in actions] == [True, True, False, False, True]
    assert "8 GB of memory" in actions[2].toolTip()
    assert actions[4].text() == "Outline in the open series: dense"
    with qtbot.waitSignal(
        menu.chosen, check_params_cb=lambda *said: said == ("compact", "parallel")
    ):
        actions[0].trigger()
    with qtbot.waitSignal(menu.outline_wanted, check_params_cb=lambda name: name == "dense"):
        actions[4].trigger()


def test_the_windows_model_reads_image_first_and_says_so(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded, timeout=WAIT):
        window.open_study(studies.film)
    qtbot.waitUntil(lambda: len(entries(window)) > 1, timeout=WAIT)
    assert entries(window)[:2] == [
        "fake: image and record together",
        "fake: image first, its findings as words (cascade)",
    ]
    findings = window.reading.findings
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=WAIT):
        click(window, "fake: image first")
    (kept,) = workspace.analyses(studies.film)
    assert kept.provenance.mode == "cascade"
    assert findings.reads_with.text().endswith("(cascade)")
    assert findings.reads_with.isVisibleTo(findings)
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=WAIT):
        click(window, "fake: image and record")
    assert workspace.analyses(studies.film)[0].provenance.mode == "parallel"
    assert not findings.reads_with.isVisibleTo(findings)
    findings.analyse_wanted.emit()
    window.analysis_presenter.stop()
    assert findings.analyse.isEnabled()
    assert not findings.underway.isVisible()


@pytest.mark.slow
def test_a_bundle_outlines_the_open_series(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, bundle: Path
) -> None:
    open_ct(qtbot, window, studies.ct)
    findings, outlining = window.reading.findings, window.desk.outlining
    assert entries(window)[-1] == "Outline in the open series: dense"
    told: list[tuple[int, str]] = []
    findings.underway.bar.valueChanged.connect(
        lambda value: told.append((value, findings.underway.bar.text()))
    )
    with qtbot.waitSignals([outlining.outlined, window.analysis_presenter.shown], timeout=WAIT):
        click(window, "dense")
    assert told[-1] == (1, "Outlining: 1 of 1")
    assert not findings.underway.isVisible()
    (finding,) = workspace.analyses(studies.ct)[0].findings
    assert finding.volume_ml == pytest.approx(61.44, rel=0.2), "32 x 32 x 12 voxels of 5 mm3"
    assert findings.analysis is not None
    assert findings.analysis.findings == (finding,)
    assert not findings.controls.isVisibleTo(findings), "no dial enters a bundle"
    stack = window.model.stack
    assert stack is not None
    qtbot.waitUntil(lambda: [one.name for one in stack.layers] == ["dense tissue"], timeout=WAIT)
    # stopped: nothing is kept, and no process is left
    before = workspace.open_case(studies.ct).study
    click(window, "dense")
    qtbot.wait(300)
    findings.underway.stop.click()
    assert not outlining.busy
    # a folder that is gone is said by the process that wanted it
    bundle.rename(bundle.with_name("elsewhere"))
    with qtbot.waitSignal(outlining.failed, timeout=WAIT):
        click(window, "dense")
    assert "its folder" in findings.message.text()
    assert workspace.open_case(studies.ct).study == before
    assert len(workspace.analyses(studies.ct)) == 1
    # a film is no volume, and a first impression comes before any model
    with qtbot.waitSignal(window.reading_presenter.loaded, timeout=WAIT):
        window.open_study(studies.film)
    with qtbot.waitSignal(outlining.failed, timeout=WAIT):
        outlining.start("dense")
    assert "no volume of CT" in findings.message.text()
    workspace.set_site_policy(SitePolicy(unaided_first=True))
    with qtbot.waitSignal(outlining.failed, timeout=WAIT):
        outlining.start("dense")
    assert "first impression comes first" in findings.message.text()
