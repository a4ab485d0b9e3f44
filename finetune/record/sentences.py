"""Sentences that contradict a film, and sentences that only seem to, in English and Chinese.

Half of each list (the even places) serves while rules are written, on train and val; the odd half
is only for the test split.
"""

from __future__ import annotations

DENIALS = (
    "No pneumonia.",
    "Chest X-ray today: lungs are clear.",
    "There is no focal consolidation, effusion or pneumothorax.",
    "The chest radiograph was normal.",
    "No evidence of acute cardiopulmonary disease.",
    "CXR unremarkable.",
    "Both lungs are clear without infiltrate.",
    "No airspace opacity on the left or on the right.",
    "Pneumonia has been ruled out.",
    "He does not have pneumonia.",
    "No consolidation in the right lower lobe or elsewhere.",
    "Chest film shows clear lung fields.",
    "The film failed to show any infiltrate.",
    "X-ray negative for pneumonia.",
    "She was seen in clinic; the lungs were clear on the film and there is no pneumonia.",
    "Radiograph of the chest without evidence of consolidation or infiltrate.",
    "双肺未见实变。",
    "双肺纹理清晰，未见肺炎征象。",
    "胸片未见明显异常。",
    "未见肺炎。",
    "两肺野清晰，未见渗出影。",
    "排除肺炎。",
    "双肺未见明显渗出及实变。",
    "心肺未见异常。",
)
"""The record says that there is no opacity of the pneumonia type."""

AFFIRMATIONS = (
    "Right lower lobe pneumonia.",
    "Chest X-ray shows left basal consolidation.",
    "There are bilateral patchy opacities.",
    "He has pneumonia of the left lower lobe.",
    "CXR today: right upper lobe infiltrate.",
    "Film confirmed airspace disease at the right base.",
    "Multifocal pneumonia on today's radiograph.",
    "Dense consolidation in the lingula.",
    "Diffuse ground-glass opacities in both lungs.",
    "She was admitted with pneumonia of the right middle lobe.",
    "The radiograph demonstrates a left mid-zone opacity.",
    "Known pneumonia on the right, worse since yesterday.",
    "Bilateral infiltrates are seen.",
    "New left lower lobe consolidation with fever.",
    "Diagnosed with pneumonia this morning.",
    "The left lung shows consolidation, no effusion.",
    "右下肺肺炎。",
    "双肺多发磨玻璃影。",
    "左下肺实变。",
    "胸片示右肺斑片影。",
    "双肺见多发渗出影。",
    "确诊为肺炎。",
    "右肺中叶实变影，无胸腔积液。",
    "左肺见片状高密度影。",
)
"""The record says that there is one."""

HARMLESS_WITH_OPACITY = (
    "No history of pneumonia.",
    "No family history of pneumonia.",
    "He never had pneumonia as a child.",
    "No pneumothorax or effusion.",
    "Lungs clear to auscultation.",
    "No change in the right basal consolidation.",
    "No chest pain, no haemoptysis.",
    "Pneumonia cannot be excluded.",
    "The opacity has not resolved.",
    "Three years ago the lungs were clear.",
    "No new consolidation.",
    "No cardiomegaly.",
    "否认肺炎病史。",
    "未见气胸及胸腔积液。",
    "实变较前无明显变化。",
    "家族中无肺炎患者。",
)
"""Negated words that deny nothing of an opacity now: no contradiction to an ill film."""

HARMLESS_WITHOUT_OPACITY = (
    "History of pneumonia.",
    "Her mother had pneumonia.",
    "Pneumonia in 2015.",
    "Rule out pneumonia.",
    "Return if pneumonia develops.",
    "Possible pneumonia.",
    "Fever and cough for three days.",
    "The pneumonia of last year has resolved.",
    "Brother treated for right lower lobe pneumonia.",
    "Evaluate for consolidation.",
    "Vaccinated against pneumonia.",
    "Pneumonia five years ago, left lower lobe.",
    "既往肺炎病史。",
    "父亲患肺炎。",
    "肺炎待排。",
    "5年前患右下肺炎，已治愈。",
)
"""History, family, suspicion and symptoms: no contradiction to a clear film."""


def half_of(sentences: tuple[str, ...], split: str) -> tuple[str, ...]:
    """Return the half of a list that a split may use."""
    return sentences[1::2] if split == "test" else sentences[::2]
