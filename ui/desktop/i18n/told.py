"""Sentences that come from below the interface, in its language: reasons, questions, errors.

The rooms below speak English and know no Qt. What they say is compared with the sentences here,
values in place of ``{0}``; one that is not here is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from ui.desktop.i18n import teaching
from ui.desktop.i18n.sentences import images, models, records, security, work
from ui.desktop.panels.finding.concepts import concept

if TYPE_CHECKING:
    from ui.errors import Rendered

_SENTENCES: tuple[str, ...] = (
    # which notes the model read, and why (omni_med.emr.use, omni_med.inference.analyst)
    QT_TRANSLATE_NOOP("Told", "written before the acquisition"),
    QT_TRANSLATE_NOOP("Told", "written on the day of the acquisition"),
    QT_TRANSLATE_NOOP("Told", "no date stated"),
    QT_TRANSLATE_NOOP("Told", "the time of the acquisition is not known"),
    QT_TRANSLATE_NOOP("Told", "later than the acquisition"),
    QT_TRANSLATE_NOOP("Told", "not certainly before the acquisition (time zone not stated)"),
    QT_TRANSLATE_NOOP("Told", "the study's own report"),
    QT_TRANSLATE_NOOP("Told", "report of an earlier day"),
    QT_TRANSLATE_NOOP("Told", "holds no words"),
    QT_TRANSLATE_NOOP("Told", "forced by the reader"),
    QT_TRANSLATE_NOOP("Told", "record not read by the model (language)"),
    QT_TRANSLATE_NOOP("Told", "record not read: nothing else of the case could be assessed"),
    QT_TRANSLATE_NOOP("Told", "record hidden (weight 0)"),
    QT_TRANSLATE_NOOP("Told", "images hidden (weight 0)"),
    QT_TRANSLATE_NOOP("Told", "none of its sentences was read"),
    QT_TRANSLATE_NOOP("Told", "note not used: {0}"),
    QT_TRANSLATE_NOOP("Told", "film: {0}"),
    QT_TRANSLATE_NOOP("Told", "read {0} of {1} sentences"),
    QT_TRANSLATE_NOOP("Told", "{0} long sentences read to word {1} only"),
    # how good the inputs are (omni_med.inference.quality)
    QT_TRANSLATE_NOOP("Told", "arrows or letters are burned into the film"),
    QT_TRANSLATE_NOOP("Told", "low contrast"),
    QT_TRANSLATE_NOOP("Told", "noisy"),
    QT_TRANSLATE_NOOP("Told", "too small to read"),
    QT_TRANSLATE_NOOP("Told", "small: {0} pixels across"),
    QT_TRANSLATE_NOOP("Told", "cropped to a strip: {0} x {1} pixels"),
    QT_TRANSLATE_NOOP("Told", "{0} of the film is white"),
    QT_TRANSLATE_NOOP("Told", "{0} of the film is black"),
    QT_TRANSLATE_NOOP("Told", "{0} of the film is an empty border"),
    QT_TRANSLATE_NOOP("Told", "the film is empty"),
    QT_TRANSLATE_NOOP("Told", "black and white may be inverted"),
    QT_TRANSLATE_NOOP("Told", "the film may lie on its side"),
    QT_TRANSLATE_NOOP("Told", "no words"),
    QT_TRANSLATE_NOOP("Told", "hardly any words"),
    QT_TRANSLATE_NOOP("Told", "{0} of the letters are in a language the model does not read"),
    QT_TRANSLATE_NOOP("Told", "the record is in {0}, a language the model does not read"),
    QT_TRANSLATE_NOOP("Told", "the record is in no language that is recognised"),
    QT_TRANSLATE_NOOP("Told", "nothing in the record is about a patient's chest or health"),
    QT_TRANSLATE_NOOP("Told", "characters of the record are damaged"),
    # what is not assessed, and why (select, compact, triage)
    QT_TRANSLATE_NOOP("Told", "not meant for this: body part {0}"),
    QT_TRANSLATE_NOOP("Told", "not meant for this: view {0}"),
    QT_TRANSLATE_NOOP("Told", "not meant for this: localizer"),
    QT_TRANSLATE_NOOP("Told", "not meant for this: lateral by its patient orientation"),
    QT_TRANSLATE_NOOP("Told", "not meant for this: raw image, meant for processing"),
    QT_TRANSLATE_NOOP("Told", "not meant for this: {0}"),
    QT_TRANSLATE_NOOP("Told", "colour image"),
    QT_TRANSLATE_NOOP("Told", "the study holds no image"),
    QT_TRANSLATE_NOOP("Told", "nothing to read"),
    QT_TRANSLATE_NOOP(
        "Told", "looks like a lateral or other view: the model reads frontal chest films only"
    ),
    QT_TRANSLATE_NOOP("Told", "does not look like an upright frontal chest film"),
    QT_TRANSLATE_NOOP("Told", "too unlike the chest films the model was taught on"),
    QT_TRANSLATE_NOOP("Told", "the film is unlike those the model learnt from"),
    # what image and record are asked about, from omni_med.inference.conflict
    QT_TRANSLATE_NOOP("Told", 'Record ({0}): "{1}" Film: no {2}, {3}. Which holds?'),
    QT_TRANSLATE_NOOP("Told", 'Record ({0}): "{1}" Film: {2}, {3}. Which holds?'),
    QT_TRANSLATE_NOOP(
        "Told", 'Record ({0}): "{1}" Film: {2}. Is it the same patient? Which holds?'
    ),
    QT_TRANSLATE_NOOP("Told", 'Record ({0}): "{1}" Film: {2}. Is it the right film? Which holds?'),
    QT_TRANSLATE_NOOP("Told", "request, {0}"),
    QT_TRANSLATE_NOOP("Told", "clinical note, {0}"),
    QT_TRANSLATE_NOOP("Told", "earlier report, {0}"),
    QT_TRANSLATE_NOOP("Told", "request"),
    QT_TRANSLATE_NOOP("Told", "clinical note"),
    QT_TRANSLATE_NOOP("Told", "earlier report"),
    # a day of a note
    QT_TRANSLATE_NOOP("Told", "{0} Jan"),
    QT_TRANSLATE_NOOP("Told", "{0} Feb"),
    QT_TRANSLATE_NOOP("Told", "{0} Mar"),
    QT_TRANSLATE_NOOP("Told", "{0} Apr"),
    QT_TRANSLATE_NOOP("Told", "{0} May"),
    QT_TRANSLATE_NOOP("Told", "{0} Jun"),
    QT_TRANSLATE_NOOP("Told", "{0} Jul"),
    QT_TRANSLATE_NOOP("Told", "{0} Aug"),
    QT_TRANSLATE_NOOP("Told", "{0} Sep"),
    QT_TRANSLATE_NOOP("Told", "{0} Oct"),
    QT_TRANSLATE_NOOP("Told", "{0} Nov"),
    QT_TRANSLATE_NOOP("Told", "{0} Dec"),
    # languages of a record (omni_med.emr.language)
    QT_TRANSLATE_NOOP("Told", "in {0}, a language the model does not read"),
    QT_TRANSLATE_NOOP("Told", "Chinese"),
    QT_TRANSLATE_NOOP("Told", "English"),
    QT_TRANSLATE_NOOP("Told", "German"),
    QT_TRANSLATE_NOOP("Told", "French"),
    QT_TRANSLATE_NOOP("Told", "Spanish"),
    QT_TRANSLATE_NOOP("Told", "Portuguese"),
    QT_TRANSLATE_NOOP("Told", "Italian"),
    QT_TRANSLATE_NOOP("Told", "Dutch"),
    QT_TRANSLATE_NOOP("Told", "Russian"),
    QT_TRANSLATE_NOOP("Told", "Japanese"),
    QT_TRANSLATE_NOOP("Told", "Korean"),
    QT_TRANSLATE_NOOP("Told", "Arabic"),
    # sets of answers
    QT_TRANSLATE_NOOP("Told", "present"),
    QT_TRANSLATE_NOOP("Told", "absent"),
    # what went wrong, from audit.errors, omni_med.errors and ui.errors
    QT_TRANSLATE_NOOP("Told", "Wrong pass phrase."),
    QT_TRANSLATE_NOOP("Told", "Check the keyboard layout and the user name."),
    QT_TRANSLATE_NOOP("Told", "There is no workspace in this folder."),
    QT_TRANSLATE_NOOP("Told", "Make one with `omni-med init`, or name another folder with --home."),
    QT_TRANSLATE_NOOP("Told", "This workspace has no user of that name."),
    QT_TRANSLATE_NOOP("Told", "Name the user with --user."),
    QT_TRANSLATE_NOOP("Told", "The workspace is busy in another process."),
    QT_TRANSLATE_NOOP(
        "Told", "Wait for the other OmniMed process to finish and repeat the action."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "The disk is full: the last action was not kept, everything before it is."
    ),
    QT_TRANSLATE_NOOP("Told", "Make room on the disk and repeat the last action."),
    QT_TRANSLATE_NOOP("Told", "Run `omni-med audit verify`."),
    QT_TRANSLATE_NOOP(
        "Told", "Run `omni-med audit verify`, and restore what it names from a backup."
    ),
    QT_TRANSLATE_NOOP("Told", "{0} has held this study since {1} UTC."),
    QT_TRANSLATE_NOOP("Told", "Wait until it is given back, or take it over with a reason."),
    QT_TRANSLATE_NOOP("Told", "This report was signed; it cannot be changed."),
    QT_TRANSLATE_NOOP("Told", "Write an addendum."),
    QT_TRANSLATE_NOOP("Told", "An empty report cannot be signed."),
    QT_TRANSLATE_NOOP("Told", "Write it first."),
    QT_TRANSLATE_NOOP("Told", "The first impression of this study was kept before."),
    QT_TRANSLATE_NOOP("Told", "Decide on the findings instead."),
    QT_TRANSLATE_NOOP("Told", "There is no such study in this workspace."),
    QT_TRANSLATE_NOOP("Told", "The model's process ended before it answered."),
    QT_TRANSLATE_NOOP("Told", "The model {0} cannot run here; missing: {1}."),
    QT_TRANSLATE_NOOP("Told", "There is not enough memory for this."),
    # what is wrong with a server, or with a draft (omni_med.models.language, omni_med.report)
    QT_TRANSLATE_NOOP(
        "Told",
        "no analysis of this study decides anything: a draft stands on the record",
    ),
    QT_TRANSLATE_NOOP("Told", "an image was not given: {0}"),
    QT_TRANSLATE_NOOP("Told", "{0} of {1} images, evenly apart, were considered"),
    QT_TRANSLATE_NOOP("Told", "Your first impression comes first: it is kept unaided."),
    QT_TRANSLATE_NOOP("Told", "Keep it on the page of findings, then ask."),
    QT_TRANSLATE_NOOP("Told", "The server {0} is not allowed: nothing is sent to it."),
    QT_TRANSLATE_NOOP("Told", "The server {0} is not allowed any more."),
    QT_TRANSLATE_NOOP("Told", "The certificate of the server {0} cannot be verified."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Name its authority's certificate with --certificates FILE, or ask who "
        "runs the server. Nothing was sent.",
    ),
    QT_TRANSLATE_NOOP("Told", "The server {0} cannot be reached."),
    QT_TRANSLATE_NOOP("Told", "Check address and network; the embedded model still answers."),
    QT_TRANSLATE_NOOP("Told", "The server {0} broke the connection off."),
    QT_TRANSLATE_NOOP("Told", "The server {0} was silent for {1} seconds."),
    QT_TRANSLATE_NOOP("Told", "Ask again later; the embedded model still answers."),
    QT_TRANSLATE_NOOP("Told", "The server takes no more requests for now."),
    QT_TRANSLATE_NOOP("Told", "Ask again later, or less often."),
    QT_TRANSLATE_NOOP("Told", "The server has an error of its own ({0})."),
    QT_TRANSLATE_NOOP("Told", "The server refuses the key."),
    QT_TRANSLATE_NOOP("Told", "Add the server anew, with a key that holds."),
    QT_TRANSLATE_NOOP("Told", "The server cut its answer off."),
    QT_TRANSLATE_NOOP("Told", "Ask again; nothing of it was kept."),
    QT_TRANSLATE_NOOP("Told", "The server's answer cannot be understood."),
    QT_TRANSLATE_NOOP("Told", "There is a draft of yours already; a model does not write over it."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Sentences of a model are still marked as unsupported or contradicted.",
    ),
    QT_TRANSLATE_NOOP("Told", "Check each of them: take the mark away, or the sentence."),
    QT_TRANSLATE_NOOP("Told", "Stopped."),
    QT_TRANSLATE_NOOP("Told", "What was finished before is kept."),
)


_PHRASES: tuple[str, ...] = (
    # of a model card: whom the model was taught and measured on
    QT_TRANSLATE_NOOP("Told", "taught on {0} films of {1} patients"),
    QT_TRANSLATE_NOOP("Told", "measured on {0} films of {1} patients"),
    QT_TRANSLATE_NOOP("Told", "{0} films of {1} patients"),
    QT_TRANSLATE_NOOP("Told", "{0} women, {1} men"),
    QT_TRANSLATE_NOOP("Told", "age {0} to {1}, in the middle {2}"),
    QT_TRANSLATE_NOOP("Told", "{0}% of films under 18"),
    QT_TRANSLATE_NOOP("Told", "{0} PA, {1} AP, {2} lateral"),
    QT_TRANSLATE_NOOP(
        "Told", "published cases, mostly COVID-19 (covid-chestxray), and NIH ChestX-ray14"
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "digital and digitised radiographs (DICOM modality CR, DX or RG) handed on as JPEG or PNG",
    ),
    QT_TRANSLATE_NOOP("Told", "no other hospital"),
)
"""Parts of sentences, with whole numbers in place of ``{0}``."""


def told_population(text: str) -> str:
    """Return whom a model was taught and measured on, phrase by phrase; the rest as it is."""
    if QLocale().language() is QLocale.Language.English:
        return text
    for phrase in _PHRASES:
        said = QCoreApplication.translate("Told", phrase)
        pattern = re.sub(r"\\\{\d\\\}", r"(\\d+)", re.escape(phrase))
        found = re.search(pattern, text)
        while found is not None and said != phrase:
            text = text[: found.start()] + said.format(*found.groups()) + text[found.end() :]
            found = re.search(pattern, text)
    return text


@cache
def _every() -> frozenset[str]:
    rooms = (teaching, images, models, records, security, work)
    rest = (sentence for room in rooms for sentence in room.SENTENCES)
    return frozenset((*_SENTENCES, *rest))


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str], str], ...]:
    """Return each sentence with values: how it begins and ends, its pattern, itself.

    The one with fewer values is tried first, then the longer one.
    """
    ordered = sorted(
        (item for item in _every() if "{0}" in item), key=lambda item: (item.count("{"), -len(item))
    )
    return tuple(
        (
            item.partition("{")[0],
            item.rpartition("}")[2],
            re.compile(re.sub(r"\\\{\d\\\}", "(.+?)", re.escape(item)), re.DOTALL),
            item,
        )
        for item in ordered
    )


def told(text: str) -> str:
    """Return a sentence from below in the language of the interface; as it is where unknown.

    Several that were joined by semicolons are each told; values are told too where they are
    sentences or findings themselves.
    """
    if not text or QLocale().language() is QLocale.Language.English:
        return text
    found = _one(text)
    if found is not None:
        return found
    if "; " in text:
        return "；".join(told(part) for part in text.split("; "))
    return concept(text)


def _one(text: str) -> str | None:
    if text in _every():
        said = QCoreApplication.translate("Told", text)
        return None if said == text else said
    for begins, ends, pattern, sentence in _patterns():
        if not (text.startswith(begins) and text.endswith(ends)):
            continue
        match = pattern.fullmatch(text)
        if match is not None:
            said = QCoreApplication.translate("Told", sentence)
            if said == sentence:
                return None
            return said.format(*(told(value) for value in match.groups()))
    return None


def told_error(words: Rendered) -> str:
    """Return an error in one line, in the language of the interface."""
    return f"{told(words.message)} {told(words.hint)}".strip()
