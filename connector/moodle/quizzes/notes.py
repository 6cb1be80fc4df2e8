"""Notes that quizzes, final grades and attempts leave to the next night, written as JSON and read with care.

    quizzes        id_numbers: by quiz, as the grade reports told them
    final_grades   read: by course, when its report was last read · graded: by course, how many grades it showed
                   again: courses to read again the next night · missed: by quiz, nights it has been missing
                   hidden, outside, apart: by quiz, accounts with attempts and no line in the report: enrolled
                   with a grade, which is asked for one by one, not enrolled, enrolled without a grade
    attempts       watched: by quiz, an attempt and the fingerprint of its parts
                   unreadable: by attempt, its quiz and account · last: the pair of the list of unsettled ones
                   that was asked about last

What is not understood is as if it had not been noted: then more is asked, never less.
"""

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from connector.moodle.asking.pairs import Pair
from connector.moodle.memory import Memory

Notes = Mapping[str, JsonValue]


def notes_of(memory: Memory, stream: str) -> Notes:
    """Return what the stream's last complete reading noted."""
    known = memory.streams.get(stream)
    return known.notes if known else {}


def by_number(notes: Notes, name: str) -> dict[int, JsonValue]:
    """Return a mapping noted under a name, by number."""
    noted = notes.get(name)
    if not isinstance(noted, Mapping):
        return {}
    return {int(key): value for key, value in noted.items() if key.isdigit()}


def texts_of(notes: Notes, name: str) -> dict[int, str]:
    """Return noted texts by number."""
    return {key: value for key, value in by_number(notes, name).items() if isinstance(value, str)}


def numbers_in(noted: JsonValue | None) -> list[int]:
    """Return a noted list of numbers."""
    return [each for each in noted if isinstance(each, int)] if isinstance(noted, list) else []


def pairs_of(notes: Notes, name: str) -> frozenset[Pair]:
    """Return noted pairs."""
    noted = by_number(notes, name)
    return frozenset((key, account) for key, each in noted.items() for account in numbers_in(each))


def as_pairs(pairs: Iterable[Pair]) -> dict[str, JsonValue]:
    """Return pairs as they are noted: the second numbers by the first."""
    noted: dict[str, list[JsonValue]] = {}
    for thing, account in sorted(pairs):
        noted.setdefault(str(thing), []).append(account)
    return {**noted}


def as_texts(texts: Mapping[int, str]) -> dict[str, JsonValue]:
    """Return texts by number as they are noted."""
    return {str(number): texts[number] for number in sorted(texts)}
