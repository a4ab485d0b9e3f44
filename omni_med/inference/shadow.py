"""Heads that answer in silence: after the answer that is shown, on its features, kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from omni_med.domain import Analysis
from omni_med.domain.shadow import ShadowAnswer, Silence
from omni_med.inference.analyst import Analyst
from omni_med.inference.cache import FeatureCache
from omni_med.inference.prepare import Prepared
from omni_med.models.heads.bundle import Head, binding
from omni_med.models.protocols import ModelBackend, Weights


def answer_in_shadow(
    backend: ModelBackend,
    heads: Sequence[Head],
    prepared: Prepared,
    analysis: Analysis,
    cache: FeatureCache | None = None,
) -> Silence:
    """Return what heads say of a case, with the weights and in the mode of the shown answer.

    The shown answer is out already: whatever a head does is its own failure.

    Args:
        backend: The model, loaded; heads on it are not asked.
        heads: That answer in silence, each alone.
        prepared: What the shown answer was made of.
        analysis: The shown answer.
        cache: Where features of the case lie, so that nothing is encoded twice.
    """
    said: list[ShadowAnswer] = []
    failed: list[str] = []
    for head in heads:
        try:
            found = _one(backend, head, prepared, analysis, cache)
        except Exception:  # noqa: BLE001 - a head in shadow disturbs nobody
            failed.append(head.card.title)
        else:
            said += [found] if found is not None else []
    return Silence(tuple(said), tuple(failed))


def _one(
    backend: ModelBackend,
    head: Head,
    prepared: Prepared,
    analysis: Analysis,
    cache: FeatureCache | None,
) -> ShadowAnswer | None:
    """Return a head's answer; None where the model does not read the case."""
    from omni_med.models.heads.backend import swap  # noqa: PLC0415 - imports ONNX Runtime

    analyst = Analyst(swap(backend, [head]), cache=cache)
    dial = {item.modality: item.weight for item in analysis.modalities}
    weights = Weights(image=dial["image"], text=dial["text"])
    silent = analyst.analyze(
        prepared, study_uid=analysis.study_uid, weights=weights, mode=analysis.provenance.mode
    )
    name = head.card.answer.name
    said = next((item for item in silent.findings if item.name == name), None)
    shown = next((item for item in analysis.findings if item.name == name), None)
    if said is None:
        return None
    return ShadowAnswer(
        study_uid=analysis.study_uid,
        analysis_id=analysis.analysis_id,
        head=head.card.name,
        version=head.card.version,
        binding=binding(head.card),
        answered=datetime.now(UTC),
        finding=name,
        probability=said.probability,
        image_only=said.image_only,
        text_only=said.text_only,
        threshold=said.threshold,
        status=said.status,
        shown_by=(analysis.model.adapter or analysis.model.id) if shown else "",
        shown_probability=shown.probability if shown else None,
        shown_status=shown.status if shown else None,
    )
