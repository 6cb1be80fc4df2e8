"""Books on the disk: for their owner's eyes only, never over another one unasked, closed with a password if told."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from config.settings import Secret
from connector.errors import RefusedError
from jobs.context import Context
from jobs.reports.workbook import protect_workbook
from jobs.saving import refuse_taken, save_whole

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def passwords(context: Context, variable: str | None) -> list[str]:
    """Return the passwords a book may be closed with: the variable's, else the report's.

    Raises ConfigProblems where the variable is named and blank.
    """
    if variable is not None:
        return [context.loaded.read_secret(Secret(env=variable), key="--password-env")]
    options = context.settings.report
    if options.password is None:
        return []
    return [context.loaded.read_secret(options.password, key="report.password")]


def password_to_close(context: Context, variable: str | None) -> str | None:
    """Return the password new books are closed with: the variable's, else the report's where it is protected."""
    if variable is None and context.settings.report.protect == "none":
        return None
    return next(iter(passwords(context, variable)), None)


def save_book(file: Path, content: bytes, *, password: str | None = None, replace: bool = False) -> None:
    """Write a book whole or not at all, readable for its owner only; raises FileExistsError where one is there.

    A book filled in by hand is dear: it is written over only when `replace` says so.
    """
    refuse_taken([file], replace=replace)
    save_whole(file, content if password is None else protect_workbook(content, password))


def read_book(file: Path, known: Sequence[str] = ()) -> bytes:
    """Return a book's content, opened with the first password that fits.

    Raises RefusedError: `roster.file_missing`, `queue.closed`.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RefusedError("roster.file_missing", file=file.name) from error
    if not (content.startswith(_OLE) and _ENCRYPTED in content):
        return content
    for password in known:
        opened = _opened(content, password)
        if opened is not None:
            return opened
    raise RefusedError("queue.closed", file=file.name)


def _opened(content: bytes, password: str) -> bytes | None:
    target = BytesIO()
    try:
        book = OOXMLFile(BytesIO(content))
        book.load_key(password=password, verify_password=True)
        book.decrypt(target)
    except (InvalidKeyError, DecryptionError, FileFormatError):
        return None
    return target.getvalue()
