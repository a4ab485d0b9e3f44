"""Cards as pages."""

from __future__ import annotations

from omni_med.models.card import render
from omni_med.models.fake import FakeFactory


def test_the_page_names_thresholds_and_what_is_not_looked_for() -> None:
    page = render(FakeFactory().card())
    band = "absent below 0.45, present from 0.55, cannot tell between; threshold 0.50"
    assert f"Lung opacity ({band})" in page
    assert "Pneumothorax (present from 0.80, critical)" in page
    assert "Viral pneumonia (ranked differential)" in page
    assert "Does not look for: Fracture" in page
