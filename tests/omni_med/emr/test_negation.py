"""The ConText table: what sentences assert. ``[...]`` marks the thing that is asked about.

Flags: n negated, u uncertain, h historical, f family; an empty string: affirmed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.emr import negation
from omni_med.emr.negation import Assertion, assertion, modifiers
from omni_med.knowledge.literals import Index

ENGLISH = """
n | No [pneumonia].
n | There is no [pneumothorax].
n | No evidence of [pneumonia].
n | No radiographic evidence of acute [pneumonia].
n | No focal [consolidation].
n | No focal consolidation, pneumothorax, or pleural [effusion].
n | No pneumothorax or [effusion].
n | Lungs are clear without focal [consolidation].
n | Lungs are clear, without evidence of [infiltrate].
n | The patient denies [fever].
n | Denies chest pain, dyspnoea and [cough].
n | He denied any [cough].
n | Negative for [pneumonia].
n | Both lungs are free of active [infiltrates].
n | Absence of [consolidation].
n | [Pneumonia] was ruled out.
n | [Pneumothorax] is not seen.
n | [Effusion] is absent.
n | A [pneumothorax] is not identified.
n | No definite [pneumonia].
n | No convincing evidence for [pneumonia].
n | No signs of [effusion].
n | CT excludes [pneumonia].
n | The film does not show [consolidation].
n | The radiograph did not reveal any [opacity].
n | She does not have [pneumonia].
n | Neither effusion nor [pneumothorax] is seen.
n | Nil [effusion].
n | [Pneumothorax]: none.
n | [Pneumothorax]: no.
n | Afebrile, w/o [cough].
n | Never had [pneumonia].
n | Consolidation, effusion or [pneumothorax] is not seen.
n | No [pneumonia], but a small effusion.
n | No acute cardiopulmonary [abnormality].
n | Failed to demonstrate a [nodule].
n | Findings are not consistent with [pneumonia].
n | The patient hasn't had [fever].
n | No visualized [pneumothorax].
n | There are no pleural effusions, and no [pneumothorax].
n | Fever without [cough] for three days.
 | There is [pneumonia] in the right lower lobe.
 | Right lower lobe [consolidation].
 | Patient presents with [pneumonia].
 | No effusion, but there is [consolidation].
 | No pneumothorax; [effusion] on the left.
 | No effusion. [Consolidation] on the right.
 | No pneumothorax, however [consolidation] is present.
 | The left lung shows no effusion and the right lung shows [consolidation].
 | No fever, right lower lobe [pneumonia].
 | No pneumothorax, left basal [opacity].
 | [Consolidation] without effusion.
 | [Pneumonia] with no effusion.
 | Consolidation is present, pneumothorax is not seen, [effusion] persists.
 | [Consolidation] in the right lower lobe, pneumothorax is not seen.
 | Findings are consistent with [pneumonia].
 | Afebrile but has [pneumonia].
 | No fever despite [pneumonia].
 | No cough, found to have [pneumonia].
 | Denies fever although [cough] persists.
 | Except for a small [effusion] the film is normal.
 | Lungs are clear except for a left basal [opacity].
 | No abnormality other than a left basal [opacity].
 | No change in the [effusion].
 | No interval change in the right basal [opacity].
 | No significant change in [consolidation].
 | No increase in [effusion].
 | No change in size of the left [pneumothorax].
 | Without change in the [opacity].
 | The [effusion] has not changed.
 | [Effusion] not significantly changed.
 | Not only [pneumonia] but also effusion.
 | The [consolidation] has not resolved.
 | [Effusion] has not improved.
 | Gram-negative [pneumonia].
 | Gram negative [pneumonia] was treated.
 | There is no doubt about the [pneumonia].
 | [Pneumonia] is not absent.
 | [Effusion] is not entirely absent.
 | No absence of [effusion].
 | Not without [effusion].
 | No longer febrile, due to [pneumonia] treated at home.
u | Cannot exclude [pneumonia].
u | Can not rule out early [pneumonia].
u | We can't exclude [pneumonia].
u | [Pneumonia] cannot be excluded.
u | [Pneumonia] can not be ruled out.
u | [Pneumonia] has not been ruled out.
u | A small [effusion] is not excluded.
u | This does not exclude [pneumonia].
u | Possible [pneumonia].
u | Probable [pneumonia] in the left base.
u | This may represent [pneumonia].
u | Small nodular opacity may represent early [infiltrate].
u | Suspected [pneumonia].
u | [Pneumonia] is suspected.
u | Viral [pneumonia] was suspected and treatment was begun.
u | Suspicious for [pneumonia].
u | ? [pneumonia]
u | ?[pneumonia]
u | Cough and fever, [pneumonia]?
u | R/o [pneumonia].
u | Rule out [pneumonia].
u | Please evaluate for [pneumonia].
u | Concern for [pneumonia].
u | Atelectasis versus [pneumonia].
u | [Atelectasis] versus pneumonia.
u | Most likely [pneumonia].
u | [Pneumonia] is likely.
u | [Pneumonia] is unlikely.
u | Findings suggest [pneumonia].
u | Suggestive of [pneumonia].
u | Questionable [opacity] in the left base.
u | Unclear whether this is [pneumonia].
u | At risk of [pneumonia].
u | To exclude [pneumonia].
u | [Tuberculosis] should be considered.
u | Please correlate clinically for possible [pneumonia].
u | There is suspected right lower lobe [opacity].
u | Question left basilar [atelectasis].
u | There is suggestion of minimal airspace [disease].
u | This may be secondary to crowding or [infiltrates].
u | No other [infiltrates] in the lungs.
h | Resolution of right effusion and [infiltrate].
nu | Pneumonia unlikely, possibly no [consolidation].
u | No new [consolidation].
h | History of [pneumonia].
h | Past medical history of [pneumonia].
h | H/o [pneumonia].
h | Shortness of breath, history of [pneumonia] 6 months ago.
h | Previous [pneumonia].
h | Old [tuberculosis].
h | Healed rib [fracture].
h | [Pneumonia] in 2015.
h | [Pneumonia] five years ago.
h | He had [pneumonia] last year.
h | Two years ago he was treated for [pneumonia].
h | Status post [pneumonia].
h | The [pneumonia] has resolved.
h | Resolved [pneumonia].
h | Recovered from [pneumonia].
h | [Pneumonia] as a child.
 | History of COPD, now with [pneumonia].
 | A man with a history of asthma presented with [pneumonia].
 | History of asthma, admitted with [pneumonia].
 | Compared to the prior study, [consolidation] has increased.
 | Compared with previous films the [opacity] is larger.
 | History of present illness includes [cough].
 | Past three days of [cough].
 | 67-year-old man with [pneumonia].
 | A 5 year old girl with [pneumonia].
 | Prior rib fracture and there is [pneumonia].
f | Her mother had [pneumonia].
f | Family history of [tuberculosis].
f | His father has [tuberculosis].
f | [Tuberculosis] in his father.
f | A roommate has [tuberculosis].
f | Wife died of [pneumonia].
 | Mother reports [cough] for three days.
 | He lives with his wife and has [pneumonia].
 | Brought in by her son with [pneumonia].
 | Seen by the family doctor for [pneumonia].
 | Her mother had asthma; the patient has [pneumonia].
 | In May 2020, [pneumonia] was diagnosed.
nh | No history of [pneumonia].
nf | No family history of [tuberculosis].
n | Chest is clear with no [infiltrates] noted.
n | Lungs: no [consolidation]. Heart normal.
n | The previously described [opacity] is no longer seen.
n | We found no indication of [tuberculosis].
n | He was not found to have [pneumonia].
n | Without any sign of [effusion] or collapse.
n | Blood cultures were negative and there was no [pneumonia].
n | There has been no [pneumothorax] since tube removal.
n | Exam reveals no [wheezing].
n | No fever / chills / [cough].
n | -ve for [pneumonia].
n | Pt w/o [SOB] today.
n | No pleural effusions are seen and no [nodules] are identified.
n | No masses, [nodules], or adenopathy.
 | The [effusion] is unchanged.
 | Stable [opacity] without change.
 | New [consolidation] in the left lower lobe, no effusion.
 | Persistent [pneumonia], not responding to amoxicillin.
 | Worsening [consolidation] since yesterday.
 | Not improving [pneumonia].
 | He has had [pneumonia] for five days.
 | No fever but productive cough, and CT confirmed [pneumonia].
 | [Consolidation] which was not present before.
 | Interval development of right [effusion], no pneumothorax.
 | Patient denies smoking; film shows [consolidation].
 | She was diagnosed with [pneumonia] yesterday.
 | Increasing left [effusion] compared with prior.
u | Pneumonia vs [atelectasis] at the left base.
u | Findings could be due to [pneumonia].
u | Infection such as [pneumonia] is not excluded.
u | Treated empirically for presumed [pneumonia].
u | Left basal opacity, infiltrate or [atelectasis]?
u | Would recommend CT to exclude [nodule].
u | Differential includes [pneumonia] and haemorrhage.
u | Possibility of [pneumonia] was raised.
u | Clinical suspicion of [pneumonia] is high.
u | It is difficult to exclude [effusion].
u | Pretest for [tuberculosis] exposure.
h | Had [pneumonia] twice as a child.
h | PMH: asthma, [pneumonia] 2010, hypertension.
h | Ex-smoker, prior [pneumothorax].
h | She had been treated for [tuberculosis] ten years ago.
h | Hospitalised for [pneumonia] last winter.
f | Sister with [tuberculosis].
f | Father died of [pneumonia] aged 60.
nh | No previous [pneumonia].
"""

CHINESE = """
n | 未见[肺炎]。
n | 双肺未见明显[实变]。
n | 双肺未见明确[渗出影]及胸腔积液。
n | 未见气胸及[胸腔积液]。
n | 未见实变、结节及[胸腔积液]。
n | 无[胸腔积液]。
n | 无明显[气胸]。
n | 患者无[发热]、咳嗽。
n | 否认[咳嗽]。
n | 否认发热、[咳嗽]、胸痛。
n | 没有[肺炎]。
n | 排除[肺炎]。
n | [肺炎]已排除。
n | 不考虑[肺炎]。
n | 不支持[肺炎]。
n | 发热，不伴[咳嗽]。
n | 新冠病毒[核酸]阴性。
n | [胸腔积液]未见。
n | 两侧未见[气胸]，心影不大。
n | 未发现[肺炎]征象。
n | 双肺清晰，亦未见[气胸]。
 | 右下肺[肺炎]。
 | 双肺多发[磨玻璃影]。
 | 未见气胸，左侧[胸腔积液]。
 | 无发热，胸片示右下肺[实变]。
 | 未见胸腔积液，但右肺见[实变]。
 | 无咳嗽；右肺[实变]。
 | [胸腔积液]无明显变化。
 | 无变化的[胸腔积液]。
 | [实变]较前吸收，仍存在。
 | [实变]未完全吸收。
 | 革兰阴性菌[肺炎]。
 | 无法平卧，伴[胸腔积液]。
 | 全身无力，[咳嗽]3天。
 | 并非没有[肺炎]。
 | 确诊为[肺炎]。
 | 符合[肺炎]表现。
u | 可能[肺炎]。
u | [肺炎]可能。
u | [肺炎]可能性大。
u | 疑似[肺炎]。
u | 考虑[肺炎]。
u | 不能除外[肺炎]。
u | [肺炎]不除外。
u | 不排除[肺炎]。
u | [肺炎]待排。
u | [肺炎]待查。
u | [肺炎]？
u | 有无[肺炎]？
u | 请排除[肺炎]。
u | 是否存在[气胸]。
u | 怀疑[肺炎]，建议复查。
u | 倾向于[肺炎]。
u | 警惕[肺炎]。
h | 既往[肺炎]病史。
h | 有[肺炎]病史。
h | [肺结核]史10年。
h | 曾患[肺炎]。
h | 5年前患[肺炎]。
h | 2015年患[肺炎]。
h | 陈旧性[肺结核]。
h | [肺炎]已治愈。
h | 去年因[肺炎]住院。
 | 既往体健，3天前发热，CT示[肺炎]。
 | 既往高血压，现[肺炎]。
 | 2020年1月23日因[肺炎]入院。
f | 母亲患[肺结核]。
f | 家族史：父亲[肺结核]。
f | 患者父亲有[肺结核]。
 | 母亲患肺结核，患者[肺炎]。
 | 家属代诉[咳嗽]3天。
nh | 否认[肺结核]病史。
nh | 无[肺炎]病史。
n | 胸部CT未见[肺炎]表现。
n | 无咳嗽、咳痰，无[气胸]。
n | 两肺野清晰，未见[实变]影。
n | 未见明显[胸腔积液]征。
 | 左肺下叶[肺炎]，未见胸腔积液。
 | 右肺中叶[实变]影较前增大。
 | 患者5天前受凉后出现咳嗽，诊断[肺炎]。
u | 左下肺[肺炎]可能，请结合临床。
u | 考虑感染性病变，[肺炎]？
h | 10年前曾患[肺结核]，已愈。
h | 既往有[气胸]病史。
hf | 其父有[肺结核]病史。
"""


def cases() -> list[tuple[str, str]]:
    more = Path(__file__).with_name("assertions.txt").read_text(encoding="utf-8")
    lines = (ENGLISH + CHINESE + more).splitlines()
    rows = [line.split(" | ", 1) for line in lines if "|" in line]
    return [(flags.strip(), sentence) for flags, sentence in rows]


def asserted(marked: str) -> Assertion:
    start, end = marked.index("["), marked.index("]") - 1
    return assertion(marked.replace("[", "").replace("]", ""), start, end)


def flags_of(found: Assertion) -> str:
    return "n" * found.negated + "u" * found.uncertain + "h" * found.historical + "f" * found.family


@pytest.mark.parametrize(("flags", "sentence"), cases())
def test_sentence(flags: str, sentence: str) -> None:
    assert flags_of(asserted(sentence)) == flags


def test_there_are_enough_sentences() -> None:
    assert len(cases()) >= 400
    assert len({sentence for _, sentence in cases()}) == len(cases())


def test_sections_speak_for_their_sentences() -> None:
    text = (
        "Past medical history: Pneumonia, asthma.\nFamily history: Tuberculosis.\nNow: pneumonia."
    )
    first, second = text.index("Pneumonia"), text.index("Tuberculosis")
    assert assertion(text, first, first + 9).historical
    assert assertion(text, second, second + 12).family


def test_affirmed_and_denied() -> None:
    assert Assertion().affirmed
    assert Assertion(negated=True).denied
    for both in (Assertion(negated=True, uncertain=True), Assertion(negated=True, historical=True)):
        assert not both.affirmed
        assert not both.denied


@given(st.text(max_size=120))
def test_any_sentence_has_modifiers_within_it(sentence: str) -> None:
    for one in modifiers(sentence):
        assert 0 <= one.start <= len(sentence)
        assert one.end <= len(sentence)


def test_looking_for_letters_first_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [sentence.replace("[", "").replace("]", "") for _, sentence in cases()]
    quick = [modifiers(sentence) for sentence in sentences]
    for name in ("_english", "_chinese"):
        table = getattr(negation, name)()
        every = table._replace(letters=Index("." for _ in table.rows))
        assert every.letters.candidates("") == list(range(len(table.rows)))
        monkeypatch.setattr(negation, name, lambda every=every: every)
    assert [modifiers(sentence) for sentence in sentences] == quick


def test_a_crowded_sentence_is_read_in_reasonable_steps() -> None:
    for unit in ("可能肺炎", "no pneumonia ", "not excluded "):
        assert modifiers(unit * (1000 // len(unit)))
