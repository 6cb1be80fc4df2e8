"""Letters out: an SMTP server that takes them, or a folder of .eml files in its place."""

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from connector.errors import BorderError, RefusedError, WaitError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Security = Literal["none", "starttls", "ssl"]

LOGIN_NEEDED = 530
"""RFC 4954: the server wants a login before anything else."""

PERMANENT = 500
"""RFC 5321, 4.2.1: replies from here on stay the same until somebody changes something."""

NO_CODE = -1
"""What smtplib makes of a reply that begins with no number: not a mail server's."""


class MaybeSentError(WaitError):
    """The server fell silent after it was given the whole letter: it may have arrived.

    Sending it a second time is for somebody to decide who has asked the recipient.
    """


def _nobody_listens() -> None:
    """Note nothing."""


@dataclass(frozen=True)
class Handing:
    """What is told to whoever keeps account of a letter while it goes over; what these raise is passed on."""

    begins: Callable[[], None] = _nobody_listens
    """Called when the server has agreed to sender and recipient, before it is given the letter itself."""

    taken: Callable[[], None] = _nobody_listens
    """Called when the server has answered that it has the letter, before the good-bye."""


class Mailbox:
    """One SMTP server and how it is entered."""

    def __init__(
        self,
        host: str,
        port: int,
        security: Security = "none",
        *,
        login: str | None = None,
        password: str | None = None,
        timeout: float = 30,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Remember the server; `timeout` is in seconds, `trust` replaces the system's certificates."""
        self._host = host
        self._port = port
        self._security = security
        self._login = login
        self._password = password
        self._timeout = timeout
        self._trust = trust

    def __repr__(self) -> str:
        """Return the address alone: a password in a traceback is a password in a log."""
        return f"Mailbox({self._host}:{self._port})"

    def send(self, message: EmailMessage, handing: Handing | None = None) -> None:
        """Hand over a message to one recipient; returning means that the server has taken it.

        A process that ends before `handing.begins` is called has sent nothing.

        Raises WaitError where the same may succeed later, MaybeSentError where it may have arrived
        already, RefusedError where somebody must change something first.
        """
        with self._sorted_errors(_Phase.CONNECT):
            client = self._connect()
        handing = handing or Handing()
        client.about_to_hand_over = handing.begins
        try:
            self._enter(client)
            self._hand_over(client, message)
            handing.taken()
        finally:
            # The letter's fate is known by now; a server that cuts the good-bye short changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                client.quit()

    def _connect(self) -> "_Client":
        if self._security == "ssl":
            return _ClientOverTls(self._host, self._port, timeout=self._timeout, context=self._context())
        return _Client(self._host, self._port, timeout=self._timeout)

    def _enter(self, client: "_Client") -> None:
        if self._security == "starttls":
            with self._sorted_errors(_Phase.STARTTLS):
                client.starttls(context=self._context())
        if self._login is not None and self._password is not None:
            with self._sorted_errors(_Phase.LOGIN):
                client.login(self._login, self._password)

    def _hand_over(self, client: "_Client", message: EmailMessage) -> None:
        try:
            with self._sorted_errors(_Phase.LETTER):
                if refused := client.send_message(message):
                    raise smtplib.SMTPRecipientsRefused(refused)
        except WaitError as error:
            if client.letter_gone and error.text_id == "letter.error.cut":
                raise self._error(MaybeSentError, "maybe_sent") from None
            raise

    def _context(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()

    @contextmanager
    def _sorted_errors(self, phase: "_Phase") -> Iterator[None]:
        """Turn what smtplib raises into what to do about it.

        The cause is left out, for smtplib's errors quote addresses, and Python's own the password.
        """
        try:
            yield
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise self._error(*_verdict(error, phase)) from None

    def _error(self, kind: type[BorderError], sentence: str, code: int | None = None) -> BorderError:
        detail: dict[str, str | int] = {"host": self._host, "port": self._port}
        if code is not None:
            detail["code"] = code
        return kind(f"letter.error.{sentence}", **detail)


def write_eml(folder: Path, message: EmailMessage, name: str) -> Path:
    """Write the message to `folder` as `name`.eml, all of it or nothing, and return the file.

    Signs of the name that file systems dislike become hyphens. The folder is made where it is missing. The draft
    has a fixed name, so that writing again clears up what a process that was killed has left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{re.sub(r'[^0-9A-Za-z._-]+', '-', name).strip('.-') or 'letter'}.eml"
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.as_bytes(policy=message.policy.clone(linesep=SMTP.linesep)))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return target


class _Phase(StrEnum):
    """How far the talk with the server had come, and the sentence for a server that can't do that at all."""

    CONNECT = "unreachable"
    STARTTLS = "no_starttls"
    LOGIN = "login_unknown"
    LETTER = "address"


_ODD_LETTERS = {_Phase.LOGIN: "login_letters", _Phase.LETTER: "address"}
"""What a text beyond ASCII spoils, by phase."""

_REFUSED = {_Phase.STARTTLS: "no_starttls", _Phase.LOGIN: "login"}
"""What a permanent refusal means, by phase; else the letter itself is refused."""


class _Client(smtplib.SMTP):
    """A client that says when the letter itself is about to go, and remembers whether all of it has gone over."""

    letter_gone = False
    about_to_hand_over: Callable[[], None] = staticmethod(_nobody_listens)

    def data(self, msg: "ReadableBuffer | str") -> tuple[int, bytes]:
        """Give the server the letter, after it has agreed to sender and recipient."""
        self.about_to_hand_over()
        return super().data(msg)

    def send(self, s: "ReadableBuffer | str") -> None:
        """Send to the server: commands are strings, and only the letter, its final dot included, is bytes."""
        super().send(s)
        self.letter_gone = self.letter_gone or not isinstance(s, str)


class _ClientOverTls(_Client, smtplib.SMTP_SSL):
    """The same, secure from the first byte."""


_Verdict = tuple[type[BorderError], str, int | None]
"""The error to raise, its sentence below `letter.error`, the server's code."""


def _verdict(error: Exception, phase: _Phase) -> _Verdict:
    """Return what an error of smtplib or below it means."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _by_code("recipient", max(code for code, _ in error.recipients.values()))
        case smtplib.SMTPSenderRefused():
            return _by_code("sender", error.smtp_code)
        case smtplib.SMTPResponseException():
            return _by_code(_REFUSED.get(phase, "refused"), error.smtp_code)
        case _:
            return _without_code(error, phase)


def _without_code(error: Exception, phase: _Phase) -> _Verdict:
    """Return what an error means that no reply came with; the order matters, for the classes are nested."""
    meanings: tuple[tuple[type[Exception], type[BorderError], str], ...] = (
        (smtplib.SMTPNotSupportedError, RefusedError, phase.value),
        (smtplib.SMTPServerDisconnected, WaitError, "cut"),
        (smtplib.SMTPException, RefusedError, "login_unknown"),
        (ssl.SSLCertVerificationError, RefusedError, "certificate"),
        (ssl.SSLError, RefusedError, "no_tls"),
        (UnicodeError, RefusedError, _ODD_LETTERS.get(phase, "unreachable")),
        (OSError, WaitError, "unreachable" if phase is _Phase.CONNECT else "cut"),
    )
    return next((kind, sentence, None) for known, kind, sentence in meanings if isinstance(error, known))


def _by_code(sentence: str, code: int) -> _Verdict:
    """Return what a reply's code means."""
    if code == NO_CODE:
        return RefusedError, "odd", None
    if code == LOGIN_NEEDED:
        return RefusedError, "login_needed", code
    if code < PERMANENT:
        return WaitError, "busy", code
    return RefusedError, sentence, code
