"""Cards on disk and as pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.models.card import files_sha256, read_card, render, write_card
from omni_med.models.fake import FakeFactory


def test_a_card_comes_back_as_it_was_written(tmp_path: Path) -> None:
    card = replace(FakeFactory().card(), figures={"AUROC": 0.5})
    write_card(tmp_path, card)
    assert read_card(tmp_path) == card


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"id": 3}', b"\xff"])
def test_a_folder_without_a_good_card_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "card.json").write_bytes(content)
    with pytest.raises(ModelUnavailableError, match="no model of this program"):
        read_card(tmp_path)


def test_the_page_names_thresholds_and_what_is_not_looked_for() -> None:
    page = render(FakeFactory().card())
    band = "absent below 0.45, present from 0.55, cannot tell between; threshold 0.50"
    assert f"Lung opacity ({band})" in page
    assert "Pneumothorax (present from 0.80, critical)" in page
    assert "Viral pneumonia (ranked differential)" in page
    assert "Does not look for: Fracture" in page


def test_the_digest_depends_on_names_and_contents_not_on_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a.onnx", tmp_path / "b.onnx"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    whole = files_sha256([first, second])
    assert files_sha256([second, first]) == whole
    first.write_bytes(b"3")
    assert files_sha256([first, second]) != whole
