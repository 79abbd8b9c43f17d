"""TLS as the fetcher wants it: certificates of known authorities, for this host, on this day, without delay."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harvesters.fetch import Fetcher, FetchProblem, connections
from tests.harvesters.faults import SELF_SIGNED, Site, document

NOW = datetime.now(UTC)
Issue = Callable[..., Path]


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issue]:
    """Makes certificates of an authority that this machine knows; returns files with certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _named("Authority of the tests")

    def signed(subject: x509.Name, public: ec.EllipticCurvePublicKey, days: range) -> x509.CertificateBuilder:
        draft = x509.CertificateBuilder().subject_name(subject).issuer_name(authority).public_key(public)
        draft = draft.serial_number(x509.random_serial_number())
        return draft.not_valid_before(NOW + timedelta(days=days[0])).not_valid_after(
            NOW + timedelta(days=days[-1])
        )

    own = signed(authority, key.public_key(), range(-9, 10)).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    root = tmp_path / "authority.pem"
    root.write_bytes(own.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def made(host: str = "127.0.0.1", days: range = range(-2, 3)) -> Path:
        leaf = ec.generate_private_key(ec.SECP256R1())
        names = [x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)]
        draft = signed(_named(host), leaf.public_key(), days).add_extension(
            x509.SubjectAlternativeName(names), critical=False
        )
        pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        file = tmp_path / f"{host} {days[0]}.pem"
        file.write_bytes(
            leaf.private_bytes(pem, form, serialization.NoEncryption())
            + draft.sign(key, hashes.SHA256()).public_bytes(pem)
        )
        return file

    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    connections._tls_context.cache_clear()
    yield made
    connections._tls_context.cache_clear()


def read(secure: Site) -> bytes:
    secure.answers["/"] = document("here")
    return Fetcher([secure.address], robots=False).get(secure.url()).body


def test_it_reads_what_a_known_authority_vouches_for(issue: Issue) -> None:
    with Site(certificate=issue()) as secure:
        assert read(secure) == b"here"


@pytest.mark.parametrize(
    ("host", "days"),
    [("other.example", range(-2, 3)), ("127.0.0.2", range(-2, 3)), ("127.0.0.1", range(-5, -1))],
    ids=["of another name", "of another address", "that has ended"],
)
def test_it_accepts_no_certificate(issue: Issue, host: str, days: range) -> None:
    with Site(certificate=issue(host, days)) as secure:
        with pytest.raises(FetchProblem, match="certificate or protocol was not accepted"):
            read(secure)
        assert secure.requests == []


def test_it_accepts_no_certificate_that_is_not_valid_yet(issue: Issue) -> None:
    with (
        Site(certificate=issue(days=range(2, 5))) as secure,
        pytest.raises(FetchProblem, match="certificate"),
    ):
        read(secure)


def test_it_accepts_no_certificate_that_nobody_vouches_for() -> None:
    with Site(certificate=SELF_SIGNED) as secure:
        with pytest.raises(FetchProblem, match="certificate"):
            read(secure)
        assert secure.requests == []


@pytest.mark.parametrize("beginning", [b"", b"\x16\x03\x03\x40\x00"], ids=["silent", "dripping"])
@pytest.mark.parametrize("limit", ["seconds", "deadline"])
def test_it_ends_in_time_however_slowly_the_handshake_goes(beginning: bytes, limit: str) -> None:
    """`beginning`: of a record of TLS, as long as they come, of which a byte follows now and then."""
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        with suppress(OSError):
            taken, _ = server.accept()
            with taken:
                taken.sendall(beginning)
                while not over.wait(0.05):
                    taken.sendall(b"\x02"[: len(beginning)])

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        address = f"127.0.0.1:{server.getsockname()[1]}"
        before = time.monotonic()
        with pytest.raises(FetchProblem, match=r"Time-out|was used up"):
            Fetcher([address], robots=False, **{limit: 0.4}).get(f"https://{address}/")
        assert time.monotonic() - before < 2
        over.set()
