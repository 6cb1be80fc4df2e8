"""The search for attempts: by quiz and account, or by number, until none is missing."""

from collections.abc import Collection, Mapping, Sequence

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.pairs import Pair, ask_pairs, refuses
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.quizzes.attempt_rows import STREAM, counts, read_attempts
from connector.moodle.quizzes.reviews import reviewed, with_slot_marks
from connector.moodle.reading import Unreadable, problem_of
from connector.moodle.records import Attempt
from connector.moodle.wire import list_of

_GONE = frozenset({"userdeleted", "invaliduser", "guestsarenotallowed", "usernotconfirmed"})


class Search:
    """Attempts found so far, and those known to be missing.

    A site that stays silent is a problem like any other, and is not asked again: what was found stands.
    """

    def __init__(self, moodle: Moodle, wanted: Mapping[int, frozenset[int]]) -> None:
        self._moodle = moodle
        self.wanted = wanted
        """Attempts to be found, by quiz."""

        self.found: dict[int, Attempt] = {}
        self.apart: dict[int, Unreadable] = {}
        self.apart_pairs: dict[int, Pair] = {}
        self.answered: dict[Pair, frozenset[int]] = {}
        """Numbers of the attempts told, by pair asked about."""

        self.gone: frozenset[int] = frozenset()
        """Numbers that were asked for and are not there."""

        self.asked = 0
        """How many pairs have been asked about."""

        self._problems: dict[tuple[int, str], Problem] = {}
        self._silent = False
        self._open: set[int] = set()
        self._closed: set[int] = set()

    @property
    def problems(self) -> list[Problem]:
        """Return what stood in the way."""
        return list(self._problems.values())

    def note(self, problem: Problem, quiz_id: int = 0) -> None:
        """Keep a problem; of one kind and quiz, the first."""
        self._problems.setdefault((quiz_id, problem.text_id), problem)

    def quizzes_missing(self) -> set[int]:
        """Return the quizzes of which attempts wanted are not found yet."""
        return {quiz_id for quiz_id, numbers in self.wanted.items() if self._open_numbers(numbers)}

    def missing(self) -> list[int]:
        """Return the numbers wanted and neither found nor gone since."""
        return sorted(self._open_numbers({number for those in self.wanted.values() for number in those}))

    def _open_numbers(self, numbers: Collection[int]) -> set[int]:
        return set(numbers) - self.found.keys() - self.apart.keys() - self.gone

    def ask_about(self, pairs: Sequence[Pair]) -> None:
        """Read the attempts of each account at each quiz, but not at those that have refused before."""
        wanted = [pair for pair in pairs if pair[0] not in self._closed]
        if self._silent or not wanted:
            return
        try:
            replies = ask_pairs(self._moodle, wanted, attempts_call, known=self._open)
        except BorderError as error:
            self._fall_silent(error)
            return
        self.take(replies)

    def take(self, replies: Mapping[Pair, Reply]) -> None:
        """Read what was told of pairs."""
        self.asked += len(replies)
        for pair, reply in replies.items():
            (self._closed if refuses(reply) else self._open).add(pair[0])
            try:
                self._take(pair, reply)
            except BorderError as error:
                self.note(problem_of(error, STREAM, quiz_id=pair[0]), pair[0])

    def _take(self, pair: Pair, reply: Reply) -> None:
        if reply.code in _GONE:
            return
        found, apart = read_attempts(list_of(reply.get(), Function.QUIZ_ATTEMPTS, "attempts"))
        numbers = self._keep(found, apart)
        self.apart_pairs |= {each.keys["attempt_id"]: pair for each in apart if each.keys}
        self.answered[pair] = numbers

    def _keep(self, found: Sequence[Attempt], apart: Sequence[Unreadable]) -> frozenset[int]:
        """Keep what was told, and return its numbers; a row without a number may be any."""
        read = {attempt.attempt_id: attempt for attempt in found}
        unread = {each.keys["attempt_id"]: each for each in apart if each.keys}
        self.found |= read
        self.apart |= unread
        for each in apart:
            if not each.keys:
                values: dict[str, str | int] = {"stream": STREAM, "number": "?", "fields": each.reason}
                self.note(Problem("lms.problem.row", values | {"row": each.number.removeprefix("#")}))
        return frozenset(read.keys() | unread.keys())

    def review(self, numbers: Sequence[int]) -> None:
        """Read attempts by number."""
        if self._silent or not numbers:
            return
        try:
            found, apart, gone = reviewed(self._moodle, numbers)
        except BorderError as error:
            self._fall_silent(error)
            return
        self._keep(found, apart)
        self.gone |= gone

    def add_slot_marks(self, numbers: Collection[int]) -> None:
        """Read the marks of every question of these attempts, as far as they count."""
        wanted = [self.found[each] for each in sorted(numbers) if each in self.found]
        try:
            marked, problems = with_slot_marks(self._moodle, [each for each in wanted if counts(each)])
        except BorderError as error:
            self._fall_silent(error)
            return
        self.found |= {attempt.attempt_id: attempt for attempt in marked}
        for problem in problems:
            self.note(problem, int(problem.values.get("quiz_id", 0)))

    def _fall_silent(self, error: BorderError) -> None:
        self._silent = True
        self.note(problem_of(error, STREAM))


def attempts_call(pair: Pair) -> Call:
    """Return the question for all attempts of an account at a quiz, previews too."""
    return Call(
        Function.QUIZ_ATTEMPTS,
        {"quizid": pair[0], "userid": pair[1], "status": "all", "includepreviews": True},
    )
