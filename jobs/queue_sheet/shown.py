"""What a row of the queue says: an account on one side, its candidates on the other, in words."""

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from config.locale import Texts
from config.locale.numbers import NO_BREAK, format_day, format_moment
from jobs.queue_sheet.row_key import SHOWN, Sign, key_of, write_key
from jobs.queue_sheet.spelling import Mark, Piece, Pieces, compared, joined, words_of
from jobs.reconciliation.called import account_name, accounts_named, factor_text, person_name
from mappings.facts import LinkState
from mappings.identity.cases import AccountSide, Case, CaseCandidate, PersonSide, PostShown
from mappings.identity.values import Factor

_PARTS = ("surname", "first_name", "patronymic")
_WHOLE_NAMES = {"name_same": ("same",), "name_spelt": ("same", "spelt", "skeleton")}
"""A name that agrees in all three parts is told once: how it agrees → how each part may."""

_MOST_SURE = 99
"""Nothing that waits for a decision is told to be sure."""


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """A candidate's cell."""

    text: Pieces = field(repr=False)
    contradicted: bool = False
    """Something speaks against them."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the queue, cell by cell."""

    key: str
    name: Pieces = field(repr=False)
    account: Pieces = field(repr=False)
    organisation: str = field(repr=False)
    why: str
    sure: int | None
    """Of the best candidate, in percent."""

    candidates: tuple[ShownCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Showing:
    """What rows are told with."""

    words: Texts
    zone: ZoneInfo
    sign: Sign

    def row(self, case: Case) -> ShownRow:
        """Return the row that shows a case."""
        told = case.account
        names = " ".join(f"{told.last_name} {told.first_name}".split())
        return ShownRow(
            key=write_key(key_of(case, self.sign), self.sign),
            name=_own_name(names, case),
            account=self._account(told),
            organisation=told.organisation or "; ".join(told.cohorts),
            why=self._why(case),
            sure=percent(case.candidates[0].score) if case.candidates else None,
            candidates=self._candidates(case),
        )

    def _candidates(self, case: Case) -> tuple[ShownCandidate, ...]:
        """Return the candidates' cells; the last one also tells the numbers of those without a cell."""
        shown = [self._candidate(each, case.account) for each in case.candidates[:SHOWN]]
        others = [f"№{NO_BREAK}{each.person.person_id}" for each in case.candidates[SHOWN:]]
        if others:
            told = Piece(self.words.say("queue.more_candidates", people=", ".join(others)), Mark.QUIET)
            shown[-1] = replace(shown[-1], text=in_lines([shown[-1].text, (told,)]))
        return tuple(shown)

    def _why(self, case: Case) -> str:
        say = self.words.say
        if case.reason:
            return say(f"queue.reason.{case.reason.value}")
        if case.state is LinkState.REVIEW:
            return say("identity.state.review")
        by = "queue.stands_by_hand" if case.by_hand else "queue.stands"
        return say(by, state=say(f"identity.state.{case.state.value}"), by=case.decided_by)

    def _account(self, told: AccountSide) -> Pieces:
        say = self.words.say
        lines = [
            Piece(account_name(told.key)),
            Piece(say("queue.login", login=told.username), Mark.QUIET),
            Piece(told.email or ""),
            Piece(told.post or ""),
            Piece(say("queue.has_snils") if told.has_snils else "", Mark.QUIET),
            Piece(say("queue.suspended") if told.suspended else "", Mark.QUIET),
            Piece(self._last_access(told), Mark.QUIET),
        ]
        return in_lines([(each,) for each in lines if each.text])

    def _last_access(self, told: AccountSide) -> str:
        if told.last_access is None:
            return self.words.say("queue.never_seen")
        moment = format_moment(told.last_access, self.zone, self.words.locale)
        return self.words.say("queue.last_seen", day=moment.rsplit(" ", 1)[0])

    def _candidate(self, candidate: CaseCandidate, told: AccountSide) -> ShownCandidate:
        person, factors = candidate.person, candidate.factors
        lines: list[Pieces] = [
            compared(person_name(person), words_of(told.last_name, told.first_name)),
            (Piece(self._numbers(candidate), Mark.STRONG), Piece(self._born(person))),
            *((Piece(self._post(post), _organisation_mark(factors)),) for post in person.posts),
            *self._evidence(factors),
        ]
        if person.accounts:
            owned = self.words.say("queue.owns", accounts=accounts_named(person.accounts))
            lines.append((Piece(owned, Mark.QUIET),))
        return ShownCandidate(in_lines(lines), any(weight < 0 for _, weight in factors))

    def _numbers(self, candidate: CaseCandidate) -> str:
        return self.words.say(
            "queue.candidate_line", number=candidate.person.person_id, sure=percent(candidate.score)
        )

    def _born(self, person: PersonSide) -> str:
        if person.birth_date is None:
            return ""
        return self.words.say("queue.born", day=format_day(person.birth_date, self.words.locale))

    def _post(self, post: PostShown) -> str:
        told = ", ".join(filter(None, (post.organisation, post.post)))
        if post.left is None:
            return told
        return self.words.say("queue.left", post=told, day=format_day(post.left, self.words.locale))

    def _evidence(self, factors: tuple[Factor, ...]) -> list[Pieces]:
        """Return a line of what speaks for, one of what speaks against, one of what says nothing."""
        told = _gathered(factors)
        sides = (
            ("+ ", Mark.AGREES, [code for code, weight in told if weight > 0]),
            ("− ", Mark.AGAINST, [code for code, weight in told if weight < 0]),
            ("· ", Mark.QUIET, [code for code, weight in told if not weight]),
        )
        return [
            (Piece(sign + "; ".join(map(self._factor, codes)), mark),) for sign, mark, codes in sides if codes
        ]

    def _factor(self, code: str) -> str:
        if code in _WHOLE_NAMES:
            return self.words.say(f"queue.{code}")
        return factor_text(code, self.words)


def percent(score: float) -> int:
    """Return a probability as whole percent, never so much that it sounds sure."""
    return min(round(score * 100), _MOST_SURE)


def in_lines(lines: list[Pieces]) -> Pieces:
    """Return lines of pieces as one text."""
    told: list[Piece] = []
    for line in lines:
        told += [Piece("\n")] if told else []
        told += line
    return joined(told)


def _own_name(names: str, case: Case) -> Pieces:
    if not case.candidates:
        return joined([Piece(names)])
    person = case.candidates[0].person
    return compared(names, words_of(person.last_name, person.first_name, person.patronymic))


def _organisation_mark(factors: tuple[Factor, ...]) -> Mark:
    codes = {code for code, _ in factors}
    if "organisation_same" in codes:
        return Mark.AGREES
    return Mark.DIFFERS if "organisation_other" in codes else Mark.PLAIN


def _gathered(factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return factors with a name that agrees in all three parts told once."""
    for whole, ways in _WHOLE_NAMES.items():
        parts = [each for each in factors if each[0] in {f"{part}_{way}" for part in _PARTS for way in ways}]
        if len(parts) == len(_PARTS):
            return (
                (whole, sum(weight for _, weight in parts)),
                *(each for each in factors if each not in parts),
            )
    return factors
