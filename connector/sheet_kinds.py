"""What a file is by its first bytes, whatever it is called: a workbook, text, or something to refuse."""

import io
import zipfile
from enum import Enum

from connector.errors import RefusedError

MOST_BYTES = 100_000_000
"""No staff list is that large: 50,000 people take some 5 MB. Pictures and videos do."""

MOST_UNPACKED = 1_000_000_000
"""What the parts of a workbook may come to when unpacked; more is an archive made to choke its reader."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "roster.is_pdf"),
    (b"{\\rtf", "roster.is_word"),
    (b"Rar!", "roster.is_archive"),
    (b"7z\xbc\xaf\x27\x1c", "roster.is_archive"),
    (b"\x1f\x8b", "roster.is_archive"),
    (b"\x89PNG", "roster.is_picture"),
    (b"\xff\xd8\xff", "roster.is_picture"),
    (b"MOXCEL", "roster.is_onec"),
)
_BYTE_ORDERS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_FEW = 0.01


class FileKind(Enum):
    """How to read a file."""

    WORKBOOK = "workbook"
    TEXT = "text"
    WEB_PAGE = "web_page"
    XML_2003 = "xml_2003"


def file_kind(content: bytes, file_name: str) -> FileKind:
    """Return how to read a file; raises RefusedError for what is no table, each kind with its own sentence."""
    if not content:
        raise RefusedError("roster.file_blank", file=file_name)
    if len(content) > MOST_BYTES:
        raise RefusedError("roster.too_large", file=file_name)
    for start, text_id in _STARTS:
        if content.startswith(start):
            raise RefusedError(text_id, file=file_name)
    if content.startswith(_OLE):
        return _ole(content, file_name)
    if content.startswith(_ZIP):
        return _zip(content, file_name)
    return _text(content, file_name)


def _ole(content: bytes, file_name: str) -> FileKind:
    if _ENCRYPTED in content:
        raise RefusedError("roster.file_encrypted", file=file_name)
    if _WORD in content:
        raise RefusedError("roster.is_word", file=file_name)
    return FileKind.WORKBOOK


def _zip(content: bytes, file_name: str) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise RefusedError("roster.not_a_spreadsheet", file=file_name) from error
    if sum(parts.values()) > MOST_UNPACKED:
        raise RefusedError("roster.too_large", file=file_name)
    if any(name.startswith("word/") for name in parts):
        raise RefusedError("roster.is_word", file=file_name)
    if "content.xml" not in parts and not any(name.startswith("xl/") for name in parts):
        raise RefusedError("roster.is_archive", file=file_name)
    return FileKind.WORKBOOK


def _text(content: bytes, file_name: str) -> FileKind:
    """Tell text from web pages, XML and what no program for tables wrote."""
    start = content[:_LOOKED_AT]
    told = start.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in told and told.startswith((b"<?xml", b"<workbook")):
        return FileKind.XML_2003
    if told.removeprefix(b"\xff\xfe").startswith(
        (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")
    ):
        return FileKind.WEB_PAGE
    if not content.startswith(_BYTE_ORDERS) and not _looks_like_utf_16(start):
        controls = len(start) - len(start.translate(None, _CONTROLS))
        if controls > _FEW * len(start):
            raise RefusedError("roster.not_a_spreadsheet", file=file_name)
    return FileKind.TEXT


def _looks_like_utf_16(start: bytes) -> bool:
    """Tell whether every other byte is that of a Latin or Cyrillic letter's upper half."""
    halves = (start[0::2], start[1::2])
    return any(half and sum(byte in (0, 4) for byte in half) > len(half) * (1 - _FEW * 10) for half in halves)
