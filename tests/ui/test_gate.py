"""From the gate of one hospital to that of another, and silence, through the console script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omni_med.models.heads.samples import sample_card, sample_numbers
from omni_med.workspace import Workspace
from omni_med.workspace.teaching.gate import LockedEvaluation

pytestmark = pytest.mark.slow
GOOD = LockedEvaluation("d" * 64, 50, 9, 7, 0.9, 0.8, 0.97, 0.8, 0.9, True)

Run = Callable[..., Any]


def elsewhere(cli: Any, folder: Path) -> Any:
    """Another hospital's workspace, under the same pass phrase."""
    home = folder / "elsewhere"
    other = replace(cli, home=home, environment={**cli.environment, "OMNI_MED_HOME": str(home)})
    other("init", "--user", "otto")
    return other


def test_a_head_goes_from_one_hospital_to_another(cli: Any, tmp_path: Path) -> None:
    cli("init", "--user", "eva")
    words = Path(cli.environment["OMNI_MED_PASSPHRASE_FILE"]).read_text().strip()
    with Workspace.open(cli.home, passphrase=words) as workspace:
        workspace.look_at_locked(sample_card(), GOOD.digest)
        workspace.evaluated_head(sample_card(), sample_numbers(), GOOD)
    assert "Head rare 1 is signed off" in cli("finetune", "sign", "rare", "--note", "x").stdout
    cli("finetune", "rule", "--patients", "8")
    few = cli("finetune", "promote", "rare", code=1).stderr
    assert "7 patients with the finding, and the rule here is 8 of each" in few
    assert cli.json("finetune", "rule", "--patients", "7") == {"patients": 7}
    assert cli.json("finetune", "promote", "rare")["stage"] == "in-force"
    bundle = tmp_path / "rare.omhead"
    sent = cli.json("finetune", "export", "rare", "--out", bundle)
    own = cli.json("finetune", "signers", "key")
    assert sent["signer"] == own["fingerprint"]

    other = elsewhere(cli, tmp_path)
    refused = other("finetune", "import", bundle, code=1)
    assert own["fingerprint"] in refused.stderr
    assert "Traceback" not in refused.stderr
    other("finetune", "signers", "trust", own["key"], "--name", "Kweichow General")
    bent = tmp_path / "bent.omhead"
    bent.write_bytes(bundle.read_bytes().replace(b"Rare", b"Bare"))
    for file in (bent, Path(__file__)):
        wrong = other("finetune", "import", file, code=1)
        assert "Nothing was imported" in wrong.stderr
        assert len(wrong.stderr.splitlines()) == 2
    assert other.json("finetune", "import", bundle)["stage"] == "candidate"
    assert "waits to be promoted" in other("finetune", "promote", "rare", code=1).stderr
    other("finetune", "shadow", "start", "rare")
    (row,) = other.json("finetune", "heads")
    assert (row["shadow"], row["in_force"], row["signer"]) == (True, False, own["fingerprint"])
    assert "no study was read since" in other("finetune", "shadow", "report", "rare", code=1).stderr
    other("finetune", "shadow", "stop", "rare")
    (gone,) = [
        other.json("finetune", "signers", "remove", own["fingerprint"], "--reason", "stolen")
    ]
    assert gone["removed"] == "stolen"
    assert other.json("finetune", "drift")["periods"] == []
