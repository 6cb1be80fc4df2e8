"""Tables kept as text: CSV and its kin, in any encoding and parted by any sign that Russian programs use."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence

_DELIMITERS = ";\t,|"
_ENCODINGS = ("cp1251", "cp866", "koi8-r", "mac-cyrillic")
_SAMPLE = 200
"""Records by which the delimiter is told."""

_SCORED = 100_000
"""Bytes by which the encoding is told."""

_COMMON = frozenset("оеаинтсрвлкмдпуя")
_OTHER = frozenset("бгжзйхцчшщъыьэюфёОЕАИНТСРВЛКМДПУЯБГЖЗЙХЦЧШЩЪЫЬЭЮФЁ№«»–—\u00a0")

Rows = list[list[str]]


def text_rows(content: bytes) -> Rows:
    """Return the rows of a text table, blank lines kept, so that row numbers are those a program shows."""
    text = decoded(content)
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"').casefold()
    if told.startswith("sep=") and len(told) == len("sep=;"):
        return _rows(rest, told[-1])
    return _rows(text, _delimiter(text))


def decoded(content: bytes) -> str:
    """Return text of UTF-8, UTF-16 or an old Russian encoding; what cannot be decoded becomes a mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if content.count(b"\0") * 10 > len(content):
        big = content[0::2].count(b"\0") > content[1::2].count(b"\0")
        return content.decode("utf-16-be" if big else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        encodings = ("utf-8-sig", *_ENCODINGS)
        return content.decode(max(encodings, key=lambda each: _russian(content, each)), errors="replace")


def _russian(content: bytes, encoding: str) -> int:
    """Return how much a text looks like Russian when decoded so; each wrong letter weighs against it."""
    letters = Counter(content[:_SCORED].decode(encoding, errors="replace"))
    points = {True: 2, False: -3}
    return sum(
        count * (1 if letter in _OTHER else points[letter in _COMMON])
        for letter, count in letters.items()
        if not letter.isascii()
    )


def _delimiter(text: str) -> str:
    """Return the sign that parts the lines into most columns, the same number in most lines."""
    return max(_DELIMITERS, key=lambda sign: _columns(_rows(text, sign, _SAMPLE)))


def _columns(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _rows(text: str, delimiter: str, most: int | None = None) -> Rows:
    """Part a text; a quote that is opened and never closed is taken for a letter, else it swallows people."""
    rows = _parted(text, delimiter, quotes=True, most=most)
    if rows is None or _swallowed(rows, delimiter):
        rows = _parted(text, delimiter, quotes=False, most=most) or []
        return [[_unquoted(cell) for cell in row] for row in rows]
    return rows


def _unquoted(cell: str) -> str:
    whole = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if whole else cell


def _parted(text: str, delimiter: str, *, quotes: bool, most: int | None) -> Rows | None:
    rows: Rows = []
    stream = io.StringIO(text, newline="")
    quoted = csv.reader(stream, delimiter=delimiter)
    reader = quoted if quotes else csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == most:
                break
    except csv.Error:
        return None
    return rows


def _swallowed(rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Tell whether a cell holds whole lines of the table."""
    width = max(map(len, rows), default=0)
    return width > 1 and any(
        line.count(delimiter) >= width - 1
        for row in rows
        for cell in row
        if "\n" in cell
        for line in cell.splitlines()
    )
