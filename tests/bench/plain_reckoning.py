"""The named alternative to loading facts and assessing them: ask the store about one person after the other.

It reckons three of the five indicators by their default readings, and nothing else: no verdict, no evidence,
no levels, no routes, none of the data's problems. What it does do is right: the benchmark holds its numbers
against the rules'.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select

from mappings.facts import Catalogue, StaffKind
from mappings.regulation.question import Question
from mappings.store import Transaction
from mappings.tables import account_link, attempt, cohort_member, employment, person, route

ASKED_A_PERSON = 4
"""Queries: posts, attempts, routes, cohorts."""

Tally = Counter[tuple[str, bool]]
"""How many are (not) counted, by indicator."""


class PlainReckoning:
    """Reckons 6.1.1, 6.1.2 and 6.1.5 of one district on one day."""

    def __init__(self, tx: Transaction, catalogue: Catalogue, question: Question) -> None:
        self._tx = tx
        self._catalogue = catalogue
        self._question = question
        self._today = question.as_of

    def tally(self) -> Tally:
        """Return the counts, asking about each person in turn."""
        known = person.c
        counts: Tally = Counter()
        for row in self._tx.rows(select(known.person_id, known.birth_date, known.work_started)):
            counts.update(self._ask(row))
        return counts

    def _ask(self, row: Any) -> Iterator[tuple[str, bool]]:
        posts = self._of(employment, row.person_id)
        kinds = {
            post.kind
            for post in posts
            if (post.hired is None or post.hired <= self._today)
            and (post.left is None or post.left > self._today)
        }
        if not kinds:
            return
        kind = StaffKind.MANAGER if StaffKind.MANAGER in kinds else StaffKind.TEACHER
        rounds = list(self._rounds(row.person_id, kind))
        yield "6.1.1", any(self._in_period(self._question.day(when)) for _, when in rounds)
        yield "6.1.2", any(self._rests(each, rounds) for each in self._of(route, row.person_id))
        members = self._owned(cohort_member, row.person_id)
        if kind is StaffKind.TEACHER and self._is_young(row, posts):
            meant = {key for each in self._catalogue.supports for key in each.cohorts}
            yield "6.1.5", any((each.site, each.cohort_id) in meant for each in members)

    def _of(self, table: Any, person_id: int) -> Any:
        return self._tx.rows(select(table).where(table.c.person_id == person_id))

    def _owned(self, table: Any, person_id: int) -> Any:
        line = account_link.c
        own = and_(line.site == table.c.site, line.account_id == table.c.account_id)
        sure = and_(line.person_id == person_id, line.state == "linked", line.superseded_at.is_(None))
        asked = select(table).join(account_link, own)
        return self._tx.rows(asked.where(sure, table.c.gone_at.is_(None)))

    def _rounds(self, person_id: int, kind: StaffKind) -> Iterator[tuple[str, datetime]]:
        moments: dict[Any, list[datetime]] = {}
        for each in self._owned(attempt, person_id):
            if each.state == "finished" and not each.preview and self._question.exists(each.finished_at):
                moments.setdefault((each.site, each.quiz_id), []).append(each.finished_at)
        for diagnostic in self._catalogue.diagnostics:
            left = {quiz: sorted(moments.get(quiz, ())) for quiz in diagnostic.quizzes}
            while kind in diagnostic.meant_for and all(left.values()):
                passed = max(those[0] for those in left.values())
                left = {quiz: [when for when in those if when > passed] for quiz, those in left.items()}
                yield diagnostic.diagnostic_id, passed

    def _in_period(self, day: date) -> bool:
        return self._question.period_from <= day <= self._today

    def _rests(self, told: Any, rounds: list[tuple[str, datetime]]) -> bool:
        if told.state != "approved" or told.approved_on > self._today:
            return False
        return any(
            diagnostic == told.diagnostic_id and self._question.day(when) <= told.approved_on
            for diagnostic, when in rounds
        )

    def _is_young(self, row: Any, posts: Any) -> bool:
        started = row.work_started or min((post.hired for post in posts if post.hired), default=None)
        if started is None or _years_after(started, 3) <= self._today:
            return False
        return row.birth_date is None or _years_after(row.birth_date, 35) > self._today


def _years_after(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if leap_day else day.day)
