"""Signs of change where Moodle gives none: an attempt of each quiz whose parts are looked at every night.

Who changes the grade items of a quiz changes the marks of parts of all its attempts, and no list tells
(mod/quiz/classes/structure.php:1244, 1576, 1618). So one attempt a quiz, over and graded, is read every night;
where it looks different and has not changed itself, all attempts of the quiz are read again.
"""

from collections.abc import Collection, Mapping
from hashlib import blake2b

from pydantic import JsonValue

from connector.moodle.asking.pairs import Pair
from connector.moodle.memory import KnownAttempt
from connector.moodle.quizzes.attempt_rows import settled
from connector.moodle.quizzes.attempt_search import Search
from connector.moodle.quizzes.notes import Notes, by_number, numbers_in
from connector.moodle.quizzes.reviews import SLOT
from connector.moodle.records import Attempt

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


def watch_notes(search: Search, watch: Collection[int] = ()) -> dict[str, JsonValue]:
    """Return what to watch the next night and how it looks now, and whose attempts could not be read.

    Those in `watch` are watched on; where there is none, the newest found that is over.
    """
    chosen: dict[int, Attempt] = {}
    for number in sorted(search.found, key=lambda each: (each in watch, each)):
        attempt = search.found[number]
        if settled(attempt) and _asked_by_pair(search, attempt):
            chosen[attempt.quiz_id] = attempt
    watched: dict[str, JsonValue] = {
        str(each.quiz_id): [each.attempt_id, *fingerprints(each)] for each in chosen.values()
    }
    unread: dict[str, JsonValue] = {
        str(number): list(search.apart_pairs[number]) for number in sorted(search.apart_pairs)
    }
    return {"watched": watched, "unreadable": unread}


def _asked_by_pair(search: Search, attempt: Attempt) -> bool:
    """Tell whether its account can be asked about: those deleted cannot."""
    return (attempt.quiz_id, attempt.account_id) in search.answered


def unreadable_pairs(notes: Notes) -> dict[int, Pair]:
    """Return whose attempts could not be read the last time, by attempt."""
    found: dict[int, Pair] = {}
    for number, noted in by_number(notes, "unreadable").items():
        match numbers_in(noted):
            case [quiz_id, account_id]:
                found[number] = quiz_id, account_id
    return found
