"""What is exported is what the standards describe; what is not is refused by the same check."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from audit.export import to_dicom, to_fhir
from audit.export.dicom import message
from audit.export.fhir import event
from audit.export.meaning import ACTIVITY, ALERT, EXPORT, meaning
from audit.trail import Event, TrailEntry
from audit.vault import Vault

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("audit-message.rng"))))
NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))


def entry(action: str = "study.open", subject: str = "1.2.3", **values: object) -> TrailEntry:
    given = {"detail": {}, "outcome": "success", "user": "eva"} | values
    return TrailEntry(7, NOW, action=action, subject=subject, **given)  # type: ignore[arg-type]


def valid(item: TrailEntry) -> etree._Element:
    root = etree.fromstring(etree.tostring(etree.fromstring(_xml(item))))
    assert SCHEMA.validate(root), SCHEMA.error_log
    return root


def _xml(item: TrailEntry) -> bytes:
    stream = io.BytesIO()
    to_dicom([item], stream, source="vault", patient_of=lambda _: "patient ab")
    (found,) = etree.fromstring(stream.getvalue())
    return etree.tostring(found)


ACTIONS = [
    "vault.open", "study.open", "study.read", "studies.list", "study.shred", "workspace.import",
    "report.export", "user.add", "access.break-glass", "access.denied", "trail.read", "never.heard",
    "clock.backwards", "keys.rotate", "finding.decide", "workspace.close",
]  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("outcome", ["success", "failure"])
def test_every_kind_of_entry_is_valid_in_both(action: str, outcome: str) -> None:
    detail = {"error": "Error", "n": 3, "ok": True, "part": 0.5, "empty": ""}
    for subject in ("", "1.2.3", "account eva"):
        item = entry(action, subject, detail=detail, outcome=outcome)
        root = valid(item)
        identification = root.find("EventIdentification")
        assert identification.get("EventOutcomeIndicator") == ("0" if outcome == "success" else "4")
        assert identification.get("EventDateTime") == "2026-03-01T04:30:15.123+00:00"
        AuditEvent.model_validate(event(item, source="vault", patient_of=lambda _: "patient ab"))


def test_a_reading_names_who_what_and_of_whom() -> None:
    root = valid(entry())
    assert root.find("EventIdentification/EventID").get("csd-code") == "110103"
    assert [item.get("UserID") for item in root.findall("ActiveParticipant")] == ["eva", "OmniMed"]
    objects = root.findall("ParticipantObjectIdentification")
    assert [item.get("ParticipantObjectID") for item in objects] == ["patient ab", "1.2.3"]
    found = AuditEvent.model_validate(event(entry(), source="v", patient_of=lambda _: "patient ab"))
    assert found.type.code == "rest"
    assert found.subtype[0].code == "read"
    assert [item.role.code for item in found.entity] == ["1", "4"]
    assert found.agent[0].requestor


PARTS = {  # agent.type of user, client and server; the user's of a value set (DataSources: AUT)
    "read": ("IRCP", "110152", "110153"),
    "create": ("AUT", "110153", "110152"),
    "update": ("AUT", "110153", "110152"),
    "delete": ("AUT", "110150", "custodian"),
}


def balp(found: dict[str, Any], interaction: str) -> list[str]:
    """Return what does not meet BALP's patterns of a patient's resource created, read, ...

    Source: IHE Basic Audit Log Patterns 1.1.3, StructureDefinitions IHE.BasicAudit.Create, .Read,
    .Update, .Delete and .PatientRead as published, element by element of their differentials.
    """
    user_type, client, server = PARTS[interaction]
    agents = {item["type"]["coding"][0]["code"]: item for item in found["agent"]}
    entities = {item["type"]["code"]: item for item in found["entity"]}
    codes = [(item["system"], item["code"]) for item in found["subtype"]]
    user, programs = agents.get(user_type, {}), [agents.get(client), agents.get(server)]
    rules = {
        "type": found["type"]["code"] == "rest",
        "subtype": ("http://hl7.org/fhir/restful-interaction", interaction) in codes,
        "action": found["action"] == interaction[0].upper(),
        "recorded": bool(found["recorded"]),
        "outcome": found["outcome"] == "0",
        "agents, one of each": len(agents) == len(found["agent"]) == 3,
        "client and server": all(item and item["who"] and item.get("network") for item in programs),
        "client is the program": bool(programs[0]) and programs[0]["who"]["display"] == "OmniMed",
        "no media": not any("media" in item for item in found["agent"]),
        "user": bool(user.get("who")) and user.get("requestor") is True and "network" not in user,
        "patient": bool(entities["1"]["what"]) and entities["1"]["role"]["code"] == "1",
        "data": bool(entities["2"]["what"]) and entities["2"]["role"]["code"] in {"3", "4", "20"},
        "entities, one of each": len(entities) == len(found["entity"]) == 2,
    }
    return [name for name, held in rules.items() if not held]


@pytest.mark.parametrize(
    ("action", "interaction"),
    [
        ("study.open", "read"),
        ("study.export", "read"),
        ("analysis.save", "create"),
        ("finding.decide", "update"),
        ("study.shred", "delete"),
    ],
)
def test_what_is_done_to_a_study_meets_balps_rules(action: str, interaction: str) -> None:
    found = event(entry(action), source="v", patient_of=lambda _: "patient ab")
    assert balp(found, interaction) == []
    bare = json.loads(json.dumps(found))
    del bare["agent"][1]["network"]
    bare["agent"][0]["requestor"] = False
    assert balp(bare, interaction) == ["client and server", "user"], "the rules can fail"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_whatever_stands_in_an_entry_is_valid(user: str, subject: str, value: str) -> None:
    item = entry("note.import", subject, user=user, detail={"words": value})
    stream = io.BytesIO()
    try:
        to_dicom([item], stream, source="v")
    except UnicodeEncodeError:
        assert any("\ud800" <= letter <= "\udfff" for letter in value)
        return
    (found,) = etree.fromstring(stream.getvalue())
    assert SCHEMA.validate(found), SCHEMA.error_log


def broken(name: str, *, attribute: str = "", value: str | None = None) -> etree._Element:
    root = etree.fromstring(_xml(entry()))
    found = root.find(f".//{name}")
    if not attribute:
        found.getparent().remove(found)
    elif value is None:
        del found.attrib[attribute]
    else:
        found.set(attribute, value)
    return root


@pytest.mark.parametrize(
    "root",
    [
        broken("EventID"),
        broken("AuditSourceIdentification"),
        broken("EventIdentification", attribute="EventDateTime"),
        broken("EventIdentification", attribute="EventDateTime", value="yesterday"),
        broken("EventIdentification", attribute="EventOutcomeIndicator", value="1"),
        broken("ActiveParticipant", attribute="UserIsRequestor", value="maybe"),
        broken("ParticipantObjectName"),
        broken(
            "ParticipantObjectIdentification", attribute="ParticipantObjectTypeCodeRole", value="99"
        ),
    ],
)
def test_the_schema_refuses_what_is_wrong(root: etree._Element) -> None:
    """The control: a schema that takes anything would prove nothing."""
    assert not SCHEMA.validate(root)


def test_a_whole_trail_comes_out_in_order(vault: Vault) -> None:
    for number in range(5):
        with vault.act(Event("study.open", f"1.2.{number}", {"n": number})):
            pass
    entries = vault.trail()
    stream = io.BytesIO()
    assert to_dicom(entries, stream, source="v") == len(entries)
    found = list(etree.fromstring(stream.getvalue()))
    assert all(SCHEMA.validate(item) for item in found)
    assert len(found) == len(entries)
    stream = io.BytesIO()
    to_fhir(entries, stream, source="v")
    bundle = Bundle.model_validate(json.loads(stream.getvalue()))
    assert [item.resource.id for item in bundle.entry] == [
        f"entry-{item.sequence}" for item in entries
    ]
    assert all(item.resource.recorded.astimezone(UTC) for item in bundle.entry)


def test_an_empty_trail_is_no_error() -> None:
    stream = io.BytesIO()
    assert to_dicom([], stream, source="v") == 0
    assert len(etree.fromstring(stream.getvalue())) == 0
    stream = io.BytesIO()
    to_fhir([], stream, source="v")
    Bundle.model_validate(json.loads(stream.getvalue()))


def test_a_foreign_message_stays_apart() -> None:
    assert meaning(entry("something.new")).event == ACTIVITY
    assert meaning(entry("server.send")).event == EXPORT
    assert meaning(entry("server.allow")).event == ALERT
    assert message(entry("x.import", ""), source="v").tag == "AuditMessage"
