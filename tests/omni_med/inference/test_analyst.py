"""From prepared input to an analysis: what is answered, hidden, refused and replayed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from omni_med.domain import (
    Analysis,
    Case,
    Instance,
    Note,
    NoteKind,
    Patient,
    Priority,
    RegionEvidence,
    SentenceEvidence,
    Series,
    Status,
    Study,
)
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import DamagedFileError, ReplayError
from omni_med.inference.analyst import UNSEEN, Analyst
from omni_med.inference.cache import MemoryCache
from omni_med.inference.cascade import hand_on
from omni_med.inference.prepare import Prepared, assemble, inputs_sha256, prepare
from omni_med.inference.quality import Quality
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import (
    Answer,
    Features,
    FloatArray,
    ImageInput,
    ModelInputs,
    Prediction,
    Weights,
)
from omni_med.models.samples import chest_film, knee_film


class Certain(FakeBackend):
    """Takes every film and finds nothing."""

    def encode(self, inputs: ModelInputs) -> Features:
        features = super().encode(inputs)
        images = (replace(item, is_meant=True, refusal="", ood=0.5) for item in features.images)
        return replace(features, images=tuple(images))

    def infer(self, features: Features, weights: Weights) -> Prediction:
        prediction = super().infer(features, weights)
        answers = tuple(replace(item, fused=0.01, image_only=0.01) for item in prediction.answers)
        return replace(prediction, answers=answers)


NOTE = "Fever and cough for six days. No trauma. Purulent sputum since yesterday."
CARD = FakeBackend().card
WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def analyst() -> Analyst:
    return Analyst(FakeBackend(), clock=lambda: WHEN, new_id=lambda: "0" * 32)


def note(text: str = NOTE, note_id: str = "n1", **changes: object) -> Note:
    return replace(Note(note_id, text), **changes)  # type: ignore[arg-type]


def prepared(pixels: FloatArray | None = None, text: str = NOTE) -> Prepared:
    film = chest_film() if pixels is None else pixels
    return assemble(CARD, [ImageInput("1.2.3", film, modality="DX")], [note(text)] if text else [])


def probabilities(analysis: Analysis) -> list[float]:
    return [finding.probability for finding in analysis.findings]


def study(*series: Series) -> Study:
    taken = datetime(2026, 1, 1, 12, 0)  # noqa: DTZ001 - DICOM states no zone
    return Study("1.2", Patient("p"), started=taken, series=series)


def series(modality: str, *uids: str) -> Series:
    instances = tuple(
        Instance(uid, "1.2.840.10008.5.1.4.1.1.1", "1.2", rows=9, columns=9, frames=1)
        for uid in uids
    )
    return Series(f"s-{modality}", modality, instances=instances)


def load(pixels: FloatArray):  # type: ignore[no-untyped-def]
    return lambda _instance, _frame: pixels


class TestAnswer:
    def test_it_says_what_was_assessed_and_what_not(self) -> None:
        analysis = analyst().analyze(prepared(), study_uid="1.2")
        assert analysis.study_uid == "1.2"
        assert analysis.assessed == tuple(item.name for item in CARD.assessed)
        assert analysis.not_assessed == CARD.not_assessed
        assert analysis.model.sha256 == CARD.sha256
        assert analysis.created == WHEN
        assert analysis.triage.priority is not Priority.NOT_ASSESSED

    def test_every_finding_has_three_answers_and_evidence_from_both_sides(self) -> None:
        finding = analyst().analyze(prepared()).findings[0]
        assert finding.image_only is not None
        assert finding.text_only is not None
        kinds = {type(item) for item in finding.evidence}
        assert kinds == {RegionEvidence, SentenceEvidence}
        strengths = [abs(item.influence) for item in finding.evidence]
        assert strengths == sorted(strengths, reverse=True)
        for item in finding.evidence:
            if isinstance(item, SentenceEvidence):
                assert NOTE[item.start : item.end].strip() == NOTE[item.start : item.end]
                assert item.note_id == "n1"
            else:
                assert 0 <= item.box[0] < item.box[2] <= 256

    def test_kinds_are_a_differential(self) -> None:
        statuses = {item.name: item.status for item in analyst().analyze(prepared()).findings}
        assert statuses["Viral pneumonia"] is Status.DIFFERENTIAL

    def test_there_is_a_heat_map_for_each_finding_and_image(self) -> None:
        analysis = analyst().analyze(prepared())
        assert len(analysis.heat_maps) == len(CARD.assessed)
        assert {item.sop_instance_uid for item in analysis.heat_maps} == {"1.2.3"}

    def test_it_survives_the_way_to_disk(self) -> None:
        analysis = analyst().analyze(prepared())
        assert from_json(Analysis, to_json(analysis)) == analysis

    def test_timings_name_the_stages_and_their_sum(self) -> None:
        timings = analyst().analyze(prepared()).timings_ms
        assert {"quality", "sentences", "encode", "infer", "explain", "total"} <= set(timings)
        assert timings["total"] >= timings["encode"] + timings["infer"]

    def test_provenance_names_input_and_software(self) -> None:
        case = prepared()
        provenance = analyst().analyze(case).provenance
        assert provenance.images == ("1.2.3",)
        assert provenance.input_sha256 == inputs_sha256(case.inputs)
        assert provenance.preprocessing == CARD.preprocessing
        assert "numpy" in dict(provenance.software)

    def test_an_unknown_mode_is_refused(self) -> None:
        with pytest.raises(ValueError, match="parallel, cascade"):
            analyst().analyze(prepared(), mode="serial")


class TestWeights:
    def test_image_weight_0_hides_the_pixels_even_those_of_a_knee(self) -> None:
        dial = Weights(image=0.0, text=1.0)
        chest = analyst().analyze(prepared(), weights=dial)
        knee = analyst().analyze(prepared(knee_film(256, 256)), weights=dial)
        assert probabilities(chest) == probabilities(knee)
        assert chest.triage == knee.triage
        assert chest.heat_maps == knee.heat_maps == ()
        assert chest.ood is knee.ood is None
        assert "images hidden (weight 0)" in chest.modalities[0].remarks

    def test_text_weight_0_hides_the_words(self) -> None:
        dial = Weights(image=1.0, text=0.0)
        one = analyst().analyze(prepared(), weights=dial)
        other = analyst().analyze(prepared(text="Stab wound. Sudden collapse."), weights=dial)
        assert probabilities(one) == probabilities(other)
        assert "record hidden (weight 0)" in one.modalities[1].remarks
        assert one.modalities[1].sentences_read == 0
        assert not any(use.used for use in one.provenance.notes)

    def test_the_readers_dial_is_recorded(self) -> None:
        analysis = analyst().analyze(prepared(), weights=Weights(text=0.5))
        assert [item.weight for item in analysis.modalities] == [1.0, 0.5]
        assert analysis.provenance.weights_source == "reader"

    def test_a_bad_film_gets_less_weight_by_itself(self) -> None:
        faint = (0.4 + chest_film() * np.float32(0.12)).astype(np.float32)
        analysis = analyst().analyze(prepared(faint))
        image = analysis.modalities[0]
        assert image.quality is not None
        assert image.weight < 1
        assert analysis.provenance.weights_source == "quality"


class TestWhatIsNotAnswered:
    def test_a_knee_is_not_assessed_whatever_the_record_says(self) -> None:
        analysis = analyst().analyze(prepared(knee_film(256, 256)))
        assert analysis.findings == ()
        assert analysis.assessed == ()
        assert analysis.triage.priority is Priority.NOT_ASSESSED
        assert any("frontal chest film" in reason for reason in analysis.triage.reasons)
        assert "Lung opacity" in analysis.not_assessed
        assert analysis.provenance.images == ()
        assert analysis.provenance.images_left_out[0][0] == "1.2.3"
        text = analysis.modalities[1]
        assert (text.weight, text.sentences_read, text.sentences) == (0.0, 0, 3)
        assert not any(use.used for use in analysis.provenance.notes)

    def test_a_ct_with_a_note_is_not_assessed_even_with_the_image_hidden(self) -> None:
        case = Case(study(series("CT", "a", "b")), (note(),))
        ready = prepare(case, load(chest_film()), CARD)
        for weights in (None, Weights(image=0.0)):
            analysis = analyst().analyze(ready, weights=weights)
            assert analysis.findings == ()
            assert analysis.triage.reasons == ("not meant for this: CT",)

    def test_an_unreadable_image_is_named_and_the_others_are_read(self) -> None:
        def one_is_damaged(instance: Instance, _frame: int) -> FloatArray:
            if instance.sop_instance_uid == "bad":
                raise DamagedFileError("The pixel data is cut.")
            return chest_film()

        case = Case(study(series("DX", "bad", "good")))
        analysis = analyst().analyze(prepare(case, one_is_damaged, CARD))
        assert analysis.provenance.images == ("good",)
        assert ("bad", "cannot be read: The pixel data is cut.") in (
            analysis.provenance.images_left_out
        )

    @pytest.mark.parametrize(
        ("pixels", "reason"),
        [
            (np.zeros((256, 256), np.float32), "empty"),
            (np.ones((256, 256), np.float32), "empty"),
            (np.zeros((1, 1), np.float32), "too small"),
        ],
    )
    def test_a_film_that_shows_nothing_is_not_answered_from_the_record(
        self, pixels: FloatArray, reason: str
    ) -> None:
        analysis = analyst().analyze(prepared(pixels))
        assert analysis.findings == ()
        assert analysis.triage.priority is Priority.NOT_ASSESSED
        assert reason in " ".join(analysis.triage.reasons)

    def test_a_film_that_shows_nothing_takes_no_weight_from_the_others(self) -> None:
        empty = ImageInput("empty", np.zeros((256, 256), np.float32))
        case = assemble(CARD, [ImageInput("film", chest_film()), empty], [note()])
        analysis = analyst().analyze(case)
        assert analysis.provenance.images == ("film",)
        assert [uid for uid, _ in analysis.provenance.images_left_out] == ["empty"]
        assert analysis.modalities[0].weight == 1.0

    def test_a_refused_film_beside_a_good_one_does_not_make_it_unlike(self) -> None:
        knee = ImageInput("knee", knee_film(256, 256))
        one = analyst().analyze(assemble(CARD, [ImageInput("film", chest_film())], [note()]))
        both = assemble(CARD, [ImageInput("film", chest_film()), knee], [note()])
        assert analyst().analyze(both).ood == one.ood

    def test_a_doubtful_film_is_never_routine(self) -> None:
        sideways = np.ascontiguousarray(np.rot90(chest_film(opacity=0.3)))
        case = replace(
            prepared(sideways), image_quality=(Quality(0.7, ("the film may lie on its side",)),)
        )
        triage = Analyst(Certain()).analyze(case).triage
        assert triage.priority is Priority.UNSURE
        assert "film: the film may lie on its side" in triage.reasons
        assert Analyst(Certain()).analyze(prepared()).triage.priority is Priority.ROUTINE

    def test_a_case_with_a_film_that_was_not_read_is_never_routine(self) -> None:
        def one_is_damaged(instance: Instance, _frame: int) -> FloatArray:
            if instance.sop_instance_uid == "bad":
                raise DamagedFileError("The pixel data is cut.")
            return chest_film()

        for case in (study(series("DX", "bad", "good")), study(series("DX", *"abcde"))):
            ready = prepare(Case(case), one_is_damaged, CARD)
            triage = Analyst(Certain()).analyze(ready).triage
            assert triage.priority is Priority.UNSURE
            assert "not all films were read (1 left out)" in triage.reasons

    def test_the_headers_orientation_reaches_the_comparison_of_sides(self) -> None:
        flipped = replace(series("DX", "a").instances[0], patient_orientation=("R", "F"))
        case = Case(study(replace(series("DX"), instances=(flipped,))))
        assert prepare(case, load(chest_film()), CARD).mirrored == ("a",)

    def test_a_study_without_images_says_so_first(self) -> None:
        bare = replace(series("DX", "a").instances[0], rows=0, columns=0, frames=0)
        case = Case(study(replace(series("DX"), instances=(bare,))), (note("发热咳嗽。"),))
        triage = analyst().analyze(prepare(case, load(chest_film()), CARD)).triage
        assert triage.priority is Priority.NOT_ASSESSED
        assert triage.reasons[0] == "the study holds no image"

    def test_a_case_of_text_only_is_answered(self) -> None:
        analysis = analyst().analyze(assemble(CARD, [], [note()]))
        assert analysis.findings
        assert all(finding.image_only is None for finding in analysis.findings)
        assert analysis.modalities[0].quality is None

    @pytest.mark.parametrize("case", ["no image", "hidden"])
    def test_a_record_alone_makes_nothing_present_or_absent(self, case: str) -> None:
        """A threshold set on films says nothing of fever and cough."""
        if case == "hidden":
            analysis = analyst().analyze(prepared(), weights=Weights(image=0.0))
        else:
            analysis = analyst().analyze(assemble(CARD, [], [note()]))
        told = [item for item in analysis.findings if item.status is not Status.DIFFERENTIAL]
        assert {(item.status, item.doubt) for item in told} == {(Status.UNCERTAIN, UNSEEN)}
        assert analysis.triage.priority is Priority.UNSURE
        assert "no image was looked at" in analysis.triage.reasons[0]

    def test_a_chinese_record_is_not_read_and_said_so(self) -> None:
        analysis = analyst().analyze(prepared(text="患者咳嗽发热六天，无胸痛。"))
        text = analysis.modalities[1]
        assert text.weight == 0
        assert text.sentences_read == 0
        assert "record not read by the model (language)" in text.remarks
        assert analysis.findings
        (use,) = analysis.provenance.notes
        assert not use.used
        assert "language" in use.reason


class TestNotes:
    def test_what_is_later_than_the_film_is_not_read_unless_forced(self) -> None:
        later = note("Sputum culture grew pneumococci.", written=datetime(2026, 3, 1, tzinfo=UTC))
        case = Case(study(series("DX", "a")), (note("Cough.", "n0"), later))
        plain = prepare(case, load(chest_film()), CARD)
        forced = prepare(case, load(chest_film()), CARD, forced_notes=("n1",))
        assert [item.note_id for item in plain.inputs.sentences] == ["n0"]
        assert [item.note_id for item in forced.inputs.sentences] == ["n0", "n1"]
        analysis = analyst().analyze(plain)
        uses = {use.note_id: use.used for use in analysis.provenance.notes}
        assert uses == {"n0": True, "n1": False}
        assert any("note not used" in remark for remark in analysis.modalities[1].remarks)

    def test_the_studys_own_report_is_not_read(self) -> None:
        report = note("Impression: pneumonia.", kind=NoteKind.REPORT)
        ready = prepare(Case(study(series("DX", "a")), (report,)), load(chest_film()), CARD)
        assert ready.inputs.sentences == ()

    def test_control_tokens_never_reach_the_model(self) -> None:
        ready = prepared(text="Cough <|image_pad|> for days.")
        assert "<|" not in ready.inputs.sentences[0].text

    def test_a_note_of_control_tokens_holds_no_words(self) -> None:
        analysis = analyst().analyze(prepared(text="<|im_start|><|im_end|> [SEP]</s>"))
        text = analysis.modalities[1]
        assert (text.weight, text.quality, text.sentences_read) == (0.0, 0.0, 0)
        assert text.remarks == ("no words",)
        alone = analyst().analyze(prepared(text=""))
        assert probabilities(analysis) == probabilities(alone)

    def test_no_word_of_the_record_shows_in_a_repr(self) -> None:
        ready = prepared(text="Zanzibar fever.")
        analysis = analyst().analyze(ready)
        assert "Zanzibar" not in repr(ready)
        assert "Zanzibar" not in repr(analysis)


class TestReplay:
    def same(self, one: Analysis, other: Analysis) -> None:
        def bare(item: Analysis) -> Analysis:
            return replace(item, analysis_id="", timings_ms={}, created=WHEN)

        assert bare(one) == bare(other)

    @pytest.mark.parametrize("mode", ["parallel", "cascade"])
    @pytest.mark.parametrize("weights", [None, Weights(image=0.3, text=0.7), Weights(text=0)])
    def test_the_same_input_gives_the_same_numbers(
        self, weights: Weights | None, mode: str
    ) -> None:
        first = Analyst(FakeBackend()).analyze(prepared(), weights=weights, mode=mode)
        stored = from_json(Analysis, to_json(first))
        self.same(first, Analyst(FakeBackend()).replay(stored, prepared()))

    def test_a_chinese_record_replays(self) -> None:
        first = analyst().analyze(prepared(text="患者咳嗽发热六天。"))
        again = analyst().replay(first, prepared(text="患者咳嗽发热六天。"))
        assert probabilities(first) == probabilities(again)

    def test_other_pixels_or_another_note_are_refused(self) -> None:
        first = analyst().analyze(prepared())
        for other in (prepared(chest_film(seed=9)), prepared(text="Cough.")):
            with pytest.raises(ReplayError, match="not the ones"):
                analyst().replay(first, other)

    def test_another_version_of_the_model_is_refused(self) -> None:
        first = analyst().analyze(prepared())
        other = replace(first, model=replace(first.model, version="0"))
        with pytest.raises(ReplayError, match="fake 0"):
            analyst().replay(other, prepared())

    def test_features_from_the_cache_give_the_same_numbers(self) -> None:
        cache = MemoryCache()
        caching = Analyst(FakeBackend(), cache=cache)
        first, second = caching.analyze(prepared()), caching.analyze(prepared())
        assert cache._kept
        assert probabilities(first) == probabilities(second)
        assert probabilities(first) == probabilities(analyst().analyze(prepared()))


class TestCascade:
    def test_the_images_answer_reaches_the_text_side(self) -> None:
        clear = analyst().analyze(prepared(), mode="cascade")
        white = np.clip(chest_film() * np.float32(1.6), 0, 1)
        dense = analyst().analyze(prepared(white), mode="cascade")
        assert probabilities(clear) != probabilities(dense)
        assert clear.provenance.mode == "cascade"

    def test_single_answers_are_those_of_the_parallel_reading(self) -> None:
        cascade = analyst().analyze(prepared(), mode="cascade")
        parallel = analyst().analyze(prepared())
        for one, other in zip(cascade.findings, parallel.findings, strict=True):
            assert (one.image_only, one.text_only) == (other.image_only, other.text_only)

    def test_a_hidden_image_hands_on_no_words(self) -> None:
        dial = Weights(image=0.0)
        one = analyst().analyze(prepared(), weights=dial, mode="cascade")
        other = analyst().analyze(prepared(chest_film(seed=7)), weights=dial, mode="cascade")
        assert probabilities(one) == probabilities(other)

    def test_a_hidden_record_hands_on_no_sentence(self) -> None:
        dial = Weights(text=0.0)
        one = analyst().analyze(prepared(), weights=dial, mode="cascade")
        other = analyst().analyze(prepared(text="Stab wound."), weights=dial, mode="cascade")
        assert probabilities(one) == probabilities(other)

    def test_evidence_points_into_the_record_only(self) -> None:
        analysis = analyst().analyze(prepared(), mode="cascade")
        notes = {
            item.note_id
            for finding in analysis.findings
            for item in finding.evidence
            if isinstance(item, SentenceEvidence)
        }
        assert notes <= {"n1"}

    def test_only_a_kind_that_the_film_speaks_for_is_handed_on(self) -> None:
        def told(*kinds: float) -> list[str]:
            answers = [Answer("opacity", 0.9, 0.9, None)]
            answers += [Answer(f"kind {n}", p, p, None) for n, p in enumerate(kinds)]
            return [one.text for one in hand_on(answers, {answer.name for answer in answers[1:]})]

        opaque = "The film shows opacity."
        assert told(0.1, 0.19) == [opaque]
        assert told(0.1, 0.3) == [opaque, "The film shows possible kind 1."]
        assert told(0.6, 0.3) == [opaque, "The film shows kind 0."]
        assert told() == [opaque]
