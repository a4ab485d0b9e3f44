"""A MONAI bundle through the console script: added, run on a real CT, taken out of use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MakeBundle = Callable[..., Path]


@pytest.mark.slow
@pytest.mark.data
def test_a_bundle_segments_a_real_ct(cli: Any, test_data: Path, make_bundle: MakeBundle) -> None:
    cli("init", "--user", "eva")
    cli("import", test_data / "dicom" / "series" / "ct_chest_b")
    (study,) = cli.json("studies")
    uid = study["study_uid"]
    folder = make_bundle()
    added = cli.json("models", "add", folder, "--id", "dense")
    assert (added["family"], added["assessed"]) == (
        "MONAI bundle, segmentation",
        ["dense tissue"],
    )
    done = cli.json("analyze", uid, "--model", "dense")
    (finding,) = done["findings"]
    assert finding["status"] == "present"
    assert finding["volume_ml"] > 1
    printed = cli("analyze", uid, "--model", "dense")
    assert f"{finding['volume_ml']:,.1f} mL" in printed.stdout
    assert "DICOM segmentation" in printed.stderr
    series = cli.json("show", uid)["series"]
    assert [item["modality"] for item in series].count("SEG") == 2

    weights = folder / "models" / "model.pt"
    weights.write_bytes(weights.read_bytes() + b"\0")
    refused = cli("analyze", uid, "--model", "dense", code=None)
    assert refused.returncode != 0
    assert "changed since it was registered" in refused.stderr
    cli("models", "remove", "dense")
    assert "no model 'dense'" in cli("analyze", uid, "--model", "dense", code=None).stderr
    actions = [entry["action"] for entry in cli.json("audit", "show")]
    assert {"model.add", "object.derive", "model.remove"} <= set(actions)


@pytest.mark.slow
def test_bundles_that_cannot_be_used_are_one_clear_line(
    loaded: Any, cases: Any, make_bundle: MakeBundle
) -> None:
    code = {"network_def": {"_target_": "os.system", "command": "true"}}
    refused = loaded(
        "models", "add", make_bundle("evil", inference=code), "--id", "evil", code=None
    )
    assert refused.returncode != 0
    assert "'os.system'" in refused.stderr
    assert "Traceback" not in refused.stderr
    loaded("models", "add", make_bundle(), "--id", "dense")
    film = loaded("analyze", cases["fits"].study_uid, "--model", "dense", code=None)
    assert film.returncode != 0
    assert "volume of CT" in film.stderr
    assert loaded("analyze", cases["fits"].study_uid).returncode == 0
