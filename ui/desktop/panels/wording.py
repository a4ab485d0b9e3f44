"""An analysis in words. Pure functions over the domain; nothing is hidden, nothing is praised."""

from __future__ import annotations

import re

from PyQt6.QtCore import QCoreApplication

from omni_med.domain import Analysis, Finding, ModalityContribution, Priority, Status
from omni_med.models.protocols import ModelCard
from ui.desktop import theme

translate = QCoreApplication.translate

_FIGURE = re.compile(r"(sensitivity|specificity)( at the threshold.*)?$")


def percent(value: float | None) -> str:
    """Return a probability as a reader says it; a dash where there is none."""
    if value is None:
        return "–"
    if 0.0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1.0:
        return "> 99 %"
    return f"{value * 100:.0f} %"


def listed(names: tuple[str, ...]) -> str:
    """Return names as one enumeration, the first letter small but in abbreviations."""
    return ", ".join(
        name if len(name) > 1 and name[1].isupper() else name[:1].lower() + name[1:]
        for name in names
    )


def titled(name: str) -> str:
    """Return a name with its first letter large, as a heading begins."""
    return name[:1].upper() + name[1:]


def is_refused(analysis: Analysis) -> bool:
    """True where the model was not meant for this case, or had nothing to read."""
    return analysis.triage.priority is Priority.NOT_ASSESSED or not analysis.findings


def scope(analysis: Analysis) -> str:
    """Return the first line: what was assessed, and what was not; kinds of a differential are not.

    A rank among kinds is no assessment of that kind.
    """
    ranked = {item.name for item in analysis.findings if item.status is Status.DIFFERENTIAL}
    assessed = listed(tuple(name for name in analysis.assessed if name not in ranked))
    assessed = assessed or translate("Findings", "nothing")
    line = translate("Findings", "Assessed: {0}.").format(assessed)
    if analysis.not_assessed:
        line += " " + translate("Findings", "Not assessed: {0}.").format(
            listed(analysis.not_assessed)
        )
    return line


def verdict(finding: Finding) -> str:
    """Return what the model says of a finding, in words."""
    words = {
        Status.PRESENT: translate("Findings", "{0}: present"),
        Status.ABSENT: translate("Findings", "{0}: not seen"),
        Status.UNCERTAIN: translate("Findings", "{0}: cannot tell"),
        Status.DIFFERENTIAL: translate("Findings", "{0}: possible kind"),
    }
    return words[finding.status].format(titled(finding.name))


def symbol(status: Status) -> str:
    """Return a sign for a status, so that it is never told by colour alone."""
    return {"present": "▲", "absent": "○", "uncertain": "◆", "differential": "≈"}[status.value]


def colour(status: Status) -> str:
    """Return the colour of a status."""
    return {
        Status.PRESENT: theme.CRITICAL,
        Status.ABSENT: theme.GOOD,
        Status.UNCERTAIN: theme.UNSURE,
        Status.DIFFERENTIAL: theme.MUTED,
    }[status]


def band(finding: Finding, card: ModelCard | None) -> tuple[float, float] | None:
    """Return between which probabilities the model cannot tell, as its card says."""
    for item in card.assessed if card is not None else ():
        if item.name == finding.name and item.uncertain_below is not None:
            return item.uncertain_below, item.uncertain_above or item.uncertain_below
    return None


def detail(finding: Finding, card: ModelCard | None = None) -> str:
    """Return probability and what it was judged by: band or threshold."""
    line = translate("Findings", "Probability {0}").format(percent(finding.probability))
    between = band(finding, card)
    if between is not None:
        line += " · " + translate("Findings", "absent below {0}, present from {1}").format(
            *map(percent, between)
        )
    elif finding.threshold is not None:
        line += " · " + translate("Findings", "threshold {0}").format(percent(finding.threshold))
    if finding.prediction_set:
        line += " · " + translate("Findings", "cannot exclude: {0}").format(
            listed(finding.prediction_set)
        )
    return line


def model_line(analysis: Analysis, card: ModelCard | None) -> str:
    """Return model, version, adapter and the population it was validated on."""
    model = analysis.model
    line = f"{model.id} {model.version}"
    if model.adapter:
        line += f" + {model.adapter}"
    if card is not None and card.population:
        line += " · " + translate("Findings", "validated on: {0}").format(card.population)
    return line


def figures_line(card: ModelCard | None) -> str:
    """Return sensitivity and specificity at the threshold, as the card names them."""
    if card is None:
        return ""
    return " · ".join(
        f"{name} {percent(value)}" for name, value in card.figures.items() if _FIGURE.match(name)
    )


def refusal(analysis: Analysis) -> str:
    """Return why the case cannot be assessed."""
    reasons = "; ".join(analysis.triage.reasons)
    return translate("Findings", "Cannot assess: {0}").format(
        reasons or translate("Findings", "the model had nothing it could read")
    )


def modality_name(modality: str) -> str:
    """Return how a reader calls a modality of the input."""
    return {"image": translate("Findings", "Image"), "text": translate("Findings", "Record")}.get(
        modality, modality
    )


def contribution(item: ModalityContribution) -> str:
    """Return what a modality was worth: weight, quality, sentences, remarks."""
    parts = [translate("Findings", "weight {0}").format(percent(item.weight))]
    if item.quality is not None:
        parts.append(translate("Findings", "quality {0}").format(percent(item.quality)))
    else:
        parts.append(translate("Findings", "no input"))
    if item.sentences:
        read = item.sentences_read or 0
        parts.append(
            translate("Findings", "read {0} of {1} sentences").format(read, item.sentences)
        )
    return " · ".join([*parts, *item.remarks])


def provenance(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Return everything that went into an analysis as (what, value)."""
    origin = analysis.provenance
    rows = [
        (translate("Findings", "Analysis"), analysis.analysis_id),
        (translate("Findings", "Made"), analysis.created.strftime("%Y-%m-%d %H:%M:%S UTC")),
        (translate("Findings", "Model"), f"{analysis.model.id} {analysis.model.version}"),
        (translate("Findings", "Adapter"), analysis.model.adapter or "–"),
        (translate("Findings", "SHA-256 of the weights"), analysis.model.sha256 or "–"),
        (translate("Findings", "Preprocessing"), origin.preprocessing),
        (translate("Findings", "Mode"), origin.mode),
        (translate("Findings", "Weights set by"), origin.weights_source),
        (translate("Findings", "Images read"), str(len(origin.images))),
        (translate("Findings", "SHA-256 of the input"), origin.input_sha256 or "–"),
        (translate("Findings", "Seed"), str(origin.seed)),
    ]
    if analysis.ood is not None:
        rows.append((translate("Findings", "Unlike the training films"), percent(analysis.ood)))
    rows += [
        (translate("Findings", "Image left out"), reason) for _uid, reason in origin.images_left_out
    ]
    rows += [
        (
            translate("Findings", "Note {0}").format(use.note_id),
            (translate("Findings", "used") if use.used else translate("Findings", "not used"))
            + ": "
            + use.reason,
        )
        for use in origin.notes
    ]
    rows += [(name, version) for name, version in origin.software]
    rows += [
        (stage, f"{milliseconds:.1f} ms") for stage, milliseconds in analysis.timings_ms.items()
    ]
    return tuple(rows)
