"""What stands beside the model in the desktop: its heads, and what this site calibrated of it.

Heads in force read with the model, those in shadow are kept in silence.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from audit.errors import VaultError
from omni_med.errors import OmniMedError
from omni_med.models.registry import DEFAULT_MODEL
from omni_med.workspace.people.permissions import may

if TYPE_CHECKING:
    from omni_med.domain import Analysis
    from omni_med.domain.shadow import Silence
    from omni_med.workspace import Workspace

_log = logging.getLogger(__name__)


def options_with_heads(
    workspace: Workspace, model: str, options: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return what the model is loaded with, the heads that are in force among it.

    One that does not fit the model as it is now reads nothing there.
    """
    given = dict(options or {})
    if model != DEFAULT_MODEL or not may(workspace.me().roles, "heads_in_force"):
        return given
    try:
        heads = workspace.heads_in_force()
    except (OmniMedError, VaultError) as error:
        _log.warning("no heads: %s", type(error).__name__)
        return given
    return {**given, "heads": heads} if heads else given


def calibrated(workspace: Workspace, analysis: Analysis) -> frozenset[str]:
    """Return the findings whose probabilities in an analysis the site's own cases set.

    A calibration need not be of all that its model answers. Runs on a worker thread.
    """
    named = analysis.provenance.calibration
    if not named:
        return frozenset()
    return frozenset(
        finding.name
        for item in workspace.calibrations()
        if item.calibration_id == named
        for finding in item.findings
    )


def keep_silence(workspace: Workspace, study_uid: str, silent: Future[Silence]) -> None:
    """Keep what heads in shadow say, once they have; nobody waits for it."""

    def keep(done: Future[Silence]) -> None:
        silence = done.result()
        try:
            workspace.save_shadow(silence.answers)
            for head in silence.failed:
                workspace.record_failure("shadow.answer", study_uid, {"head": head})
        except (OmniMedError, VaultError) as error:  # closed meanwhile, or the disk is full
            _log.warning("a silent answer was not kept: %s", type(error).__name__)

    silent.add_done_callback(keep)
