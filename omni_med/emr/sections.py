"""Headings of clinical texts, English and Chinese, and the parts they head."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Name of the section -> headings, longest first where one begins another.
HEADINGS: dict[str, tuple[str, ...]] = {
    "request": ("reason for exam(?:ination)?", "reason for (?:the )?study", "reason for request",
                "clinical question", "request(?:ed)?",
                "申请理由", "检查目的", "送检目的", "临床诊断"),
    "indication": ("clinical indications?", "indications?", "clinical information",
                   "clinical history", "clinical data", "clinical details", "临床资料",
                   "临床信息", "适应[证症]", "简要病史"),
    "complaint": ("chief complaints?", "presenting complaints?", "cc", "主诉"),
    "history": ("history of (?:the )?present(?:ing)? (?:illness|complaint)", "present illness",
                "hpi", "history", "anamnesis", "现病史", "病史"),
    "past-history": ("past (?:medical|surgical) history", "previous medical history",
                     "past history", "medical history", "pmhx?", "psh",
                     "既往病史", "既往史", "过去史", "个人史"),
    "family-history": ("family (?:medical )?history", "fhx?", "家族史"),
    "social-history": ("social history", "shx?"),
    "medication": ("(?:current |home |discharge )?medications?", "meds", "drugs", "用药情况",
                   "用药史", "用药", "医嘱"),
    "allergies": ("allergies", "allergy", "过敏史"),
    "examination": ("physical exam(?:ination)?", "on examination", "vital signs", "vitals",
                    "体格检查", "查体", "体检", "生命体征"),
    "laboratory": ("lab(?:oratory)? (?:results|findings|data)", "labs?", "laboratory",
                   "实验室检查", "化验", "辅助检查"),
    "technique": ("technique", "procedure", "exam(?:ination)?(?: type)?", "检查方法", "检查技术",
                  "检查项目", "检查部位"),
    "comparison": ("comparisons?", "prior studies", "对比", "比较"),
    "findings": ("(?:imaging |radiological |radiographic |x-?ray )?findings",
                 "检查所见", "影像所见", "影像学表现", "影像表现", "影像学所见",
                 "影像描述", "放射学表现", "所见"),
    "impression": ("impressions?", "conclusions?", "opinion", "影像学诊断", "影像诊断", "检查结论",
                   "诊断意见", "诊断印象", "检查提示", "印象", "结论", "提示"),
    "differential": ("differential diagnos[ie]s", "differential", "ddx", "鉴别诊断"),
    "diagnosis": ("(?:final |admission |admitting |discharge |working )?diagnos[ie]s",
                  "assessment(?: and plan)?", "入院诊断", "出院诊断", "初步诊断", "诊断"),
    "plan": ("plan", "recommendations?", "disposition", "处理", "治疗计划", "诊疗计划", "建议"),
}  # fmt: skip


def _alternatives(chinese: bool) -> str:
    parts = []
    for name, headings in HEADINGS.items():
        chosen = [h for h in headings if (ord(h[0]) > 0x2E80) == chinese]
        if chosen:
            parts.append(f"(?P<{name.replace('-', '_')}>{'|'.join(chosen)})")
    return "|".join(parts)


# English: at the beginning of a line, or after a sentence on the same line when it is written in
# capitals or with one; always followed by a colon, or alone on its line.
_ENGLISH = re.compile(
    r"(?:(?<![^\n\r])[ \t]*(?:\d{1,2}[.)][ \t]*)?"
    r"|(?<=[.!?;][ ])(?=[A-Z])|(?<=[.!?;][ ][ ])(?=[A-Z]))"
    rf"(?:{_alternatives(chinese=False)})[ \t]{{0,3}}(?::|(?=[ \t]*(?:[\r\n]|\Z)))",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?:(?<![^\n\r])[ \t\u3000]*(?:[一二三四五六七八九十\d]{1,2}[、.．)）][ \t]*)?"
    r"|(?<=[。；！？;])[ \u3000]?"
    r"|(?=[【\[]))"
    rf"[【\[]?(?:{_alternatives(chinese=True)})"
    r"(?:[】\]][ \t]*[:：]?|[ \t\u3000]{0,3}[:：]|(?=[ \t\u3000]*(?:[\r\n]|\Z)))",
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a text.

    Attributes:
        name: Key of ``HEADINGS``; empty for what stands before the first heading.
        heading_start: First character of the heading; equal to ``start`` without one.
        start: First character after the heading.
        end: One past the last character of the part.
    """

    name: str
    heading_start: int
    start: int
    end: int


def sections(text: str) -> tuple[Section, ...]:
    """Return the parts of a text in order; together they cover every character once.

    A heading is a known one, at the beginning of a line or after the end of a sentence, with a
    colon (or brackets in Chinese) behind it or alone on its line.
    """
    found = [_found(m) for pattern in (_ENGLISH, _CHINESE) for m in pattern.finditer(text)]
    marks: list[tuple[int, int, str]] = []
    for start, end, name in sorted(found):
        if not marks or start >= marks[-1][1]:
            marks.append((start, end, name))
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, 0, ""))
    ends = [mark[0] for mark in marks[1:]] + [len(text)]
    return tuple(
        Section(name, start, body, end)
        for (start, body, name), end in zip(marks, ends, strict=True)
    )


def _found(match: re.Match[str]) -> tuple[int, int, str]:
    return match.start(), match.end(), str(match.lastgroup).replace("_", "-")
