"""Syslog over TLS against a collector on the loopback, with an authority of the test's own."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from lxml import etree

from audit.catalogue.catalog import MetaRow
from audit.trail import Event
from audit.trail.syslog import SENT, Collector, CollectorError, framed, send
from audit.vault import Vault

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).parents[1] / "export/audit-message.rng")))


@dataclass
class Authority:
    """Makes certificates."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def __post_init__(self) -> None:
        self.file = self.folder / f"{self.name}.pem"
        self.certificate = self._sign(self.name, self.key, ca=True)
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, host: str, *, days: int = 1) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._sign(host, key, ca=False, days=days)
        file = self.folder / f"{self.name}-{host}-{days}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        return file

    def _sign(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, ca: bool, days: int = 1
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=min(days, 0) - 2))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
                critical=False,
            )
        )
        if ca:
            builder = builder.add_extension(identifier, critical=False).add_extension(
                x509.KeyUsage(False, False, False, False, False, True, True, False, False),
                critical=True,
            )
        else:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, SHA256())


@dataclass
class Server:
    """A collector that keeps what it gets."""

    context: ssl.SSLContext
    drop: bool = False

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.got = b""
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(plain, server_side=True) as stream:
                    if self.drop:
                        stream.recv(10)
                        continue
                    while piece := stream.recv(65_536):
                        self.got += piece
                    stream.unwrap()
            except (OSError, ValueError):
                plain.close()

    def messages(self) -> list[bytes]:
        """Split by RFC 5425's framing."""
        found, rest = [], self.got
        while rest:
            length, _, rest = rest.partition(b" ")
            found.append(rest[: int(length)])
            rest = rest[int(length) :]
        return found

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


Serve = Callable[..., Server]


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"), "authority")


@pytest.fixture
def serve(authority: Authority) -> Iterator[Serve]:
    running: list[Server] = []

    def started(certificate: Path, **given: object) -> Server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        if given.pop("mutual", False):
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(authority.file)
        server = Server(context, **given)  # type: ignore[arg-type]
        running.append(server)
        return server

    yield started
    for server in running:
        server.close()


def test_entries_come_once_valid_and_in_order(
    vault: Vault, authority: Authority, serve: Serve
) -> None:
    server = serve(authority.issue("localhost"))
    collector = Collector("localhost", server.port, authority.file)
    done = send(vault, collector)
    assert done.entries == done.upto == len(vault.trail())
    with vault.act(Event("study.open", "1.2.3")):
        pass
    again = send(vault, collector)
    assert again.entries == 2, "what was sent is not sent again"
    lines = server.messages()
    heads = [line.split(b" ", 7) for line in lines]
    assert {head[1] for head in heads} == {head[1] for head in heads if head[0].endswith(b">1")}
    audit = [head for head in heads if head[5] == b"DICOM+RFC3881"]
    assert len(audit) == again.upto
    for head in audit:
        assert head[0] in {b"<109>1", b"<108>1"}
        root = etree.fromstring(head[7].removeprefix(b"\xef\xbb\xbf"))
        assert SCHEMA.validate(root), SCHEMA.error_log
    notes = [head[7] for head in heads if head[5] == b"CHECKPOINT"]
    assert len(notes) == 2
    text = notes[-1].decode().removeprefix("\ufeff").replace("\\n", "\n")
    assert vault.parts.signer.verifier().open(text).size == again.upto


def test_a_collector_that_asks_for_a_certificate_gets_one(
    vault: Vault, authority: Authority, serve: Serve
) -> None:
    server = serve(authority.issue("localhost"), mutual=True)
    with pytest.raises(CollectorError):
        send(vault, Collector("localhost", server.port, authority.file))
    own = authority.issue("workstation")
    assert send(vault, Collector("localhost", server.port, authority.file, own)).entries > 0


def test_who_is_not_the_collector_gets_nothing(
    vault: Vault, authority: Authority, serve: Serve, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "stranger")
    for certificate in (
        stranger.issue("localhost"),
        authority.issue("elsewhere"),
        authority.issue("localhost", days=-1),
    ):
        server = serve(certificate)
        with pytest.raises(CollectorError, match="not trusted"):
            send(vault, Collector("localhost", server.port, authority.file))
        assert server.got == b""
    failures = [entry for entry in vault.trail() if entry.action == "trail.send"]
    assert [entry.outcome for entry in failures].count("failure") == 3


def only_old_tls(context: ssl.SSLContext) -> None:
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1


def greet(listener: socket.socket) -> None:
    with listener.accept()[0] as plain:
        plain.sendall(b"220 mail\r\n" * 9)
        plain.recv(1000)


def test_old_tls_plain_tcp_and_nobody_are_refused(
    vault: Vault, authority: Authority, serve: Serve
) -> None:
    server = serve(authority.issue("localhost"))
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        only_old_tls(server.context)
    with pytest.raises(CollectorError, match="no TLS"):
        send(vault, Collector("localhost", server.port, authority.file))
    with socket.create_server(("127.0.0.1", 0)) as plain:
        answer = threading.Thread(target=greet, args=(plain,))
        answer.start()
        with pytest.raises(CollectorError, match="no TLS"):
            send(vault, Collector("localhost", plain.getsockname()[1], authority.file))
        answer.join(5)
    with pytest.raises(CollectorError, match="cannot be reached"):
        send(vault, Collector("localhost", 1, authority.file))
    with pytest.raises(CollectorError, match="certificate's file"):
        send(vault, Collector("localhost", server.port, Path("missing.pem")))


def test_what_a_broken_connection_lost_is_sent_again(
    vault: Vault, authority: Authority, serve: Serve
) -> None:
    certificate = authority.issue("localhost")
    bad = serve(certificate, drop=True)
    with pytest.raises(CollectorError):
        send(vault, Collector("localhost", bad.port, authority.file))
    good = serve(certificate)
    done = send(vault, Collector("localhost", good.port, authority.file))
    assert done.entries == done.upto == len(vault.trail())


def test_each_collector_gets_all_that_it_lacks(
    vault: Vault, authority: Authority, serve: Serve
) -> None:
    certificate = authority.issue("localhost")
    first, second = (
        Collector("localhost", serve(certificate).port, authority.file) for _ in range(2)
    )
    before = send(vault, first)
    done = send(vault, second)
    assert done.entries == done.upto == before.upto + 1
    assert send(vault, first).entries == 2, "the two sendings since"
    assert send(vault, second).entries == 2


def test_what_was_kept_once_for_all_collectors_is_taken_on_by_the_first(
    vault: Vault, authority: Authority, serve: Serve
) -> None:
    certificate = authority.issue("localhost")
    with vault.parts.catalog.write() as session:
        session.merge(MetaRow(key=SENT, value="2"))
        session.commit()
    for begin in (2, 0):
        collector = Collector("localhost", serve(certificate).port, authority.file)
        done = send(vault, collector)
        assert done.entries == done.upto - begin


def test_the_frame_counts_octets() -> None:
    assert framed("é".encode()) == b"2 \xc3\xa9"
