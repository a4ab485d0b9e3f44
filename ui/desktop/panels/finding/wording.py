"""An analysis in words. Pure functions over the domain; nothing is hidden, nothing is praised."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication

from omni_med.domain import (
    Analysis,
    Finding,
    ModalityContribution,
    Priority,
    SitePolicy,
    Status,
)
from omni_med.knowledge.pneumonias import totals
from omni_med.models.protocols import ModelCard
from ui.desktop import theme
from ui.desktop.i18n.told import told, told_population
from ui.desktop.panels.finding.concepts import concept

translate = QCoreApplication.translate

_POPULATION = 90
"""Letters of the validated population on the panel; the rest is in its tip and in Provenance."""

_FIGURE = re.compile(
    r"(?P<kind>sensitivity|specificity)(?: of (?P<of>.+?))? at the threshold(?:,(?P<where>.*))?$"
)


def percent(value: float | None) -> str:
    """Return a probability as a reader says it; a dash where there is none."""
    if value is None:
        return "–"
    if 0.0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1.0:
        return "> 99 %"
    return f"{value * 100:.0f} %"


def unbroken(text: str) -> str:
    """Return a text whose figures are not torn from their percent signs at the end of a line."""
    return text.replace(" %", "\u00a0%")


def listed(names: tuple[str, ...]) -> str:
    """Return names as one enumeration, the first letter small but in abbreviations."""
    comma = translate("Findings", ", ", "between the names of findings")
    return comma.join(
        name if len(name) > 1 and name[1].isupper() else name[:1].lower() + name[1:]
        for name in map(shown, names)
    )


def shown(name: str) -> str:
    """Return how a finding is called in the language of the interface."""
    known = concept(name)
    return name if known.casefold() == name.casefold() else known


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
    return words[finding.status].format(titled(shown(finding.name)))


def status_word(status: Status) -> str:
    """Return a status in one or two words."""
    return {
        Status.PRESENT: translate("Findings", "present"),
        Status.ABSENT: translate("Findings", "not seen"),
        Status.UNCERTAIN: translate("Findings", "cannot tell"),
        Status.DIFFERENTIAL: translate("Findings", "possible kind"),
    }[status]


def above(ranked: Sequence[Finding]) -> str:
    """Return what the kinds of a differential add up to in the tree above them; empty without."""
    found = totals({item.name: item.probability for item in ranked})
    words = (f"{shown(name)} {percent(share)}" for name, share in found.items())
    comma = translate("Findings", ", ", "between the names of findings")
    return translate("Findings", "Together: {0}").format(comma.join(words)) if found else ""


def mode(name: str) -> str:
    """Return how image and record were read, in words."""
    return {
        "parallel": translate("Findings", "parallel"),
        "cascade": translate("Findings", "cascade"),
    }.get(name, name)


def weights_words(source: str) -> str:
    """Return who set the weights of image and record, in words."""
    return {
        "reader": translate("Findings", "the reader"),
        "quality": translate("Findings", "the quality of the inputs"),
        "default": translate("Findings", "nobody: both count fully"),
    }.get(source, source)


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


def detail(finding: Finding, card: ModelCard | None = None, *, here: bool = False) -> str:
    """Return probability and what it was judged by: band or threshold; what is excluded by it.

    ``here`` says whether cases of this site promise that, or those of the model's makers.
    """
    line = translate("Findings", "Probability {0}").format(percent(finding.probability))
    between = band(finding, card)
    if between is not None and between[0] <= 0.0 and between[1] >= 1.0:
        line += " · " + translate("Findings", "cannot tell before it is calibrated at this site")
    elif between is not None:
        line += " · " + translate("Findings", "absent below {0}, present from {1}").format(
            *map(percent, between)
        )
    elif finding.threshold is not None:
        line += " · " + translate("Findings", "threshold {0}").format(percent(finding.threshold))
    return " · ".join(filter(None, (line, left_words(finding.prediction_set, here=here))))


def left_words(labels: tuple[str, ...], *, here: bool) -> str:
    """Return what a set of answers leaves open, in words; nothing where there is none."""
    if not labels:
        return ""
    if len(labels) > 1:
        return translate("Findings", "neither present nor absent can be excluded")
    if here:
        return {
            "present": translate("Findings", "absent is excluded, by this site's cases"),
            "absent": translate("Findings", "present is excluded, by this site's cases"),
        }.get(labels[0], "")
    return {
        "present": translate("Findings", "absent is excluded, by the model's own cases"),
        "absent": translate("Findings", "present is excluded, by the model's own cases"),
    }.get(labels[0], "")


def model_line(analysis: Analysis, card: ModelCard | None) -> str:
    """Return model, version, adapter and the population it was validated on."""
    line = model_name(analysis)
    if analysis.provenance.mode != "parallel":
        line += " · " + mode(analysis.provenance.mode)
    if card is not None and card.population:
        words = translate("Findings", "validated on: {0}")
        line += " · " + words.format(short(told_population(measured(card.population)), _POPULATION))
    return line


def measured(population: str) -> str:
    """Return the part of a population that the model was measured on; all where it is one."""
    return population.rpartition("; measured on ")[2]


def short(text: str, most: int) -> str:
    """Return a text cut at a word, with a sign that it goes on."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def model_name(analysis: Analysis) -> str:
    """Return model, version and adapter."""
    model = analysis.model
    name = f"{model.id} {model.version}"
    return f"{name} + {model.adapter}" if model.adapter else name


def figures_line(finding: Finding, card: ModelCard | None) -> str:
    """Return sensitivity and specificity at the finding's threshold, as the card names them."""
    found = figures(finding, card)
    if found is None:
        return translate("Findings", "Sensitivity and specificity: not on the model's card")
    sensitivity, specificity, where = found
    line = translate("Findings", "Sensitivity {0}, specificity {1} at the threshold").format(
        percent(sensitivity), percent(specificity)
    )
    return f"{line} ({where})" if where else line


def figures(finding: Finding, card: ModelCard | None) -> tuple[float, float, str] | None:
    """Return sensitivity, specificity and on what they were measured; None where not known.

    A card with one thresholded finding need not name it in its figures.
    """
    if card is None:
        return None
    judged = [item.name for item in card.assessed if item.threshold is not None]
    found: dict[str, dict[str, float]] = {}
    for name, value in card.figures.items():
        match = _FIGURE.match(name)
        if match is None:
            continue
        of, where = match["of"] or "", (match["where"] or "").strip()
        if of.casefold() == finding.name.casefold() or (not of and len(judged) <= 1):
            found.setdefault(where, {})[match["kind"]] = value
    for where, pair in found.items():
        if len(pair) == 2:
            return pair["sensitivity"], pair["specificity"], where
    return None


def predictive_values(
    sensitivity: float, specificity: float, prevalence: float
) -> tuple[float, float]:
    """Return the share of positive answers that are right, and of negative ones (Bayes)."""
    ill, well = prevalence, 1.0 - prevalence
    positive = sensitivity * ill + (1.0 - specificity) * well
    negative = specificity * well + (1.0 - sensitivity) * ill
    return (
        sensitivity * ill / positive if positive else 0.0,
        specificity * well / negative if negative else 0.0,
    )


def prevalence_line(finding: Finding, card: ModelCard | None, policy: SitePolicy) -> str:
    """Return the predictive value at the site's prevalence, or what it lacks."""
    found, prevalence = figures(finding, card), policy.prevalence.get(finding.name)
    if found is None:
        return ""
    if prevalence is None:
        return translate("Findings", "Predictive value: this site's prevalence is not set")
    right, wrong = predictive_values(found[0], found[1], prevalence)
    words = {
        Status.PRESENT: translate("Findings", "At {0} prevalence here, {1} of such answers hold"),
        Status.ABSENT: translate("Findings", "At {0} prevalence here, {2} of such answers hold"),
    }.get(
        finding.status,
        translate("Findings", "At {0} prevalence here, present holds in {1}, not seen in {2}"),
    )
    return words.format(percent(prevalence), percent(right), percent(wrong))


def calibration_words(finding: Finding, calibrated: frozenset[str]) -> str:
    """Return whether cases of this site set the probabilities of this finding."""
    if finding.name in calibrated:
        return translate("Findings", "calibrated at this site")
    return translate("Findings", "not calibrated at this site")


def third_line(
    finding: Finding,
    analysis: Analysis,
    card: ModelCard | None,
    policy: SitePolicy,
    calibrated: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return what stands under the verdict: how sure, how good, for whom.

    Args:
        finding: Which.
        analysis: It is of.
        card: Of the model; None where another version answered.
        policy: Says how common the finding is here.
        calibrated: Findings that the calibration of this analysis set.
    """
    lines = (
        detail(finding, card, here=finding.name in calibrated),
        told(finding.doubt),
        figures_line(finding, card),
        prevalence_line(finding, card, policy),
        f"{model_line(analysis, card)} · {calibration_words(finding, calibrated)}",
    )
    return tuple(line for line in lines if line)


def refusal(analysis: Analysis) -> str:
    """Return why the case cannot be assessed."""
    reasons = "; ".join(map(told, analysis.triage.reasons))
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
    return " · ".join([*parts, *map(told, item.remarks)])


def provenance(analysis: Analysis, card: ModelCard | None = None) -> tuple[tuple[str, str], ...]:
    """Return everything that went into an analysis as (what, value)."""
    origin = analysis.provenance
    rows = [
        (translate("Findings", "Analysis"), analysis.analysis_id),
        (translate("Findings", "Made"), analysis.created.strftime("%Y-%m-%d %H:%M:%S UTC")),
        (translate("Findings", "Model"), f"{analysis.model.id} {analysis.model.version}"),
        (translate("Findings", "Adapter"), analysis.model.adapter or "–"),
        (translate("Findings", "SHA-256 of the weights"), analysis.model.sha256 or "–"),
        (translate("Findings", "Preprocessing"), origin.preprocessing),
        (translate("Findings", "Mode"), mode(origin.mode)),
        (translate("Findings", "Weights set by"), weights_words(origin.weights_source)),
        (translate("Findings", "Images read"), str(len(origin.images))),
        (translate("Findings", "SHA-256 of the input"), origin.input_sha256 or "–"),
        (translate("Findings", "Seed"), str(origin.seed)),
    ]
    if card is not None and card.population:
        rows.append((translate("Findings", "Validated on"), told_population(card.population)))
    if analysis.ood is not None:
        rows.append((translate("Findings", "Unlike the training films"), percent(analysis.ood)))
    rows += [(translate("Findings", "Remark"), told(remark)) for remark in analysis.remarks]
    rows += [
        (translate("Findings", "Image left out"), told(reason))
        for _uid, reason in origin.images_left_out
    ]
    rows += [
        (
            translate("Findings", "Note {0}").format(use.note_id),
            (translate("Findings", "used") if use.used else translate("Findings", "not used"))
            + ": "
            + told(use.reason),
        )
        for use in origin.notes
    ]
    rows += [(name, version) for name, version in origin.software]
    rows += [
        (stage, f"{milliseconds:.1f} ms") for stage, milliseconds in analysis.timings_ms.items()
    ]
    return tuple(rows)


def rejection_reasons() -> tuple[tuple[str, str], ...]:
    """Return why a finding may be rejected: action of the key table, words that are kept."""
    return (
        ("reason1", translate("Wording", "Not to be seen on the images")),
        ("reason2", translate("Wording", "Artefact, device or overlying structure")),
        ("reason3", translate("Wording", "Known, or old")),
        ("reason4", translate("Wording", "Another cause explains it")),
    )


def volume(finding: Finding) -> str:
    """Return how much a model outlined, in mL: a measurement of its mask, no verdict."""
    millilitres = finding.volume_ml or 0.0
    shown_as = f"{millilitres:,.0f}" if millilitres >= 10.0 else f"{millilitres:.1f}"
    return translate("Findings", "{0}: {1} mL").format(titled(shown(finding.name)), shown_as)
