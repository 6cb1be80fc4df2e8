"""What the page says of a case, in the operator's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from zoneinfo import ZoneInfo

from config.locale import Texts
from config.locale.numbers import format_day, format_moment
from jobs.reconciliation.called import account_name, accounts_named, chance_text, person_name, weight_text
from jobs.reconciliation.comparison import Beside
from jobs.review.view import View
from mappings.facts import Key, LinkState
from mappings.identity.cases import Case, CaseCandidate, PersonSide, PostShown


@dataclass(frozen=True)
class Sentences:
    """Words about cases, with days and moments of one zone."""

    words: Texts
    zone: ZoneInfo

    def birthday(self, person: PersonSide | None) -> str:
        """Return a day of birth; nothing where it is unknown."""
        return format_day(person.birth_date, self.words.locale) if person and person.birth_date else ""

    def standing(self, view: View) -> str:
        """Return how the account stands: why it waits, or what has been decided and by whom."""
        case = view.case
        if case is None:
            return ""
        if case.by_hand and case.state is not LinkState.REVIEW:
            return self.words.say(
                "review.standing.by_hand",
                state=self._state(case),
                by=case.decided_by,
                at=format_moment(case.decided_at, self.zone, self.words.locale),
            )
        if case.state is LinkState.LINKED:
            return self.words.say("review.standing.linked", method=self._method(case.method))
        return self.words.say(f"review.reason.{case.reason.value or 'none'}")

    def account(self, case: Case) -> str:
        """Return the heading of the LMS's side."""
        account = case.account
        parts = [self.words.say("review.head.account", account=account_name(account.key))]
        if account.gone:
            parts.append(self.words.say("review.head.gone"))
        if account.suspended:
            parts.append(self.words.say("review.head.suspended"))
        if account.last_access is not None:
            day = format_day(account.last_access.astimezone(self.zone).date(), self.words.locale)
            parts.append(self.words.say("review.head.seen", day=day))
        return " · ".join(parts)

    def person(self, view: View) -> str:
        """Return the heading of the roster's side."""
        candidate = view.candidate
        if candidate is None:
            return self.words.say("review.head.no_candidate")
        return self.words.say(
            "review.head.person",
            person=candidate.person.person_id,
            chance=self.chance(candidate, found=self.is_found(view, view.chosen)),
        )

    def chance(self, candidate: CaseCandidate, *, found: bool) -> str:
        """Return a candidate's probability; never 100 %, for nothing is certain but a decision."""
        if found:
            return self.words.say("review.chance.found")
        return chance_text(candidate.score, self.words)

    def is_found(self, view: View, place: int) -> bool:
        """Tell whether the candidate at a place was looked up by hand."""
        return view.found and place == len(view.candidates) - 1

    def who(self, person: PersonSide, but: Key | None = None) -> str:
        """Return a person in one line: the name, where and what they are, when born, how many other accounts."""
        parts = [person_name(person), *(self._post(each) for each in person.posts[:1]), self.birthday(person)]
        others = [key for key in person.accounts if key != but]
        if others:
            parts.append(self.words.say("review.has_accounts", n=len(others)))
        return " · ".join(part for part in parts if part)

    def _post(self, post: PostShown) -> str:
        told = ", ".join(part for part in (post.organisation, post.post) if part)
        if post.left is None:
            return told
        return f"{told} ({self.words.say('review.left', day=format_day(post.left, self.words.locale))})"

    def warnings(self, view: View, compared: Beside) -> list[str]:
        """Return what must not be overlooked, a sentence each."""
        return [*self._linked_already(view), *self._left(view), *self._moved(compared), *self._note(view)]

    def sum_of(self, view: View) -> str:
        """Return what a candidate's factors come to."""
        candidate = view.candidate
        if candidate is None or not candidate.factors:
            return ""
        weight = fsum(each for _, each in candidate.factors)
        return self.words.say("review.factors.sum", weight=weight_text(weight, self.words))

    def _state(self, case: Case) -> str:
        if case.ignored is not None:
            return self.words.say(f"review.ignored.{case.ignored.value}")
        if case.state is LinkState.UNMATCHED:
            return self.words.say("review.standing.nobody")
        return self.words.say("review.standing.of_person", person=case.person_id)

    def _method(self, told: str) -> str:
        return " + ".join(self.words.say(f"identity.method.{part}") for part in told.split("+"))

    def _linked_already(self, view: View) -> Iterable[str]:
        if view.case is None or view.candidate is None:
            return
        others = [key for key in view.candidate.person.accounts if key != view.case.account.key]
        if others:
            named = accounts_named(others)
            yield self.words.say("review.warning.linked_already", n=len(others), accounts=named)

    def _left(self, view: View) -> Iterable[str]:
        posts = view.candidate.person.posts if view.candidate else ()
        if posts and all(each.left is not None for each in posts):
            day = format_day(max(each.left for each in posts if each.left), self.words.locale)
            yield self.words.say("review.warning.left", day=day)

    def _moved(self, compared: Beside) -> Iterable[str]:
        if compared.moved:
            yield self.words.say("review.warning.moved")

    def _note(self, view: View) -> Iterable[str]:
        if view.note:
            yield self.words.say("review.warning.note", note=view.note)
        elif view.case is not None and view.case.note:
            yield self.words.say("review.warning.note", note=view.case.note)
