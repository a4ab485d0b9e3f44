"""What in a history speaks for a kind of pneumonia, as textbooks have it, with how strongly.

The strengths are judgements, set by hand and rough on purpose (steps of a half): with a handful of
patients a kind they are where learning starts, and the data moves them only as far as it can. They
of the first four kinds were set by someone who had read some of the notes that are learnt from
(never those of the test split), so cross-validation on those notes flatters them: the card gives
the figure without them too. Those of the non-infectious kind were set unread.

Source: Metlay and others, ATS/IDSA guideline on community-acquired pneumonia (Am J Respir Crit Care
Med 2019;200:e45); Thomas and Limper, Pneumocystis pneumonia (N Engl J Med 2004;350:2487); Guan and
others, Clinical characteristics of coronavirus disease 2019 (N Engl J Med 2020;382:1708); Travis and
others, ATS/ERS statement on idiopathic interstitial pneumonias (Am J Respir Crit Care Med
2013;188:733).
"""

# ruff: noqa: E501 - a table

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from omni_med.knowledge.literals import Index

KINDS = ("COVID-19", "viral", "bacterial", "fungal", "non-infectious")
"""The kinds that a strength is given for, in this order."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that a history may say.

    Attributes:
        name: As a clinician writes it.
        english: Regular expression over lower-case words.
        strength: For each of ``KINDS``, how much it speaks for it (a change of log odds).
    """

    name: str
    english: str
    strength: tuple[float, float, float, float, float]


CLUES: tuple[Clue, ...] = (
    # host
    Clue("HIV infection", r"hiv|aids|acquired immunodeficiency|cd4|antiretroviral\w*", (-1.5, -0.5, 0.0, 3.0, -0.5)),
    Clue("organ or marrow transplant", r"(?:bone marrow|stem cell|renal|kidney|liver|heart|lung) transplant\w*|transplant(?:ed|ation| recipient)", (-0.5, 0.5, 0.0, 1.5, 0.5)),
    Clue("immunosuppression", r"immuno-?(?:suppress|compromis|deficien)\w*|chemotherapy|rituximab|methotrexate|long-term (?:steroid|prednis)\w*|tacrolimus|cyclosporin\w*", (-0.5, 0.5, 0.0, 1.5, 0.0)),
    Clue("blood cancer", r"leuk(?:a)?emia|lymphoma|myeloma", (-0.5, 0.5, 0.0, 1.5, 0.0)),
    Clue("alcohol excess", r"alcoholi\w+|alcohol (?:abuse|excess|misuse)|heavy drink\w+", (-0.5, -0.5, 1.5, 0.0, -0.5)),
    Clue("intravenous drugs", r"(?:intravenous|iv) drug\w*|drug (?:user|abuse\w*)", (-1.0, -0.5, 1.0, 1.0, -0.5)),
    Clue("smoking", r"(?:active |heavy |current )?smok(?:er|ing|es)", (-0.5, 0.0, 0.5, 0.0, 0.5)),
    Clue("chronic lung disease", r"copd|chronic obstructive|bronchiectas\w+|cystic fibrosis", (-0.5, 0.0, 0.5, 0.0, 0.0)),
    Clue("hypertension", r"hypertens\w+|high blood pressure", (0.5, 0.0, 0.0, -0.5, 0.0)),
    Clue("diabetes", r"diabet\w+|metformin", (0.5, 0.0, 0.0, -0.5, 0.0)),
    Clue("pregnancy", r"pregnan\w+|gestation|post-?partum", (0.0, 1.0, 0.0, -0.5, -0.5)),
    Clue("aspiration risk", r"aspirat\w+|dysphagia|seizure\w*|bulbar|swallow\w*", (-0.5, -0.5, 1.0, 0.0, 0.5)),
    # course
    Clue("months of illness", r"(?:for |over |since )?(?:the (?:last|past) )?(?:\w+|\d+(?:-\d+)?) months?(?: of| history)|chronic (?:cough|dyspn\w+)|several months|months of", (-1.5, -1.5, -0.5, 1.0, 2.0)),
    Clue("weeks of illness", r"(?:few|several|two|three|four|five|six|[2-9]|[2-9]-[2-9])[ -]weeks?", (-0.5, -0.5, 0.0, 1.0, 1.0)),
    Clue("days of illness", r"(?:few|several|two|three|four|five|six|seven|ten|\d+)[ -]days?", (0.5, 0.5, 0.0, -0.5, -1.0)),
    Clue("weight loss", r"weight loss|loss of weight|lost weight|cachexia|cachectic|wasting", (-1.5, -1.0, 0.5, 1.5, 0.5)),
    Clue("night sweats", r"night sweats", (-0.5, -0.5, 0.5, 1.0, 0.0)),
    Clue("sudden onset", r"sudden(?:ly)?|acute onset|abrupt\w*", (0.0, 0.0, 0.5, -0.5, -0.5)),
    Clue("previously healthy", r"(?:previously|otherwise) (?:healthy|well|fit)|no (?:underlying|past|previous) (?:diseases?|medical history)", (0.0, 0.5, 0.0, -1.0, 0.0)),
    Clue("in hospital for something else", r"post-?operative|after surgery|admitted (?:with|for) (?!fever|cough|dysp|resp|pneum|short)|hospital-acquired|ventilator-associated", (-0.5, -0.5, 1.0, 0.0, -0.5)),
    # complaints
    Clue("high fever", r"high(?:-grade)? fever|hyperpyrexia|(?:39|40|41)(?:[.,]\d)? ?(?:°|\?|º|degrees)? ?c", (0.0, 0.5, 0.5, -0.5, -1.0)),
    Clue("low fever", r"low-?grade fever|subfebrile|fevers?\w*|febrile|pyrexia", (0.5, 0.0, 0.0, 0.0, -0.5)),
    Clue("rigors", r"rigors?|chills|shivering", (0.0, 0.0, 1.0, -0.5, -1.0)),
    Clue("productive cough", r"productive cough|sputum|expectorat\w+|phlegm|purulent", (-0.5, -0.5, 1.0, 0.0, -0.5)),
    Clue("dry cough", r"(?:dry|non-?productive|unproductive) cough", (1.0, 0.5, -0.5, 0.5, 0.5)),
    Clue("haemoptysis", r"ha?emoptysis|coughing (?:up )?blood|rusty", (-1.0, -0.5, 1.0, 0.5, 0.0)),
    Clue("pleuritic pain", r"pleuritic|chest pain|pain on breathing", (-1.0, -0.5, 1.5, -0.5, -0.5)),
    Clue("dyspnoea", r"dyspn\w+|short(?:ness)? of breath|sob|breathless\w*|tachypn\w+", (0.5, 0.0, 0.0, 0.5, 0.5)),
    Clue("diarrhoea or vomiting", r"diarrh\w+|vomit\w+|nausea|abdominal pain", (0.5, 0.0, 0.0, 0.0, -0.5)),
    Clue("loss of smell or taste", r"anosmi\w+|ageusi\w+|loss of (?:smell|taste)|dysgeusi\w+", (3.0, -1.0, -1.5, -1.5, -1.5)),
    Clue("tiredness, aches", r"myalgia\w*|fatigue|astheni\w+|malaise|aches?|weakness|arthralgia", (0.5, 0.5, 0.0, 0.0, 0.0)),
    Clue("sore throat, runny nose", r"sore throat|pharyng\w+|rhinorrh\w+|runny nose|coryza\w*|nasal congestion", (0.5, 1.0, -0.5, -0.5, -0.5)),
    Clue("blisters, rash", r"vesic\w+|pustul\w+|skin lesions?|papul\w+|rash|exanthem\w*|chickenpox|blister\w*|erythema multiforme", (-1.5, 3.0, 0.0, -0.5, -1.0)),
    Clue("confusion", r"confus\w+|disorient\w+|altered mental", (-0.5, 0.0, 0.5, 0.5, -0.5)),
    Clue("reduced air entry", r"(?:reduced|decreased|diminished) (?:air entry|breath sounds)|bronchial breath\w*|dull(?:ness)? (?:to|on) percussion", (-0.5, -0.5, 1.0, -0.5, -0.5)),
    Clue("septic shock", r"septic|sepsis|shock|bacter(?:a)?emia", (-0.5, 0.0, 1.0, 0.0, -1.0)),
    # measurements
    Clue("low oxygen", r"hypox\w+|desaturat\w+|spo ?2|po ?2|pao ?2|oxygen saturation|o2 sat\w*", (0.5, 0.0, -0.5, 0.5, 0.0)),
    Clue("lymphopenia", r"lymph(?:o|ocyto)penia\w*|low lymphocyte\w*", (1.0, 0.5, -1.0, 0.5, -0.5)),
    Clue("white cells raised", r"leu[ck]ocytosis|neutrophilia|(?:raised|high|elevated) (?:white|wbc|neutrophil)\w*|procalcitonin", (-0.5, -0.5, 1.0, -0.5, -0.5)),
    Clue("inflammation measured", r"crp|c-reactive|ldh|ferritin|d-dimer|interleukin", (0.5, 0.0, 0.0, 0.0, 0.0)),
    Clue("ventilated", r"intubat\w+|extubat\w+|mechanical(?:ly)? ventilat\w+|niv|cpap|ecmo|prone|high[- ]flow", (0.5, 0.5, -0.5, 0.0, -0.5)),
    # exposure and treatment
    Clue("contact or travel", r"return(?:ed|ing) from|travel\w*|visit(?:ed|or|ing)|contact with|exposure|exposed", (0.5, 0.5, -0.5, -0.5, -0.5)),
    Clue("antibiotics without benefit", r"antibiotic\w*[^.;]{0,30}(?:without|no) (?:any )?(?:benefit|improve\w*|respon\w*)|(?:not|without) respon\w+ to antibiotic\w*", (0.5, 0.5, -0.5, 0.5, 1.5)),
    Clue("contaminated water, air conditioning", r"hot tub|spa pool|air[- ]?condition\w*|cooling tower|cruise", (-0.5, -0.5, 2.0, -0.5, -1.5)),
    Clue("mineral oil", r"(?:mineral|paraffin) oil|liquid paraffin|paraffin\w*|vaseline|nose drops|oily", (-2.0, -2.0, -2.0, -2.0, 3.0)),
    Clue("asthma, eosinophils", r"eosinophil\w*|asthma\w*", (-0.5, 0.0, -0.5, 0.0, 2.0)),
)  # fmt: skip
"""Things a history may say, each with its strengths. Fever, cough and breathlessness alone tell
hardly anything of the kind, and nothing against an opacity."""


PRESENTATIONS: tuple[str, ...] = (
    "fever", "fever and chills", "high fever", "low-grade fever", "cough", "dry cough",
    "productive cough", "cough with yellow sputum", "cough and fever", "fever, cough and dyspnea",
    "shortness of breath", "dyspnea", "dyspnea on exertion", "hypoxia", "low oxygen saturation",
    "tachypnea", "chest pain", "pleuritic chest pain", "hemoptysis", "crackles at the lung base",
    "crackles on auscultation", "rales", "bronchial breathing", "decreased breath sounds",
    "malaise and fever", "night sweats and cough", "respiratory distress", "sepsis",
    "temperature of 38.5", "cough and a temperature of 39", "he has a fever", "she coughs",
    "wheezing and cough", "rigors", "sore throat and fever", "myalgia and fever", "weakness and cough",
)  # fmt: skip
"""Classic complaints of a pneumonia: none of them may speak against an opacity on the film."""


def fingerprint() -> str:
    """Return a short hash of all clues: weights taught on other clues do not fit this program."""
    told = "\n".join(f"{clue.name}\t{clue.english}" for clue in CLUES)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![a-z0-9])(?:{clue.english})(?![a-z0-9])") for clue in CLUES)


@cache
def _index() -> Index:
    return Index(clue.english for clue in CLUES)


def clues_in(sentence: str) -> tuple[tuple[int, int, int], ...]:
    """Return where clues stand in a sentence: (index into ``CLUES``, start, end), first of each."""
    text, patterns = sentence.lower(), _patterns()
    found = ((index, patterns[index].search(text)) for index in _index().candidates(text))
    return tuple((index, match.start(), match.end()) for index, match in found if match)
