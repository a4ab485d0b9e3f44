"""Which earlier studies are worth showing beside a study. Without Qt."""

from __future__ import annotations

import re

from omni_med.domain import Study

_PARTS = {
    "chest": ("chest", "thorax", "lung", "胸", "肺"),
    "abdomen": ("abdomen", "abd", "liver", "腹", "肝"),
    "head": ("head", "brain", "skull", "头", "脑", "颅"),
    "pelvis": ("pelvis", "hip", "盆", "髋"),
    "spine": ("spine", "lumbar", "cervical", "椎", "脊"),
    "breast": ("breast", "mammo", "乳"),
    "knee": ("knee", "膝"),
    "heart": ("heart", "cardiac", "coronary", "心"),
}
_WORD = re.compile(r"[^\W\d_]+")


def body_parts(study: Study) -> frozenset[str]:
    """Return the parts of the body that a study says it shows."""
    said = [study.description.lower()]
    said += [f"{series.body_part} {series.description}".lower() for series in study.series]
    words = {word for text in said for word in _WORD.findall(text)}
    text = " ".join(said)
    found = set()
    for part, names in _PARTS.items():
        if any((name in words) if name.isascii() else (name in text) for name in names):
            found.add(part)
    return frozenset(found)


def related(study: Study, priors: tuple[Study, ...]) -> tuple[Study, ...]:
    """Return the priors of the same part of the body, the most alike first, then the newest.

    Where the study does not say what it shows, those of the same modality.
    """
    parts, modalities = body_parts(study), set(study.modalities)
    found = []
    for prior in priors:
        same_part = bool(parts & body_parts(prior))
        same_modality = bool(modalities & set(prior.modalities))
        if same_part or (same_modality and not (parts and body_parts(prior))):
            when = prior.started.replace(tzinfo=None).isoformat() if prior.started else ""
            found.append((same_modality, when, prior))
    found.sort(key=lambda item: item[:2], reverse=True)
    return tuple(prior for _, _, prior in found)
