"""The patient's record: texts, sentences, assertions, identity. Knows no pixels."""

from omni_med.emr.dates import parse_date, parse_datetime
from omni_med.emr.document import RecordDocument
from omni_med.emr.identity import MatchResult, RecordIdentity, match
from omni_med.emr.language import detect_language
from omni_med.emr.mentions import Mention, mentions
from omni_med.emr.negation import Assertion, assertion
from omni_med.emr.read import parse_record, read_record
from omni_med.emr.sections import Section, sections
from omni_med.emr.sentences import Sentence, split_sentences
from omni_med.emr.text import decode_text, sanitize
from omni_med.emr.use import note_use

__all__ = [
    "Assertion",
    "MatchResult",
    "Mention",
    "RecordDocument",
    "RecordIdentity",
    "Section",
    "Sentence",
    "assertion",
    "decode_text",
    "detect_language",
    "match",
    "mentions",
    "note_use",
    "parse_date",
    "parse_datetime",
    "parse_record",
    "read_record",
    "sanitize",
    "sections",
    "split_sentences",
]
