"""Prepared input and a model give an analysis; nothing is read or written here."""

from __future__ import annotations

import platform
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache as remember
from importlib import metadata

from omni_med.domain import (
    Analysis,
    Finding,
    HeatMap,
    ModalityContribution,
    ModelVersion,
    NoteUse,
    Provenance,
)
from omni_med.errors import ReplayError
from omni_med.inference import explain
from omni_med.inference.cache import FeatureCache, encode
from omni_med.inference.cascade import infer_cascade
from omni_med.inference.conflict import Disagreement, disagree
from omni_med.inference.fusion import Dial, choose_weights
from omni_med.inference.pairing import place_sentences
from omni_med.inference.prepare import PASSED_OVER, Prepared, inputs_sha256
from omni_med.inference.triage import status_of, triage
from omni_med.models.protocols import (
    Features,
    ImageFeatures,
    ImageInput,
    ModelBackend,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)

MODES = ("parallel", "cascade")
_LANGUAGE = "record not read by the model (language)"
UNSEEN = "no image was looked at"
"""Why nobody should rest on an answer of the record alone."""
_DOUBTFUL = 0.8  # quality of an image below which no answer about it is sure


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """One answer on its way to an analysis."""

    prepared: Prepared
    dial: Dial
    mode: str
    features: Features
    images: tuple[tuple[ImageFeatures, ImageInput], ...]
    refused: tuple[tuple[str, str], ...]
    prediction: Prediction
    timings: dict[str, float]


class Analyst:
    """Asks one model. Like its backend not for several threads at once.

    Attributes:
        backend: The model.
    """

    def __init__(
        self,
        backend: ModelBackend,
        *,
        cache: FeatureCache | None = None,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        self.backend = backend
        self._cache = cache
        self._clock = clock
        self._new_id = new_id

    def analyze(
        self,
        prepared: Prepared,
        *,
        study_uid: str = "",
        weights: Weights | None = None,
        mode: str = "parallel",
    ) -> Analysis:
        """Answer a case.

        Args:
            prepared: What ``prepare`` gave.
            study_uid: The study; that of ``prepared`` where empty.
            weights: The reader's dial; by measured quality where None.
            mode: ``"parallel"`` or ``"cascade"``.

        Raises:
            ValueError: If there is no such mode.
        """
        if mode not in MODES:
            raise ValueError(f"The mode is one of {', '.join(MODES)}, not {mode!r}.")
        began = time.perf_counter()
        reading = self._read(prepared, weights, mode)
        answered = time.perf_counter()
        analysis = self._analysis(reading, study_uid or prepared.study_uid)
        ended = time.perf_counter()
        timings = {
            **reading.timings,
            "explain": (ended - answered) * 1e3,
            "total": (ended - began) * 1e3 + sum(prepared.timings_ms.values()),
        }
        return replace(analysis, timings_ms={key: round(timings[key], 3) for key in timings})

    def replay(self, analysis: Analysis, prepared: Prepared) -> Analysis:
        """Compute an analysis again from the same input with the same weights.

        Raises:
            ReplayError: If this model or this input is not what the analysis was made of.
        """
        card = self.backend.card
        if (analysis.model.id, analysis.model.version, analysis.model.sha256) != (
            card.id,
            card.version,
            card.sha256,
        ):
            raise ReplayError(
                f"The analysis was made by {analysis.model.id} {analysis.model.version}; "
                f"this is {card.id} {card.version}.",
                hint="Replay with the same version of the model.",
            )
        if analysis.provenance.calibration != card.calibration:
            raise ReplayError("The analysis was made under another calibration of this site.")
        if analysis.provenance.input_sha256 != inputs_sha256(prepared.inputs, prepared.facts):
            raise ReplayError("The images or the notes are not the ones that were analysed.")
        dial = {item.modality: item.weight for item in analysis.modalities}
        again = self.analyze(
            prepared,
            study_uid=analysis.study_uid,
            weights=Weights(image=dial["image"], text=dial["text"]),
            mode=analysis.provenance.mode,
        )
        source = analysis.provenance.weights_source
        return replace(again, provenance=replace(again.provenance, weights_source=source))

    def _read(self, prepared: Prepared, weights: Weights | None, mode: str) -> _Reading:
        """Encode, leave out what the pixels refuse, infer."""
        scores = [item.score for item in prepared.image_quality if item.score > 0]
        image_quality = min(scores, default=None)
        text_quality = prepared.text_quality.score if prepared.text_quality else None
        dial = choose_weights(image_quality, text_quality, weights)
        began = time.perf_counter()
        features = encode(self.backend, prepared.inputs, self._cache, prepared.facts)
        encoded = time.perf_counter()
        pairs = tuple(zip(features.images, prepared.inputs.images, strict=True))
        refused: tuple[tuple[str, str], ...] = ()
        if dial.weights.image > 0:  # at 0 nothing may depend on the pixels, the refusal included
            judged = tuple(zip(pairs, _judged(prepared, features), strict=True))
            refused = tuple((image.image_id, why) for (_, image), why in judged if why)
            pairs = tuple(pair for pair, why in judged if not why)
        kept = Features(tuple(item for item, _ in pairs), features.text, features.timings_ms)
        prediction = self._infer(prepared, kept, dial, mode)
        if not kept.images or dial.weights.image == 0:
            prediction = _doubted(prediction, self.backend.card)
        timings = {
            **prepared.timings_ms,
            **features.timings_ms,
            "encode": (encoded - began) * 1e3,
            **prediction.timings_ms,
            "infer": (time.perf_counter() - encoded) * 1e3,
        }
        return _Reading(prepared, dial, mode, features, pairs, refused, prediction, timings)

    def _infer(self, prepared: Prepared, kept: Features, dial: Dial, mode: str) -> Prediction:
        """Ask the model; a case with images, none of which it is meant for, is not answered."""
        if prepared.has_pixels and not kept.images:
            return Prediction(())
        if mode == "parallel":
            return self.backend.infer(kept, dial.weights)
        inputs = ModelInputs(sentences=prepared.inputs.sentences)
        return infer_cascade(self.backend, inputs, kept, dial.weights, self._cache)

    def _analysis(self, reading: _Reading, study_uid: str) -> Analysis:
        card = self.backend.card
        findings = self._findings(reading)
        maps = self._heat_maps(reading)
        sees_image = reading.dial.weights.image > 0
        ood = max((item.ood for item, _ in reading.images), default=None)
        ood = ood if sees_image else None
        apart = Disagreement(0.0)
        if findings and sees_image:
            prepared = reading.prepared
            apart = disagree(
                card,
                findings,
                prepared.notes,
                maps,
                subject=prepared.subject,
                shown=prepared.shown,
                mirrored=prepared.mirrored,
            )
        assessed = tuple(finding.name for finding in findings)
        names = tuple(item.name for item in card.assessed)
        return Analysis(
            analysis_id=self._new_id(),
            study_uid=study_uid,
            model=ModelVersion(card.id, card.version, card.adapter, card.sha256),
            created=self._clock(),
            assessed=assessed,
            not_assessed=(*(name for name in names if name not in assessed), *card.not_assessed),
            findings=findings,
            modalities=(_image_part(reading), _text_part(reading)),
            conflicts=apart.questions,
            conflict_score=apart.score if findings and sees_image else None,
            triage=triage(
                card,
                findings,
                apart.questions,
                ood=ood,
                refusals=_refusals(reading),
                remarks=_doubts(reading) if sees_image else (),
            ),
            heat_maps=maps,
            ood=ood,
            provenance=self._provenance(reading),
            remarks=reading.prediction.remarks if reading.prediction.answers else (),
        )

    def _findings(self, reading: _Reading) -> tuple[Finding, ...]:
        assessed = {item.name: item for item in self.backend.card.assessed}
        dial, text = reading.dial.weights, reading.features.text
        seen = reading.images if dial.image > 0 and dial.text > 0 else ()
        places = place_sentences(self.backend, seen, text)
        return tuple(
            Finding(
                name=answer.name,
                code=assessed[answer.name].code,
                probability=answer.fused,
                image_only=answer.image_only,
                text_only=answer.text_only,
                threshold=assessed[answer.name].threshold,
                status=status_of(assessed[answer.name], answer),
                prediction_set=answer.prediction_set,
                doubt=answer.doubt,
                evidence=explain.evidence(
                    answer,
                    reading.images,
                    reading.features.text,
                    reading.prepared.inputs.sentences,
                    places,
                ),
            )
            for answer in reading.prediction.answers
        )

    def _heat_maps(self, reading: _Reading) -> tuple[HeatMap, ...]:
        if reading.dial.weights.image == 0:
            return ()
        maps = (
            explain.heat_map(answer, index, features, image)
            for answer in reading.prediction.answers
            for index, (features, image) in enumerate(reading.images)
        )
        return tuple(item for item in maps if item is not None)

    def _provenance(self, reading: _Reading) -> Provenance:
        prepared = reading.prepared
        return Provenance(
            preprocessing=self.backend.card.preprocessing,
            images=tuple(image.image_id for _, image in reading.images),
            images_left_out=(*prepared.images_left_out, *reading.refused),
            notes=_notes(reading),
            input_sha256=inputs_sha256(prepared.inputs, prepared.facts),
            mode=reading.mode,
            software=software(),
            weights_source=reading.dial.source,
            calibration=self.backend.card.calibration,
        )


@remember
def software() -> tuple[tuple[str, str], ...]:
    """Return (name, version) of what computes the numbers."""
    found = [("python", platform.python_version()), ("machine", platform.machine())]
    for name in ("omni-med", "numpy", "opencv-python-headless", "onnxruntime", "tokenizers"):
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)


def _judged(prepared: Prepared, features: Features) -> tuple[str, ...]:
    """Return why each image is not read, empty where it is: by its quality, then by the model.

    An image of quality 0 shows nothing. It must not lose its weight and leave the answer to the
    record alone, as if a film had been read.
    """
    return tuple(
        "; ".join(quality.remarks)
        if quality.score <= 0
        else ("" if item.is_meant else item.refusal or "not meant for this")
        for item, quality in zip(features.images, prepared.image_quality, strict=True)
    )


def _doubted(prediction: Prediction, card: ModelCard) -> Prediction:
    """Return what was read of a record alone: likely or not, but neither present nor absent.

    Thresholds, bands and prediction sets were set on images.
    """
    ranked = {item.name for item in card.assessed if item.differential}
    answers = (
        answer if answer.name in ranked else replace(answer, doubt=answer.doubt or UNSEEN)
        for answer in prediction.answers
    )
    return replace(prediction, answers=tuple(answers))


def _doubts(reading: _Reading) -> tuple[str, ...]:
    """Return why an answer about these images needs a second look, whatever it says."""
    prepared = reading.prepared
    kept = {image.image_id for _, image in reading.images}
    doubts = [
        f"film: {remark}"
        for image, quality in zip(prepared.inputs.images, prepared.image_quality, strict=True)
        if image.image_id in kept and quality.score < _DOUBTFUL
        for remark in quality.remarks
    ]
    passed = [why for _, why in prepared.images_left_out if why.startswith(PASSED_OVER)]
    if passed:
        doubts.append(f"not all films were read ({len(passed)} left out)")
    return tuple(dict.fromkeys(doubts))


def _image_part(reading: _Reading) -> ModalityContribution:
    prepared = reading.prepared
    scores = [item.score for item in prepared.image_quality]
    remarks = [remark for item in prepared.image_quality for remark in item.remarks]
    remarks += [reason for _, reason in (*prepared.images_left_out, *reading.refused)]
    if scores and reading.dial.weights.image == 0:
        remarks.append("images hidden (weight 0)")
    return ModalityContribution(
        "image",
        reading.dial.weights.image,
        quality=min(scores, default=None),
        share=reading.prediction.image_share,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _read_sentences(reading: _Reading) -> tuple[int, ...]:
    """Return the indices of the sentences that had a part in the answers."""
    text = reading.features.text
    if text is None or not reading.prediction.answers or reading.dial.weights.text == 0:
        return ()
    return text.read


def _why_unread(reading: _Reading) -> str:
    """Return why a sentence of the record had no part in the answers, in words."""
    text = reading.features.text
    if _is_silent(reading.prepared):
        return "no words"
    if text is None or not text.read:
        return (text.remark if text is not None else "") or _LANGUAGE
    if not reading.prediction.answers:
        return "record not read: nothing else of the case could be assessed"
    if reading.dial.weights.text == 0:
        return "record hidden (weight 0)"
    return text.remark or "none of its sentences was read"


def _is_silent(prepared: Prepared) -> bool:
    """Say whether the record holds no word: neither what the model was given, nor left out."""
    words = (sign for sentence in prepared.inputs.sentences for sign in sentence.text)
    return not prepared.record.unread and not any(map(str.isalnum, words))


def _notes(reading: _Reading) -> tuple[NoteUse, ...]:
    """Return the use of each note as it came out: one the model could not read was not used."""
    sentences = reading.prepared.inputs.sentences
    heard = {sentences[index].note_id for index in _read_sentences(reading)}
    why = dict(reading.prepared.record.unread)
    return tuple(
        use
        if use.note_id in heard or not use.used
        else NoteUse(
            use.note_id, False, f"{use.reason}; {why.get(use.note_id) or _why_unread(reading)}"
        )
        for use in reading.prepared.note_use
    )


def _text_part(reading: _Reading) -> ModalityContribution:
    """Describe the record's part; its weight is 0 where the model could read none of it."""
    prepared, text = reading.prepared, reading.features.text
    total = max(prepared.record.total, len(prepared.inputs.sentences))
    read = len(_read_sentences(reading))
    weight = reading.dial.weights.text
    remarks = list(prepared.text_quality.remarks) if prepared.text_quality else []
    remarks += prepared.record.remarks
    if text is not None and text.remark and not _is_silent(prepared):
        remarks.append(text.remark)
    if total and not read:
        weight = 0.0
        remarks.append(_why_unread(reading))
    remarks += [f"note not used: {use.reason}" for use in prepared.note_use if not use.used]
    return ModalityContribution(
        "text",
        weight,
        quality=prepared.text_quality.score if prepared.text_quality else None,
        share=reading.prediction.text_share,
        sentences_read=read,
        sentences=total,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _refusals(reading: _Reading) -> tuple[str, ...]:
    """Return why images were not assessed, each reason once; the record's language beside it."""
    reasons = [reason for _, reason in (*reading.prepared.images_left_out, *reading.refused)]
    if not reading.prediction.answers:
        reasons += reading.prediction.remarks
    if reading.prepared.has_pixels and not (reasons or reading.prepared.inputs.images):
        reasons.append("the study holds no image")
    text = reading.features.text
    if text is not None and not text.read and text.remark:
        reasons.append(text.remark)
    return tuple(dict.fromkeys(reasons))
