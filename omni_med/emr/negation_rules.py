r"""The ConText table: which words say that a thing is absent, unsure, past or of another person.

Each pattern is a regular expression over a lower-case sentence. English ones stand between
non-letters, Chinese ones anywhere. Where several overlap the longest holds, so a pseudo trigger
("no change in") disarms the shorter one inside it ("no").

Source: Harkema, Dowling, Thornblade, Chapman: ConText, J Biomed Inform 42 (2009) 839-851; the
phrases and all Chinese rows are our own.
"""

# ruff: noqa: E501, ISC004 - a table: one trigger after the other, long ones in two pieces

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """Some triggers of one kind.

    Attributes:
        effect: ``"negated"``, ``"uncertain"``, ``"historical"``, ``"family"``; ``"none"`` for a
            pseudo trigger; ``"end"`` for what ends every scope, ``"end-statement"`` for what ends
            all but the family's, ``"end-history"`` and ``"end-family"`` for what ends only those.
        direction: ``"forward"``: what follows is meant; ``"backward"``: what stands before.
        reach: Words (of Chinese: characters) that it reaches; 0: to the end of its scope.
        patterns: The triggers.
    """

    effect: str
    direction: str
    reach: int
    patterns: tuple[str, ...]


_SEEN = (
    r"(?:seen|identified|present|evident|visuali[sz]ed|demonstrated|noted|found|detected|shown"
    r"|appreciated|observed|visible|apparent|confirmed)"
)
_CHANGE = (
    r"(?:changed?|changes|increased?|decreased?|improvements?|improving|improved|progression"
    r"|worsening|worsened|difference|resolution|resolved|cleared|clearing)"
)
_KIN = (
    r"(?:mother|father|parents?|brothers?|sisters?|siblings?|sons?|daughters?|children|wife|husband|spouse"
    r"|(?:grand)(?:mother|father|parents?|son|daughter)|aunts?|uncles?|cousins?"
    r"|roommate|room-?mate|partner|colleague|coworker|co-worker|neighbou?r|relatives?"
    r"|family members?|household contacts?)"
)
_STUDY = (
    r"(?:stud(?:y|ies)|exam\w*|films?|radiographs?|x-?rays?|chest x-?rays?|ct|cxr|imag\w+"
    r"|reports?|scans?|visits?|admission)"
)
_LONG_AGO = r"(?:(?:\d+|[a-z]{2,7}) )?(?:months?|years?) (?:ago|earlier|previously|before|prior)"
_LAST = "last (?:year|month|winter|summer|spring|autumn|fall)"
_CANNOT = r"(?:can ?not|can't|could not|couldn't|unable to|difficult to|hard to)"

ENGLISH: tuple[Row, ...] = (
    Row("negated", "forward", 0, (
        "no", "w/o", "without", "denie[sd]", "denying", "absence of", "negative for", "free of",
        "clear of", "free from", "lack(?:s|ed|ing)?(?: of)?", "never", "neither", "nor", "nil",
        r"no (?:\w+ ){0,2}(?:evidence|signs?|indication|suggestion|suspicion|radiographic evidence)"
        r"(?: (?:of|for|to suggest))?",
        "rules out", "ruled out for", "excludes", "fail(?:s|ed)? to (?:show|reveal|demonstrate)",
        r"(?:not|n't) (?:have|had|having|show|shows|showing|reveal|demonstrate|see|find|indicate"
        r"|suggest|develop|diagnosed with|suspicious for|suggestive of|consistent with"
        r"|compatible with)",
        "no longer (?:has|have|shows?)", "-ve for", "(?:not|n't) (?:been )?found to have",
        r"neither (?:\w+ ){1,2}(?:shows?|showed|demonstrates?|demonstrated|reveals?|revealed|has|had)",
        "rather than", "instead of",
    )),
    Row("negated", "forward", 5, ("not", r"(?:is|was|are|were|has|have|had|does|did|do)n't",)),
    Row("negated", "backward", 0, (
        rf"(?:not|never|n't|no longer) (?:\w+ )?{_SEEN}", "ruled out", "excluded", "absent",
        "negative", "none", r":\s*(?:no|none|nil|negative|absent)(?=\s*(?:[.,;]|$))", "is gone",
        r"-free", r"free(?=\s*(?:[.,;]|$))", r"\(-\)",
    )),
    Row("uncertain", "forward", 0, (
        "possible", "possibly", "probable", "probably", "may", "might", "could", "would",
        "suspected", "suspects?", "suspicious (?:for|of)", "suspicion (?:of|for)", "query", "r/o",
        "(?:to )?rule[- ]out", "(?:to )?exclude", "(?:to )?evaluate(?: for)?", "evaluation (?:of|for)",
        "assess(?:ment)?(?: for)?", "check(?:ing)? for", "look(?:ing)? for",
        "(?:un)?concern(?:s|ing|ed)? (?:for|about|of)", "worrisome for", "likely", "presumed",
        "presumptive", "presumably", "differential(?: diagnos[ie]s)?", "versus", r"vs\.?",
        "suggest(?:s|ed|ing)?", "suggestive of", "suggestions? of",
        "question(?:able)?(?: of)?", "(?:may|might|could) be (?:secondary|due) to", "equivocal(?: for)?",
        rf"{_CANNOT} (?:be )?(?:\w+ )?(?:exclude|rule out)",
        r"(?:not|n't) (?:\w+ )?(?:exclude|rule out)", "without excluding", "whether", "unlikely",
        "risks? (?:of|for)", "possibilit(?:y|ies) of", "screen(?:ing|ed)? for", "exposure to", "exposed to",
        "susceptible to", "prevent(?:ion of|s|ing)?", "no other", "without other", "prophyla\\w+(?: for| of| against)?",
        "vaccin\\w+ (?:against|for)", "indeterminate", "unclear", "uncertain", "consider(?:ing)?",
        "in case of", "monitor(?:ing)? for", "watch for", "no new",
        "not (?:certain|sure|clear|known) (?:if|whether)", "if (?:there|any|he|she)",
        r"whether (?:or not )?(?:there|he|she|it|they|the \w+|patient) (?:is|are|was|were|has|have|had|shows?)",
        r"if (?:the |his |her )?(?:fever|cough|symptoms|dyspn\w+|temperature) (?:persists?|worsens?|recurs?|returns?)",
        "treat(?:ment)? as", r"(?:worried|anxious|afraid|asks?|asked|asking|wonders?|wondering) (?:about|of|if)",
        "fears?", "fear of",
        "early(?= (?:pneumonia|infiltrate|consolidation))",
        "favou?r(?:s|ed|ing)?(?: as)?", r"correlat\w+ (?:\w+ )?(?:for|with concern for)",
        r"in the (?:appropriate|right|correct|proper) clinical (?:setting|context),?"
        r"(?: (?:this|these|the|findings?|appearances?))*"
        r"(?: (?:is|are|would be) (?:consistent|compatible) with)?",
        "in detecting", "to (?:identify|detect|look for|diagnose|assess|find)",
        r"(?:return|come back|call|seek \w+|re-?present|re-?admit)(?: \w+){0,5} (?:if|should|for)",
        r"should (?:he|she|they|there|the patient|symptoms|any)",
        "in the event of", "in order to (?:exclude|detect|identify)", "pending", "awaiting",
        "tests? for", "tested for", "work-?up for", r"question of", "doubtful",
    )),
    Row("uncertain", "forward", 5, (r"\?+",)),
    Row("uncertain", "backward", 0, (
        r"(?:is|are|was|were|be) (?:\w+ )?(?:suspected|possible|likely|probable|questioned"
        r"|considered|doubtful)(?=\s*(?:[.,;:]|$|and\b|but\b|in\b|on\b|at\b|by\b))",
        "unlikely", "less likely", "not likely", "suspected",
        rf"{_CANNOT} be (?:\w+ )?(?:excluded|ruled out|determined|confirmed)",
        r"(?:not|n't|never) (?:be |been )?(?:\w+ )?(?:excluded|ruled out)",
        "(?:should|must|needs to|to) be (?:considered|excluded|ruled out|confirmed)",
        "in the differential(?: diagnosis)?", "exposure", r"(?:is|are|was|would be|could be|remains) (?:\w+ )?(?:an? )?(?:consideration|possibility|concern)",
        "in question", rf"{_CANNOT} (?:\w+ )?(?:exclude|rule out)(?=\s*(?:[.,;]|$))",
        r"(?:is|are) (?:an? )?(?:possible|potential|known|common|frequent|rare) (?:complication|cause|risk)s?",
    )),
    Row("uncertain", "backward", 1, (
        "severity (?:index|scores?)", "vaccin(?:e|es|ation|ations|ated)", "prophylaxis", "protocol",
        "pathway", "guidelines?",
    )),
    Row("uncertain", "backward", 5, ("versus", r"vs\.?")),
    Row("uncertain", "backward", 6, (r"\?+",)),
    Row("historical", "forward", 0, (
        "resolution(?: of)?", "clearing of", "clearance of", "history of", "history includes", "histories of", "h/o", "hx of", "hx",
        "(?:past|previous|prior) (?:medical |surgical )?history(?: of| includes)?", "pmhx?(?: of)?",
        "recovered from", "as a child", "in childhood", "since childhood", _LAST,
        "years? before", "treated in the past for", r"in (?:19|20)\d\d",
        _LONG_AGO,
        "previously (?:had|treated for|diagnosed with)", "status post", "s/p",
        r"never (?:\w+ )?had(?=[^.;]*\bbefore\b)", "recently (?:had|treated for|recovered from|discharged (?:after|with|following)|hospitali[sz]ed (?:for|with))",
    )),
    Row("historical", "forward", 4, (
        "previous", "previously", "prior", "past", "recent", "old", "healed", "remote", "childhood", "former",
        "earlier", r"(?:\w+ly |now |partly |partially )?resolved",
    )),
    Row("historical", "forward", 1, ("post-",)),
    Row("historical", "backward", 0, (
        r"(?:has|have|had|is|are|was|were)? ?(?:\w+ly |since |now |all )*"
        r"(?:resolved|cleared|healed|disappeared|subsided)", _LAST, "in the past",
        "in childhood", "as a child", r"in (?:19|20)\d\d", _LONG_AGO, "previously",
        r"weeks? ago,? (?:and |now |since |fully )*recovered", r"recovered(?=\s*(?:[.,;]|$|fully|completely|well|since))",
    )),
    Row("family", "forward", 0, (
        "family history(?: of| positive for)?", "fhx?", _KIN,
        rf"(?:contact with|exposed to|exposure to) (?:\w+ ){{0,2}}{_KIN}",
    )),
    Row("family", "backward", 0, (
        rf"(?:in|of|by|from) (?:his|her|the|a|their|the patient's) {_KIN}", "runs in the family",
        "in the family",
    )),
    Row("none", "forward", 0, (
        rf"(?:no|not|without|n't|never) (?:\w+ ){{0,3}}{_CHANGE}(?: in| of| from| since)?"
        rf"(?: (?:the |this |his |her )?(?:prior|previous|earlier|last)(?: {_STUDY})?)?",
        "not only", "no further", "no denying", r"not true that (?:there (?:is|was) )?no",
        r"no (?:surgery|surgical intervention|drain\w*|response|treatment|therapy|antibiotics?)"
        r"(?: (?:was|is|were) (?:needed|required|given))? (?:for|of|in|to)",
        rf"according to (?:\w+ ){{0,2}}{_KIN}", r"(?:mother|father) of (?:one|two|three|four|five|\d)",
        rf"previously (?:described|reported|known|healthy|{_SEEN})", "almost resolved", "no doubt(?: about| of)?", "not necessarily", "gram[- ]negative",
        r"not (?:\w+ ){0,2}absent", "not negative", "no absence of", "not without", "not free of",
        "not unremarkable", "not excluded from", "no more than",
        "history of present(?:ing)? (?:illness|complaint)", r"(?:hour|day|week|month|year)s?'? history(?: of)?",
        r"past (?:few |several |couple of |\w+ )?(?:hours?|days?|nights?|weeks?)",
        rf"(?:prior|previous|old|earlier|past|former|remote) (?:\w+ )?{_STUDY}",
        rf"(?:history|indication|reason) for {_STUDY}", "since (?:the )?(?:prior|previous)",
        r"(?:compared|comparison) (?:to|with) (?:the )?(?:prior|previous)", "prior to",
        r"(?:years?|months?|yrs?|weeks?|days?)[- ]old", r"may,? \d+", "may of", "in may",
        "family (?:doctor|physician|practice|practitioner|medicine)", "children's hospital",
        rf"{_KIN} (?:states?|stated|reports?|reported|says|said|notice[sd]|brought|noted|denies"
        r"|denied|worried)", rf"(?:lives?|living|accompanied|brought|with|by) (?:\w+ ){{0,2}}{_KIN}",
        "as soon as possible", "if (?:needed|necessary|possible)", "questionable history", "recent (?:onset|change|films?|stud(?:y|ies))",
        "no history given", "negative pressure", "not vaccinated",
        "no smoking history", "old age", "no prior(?: (?:studies|films|exams?))?(?: for comparison)?",
    )),
    Row("end", "forward", 0, (
        "but", "however", "though", "although", "except(?: for)?", "apart from", "aside from",
        "other than", "whereas", "while", "yet", "despite", "nevertheless", r" [-\u2013\u2014] ", ";",
        "secondary to", "due to", "because of", "until", "followed by", "and then",
        "in addition", "additionally",
    )),
    Row("end-statement", "forward", 0, (
        r"there (?:is|are|was|were|has been)", "shows?", "showed", "showing", "demonstrates?",
        "demonstrated", "demonstrating", "reveals?", "revealed", "revealing", "found to have",
        r"(?:,|and|who|he|she|it|patient|which) (?:now )?(?:has|have|had|is|are|was|were)",
        "with (?:new|persistent|stable|known|worsening|increasing|bilateral|unilateral|small|mild"
        "|minimal|moderate|large|patchy|right|left|associated)", "consistent with",
        "compatible with", "in keeping with", "diagnosed with", "diagnosis of", "confirmed",
        r", (?:right|left|bilateral|there|rll|lll|rul|lul|rml)(?!.*\b(?:or|nor)\b)",
    )),
    Row("end-history", "forward", 0, (
        "presents?", "presented", "presenting", "presentation", "now", "currently", "today",
        "admitted", "came", "comes", "referred", "developed", "develops", "complain(?:s|ed|ing)?",
        "this time", "at present", "arrived", "who had", "is seen",
        r"(?:,|and|who) (?:now )?(?:has|have)", r"there (?:is|are)", "(?:ct|cxr|film|x-?ray)",
        "shows?", "showed", "reveals?", "revealed", "demonstrates?", "demonstrated",
    )),
    Row("end-family", "forward", 0, ("patient", "pt", "he", "she", "himself", "herself")),
)  # fmt: skip

_CANNOT_ZH = "(?:不能|不|未能|无法|难以|尚不能|未)(?:完全)?(?:除外|排除)"
_KIN_ZH = (
    "(?:父亲|母亲|父母|兄弟|姐妹|哥哥|弟弟|姐姐|妹妹|儿子|女儿|子女|丈夫|妻子|配偶|祖父|祖母|爷爷|奶奶"
    "|外公|外婆|家属|家人|亲属|同事|室友|邻居|同学)"
)

CHINESE: tuple[Row, ...] = (
    Row("negated", "forward", 0, (
        "未见(?:到)?(?:明显|明确|确切|显著)?(?:的)?(?:异常)?", "未发现", "未示", "未显示", "未闻及",
        "未触及", "未及", "未提示", "未出现", "未诉", "未患", "未合并", "未伴(?:有)?", "不伴(?:有)?",
        "不合并", "不存在", "不考虑", "不支持", "不符合", "否认(?:有)?", "没有", "并无", "均无", "亦无",
        "(?:并|绝)非", "不是",
        "无(?!法|力|论|意|创|痛|线|菌|偿|名)(?:明显|明确|确切)?(?:的)?", "(?:已|可|可以)?(?:排除|除外)了?",
    )),
    Row("negated", "backward", 0, (
        "阴性", r"(?:已|被|可)(?:排除|除外)", "未见(?:明显|明确)?(?=[，。；,;]|$)", r"[(（][-－\u2212][)）]",
        "不明显", "不存在", "基本排除",
    )),
    Row("uncertain", "forward", 0, (
        "可能(?:为|是|有|存在)?", "疑似", "怀疑", "疑(?:为|诊)?", "可疑", "考虑(?:为|是)?", "待排(?:除|查)?",
        _CANNOT_ZH, "(?:为|以|请|要求|需|须|建议|进一步|了?解)(?:进一步)?(?:排除|除外)",
        "是否(?:有|为|存在|合并)?", "有无", "倾向(?:于)?", "警惕", "提防", "预防", "风险", "如(?:果)?(?:有|出现|发生)", "若(?:有|出现|发生)",
        "若为", "待除外", "鉴别", "接触(?:过|史)?", "是不是", "担心", "担忧", "害怕",
        "(?:建议|注意|必要时|应|拟|待)[^，。；,;]{0,8}(?:排除|除外)",
    )),
    Row("uncertain", "forward", 8, (r"[?？]+",)),
    Row("uncertain", "backward", 0, (
        "可能(?:性)?(?:大|较大|小)?", "待排(?:除|查)?", "待查", "待诊", "待除外", _CANNOT_ZH, "可疑",
        "不确定", "风险", "疫苗", "(?:相|待)?鉴别", "(?:依|证)据不足",
    )),
    Row("uncertain", "backward", 10, (r"[?？]+",)),
    Row("historical", "forward", 0, (
        "既往(?:有|曾|患|因|史)?(?:患)?", "曾(?:经)?(?:有|患|因|行|诊断)?(?:过)?", "陈旧(?:性)?", "过去",
        "去年", "前年", "幼年", "儿时", "童年", r"(?:19|20)\d\d年(?!\s*\d{1,2}月)",
        r"[\d一二三四五六七八九十数两多几]+(?:余)?(?:年|个?月)(?:余|多)?(?:之)?前", "康复后", "治愈后",
    )),
    Row("historical", "backward", 0, (
        "病史", "史", "(?:已|基本|完全)(?:吸收|治愈|愈|消散|消失|痊愈)", "治愈", "痊愈", "完全吸收",
        "消失",
    )),
    Row("family", "forward", 0, ("家族史", "家族中", "家族(?:有)?", f"(?:其|患者)?(?:的)?{_KIN_ZH}(?:曾)?",
        "其(?:父|母|兄|弟|姐|妹|妻|夫|子|女)(?!孩)")),
    Row("none", "forward", 0, (
        "(?:无|未见|没有|无明显|未见明显|没有明显)(?:变化|改变|增大|加重|好转|进展|吸收|缩小|扩大|增多|减少)",
        "较前(?:明显|部分|稍|略)?(?:吸收|好转)", "不仅", "并非(?:没有|无)", "不无", "非但", "现病史",
        "未(?:完全)?(?:吸收|消散|消失|愈合|愈|治愈)", "革兰(?:氏|染色)?阴性", "未排除隔离",
        f"{_KIN_ZH}(?:代)?(?:诉|述|陪同|发现|送)", "接触性", "无症状",
    )),
    Row("end", "forward", 0, (
        "但(?:是)?", "然而", "而(?!且)", "不过", "除.{0,8}外", "；", "其余",
        "，(?![及和或与、])", "(?<=[\u4e00-\u9fff]),(?![及和或与、])",
        "可见", "见(?<!未见)", "伴(?<!不伴)(?<!未伴)(?:有)?",
    )),
    Row("end-statement", "forward", 0, (
        "(?<![未])(?:提示|显示)", "(?<![未显提])示(?!教)", "诊断为", "确诊(?:为)?", "符合(?<!不符合)",
    )),
    Row("end-history", "forward", 0, ("现(?!病史)", "目前", "今", "此次", "本次", "入院", "近")),
    Row("end-family", "forward", 0, ("患者(?!的?(?:父|母|兄|弟|姐|妹|儿|女|丈|妻|家))", "本人")),
)  # fmt: skip
