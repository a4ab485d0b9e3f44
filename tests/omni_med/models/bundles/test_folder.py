from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from omni_med.errors import ModelUnavailableError
from omni_med.models.bundles import inspect, is_bundle
from omni_med.models.bundles.running import Bundle

MakeBundle = Callable[..., Path]


def test_a_bundle_says_what_it_is(make_bundle: MakeBundle, tmp_path: Path) -> None:
    folder = make_bundle()
    card = inspect(folder)
    assert is_bundle(folder)
    assert not is_bundle(tmp_path)
    assert (card.name, card.version, card.kind) == ("Dense tissue", "0.1.0", "segmentation")
    assert card.licence == "Apache-2.0"
    assert card.found == {1: "dense tissue"}
    assert sorted(card.files) == [
        "configs/inference.json",
        "configs/metadata.json",
        "models/model.pt",
    ]
    assert card.size == (folder / "models" / "model.pt").stat().st_size


def test_a_file_that_changed_since_is_refused(make_bundle: MakeBundle) -> None:
    folder = make_bundle()
    card = inspect(folder)
    Bundle(folder, card)
    for name in card.files:
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(before + b" ")
        with pytest.raises(ModelUnavailableError, match="changed since"):
            Bundle(folder, card)
        (folder / name).unlink()
        with pytest.raises(ModelUnavailableError, match=r"is missing|holds n|cannot be read"):
            Bundle(folder, card)
        (folder / name).write_bytes(before)


def test_weights_that_are_code_are_refused(make_bundle: MakeBundle) -> None:
    folder = make_bundle()
    weights = folder / "models" / "model.pt"
    weights.rename(folder / "models" / "model.ts")
    with pytest.raises(ModelUnavailableError, match="TorchScript"):
        inspect(folder)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("owned",)


def test_a_pickle_is_refused_and_not_run(
    make_bundle: MakeBundle, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_bundle(weights={"conv.weight": _Evil()})
    with pytest.raises(ModelUnavailableError, match="more than numbers"):
        Bundle(folder)
    assert "owned" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda f: (f / "models" / "model.pt").write_bytes(b"PK\x03\x04 cut"), "damaged"),
        (lambda f: (f / "models" / "model.pt").unlink(), "holds neither"),
        (lambda f: (f / "configs" / "inference.json").unlink(), "inference.json"),
        (lambda f: (f / "configs" / "inference.json").write_text("{"), "damaged"),
        (lambda f: (f / "configs" / "inference.json").write_text("[1]"), "damaged"),
        (lambda f: (f / "configs" / "metadata.json").write_text("{}"), "network_data_format"),
    ],
)
def test_an_incomplete_folder_is_one_clear_line(
    make_bundle: MakeBundle, break_it: Callable[[Path], object], says: str
) -> None:
    folder = make_bundle()
    break_it(folder)
    with pytest.raises(ModelUnavailableError, match=says):
        Bundle(folder)


def test_numbers_of_another_network_are_refused(make_bundle: MakeBundle) -> None:
    folder = make_bundle(weights={"conv.weight": torch.zeros(3, 1, 1, 1, 1)})
    with pytest.raises(ModelUnavailableError, match="does not fit"):
        Bundle(folder)


def test_safetensors_are_read(make_bundle: MakeBundle) -> None:
    folder = make_bundle()
    weights = torch.load(folder / "models" / "model.pt", weights_only=True)
    (folder / "models" / "model.pt").unlink()
    save_file(weights, folder / "models" / "model.safetensors")
    assert "models/model.safetensors" in Bundle(folder).card.files


@pytest.mark.parametrize("words", [{"type": "image", "format": "detection"}, {}])
def test_other_tasks_are_refused(make_bundle: MakeBundle, words: dict[str, str]) -> None:
    metadata = {
        "network_data_format": {
            "inputs": {"image": {"modality": "CT"}},
            "outputs": {"pred": {"channel_def": {"0": "a"}, **words}},
        }
    }
    with pytest.raises(ModelUnavailableError, match="its output is"):
        inspect(make_bundle(metadata=metadata))
