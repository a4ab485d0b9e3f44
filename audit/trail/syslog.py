"""The trail to a collector elsewhere: syslog over TLS, each entry a DICOM audit message.

The collector must show a certificate of an authority that is named, for the host that is named; TLS
1.2 is the least. Syslog knows no receipt: an entry counts as sent when the connection was not
refused and was closed in order after it.

Source: RFC 5424 (message), RFC 5425 (TLS transport, framing by octets), DICOM PS3.15 A.6 (payload:
MSGID, APP-NAME), RFC 3881.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.catalogue.catalog import CheckpointRow, MetaRow, TrailRow
from audit.errors import VaultError
from audit.export.dicom import PatientOf, message, no_patient
from audit.trail import Event, TrailEntry

if TYPE_CHECKING:
    from audit.vault import Vault

PORT: Final = 6514
SENT: Final = "syslog"
"""Key of the row that says how many entries some collector has: a purge takes no others."""
_OWN: Final = f"{SENT} "
"""With host and port after it: how many entries that collector has."""
_NOTICE, _WARNING = 5, 4
_FACILITY: Final = 13  # log audit
_BATCH: Final = 500
_SECONDS: Final = 20.0
_GRACE: Final = 1.0
_APP: Final = "OmniMed"
_MSGID: Final = "DICOM+RFC3881"
_ANCHOR: Final = "CHECKPOINT"


class CollectorError(VaultError):
    """The collector cannot be reached, or is not the one that was named."""

    hint = "Check host, port and certificates; what was not sent is sent next time."


@dataclass(frozen=True, slots=True)
class Collector:
    """Where to, and how it proves that it is the one.

    Attributes:
        host: Name that its certificate must bear.
        port: 6514 by RFC 5425.
        authority: File of certificates (PEM) that may vouch for it; the system's by default.
        certificate: Our own certificate and key (PEM), where it asks for one.
    """

    host: str
    port: int = PORT
    authority: Path | None = None
    certificate: Path | None = None

    @property
    def name(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    def context(self) -> ssl.SSLContext:
        """Return TLS 1.2 or newer, which checks the certificate, its authority and its name.

        Raises:
            OSError: If a file of certificates cannot be used.
        """
        context = ssl.create_default_context(cafile=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate is not None:
            context.load_cert_chain(self.certificate)
        return context

    def connect(self) -> ssl.SSLSocket:
        """Connect and check who is there.

        Raises:
            CollectorError: If nobody is, or somebody else.
        """
        try:
            context = self.context()
        except OSError:  # of TLS too
            raise CollectorError("A certificate's file cannot be used.") from None
        try:
            plain = socket.create_connection((self.host, self.port), timeout=_SECONDS)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CollectorError(f"The collector cannot be reached: {reason}.") from None
        try:
            return context.wrap_socket(plain, server_hostname=self.host)
        except ssl.SSLCertVerificationError as error:
            plain.close()
            raise CollectorError(f"The collector is not trusted: {error.verify_message}.") from None
        except OSError:
            plain.close()
            raise CollectorError("The collector speaks no TLS that is good enough.") from None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent.

    Attributes:
        entries: How many, this time.
        upto: Entries of the trail that the collector has now.
    """

    entries: int
    upto: int


def send(vault: Vault, collector: Collector, patient_of: PatientOf = no_patient) -> Sent:
    """Send the entries that the collector lacks, and the newest signed checkpoint after them.

    That they are sent goes on the trail first. What fails is sent again next time, so a collector
    may get an entry twice, never not at all.

    Raises:
        CollectorError: If it cannot be reached or is not the one that was named.
    """
    event = Event("trail.send", detail={"to": collector.name})
    with vault.act(event):
        pass
    try:
        with vault.look() as session:
            begin = _has(session, collector)
            leaves = session.scalars(
                select(TrailRow.leaf).where(TrailRow.sequence >= begin).order_by(TrailRow.sequence)
            ).all()
            newest = session.scalars(
                select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
            ).one()
        entries = [TrailEntry.from_leaf(leaf) for leaf in leaves[: newest.size - begin]]
        source = f"omni-med-{vault.parts.vault_id[:12]}"
        _transmit(collector, entries, newest.note, source, patient_of)
    except BaseException as error:
        vault.record_failure(event, error)
        raise
    with vault.parts.catalog.write() as session:
        for key in (SENT, _OWN + collector.name):
            session.merge(MetaRow(key=key, value=str(newest.size)))
        session.commit()
    return Sent(len(entries), newest.size)


def _has(session: Session, collector: Collector) -> int:
    """Return how many entries a collector has.

    Earlier versions kept one number for all: who is sent to first afterwards takes it on.
    """
    own = session.get(MetaRow, _OWN + collector.name)
    if own is None and session.scalar(select(MetaRow.key).where(MetaRow.key.startswith(_OWN))):
        return 0
    found = own or session.get(MetaRow, SENT)
    return 0 if found is None else int(found.value)


def _transmit(
    collector: Collector,
    entries: Sequence[TrailEntry],
    note: str,
    source: str,
    patient_of: PatientOf,
) -> None:
    with collector.connect() as stream:
        try:
            for at in range(0, len(entries), _BATCH):
                batch = entries[at : at + _BATCH]
                stream.sendall(b"".join(framed(_line(item, source, patient_of)) for item in batch))
            when = entries[-1] if entries else None
            stamp = _stamp(when) if when is not None else "-"
            text = note.replace("\n", "\\n")
            head = (
                f"<{_FACILITY * 8 + _NOTICE}>1 {stamp} {_host()} {_APP} {os.getpid()} {_ANCHOR} -"
            )
            stream.sendall(framed(f"{head} \ufeff{text}".encode()))
            _listen(stream)
            stream.unwrap()  # our end, and the other side's answer to it
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CollectorError(f"The connection broke: {reason}.") from None


def _listen(stream: ssl.SSLSocket) -> None:
    """Wait a moment for a complaint: in TLS 1.3 a refusal comes after the handshake.

    Raises:
        OSError: If the other side refused, or went away.
    """
    stream.settimeout(_GRACE)
    try:
        if not stream.recv(1):
            raise ConnectionResetError("closed by the collector")
    except TimeoutError:
        pass  # silence is how syslog agrees
    finally:
        stream.settimeout(_SECONDS)


def framed(line: bytes) -> bytes:
    """Return a message with its length before it (RFC 5425, section 4.3)."""
    return b"%d %s" % (len(line), line)


def _line(entry: TrailEntry, source: str, patient_of: PatientOf) -> bytes:
    """Return an entry as a syslog message (RFC 5424, section 6)."""
    severity = _NOTICE if entry.outcome == "success" else _WARNING
    head = (
        f"<{_FACILITY * 8 + severity}>1 {_stamp(entry)} {_host()} {_APP} {os.getpid()} {_MSGID} -"
    )
    element = message(entry, source=source, patient_of=patient_of)
    xml: bytes = ET.tostring(element, encoding="utf-8")
    return head.encode() + b" \xef\xbb\xbf" + xml


def _stamp(entry: TrailEntry) -> str:
    return entry.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _host() -> str:
    name = "".join(letter for letter in socket.gethostname() if "!" <= letter <= "~")
    return name[:255] or "-"
