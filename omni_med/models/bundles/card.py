"""A bundle's card in the words of this program."""

from __future__ import annotations

from typing import Final

from omni_med.models.bundles.folder import BundleCard
from omni_med.models.protocols import Assessed, ModelCard

_NEGATIVE: Final = frozenset({"normal", "no finding", "negative", "background", "healthy", "other"})


def card_of(model_id: str, bundle: BundleCard) -> ModelCard:
    """Return the card of a classifying bundle in the words of this program.

    A bundle states no threshold, so every answer is a rank of a differential.
    """
    return ModelCard(
        id=model_id,
        version=bundle.version,
        title=bundle.name,
        licence=bundle.licence,
        sha256=bundle.sha256,
        preprocessing="bundle",
        modalities=("image",),
        dicom_modalities=bundle.dicom_modalities,
        body_parts=(),
        views=(),
        languages=(),
        assessed=tuple(Assessed(name, differential=True) for name in asked(bundle).values()),
        not_assessed=(),
        population=bundle.population,
        text=f"MONAI bundle. {bundle.task}\n\nIts probabilities are not calibrated at this site, "
        "and it does not know what it does not know: every image of its modality is answered.",
    )


def asked(bundle: BundleCard) -> dict[int, str]:
    """Return the channels that are findings; all but the first where none is called normal."""
    named = {
        number: name
        for number, name in bundle.channels.items()
        if name.strip().lower() not in _NEGATIVE
    }
    return named or dict(bundle.channels)
