"""What identifies people by its form alone, over folded text: numbers, dates, titles, places.

Better a harmless number cut than a telephone number sent: the rules err on that side.
Source: 45 CFR 164.514(b)(2) (Safe Harbor) for the kinds; GB/T 35273-2020 annex A for Chinese ones.
"""

# ruff: noqa: E501 - a table of patterns

from __future__ import annotations

import re
from typing import Final

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:18|19|20)\d\d"
_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_FIGURE = r"[〇○零一二三四五六七八九]"
SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阮葛樊兰殷施陶洪翟安"
)
CALLED = (
    r"(?:先生|女士|小姐|太太|医生|医师|大夫|主任|教授|护士长?|技师|老师|同志|大爷|大妈|阿姨|护师)"
)

TITLED: Final = re.compile(
    r"(?<![A-Za-z])(?:[Dd]r|DR|[Pp]rof(?:essor)?|Mr|MR|Mrs|MRS|Ms|MS|Miss|Mme|Doctor|Nurse|Sister)\.?\s+"
    r"(?P<name>[A-Z][\w'-]{0,40}\.?(?:[ -][A-Z][\w'-]{0,40}\.?){0,3})"
)
LABELLED: Final = re.compile(
    r"(?<![A-Za-z])(?i:(?:patient|pt|full|family|given|first|last|sur)?[ ']*s? ?name|patient|physician|radiologist|surgeon|attending"
    r"|consultant|registrar|operator|technologist|referr(?:ed by|er|ing)(?: physician| doctor)?|(?:reported|signed|dictated|verified|approved|written|transcribed|performed|reviewed|read|requested) by"
    r"|requested by|next of kin|contact|mother|father|wife|husband|son|daughter|guardian|insured)[ ]*[:=][ ]*"
    r"(?P<name>[A-Z][\w'.-]{0,40}(?:[ ,^]{1,2}[A-Z][\w'.-]{0,40}){0,4})"
)
LABELLED_HAN: Final = re.compile(
    rf"(?:姓名|患者|病人|联系人|家属|监护人|医师|医生|大夫|签名|签字|记录者|护士|主任|技师|操作者|报告者|审核者|申请者|录入者|配偶|父亲|母亲)"
    rf"[ ]*[:=][ ]*(?P<name>{_HAN}(?:[ ·.]?{_HAN}){{1,3}})"
)
CALLED_HAN: Final = re.compile(
    rf"(?P<name>[{SURNAMES}]{_HAN}{{0,2}}?)(?={CALLED})|(?P<hidden>[{SURNAMES}](?:某{{1,2}}|[xX*]{{1,2}}))"
)
LABELLED_NUMBER: Final = re.compile(
    r"(?<![A-Za-z])(?i:m\.?r\.?n|medical record(?: number| no)?|record no|patient (?:id|number|no)|hospital (?:id|number|no)"
    r"|acc(?:ession|n)?(?: number| no)?|ssn|social security(?: number| no)?|nhs(?: number| no)?|passport(?: number| no)?|insurance(?: id| number| no)?|policy(?: number| no)?"
    r"|account(?: number| no)?|bed|room|ward|phone|tel(?:ephone)?|mobile|cell|fax|pager|zip|post ?code|id)\.?[ ]*[:#=]?[ ]*(?P<number>(?=[\w/-]{0,30}\d)[A-Za-z0-9][\w/-]{1,30})"
)
LABELLED_NUMBER_HAN: Final = re.compile(
    r"(?:病历号|病案号|住院号|门诊号|就诊号|登记号|检查号|影像号|放射号|CT号|X线号|条码号|申请单号|身份证号?码?|证件号码?|医保卡?号|社保号|卡号|床号|编号|ID号?|电话|手机号?|联系方式|邮编|护照号?)"
    r"[ ]*[:#=]?[ ]*(?P<number>(?=[\w/-]{0,30}\d)[A-Za-z0-9][\w/-]{0,30})"
)

FORMS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("contact", re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")),
    ("contact", re.compile(r"(?:https?://|www\.)[^\s<>\u3400-\u9fff]+", re.IGNORECASE)),
    ("number", re.compile(r"(?<![\d.])\d+(?:\.\d+){4,}")),
    ("number", re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    (
        "date",
        re.compile(
            rf"(?<!\d){_YEAR} ?[-/.年] ?\d{{1,2}}(?: ?[-/.月] ?\d{{1,2}})?(?:日|号|月)?(?!\d)"
        ),
    ),
    (
        "date",
        re.compile(
            rf"(?<!\d)\d{{1,2}} ?月(?:份)? ?\d{{1,2}} ?[日号]|(?<!\d){_YEAR} ?年(?:初|底|末)?"
        ),
    ),
    (
        "date",
        re.compile(
            rf"[一二]{_FIGURE}{{3}}年(?:[元正一二三四五六七八九十]{{1,3}}月)?(?:[初廿一二三四五六七八九十]{{1,3}}[日号])?"
        ),
    ),
    ("date", re.compile(r"[元正一二三四五六七八九十]{1,2}月[初廿一二三四五六七八九十]{1,3}[日号]")),
    ("date", re.compile(r"(?<![\d.])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)")),
    (
        "date",
        re.compile(
            rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?[ -]*(?:of )?{_MONTH}\b\.?,?(?:[ -]*(?:{_YEAR}|'?\d\d\b))?",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            rf"(?<![A-Za-z]){_MONTH}\.?[ -]+\d{{1,2}}(?:st|nd|rd|th)?(?!\d| ?(?:mg|ml|cm|mm|days?|weeks?|hours?|%))(?:,?[ -]*{_YEAR})?",
            re.IGNORECASE,
        ),
    ),
    ("date", re.compile(rf"(?<![A-Za-z]){_MONTH}\.?,?[ -]+{_YEAR}(?!\d)", re.IGNORECASE)),
    ("number", re.compile(r"(?<![\d.])\d{3}-\d{2}-\d{4}(?!\d)")),
    ("number", re.compile(r"(?<!\d)\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?!\d)")),
    ("number", re.compile(r"(?<![\d.])\(?\d{2,4}\)?[ .-]\d{3,4}[ .-]\d{3,4}(?![\d.])")),
    ("number", re.compile(r"(?<![\d.])\d{3,4}[ -]\d{6,8}(?!\d)")),
    ("number", re.compile(r"(?<!\d)\d{6,}[Xx]?(?!\d)")),
    (
        "number",
        re.compile(
            r"(?<![A-Za-z])[A-Za-z]{1,6}[-_/#]?\d{4,}[\w-]*|(?<![\w])\d{2,}[-_/][A-Za-z]{1,20}[-_/]?\d{2,}\b|(?<!\w)\d{4,}[A-Za-z]{1,3}(?!\w)"
        ),
    ),
    (
        "place",
        re.compile(
            r"(?<!\w)\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'-]{1,30} ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Square|Terrace|Close)\b\.?"
        ),
    ),
    (
        "place",
        re.compile(
            r"(?<!\w)[A-Z]{2} \d{5}(?:-\d{4})?(?!\d)|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)"
        ),
    ),
    (
        "place",
        re.compile(
            r"(?i:(?<![a-z])(?:home )?address|lives at|residing at)[ ]*:?[ ]*[^\n;。；]{4,120}"
        ),
    ),
    (
        "place",
        re.compile(r"(?:地址|住址|现住|籍贯|工作单位|单位|户籍)[ ]*[:=][ ]*[^\n,，;。；]{2,80}"),
    ),
    ("place", re.compile(rf"{_HAN}{{2,5}}(?:省|自治区|市)(?:{_HAN}{{1,6}}[区县])?")),
    (
        "place",
        re.compile(
            rf"{_HAN}{{1,8}}(?:路|街|巷|弄|大道|胡同|村|小区)\d{{1,5}}[号弄]"
            rf"(?:\d{{1,4}}[室栋幢号]|\d{{1,3}}(?:单元|号楼|楼)){{0,6}}"
        ),
    ),
    (
        "place",
        re.compile(
            rf"(?:(?<![A-Za-z])[A-Za-z][\w'.-]{{0,30}}(?: [A-Za-z][\w'.-]{{0,30}}){{0,2}} ?"
            rf"|{_HAN}{{2,12}})(?:医院|卫生院|诊所|大学|卫生服务中心)"
        ),
    ),
    (
        "place",
        re.compile(
            r"(?<![A-Za-z])(?:[A-Z][\w.'-]{1,30} (?:of (?:the )?)?){1,5}(?:Hospital|Clinic|Infirmary|University|Medical Cent(?:er|re)|Health Cent(?:er|re)|Hospice)\b(?: of [A-Z]\w+)?"
        ),
    ),
    (
        "age",
        re.compile(
            r"(?<![\d.])(?:9\d|1[0-2]\d)(?=[- ]?(?:years?|yrs?|y/?o\b|year-old|岁|周岁))",
            re.IGNORECASE,
        ),
    ),
)
"""(what it is, its form)."""
