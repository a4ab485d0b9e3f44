"""What an entry of the trail means in the vocabularies of DICOM, RFC 3881 and FHIR.

Source: DICOM PS3.15 (2024b) A.5.3 and PS3.16 CID 400 to 405; IHE BALP 1.1.3 (interactions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from audit.trail import TrailEntry

DCM: Final = "DCM"
_UID: Final = re.compile(r"[0-9]+(\.[0-9]+)+")


@dataclass(frozen=True, slots=True)
class Code:
    """A coded value.

    Attributes:
        value: The code.
        meaning: What it stands for.
        system: Who defined it.
    """

    value: str
    meaning: str
    system: str = DCM


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an action is.

    Attributes:
        event: EventID.
        action: ``C``, ``R``, ``U``, ``D`` or ``E``.
        types: EventTypeCodes.
    """

    event: Code
    action: str
    types: tuple[Code, ...] = ()


ACTIVITY: Final = Code("110100", "Application Activity")
LOG_USED: Final = Code("110101", "Audit Log Used")
ACCESSED: Final = Code("110103", "DICOM Instances Accessed")
DELETED: Final = Code("110105", "DICOM Study Deleted")
EXPORT: Final = Code("110106", "Export")
IMPORT: Final = Code("110107", "Import")
PROCEDURE: Final = Code("110111", "Procedure Record")
QUERY: Final = Code("110112", "Query")
ALERT: Final = Code("110113", "Security Alert")
LOGIN: Final = Code("110114", "User Authentication")
APPLICATION: Final = Code("110150", "Application")
SOURCE: Final = Code("110153", "Source Role ID")
DESTINATION: Final = Code("110152", "Destination Role ID")
STUDY_UID: Final = Code("110180", "Study Instance UID")

_IN, _OUT = Code("110122", "Login"), Code("110123", "Logout")
_START = Code("110120", "Application Start")
_EMERGENCY = Code("110127", "Emergency Override Started")
_SECURITY = Code("110129", "Security Configuration")
_RESTRICTED = Code("110132", "Use of Restricted Function")
_LABELS = Code("110135", "Object Security Attributes Changed")
_ROLES = Code("110136", "Security Roles Changed")
_USERS = Code("110137", "User security Attributes Changed")

_EXACT: Final = {
    "vault.create": Meaning(ACTIVITY, "E", (_START,)),
    "vault.open": Meaning(LOGIN, "E", (_IN,)),
    "session.unlock": Meaning(LOGIN, "E", (_IN,)),
    "session.confirm": Meaning(LOGIN, "E", (_IN,)),
    "session.lock": Meaning(LOGIN, "E", (_OUT,)),
    "workspace.close": Meaning(LOGIN, "E", (_OUT,)),
    "access.denied": Meaning(ALERT, "E", (_RESTRICTED,)),
    "access.break-glass": Meaning(ALERT, "E", (_EMERGENCY,)),
    "access.review": Meaning(ALERT, "U", (_EMERGENCY,)),
    "study.label": Meaning(ALERT, "U", (_LABELS,)),
    "study.open": Meaning(ACCESSED, "R"),
    "study.read": Meaning(ACCESSED, "R"),
    "study.shred": Meaning(DELETED, "D"),
    "studies.list": Meaning(QUERY, "E"),
    "studies.similar": Meaning(QUERY, "E"),
    "study.locate": Meaning(QUERY, "E"),
    "workspace.import": Meaning(IMPORT, "C"),
    "workspace.restore": Meaning(IMPORT, "C"),
    "workspace.backup": Meaning(EXPORT, "R"),
    "trail.read": Meaning(LOG_USED, "R"),
    "trail.patient": Meaning(LOG_USED, "R"),
    "trail.export": Meaning(LOG_USED, "R"),
    "trail.purge": Meaning(LOG_USED, "D"),
    "server.send": Meaning(EXPORT, "R"),
    "server.sent": Meaning(LOG_USED, "R"),
    "server.use": Meaning(ACTIVITY, "E"),
    "clock.backwards": Meaning(ALERT, "E", (_SECURITY,)),
}
_BY_NOUN: Final = {
    "user": Meaning(ALERT, "U", (_USERS,)),
    "users": Meaning(ALERT, "U", (_USERS, _ROLES)),
    "policy": Meaning(ALERT, "U", (_SECURITY,)),
    "keys": Meaning(ALERT, "U", (_SECURITY,)),
    "keyslots": Meaning(ALERT, "U", (_SECURITY,)),
    "refusals": Meaning(ALERT, "E", (_SECURITY,)),
    "server": Meaning(ALERT, "U", (_SECURITY,)),
    "label": Meaning(ALERT, "U", (_LABELS,)),
    "grant": Meaning(ALERT, "U", (_EMERGENCY,)),
    "analysis": Meaning(PROCEDURE, "C"),
    "finding": Meaning(PROCEDURE, "U"),
    "measurements": Meaning(PROCEDURE, "U"),
    "report": Meaning(PROCEDURE, "U"),
    "impression": Meaning(PROCEDURE, "C"),
    "outcome": Meaning(PROCEDURE, "U"),
}
_BY_VERB: Final = {"import": Meaning(IMPORT, "C"), "export": Meaning(EXPORT, "R")}
_OTHER: Final = Meaning(ACTIVITY, "E")


def meaning(entry: TrailEntry) -> Meaning:
    """Return what an entry means; what has no word of its own is an application's activity."""
    noun, _, verb = entry.action.partition(".")
    return _EXACT.get(entry.action) or _BY_VERB.get(verb) or _BY_NOUN.get(noun) or _OTHER


def study_of(entry: TrailEntry) -> str:
    """Return the Study Instance UID that an entry is about; empty where there is none."""
    return entry.subject if _UID.fullmatch(entry.subject) else ""
