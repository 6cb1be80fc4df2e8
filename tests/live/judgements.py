"""What must hold of any site: values in, troubles out. No trouble, and no name of a check, tells who somebody is.

A trouble is a sentence with numbers of the LMS; an empty list is a pass.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.moodle.records import Attempt, AttemptState
from mappings.keeping.pulled import Kept
from mappings.keeping.pulled_rows import told_columns
from tests.live.streams import (
    RESTLESS,
    STREAMS,
    Attribute,
    Readings,
    key_of,
    reading_of,
    records_of,
    told_key,
)

SHOWN = 5
"""Troubles of one kind told one by one."""

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2100, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)

FORESEEN = frozenset({"starts_at"})
"""Moments that may lie in the future."""

NAMELESS = frozenset({"first_name", "last_name"})
"""Texts that may be blank: a site may tell whole names only, an old account may have none."""

_A_BIT = 1e-4
"""Moodle keeps marks with five digits after the comma."""


def some(troubles: Iterable[str]) -> list[str]:
    """Return the first few troubles, and how many there are besides."""
    told = list(troubles)
    return [*told[:SHOWN], *([f"… и ещё {len(told) - SHOWN}"] if len(told) > SHOWN else [])]


def unread(readings: Readings, name: str) -> list[str]:
    """Tell why a stream was not read whole."""
    if name not in readings and name != "part_marks":
        return [f"{name}: потока нет вовсе"]
    reading = reading_of(readings, name)
    told = [f"{each.text_id} {dict(each.values)}" for each in reading.problems]
    apart = [f"{name} {each.number} не читается: {each.reason}" for each in reading.unreadable]
    return some([*([] if reading.complete else told or [f"{name}: прочитано не всё"]), *apart])


def empty(readings: Readings, name: str) -> list[str]:
    """Tell which streams have rows that cannot be without rows of this one."""
    if records_of(readings, name):
        return []
    told = [f"{name} пусто, а {each} нет" for each in STREAMS[name].follows if records_of(readings, each)]
    return told or ([f"{name}: нет и служебной"] if name == "accounts" else [])


def ungraded(readings: Readings) -> list[str]:
    """Tell that nobody has a grade although people have finished and been graded."""
    done = {AttemptState.FINISHED}
    marked = [
        each
        for each in records_of(readings, "attempts")
        if each.state in done and not each.preview and each.mark is not None
    ]
    enough = len(marked) > SHOWN and not records_of(readings, "final_grades")
    return [f"оценённых попыток {len(marked)}, а итоговых оценок нет"] if enough else []


def keys(readings: Readings, name: str) -> list[str]:
    """Tell which records have no key, or another's."""
    stream, records = STREAMS[name], records_of(readings, name)
    must = [each for each in stream.key if each != "created_at"]
    blank = [
        f"{told_key(name, each)}: ключ не заполнен"
        for each in records
        if any(getattr(each, part) in (None, "") for part in must)
    ]
    seen = Counter(key_of(name, each) for each in records)
    twice = [f"{name} {'/'.join(map(str, key))}: {n} раза" for key, n in seen.items() if n > 1]
    return some([*blank, *twice, *_also_twice(readings, name)])


def _also_twice(readings: Readings, name: str) -> list[str]:
    fields = STREAMS[name].also_unique
    if not fields:
        return []
    seen = Counter(tuple(getattr(each, part) for part in fields) for each in records_of(readings, name))
    return [f"{name} {'/'.join(fields)} = {key}: {n} раза" for key, n in seen.items() if n > 1]


def dangling(readings: Readings, name: str, field: str) -> list[str]:
    """Tell which records lead to a record that is not there."""
    target = STREAMS[name].references[field]
    there = {key_of(target, each)[0] for each in records_of(readings, target)}
    return some(
        f"{told_key(name, each)}: нет {target} {getattr(each, field)}"
        for each in records_of(readings, name)
        if getattr(each, field) is not None and getattr(each, field) not in there
    )


def tolerance(rows: int) -> int:
    """Return how many rows of a stream may change while a site that is in use is looked at."""
    return max(3, rows // 200)


def differing(first: Readings, second: Readings, name: str) -> list[str]:
    """Tell which records another reading tells otherwise."""
    before, after = _by_key(first, name), _by_key(second, name)
    lost = [f"{name} {_told(key)}: второй раз не прочитано" for key in before.keys() - after.keys()]
    new = [f"{name} {_told(key)}: первый раз не прочитано" for key in after.keys() - before.keys()]
    changed = [
        f"{name} {_told(key)}: иначе {', '.join(fields)}"
        for key, each in before.items()
        if key in after and (fields := _other(each, after[key]))
    ]
    troubles = [*lost, *new, *changed]
    return some(troubles) if len(troubles) > tolerance(len(before)) else []


def _by_key(readings: Readings, name: str) -> dict[tuple[Any, ...], Any]:
    return {key_of(name, each): each for each in records_of(readings, name)}


def _told(key: tuple[Any, ...]) -> str:
    return "/".join(map(str, key))


def _other(one: Any, other: Any, skipped: Collection[str] = RESTLESS) -> list[str]:
    """Return the names of fields that differ, never what stands in them."""
    return [
        name
        for name in type(one).__dataclass_fields__
        if name not in skipped and getattr(one, name) != getattr(other, name)
    ]


def other_fields(one: Any, other: Any, skipped: Collection[str] = RESTLESS) -> list[str]:
    """Return the names of fields in which two records differ."""
    return _other(one, other, skipped)


def deeds(kept: Mapping[str, Kept], name: str) -> int:
    """Return how many rows keeping has written."""
    its = kept[name]
    return its.added + its.changed + its.returned + its.missed + its.gone


def kept_anew(kept: Mapping[str, Kept], name: str) -> list[str]:
    """Tell that keeping the very same reading again has changed something."""
    its = kept[name]
    held = [f"{name}: придержано ({its.held.value})"] if its.held else []
    return [*held, *([f"{name}: изменено строк {deeds(kept, name)}"] if deeds(kept, name) else [])]


def news(kept: Mapping[str, Kept], name: str) -> list[str]:
    """Tell that a night right after has changed more than a site in use changes."""
    its, changed = kept[name], deeds(kept, name)
    held = [f"{name}: придержано ({its.held.value})"] if its.held else []
    much = changed > tolerance(its.live)
    told = f"{name}: нового {its.added}, изменено {its.changed}, пропало {its.missed}, ушло {its.gone}"
    return [*held, *([told] if much else [])]


def lost_in_store(readings: Readings, stored: Mapping[str, Sequence[Any]], name: str) -> list[str]:
    """Tell what did not come back from the store as it was told; what is sealed there is compared by being there."""
    columns = [
        each.name for each in told_columns(name) if each.name in STREAMS[name].record.__dataclass_fields__
    ]
    rows = {tuple(getattr(each, part) for part in STREAMS[name].key): each for each in stored[name]}
    told = _by_key(readings, name)
    missing = [f"{name} {_told(key)}: не сохранено" for key in told.keys() - rows.keys()]
    extra = [f"{name} {_told(key)}: сохранено лишнее" for key in rows.keys() - told.keys()]
    other = [
        f"{name} {_told(key)}: иначе {column}"
        for key, record in told.items()
        if key in rows
        for column in columns
        if not _same(getattr(record, column), getattr(rows[key], column))
    ]
    return some([*missing, *extra, *other])


def _same(told: Any, kept: Any) -> bool:
    if isinstance(told, str) and isinstance(kept, str):
        return told.replace("\0", "")[: len(kept) or None] == kept
    return bool(told == kept)


def wrong_types(readings: Readings, attribute: Attribute) -> list[str]:
    """Tell where a value is of another type than promised, or missing where it must be there."""
    return some(
        f"{told_key(attribute.stream, each)}: {attribute.name} — {type(value).__name__}"
        for each in records_of(readings, attribute.stream)
        if not _fits(value := getattr(each, attribute.name), attribute)
    )


def _fits(value: Any, attribute: Attribute) -> bool:
    if value is None:
        return attribute.optional
    if attribute.kind is float:
        return type(value) in {int, float}
    if attribute.kind is int:
        return type(value) is int
    return isinstance(value, attribute.kind)


def wrong_moments(readings: Readings, attribute: Attribute, now: datetime) -> list[str]:
    """Tell which moments are without UTC, before the year 2000, or later than the site's own tomorrow."""
    last = LAST_DAY if attribute.name in FORESEEN else now + AHEAD
    return some(
        f"{told_key(attribute.stream, each)}: {attribute.name} = {value}"
        for each in records_of(readings, attribute.stream)
        if (value := getattr(each, attribute.name)) is not None and not _plausible(value, last)
    )


def _plausible(moment: datetime, last: datetime) -> bool:
    return moment.utcoffset() == timedelta() and FIRST_DAY <= moment <= last


MOST = {
    "attempts.mark": lambda each, quizzes: (
        quizzes[each.quiz_id].max_mark if each.quiz_id in quizzes else None
    ),
    "final_grades.grade": lambda each, _: each.max_grade,
    "part_marks.mark": lambda each, _: each.max_mark,
}
"""The most a mark may be, by attribute."""


def wrong_numbers(readings: Readings, attribute: Attribute) -> list[str]:
    """Tell which numbers are none, less than nothing, or more than the most."""
    quizzes = {each.quiz_id: each for each in records_of(readings, "quizzes")}
    least = 1 if attribute.kind is int else 0
    most = MOST.get(str(attribute), lambda *_: None)
    return some(
        f"{told_key(attribute.stream, each)}: {attribute.name} = {value}"
        for each in records_of(readings, attribute.stream)
        if (value := getattr(each, attribute.name)) is not None
        and not _within(value, least, most(each, quizzes))
    )


def _within(value: float, least: float, most: float | None) -> bool:
    return math.isfinite(value) and value >= least - _A_BIT and (most is None or value <= most + _A_BIT)


def wrong_texts(readings: Readings, attribute: Attribute) -> list[str]:
    """Tell which texts are blank where they must not be: what is not told is None."""
    if attribute.name in NAMELESS:
        return []
    return some(
        f"{told_key(attribute.stream, each)}: {attribute.name} пусто"
        for each in records_of(readings, attribute.stream)
        if (value := getattr(each, attribute.name)) is not None and not value.strip()
    )


def incoherent_attempts(readings: Readings) -> list[str]:
    """Tell which attempts contradict themselves."""
    return some(
        f"{told_key('attempts', each)}: {what}"
        for each in records_of(readings, "attempts")
        for what in _contradictions(each)
    )


def _contradictions(attempt: Attempt) -> Iterable[str]:
    over = attempt.state is AttemptState.FINISHED
    if over and attempt.finished_at is None:
        yield "завершена, а когда — неизвестно"
    if attempt.started_at and attempt.finished_at and attempt.finished_at < attempt.started_at:
        yield "завершена раньше, чем начата"
    if attempt.state is AttemptState.IN_PROGRESS and attempt.finished_at is not None:
        yield "идёт, но уже завершена"
