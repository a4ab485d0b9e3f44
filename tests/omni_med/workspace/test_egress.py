"""Nothing that identifies anybody leaves: planted identifiers, and what a real server received."""

from __future__ import annotations

import base64
import json
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from omni_med.dicom.pool import DecodePool
from omni_med.emr.text import word_set
from omni_med.inference.language import draft_study, gather, remote_model
from omni_med.inference.language.asking import ask_study
from omni_med.models.language.server.entry import ServerEntry
from omni_med.workspace import Workspace

WriteFile = Callable[..., Path]
SCRIPT = Path(__file__).parents[1] / "models" / "language" / "server" / "openai_server.py"
PATIENTS = 26
UID = "1.2.826.0.1.3680043.10.543"
SYLLABLES = sorted(
    word_set("zor vath quil mare drix ulmo penth yag brev osk thrim walp jund kesz ilv norx")
)
GIVEN = "翀祎淼垚喆颢昶晟玥璟琛焱煜骁潇弋霖骞"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林"


@dataclass
class Planted:
    """One patient with everything that must not leave."""

    header: dict[str, Any]
    record: dict[str, Any]
    canaries: list[str] = field(default_factory=list)


def word(dice: random.Random) -> str:
    return "".join(dice.sample(SYLLABLES, 2)).capitalize()


def digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("123456789") for _ in range(count))


def planted(number: int) -> Planted:
    dice = random.Random(f"canaries {number}")
    family, first, doctor, referrer, operator, author, wife = (word(dice) for _ in range(7))
    chinese = dice.choice(SURNAMES), "".join(dice.sample(GIVEN, 2))
    physician = dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2))
    hospital, street, station, mail = word(dice), word(dice), word(dice), word(dice)
    pid, accession, other, serial, policy = (digits(dice, 7) for _ in range(5))
    mobile, card, phone = "138" + digits(dice, 8), digits(dice, 17) + "X", digits(dice, 8)
    ward = digits(dice, 5)
    year, month, day = 1930 + dice.randrange(60), 1 + dice.randrange(12), 13 + dice.randrange(15)
    wide = mobile.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    hidden = family[:2] + "\u200b" + family[2:]
    text = f"""Patient Name: {first} {family}. MRN: K{pid}. Seen by Dr. {doctor} on 2023-11-{day}.
{family.upper()}, {first[0]}. has fever and cough since 17 Nov 2023. Born {day}.{month}.{year}.
{hidden} was well before; {first.lower()}{family.lower()}@{mail.lower()}.example.
Phone 555-{phone[:3]}-{phone[3:7]}.
Lives at {number + 3} {street} Road. Wife: {wife} {family}. {wife} found him breathless.
Earlier film K {pid[:3]} {pid[3:]} at {hospital} General Hospital, accession {accession}.
Born in {year}. Insurance no: P{policy}. Ward round: {doctor} agrees. Room: {ward}B.
患者{chinese[0]}{chinese[1]}，男，{month}月{day}日出生，身份证号{card}，电话{wide}。
{chinese[0]}先生诉咳嗽3天，家住上海市徐汇区{chinese[1]}路{number + 11}号2栋{ward[:3]}室。
主治医师：{physician}。{physician}查房，于{hospital}医院就诊，{chinese[1]}诉胸痛。
No pleural effusion. White cells 12.3, SpO2 93 %. 体温38.5℃。"""
    header = {
        "PatientName": f"{family}^{first}={chinese[0]}^{chinese[1]}",
        "PatientID": f"K{pid}",
        "OtherPatientIDs": f"O{other}",
        "PatientBirthDate": f"{year}{month:02}{day:02}",
        "AccessionNumber": accession,
        "ReferringPhysicianName": f"{referrer}^Dr",
        "OperatorsName": operator,
        "InstitutionName": f"{hospital} General Hospital",
        "StationName": station,
        "DeviceSerialNumber": f"S{serial}",
        "PatientTelephoneNumbers": mobile,
        "SpecificCharacterSet": "ISO_IR 192",
        "AdditionalPatientHistory": f"Fever; {referrer} asks, {operator} took it, O{other}, "
        f"unit {station}, tube S{serial}.",
    }
    record = {"text": text, "accession": accession, "author": author, "written": "2023-11-20"}
    canaries = [
        family, first, doctor, referrer, operator, wife, hospital, street, station, mail, author,
        "".join(chinese), chinese[1], physician, pid, accession, other, serial, policy, mobile,
        card, phone[:7], f"{ward}B", str(year), f"2023-11-{day}", f"{UID}.{number + 1}",
    ]  # fmt: skip
    return Planted(header, record, canaries)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    log = tmp_path / "received"
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(log)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}/ok/v1", log
    process.terminate()
    process.wait(10)
    process.stdout.close()


def told(received: list[dict[str, Any]]) -> str:
    """All words that the server received, but for our own instructions."""
    parts = (part for body in received for part in body["messages"][1]["content"])
    return "\n".join(part.get("text", "") for part in parts)


def bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def is_in(canary: str, low: str, compact: str) -> bool:
    """A short number counts as itself alone; everything else wherever its letters stand."""
    if canary.isdigit() and len(canary) < 6:
        return re.search(rf"(?<!\d){canary}(?!\d)", low) is not None
    return bare(canary) in compact


@pytest.mark.slow
def test_none_of_the_planted_identifiers_reaches_a_server(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool, server: tuple[str, Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    url, log = server
    patients = [planted(number) for number in range(PATIENTS)]
    paths = [
        write_file(f"{n}.dcm", study=n + 1, StudyDate="20231120", **item.header)
        for n, item in enumerate(patients)
    ]
    record = tmp_path / "record.jsonl"
    record.write_text("".join(json.dumps(item.record) + "\n" for item in patients))
    report = workspace.import_paths(paths, notes=[record], pool=pool)
    assert report.notes == PATIENTS
    workspace.add_server(ServerEntry("far", url, "m", per_minute=10_000), "sk-key")
    workspace.allow_server("far", "a test")
    for number, item in enumerate(patients):
        uid = f"{UID}.{number + 1}"
        with_server(workspace, uid, pool, item)
    raw = log.read_bytes()
    received = [json.loads(line) for line in raw.splitlines()[::2]]
    assert len(received) == 2 * PATIENTS
    words = told(received)
    compact, low = bare(words), unicodedata.normalize("NFKC", words).casefold()
    canaries = {canary for item in patients for canary in item.canaries}
    assert len(canaries) >= 500
    survivors = [canary for canary in sorted(canaries) if is_in(canary, low, compact)]
    assert survivors == []
    for kept in ("has fever and cough since", "White cells 12.3, SpO2 93 %.", "体温38.5℃",
                 "诉咳嗽3天", "found him breathless"):  # fmt: skip
        assert words.count(kept) >= PATIENTS, kept
    assert "[3 days before]" in words  # the day that matters is told as a distance


def with_server(workspace: Workspace, uid: str, pool: DecodePool, item: Planted) -> None:
    model = remote_model(workspace, "far", uid).open()
    gathered = gather(workspace, uid, model, pool=pool)
    draft_study(model, gathered)
    asked = f"Is {item.canaries[0]} ({item.canaries[11]}, K{item.canaries[14]}) well?"
    ask_study(model, gathered, asked, language="zh")
    model.close()
    (first, second) = workspace.sent(uid)
    assert first.what.template == "draft/1/en"
    assert item.canaries[0] not in first.what.text + second.what.text


@pytest.mark.parametrize(
    ("burned", "keep", "masked"),
    [("YES", False, 1), ("", False, 1), ("NO", False, 0), ("YES", True, 0)],
)
def test_corners_are_blanked_unless_nothing_is_burned_in(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool, server: tuple[str, Path],
    burned: str, keep: bool, masked: int,
) -> None:  # fmt: skip
    url, log = server
    drawn = cv2.putText(
        np.zeros((200, 200), np.uint8), "QUIRREL", (2, 14), cv2.FONT_HERSHEY_PLAIN, 0.8, 255
    )
    pixels = 400 + 10 * drawn.astype(np.int16)
    header: dict[str, Any] = {"BurnedInAnnotation": burned} if burned else {}
    path = write_file(
        "a.dcm", Rows=200, Columns=200, PixelData=pixels.tobytes(), Modality="CR", **header
    )
    workspace.import_paths([path], pool=pool)
    workspace.add_server(ServerEntry("far", url, "m"))
    workspace.allow_server("far", "a test")
    uid = f"{UID}.1"
    model = remote_model(workspace, "far", uid, keep_corners=keep).open()
    draft_study(model, gather(workspace, uid, model, pool=pool))
    model.close()
    assert workspace.sent(uid)[0].what.masked == masked
    body = json.loads(log.read_bytes().splitlines()[0])
    (film,) = (p["image_url"]["url"] for p in body["messages"][1]["content"] if "image_url" in p)
    data = np.frombuffer(base64.b64decode(film.partition(",")[2]), np.uint8)
    sent = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED))
    assert bool(sent[:20, :64].max() == sent[:20, :64].min()) is bool(masked)
