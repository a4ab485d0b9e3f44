"""Sentences of the pages of teaching that come from below the interface."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: tuple[str, ...] = (
    # what drifted, and what to do (omni_med.workspace.teaching.drift)
    QT_TRANSLATE_NOOP("Told", "No study was analysed yet."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Too few cases to tell a drift: {0} newest and {1} before them under the same model; "
        "{2} of each are needed.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Cases far from what the model was validated on: {0} % of {1}, before {2} % of {3}.",
    ),
    QT_TRANSLATE_NOOP("Told", "Agreement with readers: {0} % of {1}, before {2} % of {3}."),
    QT_TRANSLATE_NOOP("Told", "Image quality: {0}, before {1}."),
    QT_TRANSLATE_NOOP("Told", "Record quality: {0}, before {1}."),
    QT_TRANSLATE_NOOP("Told", "Calibration: {0} findings were foretold in {1} answers, {2} found."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Look at the newest films: is there another device, view or kind of patient? Until that is "
        "known, trust the model less: read without it, or evaluate its heads on a new locked set.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Let a second reader see the newest cases in which the answer was rejected. If the model "
        "is at fault, roll its newest head back, or teach it again.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Show the newest films to who takes them: exposure, noise, cropping, burned-in marks.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "See whether notes still arrive whole, in time, and in a language that the model reads.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Calibrate the model on cases of this site anew. Until then its probabilities rank cases, "
        "and mean no more.",
    ),
    QT_TRANSLATE_NOOP("Told", "head {0} {1} promoted"),
    QT_TRANSLATE_NOOP("Told", "head {0} {1} rolled back"),
    QT_TRANSLATE_NOOP("Told", "{0} calibrated at this site"),
    QT_TRANSLATE_NOOP("Told", "{0}: calibration withdrawn"),
    # what a label stands on, and why studies are left out (omni_med.workspace.collecting)
    QT_TRANSLATE_NOOP("Told", "pathology or microbiology"),
    QT_TRANSLATE_NOOP("Told", "unaided reading"),
    QT_TRANSLATE_NOOP("Told", "read after the model's answer was shown"),
    QT_TRANSLATE_NOOP("Told", "nobody said whether it is there"),
    QT_TRANSLATE_NOOP("Told", "readers disagree, and neither pathology nor microbiology decides"),
    QT_TRANSLATE_NOOP("Told", "only read after the model's answer was shown (contaminated)"),
    QT_TRANSLATE_NOOP("Told", "not signed"),
    QT_TRANSLATE_NOOP("Told", "held back by a label"),
    QT_TRANSLATE_NOOP("Told", "its patient is kept back in a locked set"),
    QT_TRANSLATE_NOOP("Told", "in the part that is taught on"),
    # what is refused (finetune.datasets, omni_med.workspace.collecting, .teaching)
    QT_TRANSLATE_NOOP(
        "Told", "A data set's name has lower-case letters, digits and hyphens, 40 at most."
    ),
    QT_TRANSLATE_NOOP("Told", "Say which finding the studies are labelled with."),
    QT_TRANSLATE_NOOP(
        "Told",
        "{0} patients with the finding are too few to keep some back: {1} would be locked and {2} "
        "taught on; {3} of each are needed.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Collect more cases; who may have been learnt from already is not kept back.",
    ),
    QT_TRANSLATE_NOOP("Told", "No study can be used of {0}: {1}."),
    QT_TRANSLATE_NOOP(
        "Told",
        "{0} was taught on {1} of the {2} cases of this set (cases {3}), known by: {4}.",
    ),
    QT_TRANSLATE_NOOP("Told", "Who evaluated a head cannot sign it off."),
    QT_TRANSLATE_NOOP("Told", "A second person signs it off."),
)
