"""One row of a staff list: cells into a record, faulty cells into problems that name only the cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from config.problems import Problem
from connector.cell_values import day_of, days_of, is_error, text_of
from connector.roster_names import Name, name_of
from connector.roster_records import RosterRow, SetAside
from connector.roster_second_posts import parted_post, says_second, ticked_as_second
from connector.roster_service import began, months_of_service
from connector.sheets import Cell, cell_name
from connector.snils import normal_snils

_MAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
_NO = frozenset({"нет", "-", "–", "—", "0", "н/д", "б/с", "отсутствует", "не имеется"})
_SAYS_SO = re.compile(r"(?i)ставк|нагрузк|примечан|договор|услови")
"""Columns of other things in which lists say beside that a post is a second one."""

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
"""What Excel shows of a long number in a narrow column, and saves into CSV: the last digits are lost."""

_INITIAL = re.compile(r"[А-ЯЁA-Z]\.?")
_LETTER = re.compile(r"[^\W\d_]")
_EARLIEST = date(1900, 1, 1)
_OLDEST = 100
_WORKING_AGE = 14
_TOLD_UP_TO = 48
"""Months of service up to which a reckoned day is told one by one: the first three years and one to come."""


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one sheet."""

    columns: Mapping[str, int]
    file: str
    sheet: str
    as_of: date | None
    extras: Mapping[int, str] = field(default_factory=dict)
    """Columns nobody asked for, from 0, and their headings."""

    organisation: str = ""
    """Of rows that do not tell their own: from the title, or from the row above the group."""

    _problems: list[Problem] = field(default_factory=list, init=False, repr=False)

    def read(self, place: int, cells: Sequence[Cell]) -> tuple[RosterRow | SetAside, list[Problem]]:
        """Return the record, or what was set aside, and what is wrong; `place` counts from 0."""
        self._problems = []
        row = self._row(place, cells)
        return (row if self._stands(row, place) else self._set_aside(row)), self._problems

    def _set_aside(self, row: RosterRow) -> SetAside:
        reason = self._problems[-1].text_id
        told = {each.name: getattr(row, each.name) for each in fields(SetAside) if each.name != "reason"}
        return SetAside(reason=reason, **told)

    def _row(self, place: int, cells: Sequence[Cell]) -> RosterRow:
        name = self._name(cells)
        hired = self._day(place, cells, "hired")
        work_started = self._day(place, cells, "work_started")
        estimated = None if work_started else self._began(place, cells, hired)
        post, second = parted_post(self._text(cells, "post") or name.rest)
        extra = self._extra(cells)
        row = RosterRow(
            row=place + 1,
            file=self.file,
            sheet=self.sheet,
            roster_no=self._text(cells, "roster_no") or None,
            organisation=self._text(cells, "organisation") or self.organisation,
            last_name=name.last_name,
            first_name=name.first_name,
            patronymic=name.patronymic,
            former_last_name=name.former,
            snils=self._snils(place, cells),
            birth_date=self._day(place, cells, "birth_date"),
            sex=self._sex(cells),
            post=post,
            kind_text=self._text(cells, "kind_text"),
            subject=self._text(cells, "subject"),
            work_started=work_started or estimated,
            work_started_estimated=estimated is not None,
            hired=hired,
            email=self._email(place, cells),
            staff_number=self._text(cells, "staff_number") or None,
            main=not second and self._main(cells, extra),
            extra=extra,
        )
        self._check_days(row, place)
        return row

    def _stands(self, row: RosterRow, place: int) -> bool:
        """Tell whether the row says who is meant and where they work; what it lacks becomes a problem."""
        if not _LETTER.search(row.last_name):
            self._complain("roster.no_surname", place, "last_name")
        elif not _LETTER.search(row.first_name):
            self._complain("roster.no_first_name", place, "first_name")
        elif _INITIAL.fullmatch(row.first_name):
            self._complain("roster.only_initials", place, "first_name")
        elif not row.organisation:
            self._complain("roster.no_organisation", place, "organisation")
        elif not row.post and not row.kind_text:
            self._complain("roster.no_post", place, "post")
        else:
            self._check_rest(row, place)
            return True
        return False

    def _check_rest(self, row: RosterRow, place: int) -> None:
        if row.snils is None and row.birth_date is None:
            self._complain("roster.no_identity", place, "snils")

    def _check_days(self, row: RosterRow, place: int) -> None:
        """Complain of days that contradict each other; which one is wrong the sheet does not tell."""
        for name, day in (("work_started", row.work_started), ("hired", row.hired)):
            if row.birth_date and day and day.year - row.birth_date.year < _WORKING_AGE:
                self._complain("roster.too_young", place, name)
        if row.work_started and row.hired and row.hired < row.work_started:
            self._complain("roster.hired_before_work", place, "hired")

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        column = self.columns.get(name)
        return "" if column is None or column >= len(cells) else cells[column]

    def _text(self, cells: Sequence[Cell], name: str) -> str:
        text = text_of(self._cell(cells, name))
        return "" if is_error(text) else text

    def _name(self, cells: Sequence[Cell]) -> Name:
        first_name = self._text(cells, "first_name") or self._text(cells, "given_names")
        last_name, patronymic = self._text(cells, "last_name"), self._text(cells, "patronymic")
        return name_of(last_name, first_name, patronymic, self._text(cells, "full_name"))

    def _snils(self, place: int, cells: Sequence[Cell]) -> str | None:
        told = self._text(cells, "snils")
        number = normal_snils(told)
        if number is None and told and told.casefold() not in _NO:
            rounded = _ROUNDED.fullmatch(told) is not None
            self._complain("roster.snils_rounded" if rounded else "roster.bad_snils", place, "snils")
        return number

    def _day(self, place: int, cells: Sequence[Cell], name: str) -> date | None:
        cell = self._cell(cells, name)
        told = days_of(cell)
        possible = [day for day in told if self._possible(day, name)]
        if len(possible) == 1 and (len(told) == 1 or self.as_of):
            if len(told) > 1:
                self._complain("roster.short_year", place, name)
            return possible[0]
        if text_of(cell) and text_of(cell).casefold() not in _NO:
            self._complain("roster.bad_date", place, name)
        return None

    def _began(self, place: int, cells: Sequence[Cell], hired: date | None) -> date | None:
        """Return the day on which work began by the years of service; near the first three years it is told."""
        text = self._text(cells, "service")
        if not text or self.as_of is None:
            return None
        if day := day_of(self._cell(cells, "service")):
            return day if self._possible(day, "work_started") else None
        months = months_of_service(text)
        if months is None:
            self._complain("roster.bad_service", place, "service")
            return None
        if months <= _TOLD_UP_TO:
            self._complain("roster.work_started_estimated", place, "service")
        return began(self.as_of, months, hired)

    def _extra(self, cells: Sequence[Cell]) -> dict[str, str]:
        filled = ((heading, text_of(cells[at])) for at, heading in self.extras.items() if at < len(cells))
        return {heading: text for heading, text in filled if text}

    def _possible(self, day: date, name: str) -> bool:
        if day < _EARLIEST:
            return False
        if self.as_of is None:
            return True
        if name == "birth_date" and day.year < self.as_of.year - _OLDEST:
            return False
        youngest = _WORKING_AGE if name == "birth_date" else -1
        return day.year + youngest <= self.as_of.year

    def _sex(self, cells: Sequence[Cell]) -> str | None:
        letter = self._text(cells, "sex").casefold()[:1]
        return {"м": "м", "ж": "ж", "m": "м", "f": "ж"}.get(letter)

    def _email(self, place: int, cells: Sequence[Cell]) -> str | None:
        told = self._text(cells, "email")
        if _MAIL.fullmatch(told):
            return told
        if told and told.casefold() not in _NO:
            self._complain("roster.bad_email", place, "email")
        return None

    def _main(self, cells: Sequence[Cell], extra: Mapping[str, str]) -> bool:
        """Tell whether the post is the main one: a sheet that does not say lists main ones."""
        main = self._text(cells, "main")
        if main.casefold() in _NO or ticked_as_second(self._text(cells, "second_post")):
            return False
        beside = (text for heading, text in extra.items() if _SAYS_SO.search(heading))
        names = (self._text(cells, name) for name in ("full_name", "last_name"))
        return not any(map(says_second, (main, *beside, *names)))

    def _complain(self, text_id: str, place: int, name: str) -> None:
        column = self.columns.get(name, self.columns.get("full_name", 0))
        told = {"file": self.file, "sheet": self.sheet, "cell": cell_name(place, column)}
        self._problems.append(Problem(text_id, told))
