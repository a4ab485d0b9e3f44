"""The model's card, written from measured figures and never by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omni_med.knowledge.codes import SNOMED_CT
from omni_med.knowledge.pneumonias import path_of
from omni_med.models.compact.settings import (
    ANSWERING,
    CARD,
    CARD_TEXT,
    FOLDER,
    hash_beside,
    hash_weights,
)
from omni_med.models.protocols import ModelCard

_SHORTCUT = 0.60  # above it the card's first line says so

_HEAD = """# OmniMed compact {version}

{warning}Reads one or more **frontal chest films** together with the **English clinical record**.
It says whether there is a pneumonia-type opacity, and ranks five kinds of pneumonia, four with a
germ and the non-infectious one, as a differential.
For research only: not a medical device, not validated at any hospital.

## What it answers

{answers}

A kind's probability is that of a pneumonia-type opacity times that of the kind among pneumonias; it
is a rank in a differential, without threshold or alert, because there are few cases of it.

**Not assessed:** {not_assessed}.

It refuses lateral films, films that are not upright frontal chest films by their pixels, and films
too unlike those it was taught on. A record of which more than a fifth is no Latin-script word piece
is not read, and said so. Other European languages are *not* recognised as foreign.
"""

_DATA = """## What it was taught on

- Image encoder: EfficientNet-Lite0, started from ImageNet (TensorFlow's release, Apache-2.0:
  everyday pictures, no chest film), its deeper layers taught gently on the train split of 999 films
  of NIH ChestX-ray14. Their labels were mined from reports and are noisy. First fitted by a
  logistic regression on the tokens as they are, then answer and layers together, other labels of
  the same films beside.
- Films of published cases (covid-chestxray, mostly COVID-19, from figures of papers) are nearly all
  ill: the opacity answer did not learn from them, for the source must not teach the class.
- Kinds: films and *masked* notes (words that give the answer away removed) of covid-chestxray,
  train and validation: linear answers on the mean token of a film, on the mean sentence of a note
  and on 46 clues of a history (HIV, transplant, weeks of illness, rash, sputum ...; said or
  denied), one ridge regression each. The clues start at strengths set by hand after textbooks, by
  someone who had read train and validation notes, never test notes: the cross-validation above
  flatters them, and the figures without them stand beside.
- The non-infectious kind is lipoid, organizing, eosinophilic and interstitial pneumonia together,
  each of one to four patients. Its clues' strengths were set by someone who had read no note.
- Kinds take COVID-19, other viral, bacterial, fungal, non-infectious and whatever has no answer as
  equally common, and together never claim more than the opacity.
- Text and opacity: *indications* of the Indiana reports, normal against opacity; never their
  findings or impression. It is weak. Classic complaints are held from speaking against an opacity,
  and a note without news leaves the film's answer as it is. No film of the data has an honest note
  about opacity, so how loud the text is was set from what film and indication say apart, as if
  each told its own.
- Probabilities, threshold and prediction sets of opacity stand on all NIH films of train and
  validation, each read by one of five networks of this recipe that had learnt from none of the
  patient's films; the one that ships is a sixth, taught on the train split.
- MiniLM (all-MiniLM-L6-v2, Apache-2.0) is frozen. No film is flipped left to right.
"""

_LIMITS = """## Read this before you believe it

- **Source and class hang together.** Films without finding come nearly all from NIH. Believe
  figures within one source only; the figure over both is given to show how flattering it is.
- Lungs blacked out means a crude box over the middle of the film, not a segmentation.
- Most notes were written by authors of case reports who knew the diagnosis; masking is a rule, not
  a reader, and a little slips through.
- Text alone cannot honestly say that a lung is clear: it learnt from reasons for an examination.
- Adults, two public collections; no children's films to speak of, no portable-only ward.
- The heat map is attention x value per patch, beyond what films without finding give there: it
  shows what moved the answer, not where a lesion ends. {side}
- Where the lungs are blacked out part of the answer is left: influence also lies at the heart, the
  diaphragm and the edge of the chest.
- Probabilities were calibrated where half of the films are ill. At another prevalence they are too
  high or too low: `omni-med finetune calibrate` on local cases.
{sets}{kinds}{surely}"""


def write_card(card: Mapping[str, Any], model: ModelCard, weights: Path) -> None:
    """Write ``card.json`` and ``card.md``."""
    text = _text(card, model, weights)
    (weights / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    (weights / CARD_TEXT).write_text(text, encoding="utf-8")


def rewrite(weights: Path = FOLDER, evaluation: Path | None = None) -> None:
    """Write a card's words anew from its figures, and hash the files beside; nothing is measured.

    Args:
        weights: Folder of the weights.
        evaluation: ``ablation.json``: how sure the kinds are is taken over from it where it was
            measured on these weights.

    Raises:
        TrainingError: If the weights are not those that the card describes.
    """
    from finetune.errors import TrainingError
    from omni_med.models.compact.backend import read_card

    card = json.loads((weights / CARD).read_bytes())
    if card["sha256"] != hash_weights(weights):
        raise TrainingError("The card is of other weights: its figures are not theirs.")
    card["beside"] = hash_beside(weights)
    if evaluation is not None:
        kinds = json.loads(evaluation.read_bytes()).get("kinds", {})
        if kinds.get("weights") == card["sha256"]:
            found = kinds["reliability"]
            card["reliability"] = {
                "slopes": {
                    way: {kind: one["slope"] for kind, one in each.items()}
                    for way, each in found["out of fold"].items()
                },
                "before 2020": found["before 2020"],
            }
    write_card(card, read_card(weights), weights)


def _text(card: Mapping[str, Any], model: ModelCard, weights: Path) -> str:
    parts = [
        _HEAD.format(
            version=model.version,
            warning=warning(card["estimates"]),
            answers="\n".join(f"- {_answer(item)}" for item in model.assessed),
            not_assessed=", ".join(model.not_assessed),
        ),
        _measured(card),
        crossval(card.get("crossval", {})),
        _LIMITS.format(
            kinds=_kinds(card), side=_side(card), sets=_sets(card), surely=_surely(card)
        ),
        _DATA,
        _files(card, weights),
    ]
    return "\n".join(part for part in parts if part)


def warning(estimates: Mapping[str, Any]) -> str:
    """Return the first line of a card whose answer is partly a shortcut; empty for another."""
    dark = estimates.get("opacity with the lungs blacked out, NIH", {}).get("value")
    if dark is None or dark <= _SHORTCUT:
        return ""
    return (
        f"**With the lungs blacked out its AUROC is still {dark:.2f}: part of its answer comes "
        "from exposure, position and markers, not from the lungs.**\n\n"
    )


def _side(card: Mapping[str, Any]) -> str:
    """Return whether the side of a map may be believed."""
    if card.get("localises"):
        return "Its side agrees with the side that notes name often enough to be told."
    return "Its side is not told: it agrees with the side that notes name too seldom."


def _sets(card: Mapping[str, Any]) -> str:
    """Return whether prediction sets kept their promise, each class apart."""
    values = card["values"]
    promise = values.get("sets, NIH: promise")
    if promise is None:
        return ""
    said, kept = [], True
    for word in ("opacity", "no finding"):
        name = f"sets, NIH: hold the truth of films with {word}"
        if name in values:
            low, high = values[f"{name}, low"], values[f"{name}, high"]
            said.append(f"{values[name]:.3f} ({low:.3f} to {high:.3f}) of films with {word}")
            kept = kept and high >= promise
    verdict = "The promise is inside both intervals." if kept else "**That is below the promise.**"
    return f"- Prediction sets promise {promise:.2f} and held {' and '.join(said)}. {verdict}\n"


def _kinds(card: Mapping[str, Any]) -> str:
    """Return what fusion is worth for the kinds, as far as this many cases can show."""
    start = "kinds given a pneumonia: fused minus "
    gaps = {
        name.removeprefix(start): item
        for name, item in card.get("differences", {}).items()
        if name.startswith(start) and item["low"] is not None
    }
    if not gaps:
        return ""
    better = [f"{name} ({g['value']:+.3f})" for name, g in gaps.items() if g["low"] > 0]
    worse = [f"{name} ({g['value']:+.3f})" for name, g in gaps.items() if g["high"] < 0]
    open_ = [name for name in gaps if not any(s.startswith(name) for s in (*better, *worse))]
    said = [
        f"{words}: {', '.join(names)}"
        for words, names in (
            ("better than", better),
            ("worse than", worse),
            ("not shown to be better or worse than", open_),
        )
        if names
    ]
    count = next(iter(gaps.values()))["count"]
    return (
        f"- Kinds, film and record fused, on {count} films of the {card['split']} split: "
        f"{'; '.join(said)}. A handful of cases of a kind proves nothing.\n"
    )


def _surely(card: Mapping[str, Any]) -> str:
    """Return how far a high rank of COVID-19 may be believed; empty where it was not measured."""
    found = card.get("reliability")
    if not found:
        return ""
    slope = found["slopes"]["fused"]["covid-19"]
    film, record = (found["before 2020"][way] for way in ("film", "record"))
    surely = "not too surely" if slope >= 1 else "**too surely**"
    return (
        f"- COVID-19 often ranks high, and looks sure. Out of fold it is said {surely} (its log\n"
        f"  odds times {slope:.2f} would fit best), but only as far as this collection goes,\n"
        "  where its films and notes differ from others' by who published them as well. The\n"
        "  prior is that all kinds are equally common; what film and note add to it is the\n"
        "  collection's, no ward's. Of patients from before 2020, who cannot have had it, it is,\n"
        f"  given a pneumonia, said at 0.5 or above by {film['sure'][0]:.0%} of {film['count']}\n"
        f"  films (NIH) and by {record['sure'][0]:.0%} of {record['count']} indications\n"
        "  (Indiana).\n"
    )


def _answer(item: Any) -> str:
    code = ""
    if item.code:
        system = "SNOMED CT" if item.code.system == SNOMED_CT else "DICOM"
        code = f" ({system} {item.code.code}, {item.code.display})"
    if item.threshold is None:
        above = " > ".join(path_of(item.name)[1:])
        return f"{item.name}{code}: rank of a differential" + (f" ({above})" if above else "")
    return (
        f"{item.name}{code}: absent below {item.uncertain_below:.2f}, present from "
        f'{item.uncertain_above:.2f}, "cannot tell" between (class-conditional conformal sets at '
        f"0.1, for cases like those of NIH only); forced to choose it would part at "
        f"{item.threshold:.2f}, which is where sensitivity and specificity are measured"
    )


def _measured(card: Mapping[str, Any]) -> str:
    split = card["split"]
    looks = (
        f"Weights measured on this split so far: {card['test_looks']}." if split == "test" else ""
    )
    lines = [
        f"## Measured on the {split} split",
        "",
        "Each film is one case with its masked note, answered by the shipped INT8 files through",
        "`omni-med batch` with default weights. AUROC with 95 % intervals: patients drawn 1,000",
        "times.",
        looks,
        "",
        estimate_table(card["estimates"]),
    ]
    if card.get("differences"):
        lines += ["Paired differences, both read on the same patients:", ""]
        lines.append(difference_table(card["differences"]))
    if card.get("checks"):
        lines += ["Of its explanations:", ""]
        lines.append(difference_table(card["checks"], "check, mean over films", "value"))
    lines.append(value_table(card["values"]))
    return "\n".join(lines)


def estimate_table(estimates: Mapping[str, Any]) -> str:
    """Return AUROC figures as a Markdown table."""
    lines = ["| figure | AUROC | 95 % | films | positive |", "|---|---|---|---|---|"]
    lines += [_row(name, item) for name, item in estimates.items()]
    return "\n".join(lines) + "\n"


def difference_table(
    gaps: Mapping[str, Any],
    what: str = "AUROC of one minus that of the other",
    value: str = "difference",
) -> str:
    """Return paired differences as a Markdown table."""
    lines = [f"| {what} | {value} | 95 % | films |"]
    lines.append("|---|---|---|---|")
    for name, item in gaps.items():
        if item["value"] is None or item["low"] is None:
            lines.append(f"| {name} | not defined | | {item['count']} |")
        else:
            interval = f"{item['low']:+.3f} to {item['high']:+.3f}"
            lines.append(f"| {name} | {item['value']:+.3f} | {interval} | {item['count']} |")
    return "\n".join(lines) + "\n"


def value_table(values: Mapping[str, float]) -> str:
    """Return plain figures as a Markdown table."""
    lines = ["| figure | value |", "|---|---|"]
    lines += [f"| {name} | {value:.3f} |" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def _row(name: str, item: Mapping[str, Any]) -> str:
    if item["value"] is None:
        return f"| {name} | not defined | | {item['count']} | {item['positives']} |"
    interval = f"{item['low']:.2f} to {item['high']:.2f}" if item["low"] is not None else ""
    return f"| {name} | {item['value']:.3f} | {interval} | {item['count']} | {item['positives']} |"


def crossval(figures: Mapping[str, str]) -> str:
    """Return how kinds are told apart on patients left out, as Markdown; empty without figures."""
    if not figures:
        return ""
    lines = [
        "## Kinds, cross-validated",
        "",
        "Inside covid-chestxray, train and validation, films with a masked note; each film",
        "answered by a fusion that had not seen its patients (folds by patient group, shuffled",
        "again and again). The image encoder had seen the training films, but never a kind.",
        "Intervals draw patients; differences are paired.",
        "",
        "| figure | value |",
        "|---|---|",
    ]
    lines += [f"| {name} | {value} |" for name, value in figures.items()]
    return "\n".join(lines) + "\n"


def _files(card: Mapping[str, Any], weights: Path) -> str:
    lines = ["## Files", "", "| file | MB |", "|---|---|"]
    beside = card.get("beside", {})
    lines += [
        f"| {name} | {(weights / name).stat().st_size / 1e6:.2f} |"
        for name in [*ANSWERING, *beside]
        if (weights / name).is_file()
    ]
    lines += [
        "",
        f"SHA-256 over the first {len(ANSWERING)}, which answer: `{card['sha256']}`.",
        f"Licence: {card['licence']}.",
    ]
    if beside:
        lines += ["", "Of the others, each apart:", ""]
        lines += [f"- {name}: `{digest}`" for name, digest in beside.items()]
    return "\n".join(lines) + "\n"
