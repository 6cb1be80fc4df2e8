"""Real SMTP servers on loopback: plain, with STARTTLS, over TLS, with a login, refusing, breaking off."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass
class Certificate:
    """A self-signed certificate for 127.0.0.1, as the server and as a client that trusts it."""

    server: ssl.SSLContext
    trust: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Certificate:
    folder = tmp_path_factory.mktemp("certificate")
    pem, key = _self_signed(folder)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, key)
    return Certificate(server=server, trust=ssl.create_default_context(cafile=str(pem)))


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, secret


@dataclass
class Office:
    """What the server does with letters, and what it has got."""

    answers: dict[str, str] = field(default_factory=dict)
    """By command (`MAIL`, `RCPT`, `DATA`): what to answer in place of taking it."""

    letters: list[Envelope] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)
    """Who brought each letter."""

    async def take_mail(self, server, session, envelope, address, options):
        if told := self.answers.get("MAIL"):
            return told
        envelope.mail_from = address
        return "250 OK"

    async def take_rcpt(self, server, session, envelope, address, options):
        if told := self.answers.get("RCPT"):
            return told
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def take_data(self, server, session, envelope):
        if told := self.answers.get("DATA"):
            return told
        self.letters.append(envelope)
        self.logins.append(session.auth_data.login.decode() if session.authenticated else None)
        return "250 OK"


for command in ("mail", "rcpt", "data"):
    # The names aiosmtpd calls them by.
    setattr(Office, f"handle_{command.upper()}", getattr(Office, f"take_{command}"))


class ControllerOverTls(Controller):
    """aiosmtpd's own check that a server listens speaks plainly; this one listens over TLS."""

    def _trigger_server(self) -> None:
        with (
            socket.create_connection((self.hostname, self.port), timeout=5) as plain,
            ssl._create_unverified_context().wrap_socket(plain) as secure,
        ):
            secure.recv(1024)


@pytest.fixture
def smtp_server() -> Iterator[Callable[..., tuple[Office, int]]]:
    """Return a starter of servers: `smtp_server(answers, over_tls=…, tls_context=…)` → (office, port)."""
    running: list[Controller] = []

    def start(
        answers: dict[str, str] | None = None, over_tls: ssl.SSLContext | None = None, **options
    ) -> tuple[Office, int]:
        office = Office(answers or {})
        with socket.socket() as found:
            found.bind((HOST, 0))
            port = found.getsockname()[1]
        if over_tls:
            made = ControllerOverTls(office, HOST, port, ssl_context=over_tls, **options)
        else:
            made = Controller(office, HOST, port, **options)
        made.start()
        running.append(made)
        return office, port

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def scripted_server() -> Iterator[Callable[..., int]]:
    """Return a starter of servers that say their lines, one after each line they hear, and then hang up.

    `scripted_server("220 …", "250 …")` → port. It reads a letter as a single line, up to its final dot.
    """
    listening: list[socket.socket] = []
    threads: list[Thread] = []

    def start(*lines: str) -> int:
        listener = socket.create_server((HOST, 0))
        listening.append(listener)
        thread = Thread(target=_play, args=(listener, lines), daemon=True)
        threads.append(thread)
        thread.start()
        return listener.getsockname()[1]

    yield start
    for each in listening:
        each.close()
    for thread in threads:
        thread.join(timeout=5)


def _play(listener: socket.socket, lines: tuple[str, ...]) -> None:
    talk, _ = listener.accept()
    with talk, talk.makefile("rb") as heard:
        for line in lines:
            talk.sendall(line.encode() + b"\r\n")
            end = b".\r\n" if line.startswith("354") else b"\r\n"
            while (told := heard.readline()) and not (told == end or (end == b"\r\n" and told.endswith(end))):
                pass


@pytest.fixture
def message() -> EmailMessage:
    told = EmailMessage(policy=SMTP)
    told["From"] = "robot@edu.example.ru"
    told["To"] = "monitoring@edu.example.ru"
    told["Subject"] = "Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026"
    told["Message-ID"] = "<1@edu.example.ru>"
    told.set_content("Добрый день!\n", cte="base64")
    return told
