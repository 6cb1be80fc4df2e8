"""What stands above the headings of a staff list: the day it speaks of and whose list it is."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from connector.cell_values import days_in_words, text_of
from connector.sheets import Cell

_DAY = (
    r"(\d{1,2}[.,/\-]\d{1,2}[.,/\-](?:\d{4}|\d{2}(?!\d))|\d{4}-\d{1,2}-\d{1,2}"
    r"|[«\"]?\d{1,2}[»\"]?\s+[а-яё]{3,8}\s+\d{4})"
)
_ON = re.compile(r"(?:\bна|по состоянию на)\s+" + _DAY)
_OF = re.compile(r"\bот\s+" + _DAY)
_OF_A_PAPER = re.compile(r"приказ|распоряж|письм|постановл|протокол|№")
_THIS_CENTURY = 2000

_MARK = re.compile(
    r"\b(?:[МГЧ][БАК]?(?:Д?ОУ|У)(?:\s*ДО)?|[МГЧ]?[БАК]?У\s?ДО|ЧОУ|АНОО?|СОШ|ООШ|НОШ|СОШДС|ЦРР|ЦДТ|ДДТ|ДЮСШ|ДОУ|ОУ)\b"
    r"|\b(?i:гимнази|лице[йяю]|прогимнази|школ[аыеу]\b|школа-|д/с|детск\w+ сад|интернат|учреждени"
    r"|центр\w* (?:развити|детск|дополнительн|творчеств|образован))"
)
_START = re.compile(
    r"\b(?:[МГЧ][БАК]?(?:Д?ОУ|У)|[МГЧ]?[БАК]?У\s?ДО|ЧОУ|АНОО?)\b"
    r"|\b(?i:муниципальн|государственн|частн|автономн)\w+ (?:\w+ )*?(?i:учрежд|организац)"
)
_KIND_START = re.compile(
    r"(?:\b[А-ЯЁ][\w-]+(?:ая|ий|ой|ый)\s+)*(?:[Сс]редн\w+ |[Оо]сновн\w+ |[Нн]ачальн\w+ |общеобразовательн\w+ )*"
    r"(?:СОШ|ООШ|НОШ|ЦРР|ЦДТ|ДДТ|[Гг]имнази\w+|[Лл]ице\w+|[Шш]кол\w+|[Дд]етск\w+ [Сс]ад\w*|[Дд]/с)\b"
)
_LEAD = re.compile(
    r"(?i)\b(?:списо\w+|сведени\w+|информаци\w+|штат\w*|состав\w*|реестр\w*|перечень|данные|форма|кадр\w+|таблица"
    r"|работник\w*|сотрудник\w*|педагог\w*)\b"
)
_TAIL = re.compile(
    r"\s*(?:\(далее|\(по состоянию|\(на |по состоянию|\bна\s+[«\"]?\d|\bна\s+(?:начал|конец)|\bза\s+20|\bв\s+20\d\d"
    r"|\b20\d\d\s*[-–/]\s*20\d\d|с указани).*$"
)
_SOMEBODY_SIGNS = re.compile(
    r"(?i)утвержд|согласов|директор|заведующ|приложени|приказ|исполн|руководител|тел\."
)
_KINDERGARTEN = re.compile(r"(?i)\bд_с\b")
"""Names of sheets and files can't hold the stroke of «д/с»."""

_EDGES = " \t,.;:-–—/_"
_LONGEST = 250
_SHEET_NAME_CUT = 31
"""Letters a sheet's name may have: one of that length is likely cut off."""


def title_day(title: Sequence[Sequence[Cell]], *names: str) -> date | None:
    """Return the day the title speaks of, «… на 01.06.2026», else one that a name of sheet or file tells."""
    lines = [" ".join(map(text_of, row)).casefold() for row in title]
    lines += [name.replace("_", " ").casefold() for name in names]
    papers = [line for line in lines if not _OF_A_PAPER.search(line)]
    for pattern, told in ((_ON, lines), (_OF, papers)):
        for line in told:
            for found in pattern.finditer(line):
                if day := _of_this_century(found[1]):
                    return day
    return None


def _of_this_century(text: str) -> date | None:
    days = days_in_words(text.replace('"', ""))
    return next((day for day in days if day.year >= _THIS_CENTURY), None)


def title_organisation(title: Sequence[Sequence[Cell]]) -> str | None:
    """Return the organisation the title names, the last one above the headings; who signs is not asked."""
    found = [name for text in _texts(title) if (name := organisation_in(text))]
    return found[-1] if found else None


def _texts(title: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for row in title:
        for cell in row:
            text = text_of(cell)
            if text and not _SOMEBODY_SIGNS.search(text):
                yield text


def organisation_in(text: str) -> str | None:
    """Return the organisation named in a line, without what else the line says; None where there is none."""
    mark = _MARK.search(text)
    if mark is None or len(text) > _LONGEST:
        return None
    start = _START.search(text) or (_KIND_START.search(text) if _LEAD.search(text) else None)
    told = _TAIL.sub("", text[start.start() if start else 0 :]).strip(_EDGES)
    if not is_organisation(told):
        return None
    return told[0].upper() + told[1:]


def is_organisation(text: str) -> bool:
    """Tell whether a text names one organisation, by number or own name, and not only a kind of it."""
    if not _MARK.search(text):
        return False
    rest = _LEAD.sub("", _KIND_START.sub("", _MARK.sub("", text)))
    return bool(re.search(r"\d|[«\"]\s*\w|\b[А-ЯЁ][а-яё]{3,}", rest)) or bool(
        re.search(r"[А-ЯЁ]\w+(?:ая|ий|ой) ", text)
    )


def name_organisation(name: str) -> str | None:
    """Return the organisation that a sheet or a file is plainly named for."""
    slashed = _KINDERGARTEN.sub("д/с", name)
    plain = " ".join(slashed.replace("_", " ").split())
    return None if len(name) >= _SHEET_NAME_CUT else organisation_in(plain)
