"""What records call the things on a chest film, in English and Chinese."""

# ruff: noqa: E501, ISC004 - a table: one name after the other, long ones in two pieces

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from omni_med.domain import Code
from omni_med.knowledge.codes import code_of


class ConceptKind(StrEnum):
    """What a concept is."""

    FINDING = "finding"
    NORMAL = "normal"
    BODY_PART = "body-part"
    LATERALITY = "laterality"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept and how it is written.

    Attributes:
        name: Key, as a radiologist writes it.
        kind: Finding, normal statement, body part, laterality or complaint.
        english: Regular expressions over lower-case words.
        chinese: Regular expressions.
    """

    name: str
    kind: ConceptKind
    english: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()

    @property
    def code(self) -> Code | None:
        """SNOMED CT, where certain."""
        return code_of(self.name)


_SPACE = "(?:air ?-?space|airspace)"
_IS = "(?:(?:is|was|are|remains|appears|again|stable|now) )*"
_NOT_LUNG = r"(?<!pericardial )(?<!joint )(?<!knee )(?<!hip )(?<!ear )"

_FILM = r"(?:chest (?:x-?ray|radiograph|film)|cxr|x-?ray (?:of (?:the )?)?chest)"
_FILM_ZH = "(?:胸片|胸透|胸部(?:x线|平片|正位片|正侧位片|dr|ct|片)|x线胸片|dr|cxr)"
_NOT_SHADOW = r"(?<!corneal )(?<!lens )(?<!vitreous )"
_NOT_INFILTRATE = r"(?<!fatty )(?<!lymphocytic )(?<!anaesthetic )(?<!anesthetic )(?<!local )(?<!marrow )(?<!skin )"
_NOT_OF = (
    r"(?! of (?:the )?(?:skin|liver|knee|marrow|nerve|breast|lens|cornea|eye|gland|\w+ gland))"
)

_FINDINGS = (
    ("pneumonia", ("(?:broncho)?pneumonia", "pneumonic process", "pneumonitis", "chest infection",
                   "pna"),
     ("(?:支气管)?肺炎(?!链球菌|支原体|衣原体|克雷伯|疫苗)", "肺部感染", "肺部炎症", "肺内感染",
      "[左右双两][侧]?[上中下]?肺[上中下]?叶?(?:感染|炎症)")),
    ("COVID-19 pneumonia", ("covid(?:-?19)? (?:\\w+ )?pneumonia", "sars-cov-2 pneumonia"),
     ("新冠(?:病毒)?肺炎", "新型冠状病毒(?:感染的)?肺炎")),
    ("COVID-19", ("covid(?:-?19)?", "sars-cov-2", "coronavirus(?: disease)?(?: 2019)?"),
     ("新冠(?:病毒)?(?:感染)?", "新型冠状病毒(?:感染)?")),
    ("viral pneumonia", ("viral pneumonia", "influenza pneumonia", "varicella pneumonia"),
     ("病毒性肺炎", "流感肺炎")),
    ("bacterial pneumonia", (
        "(?:bacterial|lobar|pneumococcal|streptococcal|klebsiella|legionella|gram-negative)"
        " pneumonia",), ("细菌性肺炎", "大叶性肺炎")),
    ("fungal pneumonia", ("(?:fungal|pneumocystis)(?: \\w+)? pneumonia", "pcp pneumonia"),
     ("真菌性肺炎", "肺孢子(?:菌|虫)肺炎")),
    ("aspiration pneumonia", ("aspiration pneumonia",), ("吸入性肺炎",)),
    ("consolidation", (
        "consolidations?(?! (?:chemo|therapy|treatment|radiotherapy|cycle|phase|of (?:care|treatment)))",
        "consolidative changes?", "consolidated lung"),
     ("(?:肺)?实变(?:影)?",)),
    ("opacity", (f"{_NOT_SHADOW}(?:{_SPACE} |lung |pulmonary |patchy |hazy )?opacit(?:y|ie){_NOT_OF}",
                 "opacifications?",
                 f"(?:{_SPACE}|pulmonary|lung|alveolar|patchy|hazy|basal|bibasal) shadow(?:ing)?"),
     ("(?:斑片|斑片状|片状|片絮状|大片|斑点|条片|渗出)(?:状)?(?:高密度|模糊|密度增高)?影",
      "密度增高影", "高密度影", "(?<!低)密度影", "渗出(?:性病变|灶|影)?")),
    ("infiltrate", (f"{_NOT_INFILTRATE}infiltrat(?:e|ion){_NOT_OF}",), ("浸润(?:影|灶|性病变)?",)),
    ("airspace disease", (f"{_SPACE} disease",), ()),
    ("ground-glass opacity", ("ground ?-?glass(?: opacit(?:y|ie)| opacifications?| change)?",
                              "ggo"), ("磨玻璃(?:样)?(?:密度)?(?:影|灶|改变)?", "毛玻璃(?:样|影)?")),
    ("acute abnormality", (
        "acute (?:chest |thoracic |intrathoracic )?(?:disease|process|abnormality|abnormalitie"
        "|finding|infection)",
        "(?:acute|active) (?:\\w+ )?(?:cardio ?-?)?pulmonary (?:disease|process|abnormality"
        "|abnormalitie|finding|infection)",
        "active (?:chest |lung |infectious )?(?:disease|process|infection)",
        "acute cardiac or pulmonary process"),
     ("活动性病变", "急性病变")),
    ("pneumothorax", ("(?:hydro)?pneumothorax", "pneumothorace", "ptx"), ("(?:液)?气胸",)),
    ("pleural effusion", ("pleural effusion", "pleural fluid", f"{_NOT_LUNG}effusion"),
     ("胸腔积液", "胸水")),
    ("atelectasis", ("atelectas[ei]s", "atelectatic change", "lobar collapse"), ("肺不张",)),
    ("cardiomegaly", (
        "cardiomegaly", "enlarged (?:heart|cardiac silhouette)",
        "(?:heart|cardiac|cardiac silhouette) enlargement",
        "enlargement of the (?:heart|cardiac silhouette)",
        rf"(?:heart|cardiac silhouette|cardiac shadow)(?: size)? {_IS}(?:\w+ly |borderline )?enlarged",
        "heart is large"),
     ("心影增大", "心脏增大", "心脏扩大")),
    ("pulmonary edema", ("pulmonary o?edema", "interstitial o?edema"), ("肺水肿",)),
    ("emphysema", ("(?<!subcutaneous )emphysema", "emphysematous (?:\\w+ )?(?:change|lung)"),
     ("(?<!皮下)肺气肿",)),
    ("nodule", ("(?:lung |pulmonary )?nodule",), ("(?:肺)?结节(?:影)?",)),
    ("tuberculosis", ("tuberculosis", "tb"), ("肺结核", "结核")),
    ("fracture", ("fracture",), ("骨折",)),
)  # fmt: skip

_WHOLE = "(?<!left )(?<!right )(?<!upper )(?<!lower )"
_LUNG_CLEAR = (
    rf"{_WHOLE}lungs?(?: zones?)?(?: fields?)? (?:(?:are|is|were|was|remain|remains|appear|appears|both|to be"
    r"|well expanded and|well-expanded and) )*(?!otherwise )(?:\w+ )?clear(?! to (?:auscultation|percussion))"
    r"(?! on auscultation)"
)
_NORMAL = (
    ("clear lungs", (
        _LUNG_CLEAR, "clear (?:lungs?(?: fields?)?|chest)",
        r"lungs?,(?: (?:and )?[a-z ]+,){0,4} ?(?:and )?[a-z ]+ (?:are|appear) (?:normal|unremarkable)",
        "lungs? within normal limits",
        "normal lungs?(?: fields?)?",
     ), ("(?:双|两)(?:侧)?肺(?:野)?(?:纹理)?清晰", "(?:双|两)肺(?:野)?未见(?:明显|确切|明确)?(?:异常(?!密度)|(?:活动性|实质性)病变)",
         "(?:双|两)肺(?:野)?正常", "(?<![左右上下中])肺野清晰")),
    ("normal chest film", (
        r"(?:normal|unremarkable|clear) (?:chest )?(?:chest|x-?ray|radiograph|film|cxr)",
        rf"{_FILM}(?: ?[-:,])? (?:is |was |were )?(?:(?!not |never |otherwise |hardly |ab)\w+ )?"
        r"(?:normal|unremarkable|clear|negative(?! for)|nad|wnl)",
        r"negative (?:chest (?:x-?ray|radiograph|film)|cxr)",
     ), (f"{_FILM_ZH}(?:检查)?[:：]? ?(?:均)?(?:未见(?:明显|明确)?异常(?!密度)|正常|阴性)",
         "心[、,]?肺[、,及]?膈?(?:均)?(?:未见(?:明显|明确)?异常(?!密度)|正常)")),
)  # fmt: skip

_BODY_PARTS = (
    ("chest", ("chest", "thorax", "thoracic", "lungs?", "cxr"), ("胸部?", "肺部?")),
    ("abdomen", ("abdomen", "abdominal", "kub"), ("腹部?",)),
    ("knee", ("knee",), ("膝(?:关节|部)?",)),
    ("hip", ("hip",), ("髋(?:关节|部)?",)),
    ("ankle", ("ankle",), ("踝(?:关节|部)?",)),
    ("foot", ("foot", "feet"), ("足部?",)),
    ("hand", ("hand", "finger"), ("手(?:部|掌|指)",)),
    ("wrist", ("wrist",), ("腕(?:关节|部)?",)),
    ("elbow", ("elbow",), ("肘(?:关节|部)?",)),
    ("shoulder", ("shoulder",), ("肩(?:关节|部)?",)),
    ("pelvis", ("pelvis", "pelvic"), ("骨盆", "盆腔")),
    ("skull", ("skull", "head", "brain", "cranial"), ("头颅", "颅脑", "头部")),
    ("spine", ("spine", "spinal", "lumbar", "cervical"), ("脊柱", "腰椎", "颈椎", "胸椎")),
    ("breast", ("breast", "mammogra\\w+"), ("乳腺",)),
    ("leg", ("leg", "tibia", "femur"), ("下肢", "胫骨", "股骨", "小腿")),
)  # fmt: skip

_LATERALITY = (
    ("left", ("left", "left-sided", "lll", "lul", "lingula", "lingular"), ("左(?:侧|肺|上|下|中)?",)),
    ("right", ("right", "right-sided", "rll", "rul", "rml"), ("右(?:侧|肺|上|下|中)?",)),
    ("bilateral", (
        "bilateral", "bilaterally", "both(?: lungs?| sides| lower| upper| bases)?", "bibasilar",
        "bibasal", "left and right", "right and left", "multilobar", "diffuse",
     ), ("双侧", "双肺", "两肺", "两侧", "双下肺", "双上肺", "左右", "弥漫")),
)  # fmt: skip

_COMPLAINTS = (
    ("illness", (
        "fevers?", "febrile", "pyrexia", "hyperpyrexia", "hyperthermia", "chills", "rigors?",
        "cough\\w*", "sputum", "dyspn(?:o|oe|e)\\w*", "breathless\\w*",
        "short(?:ness)? of breath", "sob", "niv", "cpap", "oxygen (?:therapy|requirement)", "work of breathing", "tachypn\\w+", "hypox\\w+",
        "desaturat\\w+", "respiratory (?:symptom|distress|failure)",
        "intubat\\w+", "ventilat(?:ed|ion)", "sepsis", "septic", "unwell", "malaise",
    ), ("发热|发烧|高热|低热", "咳嗽|咳痰|干咳", "气促|气短|气急|呼吸困难|胸闷", "寒战|畏寒")),
    ("chest complaint", ("(?:chest|pleuritic) pain", "h[ae]{1,2}moptysis"), ("胸痛", "咳血|咯血")),
    ("well", (
        "asymptomatic", "symptom-free", "feel(?:s|ing)? (?:very )?(?:well|fine|good)",
        "(?:no|without) (?:\\w+ )?(?:complaint|symptom)",
        "(?:routine|annual|health|screening) (?:\\w+ )?(?:check(?:-?up)?|exam\\w*|screening|film"
        "|chest (?:film|x-?ray|radiograph))",
        "pre-?(?:employment|travel) \\w+",
    ), ("(?:健康|常规|入职|入学|年度|婚前)体检|健康检查", "无症状|无不适|无明显不适")),
)  # fmt: skip


def _concepts(
    kind: ConceptKind, rows: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
) -> tuple[Concept, ...]:
    return tuple(Concept(name, kind, english, chinese) for name, english, chinese in rows)


STATEMENTS: tuple[Concept, ...] = (
    *_concepts(ConceptKind.FINDING, _FINDINGS),
    *_concepts(ConceptKind.NORMAL, _NORMAL),
)
"""Findings, and statements that all is normal."""

BODY_PARTS: tuple[Concept, ...] = _concepts(ConceptKind.BODY_PART, _BODY_PARTS)
LATERALITY: tuple[Concept, ...] = _concepts(ConceptKind.LATERALITY, _LATERALITY)

COMPLAINTS: tuple[Concept, ...] = _concepts(ConceptKind.COMPLAINT, _COMPLAINTS)
"""Whether the patient is ill in the chest, or well; to be without a chest complaint alone is not
to be well. A record that calls the patient well speaks
against an opacity; one that is silent, or tells of a fever, does not."""

VOCABULARY: tuple[Concept, ...] = (*STATEMENTS, *BODY_PARTS, *LATERALITY)
"""Everything that records are searched for."""


@dataclass(frozen=True, slots=True)
class Speaks:
    """What in a record speaks for and against a finding on the film.

    Attributes:
        affirming: Concepts that, affirmed, say that it is there.
        denying: Concepts that, denied, say that it is not.
        excluding: Normal statements that, affirmed, say that it is not.
    """

    affirming: frozenset[str]
    denying: frozenset[str]
    excluding: frozenset[str]


_LUNG_NORMAL = frozenset({"clear lungs", "normal chest film"})
_SHADOWS = frozenset(
    {"consolidation", "opacity", "infiltrate", "airspace disease", "ground-glass opacity"}
)
_PNEUMONIAS = frozenset(
    {
        "pneumonia", "COVID-19 pneumonia", "viral pneumonia", "bacterial pneumonia",
        "fungal pneumonia", "aspiration pneumonia",
    }
)  # fmt: skip
_LUNG_FIELDS = Speaks(
    _PNEUMONIAS | _SHADOWS,
    frozenset({"pneumonia", "acute abnormality"}) | _SHADOWS,
    _LUNG_NORMAL,
)

SPEAKS: Mapping[str, Speaks] = MappingProxyType(
    {
        **dict.fromkeys(sorted({"pneumonia"} | _SHADOWS), _LUNG_FIELDS),
        **{
            name: Speaks(frozenset({name}), frozenset({name, "acute abnormality"}), _LUNG_NORMAL)
            for name in ("pneumothorax", "pulmonary edema")
        },
        **{
            name: Speaks(frozenset({name}), frozenset({name}), frozenset({"normal chest film"}))
            for name in ("pleural effusion", "atelectasis", "cardiomegaly", "nodule", "fracture")
        },
    }
)
"""Finding on the film -> what the record may say of it. Kinds of pneumonia have no row: a film
alone neither proves nor excludes one."""


def speaks_of(concepts: Collection[str]) -> Speaks | None:
    """Return what speaks of a finding, given the concepts in its name; None where nothing does."""
    return next((SPEAKS[name] for name in SPEAKS if name in concepts), None)
