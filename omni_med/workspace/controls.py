"""Controls that a security officer asks for, each with evidence found just now.

A program can support a control; whether an institution meets it depends on much more. Where nothing
is there yet, the answer says so and what to do meanwhile.

Source: HIPAA Security Rule, 45 CFR 164; GB/T 28448-2019, level 3 (CES1: computing environment).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import ssl
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import select

from audit.errors import VaultError
from audit.identity import accounts
from audit.sealing.envelope import Binding, seal
from audit.sealing.reading import SealedReader
from audit.sealing.shred import scrub_pending
from audit.trail import TrailEntry
from audit.trail.leaves import purged_below
from audit.trail.syslog import Collector
from audit.vault import Vault
from audit.verify import VerifyReport
from omni_med.domain import Study
from omni_med.domain.codec import from_json
from omni_med.workspace import lying
from omni_med.workspace.people import evidence
from omni_med.workspace.people.evidence import Found
from omni_med.workspace.tables import StudyTable

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool

Status = Literal["pass", "fail", "not-applicable"]
_NEEDLES: Final = 20
_SHORTEST: Final = 6
"""Bytes of a name that is searched for: shorter ones stand in sealed bytes by chance."""
_SEARCHED: Final = 64 << 20
_PIECE: Final = 1 << 20
_FLIPS: Final = 64
_BENT: Final = frozenset({"keyslots.replaced", "refusals.broken"})


@dataclass(frozen=True, slots=True)
class Control:
    """One control.

    Attributes:
        id: Its name here.
        standard: Rules and sections that ask for it.
        title: What it asks for.
        status: What was found.
        evidence: What was found, in words, without patient data.
        advice: What to do; empty where it passes.
    """

    id: str
    standard: str
    title: str
    status: Status
    evidence: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Inspector:
    vault: Vault
    report: VerifyReport
    entries: Sequence[TrailEntry]
    pool: DecodePool

    def holds(self, *names: str) -> bool:
        """Say whether these checks of the verification hold."""
        good = {check.name for check in self.report.checks if check.ok}
        return good.issuperset(names)

    def done(self, action: str) -> list[TrailEntry]:
        """Return the successful entries of an action, oldest first."""
        return [
            entry for entry in self.entries if entry.action == action and entry.outcome == "success"
        ]

    def since(self, done: list[TrailEntry]) -> int:
        """Return how many entries came after the last of these; all where there is none."""
        newest = self.entries[-1].sequence if self.entries else -1
        return newest - (done[-1].sequence if done else -1)


def inspect(vault: Vault, report: VerifyReport, pool: DecodePool) -> tuple[Control, ...]:
    """Look at every control; the vault must have been verified just now.

    Raises:
        TamperedError: If the trail cannot be read.
    """
    view = _Inspector(vault, report, vault.trail(), pool)
    return tuple(look(view) for look in _CONTROLS)


def _answer(
    name: str, standard: str, title: str, *, ok: bool, evidence: str, advice: str
) -> Control:
    status: Status = "pass" if ok else "fail"
    return Control(name, standard, title, status, evidence, "" if ok else advice)


def _found(name: str, standard: str, title: str, found: Found) -> Control:
    status, evidence, advice = found
    return Control(name, standard, title, status, evidence, "" if status == "pass" else advice)


def _identity(view: _Inspector) -> Control:
    return _found(
        "identity.unique",
        "HIPAA 45 CFR 164.312(a)(2)(i); GB/T 28448 L3 CES1-01",
        "unique identity, complexity and expiry of pass phrases",
        evidence.identity(view.vault),
    )


def _lockout(view: _Inspector) -> Control:
    refused = sum(
        entry.action == "vault.open" and entry.outcome == "failure" for entry in view.entries
    )
    return _found(
        "identity.lockout",
        "HIPAA 45 CFR 164.312(a)(2)(iii), 164.308(a)(5); GB/T 28448 L3 CES1-02",
        "lock-out after failures, session timeout",
        evidence.lockout(refused),
    )


def _factors(view: _Inspector) -> Control:
    return _found(
        "identity.factors",
        "HIPAA 45 CFR 164.312(d); GB/T 28448 L3 CES1-04",
        "two factors of authentication, one of them cryptographic",
        evidence.factors(view.vault),
    )


def _roles(view: _Inspector) -> Control:
    return _found(
        "access.roles",
        "HIPAA 45 CFR 164.312(a)(1), 164.308(a)(4); GB/T 28448 L3 CES1-08 to 10, 8.1.5",
        "least privilege, separated administrators",
        evidence.roles(view.vault),
    )


def _labels(view: _Inspector) -> Control:
    return _found(
        "access.labels",
        "GB/T 28448 L3 CES1-11",
        "access by security labels",
        evidence.labels(view.vault),
    )


def _break_glass(view: _Inspector) -> Control:
    return _found(
        "access.break-glass",
        "HIPAA 45 CFR 164.312(a)(2)(ii)",
        "emergency access",
        evidence.emergencies(view.vault),
    )


def _coverage(view: _Inspector) -> Control:
    whole = all(entry.user and entry.action and entry.time for entry in view.entries)
    actions = len({entry.action for entry in view.entries})
    failures = sum(entry.outcome == "failure" for entry in view.entries)
    return _answer(
        "audit.coverage",
        "HIPAA 45 CFR 164.312(b), 164.308(a)(1)(ii)(D); GB/T 28448 L3 CES1-12, CES1-13",
        "every operation records time, user, type and outcome",
        ok=whole and bool(view.entries),
        evidence=f"{len(view.entries)} entries of {actions} kinds, {failures} of them failures, "
        "all with time, user, action and outcome",
        advice="Run `omni-med audit verify`.",
    )


def _protection(view: _Inspector) -> Control:
    sound = view.holds("trail", "public key", "clock", "security rows")
    bent = [item for item in view.entries if item.action in _BENT]
    anchors = view.done("trail.anchor")
    since = view.since(anchors)
    anchored = (
        f"anchored {len(anchors)} times, the last at {anchors[-1].time:%Y-%m-%d %H:%M} UTC, "
        f"{since} entries ago"
        if anchors
        else "never anchored: a cut tail would be missed"
    )
    return _answer(
        "audit.protection",
        "HIPAA 45 CFR 164.312(b); GB/T 28448 L3 CES1-14, CES1-15",
        "the audit record cannot be altered unnoticed",
        ok=sound and bool(anchors),
        evidence=f"tree, signatures and security rows {'hold' if sound else 'are broken'}; "
        f"{anchored}; {len(bent)} times an old key file or a bent list of refusals was noticed",
        advice="Run `omni-med audit anchor --to FILE` often, to another medium.",
    )


def _retention(view: _Inspector) -> Control:
    with view.vault.look() as session:
        days = accounts.read_policy(view.vault.rows, session).retention
        below = purged_below(session)
    first = next((item for item in view.entries if item.sequence >= below), None)
    whole = first is not None and first.sequence == below and view.holds("trail")
    since = f"since {first.time:%Y-%m-%d}" if first else "from no time on"
    purged = (
        f"hashes and a checkpoint stand for what is older, {below} entries"
        if below
        else ("nothing was purged so far")
    )
    return _answer(
        "audit.retention",
        "HIPAA 45 CFR 164.316(b); GB/T 28448 L3 8.1.5.4",
        "audit records are kept for six months and longer",
        ok=whole,
        evidence=f"every entry {since} is there; {purged}; a purge is refused before the {days} "
        "days of the policy (never below 180), and verified against the entry it left as proof",
        advice="Run `omni-med audit verify`.",
    )


def _integrity(view: _Inspector) -> Control:
    found, tried = _flips_found()
    sound = view.holds("catalogue", "object files", "objects", "keys")
    return _answer(
        "integrity.rest",
        "HIPAA 45 CFR 164.312(c)(1), (2); GB/T 28448 L3 CES1-25, CES1-26",
        "integrity at rest: a flipped bit is detected, and can be recovered",
        ok=sound and found == tried,
        evidence=f"every page, key, tag and name was checked: {'all hold' if sound else 'broken'}; "
        f"{found} of {tried} bits flipped in a sealed sample were refused just now",
        advice="Run `omni-med audit verify`, then `omni-med audit repair --from` with a backup.",
    )


def _flips_found() -> tuple[int, int]:
    """Flip bits of a sealed sample; return how many were refused, and how many were tried.

    Raises:
        TamperedError: If the sample that was not altered does not open.
    """
    key, binding, plain = os.urandom(32), Binding("ab" * 32, "sample"), os.urandom(70_000)
    sealed, found = bytes(seal(key, binding, plain)), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample")
        path.write_bytes(sealed)
        with SealedReader.open_file(path, key, binding) as reader:
            reader.read()
        for _ in range(_FLIPS):
            bit = secrets.randbelow(8 * len(sealed))
            bent = bytearray(sealed)
            bent[bit // 8] ^= 1 << bit % 8
            path.write_bytes(bent)
            try:
                with SealedReader.open_file(path, key, binding) as reader:
                    reader.read()
            except VaultError:
                found += 1
    return found, _FLIPS


def _transit(view: _Inspector) -> Control:
    context = Collector("").context()
    checked = context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    sent, asked = len(view.done("trail.send")), len(view.done("server.send"))
    return _answer(
        "integrity.transit",
        "HIPAA 45 CFR 164.312(e)(1), (2); GB/T 28448 L3 CES1-25, CES1-27",
        "integrity and confidentiality in transit",
        ok=checked and context.minimum_version >= ssl.TLSVersion.TLSv1_2,
        evidence="the program connects to a syslog collector and to the model servers "
        f"allowed ({sent} and {asked} times on the trail), with {context.minimum_version.name} or "
        f"newer; certificate and name are {'' if checked else 'NOT '}checked",
        advice="Reach shares and backups on the network through an encrypted mount.",
    )


def _confidentiality(view: _Inspector) -> Control:
    needles = _names(view.vault)
    hits, searched, total = _search(view.vault.home, needles)
    sound = view.holds("catalogue", "objects")
    return _answer(
        "confidentiality.rest",
        "HIPAA 45 CFR 164.312(a)(2)(iv); GB/T 28448 L3 CES1-27, CES1-28",
        "confidentiality at rest: nothing of a patient stands readable on the disk",
        ok=sound and not hits,
        evidence=f"AES-256-GCM and SQLCipher; {hits} of {len(needles)} names and ids of patients "
        f"found in {searched >> 10} KiB searched of {total >> 10}"
        f"{'' if sound else '; whether all of it is sealed cannot be told while some is broken'}",
        advice="A file in the workspace's folder is not sealed: remove it, and find what wrote it."
        if hits
        else "Run `omni-med audit repair --from` with a backup, then check again.",
    )


def _names(vault: Vault) -> tuple[bytes, ...]:
    """Return names and ids of patients, as bytes to search for."""
    found: set[bytes] = set()
    with vault.look() as session:
        for document in session.scalars(select(StudyTable.document).limit(_NEEDLES)):
            patient = from_json(Study, document).patient
            found.update(word.encode() for word in (patient.patient_id, patient.name))
    return tuple(sorted(item for item in found if len(item) >= _SHORTEST)[:_NEEDLES])


def _search(home: Path, needles: tuple[bytes, ...]) -> tuple[int, int, int]:
    """Return how many needles were found, the bytes searched, and the bytes that there are."""
    sizes: dict[Path, int] = {}
    for path in home.rglob("*"):
        with contextlib.suppress(OSError):  # others may be at work
            if path.is_file():
                sizes[path] = path.stat().st_size
    hits: set[bytes] = set()
    searched, overlap = 0, max(map(len, needles), default=0)
    # Small files first: what is not sealed is small more often than not.
    for path in sorted(sizes, key=sizes.__getitem__):
        with contextlib.suppress(OSError), path.open("rb") as stream:
            tail = b""
            while searched < _SEARCHED and (piece := stream.read(_PIECE)):
                searched += len(piece)
                window = tail + piece
                hits.update(needle for needle in needles if needle in window)
                tail = window[-overlap:] if overlap else b""
    return len(hits), searched, sum(sizes.values())


def _backup(view: _Inspector) -> Control:
    backups = view.done("workspace.backup")
    restores = view.done("workspace.restore")
    last = f"the last at {backups[-1].time:%Y-%m-%d %H:%M} UTC" if backups else "none ever"
    later = view.since(backups)
    drill = f"; this workspace was restored {len(restores)} times" if restores else ""
    return _answer(
        "availability.backup",
        "HIPAA 45 CFR 164.308(a)(7); GB/T 28448 L3 CES1-29 to 31",
        "backup and restore",
        ok=bool(backups),
        evidence=f"{len(backups)} backups on the trail, {last}, {later} entries since{drill}; each "
        "copy was read back with its key",
        advice="Run `omni-med backup DIR`, and now and then `omni-med restore DIR --to HOME`.",
    )


def _residual(view: _Inspector) -> Control:
    with view.vault.look() as session:
        connection = session.connection()
        overwrites = connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
        pending = scrub_pending(session)
    shredded = len(view.done("study.shred"))
    return _answer(
        "residual.shredding",
        "HIPAA 45 CFR 164.310(d)(2); GB/T 28448 L3 CES1-32, CES1-33",
        "residual information: what is deleted is gone",
        ok=overwrites and not pending,
        evidence=f"{shredded} studies were shredded; deleted rows are "
        f"{'overwritten' if overwrites else 'not overwritten'}; after a shredding the database is "
        f"written anew{', which is still to be done' if pending else ''}",
        advice="Close other OmniMed processes and open the workspace once more.",
    )


def _input(view: _Inspector) -> Control:
    refused = lying.refusals(view.pool, 2)
    confined, workers = view.pool.confined()
    return _answer(
        "input.validation",
        "GB/T 28448 L3 CES1-20",
        "input validation: what is foreign is checked before it is used",
        ok=refused == 2,
        evidence=f"a film that claims 2 GB and holds 64 bytes was refused {refused} of 2 times by "
        f"a process with limits and without keys; {confined} of {workers} such processes may ask "
        "the kernel for no network, no program and no writing (seccomp)",
        advice="Do not import files that you do not trust.",
    )


def _minimum(_view: _Inspector) -> Control:
    return Control(
        "privacy.minimum",
        "GB/T 28448 L3 CES1-34, CES1-35",
        "the minimum of personal information",
        "fail",
        "exports are not de-identified by this version",
        "De-identify with another tool before anything leaves the house.",
    )


_CONTROLS: Final[tuple[Callable[[_Inspector], Control], ...]] = (
    _identity, _lockout, _factors, _roles, _labels, _break_glass, _coverage, _protection,
    _retention, _integrity, _transit, _confidentiality, _backup, _residual, _minimum, _input,
)  # fmt: skip
