"""A server of the OpenAI protocol on loopback, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SCRIPT = Path(__file__).with_name("openai_server.py")


class Loopback:
    """A running server, and what it received."""

    def __init__(self, log: Path, *arguments: Path, scheme: str = "http") -> None:
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(log), *map(str, arguments)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.base = f"{scheme}://127.0.0.1:{int(self.process.stdout.readline())}"

    def url(self, how: str) -> str:
        return f"{self.base}/{how}/v1"

    @property
    def received(self) -> list[dict[str, Any]]:
        """Bodies, oldest first."""
        lines = self.log.read_bytes().splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines[::2]]

    @property
    def bytes(self) -> bytes:
        """Everything that it received, headers included."""
        return self.log.read_bytes() if self.log.exists() else b""

    def forget(self) -> None:
        self.log.unlink(missing_ok=True)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    server = Loopback(tmp_path_factory.mktemp("server") / "received")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loopback, str, str]]:
    """The server behind TLS, the PEM of its authority, and the PEM of another."""
    folder = tmp_path_factory.mktemp("tls")
    authority, key = _certificate("An authority")
    other, _ = _certificate("Another authority")
    leaf, leaf_key = _certificate("127.0.0.1", by=(authority, key))
    (folder / "leaf.pem").write_bytes(_pem(leaf))
    (folder / "key.pem").write_bytes(
        leaf_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = Loopback(folder / "received", folder / "leaf.pem", folder / "key.pem", scheme="https")
    yield server, _pem(authority).decode(), _pem(other).decode()
    server.stop()


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    name: str, by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer, signer = (subject, key) if by is None else (by[0].subject, by[1])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, False, False, False, False, by is None, by is None, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(by is None, None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
    )
    if by is not None:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))])
        builder = builder.add_extension(names, False)
    return builder.sign(signer, hashes.SHA256()), key


@pytest.fixture
def until() -> Callable[[int], Callable[[], bool]]:
    """Return what makes a cancellation that comes at the nth question."""

    def make(count: int) -> Callable[[], bool]:
        asked = iter(range(1_000_000))
        return lambda: next(asked) >= count

    return make
