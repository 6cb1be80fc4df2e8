"""A page of the review, line by line: as many lines as the terminal has, none longer than it is wide.

From top to bottom: how far it is, why the account waits, both sides field by field, the candidates, what speaks for and
against the one that is looked at, what the last key did, which keys there are. Where a terminal is low, fields that
only one side tells go first, then the weakest factors are summed up; `full` draws everything, however long.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from config.locale import Texts
from jobs.reconciliation.comparison import Beside, Field, Line, Sign, beside
from jobs.reconciliation.letters import Piece
from jobs.review.bars import factor_lines
from jobs.review.cells import filled, marked, shortened, wrapped
from jobs.review.footer import footer
from jobs.review.sentences import Sentences
from jobs.review.view import View
from mappings.identity.cases import Case

WIDEST = 132
"""The eye does not travel further without losing the line."""

_LABEL = 14
_SIGN = 3
_FEWEST_FACTORS = 3
_MOST_CANDIDATES = 4
"""Shown of them on a low terminal."""

_ROOMY = 30
"""Lines of a terminal from which on there is air between the parts."""

_ENDLESS = 1_000

_GOES_FIRST = (Field.USERNAME, Field.BIRTH_DATE, Field.STAFF_NUMBER, Field.SNILS, Field.COHORTS, Field.POST)
_COLOURS = {Sign.SAME: "green", Sign.NEAR: "yellow", Sign.OTHER: "red", Sign.OPEN: ""}


@dataclass(frozen=True)
class Painter:
    """Draws pages in one language."""

    sentences: Sentences

    @property
    def words(self) -> Texts:
        """Sentences in the operator's language."""
        return self.sentences.words

    def page(self, view: View, width: int, height: int) -> list[Text]:
        """Return the whole page."""
        width = min(width, WIDEST)
        keys = footer(self.words, width, at_end=view.case is None)
        said = self._said(view, width)
        above = height - len(keys) - len(said)
        head = [self._progress(view, width)]
        body = self._end(view) if view.case is None else self._case(view, view.case, width, above - 1)
        lines = [*head, *body][:above]
        page = [*lines, *[Text()] * (above - len(lines)), *said, *keys]
        return [shortened(line, width) for line in page]

    def full(self, view: View, width: int) -> list[Text]:
        """Return everything there is to know of an account, nothing shortened."""
        return [] if view.case is None else self._case(view, view.case, min(width, WIDEST), _ENDLESS)

    def _case(self, view: View, case: Case, width: int, height: int) -> list[Text]:
        compared = beside(case.account, view.candidate, self._birthday(view))
        air = [Text()] if height >= _ROOMY else []
        head = [
            *wrapped(self._standing(view), width - 1, 2 if air else 1),
            *air,
            self._heads(view, case, width),
        ]
        warnings = [
            row
            for each in self.sentences.warnings(view, compared)
            for row in self._warning(each, width, roomy=bool(air))
        ]
        candidates = self._candidates(view, width, _ENDLESS if air else _MOST_CANDIDATES)
        rest = [*air, self._rule("candidates", "", width), *candidates]
        room = height - len(head) - len(warnings) - len(rest) - (1 + len(air) if view.candidate else 0)
        least = min(len(view.candidate.factors), _FEWEST_FACTORS) if view.candidate else 0
        rows = self._rows(compared, width, room - least)
        return [*head, *rows, *warnings, *rest, *self._factors(view, width, room - len(rows), air)]

    def _birthday(self, view: View) -> str:
        return self.sentences.birthday(view.candidate.person if view.candidate else None)

    def _progress(self, view: View, width: int) -> Text:
        progress = view.progress
        told = self.words.say(
            "review.progress",
            place=min(progress.place, progress.total),
            total=progress.total,
            decided=progress.decided,
            put_off=progress.put_off,
        )
        text = Text(f" {told}  ", style="bold")
        length = max(width - len(text) - 1, 0)
        done = length * progress.decided // max(progress.total, 1)
        return text.append("━" * done, "green").append("─" * (length - done), "dim")

    def _standing(self, view: View) -> Text:
        return Text(
            f" {self.sentences.standing(view)}", style="bold green" if view.decided else "bold yellow"
        )

    def _heads(self, view: View, case: Case, width: int) -> Text:
        left, right = _columns(width)
        account = Text().append(self.sentences.account(case), "bold underline")
        person = Text().append(self.sentences.person(view), "bold underline")
        line = Text(" " * _LABEL).append_text(filled(account, left))
        return line.append(" " * _SIGN).append_text(shortened(person, right))

    def _rows(self, compared: Beside, width: int, room: int) -> list[Text]:
        """Return the fields side by side, as many rows each as there is room for, the least telling left out."""
        lines = list(compared.lines)
        for told in _GOES_FIRST:
            if len(lines) > room:
                lines = [each for each in lines if each.of is not told or each.sign is not Sign.OPEN]
        for rows_each in (4, 3, 2):
            rows = [row for each in lines for row in self._row(each, width, rows_each)]
            if len(rows) <= room:
                return rows
        return [row for each in lines for row in self._row(each, width, 1)]

    def _row(self, line: Line, width: int, rows: int) -> list[Text]:
        left_width, right_width = _columns(width)
        colour = _COLOURS[line.sign]
        left = wrapped(marked(self._told(line.of, line.left), "red"), left_width, rows)
        right = wrapped(marked(self._told(line.of, line.right), "red"), right_width, rows)
        label = self.words.say(f"review.field.{line.of.value}")
        found = []
        for n in range(max(len(left), len(right))):
            row = Text(
                f" {'' if n else label}".ljust(_LABEL), style="bold" if line.sign is Sign.OTHER else ""
            )
            row = (
                Text().append_text(row).append_text(filled(left[n] if n < len(left) else Text(), left_width))
            )
            row.append(f" {' ' if n else line.sign.value} ", f"bold {colour}".strip())
            found.append(row.append_text(right[n] if n < len(right) else Text()))
        return found

    def _told(self, told: Field, pieces: Sequence[Piece]) -> Sequence[Piece]:
        if told is not Field.SNILS:
            return pieces
        return [Piece(self.words.say(f"review.snils.{each.text}"), each.differs) for each in pieces]

    def _warning(self, sentence: str, width: int, *, roomy: bool) -> list[Text]:
        return wrapped(Text(f" ! {sentence}", style="bold magenta"), width - 1, 2 if roomy else 1)

    def _rule(self, name: str, told: str, width: int) -> Text:
        text = Text(f"── {self.words.say(f'review.heading.{name}')} ", style="dim")
        text.append(f"· {told} " if told else "")
        return text.append("─" * max(width - len(text), 0))

    def _candidates(self, view: View, width: int, most: int) -> list[Text]:
        """Return a line a candidate; of more than `most`, those around the one that is looked at."""
        if not view.candidates:
            return [Text(f" {self.words.say('review.no_candidates')}")]
        first = max(0, min(view.chosen - most + 1, len(view.candidates) - most)) if most < _ENDLESS else 0
        shown = range(max(first, 0), min(first + most, len(view.candidates)))
        return [row for place in shown for row in self._candidate(view, place, width, roomy=most == _ENDLESS)]

    def _candidate(self, view: View, place: int, width: int, *, roomy: bool) -> list[Text]:
        but = view.case.account.key if view.case else None
        candidate, looked_at = view.candidates[place], place == view.chosen
        chance = self.sentences.chance(candidate, found=self.sentences.is_found(view, place))
        number = f"№ {candidate.person.person_id}"
        start = Text(f"{'▶' if looked_at else ' '}{place + 1}  {chance.rjust(5)}  {number.ljust(7)} ")
        indent = Text(" " * len(start))
        who = wrapped(Text(self.sentences.who(candidate.person, but)), width - len(start), 2 if roomy else 1)
        rows = [(indent if n else start).copy().append_text(row) for n, row in enumerate(who)]
        for row in rows:
            row.stylize("bold" if looked_at else "")
        return rows

    def _factors(self, view: View, width: int, room: int, air: list[Text]) -> list[Text]:
        if view.candidate is None or not view.candidate.factors:
            return []
        lines = factor_lines(view.candidate.factors, room, self.words)
        return [*air, self._rule("factors", self.sentences.sum_of(view), width), *lines]

    def _end(self, view: View) -> list[Text]:
        progress = view.progress
        told = [self.words.say("review.end.through", n=progress.decided)]
        if progress.put_off:
            told.append(self.words.say("review.end.put_off", n=progress.put_off))
        told.append(self.words.say("review.end.kept"))
        return [Text(), *(row for each in told for row in (Text(f"  {each}", style="bold"), Text()))]

    def _said(self, view: View, width: int) -> list[Text]:
        if view.said is None:
            return [Text()]
        told = self.words.say(f"review.{view.said.text_id}", **view.said.values)
        style = "bold red" if view.said.worrying else "bold"
        return wrapped(Text(f" {'!' if view.said.worrying else '✓'} {told}", style), width, 3)


def _columns(width: int) -> tuple[int, int]:
    """Return how wide the LMS's side and the roster's are."""
    room = width - _LABEL - _SIGN
    return room // 2, room - room // 2
