"""Signs of change where Moodle gives none: an attempt of each quiz whose parts are looked at every night.

Who changes the grade items of a quiz changes the marks of parts of all its attempts, and no list tells
(mod/quiz/classes/structure.php:1244, 1576, 1618). So one attempt a quiz, over and graded, is read every night;
where it looks different and has not changed itself, all attempts of the quiz are read again.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b

from pydantic import JsonValue

from connector.moodle.attempt_rows import settled
from connector.moodle.attempt_search import Search
from connector.moodle.memory import KnownAttempt
from connector.moodle.pairs import Pair
from connector.moodle.quiz_notes import Notes, by_number, numbers_in
from connector.moodle.records import Attempt
from connector.moodle.reviews import SLOT

Watched = dict[int, tuple[int, str, str]]
"""By quiz: the attempt watched, the fingerprints of which parts it has and of its marks in them."""


def watched_of(notes: Notes) -> Watched:
    """Return what was watched the last time."""
    found: Watched = {}
    for quiz_id, noted in by_number(notes, "watched").items():
        match noted:
            case [int(number), str(parts), str(marks)]:
                found[quiz_id] = number, parts, marks
    return found


def to_watch(
    known: Mapping[int, KnownAttempt], watched: Watched, quizzes: Collection[int], live: Collection[int]
) -> dict[int, int]:
    """Return the attempt to look at by quiz: the one watched so far if it is still there, else the newest."""
    there: dict[int, list[int]] = {}
    for number in sorted(known):
        each = known[number]
        if each.settled and each.account_id in live and each.quiz_id in quizzes:
            there.setdefault(each.quiz_id, []).append(number)
    so_far = {quiz_id: number for quiz_id, (number, _, _) in watched.items()}
    return {
        quiz_id: so_far[quiz_id] if so_far.get(quiz_id) in numbers else numbers[-1]
        for quiz_id, numbers in there.items()
    }


def fingerprints(attempt: Attempt) -> tuple[str, str]:
    """Return what tells whether an attempt has other parts, and other marks in them; questions are none."""
    parts = [each for each in attempt.parts if not each.part.startswith(SLOT)]
    return _digest([(each.part, each.max_mark) for each in parts]), _digest([each.mark for each in parts])


def _digest(value: object) -> str:
    return blake2b(repr(value).encode(), digest_size=6).hexdigest()


def regrouped(search: Search, watch: Collection[int], watched: Watched, changed: Collection[int]) -> set[int]:
    """Return the quizzes whose parts have changed under their attempts, or may have.

    They may where another attempt is watched now (`watch`, by quiz) because the one before is no longer there.
    """
    found = set()
    for quiz_id, (number, parts, marks) in watched.items():
        attempt = search.found.get(number)
        if attempt is None:
            found |= {quiz_id} & set(watch)
            continue
        now_parts, now_marks = fingerprints(attempt)
        if now_parts != parts or (now_marks != marks and number not in changed):
            found.add(quiz_id)
    return found


def watched_notes(chosen: Iterable[Attempt]) -> dict[str, JsonValue]:
    """Return how the attempts look now, as it is noted."""
    return {str(each.quiz_id): [each.attempt_id, *fingerprints(each)] for each in chosen}


def whole_notes(search: Search) -> dict[str, JsonValue]:
    """Return the notes of a whole reading: the newest attempt of each quiz that is over is watched."""
    newest: dict[int, Attempt] = {}
    for number in sorted(search.found):
        attempt = search.found[number]
        if settled(attempt) and _asked_by_pair(search, attempt):
            newest[attempt.quiz_id] = attempt
    return {"watched": watched_notes(newest.values()), "unreadable": unreadable_notes(search)}


def _asked_by_pair(search: Search, attempt: Attempt) -> bool:
    """Tell whether its account can be asked about: those deleted cannot."""
    return (attempt.quiz_id, attempt.account_id) in search.answered


def unreadable_notes(search: Search) -> dict[str, JsonValue]:
    """Return whose attempts could not be read, so that the next night asks again without a search."""
    return {str(number): list(search.apart_pairs[number]) for number in sorted(search.apart_pairs)}


def unreadable_pairs(notes: Notes) -> dict[int, Pair]:
    """Return whose attempts could not be read the last time, by attempt."""
    found: dict[int, Pair] = {}
    for number, noted in by_number(notes, "unreadable").items():
        match numbers_in(noted):
            case [quiz_id, account_id]:
                found[number] = quiz_id, account_id
    return found
